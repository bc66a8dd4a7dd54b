"""Due touchpoints: decide with pure rules, keep the reason, start the script. May run twice or late."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from conversations.expressions import compile_expression
from conversations.journey import Touchpoint as Written
from conversations.timing import Planned, Postpone, Send, Situation, Skip, Spending, decide
from models.channel import Channel
from models.contact import Contact, take_lanes_by_id
from models.conversation import Answer
from models.database import Database
from models.purchase import Purchase, milestones_of
from models.touchpoint import Touchpoint, due
from services.desk import Desk
from services.outbox import Reply
from services.planning import zone_of
from services.published import scripts_cache
from services.shop import Clock, ShopOf
from services.turns import begin

LOOK_BACK = timedelta(days=31)
OPEN_TO_STRANGERS = timedelta(days=7)  # who wrote to us is reachable so long without being a friend
STATUS = {"cancelled": "cancelled", "refunded": "refunded", "returned": "returned"}


def run_due(database: Database, shop_of: ShopOf, clock: Clock, limit: int = 100) -> int:
    """Decide what is due, for as many people as one batch takes; how many touchpoints were decided."""
    now = clock()
    with database.begin() as uow:
        seen = due(uow.session, now, limit)
        contacts = take_lanes_by_id(uow.session, {row.contact_id for row in seen if row.contact_id})
        decided = 0
        for channel_id in {contact.channel_id for contact in contacts}:
            mine = [contact for contact in contacts if contact.channel_id == channel_id]
            decided += _decide_all(Desk(uow.session, shop_of(channel_id), mine, now), limit)
        uow.commit()
    return decided


def start_due_now(desk: Desk, contact: Contact, purchase: Purchase, reply: Reply) -> bool:
    """The customer is here this very moment: what is due now goes out as a free answer, at any hour."""
    rows = [r for r in _due_of(desk, [contact.id]) if r.purchase_id == purchase.id]
    rows.sort(key=lambda row: row.planned_at or desk.now, reverse=True)
    for row in rows:
        written = _written(desk, row)
        if written is None or written.anchor.kind != "befriended" or not reply.token:
            continue
        channel = desk.session.get_one(Channel, contact.channel_id)
        person = Person(desk, contact, purchase, channel, others=())
        if _decide_one(person, row, written, reply=reply):
            return True
    return False


def _decide_all(desk: Desk, limit: int) -> int:
    """Look again with the lanes held: another worker may have been here."""
    rows = _due_of(desk, list(desk.contacts), limit)
    by_contact: dict[int, list[Touchpoint]] = {}
    for row in rows:
        by_contact.setdefault(row.contact_id or 0, []).append(row)
    for contact_id, mine in by_contact.items():
        contact = desk.contacts[contact_id]
        channel = desk.session.get_one(Channel, contact.channel_id)
        written = {row.id: _written(desk, row) for row in mine}
        mine.sort(key=lambda row: -(w.priority if (w := written[row.id]) else 0))
        for row in mine:
            plan = written[row.id]
            purchase = desk.session.get_one(Purchase, row.purchase_id)
            if plan is None:
                row.status, row.reason, row.decided_at = "skipped", "not_in_journey", desk.now
                continue
            _decide_one(Person(desk, contact, purchase, channel, others=tuple(mine)), row, plan)
    desk.flush()
    return len(rows)


def _due_of(desk: Desk, contact_ids: Sequence[int], limit: int = 100) -> list[Touchpoint]:
    statement = (
        select(Touchpoint)
        .where(
            Touchpoint.status == "planned",
            Touchpoint.due_at <= desk.now,
            Touchpoint.contact_id.in_(contact_ids),
        )
        .order_by(Touchpoint.due_at, Touchpoint.id)
        .limit(limit)
        .execution_options(populate_existing=True)
    )
    return list(desk.session.scalars(statement))


def _written(desk: Desk, row: Touchpoint) -> Written | None:
    return scripts_cache.journey(desk.session, row.journey_version_id).touchpoint(row.key)


@dataclass(frozen=True)
class Person:
    """One person at the moment of deciding."""

    desk: Desk
    contact: Contact
    purchase: Purchase
    channel: Channel
    others: tuple[Touchpoint, ...]

    def situation(self, row: Touchpoint, condition: bool) -> Situation:
        desk, contact, shop = self.desk, self.contact, self.desk.shop
        asks, pushes = self._recent()
        case = desk.cases.get(contact.id)
        limit = self.channel.quota_limit
        return Situation(
            now=desk.now,
            zone=zone_of(shop, contact, self.purchase),
            quiet=shop.rules.quiet,
            caps=shop.rules.caps,
            recent_asks=asks,
            recent_pushes=pushes,
            friend=self._friend(),
            stopped=contact.stopped_at is not None,
            purchase=STATUS.get(self.purchase.status, "active"),  # type: ignore[arg-type]
            case_open=case is not None,
            health_open=case is not None and case.reason == "health",
            human_talking=contact.talk == "human",
            conversation_running=contact.id in desk.conversations,
            condition=condition,
            more_important_today=self._more_important(row),
            quota=self.channel.quota_state,  # type: ignore[arg-type]
            quota_left=max(0.0, 1 - self.channel.quota_used / limit) if limit else None,
            preferred_hour=contact.preferred_hour,
        )

    def _friend(self) -> Any:
        if self.contact.friend_state == "blocked":
            return "blocked"
        last = self.contact.last_inbound_at
        wrote = last is not None and last > self.desk.now - OPEN_TO_STRANGERS
        return "friend" if self.contact.friend_state == "friend" or wrote else "not_friend"

    def _recent(self) -> tuple[tuple[datetime, ...], tuple[datetime, ...]]:
        """When we last asked, and last sent anything by ourselves."""
        statement = select(Touchpoint).where(
            Touchpoint.contact_id == self.contact.id,
            Touchpoint.status == "sent",
            Touchpoint.decided_at > self.desk.now - LOOK_BACK,
        )
        asks, pushes = [], []
        for row in self.desk.session.scalars(statement):
            written = _written(self.desk, row)
            if written is None or row.decided_at is None or row.reason == "answered_at_once":
                continue
            pushes.append(row.decided_at)
            script = self.desk.shop.library.scripts.get(written.script)
            if script is not None and script.asks:
                asks.append(row.decided_at)
        return tuple(asks), tuple(pushes)

    def _more_important(self, row: Touchpoint) -> int | None:
        others = [
            _written(self.desk, o) for o in self.others if o.id != row.id and o.status in ("planned", "sent")
        ]
        priorities = [written.priority for written in others if written is not None]
        return max(priorities) if priorities else None

    def condition_holds(self, written: Written) -> bool:
        if written.condition is None:
            return True
        answers = select(Answer).where(Answer.purchase_id == self.purchase.id).order_by(Answer.id)
        values: dict[str, Any] = {}
        scores: dict[str, Any] = {}
        for answer in self.desk.session.scalars(answers):
            values[f"{answer.script}.{answer.step}"] = answer.value
            if answer.score is not None:
                scores[f"{answer.script}.{answer.step}"] = answer.score
        milestones = milestones_of(self.desk.session, self.purchase.id)
        scope = {
            "facts": self.desk.facts(self.contact, self.purchase),
            "milestones": {name: at.isoformat() for name, at in milestones.items()},
            "answers": values,
            "scores": scores,
        }
        return compile_expression(written.condition).holds(scope)


def _decide_one(person: Person, row: Touchpoint, written: Written, *, reply: Reply | None = None) -> bool:
    """Decide one touchpoint, keep why, and start it if so decided; True when it was started."""
    desk = person.desk
    version = desk.version_of(written.script)
    if version is None:
        return _skip(person, row, "script_missing", {})
    script = scripts_cache.get(desk.session, version.id)
    purpose: Spending = script.purpose
    counts = script.asks if written.counts is None else written.counts
    planned = Planned(
        planned_at=row.planned_at or desk.now, due_at=row.due_at or desk.now, purpose=purpose,
        asks=script.asks, counts=counts, window=written.window, late=written.late,
        late_after=written.late_after,
        priority=written.priority, postponed=row.postponed,
    )  # fmt: skip
    if written.once and _had_it(desk, person.contact, row):
        return _skip(person, row, "had_it", {})
    situation = person.situation(row, person.condition_holds(written))
    if reply is not None:
        # An answer to the customer's own message disturbs nobody and costs nothing.
        planned = replace(planned, window=None, counts=False)
        situation = replace(situation, quiet=None, friend="friend", quota="ok", preferred_hour=None)
    match decide(planned, situation):
        case Send(why=why, detail=detail):
            row.status, row.decided_at = "sent", desk.now
            row.reason = "answered_at_once" if reply is not None else why
            desk.decide(person.contact, "send", row.reason, touchpoint_id=row.id, detail=dict(detail))
            begin(
                desk, person.contact, version, purchase=person.purchase, touchpoint=row, reply=reply,
            )  # fmt: skip
            return True
        case Postpone(until=until, why=why, detail=detail):
            row.due_at, row.reason, row.decided_at = until, why, desk.now
            row.postponed += 1
            desk.decide(
                person.contact, "postpone", why, touchpoint_id=row.id, until=until, detail=dict(detail)
            )
            return False
        case Skip(why=why, detail=detail):
            return _skip(person, row, why, dict(detail))


def _skip(person: Person, row: Touchpoint, why: str, detail: dict[str, Any]) -> bool:
    row.status, row.reason, row.decided_at = "skipped", why, person.desk.now
    person.desk.decide(person.contact, "skip", why, touchpoint_id=row.id, detail=detail)
    return False


def _had_it(desk: Desk, contact: Contact, row: Touchpoint) -> bool:
    """Once per customer: did another purchase's journey send this touchpoint already?"""
    statement = select(Touchpoint.id).where(
        Touchpoint.contact_id == contact.id,
        Touchpoint.key == row.key,
        Touchpoint.status == "sent",
        Touchpoint.id != row.id,
    )
    return desk.session.scalar(statement.limit(1)) is not None
