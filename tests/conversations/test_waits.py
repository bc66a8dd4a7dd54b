"""The wait: no silence over the limit, a list that is ticked, a way with honest dates, what authors write."""

import random
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.effects import QuestionBubble, RecordAnswer, Remember, Say
from conversations.engine import advance
from conversations.events import Replied, Started, Tapped
from conversations.journey import Journey
from conversations.library import load_library
from conversations.parser import parse_any
from conversations.progress import Known, news_of, next_stop, preparation_of, way_of
from conversations.script import Script
from conversations.silence import gaps, too_long, word_due
from conversations.simulate import Stage, simulate
from conversations.simulate.checking import too_silent
from conversations.simulate.course import COURSES, Course
from conversations.simulate.diary import Decided, Noted, Said
from conversations.simulate.personas import PERSONAS
from conversations.simulate.summary import Summary
from conversations.state import State, Status
from conversations.windows import Hours

LIBRARY = load_library()
NOON = datetime(2026, 11, 22, 3, tzinfo=UTC)
TOKYO = "Asia/Tokyo"
QUIET = (time(20), time(9))
FIRST = datetime(2026, 1, 1)  # noqa: DTZ001 - hypothesis gives the zone
instants = st.datetimes(FIRST, FIRST.replace(year=2027), timezones=st.just(UTC))


@given(
    last=instants,
    days=st.integers(1, 30),
    zone=st.sampled_from([TOKYO, "Europe/Berlin", "America/New_York"]),
    quiet=st.sampled_from([QUIET, (time(22), time(7)), (time(10), time(13)), (time(0), time(10)), None]),
)  # fmt: skip
def test_the_next_word_is_never_later_than_the_limit_and_never_at_night(last, days, zone, quiet) -> None:
    limit = timedelta(days=days)
    due = word_due(last, limit, zone, quiet)
    assert last < due <= last + limit
    assert Hours(zone, quiet).closed_because(due) is None


def test_silences_are_counted_between_words_and_from_the_claim_to_the_end() -> None:
    words = [NOON + timedelta(days=d) for d in (-3, 2, 9, 40)]
    found = gaps(words, NOON, NOON + timedelta(days=12))
    assert [gap.length.days for gap in found] == [2, 7, 3]
    assert [g.length.days for g in too_long(words, NOON, NOON + timedelta(days=12), timedelta(days=5))] == [7]


def live(course: str = "", persona: str = "kind", days: int = 60, **more):
    given_course = Course().changed(COURSES[course] if course else {}).changed(more)
    stage = Stage(LIBRARY.journeys["cosmetics"], LIBRARY.scripts, course=given_course, days=days)
    return simulate(stage, PERSONAS[persona], random.Random(1)), stage


def test_an_order_that_does_not_move_is_never_silent_and_staff_hear_of_it() -> None:
    diary, stage = live("stuck")
    honest = [
        e
        for e in diary.entries
        if isinstance(e, Decided) and (e.touchpoint, e.verdict) == ("silence", "send")
    ]
    assert len(honest) >= 8
    assert too_silent(diary, stage.journey) == 0
    alarms = [e for e in diary.entries if isinstance(e, Noted) and e.what == "staff alarmed"]
    assert len(alarms) == len(honest)
    said = [
        b.text
        for e in diary.entries
        if isinstance(e, Said)
        for b in e.bubbles
        if "動きがありません" in getattr(b, "text", "")
    ]
    assert "6月1日(月) ご注文" in said[0]
    assert "続けて同じご連絡" not in said[0]
    assert "続けて同じご連絡" in said[1]


def test_the_word_that_was_announced_comes_by_the_day_it_was_announced_for() -> None:
    diary, _ = live("stuck")
    texts = [
        (e.at, b.text)
        for e in diary.entries
        if isinstance(e, Said)
        for b in e.bubbles
        if "までに、こちらからまた" in getattr(b, "text", "")
    ]
    for (_, text), (following, _) in pairwise(texts):
        local = following.astimezone(ZoneInfo(TOKYO))
        assert f"{local.month}月{local.day}日" in text


def test_what_is_delivered_is_waited_for_no_more() -> None:
    diary, _ = live()
    about = [e for e in diary.entries if isinstance(e, Decided) and e.touchpoint == "silence"]
    assert [(e.verdict, e.why) for e in about] == [("skip", "arrived")]


def test_a_silence_nobody_can_break_is_explained_and_one_without_a_reason_is_found() -> None:
    diary, stage = live("stuck", "blocker", days=35)
    assert too_silent(diary, stage.journey) == 0, "blocked from the tenth day: that is why"
    mute = Stage(
        stage.journey, {k: v for k, v in LIBRARY.scripts.items() if k != "wait-quiet"}, course=stage.course
    )
    unheard = simulate(mute, PERSONAS["silent"], random.Random(1))
    explained = [e for e in unheard.entries if isinstance(e, Decided) and e.why == "script_missing"]
    assert explained
    without = type(unheard)(
        unheard.began_at,
        unheard.ended_at,
        unheard.zone,
        tuple(e for e in unheard.entries if e not in explained),
    )
    assert too_silent(without, stage.journey) >= 1
    summary = Summary(stage)
    summary.add(without)
    assert summary.silent
    assert summary.violations


def test_a_delivery_date_that_moves_twice_is_told_twice_and_the_overdue_question_follows_it() -> None:
    diary, _ = live(
        delivered="20d",
        events=[
            {"day": 1, "what": "delivery_date", "to": "8d"},
            {"day": 6, "what": "delivery_date", "to": "19d"},
        ],
    )  # fmt: skip
    told = [
        e
        for e in diary.entries
        if isinstance(e, Decided) and (e.touchpoint, e.verdict) == ("date-moved", "send")
    ]
    assert len(told) == 2
    assert not [
        e
        for e in diary.entries
        if isinstance(e, Decided) and e.touchpoint == "overdue" and e.verdict == "send"
    ]


LIST = """
id: list
title: 準備
purpose: how_to
steps:
  - id: ready
    ask: 届くまでに、これだけ。
    repeat: あとすこしです。
    kind: checklist
    axis: preparation
    choices:
      - { id: place, label: 置き場所, also: [場所] }
      - { id: plug-in, label: コンセント }
      - { id: scale, label: はかり }
    optional: { label: あとで, go: later }
    timeout: { after: 2d }
  - say: 準備ばっちりです。
    bar: 1/2
    go: end
  - id: later
    say: いつでもどうぞ。
"""


def a_list() -> Script:
    parsed = parse_any(LIST)
    assert isinstance(parsed, Script), parsed
    return parsed


def shown(effects) -> QuestionBubble | None:
    bubbles = [b for e in effects if isinstance(e, Say) for b in e.bubbles]
    return next((b for b in bubbles if isinstance(b, QuestionBubble)), None)


def test_a_checklist_is_ticked_one_by_one_and_goes_on_when_all_is_done() -> None:
    script = a_list()
    turn = advance(script, State(), Started(NOON))
    turn = advance(script, turn.state, Tapped(NOON, "ready", 1, "plug-in"))
    assert Remember("ready_plug_in", "2026-11-22") in turn.effects
    assert any(isinstance(e, RecordAnswer) and e.axis == "preparation" for e in turn.effects)
    question = shown(turn.effects)
    assert question is not None
    assert question.text == "あとすこしです。\n\n✓ コンセント"
    assert [b.choice for b in question.buttons] == ["place", "scale", "_skip"]
    turn = advance(script, turn.state, Replied(NOON, "2"))  # the second of those that are left
    assert Remember("ready_scale", "2026-11-22") in turn.effects
    turn = advance(script, turn.state, Tapped(NOON, "ready", 1, "place"))  # on the first bubble: same asking
    assert turn.state.status is Status.COMPLETED
    assert any(
        b.text == "●○ 1/2\n準備ばっちりです。" for e in turn.effects if isinstance(e, Say) for b in e.bubbles
    )


def test_what_was_ticked_on_the_page_is_not_asked_in_the_chat() -> None:
    script = a_list()
    turn = advance(script, State(), Started(NOON, {"ready_place": "2026-11-20"}))
    question = shown(turn.effects)
    assert question is not None
    assert "✓ 置き場所" in question.text
    everything = {f"ready_{name}": "2026-11-20" for name in ("place", "plug_in", "scale")}
    assert advance(script, State(), Started(NOON, everything)).state.status is Status.COMPLETED


def journey(**more) -> Journey:
    return Journey.model_validate(
        {
            "id": "x", "title": "x",
            "wait": {
                "script": "wait-quiet",
                "stations": [
                    {"milestone": "purchased", "label": "ご注文"},
                    {"milestone": "made", "label": "製作", "usual": "5d"},
                    {"milestone": "shipped", "label": "発送", "usual": "2d"},
                    {"milestone": "delivered", "label": "お届け", "usual": "2d"},
                ],
            },
            "first_win": {"label": "はじめの一歩", "within": "3d"},
            "touchpoints": [{"id": "t", "script": "cosmetics-welcome", "anchor": "befriended"}],
            **more,
        }
    )  # fmt: skip


def test_the_way_says_what_is_sure_what_is_usual_and_what_nobody_knows() -> None:
    bought = {"purchased": NOON}
    stops = way_of(journey(), Known(bought, None, TOKYO), NOON)
    assert [(s.certainty, s.by) for s in stops] == [
        ("reached", None), ("usual", date(2026, 11, 27)), ("usual", date(2026, 11, 29)),
        ("usual", date(2026, 12, 1)), ("usual", date(2026, 12, 4)),
    ]  # fmt: skip
    promised = way_of(journey(), Known(bought, date(2026, 12, 10), TOKYO), NOON)
    assert (promised[3].certainty, promised[3].by) == ("promised", date(2026, 12, 10))
    late = way_of(journey(), Known(bought, date(2026, 12, 10), TOKYO), NOON + timedelta(days=30))
    assert [s.certainty for s in late[1:4]] == ["overdue", "usual", "overdue"]
    upcoming = next_stop(stops)
    assert upcoming is not None
    assert upcoming.label == "製作"
    unknown = journey()
    loose = unknown.model_copy(
        update={
            "wait": unknown.wait.model_copy(
                update={
                    "stations": tuple(s.model_copy(update={"usual": None}) for s in unknown.wait.stations)
                }
            )
        }
    )
    assert [s.certainty for s in way_of(loose, Known(bought, None, TOKYO), NOON)[1:]] == ["unknown"] * 4


def test_a_station_passed_over_counts_as_reached() -> None:
    stops = way_of(journey(), Known({"purchased": NOON, "shipped": NOON}, None, TOKYO), NOON)
    assert [s.certainty for s in stops[:3]] == ["reached", "reached", "reached"]


def test_news_name_the_last_station_that_was_reached_and_nothing_that_is_to_come() -> None:
    known = Known({"purchased": NOON, "shipped": NOON + timedelta(days=3)}, date(2026, 11, 21), TOKYO)
    facts = news_of(journey(), known, NOON, NOON + timedelta(days=7), again=2)
    assert facts == {
        "next_word": "11月29日(日)", "last_news": "ご注文", "last_news_on": "11月22日(日)",
        "overdue": "yes", "again": "2",
    }  # fmt: skip


def test_the_preparation_list_is_found_in_the_journeys_scripts_with_what_is_ticked() -> None:
    items = preparation_of(LIBRARY.journeys["cosmetics"], LIBRARY.scripts, {"ready_hour": "2026-11-22"})
    assert [(item.id, item.ready) for item in items] == [("place", False), ("hour", True), ("photo", False)]


@pytest.mark.parametrize(
    ("broken", "code"),
    [
        ("silence: 7d\n", "ok"),
        ("silence: 6h\n", "bad_value"),
        ("silense: 7d\n", "unknown_word"),
    ],
)
def test_mistakes_in_the_wait_are_named_with_their_line(broken: str, code: str) -> None:
    text = (
        "id: x\ntitle: x\nwait:\n  script: wait-quiet\n  " + broken
        + "  stations: [{ milestone: purchased, label: ご注文 }]\n"
        "touchpoints:\n  - { id: t, script: welcome, anchor: befriended }\n"
    )  # fmt: skip
    parsed = parse_any(text, LIBRARY.scripts)
    if code == "ok":
        assert isinstance(parsed, Journey), parsed
    else:
        assert isinstance(parsed, list)
        assert [(p.code, p.line) for p in parsed] == [(code, 5)]


def test_a_wait_without_its_script_and_a_touchpoint_called_silence_are_refused() -> None:
    text = (
        "id: x\ntitle: x\nwait:\n  script: nobody\n  stations: [{ milestone: purchased, label: ご注文 }]\n"
        "touchpoints:\n  - { id: silence, script: welcome, anchor: befriended }\n"
    )
    parsed = parse_any(text, LIBRARY.scripts)
    assert isinstance(parsed, list)
    assert {p.code for p in parsed} == {"unknown_script", "reserved"}
