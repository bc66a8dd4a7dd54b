"""When we write to people: rules that hold for every input, not only for the ones we thought of."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, get_args
from zoneinfo import ZoneInfo

import holidays
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conversations.business_hours import OBON, YEAR_END, BusinessHours
from conversations.following import KNOWN_FOR, REMINDED_ONCE_IN
from conversations.journey import Touchpoint, Window
from conversations.reasons import Why, reason_en, reason_ja
from conversations.sacrifice import CHOOSABLE, KIND_OF, KINDS, Order, Quota, Spending, allows, low_month, read
from conversations.script import Purpose
from conversations.timing import (
    PRESUMES_USE,
    FatigueCaps,
    Planned,
    Postpone,
    Send,
    Situation,
    Skip,
    decide,
    due_at,
    say_when,
)

TOKYO = ZoneInfo("Asia/Tokyo")
JAPAN = holidays.country_holidays("JP", years=range(2025, 2029))


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=TOKYO)


NOON = at(18, 12)  # a Wednesday
CHECK_IN = Planned(NOON, NOON, "check_in", asks=True, counts=True)
NEWS = Planned(NOON, NOON, "milestone")
CALM = Situation(NOON)

clocks = st.times().map(lambda t: t.replace(second=0, microsecond=0))
moments = st.integers(0, 730 * 24 * 60).map(lambda m: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=m))
zones = st.sampled_from(["Asia/Tokyo", "Europe/Berlin", "America/New_York", "Pacific/Chatham", "UTC"])
plans = st.builds(
    Planned,
    planned_at=moments,
    due_at=moments,
    purpose=st.sampled_from(
        ["welcome", "milestone", "how_to", "check_in", "recovery", "replenishment", "referral"]
    ),
    asks=st.booleans(),
    counts=st.booleans(),
    company=st.booleans(),
    window=st.none() | st.builds(Window, clocks, clocks),
    late=st.sampled_from(["send", "next_window", "skip", "shift"]),
    priority=st.integers(0, 100),
    postponed=st.integers(0, 14),
)
situations = st.builds(
    Situation,
    now=moments,
    zone=zones,
    quiet=st.none() | st.tuples(clocks, clocks),
    is_holiday=st.sampled_from([lambda _: False, lambda day: day.weekday() > 4]),
    recent_asks=st.lists(moments, max_size=3).map(tuple),
    recent_pushes=st.lists(moments, max_size=5).map(tuple),
    friend=st.sampled_from(["friend", "friend", "friend", "not_friend", "blocked"]),
    stopped=st.sampled_from([False, False, False, True]),
    purchase=st.sampled_from(
        ["active", "active", "active", "cancelled", "refund_open", "return_open", "returned"]
    ),
    case_open=st.booleans(),
    health_reported=st.sampled_from([False, False, True]),
    owed=st.booleans(),
    trouble_open=st.booleans(),
    health_open=st.sampled_from([False, False, True]),
    human_talking=st.sampled_from([False, False, True]),
    conversation_running=st.booleans(),
    condition=st.sampled_from([True, True, False]),
    more_important_today=st.none() | st.integers(0, 100),
    quota=st.sampled_from(["ok", "low", "out"]),
    month=st.builds(Quota, st.none() | st.just(1000), st.integers(0, 1100)),
    order=st.permutations(CHOOSABLE).map(read),
    preferred_hour=st.none() | st.integers(0, 23),
    subscriber=st.booleans(),
    bought_again=st.booleans(),
    unhappy=st.booleans(),
    out_of_stock=st.booleans(),
)


def is_quiet(situation: Situation, moment: datetime) -> bool:
    if situation.quiet is None:
        return False
    start, end = situation.quiet
    clock = moment.astimezone(ZoneInfo(situation.zone)).time()
    if start == end:
        return False
    return start <= clock < end if start < end else not end <= clock < start


@given(plans, situations)
@settings(max_examples=150)
def test_nothing_is_sent_that_must_not_be(planned: Planned, situation: Situation) -> None:
    decision = decide(planned, situation)
    assert decision == decide(planned, situation)
    if isinstance(decision, Send):
        assert situation.friend == "friend"
        assert not situation.stopped
        assert situation.condition
        assert not situation.human_talking
        assert not situation.health_open
        assert situation.purchase not in ("cancelled", "refunded", "returned")
        assert not is_quiet(situation, situation.now)
        assert not situation.is_holiday(situation.now.astimezone(ZoneInfo(situation.zone)).date())
        assert situation.quota != "out"
        if planned.purpose == "replenishment":
            unwanted = (situation.subscriber, situation.bought_again, situation.unhappy)
            assert not any((*unwanted, situation.out_of_stock))
        if planned.purpose in PRESUMES_USE:
            assert not situation.health_reported
        if planned.company and planned.purpose == "milestone":
            assert not situation.trouble_open
        if planned.asks:
            assert not situation.case_open
            assert not situation.owed
            assert not situation.conversation_running
            assert situation.purchase == "active"


@given(plans, situations)
@settings(max_examples=150)
def test_every_postponement_lies_ahead_in_an_open_hour(planned: Planned, situation: Situation) -> None:
    decision = decide(planned, situation)
    if isinstance(decision, Postpone):
        assert decision.until > situation.now
        assert not is_quiet(situation, decision.until)
        assert reason_ja(decision.why) != decision.why


@given(plans, situations)
@settings(max_examples=60)
def test_deciding_again_and_again_comes_to_an_end(planned: Planned, situation: Situation) -> None:
    planned = replace(planned, postponed=0)
    for _ in range(40):
        decision = decide(planned, situation)
        if not isinstance(decision, Postpone):
            return
        planned = replace(planned, due_at=decision.until, postponed=planned.postponed + 1)
        situation = replace(situation, now=decision.until)
    pytest.fail(f"never decided: {decision}")


def test_what_is_due_is_sent() -> None:
    assert decide(CHECK_IN, CALM) == Send()


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"friend": "blocked"}, "blocked"),
        ({"friend": "not_friend"}, "not_a_friend"),
        ({"human_talking": True}, "human_talking"),
        ({"health_open": True}, "health"),
        ({"case_open": True}, "case_open"),
        ({"owed": True}, "owed"),
        ({"purchase": "refund_open"}, "refund_open"),
        ({"purchase": "return_open"}, "return_open"),
        ({"conversation_running": True}, "conversation_running"),
        ({"quota": "out"}, "quota_out"),
        ({"quota": "low", "month": Quota(1000, 965)}, "quota_low"),
        ({"more_important_today": 90}, "displaced"),
        ({"recent_asks": (NOON - timedelta(days=2),)}, "fatigue"),
        ({"recent_pushes": tuple(NOON - timedelta(days=n) for n in (1, 2, 3))}, "fatigue"),
        ({"now": at(18, 21)}, "quiet_hours"),
        ({"is_holiday": lambda day: day == NOON.date()}, "holiday"),
        ({"preferred_hour": 18}, "preferred_hour"),
    ],
)
def test_what_stands_in_the_way_is_waited_for_and_named(change: dict, why: str) -> None:
    decision = decide(CHECK_IN, replace(CALM, **change))
    assert isinstance(decision, Postpone)
    assert decision.why == why


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"purchase": "cancelled"}, "purchase_cancelled"),
        ({"purchase": "refunded"}, "purchase_cancelled"),
        ({"stopped": True}, "stopped"),
        ({"condition": False}, "condition_not_met"),
        ({"health_reported": True}, "health_reported"),
    ],
)
def test_what_is_over_is_skipped(change: dict, why: str) -> None:
    assert decide(CHECK_IN, replace(CALM, **change)) == Skip(why)


@pytest.mark.parametrize(
    ("change", "decision"),
    [
        ({"subscriber": True}, Skip("subscriber")),
        ({"bought_again": True}, Skip("bought_again")),
        ({"unhappy": True}, Skip("unhappy_lately")),
        ({"out_of_stock": True}, Postpone(NOON + timedelta(days=2), "out_of_stock")),
    ],
)
def test_a_refill_is_not_offered_to_whom_it_would_not_help(change: dict, decision: Skip | Postpone) -> None:
    situation = replace(CALM, **change)
    assert decide(replace(CHECK_IN, purpose="replenishment"), situation) == decision
    assert reason_ja(decision.why) != decision.why
    assert decide(CHECK_IN, situation) == Send()  # nobody else is kept waiting for that


def test_what_stays_out_of_stock_is_given_up_within_a_month() -> None:
    planned, now = replace(CHECK_IN, purpose="replenishment"), NOON
    while isinstance(told := decide(planned, replace(CALM, now=now, out_of_stock=True)), Postpone):
        planned, now = replace(planned, due_at=told.until, postponed=planned.postponed + 1), told.until
    assert told == Skip("out_of_stock", {"given_up_after": 12})
    assert now - NOON <= timedelta(days=31)


def test_news_goes_out_while_a_case_is_open_but_not_into_a_health_report() -> None:
    assert decide(NEWS, replace(CALM, case_open=True)) == Send()
    assert decide(NEWS, replace(CALM, purchase="return_open")) == Send()
    assert isinstance(decide(NEWS, replace(CALM, health_open=True)), Postpone)


@pytest.mark.parametrize("purpose", ["welcome", "milestone", "recovery"])
def test_after_a_health_report_news_and_how_they_are_now_still_go_out(purpose: Spending) -> None:
    assert decide(replace(CHECK_IN, purpose=purpose), replace(CALM, health_reported=True)) == Send()


@pytest.mark.parametrize(
    ("trouble", "why"),
    [
        ({"case_open": True, "trouble_open": True}, "case_open"),
        ({"owed": True}, "owed"),
        ({"purchase": "refund_open"}, "refund_open"),
        ({"purchase": "return_open"}, "return_open"),
    ],
)
def test_no_kind_word_by_the_calendar_comes_into_trouble_but_news_and_a_welcome_do(
    trouble: dict, why: str
) -> None:
    situation = replace(CALM, **trouble)
    assert decide(replace(NEWS, company=True), situation).why == why
    assert decide(NEWS, situation) == Send()
    assert decide(replace(NEWS, company=True, purpose="welcome"), situation) == Send()


def test_beside_a_mere_question_the_wait_is_still_shortened() -> None:
    assert decide(replace(NEWS, company=True), replace(CALM, case_open=True)) == Send()


def test_what_only_shortens_the_wait_is_told_from_news_by_what_it_counts_from() -> None:
    kinds = {"purchased": True, "befriended": True, "delivered": False, "expected_delivery": False}
    for anchor, company in kinds.items():
        assert Touchpoint(id="x", script="x", anchor=anchor).is_company is company


def test_news_goes_out_while_something_is_owed() -> None:
    assert decide(NEWS, replace(CALM, owed=True)) == Send()


def test_putting_off_is_bounded_and_says_why_it_gave_up() -> None:
    decision = decide(replace(CHECK_IN, postponed=12), replace(CALM, case_open=True))
    assert decision == Skip("case_open", {"given_up_after": 12})
    assert "12回" in reason_ja(decision.why, decision.detail)


def test_news_that_waited_longer_than_three_days_is_no_news() -> None:
    late = replace(CALM, now=NOON + timedelta(days=5))
    assert decide(replace(NEWS, due_at=late.now, postponed=3), late).why == "too_late"


def test_the_fatigue_cap_holds_until_the_oldest_message_is_old_enough() -> None:
    situation = replace(CALM, recent_asks=(NOON - timedelta(days=1),))
    decision = decide(CHECK_IN, situation)
    assert decision.until == NOON + timedelta(days=2)
    assert decide(replace(CHECK_IN, due_at=decision.until), replace(situation, now=decision.until)) == Send()


def test_a_cap_of_none_silences() -> None:
    assert decide(CHECK_IN, replace(CALM, caps=FatigueCaps(pushes=0))).why == "fatigue"


LATE = replace(CALM, now=at(21, 12))


def test_late_policies() -> None:
    window = Window(time(15), time(16))
    late = replace(CHECK_IN, window=window)
    assert decide(replace(late, late="send"), LATE) == Send()
    assert decide(replace(late, late="send"), replace(LATE, now=at(21, 22))).why == "quiet_hours"
    assert decide(replace(late, late="next_window"), LATE) == Postpone(at(21, 15), "outside_window")
    assert decide(replace(late, late="skip"), LATE) == Skip("too_late", {"late_hours": 72})
    assert decide(replace(late, late="shift", planned_at=at(18, 15)), LATE) == Postpone(
        at(21, 15), "late_shift"
    )
    assert decide(replace(late, late="skip", late_after=timedelta(days=4), window=None), LATE) == Send()


def test_late_is_by_the_day_it_was_meant_for_however_often_it_was_put_off() -> None:
    put_off = replace(CHECK_IN, due_at=LATE.now, postponed=5)
    assert decide(replace(put_off, late="skip"), LATE) == Skip("too_late", {"late_hours": 72})
    assert decide(replace(put_off, late="next_window"), LATE) == Send()


def test_a_window_inside_quiet_hours_never_opens_and_says_so() -> None:
    assert decide(replace(CHECK_IN, window=Window(time(21), time(22))), CALM) == Skip("never_open")


def test_quiet_hours_wrap_midnight() -> None:
    for hour in (20, 23, 0, 8):
        now = at(19, hour) if hour < 9 else at(18, hour)
        assert decide(replace(CHECK_IN, due_at=now), replace(CALM, now=now)) == Postpone(
            at(19, 9), "quiet_hours"
        )


@pytest.mark.parametrize("quota", ["low", "out"])
def test_what_next_month_is_too_late_for_is_skipped_at_once_with_its_reason(
    quota: Literal["low", "out"],
) -> None:
    month = Quota(1000, 1000)
    short = replace(CALM, quota=quota, month=month)
    why = f"quota_{quota}"
    for planned, waits in (
        (CHECK_IN, True),
        (replace(CHECK_IN, late="skip", late_after=timedelta(days=7)), False),
        (replace(CHECK_IN, late="skip", late_after=timedelta(days=20)), True),
        (NEWS, False),
        (replace(NEWS, planned_at=at(28, 12), due_at=at(28, 12)), True),
    ):
        decision = decide(planned, replace(short, now=planned.due_at))
        assert (type(decision), decision.why) == (Postpone if waits else Skip, why)
        assert decision.detail.get("worthless") == (None if waits else "next_month")
    assert "来月では時期を過ぎる" in reason_ja(why, {"worthless": "next_month"})
    assert "next month would be too late" in reason_en(why, {"worthless": "next_month"})


@pytest.mark.parametrize("chosen", [KINDS, read(["referral", "replenishment", "check_in", "milestone"])])
def test_the_quota_is_given_up_in_the_order_that_was_chosen(chosen: Order) -> None:
    first = at(1, 12)
    for used, sent in ((1000, 0), (990, 1), (960, 2), (930, 3), (880, 4), (830, 5), (700, 6)):
        low = replace(CALM, now=first, quota="low", month=Quota(1000, used), order=chosen)
        for purpose in (*get_args(Purpose), "case_reply", "promise"):
            decision = decide(Planned(first, first, purpose), low)
            kind = KIND_OF[purpose]
            if kind in chosen[:sent]:
                assert decision == Send()
            else:
                assert decision.why == "quota_low"
                told = {"kind": kind, "turn": 6 - chosen.index(kind)}
                assert {name: decision.detail[name] for name in told} == told
    assert decide(CHECK_IN, replace(CALM, quota="out")).until == at(1, 9, month=12)


def test_why_a_message_waits_for_others_is_said_by_its_kind_and_its_turn() -> None:
    assert "「買い足しのご案内」が1番目" in reason_ja("quota_low", {"kind": "replenishment", "turn": 1})
    assert "“Check-in” is number 2" in reason_en("quota_low", {"kind": "check_in", "turn": 2})
    assert reason_ja("quota_low") in reason_ja("quota_low", {"kind": "referral", "turn": 1})  # as it was kept
    kinds = [reason_ja("quota_low", {"kind": kind, "turn": 1}) for kind in KINDS]
    assert not any(kind in said for kind, said in zip(KINDS, kinds, strict=True))


def test_low_in_the_time_machine_means_that_the_last_two_kinds_wait() -> None:
    for day, hour in ((1, 0), (15, 12), (30, 23)):
        now = at(day, hour)
        allowed = [kind for kind in KINDS if allows(low_month(now), "low", kind, now)]
        assert allowed == list(KINDS[:4])


def test_every_reason_has_a_sentence_in_both_languages() -> None:
    for why in get_args(Why):
        assert reason_ja(why) != why
        assert reason_en(why) != why
    for told_by_services in ("answered_at_once", "had_it", "twin", "script_missing", "expired", "erased"):
        assert reason_ja(told_by_services) != told_by_services
    assert reason_ja("something_new") == "something_new"


def test_why_nobody_was_reminded_tells_the_very_number_of_days() -> None:
    for why, most in (("reminded_lately", REMINDED_ONCE_IN), ("told_lately", KNOWN_FOR)):
        assert f"{most.days}日" in reason_ja(why)
        assert f"{most.days} days" in reason_en(why)
    assert reason_ja("never_answered") != "never_answered" != reason_en("never_answered")


# --- moments ---


def test_day_14_at_ten_is_the_customers_ten() -> None:
    anchor = at(4, 16)
    assert due_at(anchor, timedelta(days=14), time(10), "Asia/Tokyo") == at(18, 10)
    berlin = due_at(anchor, timedelta(days=14), time(10), "Europe/Berlin")
    assert berlin.astimezone(ZoneInfo("Europe/Berlin")).hour == 10
    assert due_at(anchor, timedelta(hours=2), None, "Asia/Tokyo") == at(4, 18)


def test_the_same_day_at_a_time_already_past_is_the_next_day() -> None:
    assert due_at(at(4, 16), timedelta(0), time(10), "Asia/Tokyo") == at(5, 10)
    assert due_at(at(4, 9), timedelta(0), time(10), "Asia/Tokyo") == at(4, 10)
    assert due_at(at(4, 16), timedelta(days=-1), time(10), "Asia/Tokyo") == at(3, 10)


@given(moments, st.integers(0, 60), clocks, zones)
def test_a_due_time_is_never_before_its_anchor_and_later_for_later_days(
    anchor: datetime, days: int, clock: time, zone: str
) -> None:
    due = due_at(anchor, timedelta(days=days), clock, zone)
    assert due >= anchor
    assert due_at(anchor, timedelta(days=days + 1), clock, zone) >= due


def test_an_hour_that_does_not_exist_is_the_one_after() -> None:
    due = due_at(datetime(2026, 3, 27, 12, tzinfo=UTC), timedelta(days=2), time(2, 30), "Europe/Berlin")
    assert due.astimezone(ZoneInfo("Europe/Berlin")).time() == time(3, 30)


@pytest.mark.parametrize(
    ("due", "ja", "en"),
    [
        (at(18, 17, 30), "本日17:30", "today at 17:30"),
        (at(19, 11), "明日11:00", "tomorrow at 11:00"),
        (at(25, 9, 5), "11月25日(水)9:05", "Wed 25 Nov at 9:05"),
        (datetime(2027, 1, 4, 11, tzinfo=TOKYO), "2027年1月4日(月)11:00", "Mon 4 Jan 2027 at 11:00"),
    ],
)
def test_times_are_said_as_people_say_them(due: datetime, ja: str, en: str) -> None:
    assert say_when(due, NOON, "Asia/Tokyo") == ja
    assert say_when(due.astimezone(UTC), NOON, "Asia/Tokyo", "en") == en


# --- business hours ---

NINE_TO_SIX = (Window(time(9), time(12)), Window(time(13), time(18)))
HOURS = BusinessHours(
    week=(NINE_TO_SIX,) * 5 + ((Window(time(10), time(13)),), ()),
    closed=(YEAR_END, OBON),
    is_holiday=lambda day: day in JAPAN,
)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("opened", "within", "due"),
    [
        (at(18, 10), 1 * HOUR, at(18, 11)),
        (at(18, 11, 30), 1 * HOUR, at(18, 13, 30)),  # over lunch
        (at(18, 10, 7), 1 * HOUR, at(18, 11, 30)),  # said in half hours
        (at(18, 17), 3 * HOUR, at(19, 11)),  # over night
        (at(18, 22), 1 * HOUR, at(19, 10)),
        (at(20, 17), 3 * HOUR, at(21, 12)),  # into the Saturday
        (at(21, 12), 2 * HOUR, at(24, 10)),  # over a Sunday and Labour Thanksgiving Day
        (at(28, 17, month=12), 2 * HOUR, datetime(2027, 1, 4, 10, tzinfo=TOKYO)),  # over New Year
        (at(12, 17, month=8), 2 * HOUR, at(17, 10, month=8)),  # over o-bon
        (at(18, 17, 50), timedelta(minutes=5), at(18, 18)),  # rounding stays inside the day
    ],
)
def test_a_promise_counts_only_the_hours_somebody_is_there(
    opened: datetime, within: timedelta, due: datetime
) -> None:
    assert HOURS.promise_due(opened, within) == due


@given(moments, st.integers(1, 20 * 60))
def test_a_promise_is_inside_business_hours(opened: datetime, minutes: int) -> None:
    due = HOURS.promise_due(opened, timedelta(minutes=minutes))
    assert due - opened >= timedelta(minutes=minutes)
    local = due.astimezone(TOKYO)
    assert HOURS.is_open_on(local.date())
    assert any(w.start < local.time() <= w.end for w in HOURS.week[local.weekday()])
    assert local.minute in (0, 30)


@given(moments, st.integers(0, 10000), st.integers(1, 600))
def test_a_later_question_is_never_promised_an_earlier_answer(
    opened: datetime, later: int, minutes: int
) -> None:
    within = timedelta(minutes=minutes)
    first = HOURS.promise_due(opened, within)
    assert HOURS.promise_due(opened + timedelta(minutes=later), within) >= first
    assert HOURS.promise_due(opened, within + timedelta(minutes=later)) >= first


@given(moments)
def test_the_next_opening_is_open(opened: datetime) -> None:
    opening = HOURS.next_open(opened)
    assert opening >= opened
    assert HOURS.is_open(opening)


def test_a_night_shop_may_stay_open_past_midnight() -> None:
    bar = BusinessHours(week=((Window(time(18), time(2)),),) * 7, closed=())
    assert bar.promise_due(at(18, 23), 2 * HOUR) == at(19, 1)


def test_hours_without_an_open_day_are_refused() -> None:
    with pytest.raises(ValueError, match="one of them open"):
        BusinessHours(week=((),) * 7)
    with pytest.raises(ValueError, match="366 days"):
        BusinessHours(is_holiday=lambda day: day > date(2000, 1, 1)).promise_due(NOON, HOUR)
