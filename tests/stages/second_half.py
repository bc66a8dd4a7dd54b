"""From the partner to what is learned: partner, refill, hours and fatigue, languages, results."""

import re
from typing import Final
from urllib.parse import unquote

from tests.stages.chapter import Page, Scene
from tests.stages.town import Town

WORDS: Final = "朝の化粧のりが変わって、鏡を見るのが楽しみになりました"
NEIGHBOURS: Final = (  # how the others are, so that the pages of figures have something to count
    ("鈴木健", "少し感じる", "うれしい", "安心"),
    ("伊藤陽子", "少し感じる", "もやもや", "不安"),
    ("中村美咲", "まだわからない", "うれしい", "わくわく"),
)


def partner(town: Town) -> Scene:
    sakura = town.named["田中さくら"]
    sakura.taps("毎日使っている", "はっきり感じる", "😊 うれしい", "わくわく")
    sakura.says(WORDS)
    sakura.taps("使い方のコツ", "毎日続けること", "はい、聞いてください")
    sakura.hears("のパートナーです")
    sakura.waits_for("先日のお言葉")
    sakura.taps("頭文字をつけて、どうぞ", "リンクがほしい")
    code = re.search(r"/r/([A-Za-z0-9]+)", unquote(sakura.link("line.me/R/share")))
    assert code is not None
    friend = town.moves_in("友田友子")
    friend.buys(referral_code=code[1])
    sakura.waits_for("お買い上げがありました")
    return Scene(
        sakura,
        "のパートナーです",
        "お買い上げがありました",
        (
            Page("お客様に聞いたこと", "/console/results/feedback", "使い方のコツ"),
            Page("ご紹介", "/console/results/friends", "いまも有効なご紹介"),
            Page("掲載のお言葉", "/console/results/testimonials", WORDS),
        ),
    )


def refill(town: Town) -> Scene:
    sakura = town.named["田中さくら"]
    sakura.waits_for("あとどれくらい残っていますか")
    sakura.taps("半分くらい")
    sakura.waits_for("次の分は、どうなさいますか")
    sakura.taps("たのみたい")
    sakura.hears("ご注文をうけたまわります")
    town.staff_reply(sakura, "ありがとうございます。同じものを1本、明日お送りしますね。")
    return Scene(
        sakura,
        "あとどれくらい残っていますか",
        "明日お送りしますね",
        (
            Page("お客様", town.page_of(sakura), "次のご注文は"),
            Page("次の分の見通し", "/console/results/refills", "そろそろ、なくなるころ"),
        ),
    )


def hours_and_fatigue(town: Town) -> Scene:
    town.world.travel_to(10)
    yui = town.moves_in("渡辺結衣")
    yui.buys()
    yui.joins()
    yui.says("お昼の12時に届けて")
    yui.hears("12時ごろ")
    yui.buys()
    yui.says(f"購入コード: {yui.order['claim_code']}")
    town.waits(days=1)
    for order in yui.orders:
        number = order["external_id"]
        town.world.shop("POST", f"/api/v1/purchases/{number}/milestones", {"milestone": "delivered"})
    yui.waits_for("まずこれだけ")
    town.waits(days=1)
    return Scene(yui, "12時ごろ", "まずこれだけ", (Page("お客様", town.page_of(yui), "12時ごろ"),))


def languages(town: Town) -> Scene:
    lin = town.moves_in("林怡君", language="zh-TW")
    lin.buys(customer={"name": lin.name, "locale": "zh-TW"})
    lin.phone.follow()
    lin.hears("友だち追加ありがとうございます")
    lin.says(unquote(lin.order["claim_url"].partition("/?")[2]))
    lin.hears("期待")
    return Scene(lin, "友だち追加ありがとうございます", "期待", (Page("お客様", town.page_of(lin), "中文"),))


def learning(town: Town) -> Scene:
    ken = town.named["鈴木健"]
    return Scene(ken, "しばらくたちましたね", "うれしいお声", (Page("結果", "/console/results", "成果"),))
