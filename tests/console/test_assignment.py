"""割り当てと見守り, 勤務とお休み: what a lead decides in plain words counts at once, and is written down."""

from datetime import date

import pytest

from models.assignment import AssignmentRule, LadderStep
from models.case import Case, CaseEntry
from models.staff import AuditEntry, Staff
from models.staff_hours import StaffHours
from services import watching
from tests.console.house import HANAKO, TARO, House

RULES, LADDER = "/settings/assignment", "/settings/assignment/ladder"


def test_a_rule_is_written_on_the_page_and_counts_for_the_next_case(house: House) -> None:
    lead = house.hire("lead@example.jp", "lead", "店長")
    house.hire("suzuki@example.jp", name="鈴木")
    tanaka = house.hire("tanaka@example.jp", name="田中")
    browser = house.browser().enter(lead)
    assert "きまりはまだありません" in browser.see(RULES)
    form = {"reasons": ["unhappy"], "words": "返金、 交換", "staff": [tanaka.id]}
    assert browser.post(RULES, form).status_code == 302
    page = browser.see(RULES)
    assert "「返金」" in page
    assert "<b>田中</b>" in page
    house.buys(HANAKO, "山田花子", "A-1")
    assert house.complains(text="二度と買いません。返金してください").assignee_id == tanaka.id
    assert [e.action for e in house.rows(AuditEntry)] == ["rule.saved"]


def test_rules_are_asked_from_the_top_and_may_be_moved_changed_and_removed(house: House) -> None:
    lead = house.hire("lead@example.jp", "lead", "店長")
    suzuki, tanaka = (house.hire(f"{n}@example.jp", name=n) for n in ("suzuki", "tanaka"))
    browser = house.browser().enter(lead)
    browser.post(RULES, {"words": "返金", "staff": [suzuki.id]})
    browser.post(RULES, {"words": "返金", "staff": [tanaka.id]})
    first, second = house.rows(AssignmentRule)
    browser.post(f"{RULES}/{second.id}", {"what": "up"})
    house.buys(HANAKO, "山田花子", "A-1")
    assert house.complains(text="二度と買いません。返金してください").assignee_id == tanaka.id
    browser.post(RULES, {"rule": second.id, "words": "交換", "staff": [tanaka.id]})
    house.buys(TARO, "鈴木太郎", "A-2")
    assert house.complains(TARO, "二度と買いません。返金してください").assignee_id == suzuki.id
    browser.post(f"{RULES}/{first.id}", {"what": "remove"})
    assert [row.words for row in house.rows(AssignmentRule)] == [["交換"]]


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"words": "返金"}, "お任せする人を"),
        ({"words": "返金", "staff": ["999"]}, "お任せする人を"),
        ({"staff": ["1"]}, "きっかけ・言葉・カテゴリー・言語のうち"),
        ({"reasons": ["nonsense"], "staff": ["1"]}, "きっかけ・言葉・カテゴリー・言語のうち"),
        ({"words": "長" * 41, "staff": ["1"]}, "きっかけ・言葉・カテゴリー・言語のうち"),
        ({"words": "返金", "staff": ["1"], "rule": "77"}, "ほかの人が消しました"),
    ],
)
def test_a_rule_that_cannot_be_is_refused_and_what_was_typed_stays(
    house: House, form: dict[str, object], said: str
) -> None:
    browser = house.browser().enter(house.hire("lead@example.jp", "lead", "店長"))
    answer = browser.post(RULES, form)
    assert answer.status_code == 409
    assert said in answer.text
    assert house.rows(AssignmentRule) == []
    if form.get("words") and "rule" not in form:
        assert f'value="{form["words"]}"' in answer.text


def test_a_viewer_cannot_be_given_cases_by_a_rule(house: House) -> None:
    lead, viewer = house.hire("lead@example.jp", "lead"), house.hire("viewer@example.jp", "viewer")
    house.browser().enter(lead).post(RULES, {"words": "返金", "staff": [viewer.id, lead.id]})
    assert house.rows(AssignmentRule)[0].staff_ids == [lead.id]


def test_the_ladder_is_written_as_one_form_and_watched_from_then_on(house: House) -> None:
    lead = house.hire("lead@example.jp", "lead", "店長")
    house.hire("suzuki@example.jp", name="鈴木")
    browser = house.browser().enter(lead)
    assert "はじめの設定のまま" in browser.see(RULES)
    form = {
        "rung-0": "assignee", "minutes-0": "60", "side-0": "before", "ways-0": ["line"],
        "rung-1": "", "minutes-1": "5", "side-1": "after", "ways-1": ["line"],
        "rung-2": "owner", "minutes-2": "0", "side-2": "after", "ways-2": ["line", "webhook"],
    }  # fmt: skip
    assert browser.post(LADDER, form).status_code == 302
    steps = [(row.rung, row.minutes, row.ways) for row in house.rows(LadderStep)]
    assert steps == [("assignee", -60, ["line"]), ("owner", 0, ["line", "webhook"])]
    assert "はじめの設定のまま" not in browser.see(RULES)
    house.buys(HANAKO, "山田花子", "A-1")
    case = house.complains()
    house.clock.advance(hours=2, minutes=1)
    assert watching.watch_promises(house.database, lambda _: house.shop, house.clock) == 1
    (entry,) = house.rows(CaseEntry, kind="escalated")
    assert entry.detail["rung"] == "assignee"
    assert house.case(case.id).ladder_step == 1


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({}, "1つから8つまで"),
        ({"rung-0": "boss", "minutes-0": "1", "ways-0": ["line"]}, "どの方法で知らせるか"),
        ({"rung-0": "lead", "minutes-0": "1"}, "どの方法で知らせるか"),
        ({"rung-0": "lead", "minutes-0": "1", "ways-0": ["pigeon"]}, "どの方法で知らせるか"),
        ({"rung-0": "lead", "minutes-0": "", "ways-0": ["line"]}, "0から10000までの数"),
        ({"rung-0": "lead", "minutes-0": "-5", "ways-0": ["line"]}, "0から10000までの数"),
    ],
)
def test_a_ladder_that_cannot_be_is_refused(house: House, row: dict[str, object], said: str) -> None:
    answer = house.browser().enter(house.hire("lead@example.jp", "lead")).post(LADDER, row)
    assert answer.status_code == 409
    assert said in answer.text
    assert house.rows(LadderStep) == []


def test_hours_and_days_off_are_set_by_a_lead_and_days_off_by_oneself(house: House) -> None:
    lead, suzuki = house.hire("lead@example.jp", "lead", "店長"), house.hire("suzuki@example.jp", name="鈴木")
    browser = house.browser().enter(lead)
    form = {"hours": "月-金 10:00-15:00", "away_from": "", "away_until": ""}
    assert browser.post(f"/settings/hours/{suzuki.id}", form).status_code == 302
    own = house.browser().enter(suzuki)
    own.post("/me/away", {"away_from": "2026-11-26", "away_until": ""})
    (row,) = _hours(house)
    assert (row.hours, row.away_from, row.away_until) == (
        "月-金 10:00-15:00", date(2026, 11, 26), date(2026, 11, 26),
    )  # fmt: skip
    assert "お休み 11/26〜11/26" in browser.see("/settings/hours")
    assert 'value="2026-11-26"' in own.see("/me")
    refused = browser.post(f"/settings/hours/{suzuki.id}", {"hours": "いつでも"})
    assert refused.status_code == 409
    assert "勤務の時間を読み取れません" in refused.text
    bad = {"away_from": "2026-11-27", "away_until": "2026-11-26"}
    assert browser.post(f"/settings/hours/{suzuki.id}", bad).status_code == 409


def _hours(house: House) -> list[StaffHours]:
    with house.database.read() as session:
        return list(session.query(StaffHours))


def test_a_shop_where_nobody_can_be_told_says_so_on_the_first_page(house: House) -> None:
    staff = house.hire("suzuki@example.jp", name="鈴木")
    browser = house.browser().enter(staff)
    assert "お知らせを受け取れるスタッフがいません" in browser.see("/")
    with house.database.begin() as uow:
        uow.session.get_one(Staff, staff.id).line_user_id = TARO
        uow.commit()
    assert "お知らせを受け取れるスタッフがいません" not in browser.see("/")


def test_a_step_of_the_ladder_is_a_line_of_the_cases_page(house: House) -> None:
    staff = house.hire("suzuki@example.jp", name="鈴木")
    house.buys(HANAKO, "山田花子", "A-1")
    case = house.complains()
    house.clock.advance(hours=2, minutes=31)
    watching.watch_promises(house.database, lambda _: house.shop, house.clock)
    browser = house.browser().enter(staff)
    assert "お知らせできる人がいませんでした" in browser.see(f"/cases/{case.id}")
    with house.database.begin() as uow:
        uow.session.get_one(Staff, staff.id).line_user_id = TARO
        uow.session.get_one(Case, case.id).ladder_step = 0
        uow.session.get_one(Case, case.id).next_step_at = house.clock()
        uow.commit()
    watching.watch_promises(house.database, lambda _: house.shop, house.clock)
    assert "お約束の見守りで、お知らせしました" in browser.see(f"/cases/{case.id}")
