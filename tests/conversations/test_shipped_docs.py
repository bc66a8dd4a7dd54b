"""docs/scripts.md is read by people who will copy from it: its examples work and nothing is left out."""

import re
from pathlib import Path

import pytest

from conversations.authored import AskDefaults, Choice
from conversations.check_messages import CHECKS
from conversations.checks import check_text
from conversations.journey import Journey, Supply, Touchpoint
from conversations.parser import parse_any
from conversations.script import STEP_WORDS, AskStep, Script, Step
from conversations.translation import Translation

DOC = (Path(__file__).parents[2] / "docs" / "scripts.md").read_text()
EXAMPLES = re.findall(r"```yaml\n(.*?)```", DOC, re.DOTALL)


def test_every_example_can_be_copied_and_passes_every_check() -> None:
    scripts = {s.id: s for example in EXAMPLES if isinstance(s := parse_any(example), Script)}
    assert len(EXAMPLES) == 9
    for example in EXAMPLES:
        parsed = parse_any(example, scripts)
        assert isinstance(parsed, (Script, Journey, Translation)), [p.show() for p in parsed]
        found = [p for p in check_text(example, scripts) if p.code != "translation_unseen"]
        assert [p.show() for p in found] == []


def test_every_check_is_explained() -> None:
    assert [code for code in CHECKS if f"`{code}`" not in DOC] == []


@pytest.mark.parametrize("model", [AskStep, AskDefaults, Choice, Touchpoint, Supply, Step, Script])
def test_every_word_an_author_may_write_is_explained(model: type) -> None:
    words = {field.alias or name for name, field in model.model_fields.items()} - {"parts", "translations"}
    assert [word for word in words if not re.search(rf"\b{word}\b", DOC)] == []


def test_every_step_is_explained() -> None:
    assert [word for word in STEP_WORDS if f"| `{word}` |" not in DOC] == []
