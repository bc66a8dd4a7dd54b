"""A small shop's months, lived by the real services, and counted twice."""

import asyncio
from datetime import timedelta

import orjson
import pytest
from sqlalchemy import func, select, text

from line.errors import InvalidReplyToken
from models.case import Case
from models.outbound import OutboundMessage
from models.touchpoint import Touchpoint
from rehearsal.year import town
from rehearsal.year.agenda import Calendar
from rehearsal.year.post import Post
from rehearsal.year.tables import read
from rehearsal.year.ways import language_in, ways_of
from tests import databases
from tests.rehearsal.small_year import DAYS, ENDS, Lived, live

pytestmark = pytest.mark.timeout(300)  # whoever comes first lives the months for all
PAGE = (
    "最後まで答えた「その後」", "効いた×うれしい", "効いた×もやもや", "まだ×うれしい", "まだ×もやもや",
    "「その後」の全通数 ÷ 最後まで答えた数", "はじめての成功まで（日・中央値）", "約束を守れた割合",
)  # fmt: skip
VOWS = (
    "対応中の方への質問", "おやすみの時間帯の送信", "お一人への質問が多すぎたこと",
    "待っている間の沈黙が上限を超えたこと", "ブロックされたあとの送信", "よくないお答えや対応のあとのお願い",
    "ご希望と違う言葉での送信", "ご希望の時間を外れた送信", "お休みの間の送信",
    "そのうち、人に届かなかったもの", "そのあとのおすすめ",
)  # fmt: skip


def test_the_page_and_the_recount_tell_the_same(lived: Lived) -> None:
    found = lived.lines()
    assert found["最後まで答えた「その後」"].recount >= 4, "too little happened to prove anything"
    for name in PAGE:
        assert found[name].is_fine, found[name]


def test_no_vow_was_broken(lived: Lived) -> None:
    found = lived.lines()
    assert {name: found[name].recount for name in VOWS} == dict.fromkeys(VOWS, 0)
    assert {name for name, line in found.items() if line.limit == 0} == set(VOWS)


def test_customers_answer_staff_keep_promises_and_nothing_is_left_undone(lived: Lived) -> None:
    assert lived.days in (DAYS, DAYS - 1)
    with lived.sonogo.database.read() as session:
        assert session.scalar(select(func.count()).where(Case.first_response_at.is_not(None)))
        unsent = select(func.count()).where(OutboundMessage.status.in_(("pending", "sending", "unknown")))
        assert session.scalar(unsent) == 0
        overdue = select(func.count()).where(Touchpoint.status == "planned", Touchpoint.due_at < ENDS)
        assert session.scalar(overdue) == 0
        assert session.scalar(text("SELECT count(*) FROM inbound_events WHERE handled_at IS NULL")) == 0
        assert session.scalar(text("SELECT count(*) FROM inbound_events WHERE attempts > 0")) == 0


def test_everybody_is_spoken_to_as_they_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A town in which many live abroad, wish for an hour, or for a week of peace."""
    abroad = (
        ("en", 0.2, (None, "America/Los_Angeles")), ("zh-Hant", 0.15, ("Asia/Taipei",)),
        ("th", 0.15, ("Asia/Bangkok",)), ("ja", 0.1, ("Europe/London",)),
    )  # fmt: skip
    for name, value in (("ABROAD", abroad), ("OWN_HOUR", 0.6), ("WEEK_OFF", 1.0)):
        monkeypatch.setattr(town, name, value)
    lived = live("sqlite", seed=3, customers=24)
    found = lived.lines()
    with lived.sonogo.database.read() as session:
        tables = read(session)
    databases.close(lived.sonogo.database)
    ways = ways_of(tables, "Asia/Tokyo")
    assert set().union(*(way.languages_at(ENDS) for way in ways.values())) == {"ja", "en", "zh-Hant", "th"}
    assert found["時間のご希望がある方"].recount >= 3
    assert found["お休みをご希望の方"].recount >= 3
    assert {way.zone for way in ways.values()} >= {"Asia/Tokyo", "America/Los_Angeles"}
    assert {name: found[name].recount for name in VOWS} == dict.fromkeys(VOWS, 0)


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("朝つゆ 化粧水が届いて、しばらくたちましたね。", "ja"),
        ("It has been a little while since 朝つゆ 化粧水 arrived, 佐藤 花子.", "en"),
        ("朝つゆ 化粧水送達兩週了，您用過了嗎？", "zh-Hant"),
        ("朝つゆ 化粧水 มาถึงได้สองสัปดาห์แล้ว", "th"),
        ("https://example.jp/p/3.abc", ""),
        ("👍", ""),
    ],
)
def test_the_recount_reads_which_language_a_message_is_in(words: str, language: str) -> None:
    body = orjson.dumps([{"type": "text", "text": words}]).decode()
    assert language_in(body, {"朝つゆ 化粧水", "佐藤 花子"}) == language


def test_the_same_seed_lives_the_same_year() -> None:
    found = [live("sqlite", seed=11, customers=5) for _ in range(2)]
    told = []
    for one in found:
        with one.sonogo.database.read() as session:
            statement = select(OutboundMessage.to, OutboundMessage.sent_at, OutboundMessage.kind)
            told.append(session.execute(statement.order_by(OutboundMessage.id)).all())
        databases.close(one.sonogo.database)
    assert told[0]
    assert told[0] == told[1]


def test_a_reply_token_works_once_and_for_a_minute() -> None:
    clock = Calendar(ENDS)
    post = Post(clock)

    def reply(token: str) -> None:
        body = {"replyToken": token, "messages": [{"type": "text", "text": "あ"}]}
        asyncio.run(post.reply(orjson.dumps(body)))

    token = post.issue_token("U1")
    reply(token)
    assert post.letters[0].to == "U1"
    with pytest.raises(InvalidReplyToken):
        reply(token)
    late = post.issue_token("U1")
    clock.now += timedelta(minutes=1)
    with pytest.raises(InvalidReplyToken):
        reply(late)
    assert post.pushes == 0


def test_what_goes_to_somebody_who_blocked_is_taken_but_not_billed() -> None:
    post = Post(Calendar(ENDS))
    post.blocked.add("U2")
    body = orjson.dumps({"to": "U2", "messages": [{"type": "text", "text": "あ"}]})
    assert asyncio.run(post.push(body, "key")).sent_messages
    assert not post.letters
    assert post.consumption() == 0
