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
        "敏感肌の私にも合いました",
        "忙しくてまだ使えずにいます",
        "もったいなくて使えずにいます",
        "うるおいが出るのかと期待しています",
    ],
)
def test_a_polite_thank_you_calls_nobody(text: str) -> None:
    assert not read(text).needs_human


@pytest.mark.parametrize(
    "text",
    [
        "返品なんてしません", "定期便は解約せずに続けます", "解約しないです", "詐欺かと思ったけど本物でした",
        "仕事が忙しくて返事できませんでした", "返信遅くなりごめんなさい", "お返事が遅れて申し訳ありません",
        "まだ届いてませんが楽しみです", "まだ届いていないので届いたら使います", "早く届かないかな",
        "壊れにくくていい", "不満は一切ない", "今年は花粉がひどいですね", "目に入っても痛くない孫です",
        "中毒性ある味", "No complaints at all", "還沒用，明天開始用", "還沒用完",
    ],
)  # fmt: skip
def test_denied_feared_or_their_own_it_is_no_complaint(text: str) -> None:
    reading = read(text)
    assert (reading.needs_human, reading.hard, reading.health) == (False, False, 0)


@pytest.mark.parametrize(
    "text",
    [
        "返品しないといけない", "返品できない", "解約したい", "返金しません、と言われました",
        "詐欺かと思いました", "返事がきません", "返事が遅いです", "まだ届いていません",
        "1週間たっても届かないです", "まだ届いていないので楽しみにしていたのに残念", "すぐ壊れた",
        "不満しかない", "対応がひどい", "食中毒になりそう", "I want to complain", "用了三週還是沒用",
    ],
)  # fmt: skip
def test_and_what_is_one_stays_one(text: str) -> None:
    assert read(text).needs_human
