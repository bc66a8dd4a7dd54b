"""What became of everything: the product's rows held against what LINE saw. Nothing here is believed twice.

Events: every one the web answered 200 for is stored once and handled. Messages: per person, what LINE
accepted is exactly the rows, in the rows' order; only a row that says `unknown` may or may not be there.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import orjson
from sqlalchemy import func, or_, select

from conversations.state import FINAL
from line.postbacks import Answer, parse_postback
from models.conversation import Conversation
from models.database import Database
from models.inbound import InboundEvent
from models.outbound import OutboundMessage
from models.touchpoint import Touchpoint
from tests.processes.customers import buttons_of
from tests.processes.platform import Platform


@dataclass
class Figures:
    """To be quoted, and to be zero where the test says so."""

    events_answered_200: int = 0
    events_never_answered_200: int = 0
    events_lost: int = 0  # answered 200, not stored
    events_stored_twice: int = 0
    events_unhandled: int = 0
    events_set_aside: int = 0
    messages: int = 0  # rows
    messages_accepted_by_line: int = 0
    messages_lost: int = 0  # the row says sent, LINE never saw it
    messages_doubled: int = 0
    messages_out_of_order: int = 0  # people who saw theirs in another order
    questions_seen_twice: int = 0
    rows_not_sent: int = 0  # discarded or held
    unknown_and_delivered: int = 0
    unknown_and_not_delivered: int = 0
    conversations: int = 0
    conversations_open: int = 0  # without a message LINE never got being the reason

    def __str__(self) -> str:
        return ", ".join(f"{f.name.replace('_', ' ')} {getattr(self, f.name)}" for f in fields(self))


def at_rest(database: Database) -> bool:
    """No event waits, no message waits."""
    waits = or_(OutboundMessage.status == "pending", OutboundMessage.status == "sending")
    with database.read() as session:
        events = select(func.count()).select_from(InboundEvent).where(InboundEvent.handled_at.is_(None))
        rows = select(func.count()).select_from(OutboundMessage).where(waits)
        return not session.scalar(events) and not session.scalar(rows)


def is_over(database: Database, platform: Platform) -> bool:
    """Everybody was asked and answered to the end, as far as LINE got their questions."""
    with database.read() as session:
        planned = session.scalar(select(func.count()).where(Touchpoint.status == "planned"))
        lost = select(OutboundMessage.conversation_id).where(OutboundMessage.status == "unknown")
        excused = set(session.scalars(lost))
    if planned or not at_rest(database) or any(c.id not in excused for c in open_conversations(database)):
        return False
    return judge(database, platform).events_never_answered_200 == 0


def how_it_is(database: Database, platform: Platform) -> str:
    """For whoever has to find out why it is not over."""
    stuck = [(c.id, c.contact_id, c.status, c.step, c.turn) for c in open_conversations(database)]
    return f"{judge(database, platform)}\nopen: {stuck[:20]}\nrows: {rows_by_state(database)}"


def rows_by_state(database: Database) -> dict[str, int]:
    """Outbound rows counted by status, method and error: where to look first when a figure is not zero."""
    with database.read() as session:
        rows = list(session.scalars(select(OutboundMessage)))
    return dict(Counter(f"{row.status} {row.method}: {row.error}" for row in rows).most_common())


def open_conversations(database: Database) -> list[Conversation]:
    with database.read() as session:
        final = [status.value for status in FINAL]
        return list(session.scalars(select(Conversation).where(Conversation.status.not_in(final))))


def judge(database: Database, platform: Platform) -> Figures:
    found = Figures()
    _judge_events(database, platform.deliveries(), found)
    with database.read() as session:
        rows = list(session.scalars(select(OutboundMessage).order_by(OutboundMessage.id)))
        found.conversations = session.scalar(select(func.count()).select_from(Conversation)) or 0
    _judge_messages(rows, platform.sends(), found)
    excused = {row.conversation_id for row in rows if row.status == "unknown"}
    found.conversations_open = sum(c.id not in excused for c in open_conversations(database))
    return found


def _judge_events(database: Database, deliveries: Sequence[Mapping[str, Any]], found: Figures) -> None:
    sent = {e["webhookEventId"] for d in deliveries for e in d["events"]}
    accepted = {e["webhookEventId"] for d in deliveries if d["status"] == 200 for e in d["events"]}
    with database.read() as session:
        stored = list(session.scalars(select(InboundEvent)))
    count = Counter(event.webhook_event_id for event in stored)
    found.events_answered_200 = len(accepted)
    found.events_never_answered_200 = len(sent - accepted)
    found.events_lost = len(accepted - count.keys())
    found.events_stored_twice = sum(n > 1 for n in count.values())
    found.events_unhandled = sum(event.handled_at is None for event in stored)
    found.events_set_aside = sum(event.attempts > 0 for event in stored)


def _judge_messages(
    rows: Sequence[OutboundMessage], sends: Sequence[Mapping[str, Any]], found: Figures
) -> None:
    written: dict[str, list[tuple[str, str]]] = defaultdict(list)
    seen: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        written[row.to].append((_canonical(orjson.loads(row.messages)), row.status))
    for send in sends:
        seen[send["to"][0]].append(_canonical(send["messages"]))
    found.messages, found.messages_accepted_by_line = len(rows), len(sends)
    found.rows_not_sent = sum(row.status not in ("sent", "unknown") for row in rows)
    for person in written.keys() | seen.keys():
        _judge_person(written[person], seen[person], found)
    questions = Counter(q for send in sends for q in _questions(send["messages"]))
    found.questions_seen_twice = sum(n > 1 for n in questions.values())


def _judge_person(written: list[tuple[str, str]], seen: list[str], found: Figures) -> None:
    saw = Counter(seen)
    sent = Counter(message for message, status in written if status == "sent")
    unknown = Counter(message for message, status in written if status == "unknown")
    found.messages_lost += (sent - saw).total()
    more = saw - sent
    found.messages_doubled += (more - unknown).total()
    found.unknown_and_delivered += (more & unknown).total()
    found.unknown_and_not_delivered += (unknown - more).total()
    in_order = iter(message for message, _ in written)
    found.messages_out_of_order += not all(message in in_order for message in dict.fromkeys(seen))


def _questions(messages: Any) -> set[tuple[str, int, str]]:
    taps = (parse_postback(button.get("data")) for button in buttons_of(messages))
    return {(tap.conversation, tap.turn, tap.step) for tap in taps if isinstance(tap, Answer)}


def _canonical(messages: Any) -> str:
    return orjson.dumps(messages, option=orjson.OPT_SORT_KEYS).decode()
