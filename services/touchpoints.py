"""Due touchpoints: decide with pure rules, keep the reason, start the script. May run twice or late."""

import logging
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from conversations.following import too_old_after
from conversations.journey import Touchpoint as Written
from conversations.sacrifice import UNCOUNTED, Spending
from conversations.timing import Planned, Postpone, Send, Skip, decide
from conversations.windows import no_holiday
from models import partner, publication
from models.contact import Contact, take_lanes_by_id
from models.database import Database
from models.purchase import Purchase
from models.touchpoint import Touchpoint, due, due_of, put_off, sent_keys
from services import offering, pausing, silences, twins, wordings
from services.consenting import held_back
from services.desk import Desk
from services.outbox import Reply
from services.published import scripts_cache
from services.shop import Clock, ShopOf
from services.situations import Person, written_of
from services.turns import begin

log = logging.getLogger(__name__)
ASIDE = timedelta(hours=1)


def run_due(database: Database, shop_of: ShopOf, clock: Clock, limit: int = 100) -> int:
    """Decide what is due, for as many people as one batch takes; how many touchpoints were decided.

    If one breaks, the batch is taken person by person; whose touchpoint breaks waits an hour and shouts.
    """
    now = clock()
    try:
        return _run(database, shop_of, now, limit, None)
    except Exception:
        log.exception("due touchpoints failed; taking them one by one", extra={"action": "batch_failed"})
    people = sorted(_people_due(database, now, limit))
    return sum(_run_alone(database, shop_of, now, contact_id) for contact_id in people)


def _people_due(database: Database, now: datetime, limit: int) -> set[int]:
    """Who something is due to. Looking must not keep writers waiting."""
    with database.read() as session:
        return {row.contact_id for row in due(session, now, limit) if row.contact_id}


def _run(database: Database, shop_of: ShopOf, now: datetime, limit: int, only: int | None) -> int:
    wanted = {only} if only is not None else _people_due(database, now, limit)
    if not wanted:
        return 0
    with database.begin() as uow:
        contacts = take_lanes_by_id(uow.session, wanted)
        decided = 0
        for channel_id in {contact.channel_id for contact in contacts}:
            mine = [contact for contact in contacts if contact.channel_id == channel_id]
            with uow.session.no_autoflush:  # everything is written at once, at the end
                decided += _decide_all(Desk(uow.session, shop_of(channel_id), mine, now), limit)
        uow.commit()
    return decided


def _run_alone(database: Database, shop_of: ShopOf, now: datetime, contact_id: int) -> int:
    try:
        return _run(database, shop_of, now, 100, contact_id)
    except Exception:
        log.exception(
            "a person's touchpoints are set aside",
            extra={"action": "touchpoints_set_aside", "contact_id": contact_id},
        )
    with database.begin() as uow:
        put_off(uow.session, contact_id, now, now + ASIDE)
        uow.commit()
    return 0


def start_due_now(desk: Desk, contact: Contact, purchase: Purchase, reply: Reply) -> bool:
    """The customer is here this very moment: what is due now goes out as a free answer, at any hour."""
    rows = [r for r in due_of(desk.session, [contact.id], desk.now) if r.purchase_id == purchase.id]
    rows.sort(key=lambda row: row.planned_at or desk.now, reverse=True)
    for row in rows:
        written = written_of(desk, row)
        if written is None or written.anchor.kind != "befriended" or not reply.token:
            continue
        person = Person(desk, contact, purchase, desk.channel, others=())
        if decide_one(person, row, written, reply=reply):
            return True
    return False


def _decide_all(desk: Desk, limit: int) -> int:
    """Look again with the lanes held: another worker may have been here."""
    rows = due_of(desk.session, desk.contacts, desk.now, limit)
    by_contact: dict[int, list[Touchpoint]] = {}
    for row in rows:
        by_contact.setdefault(row.contact_id or 0, []).append(row)
    for contact_id, mine in by_contact.items():
        contact = desk.contacts[contact_id]
        written = {row.id: written_of(desk, row) for row in mine}
        mine.sort(key=lambda row: -(w.priority if (w := written[row.id]) else 0))
        for row in mine:
            plan = written[row.id]
            purchase = desk.purchase_of(contact, row.purchase_id)
            if purchase is None:  # it is somebody else's now
                row.status, row.reason, row.decided_at = "skipped", "not_in_journey", desk.now
                continue
            person = Person(desk, contact, purchase, desk.channel, others=tuple(mine))
            if plan is None:
                _skip(person, row, "not_in_journey", {})
            else:
                decide_one(person, row, plan)
    desk.flush()
    return len(rows)


def decide_one(person: Person, row: Touchpoint, written: Written, *, reply: Reply | None = None) -> bool:
    """Decide one touchpoint, keep why, and start it if so decided; True when it was started."""
    desk = person.desk
    if (person.purchase.journey, row.key) in desk.shop.paused and _hold_for_all(person, row):
        return False
    version_id, variant = wordings.version_for(desk, person.contact, written.script)
    if version_id is None:
        return _skip(person, row, "script_missing", {})
    script = scripts_cache.get(desk.session, version_id)
    purpose: Spending = script.purpose
    counts = script.asks if written.counts is None else written.counts
    planned = Planned(
        planned_at=row.planned_at or desk.now, due_at=row.due_at or desk.now, purpose=purpose,
        asks=script.asks, counts=counts, company=written.is_company, window=written.window,
        late=written.late, late_after=written.late_after,
        priority=written.priority, postponed=row.postponed,
    )  # fmt: skip
    if written.once and _had_it(desk, person.contact, row):
        return _skip(person, row, "had_it", {})
    if twins.is_said(desk, person.purchase, row, written, purpose):
        return _skip(person, row, "twin", {})
    held = held_back(person.contact, purpose, desk.now) if reply is None else None
    if held is not None:
        return _hold_back(person, row, written, held)
    thanks = written.anchor.kind == "friend_bought"
    if thanks and not partner.counts(desk.session, row.id):
        return _skip(person, row, "friend_cancelled", {})
    if purpose == "referral" and not thanks and offering.has_left(desk, person.contact):
        return _skip(person, row, "no_partner", {})
    silence = silences.is_silence(written)
    if silence and silences.heard_lately(desk, person.contact, person.purchase, row, written):
        return False
    situation = person.situation(row, person.condition_holds(written))
    if silence:  # nobody has said a word for as long as the limit: whoever is talking to them would have
        situation = replace(situation, human_talking=False)
    if purpose == "replenishment":
        situation = person.for_refill(situation)
    if purpose == "referral":
        situation = person.for_favour(situation)
    if reply is not None:
        # An answer to the customer's own message disturbs nobody and costs nothing.
        planned = replace(planned, window=None, counts=False)
        situation = replace(
            situation,
            quiet=None,
            friend="friend",
            quota="ok",
            month=UNCOUNTED,
            own_hour=None,
            preferred_hour=None,
        )
    if not planned.counts:  # news of an order, and what was promised, keep no holiday
        situation = replace(situation, is_holiday=no_holiday)
    match decide(planned, situation):
        case Send(why=why, detail=detail):
            row.status, row.decided_at = "sent", desk.now
            row.reason = "answered_at_once" if reply is not None else why
            desk.sent_lately[person.contact.id].append(row)
            told: dict[str, object] = {**detail, "variant": variant} if variant else dict(detail)
            desk.decide(person.contact, "send", row.reason, touchpoint_id=row.id, detail=told)
            if silence:
                silences.tell_truth(desk, person.contact, person.purchase, row, written)
            conversation = begin(
                desk, person.contact, version_id, purchase=person.purchase, touchpoint=row, reply=reply,
            )  # fmt: skip
            if variant:
                wordings.assign(desk, conversation, variant)
            if silence:
                silences.listen_on(desk, person.contact, person.purchase, row, written)
            return True
        case Postpone(until=until, why=why, detail=detail):
            row.due_at, row.reason, row.decided_at = until, why, desk.now
            row.postponed += 1
            desk.decide(
                person.contact, "postpone", why, touchpoint_id=row.id, until=until, detail=dict(detail)
            )
            return False
        case Skip(why=why, detail=detail):
            if silence and why not in silences.OVER:
                silences.listen_on(desk, person.contact, person.purchase, row, written)
            return _skip(person, row, why, dict(detail))


def _hold_back(person: Person, row: Touchpoint, written: Written, why: str) -> bool:
    """Held back until the rest is over, if that is known and not too late for it; else until it is lifted."""
    until = person.contact.paused_until if why == "paused" else None
    if until is None or too_old_after(written, row.planned_at or person.desk.now, until):
        return _skip(person, row, why, {})
    row.due_at, row.reason, row.decided_at = until, why, person.desk.now
    person.desk.decide(person.contact, "postpone", why, touchpoint_id=row.id, until=until)
    return False


def _hold_for_all(person: Person, row: Touchpoint) -> bool:
    """Paused for everybody: not looked at again until it goes on (`services.pausing`). False: it does by now.

    What this process knows may be a moment old, and a row held back after the others went on would stay so.
    """
    if publication.pause_of(person.desk.session, person.purchase.journey, row.key) is None:
        return False
    row.due_at, row.reason, row.decided_at = None, pausing.HELD, person.desk.now
    person.desk.decide(person.contact, "postpone", pausing.HELD, touchpoint_id=row.id)
    return True


def _skip(person: Person, row: Touchpoint, why: str, detail: dict[str, Any]) -> bool:
    row.status, row.reason, row.decided_at = "skipped", why, person.desk.now
    person.desk.decide(person.contact, "skip", why, touchpoint_id=row.id, detail=detail)
    return False


def _had_it(desk: Desk, contact: Contact, row: Touchpoint) -> bool:
    """Once per customer: did another purchase's journey send this touchpoint already?"""
    sent = desk.together.ask(contact.id, "sent", sent_keys) or ()
    return any(key == row.key and number != row.id for key, number in sent)
