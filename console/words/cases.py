"""Today and one case."""

# ruff: noqa: E501 - sentences stay whole, so that they can be read and found

from collections.abc import Mapping
from typing import Final

ENGLISH: Final[Mapping[str, str]] = {
    # today
    "いま、お店の番のお客様は": "Waiting for the shop now:", "{n}人": "{n}",
    "次は {name}。お約束は {at}。": "Next: {name}, promised for {at}.", "次は {name}。お返事が来ています。": "Next: {name}, who has written back.",
    "対応する": "Open", "いま急ぐお客様はいません。": "Nobody is in a hurry now.",
    "お返事待ちや、明日以降のお約束だけです。": "Only customers whose answer you await, or promises from tomorrow on.",
    "対応が必要なお客様は、いません。": "No customer needs you now.",
    "困っているお客様がいらしたら、ここに約束の時刻の順に並びます。": "Customers who need help will appear here, by the time promised to them.",
    "お約束を過ぎています": "Past the promise", "今日中にお返事": "Answer today", "お返事が来ています": "Wrote back",
    "明日以降": "From tomorrow on", "お客様のお返事待ち": "Waiting for the customer", "新着": "new", "担当なし": "nobody",
    # why a case
    "お体・お肌の不調": "Health or skin", "ご不満": "Unhappy", "担当者と話したい": "Wants a person", "気持ちが下がった": "Mood dropped",
    "読み取れない返答": "Unreadable answer", "台本が進めなくなった": "Script failed", "メッセージが届かない": "Not delivered",
    # states
    "未対応": "New", "対応中": "In progress", "提案中": "Proposed", "承諾・実行待ち": "Accepted: do it", "終了": "Closed",
    "お約束を守れました": "Promise kept", "お約束に間に合いませんでした": "Promise missed",
    "お約束の時刻を過ぎています": "Past the promised time", "お約束の時刻まで": "Until the promised time",
    "送信待ち": "queued", "送信中": "sending", "送信済み": "sent", "通数の回復待ち": "waiting for quota",
    "届いたか確認できません": "delivery unknown", "届きませんでした": "not delivered", "お返事待ち": "awaiting an answer",
    "承諾されました": "accepted", "辞退されました": "declined",
    # conversation
    "会話": "Conversation", "スタンプ": "sticker", "写真": "photo", "動画": "video", "音声": "voice message", "ファイル": "file",
    "位置情報": "location", "表示できないメッセージ": "a message that cannot be shown", "取り消されたメッセージ": "Message taken back",
    "ボタン": "button", "自動": "automatic", "1通": "1 billed", "この対応のきっかけ": "what opened this case",
    "以前のやりとり（{n}件）": "Earlier ({n})", "まだ会話がありません。": "No conversation yet.",
    "対応が始まりました": "Case opened", "ご連絡が加わりました": "Another message joined",
    "新しくお約束しました": "A new time was promised",
    "お約束の時刻を過ぎたため、新しくお約束しました": "The promised time had passed: a new one was promised",
    "メモ": "Note", "返信": "Reply", "提案": "Proposal",
    "担当になりました": "took the case", "担当を変えました": "assigned", "お客様が提案を承諾しました": "The customer accepted the proposal",
    "お客様が提案を辞退しました": "The customer declined the proposal", "お客様はほかの方法をご希望です": "The customer would like another way",
    "対応を終えました": "closed the case", "友だち追加": "Became a friend", "ブロック解除": "Unblocked", "ブロックされました": "Blocked the account",
    # a case
    "お約束": "Promised", "初回のお返事": "First answer", "お客様の言葉": "In the customer's words",
    "印は、読み取りの手がかりになった言葉です（推定）": "marked: the words that raised it (an estimate)",
    "{name}への返信": "Reply to {name}", "お困りのことに、まず一言。": "A kind first word.",
    "いま送れば無料です（返信）": "Free if sent now (reply)", "1通として数えられます": "Counts as 1 billed message",
    "今月 {used} / {limit}通": "{used} of {limit} this month", "返信する": "Send reply", "提案する": "Propose",
    "お客様がボタンで選べます": "the customer answers with a tap", "何を提案しますか": "What do you propose?", "提案の内容": "In your words",
    "例：新しいものと交換させてください。送料は当店で負担します。": "E.g. Let us exchange it for a new one; we pay the postage.",
    "ボタン：お願いする／ほかの方法を相談する／今回はやめておく": "Buttons: Yes, please / Another way / No, thank you",
    "提案を送る": "Send proposal", "メモを残す": "Leave a note", "お客様には見えません": "customers never see it",
    "対応を終える": "Close the case", "会話はボットに戻ります": "the bot takes over again", "どのように終わりましたか": "How did it end?",
    "ひとこと（任意）": "A remark (optional)", "しばらくして、同じ質問をもう一度お客様にお聞きします。": "After a while the customer is asked the same question again.",
    "この対応は終わっています": "This case is closed", "閲覧のみの権限です。": "You may read only.", "担当": "Assigned to", "あなた": "you",
    "自分が対応する": "I take it", "担当を変える": "Assign", "これまでの対応": "Earlier cases",
    "使い方のご案内": "How to use it", "商品の交換": "An exchange", "ご返金": "A refund", "お電話でのご相談": "A phone call",
    "代わりの商品": "Another product", "クーポン": "A coupon", "ご提案": "Our proposal",
    "解決した": "Solved", "使い方のご案内で解決した": "Solved by advice", "交換した": "Exchanged", "返金した": "Refunded",
    "お返事がなかった": "No answer came", "そのほか": "Other",
    # after an action
    "返信しました。お客様のトークへ送ります。": "Replied. It is on its way to the customer.", "メモを残しました。": "Note kept.",
    "提案を送りました。お客様のお返事を待ちます。": "Proposal sent. Now it is the customer's turn.", "あなたが担当になりました。": "The case is yours.",
    "担当を変えました。": "The case was assigned.", "対応を終えました。会話はボットに戻りました。": "Case closed. The bot has the conversation again.",
    "入力した文章は下に残してあります。": "What you typed is kept below.",
    "この対応はすでに終わっています。送信していません。": "This case is already closed. Nothing was sent.",
    "文章が空です。入力してから送ってください。": "The text is empty. Write something first.",
    "文章が長すぎます。短くしてから送ってください。": "The text is too long. Please shorten it.",
    "お客様がブロック中のため、LINEではお送りできません。電話やメールをご検討ください。": "The customer has blocked the account, so LINE cannot deliver. Consider phone or mail.",
    "{who}さんが{at}に先に返信しました。送信していません。下の会話をご確認ください。": "{who} answered first, at {at}. Yours was not sent. Please read the conversation below.",
    "{who}さんが{at}に先に動いています。下の会話をご確認ください。": "{who} was first, at {at}. Please read the conversation below.",
    "選ばれた項目が見つかりません。もう一度選んでください。": "That choice was not found. Please choose again.",
    "お客様からのメッセージ": "A message from the customer",
}  # fmt: skip
