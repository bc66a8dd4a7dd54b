"""The scripts that come with Sonogo: checked, played to every end, cheap, and kind."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from conversations import library
from conversations.checks import check_text, cost
from conversations.effects import (
    AskAgain,
    Effect,
    MarkOutcome,
    OpenCase,
    QuestionBubble,
    ReachMilestone,
    RecordAnswer,
    Remember,
    Say,
)
from conversations.engine import advance
from conversations.events import Replied, ShowedMedia, Started, Tapped, TimedOut
from conversations.script import AskStep, SayStep
from conversations.state import State, Status

LIBRARY = library.load_library()
FILES = [
    path for kind in ("scripts", "journeys") for path in sorted((library.BUILT_IN / kind).glob("*.yaml"))
]
AT = datetime(2026, 11, 22, 10, tzinfo=UTC)
FACTS = {
    "name": "佐藤様", "product": "うるおい化粧水", "shop": "はな化粧品", "promise": "本日17:30",
    "staff": "田中", "expectation": "うるおい",
}  # fmt: skip
TIMEOUT = "(時間切れ)"


def play(script_id: str, *replies: str) -> tuple[State, list[Effect], list[str]]:
    """Type these replies; what came of it and what the customer saw."""
    script, state = LIBRARY.scripts[script_id], State()
    turn = advance(script, state, Started(AT, FACTS))
    effects = list(turn.effects)
    for reply in replies:
        state = State.from_json(turn.state.to_json())
        event = (
            TimedOut(AT, "timeout", state.turn, FACTS) if reply == TIMEOUT else Replied(AT, reply, "m", FACTS)
        )
        turn = advance(script, state, event)
        effects += turn.effects
    said = [bubble.text for effect in effects if isinstance(effect, Say) for bubble in effect.bubbles]  # type: ignore[union-attr]
    return turn.state, effects, said


def of_kind(effects: list[Effect], kind: type) -> list:
    return [effect for effect in effects if isinstance(effect, kind)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_shipped_file_passes_every_check_without_a_warning(path: Path) -> None:
    assert LIBRARY.problems == ()
    assert [p.show() for p in check_text(path.read_text(), LIBRARY.scripts)] == []


def test_the_happy_way_takes_four_taps_and_ends_with_thanks() -> None:
    state, effects, said = play(
        "cosmetics-checkin", "毎日使ってます", "はっきり感じる", "😊", "安心", "とばす"
    )
    assert state.status is Status.COMPLETED
    assert of_kind(effects, OpenCase) == []
    assert MarkOutcome("happy", "happy") in effects
    assert ReachMilestone("first_used") in effects
    assert [(a.axis, a.score) for a in of_kind(effects, RecordAnswer)] == [
        ("used", None), ("result", 5), ("feeling", 5), ("word", None),
    ]  # fmt: skip
    assert "はじめに「うるおい」とおっしゃっていました" in said[1]
    assert "佐藤様" in said[-1]


def test_the_first_tap_is_inside_the_invitation() -> None:
    for script_id in ("cosmetics-checkin", "checkin"):
        _, effects, _ = play(script_id)
        (bubble,) = of_kind(effects, Say)[0].bubbles
        assert isinstance(bubble, QuestionBubble)
        assert "もう使ってみましたか？" in bubble.text


def test_an_unhappy_answer_opens_one_case_and_is_told_who_comes_and_when() -> None:
    state, effects, said = play("cosmetics-checkin", "2", "感じない", "がっかり", "後悔", "香りはいいけど")
    assert state.status is Status.COMPLETED
    assert [case.reason for case in of_kind(effects, OpenCase)] == ["unhappy"]
    promised = [text for text in said if "田中" in text and "本日17:30" in text]
    assert len(promised) == 1
    assert "先ほどお伝えした時間" in said[-1]


def test_trouble_with_the_skin_has_a_button_of_its_own_and_ends_the_questions() -> None:
    for script_id, replies in (
        ("cosmetics-checkin", ("1", "はっきり感じる", "お肌に異常がある")),
        ("cosmetics-howto", ("お肌に異常がある",)),
        ("recovery-skin", ("かゆい",)),
    ):
        state, effects, said = play(script_id, *replies)
        assert state.status is Status.COMPLETED
        assert [(case.reason, case.level) for case in of_kind(effects, OpenCase)] == [("health", 2)]
        assert "おやめください" in said[-1]
        assert "医療機関" in said[-1]


@pytest.mark.parametrize(
    "reason", ["時間がない", "使い方がわからない", "肌に合うか心配", "前のを使いきってから"]
)
def test_whoever_has_not_used_it_yet_gets_help_and_a_new_date(reason: str) -> None:
    state, effects, said = play("cosmetics-checkin", "まだです", reason)
    assert state.status is Status.COMPLETED
    assert len(of_kind(effects, AskAgain)) == 1
    assert of_kind(effects, OpenCase) == []
    assert len(said) == 4


def test_a_parcel_that_never_came_is_a_case_at_once() -> None:
    for script_id in ("cosmetics-checkin", "checkin"):
        _, effects, said = play(script_id, "届いていない")
        assert [case.reason for case in of_kind(effects, OpenCase)] == ["unhappy"]
        assert "本日17:30" in said[-1]


def test_the_welcome_says_how_often_and_how_to_stop_and_keeps_the_expectation() -> None:
    _, effects, said = play("cosmetics-welcome", "ハリ")
    assert all(word in said[0] for word in ("週に3回", "月に1、2回", "配信停止", "担当者と話す"))
    assert Remember("expectation", "ハリ・つや") in effects
    _, effects, _ = play("cosmetics-welcome", "とくにない")
    assert of_kind(effects, Remember) == []


def test_the_first_win_is_one_step_with_help_for_those_who_are_stuck() -> None:
    _, effects, _ = play("cosmetics-howto", "できました")
    assert ReachMilestone("first_used") in effects
    for place in ("1", "2", "3"):
        state, _, said = play("cosmetics-howto", "うまくいかない", place)
        assert state.status is Status.COMPLETED
        assert "担当者と話す" in said[-1]


def test_the_last_word_may_be_a_photo() -> None:
    script, state = (
        LIBRARY.scripts["cosmetics-checkin"],
        play("cosmetics-checkin", "1", "はっきり感じる", "😊", "安心")[0],
    )
    turn = advance(script, state, ShowedMedia(AT, "image", "photo-1", facts=FACTS))
    assert [answer.value for answer in of_kind(list(turn.effects), RecordAnswer)] == ["photo-1"]
    assert turn.state.status is Status.COMPLETED


def test_whoever_falls_silent_is_left_in_peace_and_may_answer_later() -> None:
    for script_id in ("cosmetics-checkin", "checkin"):
        state, _, said = play(script_id, "2", TIMEOUT)
        assert state.status is Status.EXPIRED
        assert len(said) == 2  # the invitation and the next question: no push to say goodbye
        state, effects, _ = play(script_id, "2", TIMEOUT, "1")
        assert [answer.axis for answer in of_kind(effects, RecordAnswer)] == ["used", "result"]
        state, _, said = play(script_id, TIMEOUT)
        assert state.status is Status.EXPIRED
        assert len(said) == 1


def test_no_greeting_names_an_hour_the_message_may_not_come_at() -> None:
    for script in LIBRARY.scripts.values():
        for greeting in ("おはよう", "こんにちは", "こんばんは"):
            assert greeting not in script.model_dump_json()


def test_a_claim_is_answered_with_two_bubbles_and_a_list_only_after_the_answer() -> None:
    _, effects, _ = play("cosmetics-welcome")
    assert len(of_kind(effects, Say)[0].bubbles) == 2


def test_after_a_case_the_very_same_feeling_question_is_asked() -> None:
    _, before, _ = play("cosmetics-checkin", "1", "はっきり感じる")
    _, after, _ = play("recovery-skin")
    first, second = before[-2].bubbles[-1], of_kind(after, Say)[0].bubbles[-1]  # type: ignore[union-attr]
    assert (first.text, first.buttons, first.style) == (second.text, second.buttons, second.style)


def test_a_whole_check_in_costs_one_push_and_at_worst_two() -> None:
    for script_id in ("cosmetics-checkin", "checkin"):
        assert (cost(LIBRARY.scripts[script_id]).usual, cost(LIBRARY.scripts[script_id]).worst) == (1, 2)
        assert cost(LIBRARY.scripts[script_id]).asks == 5
    for script in LIBRARY.scripts.values():
        assert cost(script).worst <= 3


def test_every_button_can_be_tapped_to_an_end() -> None:
    for script in LIBRARY.scripts.values():
        todo = [advance(script, State(), Started(AT, FACTS)).state]
        for _ in range(400):
            if not todo:
                break
            state = todo.pop()
            if state.status is not Status.WAITING:
                assert state.status in (Status.COMPLETED, Status.REFUSED, Status.HUMAN)
                continue
            turn = state.turn
            shown = [s for s in script.walk() if s[0] == state.step]
            ask = shown[0][1]
            assert isinstance(ask, AskStep)
            taps = [*script.choice_ids(ask), "_refuse", "_human", "_skip"]
            todo += [
                after.state
                for choice in taps
                if (after := advance(script, state, Tapped(AT, state.step, turn, choice, facts=FACTS))).state
                != state
            ]
            if ask.kind == "text":
                todo.append(advance(script, state, Replied(AT, "なるほどと思いました", "m", FACTS)).state)


COLD = re.compile(
    r"ステータス|更新されました|お客様各位|ご確認ください。?$|アンケートにご協力|エラー|無効です"
)


def test_the_words_are_those_of_a_person() -> None:
    for script in LIBRARY.scripts.values():
        for step in script.steps:
            texts = [step.ask] if isinstance(step, AskStep) else []
            texts += [getattr(s, "text", "") for s in step.say] if isinstance(step, SayStep) else []
            for text in texts:
                assert not COLD.search(text), text
                assert "{{ name }}様" not in text  # the name comes with its honorific


def test_the_cosmetics_journey_follows_the_purchase() -> None:
    journey = LIBRARY.journeys["cosmetics"]
    assert [(t.id, str(t.anchor), str(t.offset)) for t in journey.touchpoints] == [
        ("welcome", "befriended", "0m"),
        ("behind-day3", "purchased", "day 3 at 11:00"),
        ("date-moved", "delivery_moved", "10m"),
        ("overdue", "expected_delivery", "day 1 at 11:00"),
        ("shipped", "shipped", "0m"),
        ("delivered", "delivered", "0m"),
        ("howto", "delivered", "day 3 at 19:00"),
        ("checkin", "delivered", "day 14 at 19:00"),
        ("recovery", "case_closed", "day 2 at 11:00"),
        ("remaining", "runs_out", "day -18 at 19:00"),
        ("refill", "runs_out", "day -7 at 10:00"),
        ("partner", "completed(cosmetics-checkin=happy)", "0m"),
        ("tell", "completed(cosmetics-partner)", "day 8 at 19:00"),
        ("friend-thanks", "friend_bought", "day 3 at 11:00"),
    ]
    assert LIBRARY.journeys["default"].audience.all
    for each in LIBRARY.journeys.values():
        assert {t.script for t in each.touchpoints} <= set(LIBRARY.scripts)
