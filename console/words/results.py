"""Results."""

from collections.abc import Mapping
from typing import Final

ENGLISH: Final[Mapping[str, str]] = {
    "結果": "Results", "お客様の声": "In customers' words", "{since} 〜 {until}": "{since} – {until}",
    "{time} に数えました。今日の分は1分ごと、過去の日はときどき数え直します。":
        "Counted {time}. Today is counted every minute, past days now and then.",
    "過去の日を数えています。しばらくすると数字がそろいます。":
        "Past days are being counted. The numbers will be complete in a while.",
    "この条件では、まだ結果がありません": "Nothing to show for this choice yet",
    "質問が送られると、ここに反応と気持ちが集まります。条件を変えると見つかることがあります。":
        "Once questions are sent, answers and feelings gather here. Another choice may find something.",
    "気持ちの平均（5点）": "Average feeling (of 5)",
    "届いた方が最後まで答えた割合": "Of those reached, answered to the end",
    "約束を守れた割合": "Promises kept", "対応による気持ちの回復": "Recovery of the feeling by a case",
    "最初の成功まで（中央値）": "To the first win (median)",
    "回答1件あたりの通数（お返事のなかった分も含む）":
        "Pushes per completed check-in, unanswered ones included",
    "使い心地の質問だけで、有料の{billed}通 ÷ 最後まで答えた{n}件":
        "Check-ins only: billed {billed}, answered to the end {n}",
    "{day}日": "{day} d", "{day}日以上": "{day} d or more",
    "成果 × 気持ち": "Result × feeling",
    "押すと、その方々とおすすめの対応が見られます。": "Tap one to see who they are and what to do.",
    "この期間には、まだありません。": "Nothing in this period yet.",
    "もとの行をダウンロード": "Download the rows behind",
    "お名前と文章は入りません。ご自分で数え直せます。": "Without names or words. Count for yourself.",
    "接点": "Touchpoint", "対応": "Case", "購入": "Purchases", "期間": "Period", "{days}日間": "{days} days",
    "しぼり込む": "Filter", "この日から": "From", "この日まで": "Until", "商品": "Product", "すべて": "All",
    "購入した週": "Week of purchase", "シナリオの版": "Journey version",
    "担当（対応の数字だけ）": "Staff (numbers about cases only)", "この条件で見る": "Show",
    "条件を消す": "Clear", "この方々へ": "What to do for them", "消去された方": "Somebody erased",
    "質問した日": "Asked", "この条件では、どなたもいません": "Nobody fits this choice",
    "期間や商品を変えてみてください。": "Try another period or product.", "言葉で探す": "Search the words",
    "探す": "Search", "タグ": "Tag", "お客様のページ": "Customer", "成果 {score}": "Result {score}",
    "気持ち {score}": "Feeling {score}", "タグ「{tag}」を外す": "Remove the tag “{tag}”",
    "タグを付ける": "Add a tag", "付ける": "Add",
    "タグを付けられませんでした。": "The tag could not be added.",
    "あてはまる言葉はありません": "No words fit",
    "お客様がひとこと書いてくださると、ここに並びます。期間や言葉を変えると見つかることがあります。":
        "What customers write appears here. Another period or word may find something.",
    "効いた × うれしい": "Worked × glad", "効いた × もやもや": "Worked × uneasy",
    "{journey}では「{win}」。": "For “{journey}” it is “{win}”.",
    "まだ × うれしい": "Not yet × glad", "まだ × もやもや": "Not yet × uneasy", "予定": "planned",
    "送信": "sent", "届いた": "Reached", "答え始めた": "Started", "最後まで答えた": "Complete",
    "お知らせのみ": "Told only", "答えたくない": "Refused", "まだ使っていない": "Not used yet",
    "途中まで": "Partial", "回答待ち": "Waiting", "返事なし": "Silent", "こちらで終了": "Ended by us",
    "15分以内": "within 15 min", "1時間以内": "within 1 h", "3時間以内": "within 3 h",
    "24時間以内": "within 24 h", "それより後": "later", "質問への反応": "Response to questions",
    "段階": "Stage", "件数": "Number", "予定に対して": "Of scheduled",
    "質問のある接点すべて。送れなかったもの、返事のないものも数えています。":
        "All touchpoints that ask something, also those not sent and those without an answer.",
    "届いた質問の行き先": "Where the questions that arrived ended", "行き先": "End",
    "届いた数に対して": "Of reached", "人数": "People", "割合": "Share", "気持ちの平均": "Average feeling",
    "成果の平均": "Average result", "気持ちの移り変わり（接点ごと）": "The feeling along the journey",
    "5がいちばん良い。聞いていない接点は出ません。": "5 is best. Touchpoints that do not ask are left out.",
    "成果": "Result", "気持ち": "Feeling", "回答の分布": "How answers spread", "点": "Score",
    "成果の5は「{result}」、気持ちの5は「{face}」。": "Result 5 is “{result}”, feeling 5 is “{face}”.",
    "はっきり感じる": "Clearly", "😊 うれしい": "😊 Happy", "週（月曜）": "Week (Monday)",
    "最後まで答えた割合": "Answered to the end", "週ごとの推移": "Week by week",
    "ほかのお店とではなく、ご自分のお店のこれまでと比べてください。":
        "Compare with your own shop's past, not with other shops.",
    "お届けから「使い始めた」まで。お届け済み {delivered}件のうち {won}件。":
        "From the delivery to “began to use it”: {won} of {delivered} delivered.",
    "お届けから": "From the delivery", "お届け済みに対して": "Of delivered",
    "最初の成功までの日数": "Days to the first win", "守れた": "Kept", "破れた": "Broken",
    "約束の前": "Not due yet", "守れた割合": "Share kept",
    "お客様にお伝えした時刻までに、人が返事をしたか。":
        "Did a human answer by the time the customer was told?",
    "約束を守れたか": "Were promises kept?", "営業時間": "Business hours", "時計の時間": "By the clock",
    "最初のお返事まで": "Time to the first answer", "時間": "Time",
    "人が送った最初のメッセージまで。自動の返事は数えません。":
        "Until a human's first message. Automatic answers do not count.",
    "対応の前": "Before", "対応の後": "After",
    "同じ質問にもう一度答えてくださった方：良くなった {better}、同じ {same}、下がった {worse}。":
        "Who answered the same question again: better {better}, same {same}, worse {worse}.",
    "再購入した割合（%）": "Bought again (%)", "60日たった人数": "60 days over", "再購入": "Bought again",
    "質問から60日以内に次のご注文があったか。60日たっていない方は数えません。":
        "Was there another order within 60 days of asking? Whose 60 days are not over is not counted.",
    "再購入（成果 × 気持ちごと）": "Repurchase by cell", "最後まで": "Complete",
    "最後までの割合": "Share complete", "通数": "Pushes", "1件あたり通数": "Pushes each",
    "ブロック": "Blocks", "ブロック率": "Block rate",
    "1件あたり通数は、通数 ÷ 最後まで答えた件数。お返事に添えた分は無料で、通数に入りません。":
        "Pushes each: pushes by complete answers. What rides along with an answer is free and not counted. ",
    "ブロックは、送信から48時間以内で、その間に次の接点がなかったもの。":
        "Blocks within 48 hours of the message, with no later touchpoint in between.",
    "接点ごと": "By touchpoint", "担当なし": "nobody", "担当": "Assigned to",
    "最初のお返事（営業時間・平均）": "First answer (business hours, average)",
    "分": "min", "1分未満": "under a minute",
    "気持ちの回復": "Recovery", "担当ごと": "By staff",
    "お礼を伝え、何がいちばん役に立ったかをうかがいましょう。": "Thank them, and ask what helped most.",
    "お友だちに伝えやすい方法をご用意しましょう。口コミのお願いを点数で選んではいけません。":
        "Give them an easy way to tell a friend. Never pick whom to ask for a review by score.",
    "効果は出ています。続け方・これからの見通しをお伝えして、不安を小さくしましょう。":
        "It works. Tell them how to go on and what to expect, so that the worry shrinks.",
    "何がもやもやするのかを、人がひとことうかがいましょう。満足度の点数では見えない方々です。":
        "Let a human ask what bothers them. A satisfaction score does not see these people.",
    "気持ちは前向きです。使い方をひとつだけ、ていねいにお伝えしましょう。":
        "They are in good spirits. Show them one thing about using it, with care.",
    "いつごろ変化を感じる方が多いかをお伝えし、その時期にもう一度うかがいましょう。":
        "Tell them when most people notice a change, and ask again then.",
    "人からひと声おかけしましょう。お約束のある方が先です。売り込みは止めます。":
        "Let a human write to them, those with a promise first. Stop all selling.",
    "使い方・交換・返金・お電話から、お客様に選んでいただきましょう。":
        "Let the customer choose: advice, exchange, refund or a call.",
}  # fmt: skip
