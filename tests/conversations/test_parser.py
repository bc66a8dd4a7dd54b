"""Files written by hand: good ones are read, bad ones are told off in plain words, at the right line."""

import random
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conversations.journey import Journey
from conversations.parser import parse_any, parse_journey, parse_script
from conversations.problems import HINTS, PROBLEMS, Problem
from conversations.script import Script

SMALL = (Path(__file__).parent / "scripts" / "small-checkin.yaml").read_text(encoding="utf-8")
PLAIN = """\
id: checkin
title: その後
purpose: check_in
variables:
  wish: ご期待
steps:
  - say: "{{ name }}、こんにちは"
  - ask: もう使いましたか？
    id: used
    choices:
      - {id: yes, label: はい, go: thanks}
      - {id: no, label: まだ}
  - again: 3d
    go: end
  - branch:
      - if: used == 'yes'
        go: thanks
      - else: end
  - say: "{{ wish }}"
    id: thanks
"""
JOURNEY = """\
id: cosmetics
title: 化粧品
for:
  categories: [skincare]
touchpoints:
  - id: hello
    script: checkin
    anchor: befriended
  - id: later
    script: checkin
    anchor: answered(checkin.used=yes)
    offset: day 14 at 10:00
    window: 10:00-20:00
    late: next_window
    if: facts.category == 'skincare'
"""


def _problems(text):
    found = parse_any(text)
    assert isinstance(found, list), "it was accepted"
    return found


def test_a_good_script_is_read():
    script = parse_script(PLAIN)
    assert isinstance(script, Script)
    assert [s.id for s in script.steps] == ["say-1", "used", "again-3", "branch-4", "thanks"]
    assert script.steps[1].choices[1].id == "no"


def test_a_good_journey_is_read():
    journey = parse_journey(JOURNEY, {"checkin": parse_script(PLAIN)})
    assert isinstance(journey, Journey)
    assert journey.touchpoints[1].anchor.choice == "yes"


@pytest.mark.parametrize(
    ("old", "new", "line", "code", "word"),
    [
        ("purpose: check_in", "purpose: chekin", 3, "not_one_of", "chekin"),
        ("title: その後\n", "", 1, "missing_word", "title"),
        ("title: その後", "title: [a]", 2, "wrong_type", "title"),
        ("title: その後", "titel: その後", 2, "unknown_word", "titel"),
        ("id: used", "id: Used!", 9, "bad_id", "Used!"),
        ("id: used", "id: end", 9, "reserved", "end"),
        ("id: thanks", "id: used", 20, "duplicate_id", "used"),
        ("choices:", "chioces:", 10, "unknown_word", "chioces"),
        ("id: no, label: まだ", "id: yes, label: まだ", 12, "duplicate_id", "yes"),
        ("label: まだ", "label: はい", 12, "duplicate_label", "はい"),
        ("label: まだ", "label: " + "長" * 21, 12, "label", "長" * 21),
        ("label: まだ", "label: まだ, score: 9", 12, "limit", "score"),
        ("go: thanks}", "go: thank}", 11, "unknown_target", "thank"),
        ("else: end", "else: nowhere", 18, "unknown_target", "nowhere"),
        ("- again: 3d", "- agian: 3d", 13, "unknown_step", "agian"),
        ("again: 3d", "again: soon", 13, "duration", "soon"),
        ("again: 3d", "again: 3d\n    again: 4d", 14, "duplicate_key", "again"),
        ("used == 'yes'", "usde == 'yes'", 16, "expression_name", "usde"),
        ("used == 'yes'", "used == ", 16, "expression_syntax", "column"),
        ("used == 'yes'", "size(used) > 1", 16, "expression_size", ""),
        ("{{ wish }}", "{{ wihs }}", 19, "template_name", "wihs"),
        ("{{ wish }}", "{{ used }}", 19, "template_default", "used"),
        ("{{ wish }}", "{{ facts.skin }}", 19, "template_default", "facts.skin"),
        ("{{ wish }}", "{{ wish", 19, "template_open", "{{ wish"),
        ("{{ wish }}", "{{ wish }", 19, "template_open", "{{ wish }"),
        ("{{ wish }}", "{{ }}", 19, "template_empty", ""),
        ("{{ wish }}", "{% if wish %}", 19, "template_if", "{% endif %}"),
        ("{{ wish }}", "{{ wish ! }}", 19, "template_syntax", "{{ wish ! }}"),
        ("{{ wish }}", "{% for x in y %}{% endfor %}", 19, "template_forbidden", ""),
        ("  wish: ご期待", "  facts: ご期待\n  wish: ご期待", 5, "reserved", "facts"),
        ("id: used\n", "id: used\n    kind: scale\n", 8, "scale_missing", ""),
        ("id: used\n", "id: used\n    scale: faces\n", 10, "scale_only", "scale"),
        ("id: used\n", "id: used\n    min: abc\n", 10, "bad_value", "abc"),
        ("id: used\n", "id: used\n    kind: text\n    pattern: '['\n", 11, "bad_value", "["),
        ("    go: end\n", "    go: again-3\n", 14, "self_target", "again-3"),
        (
            "id: used\n",
            "id: used\n    timeout: {after: 1d}\n    reminder: {after: 1d, text: あの}\n",
            11,
            "reminder_late",
            "",
        ),
        ("- again: 3d", "- call: nowhere", None, None, None),
        ("  - again", "\t- again", 13, "yaml_tab", ""),
        ("id: checkin", "id: &x checkin", 1, "aliases", ""),
    ],
)
def test_a_mistake_is_told_at_its_line_in_both_languages(old, new, line, code, word):
    assert old in PLAIN
    text = PLAIN.replace(old, new, 1)
    if code is None:
        assert isinstance(parse_script(text), Script), "called scripts are looked up by the library"
        return
    found = next((p for p in _problems(text) if p.code == code), None)
    assert found is not None, [p.code for p in _problems(text)]
    assert found.line == line
    assert word in found.message_ja or word in found.message_en
    assert found.show("ja").startswith(f"{line}行目: ")
    assert found.show("en").startswith(f"line {line}: ")


def test_a_typo_gets_a_suggestion():
    (found,) = _problems(PLAIN.replace("choices:", "chioces:"))
    assert found.hint_en == "Did you mean “choices”?"
    assert found.hint_ja == "もしかして「choices」ですか？"


def test_all_mistakes_of_a_file_are_told_at_once():
    text = PLAIN.replace("go: thanks}", "go: thank}").replace("usde", "x").replace("{{ wish }}", "{{ wihs }}")
    assert [p.line for p in _problems(text)] == [11, 19]


def test_a_journey_is_checked_against_the_scripts():
    scripts = {"checkin": parse_script(PLAIN)}
    for old, new, code in (
        (
            "script: checkin\n    anchor: befriended",
            "script: chekin\n    anchor: befriended",
            "unknown_script",
        ),
        ("checkin.used=yes", "checkin.used=maybe", "unknown_answer"),
        ("checkin.used=yes", "checkin.usde", "unknown_answer"),
        ("checkin.used=yes", "other.used", "unknown_script"),
        ("day 14 at 10:00", "day 14 at 25:00", "time"),
        ("10:00-20:00", "morning", "window"),
        ("befriended", "Befriended!", "anchor"),
        ("facts.category", "fcats.category", "expression_name"),
        ("id: later", "id: hello", "duplicate_id"),
    ):
        found = parse_journey(JOURNEY.replace(old, new, 1), scripts)
        assert isinstance(found, list), new
        assert [p.code for p in found] == [code], new


@pytest.mark.parametrize(
    "text", ["", "- a", "x", "null", "[]", "id: x", "{", "\x00", "a: b: c", "%", "---\n---\n", "a: 1\n" * 3]
)
def test_what_is_no_script_at_all_is_said_so(text):
    assert _problems(text)


def test_big_and_deep_files_are_refused():
    assert _problems("a: " + "x" * 300_000)[0].code == "too_big"
    assert _problems("a: " + "[" * 200 + "]" * 200)[0].code == "too_big"
    assert _problems("a: " + "[" * 90_000)[0].code == "too_big"  # the YAML reader takes half a minute


def test_a_flood_of_brackets_is_refused_before_the_parser_chews_on_it():
    begun = time.process_time()
    assert _problems("a: " + "[{" * 50_000)[0].code == "too_big"
    assert time.process_time() - begun < 1


def test_yes_no_and_dates_stay_words():
    script = parse_script(PLAIN.replace("wish: ご期待", "wish: no\n  day: 2026-11-22\n  on: on"))
    assert script.variables == {"wish": "no", "day": "2026-11-22", "on": "on"}


def test_the_author_cannot_write_parts():
    assert [p.code for p in _problems(PLAIN + "parts: {}\n")] == ["unknown_word"]


def test_every_sentence_of_the_table_can_be_said():
    for code, sentences in PROBLEMS.items():
        for sentence in sentences:
            assert sentence.format(word="x"), code
    assert set(HINTS) <= set(PROBLEMS)


PIECES = [
    "go: end", "- say: a", "  ", "\n", ": ", "- ", "{", "}", "[", "]", "'", '"', "&a ", "*a", "!!x ", "|",
    "#",    "\t", "if: ", "{{ x }}", "= ", "9", "true", "null", "\ufeff", "🙂", "- call: checkin",
]  # fmt: skip


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**32), st.integers(1, 6), st.sampled_from([SMALL, PLAIN, JOURNEY]))
def test_no_mutation_of_a_file_ever_raises(seed, times, text):
    dice = random.Random(seed)
    for _ in range(times):
        at = dice.randrange(len(text))
        match dice.randrange(4):
            case 0:
                text = text[:at] + text[at + dice.randrange(1, 12) :]
            case 1:
                text = text[:at] + dice.choice(PIECES) + text[at:]
            case 2:
                lines = text.split("\n")
                dice.shuffle(lines)
                text = "\n".join(lines)
            case _:
                lines = text.split("\n")
                lines.insert(dice.randrange(len(lines)), dice.choice(lines))
                text = "\n".join(lines)
        text = text or "x"
    found = parse_any(text)
    if isinstance(found, list):
        assert found
        assert all(
            isinstance(p, Problem) and p.line >= 1 and p.message("ja") and p.message("en") for p in found
        )
        assert max(p.line for p in found) <= text.count("\n") + 2
