"""What Sonogo itself says to a customer, outside every script. A person speaks, never a system.

In Japanese here; `services.greetings_abroad` says each of these in the other languages.

`{name}` comes with its honorific, `{staff}` is who comes back, `{promise}` by when.
"""

from typing import Final

from conversations.locales import Locale
from conversations.words import WORDS


def as_engine(word: str, locale: Locale = "ja") -> str:
    """One of the engine's own sentences, to be said outside a script, too."""
    return WORDS[locale][word].replace("{{ ", "{").replace(" }}", "}")


CRISIS: Final = as_engine("crisis")
BEREAVED: Final = as_engine("bereaved")
HOW_TO_CLAIM: Final = (
    "お手元に購入コード（「SN-」に続く8文字）があれば、このままお送りください。"
    "見当たらないときは、ご注文番号とお電話番号の下4けたを、続けてお送りください。"
)
HELLO: Final = (
    "{shop}です。友だち追加ありがとうございます。\n\n"
    "お買い上げのあとのことを、このトークでお手伝いしています。" + HOW_TO_CLAIM
)
LANGUAGES: Final = "English: send “English” / 中文：請傳「中文」 / ภาษาไทย: พิมพ์ “ไทย”"
LANGUAGE_CHOSEN: Final = "承知しました。これからは日本語でお送りします。"
WELCOME_BACK: Final = (
    "{name}、おかえりなさい。またお話しできてうれしいです。続きから、ゆっくりご案内しますね。"
)
WELCOME_BACK_STOPPED: Final = (
    "{name}、おかえりなさい。お知らせは止めたままにしてあります。また必要になったら「再開」とお送りください。"
)
CLAIMED: Final = "{name}、ありがとうございます。{product}のお買い上げを確認できました。"
CLAIMED_ENDED: Final = (
    "{product}のご注文を確認しました。こちらは取り消しや返品のお手続きがされているご注文です。"
    "お心当たりがないときは「担当者と話す」とお送りください。"
)
STILL_STOPPED: Final = "お知らせは止めたままにしてあります。受け取るときは「再開」とお送りください。"
WHAT_COMES: Final = (
    "お届けのことや使い始めのコツ、"
    "そして少し経ったころに「その後、いかがですか」をお送りします（はじめのうちに数回、そのあとは月に1、2回ほどです）。"
)
SHEET_HOW: Final = "LINEのカメラで読み取り、出てきた文をそのまま送信してください。"
HOW_TO_STOP: Final = "いつでも「配信停止」で止められます。「担当者と話す」で、人がお返事します。"
ALREADY_YOURS: Final = "そのコードは、もう確認できています。{product}のお買い上げ、ありがとうございます。"
TAKEN: Final = (
    "このコードは、別の方のトークですでに使われているようです。"
    "お心当たりがないときは「担当者と話す」と送ってください。こちらでお調べします。"
)
EXPIRED: Final = (
    "このコードは期限が過ぎていました。お手数ですが「担当者と話す」と送ってください。"
    "ご注文を確かめて、こちらでおつなぎします。"
)
MISTYPED: Final = (
    "コードがどこか一文字、違っているかもしれません。"
    "「SN-」に続く8文字を、もう一度お送りいただけますか。"
    "（数字の0と1、英字の I・L・O・U は使われていません）"
)
MISCOUNTED: Final = (
    "コードは「SN-」に続く8文字ですが、いただいたのは{count}文字のようです。"
    "お手元のものをもう一度ご覧いただき、続けてお送りいただけますか。"
)
WITHOUT_CODE: Final = (
    "お買い上げありがとうございます。コードがなくても大丈夫です。"
    "ご注文番号と、ご注文のときのお電話番号の下4けたを、続けて一度にお送りください。（例：A-1001 5678）\n"
    "どちらもわからないときは「担当者と話す」とお送りください。こちらでお調べします。"
)
MISTYPED_AGAIN: Final = (
    "まだ、どこか一文字が違っているようです。コードがうまくいかないときは、"
    "ご注文番号とお電話番号の下4けたを、続けて一度にお送りください。（例：A-1001 5678）"
    "「担当者と話す」でも大丈夫です。"
)
UNKNOWN: Final = (
    "このコードのお買い上げが見つかりませんでした。"
    "もう一度ご確認いただくか、ご注文番号とお電話番号の下4けたを、続けてお送りください。"
    "「担当者と話す」でも大丈夫です。"
)
ORDER_NEEDS_PHONE: Final = (
    "番号をありがとうございます。ご本人の確認のため、ご注文番号と、ご注文のときのお電話番号の下4けたを、"
    "続けて一度にお送りください。（例：A-1001 5678）"
)
ORDER_UNKNOWN: Final = (
    "ご注文番号とお電話番号の下4けたの組み合わせを、確かめられませんでした。"
    "もう一度ご確認いただくか、「担当者と話す」と送ってください。"
)
THROTTLED: Final = (
    "確認が続いたため、{until}まで少しお時間をいただいています。"
    "そのあとで、コード、またはご注文番号とお電話番号の下4けたをお送りください。"
    "お急ぎのときは「担当者と話す」と送ってください。こちらでお調べします。"
)
STOPPED: Final = (
    "承知しました。こちらからのお知らせは、すべて止めました。\n"
    "また必要になったら「再開」と送ってください。ご質問は、いつでもこのトークで受け付けています。"
)
STOPPED_CASE_GOES_ON: Final = "いまのご相談については、{staff}からこのトークでご連絡します。"
HOW_TO_LEAVE: Final = (
    "下の「お知らせを止める」で、すぐに止まります。「配信停止」とお送りいただいても同じです。"
)
TIRED: Final = (
    "お知らせがご負担になっていたら、申し訳ありません。どうなさいますか。"
    "（ご注文や会員のお手続きのことでしたら「担当者と話す」をお選びください）"
)
ONLY_MESSAGES: Final = "お知らせだけを止めたいときは、下のボタンをお使いください。"
WAY_STOP: Final = "お知らせを止める"
WAY_REST: Final = "1か月お休みする"
WAY_GO_ON: Final = "このまま続ける"
WAY_HUMAN: Final = "担当者と話す"
GOES_ON: Final = (
    "ありがとうございます。このままお送りしますね。止めたくなったら、いつでも「配信停止」とお送りください。"
)
RESUMED: Final = "お知らせを再開しました。{name}、またよろしくお願いします。"
OWN_HOUR: Final = (
    "承知しました。これからのご連絡は、{hour}時ごろにお送りしますね。\n"
    "（発送やお届けのお知らせは、動きがあったときにお送りします。お荷物を受け取る時間のことでしたら「担当者と話す」とお送りください）"
)
ANY_HOUR: Final = "承知しました。ご連絡の時間は、こちらにおまかせいただきますね。"
AWAY: Final = (
    "承知しました。{name}、{day}までは、こちらからのご連絡をお休みしますね。どうぞ、ごゆっくり。\n"
    "早めに再開するときは「再開」とお送りください。ご用のときは、いつでもこのトークでどうぞ。"
)
HUMAN: Final = (
    "承知しました。{staff}が{promise}までに、このトークでご連絡します。"
    "このままご用件を書いていただいても大丈夫です。"
)
HUMAN_ALREADY: Final = (
    "{staff}がお調べしています。{promise}までに、このトークでご連絡しますね。"
    "書き足していただいたことも届きます。"
)
HUMAN_LATE: Final = (
    "お待たせしていて、申し訳ありません。{staff}に、いまもう一度知らせました。このトークでご連絡します。"
)
BELATED: Final = (
    "{name}、お約束の時刻を過ぎてもご連絡できておらず、申し訳ございません。"
    "いただいたお言葉は、たしかに届いています。\n"
    "{staff}が{promise}までに、このトークでご連絡します。"
)
HUMAN_TALKING: Final = "{staff}に知らせました。このトークでお返事しますので、ご用件をこのままお書きください。"
HEALTH: Final = (
    "お知らせいただき、ありがとうございます。まずは、お使いになるのをおやめください。"
    "つらい症状があるときは、医療機関にご相談ください。\n"
    "{staff}が{promise}までに、このトークで直接ご連絡します。"
)
UNHAPPY: Final = (
    "お知らせいただき、ありがとうございます。ご不便をおかけして、申し訳ありません。"
    "{staff}が内容を確かめて、{promise}までにこのトークでご連絡します。"
)
UNHAPPY_AGAIN: Final = "重ねてのことで、本当に申し訳ありません。いまのお言葉も、そのまま{staff}に伝えます。"
QUESTION: Final = (
    "ご質問ありがとうございます。{staff}におつなぎしますね。{promise}までに、このトークでお返事します。"
)
OPENING_HOURS: Final = "営業時間は、{opening_hours}です。メッセージは、いつでもお送りくださいね。"
ORDER_CHANGE: Final = (
    "お知らせありがとうございます。{staff}にすぐ伝えます。{promise}までに、このトークでお返事します。"
)
REQUEST: Final = "うかがいました。{staff}に伝えますね。{promise}までに、このトークでお返事します。"
PASSED_ON: Final = "こちらも{staff}に伝えますね。"
DELIVERY_KNOWN: Final = (
    "{delivery_known}動きがあれば、このトークでお知らせします。"
    "ほかにもご心配なことがあれば「担当者と話す」とお送りください。"
)
LEFT_NOTED: Final = "教えてくださって、ありがとうございます。なくなりそうなころに、またお声がけしますね。"
HEARD: Final = (
    "メッセージありがとうございます。スタッフが拝見します。お急ぎのときは「担当者と話す」と送ってくださいね。"
)
HEARD_PHOTO: Final = (
    "お写真をありがとうございます。スタッフが大切に拝見しますね。"
    "お急ぎのときは「担当者と話す」と送ってください。"
)
ARRIVED: Final = (
    "お知らせくださって、ありがとうございます。無事にお手もとに届いて、ほっとしました。"
    "気になることがあれば、いつでもこのトークで教えてくださいね。"
)
SHARE: Final = (
    "ありがとうございます。まわりの方に送れる、紹介ページのリンクです。{share_disclosure}\n"
    "お名前は、お送りになった方のページに出ません。"
)
SHARE_BUTTON: Final = "LINEで送る"
WITHDRAWN: Final = (
    "承知しました。お言葉の掲載を取り下げます。お店のページなどからも外しますので、少しだけお時間をください。"
    "パートナーとしてのお願いも、もうお送りしません。"
)
PARTNER_OFF: Final = (
    "承知しました。パートナーとしてのお願いは、もうお送りしません。これまで、ありがとうございました。"
)
NOTHING_SHOWN: Final = (
    "いまは、掲載しているお言葉も、パートナーとしてのお願いもありません。"
    "気になることがあれば「担当者と話す」とお送りください。"
)
STAFF_BOUND: Final = "{staff}さん、これからはこのLINEに、対応のお知らせをお届けします。"
STAFF_CODE_OVER: Final = (
    "その連携コードは期限が切れています。コンソールの「マイページ」で新しいコードを出してください。"
)
