"""The way of an event: in order, once, whatever it is; one that breaks steps aside and is not lost."""

from datetime import timedelta
from itertools import count
from typing import Any

import orjson
import pytest
from sqlalchemy import event as sql

from conversations.replies import show_code
from models.contact import Contact
from models.conversation import Answer, Conversation
from models.inbound import InboundEvent
from models.inbound import store as keep
from models.outbound import OutboundMessage
from services import inbox
from services.purchases import NewItem, NewPurchase, register
from tests.spine.scenes import BORIS, befriended
from tests.spine.stage import ANNA, Stage

NUMBERS = count()
# Who waits, lanes, events, what was taken back, conversations, purchases, endpoints; then events done, timers
# off, conversations, purchases, contacts, answers, messages, timers. SQLite says BEGIN, twice, and looks for
# the ids of the messages.
MOST = {"postgresql": 7, "sqlite": 18}  # on PostgreSQL what is written travels in one parcel
UNASKED = ("milestones", "staff", "cases", "answers", "touchpoints", "due_items")  # no text of it names them


def store(stage: Stage, events: list[dict[str, Any]]) -> None:
    """Stored, as the webhook would have, none handled yet."""
    with stage.database.begin() as uow:
        keep(uow.session, rows_of(stage, events))
        uow.commit()


def rows_of(stage: Stage, events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    rows = []
    for number, given in enumerate(events):
        event = {"mode": "active", "webhookEventId": f"E{next(NUMBERS)}", "timestamp": 0, **given}
        source, message = event.get("source") or {}, event.get("message") or {}
        rows.append(
            {
                "channel_id": stage.shop.channel_id, "webhook_event_id": event["webhookEventId"],
                "line_user_id": source.get("userId"), "type": event["type"], "message_id": message.get("id"),
                "occurred_at": stage.clock() + timedelta(milliseconds=number), "received_at": stage.clock(),
                "payload": orjson.dumps(event).decode(), "outcome": "", "attempts": 0,
            }
        )  # fmt: skip
    return rows


def text_event(number: int, text: str, user: str = ANNA, **more: Any) -> dict[str, Any]:
    message = {"type": "text", "id": f"M{number}-{user[:3]}", "text": text, "quoteToken": "q"}
    source = {"type": "user", "userId": user}
    reply = f"R{number}-{user}"
    return {"type": "message", "source": source, "message": message, "replyToken": reply, **more}


def test_an_event_that_breaks_is_set_aside_and_others_go_on(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    hear = inbox.hear

    def breaks(desk: Any, contact: Any, row: Any, event: Any) -> str:
        if event.text == "こわれる":
            raise RuntimeError("a rule that breaks")
        return hear(desk, contact, row, event)

    monkeypatch.setattr(inbox, "hear", breaks)
    store(stage, [text_event(1, "こわれる"), text_event(2, "次の言葉"), text_event(3, "こんにちは", BORIS)])
    stage.play()
    aside, *others = stage.rows(InboundEvent)
    assert (aside.handled_at, aside.attempts) == (None, 1)
    assert aside.not_before == stage.clock() + timedelta(hours=1)
    assert all(row.handled_at for row in others)
    monkeypatch.undo()
    stage.travel(minutes=59)
    assert stage.rows(InboundEvent)[0].handled_at is None
    stage.travel(minutes=2)
    assert stage.rows(InboundEvent)[0].outcome != ""


HERE = {"type": "user", "userId": ANNA}
GROUP = {"type": "group", "groupId": "G", "userId": ANNA}
STRANGE: list[tuple[dict[str, Any], str]] = [
    ({"type": "membership", "source": HERE}, "noted:membership"),
    (text_event(1, "担当者と話す", mode="standby"), "standby"),
    (text_event(1, "配信停止", source=GROUP), "not_one_to_one"),
    ({"type": "accountLink"}, "nobody"),
    (text_event(1, "x", source={"type": "room", "roomId": "R"}), "nobody"),
    ({"type": "postback", "source": HERE, "postback": {"data": "v=9&x"}}, "ignored:unknown_postback"),
    (
        {"type": "postback", "source": HERE, "postback": {"data": "a=%00&t=1&s=x&c="}},
        "ignored:unknown_postback",
    ),
    (
        {"type": "postback", "source": HERE, "postback": {"data": "p=%00&v=accept"}},
        "ignored:unknown_postback",
    ),
    ({"type": "unsend", "source": HERE}, "unsent"),
]


@pytest.mark.parametrize(("event", "outcome"), STRANGE)
def test_whatever_line_sends_is_handled_without_a_word(
    stage: Stage, event: dict[str, Any], outcome: str
) -> None:
    store(stage, [event])
    stage.play()
    assert [(row.handled_at is not None, row.outcome) for row in stage.rows(InboundEvent)] == [
        (True, outcome)
    ]
    assert stage.rows(OutboundMessage) == []


def test_a_word_in_a_group_makes_nobody_reachable(stage: Stage) -> None:
    store(stage, [{**text_event(1, "やあ"), "source": {"type": "group", "groupId": "G", "userId": ANNA}}])
    stage.play()
    assert stage.rows(Contact)[0].last_inbound_at is None


def test_two_hundred_events_of_one_person_are_taken_in_order(stage: Stage) -> None:
    store(stage, [text_event(n, "配信停止" if n % 2 else "再開") for n in range(200)])
    stage.inbox.drain()
    stage.inbox.drain()
    assert [row.outcome for row in stage.rows(InboundEvent)] == ["resumed", "stopped"] * 100
    said = [row.messages for row in stage.rows(OutboundMessage)]
    assert ["再開しました" in words for words in said] == [True, False] * 100
    assert stage.contact().stopped_at is not None


def test_a_tap_on_somebody_elses_button_means_nothing(stage: Stage) -> None:
    befriended(stage, tap="")
    boris = stage.person("ボリス", BORIS)
    token = stage.rows(Conversation)[0].token
    sent = stage.rows(OutboundMessage)[-1].messages
    data = next(part for part in sent.split('"') if token in part)
    stage.line.post(f"/emulator/users/{BORIS}/tap", {"data": data, "wait": True})
    stage.play()
    assert stage.rows(Answer) == []
    assert boris.heard() == ""


def test_a_batch_of_a_hundred_taps_costs_as_many_statements_as_one(stage: Stage) -> None:
    users = [f"U{n:032x}" for n in range(100)]
    item = (NewItem("SER-30", "しずく美容液", "cosmetics"),)
    with stage.database.begin() as uow:
        orders = [NewPurchase(f"P-{n}", stage.clock(), item) for n in range(100)]
        bought = [register(uow.session, stage.shop, order, stage.clock())[0] for order in orders]
        uow.commit()
    claims = zip(bought, users, strict=True)
    store(stage, [text_event(n, show_code(p.claim_code), u) for n, (p, u) in enumerate(claims)])
    assert stage.inbox.drain() == 100
    answers = [text_event(1000 + n, "うるおい", u) for n, u in enumerate(users)]
    store(stage, answers)
    statements: list[str] = []
    sql.listen(stage.database.engine, "before_cursor_execute", lambda *a: statements.append(a[2]))
    assert stage.inbox.drain() == 100
    asked = list(statements)
    assert len(stage.rows(Answer)) == 100
    assert not [s for s in asked if any(f"FROM {table}" in s for table in UNASKED)]
    assert len(asked) <= MOST[stage.database.engine.dialect.name], "\n".join(asked)


def late(stage: Stage, event: dict[str, Any], **ago: float) -> None:
    """An event reaches us only now: LINE delivered it again, after others that happened later."""
    row, *_ = rows_of(stage, [event])
    with stage.database.begin() as uow:
        keep(uow.session, [row | {"occurred_at": stage.clock() - timedelta(**ago)}])
        uow.commit()
    stage.play()


def test_a_friendship_delivered_again_after_the_block_is_none(stage: Stage) -> None:
    hanako = befriended(stage)
    stage.travel(minutes=1)
    hanako.block()
    said = len(stage.rows(OutboundMessage))
    late(stage, {"type": "follow", "source": HERE, "follow": {"isUnblocked": False}}, seconds=30)
    assert stage.contact().friend_state == "blocked"
    assert stage.rows(InboundEvent)[-1].outcome == "outlived"
    assert len(stage.rows(OutboundMessage)) == said


def test_a_block_delivered_again_after_it_was_lifted_is_none(stage: Stage) -> None:
    hanako = befriended(stage)
    hanako.block()
    stage.travel(minutes=1)
    hanako._do("unblock")
    late(stage, {"type": "unfollow", "source": HERE}, seconds=30)
    assert stage.contact().friend_state == "friend"


@pytest.mark.parametrize(
    "again", [text_event(9, "再開"), {"type": "postback", "postback": {"data": "k=resume"}}]
)
def test_a_resumption_delivered_again_after_the_stop_resumes_nothing(
    stage: Stage, again: dict[str, Any]
) -> None:
    hanako = befriended(stage)
    stage.travel(minutes=1)
    hanako.say("配信停止")
    hanako.received()
    late(stage, {"source": HERE, **again}, seconds=30)
    assert stage.contact().stopped_at is not None
    assert hanako.received() == []


def test_what_happened_before_the_block_and_comes_late_is_heard(stage: Stage) -> None:
    """Only what was undone is outlived: a word said before is not lost."""
    hanako = befriended(stage)
    stage.travel(minutes=1)
    hanako.block()
    late(stage, text_event(9, "肌が赤くなりました"), seconds=30)
    assert stage.rows(InboundEvent)[-1].outcome == "case:health"
    late(stage, text_event(10, "配信停止"), seconds=20)
    assert stage.contact().stopped_at is not None
