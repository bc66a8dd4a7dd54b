"""お客様: the list and its filters, one customer on one page, what staff do for them, who sees what."""

import io
import re
import zipfile
from dataclasses import replace

import orjson
import pytest
from flask import Flask

from console import make_blueprint
from models.consent import Consent
from models.contact import Contact
from models.erasure_request import ErasureRequest
from models.staff import AuditEntry
from models.view import SavedView
from services import searching
from tests.console.house import HANAKO, TARO, House

PHONE = "+819012345678"


@pytest.fixture
def shop(house: House) -> House:
    """Two customers: Hanako complained, Taro is content and blocked us."""
    house.buys(HANAKO, "山田花子", "A-1")
    house.complains(HANAKO, "むらさき色の言葉。二度と買いません")
    house.clock.advance(minutes=5)
    house.buys(TARO, "鈴木太郎", "B-2001", product="朝つゆ化粧水")
    house.event(TARO, type="unfollow")
    with house.database.begin() as uow:
        purchase = uow.session.get_one(type(house.purchases()[0]), 1)
        purchase.phone = PHONE
        purchase.searched_at = None
        uow.commit()
    while searching.refresh(house.database, house.clock):
        pass
    return house


def people(text: str) -> list[str]:
    return [name for name in ("山田花子様", "鈴木太郎様") if f"<b>{name}</b>" in text]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["山田花子様", "鈴木太郎様"]),
        ("q=山田", ["山田花子様"]),
        ("q=むらさき", ["山田花子様"]),
        ("q=090-1234-5678", ["山田花子様"]),
        ("q=b2001", ["鈴木太郎様"]),
        ("state=open_case", ["山田花子様"]),
        ("state=health", []),
        ("state=reachable", ["山田花子様"]),
        ("state=blocked", ["鈴木太郎様"]),
        ("state=unbound", []),
        ("feeling=none", ["山田花子様", "鈴木太郎様"]),
        ("feeling=bad", []),
        ("product=SER-30&state=blocked", ["鈴木太郎様"]),
        ("product=NONE", []),
        ("q=山田&state=blocked", []),
        ("q=%E3%80%80", ["山田花子様", "鈴木太郎様"]),
        ("state=nonsense&after=nonsense", ["山田花子様", "鈴木太郎様"]),
        ("after=99999999999999999999-1", ["山田花子様", "鈴木太郎様"]),
    ],
)
def test_the_list_shows_whom_it_was_asked_for(shop: House, query: str, found: list[str]) -> None:
    browser = shop.browser().enter(shop.hire("sato@example.jp"))
    assert people(browser.see(f"/customers?{query}")) == found


def test_a_viewer_neither_sees_nor_finds_by_a_telephone_number(shop: House) -> None:
    browser = shop.browser().enter(shop.hire("viewer@example.jp", "viewer"))
    assert people(browser.see("/customers?q=090-1234-5678")) == []
    for path in ("/customers/1", "/purchases/1"):
        assert PHONE not in browser.see(path)
    agent = shop.browser().enter(shop.hire("sato@example.jp"))
    for path in ("/customers/1", "/purchases/1"):
        assert PHONE in agent.see(path)


def test_the_list_goes_on_after_its_last_row_and_shows_nobody_twice(house: House) -> None:
    with house.database.begin() as uow:
        for number in range(120):
            at = house.clock() if number % 2 else house.clock.advance(seconds=1)
            row = Contact(channel_id=1, line_user_id=f"U{number}", created_at=at)
            row.display_name = f"客{number:03}"
            uow.session.add(row)
        uow.commit()
    browser = house.browser().enter(house.hire("sato@example.jp"))
    seen, path = [], "/customers"
    for _ in range(3):
        text = browser.see(path)
        seen += [number for number in range(120) if f"客{number:03}<" in text]
        if 'rel="next"' not in text:
            break
        path = text.split('rel="next" href="/console')[1].split('"')[0].replace("&amp;", "&")
    assert sorted(seen) == list(range(120))


def test_views_are_kept_shared_and_removed_by_their_owner_only(shop: House) -> None:
    sato, kato = shop.hire("sato@example.jp"), shop.hire("kato@example.jp")
    mine, other = shop.browser().enter(sato), shop.browser().enter(kato)
    form = {"page": "customers", "state": "blocked", "q": "山田花子", "shared": "yes"}
    form["name"] = "ブロックされた方"
    assert mine.post("/views", form).status_code == 302
    assert shop.rows(SavedView)[0].filters == {"state": "blocked"}  # no word that names anybody
    for browser in (mine, other):
        assert "ブロックされた方" in browser.see("/customers")
    assert other.post("/views/1/remove").status_code == 404
    assert mine.post("/views/1/remove").status_code == 302
    assert shop.rows(SavedView) == []
    mine.post("/views", {**form, "shared": ""})
    assert "ブロックされた方" not in other.see("/customers")
    assert mine.post("/views", {**form, "page": "staff"}).status_code == 422


def test_one_page_says_everything_in_one_stream(shop: House) -> None:
    browser = shop.browser().enter(shop.hire("sato@example.jp"))
    everything = browser.see("/customers/1")
    for words in ("むらさき色の言葉", "購入がLINEとつながりました", "対応が始まりました", "友だち追加"):
        assert words in everything
    assert "「お届け」がわかると予定が決まります（14日後の19:00）" in everything
    talk = browser.see("/customers/1?show=talk")
    assert "むらさき色の言葉" in talk
    assert "対応が始まりました" not in talk.split('id="stream"')[1].split("<aside>")[0]


def test_a_long_story_is_read_page_by_page(shop: House) -> None:
    for number in range(90):
        shop.clock.advance(minutes=1)
        shop.says(HANAKO, f"ひとりごと{number:02}。")
    browser = shop.browser().enter(shop.hire("sato@example.jp"))
    seen, path = [], "/customers/1?show=talk"
    for _ in range(5):
        text = browser.see(path)
        seen += [number for number in range(90) if f"ひとりごと{number:02}。" in text]
        if "before=" not in text:
            break
        path = "/customers/1?show=talk&before=" + text.split("before=")[1].split("#")[0]
    assert sorted(seen) == list(range(90))


def test_every_look_and_act_is_on_record_by_ids_alone(shop: House) -> None:
    browser = shop.browser().enter(shop.hire("sato@example.jp"))
    browser.see("/customers?q=山田")
    browser.see("/customers/1")
    browser.post("/customers/1/pause", {"days": "7"})
    browser.post("/customers/1/export")
    entries = shop.rows(AuditEntry)
    acts = ["contacts.listed", "contact.viewed", "contact.paused", "contact.exported"]
    assert [e.action for e in entries] == acts
    assert entries[0].detail == {"ids": [1]}
    assert all("山田" not in f"{e.subject}{e.detail}" for e in entries)


def test_pausing_and_offers_are_a_tap_and_shown(shop: House) -> None:
    browser = shop.browser().enter(shop.hire("sato@example.jp", name="佐藤"))
    browser.post("/customers/1/pause", {"days": "7"})
    page = browser.see("/customers/1")
    assert "まで、自動のご連絡を休止しています" in page
    assert people(browser.see("/customers?state=paused")) == ["山田花子様"]
    assert people(browser.see("/customers?state=reachable")) == []
    browser.post("/customers/1/unpause")
    browser.post("/customers/1/offers", {"on": "no"})
    page = browser.see("/customers/1")
    assert "おすすめのご案内を再開する" in page
    assert "スタッフが休止をやめました（佐藤）" in page
    assert [c.kind for c in shop.rows(Consent, by="staff:1")] == ["paused", "unpaused", "marketing_off"]


def test_the_export_is_a_zip_of_this_person_alone(shop: House) -> None:
    browser = shop.browser().enter(shop.hire("sato@example.jp"))
    answer = browser.post("/customers/1/export")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="customer-1.zip"'
    whole = zipfile.ZipFile(io.BytesIO(answer.data)).read("person.json").decode()
    assert "むらさき色の言葉" in whole
    assert "鈴木太郎" not in whole
    assert orjson.loads(whole)["contact"]["id"] == 1


def test_erasing_needs_the_word_and_an_owner(shop: House) -> None:
    lead = shop.browser().enter(shop.hire("lead@example.jp", "lead"))
    owner = shop.browser().enter(shop.hire("owner@example.jp", "owner"))
    assert owner.post("/customers/1/erase", {"typed": "はい"}).status_code == 422
    assert lead.post("/customers/1/erase", {"typed": "消去する"}).status_code == 422
    assert shop.contact().erased_at is None
    assert owner.post("/customers/1/erase", {"typed": " ＥＲＡＳＥ "}).status_code == 302
    for path in ("/customers/1", "/customers/1/erase"):
        assert owner.get(path).status_code == 404
    assert owner.post("/customers/1/pause", {"days": "7"}).status_code == 404
    assert people(owner.see("/customers")) == ["鈴木太郎様"]
    assert people(owner.see("/customers?q=むらさき")) == []


def test_by_two_the_request_waits_for_another_owner(shop: House) -> None:
    by_two = replace(shop.shop, rules=replace(shop.shop.rules, erase_by_two=True))
    app = Flask("by two")
    app.secret_key = "for tests only"
    pages = make_blueprint(shop.database, lambda _: by_two, shop.clock, shop.clock, secure=False)
    app.register_blueprint(pages)
    house = replace(shop, app=app)
    lead = house.browser().enter(house.hire("lead@example.jp", "lead", "佐藤"))
    owner = house.browser().enter(house.hire("owner@example.jp", "owner"))
    lead.post("/customers/1/erase", {"typed": "消去する"})
    assert house.rows(ErasureRequest)[0].status == "asked"
    assert "佐藤さんが" in owner.see("/customers/1/erase")
    assert "消去の確認を待っているお客様がいます" in owner.see("/customers")
    assert lead.post("/customers/1/erase/refuse").status_code == 302
    assert house.rows(ErasureRequest)[0].status == "refused"
    lead.post("/customers/1/erase", {"typed": "消去する"})
    owner.post("/customers/1/erase", {"typed": "消去する"})
    assert house.rows(Contact, id=1)[0].erased_at is not None


def test_names_words_and_files_cannot_bring_markup_in(house: House) -> None:
    evil = '<script>alert("x")</script>'
    house.buys(HANAKO, evil, "A-1", product=evil)
    with house.database.begin() as uow:
        uow.session.get_one(Contact, 1).display_name = evil
        uow.commit()
    house.says(HANAKO, evil)
    browser = house.browser().enter(house.hire("sato@example.jp", "owner"))
    pages = ("/customers", "/customers/1", "/customers/1/erase", "/purchases", "/purchases/1")
    for path in (*pages, f"/customers?q={evil}", "/purchases/sheet"):
        text = browser.see(path)
        assert "<script>alert" not in text, path


def test_an_order_that_was_cancelled_is_late_with_nothing(shop: House) -> None:
    def stations(page: str) -> list[str]:
        (way,) = re.findall(r'<ol class="way".*?</ol>', page, re.S)
        return re.findall(r'<li class="(\w+)"><b>(.*?)</b>', way)

    agent = shop.browser().enter(shop.hire("a@example.jp"))
    before = stations(agent.see("/customers/1"))
    assert len(before) > 2
    assert before[0] == ("reached", "ご注文")
    agent.post("/purchases/1/end", {"status": "cancelled"})
    assert stations(agent.see("/customers/1")) == [("reached", "ご注文")]
