"""なぜ届く／届かない, of what is still to come: the same rules that will decide it, asked today.

What it says holds if nothing changes until then; so it says, too, what could change it.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

from conversations.journey import Anchor
from conversations.journey import Touchpoint as Written
from conversations.sacrifice import Spending
from conversations.timing import NEWS, Planned, Postpone, Send, Skip, decide, their_hour
from models import partner
from models.channel import Channel
from models.contact import Contact
from models.purchase import Purchase
from models.touchpoint import Touchpoint
from services.consenting import OFFERS, held_back, is_paused
from services.desk import LOOK_BACK, Desk
from services.planning import zone_of
from services.published import scripts_cache
from services.shop import Shop
from services.situations import Person, written_of

Verdict = Literal["send", "postpone", "skip", "wait", "unclaimed"]


@dataclass(frozen=True, slots=True)
class Outlook:
    """What will become of one touchpoint as things stand. `could_stop`: codes a page puts into words.

    `planned`: its plan, at the hour the customer asked for where they did.
    """

    verdict: Verdict
    at: datetime | None = None
    why: str = ""
    anchor: Anchor | None = None  # what it waits for
    offset: str = ""
    condition: str = ""
    could_stop: tuple[str, ...] = ()
    planned: datetime | None = None


def outlook_of(
    session: Session, shop: Shop, contact: Contact | None, purchase: Purchase, rows: list[Touchpoint],
    now: datetime,
) -> dict[int, Outlook]:  # fmt: skip
    """Touchpoint id → its outlook, for those that are waiting or planned."""
    live = [row for row in rows if row.status in ("waiting", "planned")]
    if contact is None:
        return {row.id: Outlook("unclaimed", could_stop=()) for row in live}
    channel = session.get_one(Channel, contact.channel_id)
    today = Desk(session, shop, [contact], now)
    found = {}
    for row in live:
        at = max(row.due_at or now, now)
        written = written_of(today, row)
        if written is None:
            found[row.id] = Outlook("skip", at, "not_in_journey")
        elif row.status == "waiting":
            found[row.id] = _waiting(written, purchase)
        else:
            person = Person(_ahead(today, at), contact, purchase, channel, others=())
            found[row.id] = _planned(person, row, written, at)
    return found


def _ahead(today: Desk, at: datetime) -> Desk:
    """This person at a later moment, as far as one can tell today: what was read is not read again."""
    desk = Desk(today.session, today.shop, today.contacts.values(), at)
    desk.conversations, desk.cases = today.conversations, today.cases
    desk.purchases, desk.scores = today.purchases, today.scores
    desk.health_reports, desk.owed = today.health_reports, today.owed
    desk.sent_lately = {
        contact_id: [row for row in sent if row.decided_at is not None and row.decided_at > at - LOOK_BACK]
        for contact_id, sent in today.sent_lately.items()
    }
    return desk


def _waiting(written: Written, purchase: Purchase) -> Outlook:
    if purchase.status != "active":
        return Outlook("skip", None, "purchase_cancelled")
    return Outlook(
        "wait", None, "", written.anchor, str(written.offset), written.condition or "", ("ended", "stopped")
    )


def _planned(person: Person, row: Touchpoint, written: Written, at: datetime) -> Outlook:
    desk = person.desk
    version_id = desk.version_of(written.script)
    if version_id is None:
        return Outlook("skip", at, "script_missing")
    script = scripts_cache.get(desk.session, version_id)
    counts = script.asks if written.counts is None else written.counts
    told = replace(
        Outlook("send", at, "due", could_stop=_could_stop(script.asks, counts, written, script.purpose)),
        condition=written.condition or "",
        planned=_their_plan(person, script.purpose, row.due_at or at),
    )
    held = held_back(person.contact, script.purpose, at)
    if held is not None:
        until = person.contact.paused_until if is_paused(person.contact, at) else None
        return replace(told, verdict="postpone" if until else "skip", at=until, why=held)
    planned = Planned(
        planned_at=row.planned_at or at, due_at=row.due_at or at, purpose=script.purpose, asks=script.asks,
        counts=counts, company=written.is_company, window=written.window, late=written.late,
        late_after=written.late_after, priority=written.priority, postponed=row.postponed,
    )  # fmt: skip
    situation = person.situation(row, person.condition_holds(written))
    if script.purpose == "replenishment":
        situation = person.for_refill(situation)
    if script.purpose == "referral":
        situation = person.for_favour(situation)
    if written.anchor.kind == "friend_bought" and not partner.counts(desk.session, row.id):
        return replace(told, verdict="skip", why="friend_cancelled")
    match decide(planned, situation):
        case Send():
            return told
        case Postpone(until=until, why=why):
            return replace(told, verdict="postpone", at=until, why=why)
        case Skip(why=why):
            return replace(told, verdict="skip", why=why)


def _their_plan(person: Person, purpose: Spending, due: datetime) -> datetime:
    """The hour they asked for that it goes out in, as far as only hours count."""
    hour = person.contact.preferred_hour
    if hour is None or purpose in NEWS:
        return due
    begins = their_hour(due, hour, zone_of(person.desk.shop, person.contact, person.purchase))
    return due if begins is None else max(due, begins)


def _could_stop(asks: bool, counts: bool, written: Written, purpose: str) -> tuple[str, ...]:
    """What would keep it back or off, in the order a shop should think of it."""
    holds = (
        ("case", asks or written.is_company),
        ("ended", True),
        ("stopped", True),
        ("offers_off", purpose in OFFERS),
        ("fatigue", counts),
        ("condition", written.condition is not None),
        ("late", written.late == "skip"),
        ("quota", purpose not in ("case_reply", "promise")),
    )
    return tuple(code for code, applies in holds if applies)
