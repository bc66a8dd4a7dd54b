"""What one unit of work knows about the people whose lanes it holds: loaded in bulk, written once.

A desk exists for one transaction. Lock the contacts first, then open the desk: everything it reads is then
true until the commit. Every query here serves all its contacts at once: a batch of a hundred people costs
as many round trips as one.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cached_property
from itertools import chain
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from conversations.events import Facts
from conversations.following import HEARD_AGAIN
from conversations.locales import Locale
from conversations.sacrifice import Order
from conversations.script import Script
from models import case as cases
from models import conversation as conversations
from models import due_item, inbound, timer
from models import purchase as purchases
from models.appending import Appended, append
from models.case import Case
from models.channel import Channel
from models.contact import Contact
from models.conversation import Conversation
from models.purchase import Purchase
from models.sacrifice import order_of
from models.staff import Staff, on_duty
from models.timer import Timer
from models.touchpoint import Decision, Touchpoint, sent_since
from models.webhook import WebhookEndpoint, listening
from services.facts import facts_of
from services.languages import SHOPS, language_of
from services.outbox import Reply
from services.published import scripts_cache
from services.roster import Matter, Roster
from services.rungs import Step, steps
from services.shop import Shop
from services.together import Together

LOOK_BACK = timedelta(days=31)


class Ended(NamedTuple):
    """A talk that came to its end in this unit of work, and the free answer its last words went with."""

    contact: Contact
    conversation: Conversation
    purchase: Purchase
    reply: Reply


class Desk:
    """`session`, `shop` and `now` of this unit of work, and what belongs to its contacts."""

    def __init__(self, session: Session, shop: Shop, contacts: Iterable[Contact], now: datetime) -> None:
        self.session = session
        self.shop = shop
        self.now = now
        self.contacts = {contact.id: contact for contact in contacts}
        self.together = Together(session)
        self.news: dict[int, dict[str, str]] = {}  # by purchase: what a word without news may say
        self.unsent: set[str] = set()  # messages of this batch that were taken back
        self.ended: dict[int, Ended] = {}  # by contact: something follows (services/onward.py)
        self._voided: list[Conversation] = []  # whose older timers are void
        self._timers: dict[Conversation, list[dict[str, Any]]] = {}  # set in this unit of work

    @cached_property
    def conversations(self) -> dict[int, Conversation]:
        """The open conversation of each contact that has one."""
        return conversations.open_of(self.session, self.contacts)

    @cached_property
    def purchases(self) -> dict[int, list[Purchase]]:
        """The purchases of each contact, newest first, with their items."""
        found: dict[int, list[Purchase]] = {contact_id: [] for contact_id in self.contacts}
        for bought in purchases.of_contacts(self.session, self.contacts):
            found[bought.contact_id or 0].append(bought)
        return found

    @cached_property
    def milestones(self) -> dict[int, dict[str, datetime]]:
        """What is known to have happened to each purchase of these contacts, and when."""
        ids = [bought.id for own in self.purchases.values() for bought in own]
        return purchases.milestones_of_all(self.session, ids)

    @cached_property
    def cases(self) -> dict[int, Case]:
        """The case of each contact that is not closed."""
        return cases.open_of_all(self.session, self.contacts)

    @cached_property
    def health_reports(self) -> dict[int, set[int | None]]:
        """The purchases of each contact about which a health report came (None: one of them)."""
        return cases.health_of_all(self.session, self.contacts)

    @cached_property
    def owed(self) -> set[int]:
        """Whom a refund or another product was promised that is not done."""
        return due_item.owed_to(self.session, self.contacts)

    @cached_property
    def scores(self) -> dict[int, dict[str, int]]:
        """The newest score per axis of each contact, from earlier conversations (to notice a drop)."""
        found: dict[int, dict[str, int]] = {contact_id: {} for contact_id in self.contacts}
        for contact_id, axis, score, conversation_id in conversations.scores_of(self.session, self.contacts):
            current = self.conversations.get(contact_id)
            if current is None or current.id != conversation_id:
                found[contact_id][axis] = score
        return found

    @cached_property
    def told_heard(self) -> set[int]:
        """Who was told lately that a human will look at what they wrote: not said again every time."""
        return self._told(inbound.HEARD)

    @cached_property
    def told_without_code(self) -> set[int]:
        """Who was told lately how to find their order without a code: the next word is a person's."""
        return self._told(inbound.WITHOUT_CODE)

    def _told(self, outcome: str) -> set[int]:
        lanes = {(c.channel_id, c.line_user_id): c.id for c in self.contacts.values()}
        return {lanes[lane] for lane in inbound.told(self.session, lanes, outcome, self.now - HEARD_AGAIN)}

    @cached_property
    def sent_lately(self) -> dict[int, list[Touchpoint]]:
        """What each contact was sent by itself in the last weeks (for the fatigue caps)."""
        found: dict[int, list[Touchpoint]] = {contact_id: [] for contact_id in self.contacts}
        for row in sent_since(self.session, self.contacts, self.now - LOOK_BACK):
            if row.contact_id is not None:
                found[row.contact_id].append(row)
        return found

    @cached_property
    def channel(self) -> Channel:
        """The LINE account all this goes through."""
        return self.session.get_one(Channel, self.shop.channel_id)

    @cached_property
    def order_of_sacrifice(self) -> Order:
        """Which messages wait first; asked only while few are left."""
        return order_of(self.session)

    @cached_property
    def staff(self) -> list[Staff]:
        """Who may be given a case, whose turn it is first."""
        return on_duty(self.session)

    @cached_property
    def promise_at(self) -> datetime:
        """When a human will have answered, if a case opens now."""
        return self.shop.rules.hours.promise_due(self.now, self.shop.rules.promise_within)

    @cached_property
    def roster(self) -> Roster:
        """Who works here and when; asked only when a case needs somebody."""
        return Roster(self.session, self.shop, self.now)

    @cached_property
    def listeners(self) -> list[WebhookEndpoint]:
        """Who is told of events; asked once something happened."""
        return listening(self.session)

    @cached_property
    def ladder(self) -> tuple[Step, ...]:
        """Who is told when a promise is at risk."""
        return steps(self.session)

    def assignee(self, contact: Contact, matter: Matter | None = None) -> Staff | None:
        """Who would come back to this person: whoever has their case, else whose turn it is.

        With the `matter` of a case the shop's rules count, and who is there (services/roster.py).
        """
        case = self.cases.get(contact.id)
        theirs = self.session.get(Staff, case.assignee_id) if case is not None and case.assignee_id else None
        if case is not None and theirs is not None and theirs.active:
            stays = matter is None or self.roster.keeps(theirs, case, matter)
            if stays:
                return theirs
        if matter is not None:
            return self.roster.pick(matter, self.promise_at) or theirs
        return self.staff[0] if self.staff else None

    def matter(self, contact: Contact, reason: str, text: str, purchase: Purchase | None) -> Matter:
        """What a case is about, as far as it says who is right for it."""
        case = self.cases.get(contact.id)
        words = " ".join(filter(None, (case.topic if case is not None else "", text)))
        categories = tuple(item.category for item in purchase.items if item.category) if purchase else ()
        spoken = contact.chosen_language or contact.language or SHOPS
        return Matter(reason, words, categories, spoken.lower().partition("-")[0])

    def local_now(self, contact: Contact) -> datetime:
        """This moment on the person's own wall clock: «yesterday» means their yesterday."""
        purchase = self.purchase_of(contact, None)
        zone = contact.time_zone or (purchase.time_zone if purchase else "") or self.shop.zone
        return self.now.astimezone(ZoneInfo(zone))

    def purchase_of(self, contact: Contact, purchase_id: int | None) -> Purchase | None:
        """The purchase a conversation is about; without one, the newest."""
        own = self.purchases.get(contact.id, [])
        if purchase_id is not None:
            return next((p for p in own if p.id == purchase_id), None)
        return own[0] if own else None

    def script_of(self, conversation: Conversation) -> Script:
        """The very version this conversation began with."""
        return scripts_cache.get(self.session, conversation.script_version_id)

    def version_of(self, script_id: str) -> int | None:
        """The number of the version of a script that is published now."""
        return self.shop.script_versions.get(script_id)

    def facts(self, contact: Contact, purchase: Purchase | None, locale: Locale | None = None) -> Facts:
        """What templates and conditions may read now, said in this language (None: the person's own)."""
        return facts_of(self, contact, purchase, locale or language_of(contact))

    def decide(
        self, contact: Contact, verdict: str, reason: str, *, touchpoint_id: int | None = None,
        until: datetime | None = None, detail: dict[str, object] | None = None,
    ) -> None:  # fmt: skip
        """Keep a decision for the why-button."""
        append(
            self.session, Decision,
            contact_id=contact.id, touchpoint_id=touchpoint_id, at=self.now, verdict=verdict,
            reason=reason, until=until, detail=detail or {},
        )  # fmt: skip

    def void_timers(self, conversation: Conversation) -> None:
        """A new turn began: its earlier clocks mean nothing."""
        self._voided.append(conversation)
        self._timers.pop(conversation, None)

    def set_timer(
        self, conversation: Conversation, kind: str, turn: int, after: timedelta,
        *, after_message: Appended | None = None,
    ) -> None:  # fmt: skip
        """A clock of this conversation: from now, or from when that message was really sent."""
        self._timers.setdefault(conversation, []).append(
            {
                "conversation_id": conversation, "contact_id": conversation.contact_id, "kind": kind,
                "turn": turn, "after_seconds": int(after.total_seconds()), "outbound_id": after_message,
                "due_at": None if after_message is not None else self.now + after,
            }
        )  # fmt: skip

    def flush(self) -> None:
        """Write what was decided; call once before the commit."""
        if self.ended:
            raise RuntimeError("a talk ended: call services.onward.go_on before the last flush")
        timer.clear(self.session, {c.id for c in self._voided if c.id is not None})
        for values in chain.from_iterable(self._timers.values()):
            append(self.session, Timer, **values)
        self.session.flush()
        self._voided.clear()
        self._timers.clear()
