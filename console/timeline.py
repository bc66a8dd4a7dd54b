"""What rows say as moments on one line of time: what a customer sent, what was sent to them, what staff did.

A message the customer took back is shown as taken back, never with its words.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from markupsafe import Markup, escape
from sqlalchemy import select
from sqlalchemy.orm import Session

from console.readable import Readable, read_messages
from line.events import RawEvent, read
from models.case import CaseEntry, Proposal
from models.contact import Contact
from models.conversation import Conversation
from models.inbound import InboundEvent, UnsentMessage
from models.outbound import OutboundMessage
from models.script import ScriptVersion
from services.quoting import words_of

Side = Literal["customer", "bot", "staff", "system"]
HEARD: Final = ("message", "postback", "follow", "unfollow")  # the events that are a moment
SHOWN_ENTRIES: Final = (
    "opened",
    "joined",
    "promised_after_kept",
    "promised_after_broken",
    "belated",
    "note",
    "taken",
    "assigned",
    "accepted",
    "declined",
    "other",
    "closed",
    "re_promised",
    "snoozed",
    "woken",
    "spoke",
    "tried",
    "sorted",
    "due_added",
    "due_changed",
    "due_done",
    "due_kept",
    "due_dropped",
    "due_back",
    "reopened",
    "macro",
    "merged",
    "merged_in",
    "escalated",
)


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened. `kind` says how to draw it; `opened`: this opened the case."""

    at: datetime
    side: Side
    kind: str
    text: str = ""
    bubbles: tuple[Readable, ...] = ()
    who: str = ""
    state: str = ""  # of delivery, or of the proposal
    source: str = ""  # the script and its version
    opened: bool = False
    billed: bool = False
    detail: Mapping[str, Any] = field(default_factory=dict)  # what an entry knows besides its text

    @property
    def until(self) -> datetime | None:
        """The moment an entry tells of: a new promise, the end of a snooze."""
        return datetime.fromisoformat(self.detail["until"]) if "until" in self.detail else None


def marked(text: str, words: Iterable[object]) -> Markup:
    """The text with the words that raised the alarm marked; everything else escaped."""
    spots = sorted(
        (start, start + len(word))
        for word in words
        if isinstance(word, str) and word and (start := text.casefold().find(word.casefold())) >= 0
    )
    made, done = Markup(""), 0
    for start, end in spots:
        if start >= done:
            made += escape(text[done:start]) + Markup("<mark>") + escape(text[start:end]) + Markup("</mark>")
            done = end
    return made + escape(text[done:])


def heard_moments(
    session: Session,
    contact: Contact,
    rows: Sequence[InboundEvent],
    buttons: dict[str, str],
    began: CaseEntry | None = None,
) -> Iterable[Moment]:
    """What these events (newest first) were, oldest first."""
    ids = [row.message_id for row in rows if row.message_id]
    gone = set(
        session.scalars(
            select(UnsentMessage.message_id).where(
                UnsentMessage.channel_id == contact.channel_id, UnsentMessage.message_id.in_(ids)
            )
        )
    )
    for row in reversed(rows):
        event = read(row.payload)
        taken_back = row.redacted_at is not None or row.message_id in gone
        moment = _said(event, row, taken_back, buttons, began)
        if moment is not None:
            yield moment


def _said(
    event: RawEvent,
    row: InboundEvent,
    taken_back: bool,
    buttons: dict[str, str],
    began: CaseEntry | None,
) -> Moment | None:
    opened = bool(began and began.message_id and began.message_id == row.message_id)
    match row.type:
        case "message" if taken_back:
            return Moment(row.occurred_at, "customer", "taken_back")
        case "message" if event.text is not None:
            return Moment(row.occurred_at, "customer", "text", event.text, opened=opened)
        case "message":
            words = "、".join(event.keywords[:3])
            return Moment(row.occurred_at, "customer", event.media or "unknown", words, opened=opened)
        case "postback":
            said = buttons.get(event.postback_data or "") or "、".join(event.postback_params.values())
            return Moment(row.occurred_at, "customer", "tap", said, opened=_tapped_open(began, said, row))
        case "follow":
            return Moment(row.occurred_at, "system", "unblocked" if event.is_unblocked else "followed")
        case "unfollow":
            return Moment(row.occurred_at, "system", "unfollowed")
    return None


def _tapped_open(began: CaseEntry | None, said: str, row: InboundEvent) -> bool:
    """A tap has no message id: it is the one that said the case's words when the case was opened."""
    if began is None or began.message_id or said != words_of(began):
        return False
    return abs(began.at - row.occurred_at) < timedelta(minutes=2)


def sent_moments(
    session: Session, sent: Sequence[OutboundMessage], names: Mapping[int, str]
) -> Iterable[Moment]:
    """What these messages (newest first) were, oldest first. `names`: the staff's."""
    sources = _sources(session, {row.conversation_id for row in sent if row.conversation_id})
    offers = select(Proposal).where(Proposal.contact_id.in_({row.contact_id for row in sent}))
    proposals = {offer.token: offer for offer in session.scalars(offers.order_by(Proposal.id))}
    last = {offer.case_id: offer.id for offer in proposals.values()}
    for row in reversed(sent):
        author = row.author.partition(":")[2] if row.author.startswith("staff:") else ""
        offer = next((p for token, p in proposals.items() if f"p={token}&" in row.messages), None)
        yield Moment(
            row.sent_at or row.created_at,
            "staff" if author else "bot",
            "proposal" if offer else "said",
            offer.kind if offer else "",
            tuple(read_messages(row.messages)),
            names.get(int(author), "") if author.isdigit() else "",
            f"proposal_{_standing(offer, last)}" if offer and row.status == "sent" else row.status,
            sources.get(row.conversation_id or 0, ""),
            billed=row.billed,
        )


def _standing(offer: Proposal, last: Mapping[int, int]) -> str:
    """`last`: the newest proposal of each case."""
    is_older = offer.status == "sent" and last[offer.case_id] != offer.id
    return "replaced" if is_older else offer.status


def entry_moments(entries: Sequence[CaseEntry], names: dict[int, str]) -> Iterable[Moment]:
    """What these lines of cases (newest first) say, oldest first."""
    for entry in reversed(entries):
        who = names.get(entry.staff_id or 0, "")
        text = (
            names.get(int(entry.text), "")
            if entry.kind == "assigned" and entry.text.isdigit()
            else entry.text
        )
        kind = entry.kind
        if kind in ("opened", "joined"):
            text = entry.text.partition("\n")[0]
        elif kind == "escalated":
            text = "、".join(names.get(told, "") for told in entry.detail["to"])
            kind = kind if text else "escalated_to_nobody"
        yield Moment(entry.at, "system", kind, text, who=who, detail=entry.detail)


def _sources(session: Session, conversation_ids: set[int]) -> dict[int, str]:
    """Conversation → «title v3»."""
    statement = (
        select(Conversation.id, ScriptVersion.body, ScriptVersion.script, ScriptVersion.version)
        .join(ScriptVersion, ScriptVersion.id == Conversation.script_version_id)
        .where(Conversation.id.in_(conversation_ids))
    )
    return {
        row.id: f"{row.body.get('title') or row.script} v{row.version}" for row in session.execute(statement)
    }
