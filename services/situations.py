"""One person at the moment of deciding: everything the pure rules of `timing.decide` want to know."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from conversations.alarms import is_unhappy
from conversations.expressions import compile_expression
from conversations.following import NO_TROUBLE
from conversations.habits import habit_hour
from conversations.journey import Touchpoint as Written
from conversations.sacrifice import KINDS, Quota
from conversations.timing import Situation
from conversations.windows import no_holiday
from models.channel import Channel
from models.contact import Contact
from models.conversation import Answer, answered_lately, rated_by
from models.purchase import Purchase, milestones_of
from models.touchpoint import Touchpoint
from services import offering, refills, stock
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
        asks, pushes, sent_last = self._recent()
        important, rival = self._more_important(row)
        case = desk.cases.get(contact.id)
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
            trouble_open=case is not None and case.reason not in NO_TROUBLE,
            health_open=case is not None and case.reason == "health",
            health_reported=bool(desk.health_reports[contact.id] & {self.purchase.id, None}),
            owed=contact.id in desk.owed,
            human_talking=contact.talk == "human",
            conversation_running=contact.id in desk.conversations,
            condition=condition,
            more_important_today=important,
            rival=rival,
            sent_last=sent_last,
            quota=self.channel.quota_state,  # type: ignore[arg-type]
            month=Quota(self.channel.quota_limit, self.channel.quota_used),
            order=desk.order_of_sacrifice if self.channel.quota_state == "low" else KINDS,
            own_hour=contact.preferred_hour,
            is_holiday=shop.rules.hours.is_holiday if shop.rules.rest_on_holidays else no_holiday,
        )

    def for_refill(self, situation: Situation) -> Situation:
        """The same moment with what only a refill asks about, and the hour this person usually answers at."""
        desk, contact = self.desk, self.contact
        scores = desk.scores.get(contact.id, {})
        answered = answered_lately(desk.session, contact.id)
        missing, back_at = stock.missing(desk.session, desk.shop, self.purchase, desk.now)
        return replace(
            situation,
            subscriber=refills.subscribes(desk.session, self.purchase),
            bought_again=refills.bought_again(desk.session, self.purchase),
            unhappy=is_unhappy(scores),
            out_of_stock=missing,
            back_at=back_at,
            preferred_hour=habit_hour(answered, situation.zone, situation.quiet),
        )

    def for_favour(self, situation: Situation) -> Situation:
        """The same moment with what only a favour asks about: nobody in trouble is asked one."""
        scores = self.desk.together.ask(self.contact.id, "rated", rated_by) or {}
        return replace(
            situation,
            unhappy=is_unhappy(scores),
            case_lately=offering.is_trouble_near(self.desk, self.contact),
        )

    def _friend(self) -> Any:
        if self.contact.friend_state == "blocked":
            return "blocked"
        last = self.contact.last_inbound_at
        wrote = last is not None and last > self.desk.now - OPEN_TO_STRANGERS
        return "friend" if self.contact.friend_state == "friend" or wrote else "not_friend"

    def _recent(self) -> tuple[tuple[datetime, ...], tuple[datetime, ...], str]:
        """When we last asked, and last sent anything by ourselves; what the newest of it is called."""
        asks, pushes = [], []
        newest: tuple[datetime, str] | None = None
        for row in self.desk.sent_lately[self.contact.id]:
            written = written_of(self.desk, row)
            if written is None or row.decided_at is None or row.reason == "answered_at_once":
                continue
            pushes.append(row.decided_at)
            if newest is None or row.decided_at > newest[0]:
                newest = row.decided_at, self._title(written)
            script = self.desk.shop.library.scripts.get(written.script)
            if script is not None and script.asks:
                asks.append(row.decided_at)
        return tuple(asks), tuple(pushes), newest[1] if newest else ""

    def _more_important(self, row: Touchpoint) -> tuple[int | None, str]:
        """The highest priority among what else goes to this person now, and what that is called.

        What was put off is no rival.
        """
        rivals = [o for o in self.others if o.id != row.id and (o.status == "sent" or self._is_due(o))]
        written = [w for rival in rivals if (w := written_of(self.desk, rival)) is not None]
        first = max(written, key=lambda w: w.priority, default=None)
        return (first.priority, self._title(first)) if first is not None else (None, "")

    def _title(self, written: Written) -> str:
        script = self.desk.shop.library.scripts.get(written.script)
        return script.title if script is not None else written.id

    def _is_due(self, row: Touchpoint) -> bool:
        return row.status == "planned" and row.due_at is not None and row.due_at <= self.desk.now

    def condition_holds(self, written: Written) -> bool:
        if written.condition is None:
            return True
        condition = compile_expression(written.condition)
        answers = select(Answer).where(Answer.purchase_id == self.purchase.id).order_by(Answer.id)
        values: dict[str, Any] = {}
        scores: dict[str, Any] = {}
        for answer in self.desk.session.scalars(answers):
            values[f"{answer.script}.{answer.step}"] = answer.value
            if answer.score is not None:
                scores[f"{answer.script}.{answer.step}"] = answer.score
        milestones = milestones_of(self.desk.session, self.purchase.id)
        scope = {
            "facts": condition.chosen(self.desk.facts(self.contact, self.purchase)),
            "milestones": {name: at.isoformat() for name, at in milestones.items()},
            "answers": values,
            "scores": scores,
        }
        return condition.holds(scope)
