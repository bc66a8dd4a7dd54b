"""A translation as a table: nothing typed is lost on the way to a file and back, what is left is named."""

from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.library import load_library, load_texts
from conversations.locales import Locale
from conversations.parser import parse_any
from conversations.script import Script
from conversations.translating import Slot, seen_of, sentences_of
from conversations.translation import Translation
from conversations.translation_cells import Cells, cells_of, text_of, written
from conversations.translation_sheet import noted, problems_of, ready_text, sheet, tried_out
from conversations.yaml_tree import Tree, read_tree

LIBRARY = load_library()
SOURCE = dedent("""
    id: tea
    title: お茶
    purpose: check_in
    variables: { gift: お茶の袋 }
    words: { refuse: 承知しました。 }
    steps:
      - id: used
        ask: "{{ name }}、飲みましたか？"
        retry: [すみません、もう一度。, ボタンを押してください。]
        choices:
          - { id: "yes", label: はい, also: [うん] }
          - { id: "no", label: いいえ }
        timeout: { after: 2d }
      - id: shop
        say:
          - { text: お店のページです。, link: https://example.jp/, label: 見る }
          - ありがとうございました。
    """)
TEA = load_texts({"script/tea": SOURCE}).scripts["tea"]
ALSO: Slot = ("steps", "used", "choices", "yes", "also")
SLOTS: list[Slot] = [*sentences_of(TEA), ALSO, ("steps", "shop", "say", 0, "link")]
TYPED = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n"), max_size=40).filter(
    lambda text: text == text.strip() and "/" not in text
)


def read(text: str) -> Cells:
    tree = read_tree(text)
    assert isinstance(tree, Tree), (tree, text)
    return cells_of(tree.values)


@given(st.dictionaries(st.sampled_from(SLOTS), TYPED))
def test_whatever_is_typed_is_the_same_after_it_was_kept_as_a_file(cells: Cells) -> None:
    wordy = {slot: text for slot, text in cells.items() if text and (slot[-1] != "also" or "、" not in text)}
    kept = read(written("tea", "en", wordy, {}))
    lines = {slot: text for slot, text in wordy.items() if slot[-1] != "also"}
    assert {slot: text for slot, text in kept.items() if slot[-1] != "also"} == lines


@pytest.mark.parametrize("name", sorted(LIBRARY.translations))
def test_every_shipped_translation_is_a_whole_table_and_the_same_file_again(name: str) -> None:
    translation = LIBRARY.translations[name]
    script = LIBRARY.scripts[translation.translates]
    cells = cells_of(translation.model_dump(mode="json", exclude_defaults=True))
    table = sheet(script, cells, translation.seen)
    assert (table.lacking, problems_of(script, translation.locale, cells)) == (0, {})
    without_note = translation.model_copy(update={"note": ""})
    assert parse_any(text_of(translation), LIBRARY.scripts) == without_note
    if not table.left_over:
        assert parse_any(ready_text(script, translation.locale, cells), LIBRARY.scripts) == without_note


def whole() -> Cells:
    return {slot: f"{text} in words" if len(text) < 10 else text for slot, text in sentences_of(TEA).items()}


def test_only_the_sentence_that_changed_has_to_be_looked_at_where_the_former_words_are_known() -> None:
    cells, seen = whole(), seen_of(TEA)
    former = {"used": {s: text for s, text in sentences_of(TEA).items() if s[:2] == ("steps", "used")}}
    new = load_texts({"script/tea": SOURCE.replace("飲みましたか", "召し上がりましたか")}).scripts["tea"]
    ask: Slot = ("steps", "used", "ask")
    known, unknown = sheet(new, cells, seen, former), sheet(new, cells, seen)
    olds = [row for part in known.parts for row in part.rows if row.state == "old"]
    assert [(row.slot, row.was) for row in olds] == [(ask, "{{ name }}、飲みましたか？")]
    assert unknown.count("old") == 5
    assert noted(known, seen, cells, ticked=frozenset(), marks={})["used"] == seen["used"]
    now = seen_of(new)["used"]
    assert noted(known, seen, {**cells, ask: "Did you?"}, ticked=frozenset(), marks={})["used"] == now
    assert noted(known, seen, cells, ticked=frozenset({"used"}), marks={})["used"] == now


def test_what_was_looked_at_is_what_its_reader_saw_and_not_what_it_became_meanwhile() -> None:
    table = sheet(TEA, {}, {})
    assert noted(table, {}, whole(), ticked=frozenset(), marks={"used": "0123abcd"})["used"] == "0123abcd"


def test_all_faults_are_named_at_once_each_at_its_cell() -> None:
    cells = {
        **whole(),
        ("steps", "used", "choices", "yes", "label"): "Yes, I have had some of it",
        ("steps", "used", "ask"): "{{ nmae }}?",
        ("steps", "shop", "say", 1): "{{ name",
        ("steps", "shop", "say", 0, "link"): "example.jp",
    }
    found = {slot: [one.code for one in its] for slot, its in problems_of(TEA, "en", cells).items()}
    assert found == {
        ("steps", "used", "choices", "yes", "label"): ["label"],
        ("steps", "used", "ask"): ["template_name"],
        ("steps", "shop", "say", 1): ["template_open"],
        ("steps", "shop", "say", 0, "link"): ["bad_value"],
    }


def test_a_half_said_script_can_be_tried_in_both_languages_at_once() -> None:
    made = tried_out(
        TEA, "en", {("steps", "shop", "say", 1): "Thank you.", ("steps", "used", "ask"): "{{ nmae"}
    )
    assert made.locale == "en"
    said = [bubble.text for bubble in made.steps[1].say]  # type: ignore[union-attr]
    assert said == ["お店のページです。", "Thank you."]
    assert made.steps[0].ask == "{{ name }}、飲みましたか？"  # type: ignore[union-attr]


@pytest.mark.parametrize("locale", ["en", "th"])
def test_a_whole_table_is_a_translation_that_can_be_used(locale: Locale) -> None:
    left: Slot = ("steps", "gone", "ask")
    made = parse_any(ready_text(TEA, locale, {**whole(), left: "Gone?"}), {"tea": TEA})
    assert isinstance(made, Translation)
    assert "gone" not in made.steps
    assert isinstance(TEA, Script)
    assert sheet(TEA, {left: "Gone?"}, {}).left_over == {left: "Gone?"}
