"""「届きました」, in four languages; and what only sounds like it."""

import pytest

from conversations.arrived import says_arrived


@pytest.mark.parametrize(
    "said",
    [
        "届きました", "届きました！", "今日届きました。ありがとうございます", "荷物が無事に届きました",
        "さきほど受け取りました", "今日到着",
        "クリーム届いた", "It arrived", "The parcel has arrived, thank you!", "I just received it",
        "收到了", "已經收到商品了，謝謝", "ได้รับของแล้วค่ะ",
    ],
)  # fmt: skip
def test_that_it_came(said: str) -> None:
    assert says_arrived(said)


@pytest.mark.parametrize(
    "said",
    [
        "届きません", "まだ届きました？", "割れて届きました", "届きましたか", "違うものが届きました",
        "届きましたが割れていました",
        "it has not arrived", "it arrived broken", "還沒收到", "收到壞的了", "ยังไม่ได้รับของ", "",
    ],
)  # fmt: skip
def test_anything_else_is_not(said: str) -> None:
    assert not says_arrived(said)
