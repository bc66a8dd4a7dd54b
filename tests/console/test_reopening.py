"""A case closed by mistake goes on as it stood: what its closing settled comes back, or it is said not to."""

from datetime import timedelta

import pytest

from models.case import Case, CaseEntry
from models.due_item import DueItem
from models.outbound import OutboundMessage
from models.purchase import Purchase
from models.staff import AuditEntry, Staff
from models.touchpoint import Touchpoint
from services import erasure, promising
from services.promising import Tally
from tests.console.house import HANAKO, Browser, House
from tests.console.test_closing import agreed, fate, planned
from tests.console.test_closing_unanswered import tally, waiting
from tests.services.casehouse import kinds

AGAIN = "もう一度確認しております"


def reopen(browser: Browser, case: Case, **form: str) -> int:
    page = f"/cases/{case.id}"
    return browser.post(f"{page}/reopen", form, page=page).status_code


def days_later(house: House, days: int) -> Browser:
    """Another day at work: whoever was signed in is not any more."""
    house.clock.advance(days=days)
    return house.browser().enter(house.rows(Staff, name="田中")[0])


def test_what_a_refund_ended_goes_on_and_what_was_due_is_due_again(house: House) -> None:
    case, _, browser = agreed(house)
    before = planned(house)
    browser.act(case.id, "close", reason="refunded", ending="refunded")
    house.clock.advance(minutes=5)
    page = browser.see(f"/cases/{case.id}")
    assert "ご購入 A-1 は「返金」から続きに戻り" in page
    assert "まだの状態に戻ります：ご返金" in page
    assert reopen(browser, case) == 302
    assert house.rows(Purchase)[0].status == "active"
    assert house.rows(Purchase)[0].status_at is None
    assert planned(house) == before
    (item,) = house.rows(DueItem)
    assert (item.done_at, item.done_by_id) == (None, None)
    after = house.case(case.id)
    assert (after.status, after.closed_at, after.close_reason) == ("accepted", None, "")
    assert house.contact().talk == "human"
    assert kinds(house, case)[-2:] == ["due_back", "reopened"]
    acts = {entry.action for entry in house.rows(AuditEntry)}
    assert {"case.reopened", "case.due_back", "purchase.resumed"} <= acts
    assert "対応をもう一度開きました" in browser.see(f"/cases/{case.id}")
    assert f"/cases/{case.id}" in browser.see("/")


def test_what_was_dropped_and_is_due_again_and_then_done_counts_as_done(house: House) -> None:
    case, item, browser = agreed(house)
    browser.act(case.id, "close", reason="solved", **fate(item, "dropped"))
    house.clock.advance(minutes=5)
    reopen(browser, case)
    browser.post(f"/cases/{case.id}/due/{item.id}/done", page=f"/cases/{case.id}")
    page = browser.see(f"/cases/{case.id}")
    assert "· 済み</small>" in page[page.index('id="due"') :]


def test_a_promise_that_is_not_over_goes_on_and_nothing_is_said(house: House) -> None:
    case, browser = waiting(house)
    browser.act(case.id, "close", reason="solved", answered="none")
    sent = len(house.rows(OutboundMessage))
    assert "そのまま続きます" in browser.see(f"/cases/{case.id}")
    reopen(browser, case, tell="1")
    after = house.case(case.id)
    assert (after.status, after.promise_at, after.first_response_at) == ("open", case.promise_at, None)
    assert len(house.rows(OutboundMessage)) == sent
    assert after.next_step_at is not None, "it is watched again"
    browser.act(case.id, "reply", text="お待たせしました。")
    assert tally(house) == Tally(kept=1, moved=0, broken=0)


def test_a_new_time_is_told_and_counts_and_the_old_one_counts_as_it_ended(house: House) -> None:
    case, browser = waiting(house)
    browser.act(case.id, "reply", text="ご返金します。")
    browser.act(case.id, "close", reason="solved")
    browser = days_later(house, 1)
    reopen(browser, case, tell="1")
    after = house.case(case.id)
    assert after.promise_at > house.clock()
    assert after.first_response_at is None
    assert AGAIN in house.said()
    assert promising.BY["ja"].partition("{staff}")[2] in house.said()
    assert tally(house) == Tally(kept=1, moved=0, broken=0)
    house.clock.now = after.promise_at + timedelta(minutes=1)
    assert tally(house) == Tally(kept=1, moved=0, broken=1)


def test_untold_there_is_no_new_promise(house: House) -> None:
    case, browser = waiting(house)
    browser.act(case.id, "reply", text="ご返金します。")
    browser.act(case.id, "close", reason="solved")
    browser = days_later(house, 1)
    reopen(browser, case)
    after = house.case(case.id)
    assert (after.status, after.promise_at) == ("answering", case.promise_at)
    assert AGAIN not in house.said()
    assert tally(house) == Tally(kept=1, moved=0, broken=0)


def test_the_question_again_waits_and_is_asked_once_after_the_last_closing(house: House) -> None:
    case, browser = waiting(house)
    browser.act(case.id, "reply", text="ご返金します。")
    browser.act(case.id, "close", reason="solved")
    (first,) = house.rows(Touchpoint, key="recovery")
    browser = days_later(house, 1)
    reopen(browser, case)
    browser = days_later(house, 3)
    browser.act(case.id, "close", reason="solved")
    (again,) = house.rows(Touchpoint, key="recovery")
    assert (again.status, again.anchor_at) == ("planned", house.clock())
    assert again.due_at - again.anchor_at == first.due_at - first.anchor_at


def test_the_last_proposal_can_be_answered_again(house: House) -> None:
    case, browser = waiting(house)
    browser.act(case.id, "propose", kind="exchange", text="交換しませんか。")
    house.deliver()
    browser.act(case.id, "close", reason="other")
    reopen(browser, case)
    assert house.case(case.id).status == "proposed"
    house.taps(HANAKO, "お願いする")
    assert house.case(case.id).status == "accepted"
    assert len(house.rows(Case)) == 1


@pytest.mark.parametrize("what", ["open", "another", "merged", "erased"])
def test_what_cannot_be_reopened_says_so(house: House, what: str) -> None:
    case, browser = waiting(house)
    if what != "open":
        browser.act(case.id, "close", reason="solved", answered="none")
    if what == "another":
        house.clock.advance(minutes=5)
        house.says(HANAKO, "担当者と話す")
        assert len(house.rows(Case)) == 2
    with house.database.begin() as uow:
        row = uow.session.get_one(Case, case.id)
        if what == "merged":
            row.close_reason = "merged"
        if what == "erased":
            erasure.erase(uow.session, uow.session.merge(house.contact()), house.clock())
        uow.commit()
    before = house.case(case.id).status
    page = f"/cases/{case.id}"
    assert f"{page}/reopen" not in browser.see(page)
    refused = browser.post(f"{page}/reopen", page="/me")
    assert refused.status_code == 409
    assert house.case(case.id).status == before
    assert "reopened" not in [entry.kind for entry in house.rows(CaseEntry, case_id=case.id)]


def test_twice_is_once(house: House) -> None:
    case, browser = waiting(house)
    browser.act(case.id, "close", reason="solved", answered="none")
    assert reopen(browser, case) == 302
    assert browser.post(f"/cases/{case.id}/reopen", page="/me").status_code == 409
    assert kinds(house, case).count("reopened") == 1
