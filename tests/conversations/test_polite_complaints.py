"""Politeness is not content: what is unsaid in it is heard as a complaint, and thanks stay thanks."""

import pytest

from conversations.feelings import read


@pytest.mark.parametrize(
    "text",
    [
        "お気持ちだけありがたく頂戴しますが、私には合わないようでございます",
        "残念ながら私の肌には向いていないように存じます",
        "少々期待と異なりました",
        "恐れ入りますが、思っていたものと少し違うように感じております",
        "せっかくですが、今回は満足のいくものではございませんでした",
        "もう少し効果があるものと思っておりました",
        "申し上げにくいのですが、香りが強すぎて使えずにおります",
        "母には合いませんでした",
        "期待していたものとは違いました",
        "Not really, I expected more",
    ],
)
def test_a_polite_complaint_is_one(text: str) -> None:
    assert read(text).band in ("act", "check")


@pytest.mark.parametrize(
    "text",
    [
        "お気持ちうれしいです、ありがたく使わせていただきます",
        "毎日楽しく使わせていただいております",
        "私の肌にはとても合っています",
        "期待どおりで満足しております",
        "思っていたものより良くて驚きました",
        "母にもぴったりでした",
    ],
)
def test_a_polite_thank_you_calls_nobody(text: str) -> None:
    assert not read(text).needs_human
