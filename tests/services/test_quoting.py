"""The gravest words stand at a case's head, with their time; nothing said is lost. Both databases."""

import orjson
import pytest

from models.case import Case, CaseEntry
from models.database import Database
from models.outbound import OutboundMessage
from models.staff import Staff
from services import quoting, readings_checked
from tests.conftest import FakeClock
from tests.console.house import HANAKO, House, build
from tests.services.casehouse import do, move_in

MEH = "二度と買いません。返金してください"
ITCHY = "頬がかゆくて赤いです"
MAYBE = "たまに少しだけしみることがあります"


@pytest.fixture
def house(database: Database, clock: FakeClock) -> House:
    return move_in(build(database, clock))


def quote(house: House, case: Case) -> quoting.Quote:
    with house.database.read() as reading:
        return quoting.quote_of(reading, reading.get_one(Case, case.id))


def alerts(house: House) -> list[str]:
    rows = [row for row in house.rows(OutboundMessage) if row.contact_id is None]
    return [orjson.dumps(orjson.loads(row.messages)[0]["contents"]).decode() for row in rows]


def test_graver_words_take_the_head_with_their_time_and_the_first_stay_in_the_history(house: House) -> None:
    case = house.complains(text=MEH)
    house.clock.advance(minutes=40)
    later = house.clock()
    house.says(HANAKO, ITCHY)
    after = house.case(case.id)
    assert (after.reason, after.text) == ("health", ITCHY)
    assert quote(house, case) == quoting.Quote(ITCHY, later)
    heard = [e for e in house.rows(CaseEntry, case_id=case.id) if e.kind in quoting.HEARD]
    assert [(e.kind, quoting.words_of(e)) for e in heard] == [("opened", MEH), ("joined", ITCHY)]


def test_what_is_less_grave_leaves_the_head_alone_and_is_still_told(house: House) -> None:
    case = house.complains(text=ITCHY)
    began = house.clock()
    house.clock.advance(minutes=40)
    house.says(HANAKO, MEH)
    assert house.case(case.id).text == ITCHY
    assert quote(house, case) == quoting.Quote(ITCHY, began, MEH)


def test_among_equals_the_first_words_stay(house: House) -> None:
    case = house.complains(text=ITCHY)
    house.clock.advance(minutes=40)
    house.says(HANAKO, "まだかゆいです。腫れてきました")
    assert house.case(case.id).text == ITCHY


def test_a_surer_health_word_goes_before_a_possible_one(house: House) -> None:
    case = house.complains(text=MAYBE)
    assert (case.reason, case.level) == ("health", 1)
    house.says(HANAKO, "病院に行きました。腫れています")
    after = house.case(case.id)
    assert (after.level, after.text) == (2, "病院に行きました。腫れています")


def test_an_alert_says_the_gravest_reason_and_words_their_time_and_what_came_since(house: House) -> None:
    with house.database.begin() as uow:
        for staff in uow.session.query(Staff):
            staff.line_user_id = f"U{staff.id:032}"
        uow.commit()
    house.complains(text=ITCHY)
    at = house.clock().astimezone(house.shop.tz)
    house.clock.advance(minutes=40)
    house.says(HANAKO, MEH)
    last = alerts(house)[-1]
    assert "お体・お肌の不調：山田花子様" in last
    assert f"「{ITCHY}」" in last
    assert f"お言葉の時刻: 本日{at.hour}:{at.minute:02}" in last
    assert f"「{MEH}」" in last[last.index("そのあとのお言葉") :]


def test_words_taken_back_leave_alerts_and_the_head_wherever_they_were_quoted(house: House) -> None:
    with house.database.begin() as uow:
        for staff in uow.session.query(Staff):
            staff.line_user_id = f"U{staff.id:032}"
        uow.commit()
    case = house.complains(text=MEH)
    house.clock.advance(minutes=40)
    taken_back = house.says(HANAKO, ITCHY)
    house.event(HANAKO, type="unsend", unsend={"messageId": taken_back})
    assert ITCHY not in house.case(case.id).text
    assert ITCHY not in "".join(alerts(house))
    house.clock.advance(minutes=40)
    house.says(HANAKO, "もう結構です。最悪です")
    assert house.case(case.id).text == MEH


def test_a_reading_that_was_confirmed_is_open_again_when_graver_words_came(house: House) -> None:
    case = house.complains(text=MEH)
    do(
        house,
        lambda s, shop, row, staff, now: readings_checked.keep(s, shop, row, staff, True, now),
        case,
        "佐藤",
    )
    sato = house.browser().enter(house.rows(Staff, name="佐藤")[0])
    assert 'aria-pressed="true"' in sato.see(f"/cases/{case.id}").partition('class="reading"')[2][:900]
    house.clock.advance(minutes=40)
    house.says(HANAKO, ITCHY)
    page = sato.see(f"/cases/{case.id}")
    assert 'aria-pressed="true"' not in page.partition('class="reading"')[2][:900]
    assert page.count("この対応のきっかけ") == 1
    assert page.index("二度と買いません", page.index('class="moments"')) < page.index("この対応のきっかけ")


def test_todays_list_and_the_head_show_the_words_and_when(house: House) -> None:
    case = house.complains(text=MEH)
    house.clock.advance(minutes=40)
    at = house.clock().astimezone(house.shop.tz)
    house.says(HANAKO, ITCHY)
    browser = house.browser().enter(house.rows(Staff, name="佐藤")[0])
    row = browser.see("/").partition(f'id="case-{case.id}"')[2].partition("</a>")[0]
    assert f"「{ITCHY}」" in row
    assert f"今日 {at:%H:%M}</small>" in row
    head = browser.see(f"/cases/{case.id}").partition('class="trigger health"')[2][:400]
    assert f"今日 {at:%H:%M}" in head
