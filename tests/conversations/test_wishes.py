"""「20時に届けて」「旅行中なので休んで」: a whole message is a wish about when we write, or it is none."""

from datetime import date

import pytest

from conversations.commands import command
from conversations.leaving import leaving
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
    ("said", "hour"),
    [
        ("夜中に送らないで", 10),
        ("夜は連絡しないでください", 10),
        ("LINEは深夜に送らないでほしいです", 10),
        ("朝早くに送らないで", 12),
        ("仕事中は送らないでください", 19),
        ("Please don't message me at night", 10),
        ("don't text me while I work", 19),
        ("晚上不要傳訊息", 10),
        ("อย่าส่งข้อความตอนดึกนะคะ", 10),
    ],
)
def test_an_hour_they_do_not_want_is_one_of_the_others(said: str, hour: int) -> None:
    assert command(said) is None
    assert leaving(said) is None
    assert wish(said, TODAY, answering=True) == Wish("hour", hour)


@pytest.mark.parametrize("said", ["夜に送って", "夜中に送らないでと言ったのに", "夜は使わないで寝ています"])
def test_who_speaks_of_the_night_wishes_no_other_hour(said: str) -> None:
    found = wish(said, TODAY, answering=True)
    assert found is None or found.hour == 20


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


LABELLED: list[tuple[str, int | date | str]] = [
    ("朝に届けて", 9),
    ("夜に送って", 20),
    ("しばらく休みたい", date(2026, 12, 3)),
    ("9時に変更して", 9),
    ("朝にメッセージください", 9),
    ("20時じゃなくて9時に届けて", 9),
    ("夕方に連絡をください", 18),
    ("時間を9時に変えてください", 9),
    ("夜にLINEもらえますか？", 20),
    ("夜に送ってもらえますか", 20),
    ("しばらくお休みさせてください", date(2026, 12, 3)),
    ("しばらく休んでください", date(2026, 12, 3)),
    ("連絡は夜がいいです", 20),
    ("お知らせは朝にしてください", 9),
    ("午前中に届けて", 10),
    ("午前中に送ってください", 10),
    ("send at 8pm", 20),
    ("Please send me messages at 8 p.m.", 20),
    ("pause for 2 weeks", date(2026, 12, 10)),
    ("no messages for a week", date(2026, 12, 3)),
    ("Please message me in the morning", 9),
    ("Could you write to me in the evening?", 19),
    ("change the time to 9am", 9),
    ("please don't message me until Dec 5", date(2026, 12, 6)),
    ("I'm travelling for two weeks", date(2026, 12, 10)),
    ("I am on holiday until 5 December, please pause", date(2026, 12, 6)),
    ("messages in the evening, please", 19),
    ("Please send messages any time", "any"),
    ("please pause messages until next week", date(2026, 11, 30)),
    ("leave me alone for a while", date(2026, 12, 3)),
    ("I prefer messages at night", 20),
    ("晚上再傳給我", 20),
    ("請在早上9點傳訊息給我", 9),
    ("通知改到晚上8點", 20),
    ("請改成早上九點", 9),
    ("暫停通知兩週", date(2026, 12, 10)),
    ("一週內不要傳訊息給我", date(2026, 12, 3)),
    ("我想休息一陣子", date(2026, 12, 3)),
    ("暫時不要傳訊息", date(2026, 12, 3)),
    ("請暫停到12月5日", date(2026, 12, 6)),
    ("通知時間都可以", "any"),
    ("可以早上傳給我嗎？", 9),
    ("通知請在晚上傳", 20),
    ("出差中，請暫停通知", date(2026, 12, 3)),
    ("ส่งตอนเช้าค่ะ", 9),
    ("ช่วยส่งข้อความตอน 2 ทุ่มนะคะ", 20),
    ("ช่วยส่งตอนเย็นได้ไหมคะ", 18),
    ("เปลี่ยนเวลาเป็น 9 โมงเช้าค่ะ", 9),
    ("หยุดส่งข้อความ 2 สัปดาห์ค่ะ", date(2026, 12, 10)),
    ("ขอพักสักพักค่ะ", date(2026, 12, 3)),
    ("อย่าเพิ่งส่งข้อความช่วงนี้นะคะ", date(2026, 12, 3)),
    ("ไม่ต้องส่งข้อความ 1 เดือนครับ", date(2026, 12, 26)),
    ("ส่งเวลาไหนก็ได้ค่ะ", "any"),
    ("ส่งบ่าย 3 โมงค่ะ", 15),
    ("ช่วยส่งตอนค่ำค่ะ", 20),
    ("หยุดส่งข้อความถึง 5/12", date(2026, 12, 6)),
    ("夜に連絡もらえると助かります", 20),
    ("send messages at 7 in the evening", 19),
]


@pytest.mark.parametrize(("said", "meant"), LABELLED)
def test_a_wish_in_everyday_words_in_four_languages(said: str, meant: int | date | str) -> None:
    assert command(said) is None
    found = wish(said, TODAY, answering=True)
    assert found is not None
    assert meant == {"hour": found.hour, "any_hour": "any", "away": found.until}[found.kind]


@pytest.mark.parametrize(
    "said",
    [
        "朝に使っています",
        "夜に使っています",
        "朝に届きました",
        "夜に届けてくれてありがとう",
        "朝",
        "夜です",
        "朝と夜",
        "9時",
        "朝に塗って夜は休んでいます",
        "しばらく使っていません",
        "しばらく休んでいました",
        "しばらくお休み",
        "朝がいいです",
        "I use it at 8pm",
        "at 8pm",
        "in the morning",
        "I got it in the morning",
        "it arrived at 8pm",
        "send it at 8pm",
        "I stopped using it for 2 weeks",
        "for 2 weeks",
        "two weeks",
        "Can you deliver it at 8pm?",
        "I paused for 2 weeks",
        "Can I use it in the morning?",
        "mornings",
        "I sent you a message at 8pm",
        "早上使用",
        "我早上用",
        "晚上八點用的",
        "晚上",
        "停用兩週",
        "兩週",
        "我休息了兩週",
        "晚上送到了",
        "你們晚上會送來嗎？",
        "ใช้ตอนเช้าค่ะ",
        "ตอนเช้า",
        "หยุดใช้ 2 สัปดาห์ค่ะ",
        "2 สัปดาห์",
        "ได้รับตอนเย็นค่ะ",
        "ส่งแล้วตอนเช้าค่ะ",
        "พักผ่อนช่วงนี้",
        "夜に連絡",
        "朝に連絡しました",
        "朝にメッセージ嬉しかったです",
        "I'm away from home, can I still use it?",
    ],
)
def test_who_tells_of_a_habit_or_a_parcel_wishes_nothing(said: str) -> None:
    assert wish(said, TODAY, answering=True) is None
