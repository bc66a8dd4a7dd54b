"""A script's picture: words instead of signs, numbers instead of keys, a width for each kind of screen."""

import re

import pytest

from console.display import Display
from console.drawing import NARROW, WIDE, draw
from console.flow import tell
from console.gaps import in_words
from conversations.library import load_library
from tests.conftest import FakeClock

JA, EN = Display("ja", FakeClock()()).t, Display("en", FakeClock()()).t


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("こんにちは", "こんにちは"),
        ("{{ name }}、どうぞ", "〔お客様のお名前〕、どうぞ"),
        ("{{ facts.expectation | default('')}}を", "〔期待していること〕を"),
        ("{% if a %}はい{% else %}いいえ{% endif %}。", "〔はい／いいえ〕。"),
        ("{% if a %}一{% elif b %}二{% else %}三{% endif %}", "〔一／二／三〕"),
        ("どうぞ{% if a %}、{{ shop }}へ{% endif %}。", "どうぞ〔、〔お店の名前〕へ〕。"),
        ("{% if a %}{% if b %}一{% else %}二{% endif %}{% endif %}", "〔〔一／二〕〕"),
        ("{% if a %}{% endif %}{# note #}", ""),
        ("{{ mine }}と{% if a %}半分", "〔mine〕と半分"),
    ],
)
def test_a_sentence_is_said_with_its_gaps_named(written: str, said: str) -> None:
    assert in_words(written, JA) == said


def test_a_long_way_of_several_is_cut_and_the_others_stay() -> None:
    assert (
        in_words("{% if a %}" + "長" * 40 + "{% else %}短い{% endif %}", JA) == "〔" + "長" * 21 + "…／短い〕"
    )


@pytest.mark.parametrize("t", [JA, EN])
def test_no_script_that_ships_shows_a_sign_or_a_key_in_its_picture(t) -> None:  # type: ignore[no-untyped-def]
    for script in load_library().scripts.values():
        steps = tell(script, t)
        assert [step.number for step in steps] == list(range(1, len(steps) + 1))
        for form in (NARROW, WIDE):
            drawn = draw(steps, form)
            rows = [row for box in drawn.boxes for row in (*box.words, *box.leads)]
            assert not [row.text for row in rows if re.search(r"\{[{%]|[%}]\}", row.text + row.more)]
            for box in drawn.boxes:
                for lead, row in zip(box.step.leads, box.leads, strict=True):
                    if row.to.startswith("→"):
                        meant = next(step for step in steps if step.path == lead.target)
                        assert re.match(rf"→ {meant.number}(?: |$)", row.to)


def test_the_wide_picture_is_the_shorter_one_and_says_how_a_target_begins() -> None:
    steps = tell(load_library().scripts["cosmetics-checkin"], JA)
    narrow, wide = draw(steps, NARROW), draw(steps, WIDE)
    assert wide.width > 1.7 * narrow.width
    assert wide.height < 0.9 * narrow.height
    first = wide.boxes[0]
    assert first.words[0].y == first.leads[0].y, "what leads on stands beside the words"
    assert first.lead_x > first.word_x
    far = [row.to for box in wide.boxes for row in box.leads if row.to.startswith("→")]
    assert any(re.match(r"→ \d+ \S{4,}", to) for to in far)
