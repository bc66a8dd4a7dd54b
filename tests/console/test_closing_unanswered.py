"""Closing answers nobody: who still waits is seen before, and a promise nobody kept is not called kept."""

from datetime import timedelta

import pytest

from models.case import Case, CaseEntry
from models.staff import Staff
from models.touchpoint import Touchpoint
from services import promising
from services.promising import Tally
from services.written import Written
from tests.console.house import HANAKO, Browser, House

NOT_YET = "まだお返事していません。電話などでお伝えしましたか。"
NOT_THIS = "次のメッセージに、まだお返事していません。"


def waiting(house: House) -> tuple[Case, Browser]:
    """A customer complained and was told a time."""
    house.hire("sato@example.jp", name="佐藤")
    house.buys(HANAKO, "山田花子", "A-1")
    return house.complains(), house.browser().enter(house.hire("tanaka@example.jp", name="田中"))


def form(browser: Browser, case: Case) -> str:
    return browser.see(f"/cases/{case.id}").partition(f'/cases/{case.id}/close"')[2].partition("</form>")[0]


def tally(house: House) -> Tally:
    with house.database.read() as reading:
        return promising.tally(reading, house.clock() - timedelta(days=30), house.clock())


def test_a_case_nobody_answered_asks_before_it_closes_and_keeps_what_was_typed(house: House) -> None:
    case, browser = waiting(house)
    assert NOT_YET in form(browser, case)
    refused = browser.act(case.id, "close", reason="solved", text="様子を見ます")
    assert refused.status_code == 409
    assert "どのようにお伝えしたかを選んでから" in refused.text
    assert "様子を見ます</textarea>" in refused.text
    assert house.case(case.id).status == "open"


def test_closed_without_an_answer_the_promise_was_not_kept_and_the_page_says_so(house: House) -> None:
    case, browser = waiting(house)
    browser.act(case.id, "close", reason="solved", answered="none")
    assert house.case(case.id).status == "closed"
    page = browser.see(f"/cases/{case.id}")
    assert "お約束を守れました" not in page
    assert page.count("お返事せずに終えました") == 2, "at the head, and in the history"
    assert tally(house) == Tally(kept=0, moved=0, broken=1)


@pytest.mark.parametrize("way", ["phone", "mail", "visit", "letter"])
def test_told_otherwise_it_is_logged_as_a_talk_and_keeps_a_promise_in_time(house: House, way: str) -> None:
    case, browser = waiting(house)
    browser.act(case.id, "close", reason="solved", answered=way, text="ご納得いただけた")
    spoke, closed = house.rows(CaseEntry, case_id=case.id)[-2:]
    assert (spoke.kind, spoke.text, spoke.detail) == (
        "spoke", "ご納得いただけた", {"way": way, "direction": "out"},
    )  # fmt: skip
    assert (closed.kind, closed.detail) == ("closed", {})
    assert "お約束を守れました" in browser.see(f"/cases/{case.id}")
    assert tally(house) == Tally(kept=1, moved=0, broken=0)


def test_told_too_late_it_stays_broken(house: House) -> None:
    case, browser = waiting(house)
    house.clock.now = case.promise_at + timedelta(minutes=1)
    browser.act(case.id, "close", reason="solved", answered="phone")
    assert "お約束に間に合いませんでした" in browser.see(f"/cases/{case.id}")
    assert tally(house) == Tally(kept=0, moved=0, broken=1)


def test_a_question_after_the_last_word_of_ours_is_shown_in_their_words(house: House) -> None:
    case, browser = waiting(house)
    browser.act(case.id, "reply", text="ご返金いたします。")
    house.clock.advance(minutes=5)
    assert NOT_THIS not in form(browser, case)
    house.says(HANAKO, "<b>振込手数料</b>はそちら負担ですよね？")
    house.event(HANAKO, type="message", message={"type": "image"})
    shown = form(browser, case)
    assert NOT_THIS in shown
    assert "「&lt;b&gt;振込手数料&lt;/b&gt;はそちら負担ですよね？」" in shown
    assert "写真など" in shown
    assert browser.act(case.id, "close", reason="solved").status_code == 409
    browser.act(case.id, "close", reason="solved", answered="none")
    assert house.case(case.id).status == "closed"
    assert "お返事せずに終えました" in browser.see(f"/cases/{case.id}")
    assert tally(house) == Tally(kept=1, moved=0, broken=0), "the promise itself was kept"


@pytest.mark.parametrize(
    "words",
    [
        "ありがとうございます！",
        "それでお願いします",
        "了解です👍",
        "これからもよろしくお願いします",
        "届きました",
    ],
)
def test_thanks_and_a_plain_yes_wait_for_nobody(house: House, words: str) -> None:
    case, browser = waiting(house)
    browser.act(case.id, "reply", text="ご返金いたします。")
    house.clock.advance(minutes=5)
    house.says(HANAKO, words)
    house.event(HANAKO, type="message", message={"type": "sticker", "packageId": "1", "stickerId": "2"})
    assert browser.act(case.id, "close", reason="solved").status_code == 302


def test_what_comes_while_the_page_is_open_is_not_waved_through(house: House) -> None:
    case, browser = waiting(house)
    browser.act(case.id, "reply", text="ご返金いたします。")
    house.clock.advance(minutes=5)
    house.says(HANAKO, "いつ入りますか？")
    seen = form(browser, case).partition('name="heard" value="')[2].partition('"')[0]
    house.says(HANAKO, "やっぱり交換でもいいですか")
    refused = browser.act(case.id, "close", reason="solved", answered="none", heard=seen)
    assert refused.status_code == 409
    assert "やっぱり交換でもいいですか" in refused.text
    assert house.case(case.id).status == "answering"


def test_a_macro_without_a_text_asks_as_well_and_one_with_a_text_answers(house: House) -> None:
    case, browser = waiting(house)
    silent, said = house.writes_out(
        Written("macro", "終える", "", actions={"close": "other"}),
        Written("macro", "お礼で終える", "お礼です。", actions={"close": "solved"}),
    )
    assert browser.see(f"/cases/{case.id}").count(NOT_YET) == 2, "the form's and the silent macro's"
    assert browser.act(case.id, "macro", macro=silent.id).status_code == 409
    assert browser.act(case.id, "macro", macro=said.id, text="ありがとうございました。").status_code == 302
    assert house.case(case.id).status == "closed"


def test_today_quotes_what_came_since_we_answered(house: House) -> None:
    case, browser = waiting(house)
    browser.act(case.id, "reply", text="お電話してもよろしいですか。")
    house.clock.advance(minutes=5)
    assert "「二度と買いません。返金してください」" in browser.see("/")
    house.says(HANAKO, "仕事なので夜8時以降なら")
    page = browser.see("/")
    assert "「仕事なので夜8時以降なら」" in page
    assert "二度と買いません" not in page


def test_an_older_proposal_is_not_said_to_wait_for_an_answer(house: House) -> None:
    case, browser = waiting(house)
    browser.act(case.id, "propose", kind="exchange", text="交換しませんか。")
    browser.act(case.id, "propose", kind="refund", text="ご返金いたします。")
    house.deliver()
    page = browser.see(f"/cases/{case.id}")
    assert page.count("新しい提案に替わりました") == page.count("お返事待ち</") == 2
    browser.act(case.id, "close", reason="other")
    assert "お返事のないまま終わりました" in browser.see(f"/cases/{case.id}")


def test_beside_a_human_the_bot_is_silent_and_promises_nothing(house: House) -> None:
    case, browser = waiting(house)
    browser.act(case.id, "reply", text="お写真をお願いできますか。")
    house.clock.advance(hours=20)
    promised = house.case(case.id).promise_at
    house.says(HANAKO, "まだ腫れてます")
    after = house.case(case.id)
    assert (after.reason, after.promise_at) == ("health", promised), "a time nobody told her is none"
    assert after.first_response_at is not None
    assert not [e for e in house.rows(CaseEntry, case_id=case.id) if e.kind.startswith("promised_after")]
    page = house.browser().enter(house.rows(Staff, name="田中")[0]).see("/")
    assert "「まだ腫れてます」" in page


def test_nobody_is_thanked_for_a_talk_that_never_was(house: House) -> None:
    case, browser = waiting(house)
    browser.act(case.id, "close", reason="advice", answered="none")
    (recovery,) = house.rows(Touchpoint, key="recovery")
    assert recovery.status == "waiting"
