"""Putting messages into the outbox: rendered now, sent by `delivery` after the commit.

A still-fresh reply token makes a message free. It serves one message and only while LINE honours it: one
minute, of which we use 50 seconds (https://developers.line.biz/en/reference/messaging-api/#send-reply-message).
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import ColumnElement, exists, select, update
from sqlalchemy.orm import Session

from line.events import read
from line.limits import MESSAGES
from line.messages import to_json
from models.appending import Appended, amend, append
from models.contact import Contact
from models.conversation import Conversation
from models.inbound import InboundEvent
from models.outbound import OutboundMessage

REPLY_LIFE = timedelta(seconds=50)


@dataclass(slots=True)
class Reply:
    """A reply token and how long it is good; the first message takes it."""

    token: str | None = None
    until: datetime | None = None
    carrier: Appended | None = None  # the message that took the token in this unit of work
    rides: bool = False  # what is said next goes along with the carrier, if it fits

    def onward(self) -> "Reply | None":
        """For what is said in the same breath: the same free answer, or None when there is no such."""
        if self.carrier is not None:
            return Reply(carrier=self.carrier, rides=True)
        return self if self.token else None

    @property
    def carried(self) -> int:
        """How many messages go with this answer already."""
        return len(orjson.loads(self.carrier.values["messages"])) if self.carrier is not None else 0

    def take(self, now: datetime) -> tuple[str | None, datetime | None]:
        token, until = self.token, self.until
        self.token = self.until = None
        return (token, until) if token and until and now < until else (None, None)


def reply_to(token: str | None, received_at: datetime) -> Reply:
    return Reply(token, received_at + REPLY_LIFE) if token else Reply()


def fresh_reply(session: Session, contact: Contact, now: datetime) -> Reply:
    """The newest reply token of this person that is still good and unused (staff answering at once)."""
    statement = (
        select(InboundEvent)
        .where(
            InboundEvent.channel_id == contact.channel_id,
            InboundEvent.line_user_id == contact.line_user_id,
            InboundEvent.received_at > now - REPLY_LIFE,
        )
        .order_by(InboundEvent.id.desc())
        .limit(3)
    )
    for event in session.scalars(statement):
        token = read(event.payload).reply_token
        used = select(
            exists().where(OutboundMessage.reply_token == token, OutboundMessage.to == contact.line_user_id)
        )
        if token and not session.scalar(used):
            return reply_to(token, event.received_at)
    return Reply()


def queue(
    session: Session,
    contact: Contact,
    messages: Sequence[dict[str, Any]],
    *,
    kind: str,
    now: datetime,
    reply: Reply | None = None,
    conversation: Conversation | None = None,
    case_id: int | None = None,
    touchpoint_id: int | None = None,
    turn: int | None = None,
    author: str = "bot",
) -> list[Appended]:
    """One row per request of ≤ 5 messages; the first may be a free reply. Written at the next flush."""
    if reply is not None and reply.rides and reply.carrier is not None:
        carried = orjson.loads(reply.carrier.values["messages"])
        if len(carried) + len(messages) <= MESSAGES:
            return [_ride(session, reply.carrier, [*carried, *messages], conversation, touchpoint_id, turn)]
    rows = []
    for start in range(0, len(messages), MESSAGES):
        token, until = reply.take(now) if reply else (None, None)
        row = append(
            session, OutboundMessage, key="retry_key",
            channel_id=contact.channel_id, to=contact.line_user_id, contact_id=contact.id,
            conversation_id=conversation, touchpoint_id=touchpoint_id, case_id=case_id, turn=turn,
            kind=kind, author=author, messages=to_json(list(messages[start : start + MESSAGES])),
            retry_key=str(uuid.uuid4()), reply_token=token, reply_until=until,
            status="pending", due_at=now, created_at=now,
        )  # fmt: skip
        if token is not None and reply is not None:
            reply.carrier = row
        rows.append(row)
    return rows


def _ride(
    session: Session, carrier: Appended, messages: Sequence[dict[str, Any]],
    conversation: Conversation | None, touchpoint_id: int | None, turn: int | None,
) -> Appended:  # fmt: skip
    """One token serves one request: these messages go with those it carries already, and it is theirs now.

    Nobody has claimed the carrier: it is of this very unit of work.
    """
    amend(
        session, carrier, messages=to_json(list(messages)), conversation_id=conversation,
        touchpoint_id=touchpoint_id, turn=turn,
    )  # fmt: skip
    return carrier


def withdraw(session: Session, contact: Contact, reason: str, *, purchase_id: int | None = None) -> None:
    """What the bot meant to push by itself and did not yet is not sent any more: all, or of one purchase.

    Answers to the customer's own message (they carry a reply token) and what people wrote still go out.
    """
    unasked = OutboundMessage.kind.not_in(("case_reply", "promise")) | OutboundMessage.case_id.is_not(None)
    mine: tuple[ColumnElement[bool], ...] = (OutboundMessage.contact_id == contact.id, unasked)
    if purchase_id is not None:
        about = select(Conversation.id).where(Conversation.purchase_id == purchase_id)
        mine = (*mine, OutboundMessage.conversation_id.in_(about))
    _discard(session, reason, *mine)


def withdraw_of_case(session: Session, case_id: int, reason: str) -> None:
    """What the bot meant to say about a case by itself: a human has spoken meanwhile."""
    _discard(session, reason, OutboundMessage.case_id == case_id, OutboundMessage.contact_id.is_not(None))


def _discard(session: Session, reason: str, *which: ColumnElement[bool]) -> None:
    """Of these, what the bot says unasked and what is not out yet."""
    session.flush()
    waiting = (
        OutboundMessage.status.in_(("pending", "held")),
        OutboundMessage.reply_token.is_(None),
        OutboundMessage.author == "bot",
    )
    session.execute(update(OutboundMessage).where(*waiting, *which).values(status="discarded", error=reason))


def queue_to_staff(
    session: Session,
    channel_id: int,
    line_user_id: str,
    messages: Sequence[dict[str, Any]],
    case_id: int,
    now: datetime,
) -> None:
    """An alert to a staff member's own LINE: a push, first in the order of sacrifice."""
    append(
        session, OutboundMessage, channel_id=channel_id, to=line_user_id, case_id=case_id, kind="case_reply",
        messages=to_json(list(messages)), retry_key=str(uuid.uuid4()), status="pending",
        due_at=now, created_at=now,
    )  # fmt: skip
