"""Counting characters as LINE does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.counting import grapheme_length, utf16_length


@pytest.mark.parametrize(
    ("text", "units", "clusters"),
    [
        ("", 0, 0),
        ("abc", 3, 3),
        ("こんにちは", 5, 5),
        ("👍", 2, 1),
        ("👍🏽", 4, 1),
        ("👨‍👩‍👧‍👦", 11, 1),
        ("🇯🇵", 4, 1),
        ("🇯🇵🇹🇼", 8, 2),
        ("🇯🇵🇹", 6, 2),
        ("か\u3099", 2, 1),
        ("é", 1, 1),
        ("e\u0301", 2, 1),
        ("1️⃣", 3, 1),
        ("❤️", 2, 1),
        ("한국", 2, 2),
        ("\u1112\u1161\u11ab", 3, 1),
        ("a\r\nb", 4, 3),
        ("🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", 14, 1),
        ("ที่", 3, 1),
        ("ｶﾞ", 2, 1),
        ("𠮷野家", 4, 3),
    ],
)
def test_a_text_is_as_long_as_line_says(text: str, units: int, clusters: int) -> None:
    assert (utf16_length(text), grapheme_length(text)) == (units, clusters)


@given(st.text(max_size=40))
def test_clusters_never_outnumber_characters_and_those_never_the_units(text: str) -> None:
    assert grapheme_length(text) <= len(text) <= utf16_length(text)


@given(st.text(alphabet=st.characters(min_codepoint=0x20, max_codepoint=0x7E)))
def test_plain_letters_are_counted_alike_in_every_way(text: str) -> None:
    assert grapheme_length(text) == len(text) == utf16_length(text)
