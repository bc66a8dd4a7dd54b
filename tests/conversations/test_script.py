"""The models: short forms, inheritance, walking, durations, counting, journeys."""

from datetime import time, timedelta

import pytest
from pydantic import ValidationError

from conversations.counting import cut_to_units, graphemes, utf16_units
from conversations.durations import read_duration, write_duration
from conversations.journey import Anchor, Journey, Offset, Window, read_anchor, read_offset, read_window
from conversations.plan import plan_of
from conversations.script import AskStep, Script


def test_steps_without_an_id_get_one_from_their_word_and_place(script_of):
    script = script_of({"say": "a"}, {"ask": "?", "kind": "text"}, {"call": "other"})
    assert [s.id for s in script.steps] == ["say-1", "ask-2", "other"]


def test_one_text_needs_no_list_and_no_name(script_of):
    assert script_of({"say": "a"}) == script_of({"say": [{"text": "a"}]})


def test_a_question_inherits_what_every_question_says_unless_it_says_otherwise(script_of):
    script = script_of(
        {"ask": "?", "kind": "text", "id": "a"},
        {"ask": "?", "kind": "text", "id": "b", "refuse": False, "human": "人と話す", "reminder": False},
        every_question={"refuse": True, "human": True, "reminder": {"after": "1d", "text": "?"}},
    )
    first, second = (s for _, s in script.walk() if isinstance(s, AskStep))
    assert first.refuse is not None
    assert first.reminder is not None
    assert second.refuse is None
    assert second.reminder is None
    assert second.human.label == "人と話す"


def test_a_called_script_is_walked_with_paths_and_inherits_from_its_caller(small_scripts):
    script = small_scripts["small-checkin"]
    steps = dict(script.walk())
    assert steps["small-feeling/feeling"].refuse is not None
    assert script.asks


def test_a_published_script_is_whole_in_json(small_scripts):
    script = small_scripts["small-checkin"]
    assert Script.model_validate_json(script.model_dump_json()) == script
    assert "small-feeling" in script.parts


@pytest.mark.parametrize("label", ["", " ", "長" * 21, "{{ name }}", "二\n行"])
def test_a_label_is_short_and_plain(label, script_of):
    with pytest.raises(ValidationError):
        script_of({"ask": "?", "id": "q", "choices": [{"id": "a", "label": label}]})


def test_a_changed_copy_of_a_script_has_a_plan_of_its_own(small_scripts):
    script = small_scripts["small-checkin"]
    before = script.model_dump_json()
    assert "small-feeling/feeling" in plan_of(script).nodes
    assert plan_of(script) is plan_of(script)
    assert script.model_dump_json() == before
    assert "small-feeling/feeling" not in plan_of(script.model_copy(update={"parts": {}})).nodes


def test_a_script_is_frozen(small_scripts):
    with pytest.raises(ValidationError):
        small_scripts["small-checkin"].title = "x"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("あいう", 3),
        ("👍🏽", 1),
        ("👨‍👩‍👧", 1),
        ("🇯🇵🇺🇸", 2),
        ("が", 1),
        ("か\u3099", 1),
        ("❤️", 1),
        ("", 0),
        ("1️⃣", 1),
    ],
)
def test_graphemes_are_what_a_reader_sees(text, count):
    assert graphemes(text) == count


def test_texts_are_counted_and_cut_in_utf16_units():
    assert utf16_units("👍a") == 3
    assert utf16_units(cut_to_units("👍" * 10, 9)) <= 9
    assert cut_to_units("abc", 3) == "abc"
    assert cut_to_units("abcd", 3) == "ab…"


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("30m", 0.5),
        ("2h", 2),
        ("3d", 72),
        ("1w", 168),
        ("1d 12h", 36),
        ("3日", 72),
        ("-2d", -48),
        ("2時間", 2),
    ],
)
def test_durations_are_read_as_people_write_them(text, hours):
    assert read_duration(text) == timedelta(hours=hours)
    assert read_duration(write_duration(timedelta(hours=hours))) == timedelta(hours=hours)


@pytest.mark.parametrize("text", ["", "3", "d", "3x", "3d!", "-", "99999w", "3 days"])
def test_other_texts_are_no_durations(text):
    with pytest.raises(ValueError, match="duration"):
        read_duration(text)


@pytest.mark.parametrize(
    ("text", "anchor"),
    [
        ("purchased", Anchor("purchased")),
        ("case_closed", Anchor("case_closed")),
        ("delivered", Anchor("milestone", milestone="delivered")),
        ("answered(checkin.used)", Anchor("answered", script="checkin", step="used")),
        ("answered(checkin.feel/word=not_yet)", Anchor("answered", "", "checkin", "feel/word", "not_yet")),
    ],
)
def test_anchors_are_read_and_written(text, anchor):
    assert read_anchor(text) == anchor
    assert str(anchor) == text


def test_offsets_and_windows_are_read_and_written():
    assert read_offset("day 3 at 10:00") == Offset(timedelta(days=3), time(10, 0))
    assert read_offset("3日目の10:00") == Offset(timedelta(days=3), time(10, 0))
    assert read_offset("-2d") == Offset(timedelta(days=-2))
    assert read_window("21:00〜6:30") == Window(time(21, 0), time(6, 30))
    for text in ("day 3 at 10:00", "2h", "0m"):
        assert str(read_offset(text)) == text


def test_a_journey_is_for_all_unless_it_says_for_whom():
    points = [{"id": "a", "script": "b", "anchor": "purchased"}]
    assert Journey.model_validate({"id": "j", "title": "t", "for": "all", "touchpoints": points}).audience.all
    some = Journey.model_validate({"id": "j", "title": "t", "for": {"skus": ["A1"]}, "touchpoints": points})
    assert not some.audience.all
    assert Journey.model_validate_json(some.model_dump_json()) == some
