"""Reads for the pages: each a handful of queries, however many rows. Nothing here changes anything."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from console import finding
from conversations.locales import Locale
from conversations.progress import label_of
from conversations.waits import SILENCE
from models import search
from models.case import NOT_CLOSED, Case
from models.channel import Channel, all_channels
from models.contact import Contact
from models.conversation import Answer
from models.purchase import Milestone, Purchase, of_contacts
from models.script import JourneyVersion, journey_titles, script_titles
from models.search import Found, Term
from models.staff import Staff
from models.touchpoint import Decision, Touchpoint
from services import foresight
from services.foresight import Outlook
from services.naming import name_for_staff
from services.published import scripts_cache
from services.roster import WORKERS
from services.shop import Shop

ANSWERED_WITHIN: Final = timedelta(minutes=10)
UNBOUND: Final = 20  # purchases without a customer shown beside a search
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Visit:
    """One touchpoint of one purchase, and why it came or did not."""

    touchpoint: Touchpoint
    title: str
    decisions: Sequence[Decision]
    condition: str = ""  # as its author wrote it


@dataclass(frozen=True, slots=True)
class PurchaseView:
    purchase: Purchase
    milestones: Sequence[Milestone]
    visits: Sequence[Visit]


def purchases_of(session: Session, contact_ids: Iterable[int]) -> dict[int, list[Purchase]]:
    """Newest first, with their items."""
    found: dict[int, list[Purchase]] = {}
    for purchase in of_contacts(session, contact_ids):
        found.setdefault(purchase.contact_id or 0, []).append(purchase)
    return found


def customer_name(session: Session, contact: Contact, purchase_id: int | None = None) -> str:
    purchases = purchases_of(session, [contact.id]).get(contact.id, [])
    return name_for_staff(contact, about(purchases, purchase_id))


def journey_of(session: Session, contact: Contact) -> list[PurchaseView]:
    """Each purchase with its milestones, its touchpoints, and every decision about them."""
    purchases = purchases_of(session, [contact.id]).get(contact.id, [])
    ids = [purchase.id for purchase in purchases]
    milestones = _grouped(
        session.scalars(select(Milestone).where(Milestone.purchase_id.in_(ids)).order_by(Milestone.at)),
        "purchase_id",
    )
    visits: dict[int, list[Visit]] = {}
    for visit in visits_of(session, ids):
        visits.setdefault(visit.touchpoint.purchase_id, []).append(visit)
    return [PurchaseView(p, milestones.get(p.id, []), visits.get(p.id, [])) for p in purchases]


def outlook_of(
    session: Session, shop: Shop, contact: Contact, views: Iterable[PurchaseView], now: datetime
) -> dict[int, Outlook]:
    """Touchpoint id → what will become of it, over all purchases of this person."""
    found: dict[int, Outlook] = {}
    for view in views:
        rows = [visit.touchpoint for visit in view.visits]
        found |= foresight.outlook_of(session, shop, contact, view.purchase, rows, now)
    return found


def visits_of(session: Session, purchase_ids: Iterable[int]) -> list[Visit]:
    """The touchpoints of these purchases and every decision about them."""
    mine = select(Touchpoint).where(Touchpoint.purchase_id.in_(list(purchase_ids)))
    touchpoints = list(session.scalars(mine.order_by(Touchpoint.id)))
    by_touchpoint = select(Decision).where(Decision.touchpoint_id.in_([t.id for t in touchpoints]))
    decisions = _grouped(session.scalars(by_touchpoint.order_by(Decision.id)), "touchpoint_id")
    titles = _titles(session, {t.journey_version_id for t in touchpoints})

    def seen(one: Touchpoint) -> Visit:
        title = titles.get((one.journey_version_id, one.key), one.key)
        return Visit(one, title, decisions.get(one.id, []), _condition(session, one))

    return [seen(touchpoint) for touchpoint in touchpoints]


def journeys(session: Session) -> list[tuple[str, str]]:
    """(id, newest title) of every journey that was published."""
    return sorted(journey_titles(session).items())


def _condition(session: Session, touchpoint: Touchpoint) -> str:
    """As the author of its version wrote it; versions never change, and are read once."""
    journey = scripts_cache.journey(session, touchpoint.journey_version_id)
    written = journey.touchpoint(touchpoint.key)
    return (written.condition or "") if written is not None else ""


def _titles(session: Session, version_ids: set[int]) -> dict[tuple[int, str], str]:
    """(journey version, touchpoint key) → the newest title of the script it plays."""
    scripts = script_titles(session)
    titles = {}
    for version in session.scalars(select(JourneyVersion).where(JourneyVersion.id.in_(version_ids))):
        for written in version.body.get("touchpoints", []):
            titles[version.id, written["id"]] = scripts.get(written["script"], written["script"])
        if wait := version.body.get("wait"):
            titles[version.id, SILENCE] = scripts.get(wait["script"], wait["script"])
    return titles


def stations_of(shop: Shop, purchase: Purchase, locale: Locale) -> dict[str, str]:
    """What its journey calls the milestones of the way, in their order; the shop tells these by a tap."""
    journey = shop.library.journeys.get(purchase.journey)
    stations = journey.wait.stations if journey is not None and journey.wait is not None else ()
    return {
        station.milestone: label_of(station, locale)
        for station in stations
        if station.milestone != "purchased"
    }


def feelings_of(session: Session, contact_id: int) -> list[Answer]:
    """What this person answered about result and feeling, newest first.

    What they hoped for is there once per talk: «in my own words» is a button that led to the words, no hope.
    """
    axes = ("expectation", "result", "feeling", "word", "strength", "comment")
    statement = select(Answer).where(
        Answer.contact_id == contact_id, Answer.axis.in_(axes), Answer.redacted_at.is_(None)
    )
    found = list(session.scalars(statement.order_by(Answer.id.desc()).limit(40)))
    hopes = {answer.conversation_id: answer.id for answer in reversed(found) if answer.axis == "expectation"}
    return [a for a in found if a.axis != "expectation" or hopes[a.conversation_id] == a.id]


def question_of(session: Session, case: Case, said_at: datetime) -> str:
    """What they were asked when they said the words at the case's head; "" when they wrote by themselves.

    A talk is handled within moments of its event, as a case is.
    """
    statement = select(Answer.question).where(
        Answer.contact_id == case.contact_id,
        Answer.label == case.text,
        Answer.answered_at.between(said_at - ANSWERED_WITHIN, said_at + ANSWERED_WITHIN),
    )
    return session.scalar(statement.order_by(Answer.id.desc()).limit(1)) or ""


def unbound(session: Session, terms: Sequence[Term], found: Found, *, reach: bool) -> list[Purchase]:
    """Purchases nobody in LINE has claimed yet, by name, order number or telephone."""
    if not terms:
        return []
    statement = finding.first(
        session, select(Purchase).where(Purchase.contact_id.is_(None)), (Purchase.id, Purchase.id), UNBOUND,
        found.purchases,
        lambda ids: search.purchases_among(session, ids, terms, reach=reach),
        lambda: search.purchases_with(session, terms, reach=reach),
    )  # fmt: skip
    return list(session.scalars(statement.order_by(Purchase.id.desc()).limit(UNBOUND)))


def open_cases_of(session: Session, contact_ids: Iterable[int]) -> dict[int, Case]:
    statement = select(Case).where(Case.contact_id.in_(list(contact_ids)), NOT_CLOSED)
    return {case.contact_id: case for case in session.scalars(statement)}


def cases_of(session: Session, contact_id: int) -> list[Case]:
    return list(session.scalars(select(Case).where(Case.contact_id == contact_id).order_by(Case.id.desc())))


def topics(session: Session, channel_id: int) -> list[str]:
    """What recent cases were about, in the shop's own words."""
    recent = select(Case.topic).where(Case.channel_id == channel_id, Case.topic != "")
    return list(dict.fromkeys(session.scalars(recent.order_by(Case.id.desc()).limit(200))))[:30]


def workers(session: Session) -> list[Staff]:
    """Who may be given a case."""
    statement = select(Staff).where(Staff.active.is_(True), Staff.role.in_(WORKERS))
    return list(session.scalars(statement.order_by(Staff.name, Staff.id)))


def staff_names(session: Session) -> dict[int, str]:
    return {
        row.id: row.name or row.email for row in session.execute(select(Staff.id, Staff.name, Staff.email))
    }


def about(purchases: Sequence[Purchase], purchase_id: int | None) -> Purchase | None:
    """The purchase a case is about, else the newest."""
    return next((p for p in purchases if p.id == purchase_id), purchases[0] if purchases else None)


def _grouped(rows: Iterable[Row], key: str) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    for row in rows:
        found.setdefault(getattr(row, key), []).append(row)
    return found


def accounts(session: Session) -> list[tuple[str, str]]:
    """(id, name) of the LINE accounts, where there are several to choose from; else nothing."""
    return choices_of(all_channels(session))


def choices_of(rows: Sequence[Channel]) -> list[tuple[str, str]]:
    """The same, of all accounts that were read already."""
    return [(str(row.id), row.name or row.basic_id) for row in rows] if len(rows) > 1 else []
