"""Slips of an author's hand are called what they are, at the line where they were made, in both languages."""

import re
import time

import pytest

from conversations.parser import parse_any
from conversations.problems import PROBLEMS, Problem
from conversations.yaml_words import YAML_HINTS, YAML_PROBLEMS
from tests.conversations.test_parser import PLAIN

JARGON = re.compile(r"mapping|scalar|token|block end|stream|found character|expected")
SAY = '- say: "{{ name }}、こんにちは"'


def only(text: str) -> Problem:
    found = parse_any(text)
    assert isinstance(found, list), "it was accepted"
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("title: その後", "title：その後", "yaml_wide_colon"),
        ("steps:\n", "steps：\n", "yaml_wide_colon"),
        ("    id: used\n", "    id：used\n", "yaml_wide_colon"),
        ("  - again: 3d", "  - again：3d", "yaml_wide_colon"),
        ("  - again: 3d", "\t- again: 3d", "yaml_tab"),
        ("again: 3d", "again:\t3d", "yaml_tab"),
        ("    go: end\n", "\tgo: end\n", "yaml_tab"),
        ("    id: used", "　　id: used", "yaml_wide_space"),
        ("    id: used", "    id:　used", "yaml_wide_space"),
        ("  - again", "　- again", "yaml_wide_space"),
        ("- again: 3d", "-　again: 3d", "yaml_wide_space"),
        ("  - again", "－ again", "yaml_wide_dash"),
        ("- again: 3d", "-again: 3d", "yaml_dash_space"),
        ("again: 3d", "again:3d", "yaml_colon_space"),
        ("steps:\n", "steps\n", "yaml_no_colon"),
        ("- ask: もう", "- ask もう", "yaml_no_colon"),
        (SAY, SAY[:-1], "yaml_quote_open"),
        (SAY, SAY.replace(': "', ": '"), "yaml_quote_open"),
        ('"{{ wish }}"', '"{{ wish }}', "yaml_quote_open"),
        (SAY, '- say: "{{ name }}、"やあ"です"', "yaml_quote_inside"),
        (SAY, "- say: “{{ name }}、次: です”", "yaml_wide_quote"),
        (SAY, "- say: {{ name }}、こんにちは", "yaml_gap_bare"),
        ('"{{ wish }}"', "{{ wish }}", "yaml_gap_bare"),
        (SAY, "- say: {% if x %}a{% endif %}", "yaml_gap_bare"),
        ("label: まだ}", "label: まだ, also: ［a, b]}", "yaml_wide_bracket"),
        ("label: まだ}", "label: まだ, also: 「a, b]}", "yaml_wide_bracket"),
        ("label: まだ}", "label: まだ｝", "yaml_wide_bracket"),
        ("- {id: no", "- ｛id: no", "yaml_wide_bracket"),
        ("label: まだ}", "label: まだ, also: [a, b}", "yaml_bracket_wrong"),
        ("label: まだ}", "label: まだ, also: [a, b]", "yaml_bracket_open"),
        ("もう使い", "次のとおり: もう使い", "yaml_colon_inside"),
        ("もう使い", "@もう使い", "yaml_special_start"),
        ("もう使い", "%もう使い", "yaml_special_start"),
        ("もう使い", "!もう使い", "yaml_special_start"),
        ("- again: 3d", "again: 3d", "yaml_no_dash"),
        ("      - else: end", "      else: end", "yaml_no_dash"),
        ("      - {id: no", "      {id: no", "yaml_no_dash"),
        ("    go: end\n", "      go: end\n", "yaml_indent"),
        ("    go: end\n", "   go: end\n", "yaml_indent"),
        ("    id: used", "     id: used", "yaml_indent"),
        ("      - {id: no", "    - {id: no", "yaml_indent"),
    ],
)
def test_the_usual_slips_are_named_at_their_own_line(old: str, new: str, code: str) -> None:
    assert old in PLAIN
    found = only(PLAIN.replace(old, new, 1))
    line = PLAIN[: PLAIN.index(old)].count("\n") + 1
    assert (found.code, found.line) == (code, line)
    for language in ("ja", "en"):
        assert not JARGON.search(found.show(language))
    assert found.hint_ja
    assert found.hint_en


def test_what_stands_in_quotes_or_in_a_block_of_text_is_never_blamed() -> None:
    block = "  - say: |\n      時刻：未定\n      “はい” [か\n      \tどうか\n    id: block\n"
    quoted = '  - say: "場所：お店 [\n      と、タブ\\t"\n    id: quoted\n'
    text = PLAIN.replace("  - again: 3d\n", block + quoted + "  - again: 3d\n")
    assert not isinstance(parse_any(text), list)
    broken = only(text.replace("    go: end\n", "   go: end\n", 1))
    assert (broken.code, broken.line) == ("yaml_indent", text[: text.index("    go: end")].count("\n") + 1)


def test_an_unclosed_quote_is_told_where_it_was_opened_however_far_below_it_is_noticed() -> None:
    text = PLAIN.replace(SAY, SAY[:-1])
    assert '7行目: ここで開いた引用符 " が閉じていません。' in only(text).show("ja")
    assert only(text.replace('"{{ wish }}"', "はい")).line == 7, "no other quote in the whole file"


@pytest.mark.parametrize(
    ("old", "new", "hint"),
    [
        ("{id: yes", "{id：yes", "「：」が全角です。"),
        ("- again: 3d\n    go: end", "- again：3d", "「：」が全角です。"),
        ("- again: 3d\n    go: end", "- again:3d", "「:」のあとに空白がありません。"),
    ],
)
def test_a_slip_that_yaml_takes_for_a_word_is_a_hint(old: str, new: str, hint: str) -> None:
    found = parse_any(PLAIN.replace(old, new, 1))
    assert isinstance(found, list)
    assert any(one.hint_ja.startswith(hint) for one in found)


def test_what_no_rule_knows_gets_a_plain_sentence() -> None:
    found = only("title: [a]\n? - b\n- c\n")
    assert found.code == "yaml"
    assert not JARGON.search(found.show("ja") + found.show("en"))


@pytest.mark.parametrize("piece", ["a-", "''", "\"'", "a: ", "　", "a：", "{{", '- "a" b\n'])
def test_long_nonsense_is_looked_at_quickly(piece: str) -> None:
    began = time.process_time()
    assert parse_any("a: b: c " + piece * (200_000 // len(piece.encode())))
    assert time.process_time() - began < 5


def test_each_sentence_has_its_hint() -> None:
    assert set(YAML_PROBLEMS) <= set(PROBLEMS)
    assert set(YAML_PROBLEMS) <= set(YAML_HINTS)
