"""From the order to the human: befriending, the wait, the first win, the check-in, the unhappy answer."""

from datetime import date, timedelta

from tests.stages.chapter import Page, Scene
from tests.stages.second_half import NEIGHBOURS
from tests.stages.town import Town

OFFER = "夜だけ、いつもの半分の量にしてみませんか。合わなければ、さっぱりタイプに交換いたします。"


def befriending(town: Town) -> Scene:
    hanako = town.moves_in("佐藤花子", "はなちゃん")
    hanako.buys(expected_delivery_on=_day(town, 4))
    sakura = town.moves_in("田中さくら")
    sakura.buys()
    landing = Page("お礼のページ（友だちになる前）", sakura.order["landing_url"], "LINEで受け取る")
    hanako.befriends()
    hanako.hears("いちばん期待していること")
    purchase = Page("購入", town.page_of(hanako, "purchases"), "LINEとつながっている")
    return Scene(hanako, "友だち追加ありがとうございます", "はじめまして", (purchase,), (landing,))


def the_wait(town: Town) -> Scene:
    hanako = town.named["佐藤花子"]
    hanako.taps("うるおい", "洗面台に置き場所をつくる")
    hanako.waits_for("送り出す支度")
    number = hanako.order["external_id"]
    later = {"expected_delivery_on": _day(town, 4)}
    town.world.shop("POST", f"/api/v1/purchases/{number}/delivery-date", later)
    hanako.waits_for("予定に変わりました")
    town.waits(days=1)
    town.tells(hanako, "shipped")
    hanako.hears("送り出しました")
    progress = Page("進み具合のページ", hanako.link("/p/"), "次は「お届け」です")
    purchase = Page("購入", town.page_of(hanako, "purchases"), "お届け予定日の変更")
    return Scene(hanako, "覚えておいて", "送り出しました", (purchase,), (progress,))


def first_win(town: Town) -> Scene:
    hanako = town.named["佐藤花子"]
    sakura, others = town.named["田中さくら"], [town.moves_in(one[0]) for one in NEIGHBOURS]
    for one in others:
        one.buys()
    sakura.befriends()
    sakura.taps("まだ届いていません", "うるおい", "あとでやります")
    for one in others:
        one.joins()
    town.waits(days=1)
    for one in (hanako, sakura, *others):
        town.tells(one, "delivered")
    hanako.waits_for("まずこれだけ")
    for one in (hanako, sakura, *others):
        one.taps("できました")
    hanako.hears("最初の一歩")
    page = Page("お客様", town.page_of(hanako), "はじめての夜のお手入れ")
    return Scene(hanako, "お手もとに届くころ", "最初の一歩", (page,))


def check_in(town: Town) -> Scene:
    """Everybody who bought meanwhile is asked, too: the others fill the pages of figures."""
    hanako = town.named["佐藤花子"]
    hanako.waits_for("もう使ってみましたか")
    for name, result, face, word in NEIGHBOURS:
        one = town.named[name]
        one.waits_for("もう使ってみましたか")
        one.taps("毎日使っている", result)
        one.says(face)
        one.taps(word, "とばす")
        if "申し訳ありません" in one.listen():
            town.staff_reply(one, "お聞かせくださって、ありがとうございます。どんなところが気になりますか。")
    hanako.taps("毎日使っている", "少し感じる")
    hanako.hears("気持ち")
    return Scene(
        hanako, "しばらくたちましたね", "気持ち", (Page("お客様", town.page_of(hanako), "うるおい"),)
    )


def recovery(town: Town) -> Scene:
    hanako = town.named["佐藤花子"]
    hanako.says("もやもや")
    hanako.taps("不安")
    hanako.says("使うと少しベタつく気がして、このままでいいのか迷っています")
    hanako.hears("鈴木が、")
    case = town.case_of(hanako)
    town.staff.open(case)
    town.staff.submit("/propose", kind="advice", text=OFFER)
    hanako.hears(OFFER)
    hanako.taps("お願いする")
    town.staff.open(case)
    town.staff.submit("/close", reason="advice")
    hanako.waits_for("その後のことが気になって")
    hanako.says("２")
    return Scene(hanako, "正直に教えてくださって", OFFER, (Page("対応", case, "お願いする"),))


def _day(town: Town, days: int) -> str:
    today: date = town.world.now().date()
    return (today + timedelta(days=days)).isoformat()
