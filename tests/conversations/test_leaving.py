# ruff: noqa: E501 - rows of sentences
"""A wish to be left in peace among other words: heard, with the rest; and what only sounds like one."""

import pytest

from conversations.commands import command
from conversations.leaving import Leaving, leaving

STOP = [
    ("まったく効果なくてがっかり。アンケートもやめて。配信停止", "効果なくてがっかり"),
    ("配信停止お願いします。効果なかったので", "効果なかったので"),
    ("うるおい。あと配信停止", "うるおい"),
    ("いらないです、停止で", "いらない"),
    ("効果がなかったので配信停止お願いします", "効果がなかったので"),
    ("もう使っていません。LINEは止めてください。", "使っていません"),
    ("母が亡くなりました。お知らせは停止していただけますか？", "母が亡くなりました"),
    ("すみません、配信停止で", ""),
    ("「配信停止」でお願いします", ""),
    ("配信停止　お願いします　ありがとうございました", ""),
    ("メッセージもう送らないで！サンプルは良かったです", "サンプル"),
    ("はい、使いました。通知はもういりません", "使いました"),
    ("It did nothing for me. Please unsubscribe me.", "did nothing"),
    ("not happy at all, please stop sending me messages", "not happy"),
    ("Thanks but no more messages please", ""),
    ("完全沒有效果。請停止通知", "沒有效果"),
    ("太失望了，不要再傳訊息給我", "失望"),
    ("ใช้แล้วไม่ได้ผลเลย ช่วยหยุดส่งข้อความด้วยค่ะ", "ไม่ได้ผล"),
]
NO_STOP = [
    "配信停止しないで", "配信停止しないでください。楽しみにしています", "停止ボタンが壊れた", "機械が途中で停止します。困っています",
    "洗濯の途中で停止してしまいます", "停止しましたか？", "前に配信停止しました。でもまた届いています", "効果がなければ、配信停止します",
    "「配信停止」って送ったら止まりますか", "「停止」と出て動きません", "配信停止、しないでください", "配信停止をやめて、再開してください",
    "発送を停止してください", "注文を間違えたので停止してください", "使うのをやめて様子を見ています", "12月5日まで配信を止めて",
    "お返事は不要です。直りました", "ご連絡は不要です、ありがとうございます", "掲載をやめて", "ポンプを押しても停止して、出てきません",
    "運転停止。エラーが出ます", "荷物はもう送らないでください。キャンセルしました", "Please don't stop sending these, I love them",
    "it stopped working", "I want to stop using it", "If it doesn't work, unsubscribe me", "The stop button is broken",
    "請不要停止通知", "停止鍵壞了", "อย่าหยุดส่งข้อความนะคะ", "ปุ่มหยุดเสีย", "うるおい", "うるおい。あと領収書ください",
    "メルマガは不要です。LINEは続けてください", "もう送らなくて大丈夫です、届きました", "Stop it, this is so good",
]  # fmt: skip
HOW = [
    "配信停止ってどうやるの？", "通知の止め方を教えてください", "配信停止の方法は？", "LINEを止めるにはどうすればいいですか", "How do I unsubscribe?",
    "How can I stop these messages?", "怎麼取消訂閱？", "要怎麼停止通知呢", "ยกเลิกการรับข้อความยังไงคะ",
]  # fmt: skip
TIRED = [
    "退会したい", "アンケートはもういいです", "アンケートには答えたくない", "通数多すぎ", "うざい", "連絡が多すぎます", "LINEがしつこい", "アンケートやめて", "質問はもういいです", "please no more questions",
    "通知、ちょっと多いです", "Too many messages", "leave me alone", "訊息太多了", "ส่งบ่อยเกินไปค่ะ",
]  # fmt: skip
NOT_TIRED = [
    "泡が多いです", "使う回数が多くて続きません", "量はもういいです", "質問があります", "アンケートに答えたら何かもらえますか", "連絡ありがとうございます",
    "工事の音がうるさい", "too many steps", "味がしつこい", "多いです", "解約", "退会した人もいますか",
    "アンケートいいね", "アンケートはいいですね", "No more questions, thanks",
]  # fmt: skip


@pytest.mark.parametrize(("said", "rest"), STOP)
def test_a_stop_among_other_words_stops_and_the_rest_is_kept(said: str, rest: str) -> None:
    found = leaving(said)
    assert found is not None
    assert found.kind == "stop"
    assert rest in found.rest
    assert bool(rest) == bool(found.rest)
    assert "停止" not in found.rest


@pytest.mark.parametrize("said", NO_STOP)
def test_what_only_speaks_of_stopping_stops_nothing(said: str) -> None:
    found = leaving(said)
    assert found is None or found.kind == "how"
    assert command(said) != "stop"


@pytest.mark.parametrize("said", HOW)
def test_who_asks_how_is_told(said: str) -> None:
    assert command(said) is None
    assert leaving(said) == Leaving("how")


@pytest.mark.parametrize("said", TIRED)
def test_who_has_enough_is_given_the_choice(said: str) -> None:
    assert leaving(said) == Leaving("tired")


@pytest.mark.parametrize("said", NOT_TIRED)
def test_other_complaints_are_none_of_our_messages(said: str) -> None:
    found = leaving(said)
    assert found is None or found.kind == "cancel"


@pytest.mark.parametrize("said", ["解約したい", "解約", "定期便の解約をお願いします", "解約したいのですが"])
def test_who_cancels_needs_a_person(said: str) -> None:
    assert leaving(said) == Leaving("cancel")
