"""What somebody wants from us, and which fact would answer it: one rule for engine, product and simulator."""

import pytest

from conversations.wanted import Wanted, wanted


@pytest.mark.parametrize(
    ("text", "found", "fact"),
    [
        ("いつ届きますか？", Wanted("question", "delivery"), "delivery_known"),
        ("営業時間は？", Wanted("question", "hours"), "opening_hours"),
        ("送料はいくらですか", Wanted("question", "shop"), ""),
        ("領収書をお願いします", Wanted("question", words="request"), ""),
        (
            "キャンセルできますか？",
            Wanted("order_change", words="order_change"),
            "",
        ),  # graver than the question it is put as
    ],
)
def test_what_is_wanted_and_what_would_answer_it(text: str, found: Wanted, fact: str) -> None:
    assert wanted(text, has_case=False) == found
    assert found.fact == fact


def test_who_hurries_asks_something_only_while_a_human_is_awaited() -> None:
    assert wanted("早くして", has_case=True) == Wanted("question", words="passed_on")
    assert wanted("早くして", has_case=False) is None
    assert wanted("ありがとう", has_case=True) is None
