"""「20時に届けて」「旅行中なので休んで」: a whole message is a wish about when we write, or it is none."""

from datetime import date

import pytest

from conversations.commands import command
from conversations.wishes import Wish, wish

TODAY = date(2026, 11, 26)  # a Thursday


@pytest.mark.parametrize(
    ("said", "hour"),
    [
        ("20時に届けて", 20),
        ("２０時に届けてください", 20),
        ("20:00に送ってほしい", 20),
        ("夜8時に届けて", 20),
        ("朝の9時ごろに送ってください", 9),
        ("午後3時に連絡して", 15),
        ("昼12時に送って", 12),
        ("連絡は20時がいいです", 20),
        ("LINEは夜9時にしてください", 21),
        ("お知らせの時間を19時に変更してください", 19),
        ("これからの連絡は21時半に送ってください", 21),
    ],
)
def test_an_hour_of_their_own(said: str, hour: int) -> None:
    assert command(said) is None
    assert wish(said, TODAY, answering=True) == Wish("hour", hour)


@pytest.mark.parametrize(
    "said", ["時間はいつでもいいです", "連絡の時間はいつでも大丈夫です", "時間指定をやめてください"]
)
def test_any_hour_again(said: str) -> None:
    assert wish(said, TODAY) == Wish("any_hour")


@pytest.mark.parametrize(
    ("said", "until"),
    [
        ("12/5まで休んで", date(2026, 12, 6)),
        ("12月5日まで連絡を止めてください", date(2026, 12, 6)),
        ("旅行中なので12月5日までお休みしてください", date(2026, 12, 6)),
        ("12月5日まで旅行中です", date(2026, 12, 6)),
        ("出張で1週間送らないで", date(2026, 12, 3)),
        ("旅行中なので休んでください", date(2026, 12, 3)),
        ("二週間お休みしてほしい", date(2026, 12, 10)),
        ("3日間止めて", date(2026, 11, 29)),
        ("1ヶ月休んで", date(2026, 12, 26)),
        ("今月いっぱい送らないでください", date(2026, 12, 1)),
        ("来週まで連絡を控えてください", date(2026, 12, 7)),
        ("1/10まで休んで", date(2027, 1, 11)),
        ("一週間そっとしておいて", date(2026, 12, 3)),
        ("1週間ほど放っておいてください", date(2026, 12, 3)),
        ("10日くらい静かにしてほしい", date(2026, 12, 6)),
        ("しばらくそっとしておいてほしいです", date(2026, 12, 3)),
        ("しばらく連絡しないで", date(2026, 12, 3)),
        ("少しのあいだ連絡を控えてください", date(2026, 12, 3)),
    ],
)
def test_peace_until_a_day(said: str, until: date) -> None:
    assert command(said) is None
    assert wish(said, TODAY, answering=True) == Wish("away", until=until)


def test_just_travelling_is_a_wish_unless_it_answers_a_question() -> None:
    assert wish("旅行中です", TODAY) == Wish("away", until=date(2026, 12, 3))
    assert wish("旅行中です", TODAY, answering=True) is None


@pytest.mark.parametrize(
    "said",
    [
        "20時に届きました",
        "20時に届きますか？",
        "荷物は20時に届けてほしいと言ったのに届かない",
        "3日使いました",
        "1週間使ってみました",
        "1週間ほど休んでいました",
        "しばらくお休み",
        "しばらく使うのを休んでいます",
        "旅行に持っていきました",
        "旅行中で使えませんでした",
        "2週間",
        "12月5日",
        "12/45まで休んで",
        "25時に届けて",
        "400日間休んで",
        "休んで",
        "ありがとう",
        "",
    ],
)
def test_anything_else_is_none(said: str) -> None:
    assert wish(said, TODAY, answering=True) is None
