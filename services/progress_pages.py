"""The key of a customer's progress page, `/p/<token>`: signed, closable, and of one purchase.

token = <purchase>.<page number>.<signature>, in base 36 and 128 bits of HMAC-SHA256. Nothing is stored: staff
raise `Purchase.page_number`, and every link before it opens nothing. Who guesses has to guess the signature.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from conversations.locales import Locale
from conversations.parcel import facts_of_parcel
from conversations.progress import Item, Known, Stop, preparation_of, way_of
from conversations.ready import ready_name
from conversations.words import STANDARD_FACTS
from models import contact as contacts
from models.contact import Contact
from models.purchase import Purchase, milestones_of
from models.touchpoint import next_word
from services.shop import Shop

_TOKEN: Final = re.compile(r"([0-9a-z]{1,13})\.([0-9a-z]{1,6})\.([A-Za-z0-9_-]{22})")
_DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Key:
    purchase_id: int
    number: int


def page_url(shop: Shop, purchase: Purchase) -> str:
    """The address of this purchase's page as it is open now; "" where nothing can be signed."""
    if not shop.page_keys:
        return ""
    return f"{shop.public_url.rstrip('/')}/p/{token_of(shop.page_keys[0], purchase)}"


def token_of(secret: str, purchase: Purchase) -> str:
    head = f"{_to_36(purchase.id)}.{_to_36(purchase.page_number or 0)}"
    return f"{head}.{_signature(secret, head)}"


def read(keys: tuple[str, ...], token: str) -> Key | None:
    """What the token opens, if we signed it."""
    found = _TOKEN.fullmatch(token)
    if found is None:
        return None
    head = f"{found[1]}.{found[2]}"
    if not any(hmac.compare_digest(_signature(secret, head), found[3]) for secret in keys):
        return None
    return Key(int(found[1], 36), int(found[2], 36))


def find(session: Session, shop: Shop, token: str) -> tuple[Purchase, Contact] | None:
    """The purchase and its person; None where it was never signed, was closed, or the person is gone."""
    key = read(shop.page_keys, token)
    purchase = session.get(Purchase, key.purchase_id) if key is not None else None
    if key is None or purchase is None or purchase.page_number != key.number or purchase.contact_id is None:
        return None
    contact = session.get(Contact, purchase.contact_id)
    if contact is None or contact.erased_at is not None:
        return None
    return purchase, contact


def close(purchase: Purchase) -> None:
    """Every link sent so far opens nothing any more; the next message carries a new one. Hold the lane."""
    purchase.page_number += 1


def _signature(secret: str, head: str) -> str:
    signed = hmac.new(secret.encode(), f"progress page {head}".encode(), hashlib.sha256).digest()[:16]
    return base64.urlsafe_b64encode(signed).rstrip(b"=").decode()


def _to_36(number: int) -> str:
    digits = ""
    while True:
        number, rest = divmod(number, 36)
        digits = _DIGITS[rest] + digits
        if not number:
            return digits


@dataclass(frozen=True, slots=True)
class View:
    """What a progress page shows. Of the person, their first name at most."""

    first_name: str
    product: str
    status: str
    stops: tuple[Stop, ...]
    items: tuple[Item, ...]
    next_word_on: date | None  # while it waits: heard from us by then at the latest
    today: date
    zone: str

    @property
    def is_here(self) -> bool:
        """It was delivered: nothing is prepared «until it comes» any more."""
        return any(stop.milestone == "delivered" and stop.certainty == "reached" for stop in self.stops)


def look(
    session: Session, shop: Shop, purchase: Purchase, contact: Contact, now: datetime, locale: Locale = "ja"
) -> View:
    """The page of this purchase now, its stations and list in this language. Reads only."""
    zone = contact.time_zone or purchase.time_zone or shop.zone
    journey = shop.library.journeys.get(purchase.journey)
    stops: tuple[Stop, ...] = ()
    items: tuple[Item, ...] = ()
    if journey is not None:
        known = known_of(session, purchase, zone)
        stops = way_of(journey, known, now, locale)
        items = tuple(preparation_of(journey, shop.library.scripts, purchase.facts, locale))
    due = next_word(session, purchase.id)
    return View(
        first_name(purchase.customer_name),
        purchase.items[0].name if purchase.items else "",
        purchase.status,
        stops,
        items,
        due.astimezone(ZoneInfo(zone)).date() if due is not None and due > now else None,
        now.astimezone(ZoneInfo(zone)).date(),
        zone,
    )


def known_of(session: Session, purchase: Purchase, zone: str) -> Known:
    """What is known about this order: it was bought, also where the shop never told that as a milestone."""
    milestones = {"purchased": purchase.purchased_at, **milestones_of(session, purchase.id)}
    return Known(milestones, purchase.expected_delivery_on, zone)


def parcel_facts(
    shop: Shop,
    purchase: Purchase,
    milestones: Mapping[str, datetime],
    zone: str,
    now: datetime,
    locale: Locale,
) -> dict[str, str]:
    """Where what was bought is, as far as anybody may say, and what is known of when it comes."""
    journey = shop.library.journeys.get(purchase.journey)
    wait = journey.wait if journey is not None else None
    known = Known({"purchased": purchase.purchased_at, **milestones}, purchase.expected_delivery_on, zone)
    product = purchase.items[0].name if purchase.items else STANDARD_FACTS[locale]["product"]
    return facts_of_parcel(wait, known, purchase.bound_at, product, now, locale)


def tick(session: Session, shop: Shop, purchase: Purchase, item: str, ready: bool, now: datetime) -> bool:
    """Tick an entry of the preparation list, or take it back. False where the list has no such entry."""
    contacts.lock(session, purchase.contact_id or 0)
    session.refresh(purchase, with_for_update={"of": Purchase})
    journey = shop.library.journeys.get(purchase.journey)
    listed = preparation_of(journey, shop.library.scripts, purchase.facts) if journey is not None else []
    if item not in {entry.id for entry in listed}:
        return False
    name = ready_name(item)
    zone = ZoneInfo(purchase.time_zone or shop.zone)
    rest = {fact: value for fact, value in purchase.facts.items() if fact != name}
    purchase.facts = {**rest, name: now.astimezone(zone).date().isoformat()} if ready else rest
    return True


def first_name(name: str) -> str:
    """The name a friend would use, where it can be told apart: 「山田 花子」 → 花子, Anna Müller → Anna."""
    words = name.replace("\u3000", " ").split()
    if len(words) < 2:
        return words[0] if words and name.isascii() else ""
    return words[0] if words[0].isascii() else words[-1]
