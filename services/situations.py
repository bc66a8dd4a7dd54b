"""One person at the moment of deciding: everything the pure rules of `timing.decide` want to know."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from conversations.alarms import UNHAPPY_SCORE
from conversations.expressions import compile_expression
from conversations.habits import habit_hour
from conversations.journey import Touchpoint as Written
from conversations.timing import Situation
from models.channel import Channel
from models.contact import Contact
from models.conversation import Answer, answered_lately
from models.purchase import Purchase, milestones_of
from models.refill import is_out
from models.touchpoint import Touchpoint
from services import refills
from services.desk import Desk
from services.planning import zone_of
from services.published import scripts_cache

OPEN_TO_STRANGERS = timedelta(days=7)  # who wrote to us is reachable so long without being a friend
STATUS = {"cancelled": "cancelled", "refunded": "refunded", "returned": "returned"}


def written_of(desk: Desk, row: Touchpoint) -> Written | None:
    """What the author wrote about it; None when its journey has no such touchpoint."""
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

    def for_refill(self, situation: Situation) -> Situation:
        """The same moment with what only a refill asks about, and the hour this person usually answers at."""
        desk, contact = self.desk, self.contact
        scores = desk.scores.get(contact.id, {})
        answered = answered_lately(desk.session, contact.id)
        return replace(
            situation,
            subscriber=self.purchase.subscription,
            bought_again=refills.bought_again(desk.session, self.purchase),
            unhappy=min(scores.get("result", 5), scores.get("feeling", 5)) <= UNHAPPY_SCORE,
            out_of_stock=is_out(desk.session, self.purchase.channel_id, refills.product_of(self.purchase)[0]),
            preferred_hour=situation.preferred_hour
            if situation.preferred_hour is not None
            else habit_hour(answered, situation.zone, situation.quiet),
        )

    def _friend(self) -> Any:
        if self.contact.friend_state == "blocked":
            return "blocked"
        last = self.contact.last_inbound_at
        wrote = last is not None and last > self.desk.now - OPEN_TO_STRANGERS
        return "friend" if self.contact.friend_state == "friend" or wrote else "not_friend"

    def _recent(self) -> tuple[tuple[datetime, ...], tuple[datetime, ...]]:
        """When we last asked, and last sent anything by ourselves."""
        asks, pushes = [], []
        for row in self.desk.sent_lately[self.contact.id]:
            written = written_of(self.desk, row)
            if written is None or row.decided_at is None or row.reason == "answered_at_once":
                continue
            pushes.append(row.decided_at)
            script = self.desk.shop.library.scripts.get(written.script)
            if script is not None and script.asks:
                asks.append(row.decided_at)
        return tuple(asks), tuple(pushes)

    def _more_important(self, row: Touchpoint) -> int | None:
        """The highest priority among what else goes to this person now; what was put off is no rival."""
        rivals = [o for o in self.others if o.id != row.id and (o.status == "sent" or self._is_due(o))]
        written = [written_of(self.desk, rival) for rival in rivals]
        return max((w.priority for w in written if w is not None), default=None)

    def _is_due(self, row: Touchpoint) -> bool:
        return row.status == "planned" and row.due_at is not None and row.due_at <= self.desk.now

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
