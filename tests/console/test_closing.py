"""Closing a case asks what became of what is still due; nothing that was agreed is lost.."""

import re
from typing import Any

from models.case import Case, CaseEntry
from models.due_item import DueItem
from models.purchase import Purchase
from models.staff import AuditEntry
from models.touchpoint import Touchpoint
from services import merging
from services.closing import FATES
from services.written import Written
from tests.console.house import HANAKO, TARO, Browser, House
from tests.services.casehouse import do, kinds


def agreed(house: House, kind: str = "refund") -> tuple[Case, DueItem, Browser]:
    """A customer said yes to a proposal: somebody has to do it."""
    house.hire("sato@example.jp", name="佐藤")
    house.buys(HANAKO, "山田花子", "A-1")
    case = house.complains()
    browser = house.browser().enter(house.hire("tanaka@example.jp", name="田中"))
    browser.act(case.id, "propose", kind=kind, text="そのようにいたします。")
    house.deliver()
    house.taps(HANAKO, "お願いする")
    (item,) = house.rows(DueItem)
    return case, item, browser


def fate(item: DueItem, what: str) -> dict[str, Any]:
    return {f"fate-{item.id}": what}


def events(house: House, case: Case) -> list[str]:
    return [kind for kind in kinds(house, case) if kind.startswith("due_") or kind == "closed"]


def test_a_number_longer_than_any_is_no_due_item(house: House) -> None:
    case, _, browser = agreed(house)
    answer = browser.act(case.id, "close", reason="refunded", **{f"fate-{'9' * 5000}": "done"})
    assert answer.status_code == 302
    assert house.rows(DueItem)[0].done_at == house.clock()


def test_closing_as_refunded_does_the_accepted_refund(house: House) -> None:
    case, _, browser = agreed(house)
    assert browser.act(case.id, "close", reason="refunded").status_code == 302
    (item,) = house.rows(DueItem)
    assert (item.done_at, item.done_by_id) == (house.clock(), house.rows(CaseEntry)[-1].staff_id)
    assert events(house, case) == ["due_done", "closed"]
    assert "済みにする" not in browser.see("/")


def test_an_ending_that_does_not_name_it_asks_first_and_keeps_what_was_typed(house: House) -> None:
    case, item, browser = agreed(house, "exchange")
    refused = browser.act(case.id, "close", reason="refunded", text="ご返金に変わりました")
    assert refused.status_code == 409
    assert "どうなったかを選んでから" in refused.text
    assert "ご返金に変わりました</textarea>" in refused.text
    assert house.case(case.id).status == "accepted"
    answer = browser.act(case.id, "close", reason="refunded", **fate(item, "dropped"))
    assert answer.status_code == 302
    assert events(house, case) == ["due_dropped", "closed"]
    page = browser.see(f"/cases/{case.id}")
    assert "とりやめ" in page[page.index('id="due"') :]
    assert "やることをとりやめました" in page


def test_what_is_still_to_be_done_stays_on_today_and_is_done_after_closing(house: House) -> None:
    case, item, browser = agreed(house)
    browser.act(case.id, "close", reason="refunded", **fate(item, "later"))
    assert events(house, case) == ["due_kept", "closed"]
    assert "ご返金" in browser.see("/")
    page = browser.see(f"/cases/{case.id}")
    assert "まだのやることが1件あります" in page
    assert f"/cases/{case.id}/due/{item.id}/done" in page
    assert browser.post(f"/cases/{case.id}/due/{item.id}/done", page=f"/cases/{case.id}").status_code == 302
    assert house.rows(DueItem)[0].done_at is not None
    assert "済みにする" not in browser.see("/")
    assert events(house, case) == ["due_kept", "closed", "due_done"]


def test_the_form_says_of_each_item_what_may_become_of_it(house: House) -> None:
    case, item, browser = agreed(house)
    form = browser.see(f"/cases/{case.id}").partition(f'/cases/{case.id}/close"')[2].partition("</form>")[0]
    assert re.findall(rf'name="fate-{item.id}" value="(\w+)" required', form) == list(FATES)
    assert 'data-kind="refund"' in form
    strange = browser.act(case.id, "close", reason="refunded", **fate(item, "eaten"))
    assert strange.status_code == 409
    assert house.rows(DueItem)[0].done_at is None


def test_a_macro_that_closes_asks_as_well(house: House) -> None:
    case, item, browser = agreed(house)
    (macro,) = house.writes_out(Written("macro", "お礼で終える", "お礼です。", actions={"close": "solved"}))
    refused = browser.act(case.id, "macro", macro=macro.id, text="ありがとうございました。")
    assert refused.status_code == 409
    assert "ありがとうございました。" not in house.said()
    browser.act(case.id, "macro", macro=macro.id, text="ありがとうございました。", **fate(item, "later"))
    assert house.case(case.id).status == "closed"
    assert events(house, case) == ["due_kept", "closed"]


def test_what_was_agreed_goes_along_when_cases_are_merged(house: House) -> None:
    case, _, _ = agreed(house)
    house.buys(TARO, "山田花子", "A-2")
    other = house.complains(TARO)

    def merge(session, shop, row, staff, now):  # type: ignore[no-untyped-def]
        into = session.get_one(Case, other.id)
        return merging.merge(session, shop, row, staff, into, "もう一つのトークでご案内します。", now)

    assert isinstance(do(house, merge, case, "佐藤"), CaseEntry)
    (moved,) = house.rows(DueItem)
    assert (moved.case_id, moved.done_at) == (other.id, None)
    assert kinds(house, other)[-2:] == ["merged_in", "due_added"]


# --- the purchase of somebody who was refunded ------------------------------------------------------


def planned(house: House) -> list[str]:
    return [row.key for row in house.rows(Touchpoint) if row.status in ("planned", "waiting")]


def test_a_refund_ends_the_purchase_and_its_journey_unless_staff_say_otherwise(house: House) -> None:
    case, _, browser = agreed(house)
    assert planned(house)
    form = browser.see(f"/cases/{case.id}").partition(f'/cases/{case.id}/close"')[2].partition("</form>")[0]
    assert re.findall(r'name="ending" value="(\w+)"( checked)?', form) == [
        ("refunded", " checked"), ("cancelled", ""), ("goes_on", ""),
    ]  # fmt: skip
    assert "A-1" in form
    browser.act(case.id, "close", reason="refunded", ending="refunded")
    (bought,) = house.rows(Purchase)
    assert (bought.status, bought.status_at) == ("refunded", house.clock())
    assert planned(house) == []
    assert house.case(case.id).status == "closed"
    assert house.contact().talk == "bot"
    assert [entry.subject for entry in house.rows(AuditEntry, action="purchase.refunded")] == [
        f"purchase:{bought.id}"
    ]
    assert 'name="ending"' not in browser.see(f"/cases/{case.id}")


def test_a_part_refunded_leaves_the_purchase_as_it_is(house: House) -> None:
    case, _, browser = agreed(house)
    before = planned(house)
    browser.act(case.id, "close", reason="refunded", ending="goes_on")
    assert house.rows(Purchase)[0].status == "active"
    assert set(before) <= set(planned(house))


def test_another_way_to_close_never_ends_a_purchase(house: House) -> None:
    case, item, browser = agreed(house)
    browser.act(case.id, "close", reason="solved", ending="refunded", **fate(item, "later"))
    assert house.case(case.id).status == "closed"
    assert house.rows(Purchase)[0].status == "active"


def test_an_ending_nobody_offered_closes_nothing(house: House) -> None:
    case, _, browser = agreed(house)
    assert browser.act(case.id, "close", reason="refunded", ending="eaten").status_code == 409
    assert house.case(case.id).status == "accepted"
    assert house.rows(Purchase)[0].status == "active"


def test_a_refused_closing_ends_no_purchase_and_keeps_what_was_chosen(house: House) -> None:
    case, _, browser = agreed(house, "exchange")
    refused = browser.act(case.id, "close", reason="refunded", ending="cancelled")
    assert refused.status_code == 409
    assert 'value="cancelled" checked' in refused.text
    assert house.rows(Purchase)[0].status == "active"


def test_a_macro_that_closes_as_refunded_ends_it_as_well(house: House) -> None:
    case, _, browser = agreed(house)
    (macro,) = house.writes_out(
        Written("macro", "返金で終える", "返金しました。", actions={"close": "refunded"})
    )
    assert browser.see(f"/cases/{case.id}").count('value="cancelled"') == 2
    browser.act(case.id, "macro", macro=macro.id, text="返金しました。", ending="cancelled")
    assert house.rows(Purchase)[0].status == "cancelled"
    assert "返金しました。" in house.said(), "what was just written still goes out"
