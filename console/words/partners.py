"""Partners: what they told, friends they brought, words they lent, and what they are told."""

from collections.abc import Mapping
from typing import Final

ENGLISH: Final[Mapping[str, str]] = {
    "パートナー": "Partners",
    "役に立ったこと・むずかしいこと": "What helped, what is hard",
    "ご紹介": "Friends",
    "お言葉の掲載": "Words we may show",
    "この商品で見る": "Show this product",
    "よいお返事で「その後」を終えた方が、そのままお答えくださったことです。":
        "Asked at the end of a happy check-in, in the same talk.",
    "ときどきご意見をうかがえるパートナーは、いま{n}人です。":
        "{n} partners may be asked what they think now and then.",
    "テーマ": "Theme", "人数": "People", "割合": "Share", "：": ": ",
    "商品ごとに": "By product", "お答え": "Answers", "商品なし": "No product",
    "まだ、お答えがありません": "No answers yet",
    "よいお返事で終わった「その後」に続けて、いちばん役に立ったことと、むずかしいことをうかがいます。"
    "シナリオに axis: helped / hardest の質問があると、ここに集まります。":
        "After a happy check-in customers are asked what helped most and what is hardest. Questions with "
        "axis: helped / hardest gather here.",
    "うかがった方": "Customers asked", "リンクをご希望の方": "Wanted the link",
    "紹介コードのついたお買い上げ": "Purchases with a referral code", "いまも有効なご紹介": "Still counting",
    "取消・返金・返品は{ended}件、ご本人のお買い上げは{own}件で、有効なご紹介には数えません。":
        "{ended} were cancelled, refunded or returned and {own} were the customer’s own; they do not count.",
    "お礼：{gift}": "In return: {gift}",
    "お礼の品はなく、「ありがとう」のひとことだけをお送りします。":
        "Nothing is given in return but a word of thanks.",
    "日": "Day", "ご紹介くださった方": "Referred by", "お買い上げ": "Purchase",
    "まだ、ご紹介からのお買い上げがありません": "No purchase by a friend’s word yet",
    "リンクをご希望の方には、お名前の出ない紹介ページをお渡ししています。"
    "ご注文のときの紹介コードを、購入の登録（フォーム・CSV・API）に入れると、ここに並びます。":
        "Who wants the link gets a page without any name. Enter the code a buyer gives with the purchase "
        "(form, CSV or API) and it appears here.",
    "お客様が、載せてよいと選ばれたお言葉です。お言葉は変えずに、お礼があればそのことも添えて載せてください。":
        "Words customers chose to let us show. Show them unchanged, and say what was given in return.",
    "お名前なし": "Without a name", "お礼あり：{gift}": "Given in return: {gift}",
    "お礼なし": "Nothing in return",
    "同意": "Agreed", "うかがった文": "How it was asked", "掲載を取り下げる": "Withdraw",
    "まだ、載せてよいお言葉がありません": "No words to show yet", "ここには何もありません": "Nothing here",
    "「その後」にひとことを書いてくださった方へ、8日ほどしてから一度だけ、載せてよいかをうかがいます。"
    "「掲載をやめる」と送られたものは、すぐにここから外れます。":
        "Who wrote something at a check-in is asked once, about eight days later. Whoever sends "
        "「掲載をやめる」 leaves this list at once.",
    "掲載を取り下げました。お店のページや印刷物からも外してください。":
        "Withdrawn. Please take it off your pages and prints, too.",
    "すでに取り下げられています。": "It was withdrawn already.",
    "よいお返事のあとのお願い（ご紹介・お言葉の掲載）で、お客様に伝えることです。":
        "What customers are told when they are asked a favour after a happy answer.",
    "ご紹介・掲載のお願いで伝えること、お礼の有無": "What is told with a favour, and what is given in return",
    "読み取れません。": "This cannot be read.",
    "窓口のお名前": "Whom customers turn to",
    "お客様に「窓口は○○です」とお伝えします。空なら、そのときの担当者の名前になります。":
        "Customers are told this name. Empty: whoever’s turn it is.",
    "お店のページ": "Shop page",
    "紹介ページのボタンで開きます。https からはじまるアドレス。空なら、LINEでのご相談をご案内します。":
        "Opened by the friend’s page, from https:// on. Empty: the page leads to the LINE chat.",
    "ご紹介のお礼": "For telling a friend",
    "お友だちがお買い上げになったときにお渡しするもの。空なら「お礼はない」とお伝えします。":
        "Given once the friend buys. Empty: customers are told there is nothing.",
    "掲載のお礼": "For their words",
    "お言葉の掲載にお渡しするもの。空なら「お礼はない」とお伝えします。":
        "Given for words we may show. Empty: customers are told there is nothing.",
    "お礼の有無は、お願いの文・紹介ページ・お友だちへのメッセージに、そのまま入ります"
    "（景品表示法のステルスマーケティング規制のためです）。途中で変えても、すでに同意された方の記録は変わりません。":
        "Whether anything is given stands in the question, on the friend’s page and in the message to the "
        "friend, as the law on hidden advertising asks. Consents given before keep what was said then.",
    "紹介コード": "Referral code",
    "お友だちの紹介で来られた方は、ページに書かれたコードを。":
        "If a friend told them: the code on the page.",
    "この紹介コードは見つかりませんでした。紹介なしで登録しています。":
        "Nobody has this referral code. The purchase is registered without it.",
    "パートナーとして": "As a partner",
    "{at} から、ときどきご意見をうかがえます。": "May be asked what they think since {at}.",
    "リンクをお渡しした日": "Link given",
    "まだお渡ししていません": "Not yet", "ご紹介からのお買い上げ": "Purchases by their word",
    "有効なご紹介": "Counts", "ご本人のお買い上げ": "The customer’s own",
    "掲載中": "May be shown", "取り下げ": "Withdrawn", "お客様が取り下げ": "Withdrawn by the customer",
    "スタッフが取り下げ": "Withdrawn by staff", "送信取消のため": "Message unsent", "消去のため": "Erased",
    "役に立ったこと": "What helped", "むずかしいこと": "What is hard", "ご意見をうかがう": "May be asked",
    "掲載の同意": "Words may be shown", "ご紹介の希望": "A link for friends",
    "パートナーになってくださった": "Became a partner", "パートナーをやめた": "Is a partner no more",
    "お言葉の掲載に同意": "Let us show their words", "お言葉の掲載を取り下げ": "Took their words back",
    "友だちのお買い上げ": "A friend’s purchase",
    "ご紹介でのお買い上げ": "By a customer’s word",
}  # fmt: skip
