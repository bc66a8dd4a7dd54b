"""What a button carries comes back as what it meant, and nothing else means anything."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from line.postbacks import (
    Answer,
    Command,
    Proposal,
    answer_data,
    parse_postback,
    proposal_data,
)

WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)


@given(WORDS, st.integers(0, 999_999), WORDS, st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
def test_an_answer_survives_the_round_trip(token: str, turn: int, step: str, choice: str) -> None:
    assert parse_postback(answer_data(token, turn, step, choice)) == Answer(token, turn, step, choice)


def test_proposals_and_commands_survive_it_too() -> None:
    assert parse_postback(proposal_data("t0", "accept")) == Proposal("t0", "accept")
    assert parse_postback("k=stop") == Command("stop")
    assert parse_postback("k=bind&x=A-1%262") == Command("bind", "A-1&2")


def test_japanese_step_names_stay_short() -> None:
    assert answer_data("abc", 1, "気持ち/言葉", "うれしい") == "a=abc&t=1&s=気持ち/言葉&c=うれしい"


@pytest.mark.parametrize(
    "data",
    [None, "", "hello", "a=x", "a=x&t=y&s=z&c=w", "a=&t=1&s=z&c=w", "p=x&v=maybe", "&" * 200, "x" * 5000],
)
def test_foreign_data_means_nothing(data: str | None) -> None:
    assert parse_postback(data) is None


@given(st.text(max_size=400))
def test_reading_never_raises(data: str) -> None:
    parse_postback(data)
