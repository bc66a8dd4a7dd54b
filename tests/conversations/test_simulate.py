"""The time machine's people, events and figures; what production's rules make of them day by day."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from conversations.business_hours import BusinessHours
from conversations.following import held_back
from conversations.journey import Journey, read_offset
from conversations.library import BUILT_IN, load_library
from conversations.parser import parse_script
from conversations.simulate import Diary, Stage, simulate
from conversations.simulate.checking import asked_in_case, at_night, too_often
from conversations.simulate.course import COURSES, Course
from conversations.simulate.diary import (
    Answered,
    CaseAnswered,
    CaseClosed,
    CaseOpened,
    Decided,
    Did,
    Noted,
    Planned,
    Said,
    TalkBegan,
    TalkEnded,
    TimerRang,
)
from conversations.simulate.happening import Happening
from conversations.simulate.persona import Delay, Persona
from conversations.simulate.personas import PERSONAS, invent, vary
from conversations.simulate.reading import read_written
from conversations.simulate.summary import Summary

LIBRARY = load_library()
CASE = datetime(2026, 6, 20, 3, tzinfo=UTC)


def live(journey="cosmetics", persona: Persona | str = "kind", seed=1, days=90, **course) -> Diary:
    stage = Stage(LIBRARY.journeys[journey], LIBRARY.scripts, course=Course().changed(course), days=days)
    return simulate(stage, PERSONAS[persona] if isinstance(persona, str) else persona, random.Random(seed))


def of(diary: Diary, cls, /, **fields):
    return [
        e
        for e in diary.entries
        if isinstance(e, cls) and all(getattr(e, name) == value for name, value in fields.items())
    ]


def words(diary: Diary) -> list[str]:
    return [getattr(bubble, "text", "") for said in of(diary, Said) for bubble in said.bubbles]


def test_the_same_seed_lives_the_same_life_and_another_seed_another() -> None:
    assert live(seed=4) == live(seed=4) != live(seed=5)


def test_a_kind_customer_costs_one_push_per_touchpoint_and_answers_ride_free() -> None:
    diary = live()
    told = 7  # shipped, delivered, howto, checkin, tell, remaining, refill
    assert sum(said.billed for said in of(diary, Said)) == told + 1  # and staff take the order wish
    assert {said.billed for said in of(diary, Said, cause="answer")} == {0}
    (welcome,) = of(diary, Decided, touchpoint="welcome")
    assert (welcome.why, welcome.free) == ("answered_at_once", True)
    assert [t.status for t in of(diary, TalkEnded)] == ["completed"] * (told + 2)  # welcome, partner


def test_whoever_never_befriends_hears_nothing_and_costs_nothing() -> None:
    diary = live(persona=Persona(befriends="never"))
    assert of(diary, Said) == of(diary, Decided) == []


def test_an_unhappy_customer_gets_a_promise_staff_keep_and_the_question_again() -> None:
    diary = live(persona="unhappy")
    opened, answered, closed = of(diary, CaseOpened)[0], of(diary, CaseAnswered)[0], of(diary, CaseClosed)[0]
    assert BusinessHours().is_open(opened.promise_at - timedelta(minutes=1))
    assert answered.kept
    recovery = of(diary, Decided, touchpoint="recovery", verdict="send")[0]
    assert recovery.at > closed.at
    assert {d.round for d in of(diary, Decided, touchpoint="recovery", verdict="send")} == {0, 1, 2}


def test_a_promise_nobody_keeps_is_counted_as_such_and_nothing_is_asked_meanwhile() -> None:
    diary = live(persona="unhappy", staff={"answers": "30h", "closes": "never"})
    assert [answered.kept for answered in of(diary, CaseAnswered)] == [False]
    (sorry,) = [said for said in of(diary, Said) if said.words == "BELATED"]
    assert sorry.at < of(diary, CaseAnswered)[0].at
    assert sorry.billed == 1
    assert of(diary, Decided, touchpoint="recovery") == []
    assert asked_in_case(diary) == 0


def test_staff_take_over_in_the_middle_and_the_open_question_comes_back_afterwards() -> None:
    wish = Persona(choices={"used": "human"}, delay={"at": "12:00"})
    diary = live("default", persona=wish, staff={"answers": "30m", "closes": "4h"})
    assert of(diary, Said, cause="handed_back")
    staff = of(diary, Said, by="staff")[0]
    bot = [s for s in of(diary, Said, by="script") if staff.at < s.at < of(diary, CaseClosed)[0].at]
    assert bot == []


def test_what_staff_settled_with_an_unhappy_customer_is_not_asked_again() -> None:
    slow = Persona(mood="unhappy", delay={"least": "3h", "usual": "3h", "most": "3h"}, writes=1.0)
    diary = live(persona=slow, staff={"answers": "30m", "closes": "4h"})
    assert of(diary, CaseClosed)
    assert not of(diary, Said, cause="handed_back")
    assert "expired" in [ended.status for ended in of(diary, TalkEnded)]


def test_a_case_closed_at_night_has_its_open_question_asked_in_the_morning() -> None:
    wish = Persona(choices={"used": "human"}, delay={"at": "19:30"})
    closes = [
        {"day": 18, "at": "12:00", "what": "staff_answers"},
        {"day": 19, "at": "22:00", "what": "staff_closes"},
    ]
    diary = live("default", persona=wish, staff={"answers": "never", "closes": "never"}, events=closes)
    (asked,) = of(diary, Said, cause="handed_back")[:1]
    assert of(diary, CaseClosed)[0].at < asked.at
    assert f"{asked.at + timedelta(hours=9):%H:%M}" == "09:00"


def test_a_health_word_stops_everything_until_the_case_is_closed() -> None:
    diary = live(journey="default", persona="health", staff={"answers": "1h", "closes": "never"})
    assert of(diary, CaseOpened)[0].reason == "health"
    opened = of(diary, CaseOpened)[0].at
    assert [s for s in of(diary, Said, cause="touchpoint") if s.at > opened] == []


def test_a_silent_customer_who_never_answered_is_left_in_peace() -> None:
    diary = live(persona="silent")
    assert of(diary, Answered) == []
    assert {t.status for t in of(diary, TalkEnded)} >= {"expired"}
    assert of(diary, Decided, why="never_answered")
    assert [r for r in of(diary, TimerRang, kind="reminder") if r.until is None] == []


def test_who_was_reminded_is_not_reminded_of_the_next_round_within_sixty_days() -> None:
    says = [(1, "うるおい"), (20, "まだ"), (20, "忙しい")]  # after the reminder: not used yet, ask again
    forgetful = Persona(answers=0.0, days=[{"day": d, "what": "says", "text": text} for d, text in says])
    diary = live(persona=forgetful)
    assert [t.round for t in of(diary, TalkBegan, touchpoint="checkin")] == [0, 1]
    assert len([s for s in of(diary, Said, cause="timer") if s.billed]) == 1
    (held,) = of(diary, Decided, why="reminded_lately")
    assert (held.touchpoint, held.round, held.verdict) == ("checkin", 1, "skip")


def test_who_told_how_it_is_is_not_reminded_of_the_next_check_in() -> None:
    cosmetics = LIBRARY.journeys["cosmetics"]
    checkin = next(t for t in cosmetics.touchpoints if t.id == "checkin")
    again = checkin.model_copy(update={"id": "later", "offset": read_offset("day 60 at 19:00")})
    twice = Journey.model_construct(**{**dict(cosmetics), "touchpoints": (*cosmetics.touchpoints, again)})
    says = ["毎日使っている", "はっきり感じる", "うれしい"]
    first_only = Persona(answers=0.0, days=[{"day": 18, "what": "says", "text": text} for text in says])
    diary = simulate(Stage(twice, LIBRARY.scripts, course=Course(), days=90), first_only, random.Random(1))
    assert of(diary, Answered, axis="result")
    (held,) = of(diary, Decided, why="told_lately")
    assert (held.touchpoint, held.verdict) == ("later", "skip")


@pytest.mark.parametrize(
    ("never_answered", "told", "reminded", "why"),
    [
        (False, None, None, ""), (True, None, None, "never_answered"), (True, None, 1, "never_answered"),
        (False, None, 0, "reminded_lately"), (False, None, 59, "reminded_lately"), (False, None, 60, ""),
        (False, 0, None, "told_lately"), (False, 89, 1, "told_lately"), (False, 90, None, ""),
        (False, 90, 59, "reminded_lately"),
    ],
)  # fmt: skip
def test_why_a_question_is_not_said_once_more(
    never_answered: bool, told: int | None, reminded: int | None, why: str
) -> None:
    told_at, reminded_at = (None if days is None else CASE - timedelta(days) for days in (told, reminded))
    found = held_back(never_answered=never_answered, told_at=told_at, reminded_at=reminded_at, now=CASE)
    assert found == why


def test_a_clock_that_runs_out_at_night_waits_for_the_morning() -> None:
    diary = live(persona="silent", bought_at="22:00")
    late = [r for r in of(diary, TimerRang) if r.until is not None]
    assert all(9 <= (r.until + timedelta(hours=9)).hour < 20 for r in late)
    assert late


def test_an_answer_at_ten_to_midnight_is_answered_at_once_and_free() -> None:
    diary = live(persona="night-owl")
    taps = [d for d in of(diary, Did) if d.what in ("tapped", "wrote")]
    assert {f"{(d.at + timedelta(hours=9)):%H:%M}" for d in taps} == {"23:50"}
    assert all(s.billed == 0 for s in of(diary, Said) if s.at in {d.at for d in taps})


def test_a_sticker_while_a_question_waits_is_answered_kindly_and_the_question_stays() -> None:
    diary = live(persona="sticker-lover")
    assert "sticker" in {d.text for d in of(diary, Did, what="sent")}
    assert of(diary, Noted, what="shown to staff", text="sticker")
    assert of(diary, Answered, axis="photo")
    assert of(diary, TalkEnded, status="completed")


def test_blocking_pauses_everything_and_unblocking_never_restarts_the_welcome() -> None:
    diary = live(persona="blocker")
    left, back = of(diary, Did, what="blocked")[0].at, of(diary, Did, what="unblocked")[0].at
    assert [s for s in of(diary, Said) if left < s.at < back] == []
    assert {d.why for d in of(diary, Decided, touchpoint="checkin", verdict="postpone")} == {"blocked"}
    assert of(diary, Said, at=back)[0].words == "WELCOME_BACK"
    assert len(of(diary, Decided, touchpoint="welcome")) == 1


def test_whoever_stopped_hears_nothing_until_they_resume() -> None:
    diary = live(persona="stopper")
    stopped, resumed = (s.at for s in of(diary, Said) if s.words in ("STOPPED", "RESUMED"))
    assert [s for s in of(diary, Said) if stopped < s.at < resumed] == []
    assert of(diary, Decided, touchpoint="checkin", why="stopped")
    assert of(diary, Decided, touchpoint="checkin", verdict="send")


def test_a_late_parcel_moves_what_is_counted_from_it() -> None:
    on_time, late = (of(live(delivered=d), Planned, touchpoint="checkin")[0].due_at for d in ("3d", "13d"))
    assert late - on_time == timedelta(days=10)


def test_a_delivery_told_weeks_afterwards_follows_the_late_policies() -> None:
    diary = live(**COURSES["told-late"])
    decided = {d.touchpoint: (d.verdict, d.why) for d in of(diary, Decided)}
    assert decided["delivered"] == ("skip", "too_late")
    assert decided["howto"] == ("skip", "too_late")
    assert decided["checkin"][0] == "send"


def test_delivered_twice_sends_nothing_twice_and_moves_only_what_is_still_to_come() -> None:
    diary = live(**COURSES["delivered-twice"])
    assert len(of(diary, Decided, touchpoint="delivered", verdict="send")) == 1
    assert len(of(diary, Planned, touchpoint="checkin")) == 2  # the repetition without a time moved nothing
    assert of(diary, Planned, touchpoint="delivered", moved=True) == []


@pytest.mark.parametrize(("what", "day"), [("cancelled", 2), ("refunded", 18), ("returned", 20)])
def test_an_ended_purchase_is_never_asked_about_again(what: str, day: int) -> None:
    diary = live(events=[{"day": day, "what": what}], persona="silent")
    end = next(e.at for e in diary.entries if getattr(e, "what", "") == what)
    assert [s for s in of(diary, Said) if s.at > end] == []
    assert of(diary, Decided, why=what)


def test_nobody_is_promised_an_answer_in_golden_week() -> None:
    diary = live(persona="unhappy", **COURSES["golden-week"])
    promised = [c.promise_at for c in of(diary, CaseOpened)]
    assert promised
    assert not [
        p for p in promised if datetime(2026, 4, 29, tzinfo=UTC) < p < datetime(2026, 5, 6, tzinfo=UTC)
    ]
    assert all(c.kept for c in of(diary, CaseAnswered))


def test_with_the_quota_used_up_what_is_due_waits_for_the_month_to_turn() -> None:
    diary = live(**COURSES["quota-out"])
    (put_off, *_) = of(diary, Decided, touchpoint="checkin", why="quota_out")
    assert put_off.until is not None
    assert (put_off.until + timedelta(hours=9)).month == 7


def test_what_was_taken_back_is_forgotten() -> None:
    diary = live(persona="changes-mind")
    assert of(diary, Did, what="unsent")
    assert of(diary, Noted, what="forgotten")


def test_not_used_yet_asks_again_and_no_more_often_than_the_cap() -> None:
    diary = live(persona="not-yet")
    assert [p.round for p in of(diary, Planned, touchpoint="checkin")] == [0, 1, 2]


def test_people_in_the_middle_finish_the_version_they_began() -> None:
    text = (BUILT_IN / "scripts" / "cosmetics-checkin.yaml").read_text(encoding="utf-8")
    text = text.replace("version: 1", "version: 2").replace("差しつかえなければ", "【新しい版】")
    text = text.replace("もう使ってみましたか", "【新しい版】もう使いましたか")
    edited = parse_script(text, LIBRARY.scripts)
    slow = Persona(delay={"at": "23:50"}, choices={"used": ["not-yet", "some"], "not-yet": "busy"})
    diary = live(persona=slow, events=[{"day": 18, "what": "publish", "script": edited}])
    began = of(diary, TalkBegan, script="cosmetics-checkin")
    assert [t.version for t in began] == [1, 2]
    published = next(e.at for e in diary.entries if getattr(e, "what", "") == "published")
    first = [b.text for s in of(diary, Said, talk=began[0].talk) for b in s.bubbles]
    assert began[0].at < published < of(diary, TalkEnded, talk=began[0].talk)[0].at
    assert not any("【新しい版】" in text for text in first)
    assert "【新しい版】" in next(b.text for s in of(diary, Said, talk=began[1].talk) for b in s.bubbles)


def test_free_words_alarms_and_thanks_outside_every_question_go_through_their_own_doors() -> None:
    said = [
        {"day": 30, "what": "says", "text": "先日の商品ですが"},
        {"day": 30, "at": "12:05", "what": "says", "text": "もしもし"},
        {"day": 31, "what": "sends", "kind": "image"},
        {"day": 31, "at": "13:00", "what": "sends"},
        {"day": 32, "what": "says", "text": "ありがとうございます"},
        {"day": 33, "what": "says", "text": "担当者と話したい"},
        {"day": 33, "at": "12:01", "what": "says", "text": "担当者と話したい"},
        {"day": 36, "what": "says", "text": "使ったら発疹が出て病院に行きました"},
        {"day": 36, "at": "12:10", "what": "unsends"},
    ]
    diary = live(persona=Persona(days=said))
    assert [s.words for s in of(diary, Said, by="sonogo")][1:] == [
        "HEARD",
        "HEARD_PHOTO",
        "HUMAN",
        "HUMAN_ALREADY",
        "HEALTH",
    ]
    reasons = [c.reason for c in of(diary, CaseOpened)]
    assert reasons == ["wants_human", "wants_human", "health"]
    offered = [d for d in of(diary, Decided) if d.touchpoint == "refill"]
    assert {(d.verdict, d.why) for d in offered} == {("skip", "health_reported")}


def test_questions_in_a_row_are_passed_on_and_a_wish_about_the_order_is_graver() -> None:
    said = ["のし紙はつきますか", "のし紙はつきますか", "早くして", "キャンセルできますか"]
    days = [{"day": 31, "at": f"12:0{n}", "what": "says", "text": text} for n, text in enumerate(said)]
    diary = live(persona=Persona(days=days))
    told = [s.words for s in of(diary, Said, by="sonogo")][1:]
    assert told[:3] == ["QUESTION", "PASSED_ON", "ORDER_CHANGE"]
    assert [c.reason for c in of(diary, CaseOpened)][:3] == ["question", "question", "order_change"]


def test_a_persona_chooses_by_step_script_and_axis_and_uses_a_list_up() -> None:
    persona = Persona(
        choices={"cosmetics-checkin.result": "worse", "feeling": ["uneasy", "good"], "word": "half"},
        texts={"comment": "ふつうです"},
    )
    diary = live(persona=persona)
    given = {(a.axis, a.value) for a in of(diary, Answered)}
    assert {("result", "worse"), ("feeling", "uneasy"), ("feeling", "good")} <= given
    assert ("comment", "ふつうです") in given


def test_refusing_and_wanting_a_human_are_habits_too() -> None:
    assert of(live(persona=Persona(refuses=1.0)), TalkEnded, status="refused")
    wishes = live(persona=Persona(wants_human=1.0))
    assert {c.reason for c in of(wishes, CaseOpened)} == {"wants_human"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("mood: cheerful", "1行目"),
        ("answers: 1.4", "answers"),
        ("delay: { least: 2d, usual: 1h, most: 3d }", "1h"),
        ("zone: Asia/Nowhere", "Asia/Nowhere"),
        ("days:\n  - { day: 3, what: cancelled }", "cancelled"),
        ("days:\n  - { day: 3, what: says }", "says without text"),
        ("name: x\nhobby: y", "2行目: 「hobby」"),
        ("a: [", "1行目"),
    ],
)
def test_a_wrong_persona_is_told_with_its_line(text: str, says: str) -> None:
    found = read_written(Persona, text)
    assert isinstance(found, list)
    assert any(says in problem.show() for problem in found), [problem.show() for problem in found]


def test_personas_and_courses_survive_being_written_down() -> None:
    for persona in PERSONAS.values():
        assert Persona.model_validate(persona.model_dump(mode="json", exclude_defaults=True)) == persona
    for changes in COURSES.values():
        course = Course().changed(changes)
        assert Course.model_validate(course.model_dump(mode="json", exclude_defaults=True)) == course


def test_delays_keep_to_their_limits() -> None:
    delay, chance = Delay(least="5m", usual="1h", most="2d"), random.Random(1)
    drawn = [delay.draw(chance) for _ in range(500)]
    assert timedelta(minutes=5) <= min(drawn) <= max(drawn) <= timedelta(days=2)
    assert Delay(least="5m", usual="5m", most="5m").draw(chance) == timedelta(minutes=5)


@pytest.mark.parametrize("journey", sorted(LIBRARY.journeys))
def test_invented_lives_break_no_rule_and_add_up(journey: str) -> None:
    stage = Stage(LIBRARY.journeys[journey], LIBRARY.scripts)
    summary = Summary(stage)
    for number in range(40):
        chance = random.Random(f"7:{number}")
        lived = Stage(stage.journey, stage.scripts, course=vary(Course(), chance))
        summary.add(simulate(lived, invent(chance), chance))
    assert summary.violations == 0
    assert (summary.customers, len(summary.gaps)) == (40, 5)
    assert summary.gaps == sorted(summary.gaps, reverse=True)
    assert summary.completed > 5
    assert 1 <= (summary.pushes_per_check_in or 0) < 8
    for funnel in summary.funnels.values():
        ended = funnel["complete"] + funnel["partial"] + funnel["refused"]
        assert funnel["scheduled"] >= funnel["sent"] >= ended + funnel["silent"]
        assert ended >= funnel["started"]


def test_what_must_never_happen_would_be_noticed() -> None:
    shop = Stage(LIBRARY.journeys["default"], LIBRARY.scripts).shop
    ask = next(s for s in of(live(), Said, cause="touchpoint") if hasattr(s.bubbles[-1], "buttons"))
    noon, night = CASE, CASE.replace(hour=15)
    sent = Decided(noon, "a", 0, "send", "due", asks=True, counts=True)
    bad = Diary(
        noon, night, "Asia/Tokyo",
        (sent, sent, CaseOpened(noon, 1, "unhappy", noon), Said(night, "script", "timer", ask.bubbles, 1)),
    )  # fmt: skip
    assert (too_often(bad, shop.caps), at_night(bad, shop.quiet), asked_in_case(bad)) == (1, 1, 1)


def test_events_need_what_they_speak_of() -> None:
    for what in ("milestone", "says", "publish"):
        with pytest.raises(ValueError, match=f"{what} without"):
            Happening(day=1, what=what)


def test_what_is_left_is_noted_whenever_it_is_said() -> None:
    told = [{"day": 40, "what": "says", "text": "あと2か月くらいでなくなります"}]
    diary = live(events=told)
    assert of(diary, Said, words="LEFT_NOTED")
    due = [e.due_at for e in of(diary, Planned, touchpoint="refill")]
    assert due[-1] > due[0], "the reminder waits for that"


def test_a_label_typed_after_its_time_is_the_answer() -> None:
    told = [{"day": 26, "what": "says", "text": "毎日使っている"}]
    diary = live(persona=Persona(answers=0.0), events=told)
    assert of(diary, TalkEnded, status="expired")
    assert [e.value for e in of(diary, Answered, axis="used")] == ["daily"]
