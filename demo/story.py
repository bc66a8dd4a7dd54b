"""The story of 佐藤花子 and her serum: bought, befriended, asked, unhappy, helped, asked again."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from rich.console import Console

from demo.browser import Browser
from demo.narrator import Narrator
from demo.world import Phone, World

PASSWORD = "hanashizuku-demo-2026"  # noqa: S105 - printed for whoever tries the demo


def tell(world: World, out: Console, staff_link: str) -> None:
    """The story of 佐藤花子 and her serum."""
    story = Narrator(out, world)
    world.travel_to(10)
    story.scene("購入: 花子さんが美容液を買いました（お店のシステム → REST API）")
    purchase = world.shop("POST", "/api/v1/purchases", _order(world.now()))
    story.note(f"注文 {purchase['external_id']} → 購入コード {purchase['claim_code']}")
    story.note(f"お礼ページ: {purchase['landing_url']}")

    story.scene("友だち追加: QRから開いて、コードを送ります")
    made = world.platform("POST", "/emulator/users", {"display_name": "はなちゃん"})
    hanako = Phone(world, made["user_id"])
    hanako.follow()
    story.received(hanako.receive())
    text = f"こんにちは！購入コード: {purchase['claim_code']}"
    story.customer(text)
    hanako.say(text)
    story.received(hanako.receive())
    _tap(story, hanako, "うるおい")

    world.travel_to(11, days=1)
    story.scene("発送")
    world.shop("POST", f"/api/v1/purchases/{purchase['external_id']}/milestones", {"milestone": "shipped"})
    story.received(hanako.receive())
    world.travel_to(12, days=1)
    story.scene("お届け")
    world.shop("POST", f"/api/v1/purchases/{purchase['external_id']}/milestones", {"milestone": "delivered"})
    story.received(hanako.receive())

    world.travel_to(19, days=3)
    story.scene("3日目: 使い方をひとつだけ")
    story.received(hanako.receive())
    _tap(story, hanako, "できました")
    world.travel_to(19, days=11)
    story.scene("14日目: その後、いかがですか？（1通の中に最初の質問とボタン）")
    story.received(hanako.receive())
    _tap(story, hanako, "毎日使っている")
    story.note("答えはボタンでも、数字でも、言葉でも。")
    _say(story, hanako, "４")
    _say(story, hanako, "もやもや")
    _tap(story, hanako, "不安")
    _say(story, hanako, "使うと少しベタつく気がして、このままでいいのか迷っています")

    story.scene("スタッフ: コンソールで対応します（ログイン → 対応 → 提案）")
    browser = _sign_in(world, staff_link)
    case_path = browser.first_case()
    browser.open(case_path)
    story.note(f"対応ページ: {world.product}{case_path}")
    offer = "夜だけ、いつもの半分の量にしてみませんか。合わなければ、さっぱりタイプに交換いたします。"
    story.staff(f"提案: {offer}")
    browser.submit("/propose", kind="advice", text=offer)
    story.received(hanako.receive())
    _tap(story, hanako, "お願いする")
    browser.open(case_path)
    browser.submit("/close", reason="advice")
    story.staff("（対応を終えました。会話はまたSonogoに戻ります）")

    world.travel_to(12, days=2)
    story.scene("2日後: 同じ気持ちの質問を、もう一度")
    story.received(hanako.receive())
    _say(story, hanako, "２")


def join(world: World, staff_link: str, friends: Sequence[tuple[str, str]]) -> None:
    """The shop has lived already: its LINE learns who its friends are, and the owner signs in."""
    for user_id, name in friends:
        known = {"display_name": name, "user_id": user_id, "follow": True}
        world.platform("POST", "/emulator/users", known)
    _sign_in(world, staff_link)


def _sign_in(world: World, staff_link: str) -> Browser:
    browser = Browser(world.product)
    browser.open(staff_link)
    browser.submit("/console/welcome/", password=PASSWORD, again=PASSWORD, repeat=PASSWORD)
    return browser


def _tap(story: Narrator, phone: Phone, label: str) -> None:
    story.customer(f"［{label}］")
    phone.tap(label)
    story.received(phone.receive(quietly=True))


def _say(story: Narrator, phone: Phone, text: str) -> None:
    story.customer(text)
    phone.say(text)
    story.received(phone.receive(quietly=True))


def _order(now: datetime) -> dict[str, Any]:
    item = {
        "sku": "SZK-SERUM-30",
        "name": "しずく美容液",
        "category": "cosmetics",
        "quantity": 1,
        "unit_price": 4800,
    }
    customer = {"name": "佐藤花子", "phone": "090-0000-0001", "email": "hanako@example.jp"}
    return {
        "external_id": f"DEMO-{now:%m%d%H%M%S}",
        "purchased_at": now.isoformat(),
        "items": [item],
        "customer": customer,
    }
