"""Recorded taps against another version: what fits, what does not, and what differs."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from conversations.events import Replied, Started, Tapped
from conversations.parser import parse_script
from conversations.replaying import Line, differences, replay
from conversations.script import Script

AT = datetime(2026, 6, 1, 10, tzinfo=UTC)
SHORT = """
id: short
title: みじかい
purpose: check_in
steps:
  - id: used
    ask: 使ってみましたか？
    axis: used
    choices: [{ id: yes_, label: はい }, { id: no_, label: まだ }]
    reminder: { after: 1d, text: お返事をお待ちしています }
    timeout: { after: 3d }
  - id: thanks
    say: ありがとうございます
"""
LABELS = {("used", "yes_"): "はい", ("used", "no_"): "まだ"}


def script(text: str = SHORT) -> Script:
    parsed = parse_script(text)
    assert isinstance(parsed, Script), parsed
    return parsed


def played(text: str, *deeds: Tapped | Replied, days: int = 0) -> list[Line]:
    return replay(script(text), Started(AT), deeds, AT + timedelta(days=days), labels=LABELS)


def tap(choice: str, hours: int = 1) -> Tapped:
    return Tapped(AT + timedelta(hours=hours), "used", 1, choice)


def test_the_same_script_gives_the_same_conversation() -> None:
    lines = played(SHORT, tap("yes_"))
    assert [line.text for line in lines if line.who == "customer"] == ["［はい］"]
    assert "ありがとうございます" in [line.text for line in lines]
    assert lines[-1] == Line("note", "■ completed")
    assert all(one.change == "same" for one in differences(lines, played(SHORT, tap("yes_"))))


def test_a_button_that_moved_is_found_by_what_it_reads() -> None:
    renamed = SHORT.replace("id: used", "id: tried").replace("id: yes_", "id: done")
    lines = played(renamed, tap("yes_"))
    assert all(line.fits for line in lines)
    assert lines[-1] == Line("note", "■ completed")


def test_a_button_that_is_gone_does_not_fit_and_the_question_stays_open() -> None:
    gone = SHORT.replace("{ id: yes_, label: はい }, ", "")
    lines = played(gone, tap("yes_"))
    assert [line for line in lines if not line.fits] == [Line("customer", "［はい］", fits=False)]
    assert "■ completed" not in [line.text for line in lines]


def test_clocks_ring_as_each_version_sets_them() -> None:
    assert [line.text for line in played(SHORT, days=4) if line.who == "clock"] == ["reminder", "timeout"]
    patient = SHORT.replace("after: 3d", "after: 9d")
    assert [line.text for line in played(patient, days=4) if line.who == "clock"] == ["reminder"]


def test_an_answer_that_came_after_the_new_versions_time_is_over_finds_nobody_waiting() -> None:
    hasty = SHORT.replace("after: 1d", "after: 1h").replace("after: 3d", "after: 2h")
    lines = played(hasty, tap("yes_", hours=5))
    assert [line.text for line in lines].index("timeout") < [line.text for line in lines].index("［はい］")


def test_a_changed_sentence_is_one_changed_line_and_a_new_one_is_added() -> None:
    changed = SHORT.replace("使ってみましたか？", "いかがですか？")
    changed = changed.replace("  - id: thanks", "  - id: more\n    say: ではまた\n  - id: thanks")
    found = differences(played(SHORT, tap("yes_")), played(changed, tap("yes_")))
    assert [one.change for one in found if one.change != "same"] == ["changed", "added"]
    (added,) = (one for one in found if one.change == "added")
    assert added.new == Line("shop", "ではまた")
    back = differences(played(changed, tap("yes_")), played(SHORT, tap("yes_")))
    assert [one.change for one in back if one.change != "same"] == ["changed", "removed"]


LINES = st.lists(st.builds(Line, st.sampled_from(["shop", "customer", "note"]), st.sampled_from("abcd")))


@given(LINES, LINES)
def test_both_plays_can_be_read_off_their_differences(old: list[Line], new: list[Line]) -> None:
    found = differences(old, new)
    assert [one.old for one in found if one.old is not None] == old
    assert [one.new for one in found if one.new is not None] == new
    assert all((one.change == "same") == (one.old == one.new) for one in found if one.old and one.new)
