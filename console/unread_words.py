"""まだ読んでいないメッセージ: what people without a case sent that only a human can answer, with its time.

The words that raised the flag are quoted, never what was answered since: an answer to our question, a wish
done at once, thanks.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from console.queries import about
from line.events import read
from models.among import pair_among
from models.contact import Contact
from models.inbound import InboundEvent
from models.purchase import Purchase
from services.naming import name_for_staff

ANSWERED: Final = (  # outcomes that wait for nobody: answers, thanks, and wishes we did at once
    "taken", "closing", "stopped", "resumed", "wish:away", "wish:hour", "wish:any_hour", "language_chosen",
    "withdrawn", "nothing_to_withdraw", "share_link", "answered:hours", "told_of_rest", "arrived",
)  # fmt: skip
IGNORED: Final = "ignored:%"  # it meant nothing: a button of long ago, a polite word
_NEWEST: Final = select(InboundEvent).where(
    InboundEvent.id.in_(
        select(func.max(InboundEvent.id))
        .where(pair_among(InboundEvent.channel_id, InboundEvent.line_user_id, "lanes"))
        .where(InboundEvent.type.in_(("message", "postback")), InboundEvent.redacted_at.is_(None))
        .where(InboundEvent.outcome.not_in(ANSWERED), InboundEvent.outcome.not_like(IGNORED))
        .group_by(InboundEvent.channel_id, InboundEvent.line_user_id)
    )
)
Kind = Literal["text", "media", "tap"]


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody without a case sent. `text` is "" for a photo, a sticker, a tap."""

    contact: Contact
    name: str
    product: str
    text: str
    kind: Kind
    at: datetime | None


def words_of(
    session: Session, people: Sequence[Contact], purchases: Mapping[int, Sequence[Purchase]]
) -> list[Words]:
    """What each of these people sent last; `purchases`: by contact, the newest first."""
    newest = newest_of(session, people)
    said = []
    for contact in people:
        purchase = about(purchases.get(contact.id, []), None)
        product = purchase.items[0].name if purchase and purchase.items else ""
        event = newest.get((contact.channel_id, contact.line_user_id))
        text, kind = content_of(event)
        at = event.occurred_at if event is not None else contact.last_inbound_at
        said.append(Words(contact, name_for_staff(contact, purchase), product, text, kind, at))
    return said


def newest_of(session: Session, people: Sequence[Contact]) -> dict[tuple[int, str | None], InboundEvent]:
    """What each of them sent last that waits for a human; nothing of what was taken back."""
    lanes = [(contact.channel_id, contact.line_user_id) for contact in people]
    rows = session.scalars(_NEWEST, {"lanes": lanes}) if lanes else ()
    return {(row.channel_id, row.line_user_id): row for row in rows}


def content_of(event: InboundEvent | None) -> tuple[str, Kind]:
    """What it says, and what kind of thing it is."""
    if event is None:
        return "", "media"
    if event.type == "postback":
        return "", "tap"
    text = read(event.payload).text or ""
    return text, "text" if text else "media"
