"""パートナー in the console: themes by product, friends who came, lent words; on a phone and on a desk."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from sqlalchemy import event

from console import partner_pages
from models.contact import Contact
from models.conversation import Answer
from models.partner import Referral, Testimonial
from models.purchase import Purchase
from models.shop_setting import ShopSetting
from models.staff import Staff
from services.counting import count_all
from tests.console.house import House
from tests.console.test_browser import _sign_in, address, chromium, page  # noqa: F401 - fixtures
from tests.emulator import browsers
from tests.services.ledger import Ledger

playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
WROTE = "朝の化粧のりがちがいます。母にもすすめました。"
THEMES = {
    "helped": (("howto", "使い方のコツ"), ("feel", "使いごこち・香り")),
    "hardest": (("price", "お値段"),),
}


def a_year_of_partners(house: House) -> Ledger:
    """Seven customers who told what helped; one wrote, lent her words, and brought two friends."""
    ledger = Ledger(house.database, house.shop)
    for number in range(7):
        asked = house.clock() - timedelta(days=5 + number)
        contact = ledger.customer()
        sku = "TON-150" if number == 6 else "SER-30"
        purchase = ledger.purchase(
            contact, sku, at=asked - timedelta(days=20), customer_name=f"佐藤花子{number}"
        )
        ledger.asked(
            purchase, ("result", 5), ("feeling", 5), *([("comment", None)] if number == 0 else []), at=asked,
            label=WROTE,
        )  # fmt: skip
        talk = ledger.asked(purchase, key="checkin", at=asked, round=1)
        for axis, choices in THEMES.items():
            value, label = choices[number % len(choices)]
            ledger.add(
                Answer(
                    conversation_id=talk.id, script="cosmetics-partner", step=axis, turn=8 + len(axis) % 6,
                    axis=axis, kind="choice", value=value, label=label, answered_at=asked,
                    channel_id=house.shop.channel_id, contact_id=contact.id, purchase_id=purchase.id,
                    script_version_id=talk.script_version_id,
                )
            )  # fmt: skip
    first = house.rows(Contact)[0]
    with house.database.begin() as uow:
        row = uow.session.get_one(Contact, first.id)
        row.referral_code, row.partner_since = "k3mq2xh7pw", house.clock()
        uow.commit()
    written = next(answer for answer in house.rows(Answer) if answer.axis == "comment")
    ledger.add(
        Testimonial(
            channel_id=house.shop.channel_id, contact_id=first.id, purchase_id=written.purchase_id,
            answer_id=written.id, words=WROTE, signed="佐〇さま", agreed_at=house.clock(),
            asked=f"先日のお言葉を、読み返しています。\n「{WROTE}」\nご紹介してもよろしいですか？掲載のお礼の品や割引はありません。",
        )
    )  # fmt: skip
    for number, ending in enumerate(("active", "cancelled")):
        friend = ledger.purchase(None, at=house.clock() - timedelta(days=number + 1))
        with house.database.begin() as uow:
            uow.session.get_one(Purchase, friend.id).status = ending
            uow.commit()
        ledger.add(
            Referral(
                channel_id=house.shop.channel_id, referrer_id=first.id, purchase_id=friend.id,
                linked_at=house.clock() - timedelta(days=number),
            )
        )  # fmt: skip
    count_all(house.database, house.shop, house.clock)
    return ledger


def owner(house: House, role: str = "owner") -> Any:
    house.hire("sato@example.jp", name="佐藤", role=role)
    return house.browser("sato@example.jp")


def test_themes_are_counted_by_product_and_lead_to_who_said_it(house: House) -> None:
    browser = owner(house)
    a_year_of_partners(house)
    seen = browser.see("/results/feedback")
    assert seen.index("使い方のコツ") < seen.index("使いごこち・香り")
    assert "57%" in seen
    narrowed = browser.see("/results/feedback?product=TON-150")
    assert "使いごこち・香り" not in narrowed.split("商品ごとに")[0]
    people = browser.see("/results/feedback?axis=helped&theme=howto")
    assert people.count("お客様のページ") == 4
    assert WROTE in people


def test_all_partners_are_counted_and_the_newest_are_read(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(partner_pages, "MOST", 2)
    browser = owner(house)
    a_year_of_partners(house)
    with house.database.begin() as uow:
        for n, contact in enumerate(uow.session.query(Contact).order_by(Contact.id)):
            contact.partner_since = house.clock() - timedelta(days=n)
        uow.commit()
    read: list[object] = []

    def keep(row: object, context: object) -> None:
        read.append(row)

    event.listen(Contact, "load", keep)
    seen = browser.see("/results/feedback")
    event.remove(Contact, "load", keep)
    assert "いま7人です" in seen
    assert [f"佐藤花子{n}様" in seen for n in range(7)] == [True, True, *[False] * 5]
    assert len(read) == 2


def test_answers_that_were_taken_back_teach_nothing(house: House) -> None:
    browser = owner(house)
    a_year_of_partners(house)
    with house.database.begin() as uow:
        for answer in uow.session.query(Answer).filter(Answer.axis == "hardest"):
            answer.redacted_at = house.clock()
        uow.commit()
    assert "お値段" not in browser.see("/results/feedback")


def test_each_list_is_a_file_and_whoever_took_it_is_on_record(house: House) -> None:
    browser = owner(house)
    a_year_of_partners(house)
    lines = browser.get("/results/feedback.csv").text.splitlines()
    assert len(lines) == 1 + 14
    assert any("howto,使い方のコツ" in line and WROTE in line for line in lines)
    book = openpyxl.load_workbook(BytesIO(browser.get("/results/testimonials.xlsx").data))
    assert [cell.value for cell in list(book.active)[1]][2:4] == [WROTE, "佐〇さま"]  # type: ignore[arg-type]
    friends = browser.get("/results/friends.csv").text.splitlines()
    assert [line.rsplit(",", 2)[1:] for line in friends[1:]] == [["no", "cancelled"], ["yes", ""]]
    assert browser.see("/settings/audit").count("結果を書き出し") >= 3


def test_friends_are_counted_from_the_question_to_what_still_stands(house: House) -> None:
    browser = owner(house)
    ledger = a_year_of_partners(house)
    asked = house.rows(Answer)[0]
    for value, contact in (("yes", 1), ("no", 2)):
        kept = {
            c.key: getattr(asked, c.key) for c in Answer.__table__.columns if c.key not in ("id", "score")
        }
        kept |= {"axis": "referral", "value": value, "contact_id": contact, "turn": 50 + contact}
        ledger.add(Answer(**kept))
    seen = browser.see("/results/friends")
    keys = [part.split("</b>")[0] for part in seen.split("<li><b>")[1:5]]
    assert keys == ["2", "1", "2", "1"]
    assert "取消・返金・返品は1件" in seen


def test_staff_withdraw_words_and_the_list_lets_them_go(house: House) -> None:
    browser = owner(house, "agent")
    a_year_of_partners(house)
    assert WROTE in browser.see("/results/testimonials")
    browser.post("/results/testimonials/1/withdraw")
    (row,) = house.rows(Testimonial)
    assert row.withdrawn_by == f"staff:{house.rows(Staff)[0].id}"
    assert WROTE not in browser.see("/results/testimonials")
    assert "スタッフが取り下げ" in browser.see("/results/testimonials?state=withdrawn")


def test_a_customers_page_shows_what_they_did_for_the_shop(house: House) -> None:
    browser = owner(house)
    a_year_of_partners(house)
    seen = browser.see("/customers/1")
    for word in ("パートナーとして", "k3mq2xh7pw", "有効なご紹介", "取消", WROTE):
        assert word in seen
    assert "パートナーとして" not in browser.see("/customers/2")


def test_what_is_given_in_return_is_decided_by_owners_and_read_strictly(house: House) -> None:
    browser = owner(house)
    wrong = browser.post("/settings/partner", {"shop_page": "javascript:alert(1)", "contact": "森"})
    assert wrong.status_code == 422
    browser.post("/settings/partner", {"contact": "森 ", "shop_page": "https://x.jp/", "words_gift": ""})
    with house.database.read() as session:
        kept = {row.name: row.value["text"] for row in session.query(ShopSetting)}
    assert kept == {"partner_contact": "森", "partner_shop_page": "https://x.jp/"}


def test_every_page_says_kindly_that_there_is_nothing_yet(house: House) -> None:
    browser = owner(house)
    assert "まだ、お答えがありません" in browser.see("/results/feedback")
    assert "まだ、ご紹介からのお買い上げがありません" in browser.see("/results/friends")
    assert "まだ、載せてよいお言葉がありません" in browser.see("/results/testimonials")


PAGES = (
    "results/feedback", "results/feedback?axis=helped&theme=howto", "results/friends", "results/testimonials",
    "settings/partner", "customers/1",
)  # fmt: skip


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_scrolls_sideways_and_axe_finds_nothing_serious(
    house: House, chromium: Any, address: str, width: int  # noqa: F811
) -> None:  # fmt: skip
    """axe styles the page it looks at, which our policy forbids: here it is set aside, and only here."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed").Axe()
    house.hire("sato@example.jp", name="佐藤", role="owner")
    a_year_of_partners(house)
    context = chromium.new_context(viewport={"width": width, "height": 900}, locale="ja-JP", bypass_csp=True)
    opened = context.new_page()
    _sign_in(opened, address)
    for path in PAGES:
        opened.goto(address + path)
        assert not browsers.is_wide(opened), path
        serious = [
            (finding["id"], node["target"])
            for finding in axe.run(opened).response["violations"]
            if finding["impact"] in ("serious", "critical")
            for node in finding["nodes"]
        ]
        assert serious == [], path
    context.close()
