"""Keeps what can be searched true to what is stored: a tick folds the contacts and purchases that changed.

What a contact wrote can be found some seconds later; what was erased or taken back is gone in the same commit
(`forget`). Its lane is held while a contact is read, so nothing erased meanwhile comes back.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, select, tuple_, update
from sqlalchemy.orm import Session, selectinload

from line.events import read
from models import search
from models.contact import UNSEARCHED as UNSEARCHED_CONTACT
from models.contact import Contact, take_lanes_by_id
from models.conversation import Answer
from models.database import Database, upsert
from models.inbound import InboundEvent
from models.purchase import UNSEARCHED as UNSEARCHED_PURCHASE
from models.purchase import Purchase
from models.search import SearchEntry
from services.folding import fold, fold_phone
from services.shop import Clock

BATCH: Final = 10  # a short transaction: on SQLite nobody else writes meanwhile
NEWEST: Final = 200  # messages of one person that can be searched
LONGEST: Final = 20_000  # letters of one person


def refresh(database: Database, clock: Clock) -> int:
    """Fold what changed; how many rows that was. Safe late, twice, and from two machines at once."""
    with database.read() as session:  # looking must not keep writers waiting
        if all(session.execute(one).first() is None for one in _CHANGED):
            return 0
    with database.begin() as uow:
        done = refresh_in(uow.session, clock())
        uow.commit()
    return done


_CHANGED: Final = (
    select(Contact.id).where(UNSEARCHED_CONTACT).limit(1),
    select(Purchase.id).where(UNSEARCHED_PURCHASE).limit(1),
)


def refresh_in(session: Session, now: datetime) -> int:
    """The same inside a unit of work."""
    changed = session.scalars(select(Contact.id).where(UNSEARCHED_CONTACT).order_by(Contact.id).limit(BATCH))
    contacts = take_lanes_by_id(session, list(changed))
    _fold_contacts(session, contacts, now)
    fresh = (
        select(Purchase)
        .where(UNSEARCHED_PURCHASE)
        .order_by(Purchase.id)
        .limit(BATCH)
        .options(selectinload(Purchase.items))
        .with_for_update(skip_locked=True)
    )
    purchases = list(session.scalars(fresh))
    _fold_purchases(session, purchases, now)
    session.flush()
    return len(contacts) + len(purchases)


def refresh_purchase(session: Session, purchase: Purchase, now: datetime) -> None:
    """Fold this purchase; whoever typed it in finds it at once. Hold its row."""
    _fold_purchases(session, [purchase], now)


def forget(session: Session, contact: Contact) -> None:
    """Nothing of this person and their purchases can be found until it is folded anew. Hold the lane."""
    bought = list(session.scalars(select(Purchase.id).where(Purchase.contact_id == contact.id)))
    search.forget(session, contact_ids=[contact.id], purchase_ids=bought)
    session.execute(update(Purchase).where(Purchase.id.in_(bought)).values(searched_at=None))
    contact.searched_at = None


def _fold_contacts(session: Session, contacts: Sequence[Contact], now: datetime) -> None:
    words, feelings = _words_of(session, contacts), _feelings_of(session, [c.id for c in contacts])
    kept = []
    for contact in contacts:
        if contact.erased_at is not None:
            contact.searched_at = now
            continue
        body = _lines((contact.display_name, *words[contact.id]))
        kept.append({"contact_id": contact.id, "body": body[:LONGEST], "reach": ""})
        contact.last_feeling = feelings.get(contact.id)
        known = (contact.created_at, contact.last_inbound_at, contact.profile_at)
        contact.searched_at = max(at for at in known if at is not None)
    _keep(session, "contact_id", kept)


def _fold_purchases(session: Session, purchases: Sequence[Purchase], now: datetime) -> None:
    _keep(
        session,
        "purchase_id",
        [{"purchase_id": p.id, "body": _names_of(p), "reach": _reach_of(p)} for p in purchases],
    )
    for purchase in purchases:
        purchase.searched_at = now


def _words_of(session: Session, contacts: Sequence[Contact]) -> dict[int, list[str]]:
    """What each of them wrote, newest first: messages, and answers whose message is not kept any more."""
    found: dict[int, list[str]] = defaultdict(list)
    lanes = {(c.channel_id, c.line_user_id): c.id for c in contacts}
    messages = select(InboundEvent.channel_id, InboundEvent.line_user_id, InboundEvent.payload).where(
        tuple_(InboundEvent.channel_id, InboundEvent.line_user_id).in_(list(lanes)),
        InboundEvent.type == "message",
        InboundEvent.redacted_at.is_(None),
    )
    newest = messages.order_by(InboundEvent.id.desc()).limit(BATCH * NEWEST)
    for channel_id, line_user_id, payload in session.execute(newest):
        said = found[lanes[channel_id, line_user_id or ""]]
        if len(said) < NEWEST and (text := read(payload).text):
            said.append(text)
    written = select(Answer.contact_id, Answer.label).where(
        Answer.contact_id.in_(list(lanes.values())),
        Answer.kind == "text",
        Answer.redacted_at.is_(None),
    )
    for contact_id, label in session.execute(written.order_by(Answer.id.desc())):
        found[contact_id].append(label)
    return found


def _feelings_of(session: Session, contact_ids: Sequence[int]) -> dict[int, int]:
    newest = (
        select(func.max(Answer.id))
        .where(
            Answer.contact_id.in_(contact_ids),
            Answer.axis == "feeling",
            Answer.score.is_not(None),
            Answer.redacted_at.is_(None),
        )
        .group_by(Answer.contact_id)
    )
    rows = session.execute(select(Answer.contact_id, Answer.score).where(Answer.id.in_(newest)))
    return {contact_id: score for contact_id, score in rows if score is not None}


def _names_of(purchase: Purchase) -> str:
    return _lines((purchase.customer_name, purchase.external_id))


def _reach_of(purchase: Purchase) -> str:
    return "\n".join(filter(None, (fold_phone(purchase.phone), fold(purchase.email))))


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(dict.fromkeys(filter(None, map(fold, texts))))


def _keep(session: Session, column: str, rows: list[dict[str, Any]]) -> None:
    if rows:
        statement = upsert(session)(SearchEntry).values(rows)
        new = {"body": statement.excluded.body, "reach": statement.excluded.reach}
        session.execute(statement.on_conflict_do_update(index_elements=[column], set_=new))
