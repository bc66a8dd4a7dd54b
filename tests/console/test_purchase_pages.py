"""購入: the list and its states, by hand and by file, the sheet of codes; nothing twice, nothing half."""

import io
import re
from datetime import date, timedelta

import pytest
from sqlalchemy import update

from console import customer_list
from models.channel import Channel
from models.contact import Contact
from models.purchase import Milestone, Purchase, PurchaseItem
from models.staff import AuditEntry
from models.touchpoint import Touchpoint
from models.upload import Upload
from services import purchases, searching
from services.progress_pages import page_url
from services.touchpoints import run_due
from tests.console.house import HANAKO, TARO, Browser, House

HEADER = "注文番号,購入日時,商品名,お名前,数量"
GOOD = "C-1,2026/11/18,化粧水,青空花子,1"
BAD = "C-2,2026/11/18,化粧水,若葉太郎,二つ"
ORDER = {
    "external_id": "D-1", "purchased_at": "2026-11-24T10:30", "name": "しずく美容液", "quantity": "2",
    "customer_name": "高橋美咲", "phone": "０９０−１２３４−５６７８", "category": "cosmetics",
}  # fmt: skip


@pytest.fixture
def agent(house: House) -> Browser:
    return house.browser().enter(house.hire("sato@example.jp", name="佐藤"))


def add(browser: Browser, **changed: str) -> int:
    """A purchase typed in; its number."""
    answer = browser.post("/purchases/new", {**ORDER, **changed})
    assert answer.status_code == 302
    return int(answer.location.rsplit("/", 1)[1])


def test_a_purchase_typed_in_is_found_at_once_and_only_once(house: House, agent: Browser) -> None:
    number = add(agent)
    row = house.rows(Purchase)[0]
    assert (row.external_id, row.phone, row.customer_name) == ("D-1", "+819012345678", "高橋美咲")
    assert row.purchased_at.isoformat() == "2026-11-24T01:30:00+00:00"  # 10:30 in the shop
    assert house.rows(PurchaseItem)[0].quantity == 2
    assert row.journey
    for query in ("q=高橋", "q=d1", "q=090-1234-5678", "state=open"):
        assert "高橋美咲" in agent.see(f"/purchases?{query}"), query
    assert add(agent, customer_name="別の人") == number
    assert house.rows(Purchase)[0].customer_name == "高橋美咲"
    assert "登録済み" in agent.see("/me")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("external_id", ""), ("external_id", "a/b"), ("purchased_at", ""), ("purchased_at", "きのう"),
        ("purchased_at", "2062-01-01T00:00"), ("quantity", "0"), ("phone", "なし"), ("email", "hana@"),
        ("expected_delivery_on", "2026-02-30"), ("name", ""),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said_beside_its_field_and_nothing_is_lost(
    house: House, agent: Browser, field: str, value: str
) -> None:
    answer = agent.post("/purchases/new", {**ORDER, field: value})
    assert answer.status_code == 422
    assert f'id="wrong-{field}"' in answer.text
    assert "高橋美咲" in answer.text
    assert house.rows(Purchase) == []


def test_the_list_knows_what_became_of_each_code(house: House, agent: Browser) -> None:
    house.buys(HANAKO, "山田花子", "A-1")
    add(agent)
    add(agent, external_id="D-2", customer_name="中村")
    agent.post("/purchases/3/end", {"status": "cancelled", "note": "お電話で"})
    add(agent, external_id="D-3", customer_name="吉田", purchased_at="2026-01-05 10:00")
    expected = {"open": "D-1", "claimed": "A-1", "cancelled": "D-2", "expired": "D-3"}
    for state, number in expected.items():
        text = agent.see(f"/purchases?state={state}")
        assert set(re.findall(r"<small>([AD]-\d)</small>", text)) == {number}, state


def test_milestones_by_hand_move_the_plan(house: House, agent: Browser) -> None:
    house.buys(HANAKO, "山田花子", "A-1")
    agent.post("/purchases/1/milestone", {"milestone": "own", "own": "purchased", "at": "2026-11-19T09:00"})
    agent.post("/purchases/1/milestone", {"milestone": "delivered", "at": "2026-11-20T09:00"})
    agent.post("/purchases/1/milestone", {"milestone": "own", "own": "wrapped", "note": "お隣に預けました"})
    told = {row.name: row.at for row in house.rows(Milestone)}
    assert set(told) == {"purchased", "delivered", "wrapped"}
    assert told["delivered"].isoformat() == "2026-11-20T00:00:00+00:00"
    page = agent.see("/purchases/1")
    assert "このままなら" in page
    assert "お隣に預けました" in page
    assert 'value="shipped"' in page
    for form, words in (
        ({"milestone": "own", "own": "ラッピング"}, "英小文字"),
        ({"milestone": "own", "own": "befriended"}, "英小文字"),
        ({"milestone": "delivered", "at": "2099-01-01T00:00"}, "日時を読み取れません"),
    ):
        answer = agent.post("/purchases/1/milestone", form)
        assert answer.status_code == 409
        assert words in answer.text
    assert len(house.rows(Milestone)) == 3


def test_a_delivery_date_by_hand_moves_what_counts_from_it(house: House, agent: Browser) -> None:
    house.buys(HANAKO, "山田花子", "A-1")
    assert agent.post("/purchases/1/delivery", {"expected_delivery_on": "2026-12-05"}).status_code == 302
    assert house.purchases()[0].expected_delivery_on == date(2026, 12, 5)
    overdue = house.rows(Touchpoint, key="overdue")[0]
    assert overdue.planned_at.isoformat() == "2026-12-06T02:00:00+00:00"
    assert 'value="2026-12-05"' in agent.see("/purchases/1")
    for day in ("", "あさって", "2099-01-01"):
        assert agent.post("/purchases/1/delivery", {"expected_delivery_on": day}).status_code == 409
    assert house.rows(AuditEntry, action="purchase.delivery_moved")[0].detail == {"day": "2026-12-05"}


def test_the_customers_page_is_shown_and_closed_from_the_console(house: House, agent: Browser) -> None:
    house.buys(HANAKO, "山田花子", "A-1")
    house.says(HANAKO, "自分の言葉で伝える")
    house.says(HANAKO, "娘の結婚式までに、肌に自信を持ちたい")
    house.says(HANAKO, "お手入れの時間を決める")
    page = agent.see("/customers/1")
    assert "「娘の結婚式までに、肌に自信を持ちたい」" in page
    assert "1/3" in page
    assert "はじめての夜のお手入れ" in page
    address = page_url(house.shop, house.purchases()[0])
    assert address in page
    agent.post("/purchases/1/page")
    closed = agent.see("/customers/1")
    assert address not in closed
    assert page_url(house.shop, house.purchases()[0]) in closed
    assert house.rows(AuditEntry, action="purchase.page_closed")


def test_orders_that_do_not_move_are_found_from_today(house: House, agent: Browser) -> None:
    house.buys(HANAKO, "山田花子", "A-1")
    house.buys(TARO, "鈴木太郎", "B-2")
    assert "動きのないご注文があります" not in agent.see("/")
    for _ in range(9):
        house.clock.advance(days=1)
        run_due(house.database, lambda _: house.shop, house.clock)
    agent = house.browser().enter(house.hire("takahashi@example.jp", name="高橋"))
    with house.database.begin() as uow:
        moving = uow.session.get_one(Purchase, 2)
        purchases.tell_milestone(uow.session, house.shop, moving, "shipped", None, "", house.clock())
        uow.commit()
    assert "動きのないご注文があります" in agent.see("/")
    listed = agent.see("/purchases?state=unmoved")
    assert "A-1" in listed
    assert "B-2" not in listed


def test_whom_nothing_could_be_told_is_listed(house: House, agent: Browser) -> None:
    house.buys(HANAKO, "山田花子", "A-1")
    house.buys(TARO, "鈴木太郎", "B-2")
    waits = (Touchpoint.key == "silence", Touchpoint.purchase_id == 2)
    days_ago = house.clock() - timedelta(days=3)
    with house.database.begin() as uow:
        uow.session.execute(update(Touchpoint).where(*waits).values(status="planned", planned_at=days_ago))
        uow.commit()
    assert 'href="/console/purchases?state=unsaid"' in agent.see("/")
    listed = agent.see("/purchases?state=unsaid")
    assert ("B-2" in listed, "A-1" in listed) == (True, False)


def test_an_ended_purchase_ends_once(house: House, agent: Browser) -> None:
    house.buys(HANAKO, "山田花子", "A-1")
    assert agent.post("/purchases/1/end", {"status": "refunded"}).status_code == 302
    assert agent.post("/purchases/1/end", {"status": "returned"}).status_code == 409
    assert agent.post("/purchases/1/end", {"status": "active"}).status_code == 409
    assert house.purchases()[0].status == "refunded"


def test_a_purchase_moves_from_the_wrong_customer_to_the_right_one(house: House, agent: Browser) -> None:
    house.buys(HANAKO, "山田花子", "A-1")
    house.buys(TARO, "鈴木太郎", "B-2")
    searching.refresh(house.database, house.clock)
    assert agent.post("/purchases/1/bind", {"contact": "2"}).status_code == 409
    agent.post("/purchases/1/unbind")
    page = agent.see("/purchases/1?who=鈴木")
    assert "この方とひも付ける" in page
    agent.post("/purchases/1/bind", {"contact": "2"})
    assert house.purchases()[0].contact_id == house.contact(TARO).id
    assert agent.post("/purchases/1/bind", {"contact": "999"}).status_code == 409
    acts = [e.action for e in house.rows(AuditEntry) if e.action.startswith("purchase.")]
    assert [act for act in acts if act != "purchase.viewed"] == ["purchase.unbound", "purchase.bound"]


def test_customers_of_another_account_push_nobody_off_the_list(
    house: House, agent: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(customer_list, "PAGE", 1)
    house.buys(HANAKO, "山田花子", "A-1")
    agent.post("/purchases/1/unbind")
    with house.database.begin() as uow:
        mine = uow.session.get_one(Contact, house.contact(HANAKO).id)
        mine.display_name = "山田"
        other = Channel(basic_id="@other", name="", created_at=house.clock())
        uow.session.add(other)
        uow.session.flush()
        heard = house.clock.advance(minutes=5)
        for n in range(3):
            later = Contact(channel_id=other.id, line_user_id=f"U{n:032}", created_at=heard)
            later.display_name, later.last_inbound_at = "山田", heard
            uow.session.add(later)
        mine.searched_at = None
        uow.commit()
    searching.refresh(house.database, house.clock)
    page = agent.see("/purchases/1?who=山田")
    assert f'name="contact" value="{house.contact(HANAKO).id}"' in page


def test_a_new_code_ends_the_old_one(house: House, agent: Browser) -> None:
    add(agent)
    old = house.purchases()[0].claim_code
    agent.post("/purchases/1/code")
    new = house.purchases()[0].claim_code
    assert old != new
    page = agent.see("/purchases/1")
    assert f"SN-{new[:4]}-{new[4:]}" in page
    assert old not in page


def upload(browser: Browser, content: bytes, name: str = "orders.csv"):  # type: ignore[no-untyped-def]
    return browser.post("/purchases/import", {"file": (io.BytesIO(content), name)})


def test_a_file_is_seen_first_and_imported_once(house: House, agent: Browser) -> None:
    answer = upload(agent, "\n".join((HEADER, GOOD, BAD)).encode("cp932"), "11月の注文.csv")
    assert answer.status_code == 302
    path = answer.location.removeprefix("/console")
    preview = agent.see(path)
    assert "取り込む前の確認" in preview
    assert re.search(r'<td class="number">3</td><td>数量</td>', preview)
    assert house.purchases() == []
    for _ in range(2):
        assert agent.post(path).status_code == 302
    assert [row.external_id for row in house.purchases()] == ["C-1"]
    assert "取り込みました" in agent.see(path)
    assert house.rows(Upload)[0].content is None


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "見出しの行が見つかりません"),
        (b"Dear shop", "見出しの行が見つかりません"),
        (b"PK\x03\x04 not really", "開けません"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, ".xlsx か CSV"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_a_sentence(
    house: House, agent: Browser, content: bytes, words: str
) -> None:
    answer = upload(agent, content)
    assert answer.status_code == 422
    assert words in answer.text
    assert house.rows(Upload) == []


def test_a_file_that_is_too_large_is_refused_before_it_is_read(house: House, agent: Browser) -> None:
    answer = upload(agent, b"x" * (6 * 1024 * 1024))
    assert answer.status_code == 413
    assert house.rows(Upload) == []


def test_an_old_preview_cannot_be_imported(house: House, agent: Browser) -> None:
    path = upload(agent, "\n".join((HEADER, GOOD)).encode()).location.removeprefix("/console")
    house.clock.advance(hours=2)
    assert "この内容で取り込む" not in agent.see(path)
    agent.post(path)
    assert house.purchases() == []


def test_the_sheet_has_a_code_for_each_open_purchase_and_for_no_other(house: House, agent: Browser) -> None:
    house.buys(HANAKO, "山田花子", "A-1")
    numbers = [add(agent, external_id=f"D-{n}") for n in range(9)]
    every = agent.see("/purchases/sheet")
    assert every.count("<article") == 9
    assert every.count('<section class="sheet"') == 2  # eight on a page
    assert "配信停止" in every
    assert "style=" not in every
    chosen = agent.see(f"/purchases/sheet?id={numbers[0]}&id={numbers[3]}&id=1&id=x")
    assert chosen.count("<article") == 2
    assert "1件は、すでにつながっているか" in chosen
    house.clock.advance(days=400)
    house.clock.now -= timedelta(hours=1)
    assert "<article" not in house.browser().enter(house.hire("kato@example.jp")).see("/purchases/sheet")


def test_a_code_is_drawn_while_it_is_open_and_then_never_again(house: House, agent: Browser) -> None:
    number = add(agent)
    assert f'src="/console/purchases/{number}/qr.svg"' in agent.see("/purchases/sheet")
    answer = agent.get(f"/purchases/{number}/qr.svg")
    assert answer.content_type == "image/svg+xml"
    assert answer.text.startswith("<svg")
    assert answer.headers["Cache-Control"] == "no-store", "a new code has the same address"
    agent.post(f"/purchases/{number}/code", page=f"/purchases/{number}")
    assert agent.get(f"/purchases/{number}/qr.svg").text != answer.text
    house.buys(HANAKO, "山田花子", "A-1")
    claimed = house.rows(Purchase, external_id="A-1")[0].id
    assert agent.get(f"/purchases/{claimed}/qr.svg").status_code == 404
    assert agent.get("/purchases/99999/qr.svg").status_code == 404
