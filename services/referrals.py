"""ご紹介: a purchase that names a customer's code is linked to them, and they are thanked.

The friend is never named to the referrer, nor the referrer to the friend. Nothing commits.
"""

import re
import unicodedata
from datetime import datetime
from typing import Final, Literal

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from conversations.timing import due_at
from models import channel as channels
from models import contact as contacts
from models import partner
from models.contact import Contact
from models.partner import Referral
from models.purchase import HAS_EMAIL, HAS_PHONE, Purchase, of_contact
from models.touchpoint import Touchpoint, of_purchase
from services import planning
from services.published import scripts_cache

Linked = Literal["linked", "own", "unknown"]
_NOT_CODE: Final = re.compile(r"[^0-9a-z]")
_IN_ADDRESS: Final = re.compile(r"/r/([^/?#\s]+)")


def read_code(typed: str) -> str:
    """The bare code, however it was copied: in capitals, full-width, spaced, or the whole address."""
    plain = unicodedata.normalize("NFKC", typed).strip().lower()
    address = _IN_ADDRESS.search(plain)
    return _NOT_CODE.sub("", address[1] if address else plain)[:40]


def link(session: Session, purchase: Purchase, typed: str, now: datetime) -> Linked:
    """This purchase came by somebody's word: remember whose, plan the thanks. One's own does not count.

    The referrer may be a customer of another LINE account than the purchase is added to: it is their word, so
    it counts with their account, and they are thanked there.
    """
    referrer = partner.referrer_of(session, read_code(typed))
    if referrer is None:
        return "unknown"
    contacts.lock(session, referrer.id)
    own = _is_own(session, referrer, purchase)
    row = Referral(
        channel_id=referrer.channel_id, referrer_id=referrer.id, purchase_id=purchase.id, is_own=own,
        linked_at=now,
    )  # fmt: skip
    session.add(row)
    if own:
        return "own"
    session.flush()
    thanks = _thanks(session, referrer, now)
    session.flush()
    row.thanks_id = thanks.id if thanks is not None else None
    return "linked"


def _thanks(session: Session, contact: Contact, now: datetime) -> Touchpoint | None:
    """A friend bought by this customer's word: the touchpoint that thanks, if a journey of theirs has one.

    Of their newest purchase that has; each friend brings one more round, as many as its cap allows.
    """
    theirs = channels.get(session, contact.channel_id).time_zone
    for purchase in of_contact(session, contact.id):
        if purchase.status != "active":
            continue
        zone = contact.time_zone or purchase.time_zone or theirs
        for row in reversed(of_purchase(session, purchase.id)):
            written = scripts_cache.journey(session, row.journey_version_id).touchpoint(row.key)
            if written is None or written.anchor.kind != "friend_bought":
                continue
            due = due_at(now, written.offset.after, written.offset.at, zone)
            if row.status != "waiting":
                return planning.add_round(session, row, now, due)
            row.contact_id, row.anchor_at, row.status = contact.id, now, "planned"
            row.planned_at = row.due_at = due
            return row
    return None


def standing_of(session: Session, purchase: Purchase) -> Linked | None:
    """Whether this purchase came by somebody's word, as far as anybody may know."""
    row = partner.referral_of(session, purchase.id)
    if row is None:
        return None
    return "own" if row.is_own or purchase.contact_id == row.referrer_id else "linked"


def _is_own(session: Session, referrer: Contact, purchase: Purchase) -> bool:
    """The same telephone or mail address as on one of the referrer's own purchases, or claimed by them."""
    alike = []
    if purchase.phone:
        alike.append(HAS_PHONE & (Purchase.phone == purchase.phone))
    if purchase.email:
        alike.append(HAS_EMAIL & (Purchase.email == purchase.email))
    if purchase.contact_id == referrer.id:
        return True
    if not alike:
        return False
    theirs = select(Purchase.id).where(Purchase.contact_id == referrer.id, or_(*alike))
    return session.scalar(theirs.limit(1)) is not None
