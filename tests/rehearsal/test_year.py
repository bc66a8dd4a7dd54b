"""A small shop's months, lived by the real services; and the recount, which must notice a broken rule."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import orjson
import pytest
from sqlalchemy import func, select, text, update

from composition import Sonogo, build
from line.errors import InvalidReplyToken
from models.case import Case
from models.conversation import Conversation
from models.outbound import OutboundMessage
from models.touchpoint import Touchpoint
from rehearsal.year.audit import Line, Rules, lines
from rehearsal.year.playing import Calendar, Plan, Year
from rehearsal.year.post import Post
from services.figures import Filters, figures
from settings import Settings
from tests import databases

ENDS = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
DAYS = 75
RULES = Rules("Asia/Tokyo", (20 * 60, 9 * 60), 1, timedelta(days=3), timedelta(days=7))
PAGE = (
    "最後まで答えた「その後」", "効いた×うれしい", "効いた×もやもや", "まだ×うれしい", "まだ×もやもや",
    "「その後」の全通数 ÷ 最後まで答えた数", "はじめての成功まで（日・中央値）", "約束を守れた割合",
)  # fmt: skip
VOWS = ("対応中の方への質問", "おやすみの時間帯の送信", "お一人への質問が多すぎたこと")


@dataclass
class Lived:
    sonogo: Sonogo
    days: int

    def lines(self) -> dict[str, Line]:
        shop = self.sonogo.shop
        since = (ENDS - timedelta(days=DAYS + 1)).date()
        with self.sonogo.database.read() as session:
            shown = figures(session, Filters(shop.channel_id, since, ENDS.date()))
            return {line.name: line for line in lines(session, shown, RULES, ENDS)}


def live(kind: str, seed: int = 5, customers: int = 22) -> Lived:
    url = databases.sqlite_url() if kind == "sqlite" else databases.postgres_url()[0]
    settings = Settings(
        _env_file=None, database_url=url, line_channel_secret="s" * 32, line_channel_access_token="t",
        line_basic_id="@sonogo", line_api_base="http://127.0.0.1:9", secret_key="k" * 48, clock="travel",
    )  # fmt: skip
    sonogo = build(settings)
    passed: list[int] = []
    plan = Plan(ENDS - timedelta(days=DAYS), ENDS, customers, seed)
    Year(sonogo.database, sonogo.shop, plan).play(passed.append)
    return Lived(sonogo, sum(passed))


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def lived(request: pytest.FixtureRequest) -> Iterator[Lived]:
    found = live(request.param)
    yield found
    databases.close(found.sonogo.database)


def test_the_page_and_the_recount_tell_the_same(lived: Lived) -> None:
    found = lived.lines()
    assert found["最後まで答えた「その後」"].recount >= 4, "too little happened to prove anything"
    for name in PAGE:
        assert found[name].is_fine, found[name]


def test_nobody_was_asked_too_often_at_night_or_in_a_case(lived: Lived) -> None:
    found = lived.lines()
    assert [found[name].recount for name in VOWS] == [0, 0, 0]


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


def test_the_recount_notices_an_ask_while_a_case_was_open(lived: Lived) -> None:
    database = lived.sonogo.database
    with database.begin() as uow:
        asked = uow.session.execute(
            select(Touchpoint.contact_id, Touchpoint.decided_at)
            .join(Conversation, Conversation.touchpoint_id == Touchpoint.id)
            .where(Conversation.purpose == "check_in")
            .order_by(Touchpoint.id)
        ).first()
        assert asked is not None
        before = lived.lines()[VOWS[0]].recount
        planted_case = Case(
            channel_id=lived.sonogo.shop.channel_id, contact_id=asked[0], reason="unhappy", status="closed",
            opened_at=asked[1] - timedelta(hours=1), promise_at=asked[1] + timedelta(hours=1),
            closed_at=asked[1] + timedelta(hours=1),
        )  # fmt: skip
        uow.session.add(planted_case)
        uow.commit()
    assert lived.lines()[VOWS[0]].recount == before + 1
    with database.begin() as uow:
        uow.session.delete(uow.session.get_one(Case, planted_case.id))
        uow.commit()


def test_the_recount_notices_a_push_at_night(lived: Lived) -> None:
    pushed = select(OutboundMessage.id, OutboundMessage.sent_at).where(
        OutboundMessage.method == "push", OutboundMessage.touchpoint_id.is_not(None)
    )
    with lived.sonogo.database.begin() as uow:
        first, at = uow.session.execute(pushed.order_by(OutboundMessage.id)).first()
        night = at.replace(hour=14, minute=30)  # 23:30 in Tokyo
        uow.session.execute(update(OutboundMessage).where(OutboundMessage.id == first).values(sent_at=night))
        uow.commit()
    line = lived.lines()[VOWS[1]]
    assert line.recount == 1
    assert not line.is_fine
    with lived.sonogo.database.begin() as uow:
        uow.session.execute(update(OutboundMessage).where(OutboundMessage.id == first).values(sent_at=at))
        uow.commit()


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
