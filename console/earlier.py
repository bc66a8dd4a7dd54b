"""前のやりとり: the conversation with one customer, a page at a time, back to its first word.

What was heard, sent and done is read newest row first and merged by its moments, each in the order of its
numbers: a page ends somewhere in all three, and its place says where. Nothing is passed over and nothing
comes twice, whatever the clocks said.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from itertools import islice
from typing import Final, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from console import timeline
from console.readable import button_words
from console.timeline import Moment
from models.case import Case, CaseEntry
from models.contact import Contact
from models.inbound import InboundEvent
from models.outbound import OutboundMessage

PAGE: Final = 100
_ORDER: Final = ("customer", "system", "bot", "staff")  # at the same instant
_WRITTEN: Final = re.compile(r"(\d{1,16})\.(\d{1,16})\.(\d{1,16})", re.ASCII)
Row = OutboundMessage | CaseEntry | InboundEvent


class Place(NamedTuple):
    """A page holds what has smaller numbers than these."""

    sent: int
    done: int
    heard: int

    def __str__(self) -> str:
        return f"{self.sent}.{self.done}.{self.heard}"


LATEST: Final = Place(10**16, 10**16, 10**16)


@dataclass(frozen=True, slots=True)
class Page:
    moments: list[Moment]  # oldest first
    earlier: str  # the place of the page before, written; "": this one begins with the first word


def read_place(written: str) -> Place:
    """As an address holds it; nonsense is read as the newest."""
    found = _WRITTEN.fullmatch(written)
    return Place(*map(int, found.groups())) if found else LATEST


def page_of(
    session: Session, contact: Contact, names: dict[int, str], began: CaseEntry | None,
    place: Place = LATEST,
) -> Page:  # fmt: skip
    """`names`: the staff's; `began`: what opened the case."""
    sent, done = _sent(session, contact, place), _done(session, contact, place)
    heard = _heard(session, contact, place)
    read: tuple[Sequence[Row], ...] = (sent, done, heard)
    newest = list(islice(merge(*read, key=_at, reverse=True), PAGE))
    of_sent = [row for row in newest if isinstance(row, OutboundMessage)]
    of_done = [row for row in newest if isinstance(row, CaseEntry)]
    of_heard = [row for row in newest if isinstance(row, InboundEvent)]
    moments = [
        *timeline.heard_moments(session, contact, of_heard, button_words(m.messages for m in sent), began),
        *timeline.sent_moments(session, of_sent, names),
        *timeline.entry_moments(of_done, names),
    ]
    moments.sort(key=lambda moment: (moment.at, _ORDER.index(moment.side)))
    is_whole = len(newest) == sum(map(len, read))
    ends = Place(_end(of_sent, sent), _end(of_done, done), _end(of_heard, heard))
    return Page(moments, "" if is_whole else str(ends))


def _sent(session: Session, contact: Contact, place: Place) -> Sequence[OutboundMessage]:
    mine = select(OutboundMessage).where(
        OutboundMessage.contact_id == contact.id, OutboundMessage.id < place.sent
    )
    return session.scalars(mine.order_by(OutboundMessage.id.desc()).limit(PAGE + 1)).all()


def _done(session: Session, contact: Contact, place: Place) -> Sequence[CaseEntry]:
    cases = session.scalars(select(Case.id).where(Case.contact_id == contact.id)).all()
    mine = select(CaseEntry).where(
        CaseEntry.case_id.in_(cases), CaseEntry.kind.in_(timeline.SHOWN_ENTRIES), CaseEntry.id < place.done
    )
    return session.scalars(mine.order_by(CaseEntry.id.desc()).limit(PAGE + 1)).all()


def _heard(session: Session, contact: Contact, place: Place) -> Sequence[InboundEvent]:
    mine = select(InboundEvent).where(
        InboundEvent.channel_id == contact.channel_id,
        InboundEvent.line_user_id == contact.line_user_id,
        InboundEvent.type.in_(timeline.HEARD),
        InboundEvent.id < place.heard,
    )
    return session.scalars(mine.order_by(InboundEvent.id.desc()).limit(PAGE + 1)).all()


def _at(row: Row) -> datetime:
    if isinstance(row, OutboundMessage):
        return row.sent_at or row.created_at
    return row.at if isinstance(row, CaseEntry) else row.occurred_at


def _end(shown: Sequence[Row], read: Sequence[Row]) -> int:
    """The smallest number that is shown; what nothing is shown of yet begins where it was read."""
    if shown:
        return shown[-1].id
    return read[0].id + 1 if read else 0
