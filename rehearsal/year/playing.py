"""The year, moment by moment: orders, parcels, customers, staff, and the product in between.

Moments are ten minutes apart at least. Whoever is in the chat answers the next question in the same moment;
everybody else gets to it in their own time.
"""

import heapq
import itertools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Any, Final
from zoneinfo import ZoneInfo

import orjson
from sqlalchemy import event, func, select

from conversations.script import Script
from delivery.relay import Relay
from models.case import Case
from models.contact import Contact
from models.conversation import Answer, Conversation
from models.database import Database
from models.inbound import store
from models.purchase import Purchase
from models.timer import Timer
from models.touchpoint import Touchpoint
from rehearsal.year import reactions, staffroom, town
from rehearsal.year.post import Letter, Post
from rehearsal.year.town import Customer, Ware
from services import purchases
from services.counting import count_all
from services.inbox import Inbox
from services.paces import learn_due
from services.published import scripts_cache
from services.searching import refresh
from services.shop import Shop
from services.timers import ring
from services.touchpoints import run_due
from services.watching import watch_promises, watch_undelivered

GRID: Final = timedelta(minutes=10)
ROUNDS: Final = 60  # of one moment: nobody answers that often in ten minutes
SITS: Final = 0.85  # how likely somebody who is in the chat answers the next question at once
BY_WORD: Final = 0.06  # of first orders, once somebody has asked for a link: so many name their code
Deed = Callable[[], None]


class Calendar:
    """The year's clock: it stands until it is moved."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@dataclass(frozen=True, slots=True)
class Plan:
    """How long, how many, and the seed that makes it the same every time."""

    begins: datetime
    ends: datetime
    customers: int = 2_000
    seed: int = 7


class Year:
    """`play` it; `on_day` hears of each day that is over."""

    def __init__(self, database: Database, shop: Shop, plan: Plan) -> None:
        self.plan = plan
        self.chance = Random(plan.seed)  # noqa: S311 - a rehearsal, not a secret
        self.clock = Calendar(plan.begins)
        self.post = Post(self.clock)
        self._database, self._shop = database, shop
        _hurry(database)
        self._zone = ZoneInfo(shop.zone)
        self._inbox = Inbox(database, self._shop_of, self.clock)
        self._relay = Relay(database, shop.channel_id, self.post, self.clock)
        self._coming: list[tuple[datetime, int, Deed]] = []
        self._numbers = itertools.count(1)
        self._people: dict[str, Customer] = {}
        self._about: dict[str, tuple[int, str]] = {}  # conversation token → script version, sku
        self._reacted: dict[tuple[str, str], int] = {}  # a question → how often they thought about it
        self._begun: set[str] = set()  # talks in which they answered something
        self._last_case = 0
        self._webhooks: list[dict[str, Any]] = []

    def play(self, on_day: Callable[[int], None] = lambda _: None) -> str:
        """Live it; the owner's one-time link."""
        with self._database.begin() as uow:
            link = staffroom.hire(uow.session, self.plan.begins)
            uow.commit()
        self._people_come()
        day = self.clock.now.date()
        while (at := self._next()) < self.plan.ends:
            self.clock.now = at
            while self._coming and self._coming[0][0] <= at:
                heapq.heappop(self._coming)[2]()
            self._rest()
            if at.date() != day:
                on_day((at.date() - day).days)
                day = at.date()
                self._a_new_day()
        self.clock.now = self.plan.ends
        self._look_back()
        return link

    # --- what comes when -----------------------------------------------------------------------------

    def _later(self, at: datetime, deed: Deed) -> None:
        heapq.heappush(self._coming, (max(at, self.clock.now), next(self._numbers), deed))

    def _next(self) -> datetime:
        moments = [self._coming[0][0]] if self._coming else []
        with self._database.read() as session:
            planned = session.scalar(
                select(func.min(Touchpoint.due_at)).where(Touchpoint.status == "planned")
            )
            rings = session.scalar(select(func.min(Timer.due_at)).where(Timer.due_at.is_not(None)))
        moments += [at for at in (planned, rings) if at is not None]
        soonest = min(moments, default=self.plan.ends)
        steps = -((self.plan.begins - max(soonest, self.clock.now + GRID)) // GRID)
        return self.plan.begins + steps * GRID

    def _rest(self) -> None:
        """Until nothing more happens in this moment."""
        for _ in range(ROUNDS):
            done = (
                self._take_in()
                + self._inbox.drain()
                + ring(self._database, self._shop_of, self.clock)
                + run_due(self._database, self._shop_of, self.clock)
                + self._relay.run_once()
            )
            while self.post.letters:
                self._read(self.post.letters.popleft())
                done += 1
            if not done:
                break
        watch_promises(self._database, self._shop_of, self.clock)
        watch_undelivered(self._database, self._shop_of, self.clock)
        self._new_cases()

    def _take_in(self) -> int:
        """The webhooks of this moment, in one commit as under load."""
        rows, self._webhooks = self._webhooks, []
        if rows:
            with self._database.begin() as uow:
                store(uow.session, rows)
                uow.commit()
        return len(rows)

    def _look_back(self) -> None:
        """What ticks count by and by, at once."""
        count_all(self._database, self._shop, self.clock)
        while refresh(self._database, self.clock):
            pass

    def _shop_of(self, channel_id: int) -> Shop:
        return self._shop

    # --- orders and parcels --------------------------------------------------------------------------

    def _people_come(self) -> None:
        span = (self.plan.ends - self.plan.begins).total_seconds()
        for number in range(1, self.plan.customers + 1):
            customer = town.invent(number, self.chance)
            self._people[customer.user_id] = customer
            first = self.plan.begins + timedelta(seconds=span * self.chance.random() ** 0.8)
            ware = town.choose_ware(self.chance)
            self._later(self._hour_of_shopping(first), partial(self._buy, customer, ware))

    def _hour_of_shopping(self, day: datetime) -> datetime:
        here = day.astimezone(self._zone)
        hour = self.chance.choices(range(6, 24), (1, 2, 3, 4, 5, 5, 6, 5, 4, 4, 4, 5, 6, 8, 10, 10, 8, 4))[0]
        return here.replace(hour=hour, minute=self.chance.randrange(60)).astimezone(day.tzinfo)

    def _buy(self, customer: Customer, ware: Ware) -> None:
        now, chance = self.clock.now, self.chance
        customer.orders += 1
        told_by = self._told_by() if customer.orders == 1 else ""
        made = town.order(customer, ware, next(self._numbers), now, chance, told_by)
        with self._database.begin() as uow:
            purchase, _ = purchases.register(uow.session, self._shop, made, now)
            code = purchase.claim_code
            uow.commit()
        if customer.is_friend or chance.random() < 0.72:  # the thank-you page has a QR code
            wait = timedelta(minutes=chance.expovariate(1 / 40))
            self._later(now + wait, partial(self._claim, customer, code))
        fate = town.parcel(now, chance)
        for name, at in (("shipped", fate.shipped), ("delivered", fate.delivered)):
            if at is not None:
                self._later(at, partial(self._tell, made.external_id, name))
        if fate.ends is not None:
            self._later(fate.ends[1], partial(self._end, made.external_id, fate.ends[0]))
        elif fate.delivered is not None:
            empty = town.runs_out(customer, ware, made.items[0].quantity, fate.delivered, chance)
            customer.supplies[ware.sku] = (fate.delivered, empty)
            self._later(
                empty - timedelta(days=chance.uniform(0, 6)), partial(self._maybe_again, customer, ware)
            )

    def _told_by(self) -> str:
        """The code of somebody who asked for a link: some of those who come first come by a friend's word."""
        if self.chance.random() > BY_WORD:
            return ""
        wanted = select(Contact.referral_code).join(Answer, Answer.contact_id == Contact.id)
        wanted = wanted.where(Answer.axis == "referral", Answer.value == "yes").order_by(Answer.id)
        with self._database.read() as session:
            codes = session.scalars(wanted).all()
        return self.chance.choice(codes) or "" if codes else ""

    def _maybe_again(self, customer: Customer, ware: Ware) -> None:
        """It is nearly used up: whoever is happy buys it again, or something else."""
        happy = customer.happiness.get(ware.sku, 3)
        asked = ware.sku in customer.wishes
        customer.wishes.discard(ware.sku)
        if asked or self.chance.random() < (0.05, 0.08, 0.18, 0.4, 0.62, 0.78)[happy]:
            again = ware if asked or self.chance.random() < 0.85 else town.choose_ware(self.chance)
            self._later(self._hour_of_shopping(self.clock.now), partial(self._buy, customer, again))

    def _tell(self, external_id: str, milestone: str) -> None:
        with self._database.begin() as uow:
            purchase = self._purchase(uow.session, external_id)
            if purchase.status == "active":
                purchases.tell_milestone(
                    uow.session, self._shop, purchase, milestone, None, "", self.clock.now
                )
                uow.commit()

    def _end(self, external_id: str, status: str) -> None:
        with self._database.begin() as uow:
            purchase = self._purchase(uow.session, external_id)
            purchases.end(uow.session, self._shop, purchase, status, "", self.clock.now)
            uow.commit()

    def _purchase(self, session: Any, external_id: str) -> Purchase:
        mine = (Purchase.channel_id == self._shop.channel_id, Purchase.external_id == external_id)
        return session.scalars(select(Purchase).where(*mine)).one()  # type: ignore[no-any-return]

    # --- customers -----------------------------------------------------------------------------------

    def _claim(self, customer: Customer, code: str) -> None:
        if customer.is_blocking:
            return
        if not customer.is_friend:
            customer.is_friend = True
            self._event(customer, {"type": "follow", "follow": {"isUnblocked": False}})
        said = f"購入コード: SN-{code[:4]}-{code[4:]}"
        self._event(customer, {"type": "message", "message": {"type": "text", "text": said}})

    def _read(self, letter: Letter) -> None:
        customer = self._people[letter.to]
        if self.chance.random() < 0.004:
            self._later(
                self.clock.now + timedelta(minutes=self.chance.uniform(1, 90)), partial(self._block, customer)
            )
        offer = reactions.proposal_in(letter.messages)
        if offer:
            self._later(self._when(customer), partial(self._answer_offer, customer, offer))
            return
        asked = reactions.asked_in(letter.messages)
        if asked is None:
            return
        question = (asked.token, asked.step)
        self._reacted[question] = self._reacted.get(question, 0) + 1
        if self._reacted[question] > 2:
            return
        script, ware = self._conversation(asked.token)
        today = self.clock.now.astimezone(self._zone).date().isoformat()
        begun = asked.token in self._begun
        used = customer.used(ware.sku, self.clock.now)
        deed = reactions.answer(customer, asked, script, ware, today, self.chance, begun=begun, used=used)
        if deed is None:
            return
        self._begun.add(asked.token)
        if begun and self.chance.random() < SITS:
            self._event(customer, deed)
        else:
            self._later(self._when(customer), partial(self._event, customer, deed))

    def _answer_offer(self, customer: Customer, token: str) -> None:
        deed, yes = reactions.answer_offer(token, self.chance)
        customer.helped += yes
        self._event(customer, deed)

    def _when(self, customer: Customer) -> datetime:
        """When they next have their phone in hand."""
        at = self.clock.now + timedelta(hours=self.chance.expovariate(1 / (customer.delay + 0.05)))
        here = at.astimezone(self._zone)
        if here.hour < customer.wakes:
            return at + timedelta(hours=customer.wakes - here.hour, minutes=self.chance.randrange(60))
        if here.hour >= customer.sleeps:
            return at + timedelta(hours=24 - here.hour + customer.wakes, minutes=self.chance.randrange(60))
        return at

    def _block(self, customer: Customer) -> None:
        if customer.is_blocking or not customer.is_friend:
            return
        customer.is_blocking = True
        self.post.blocked.add(customer.user_id)
        self._event(customer, {"type": "unfollow"}, blocked=True)
        if self.chance.random() < 0.2:
            self._later(
                self.clock.now + timedelta(days=self.chance.uniform(5, 60)), partial(self._unblock, customer)
            )

    def _unblock(self, customer: Customer) -> None:
        customer.is_blocking = False
        self.post.blocked.discard(customer.user_id)
        self._event(customer, {"type": "follow", "follow": {"isUnblocked": True}})

    def _event(self, customer: Customer, content: dict[str, Any], *, blocked: bool = False) -> None:
        """One webhook event; it is taken in with the others of this moment."""
        if customer.is_blocking and not blocked:
            return
        number, now = next(self._numbers), self.clock.now
        message_id = ""
        if "message" in content:
            message_id = f"m{number}"
            content = {**content, "message": {"id": message_id, **content["message"]}}
        event = {
            "webhookEventId": f"year-{number}",
            "timestamp": int(now.timestamp() * 1000),
            "source": {"type": "user", "userId": customer.user_id},
            "mode": "active",
            "deliveryContext": {"isRedelivery": False},
            **content,
        }
        if not blocked:
            event["replyToken"] = self.post.issue_token(customer.user_id)
        row = {
            "channel_id": self._shop.channel_id, "webhook_event_id": event["webhookEventId"],
            "line_user_id": customer.user_id, "type": event["type"], "message_id": message_id or None,
            "occurred_at": now, "received_at": now, "payload": orjson.dumps(event).decode(),
            "outcome": "", "attempts": 0,
        }  # fmt: skip
        self._webhooks.append(row)

    def _conversation(self, token: str) -> tuple[Script, Ware]:
        with self._database.read() as session:
            if token not in self._about:
                found = session.scalars(select(Conversation).where(Conversation.token == token)).one()
                purchase = session.get(Purchase, found.purchase_id) if found.purchase_id else None
                sku = purchase.items[0].sku if purchase is not None and purchase.items else ""
                self._about[token] = (found.script_version_id, sku)
            version, sku = self._about[token]
            ware = next((one for one in town.WARES if one.sku == sku), town.WARES[0])
            return scripts_cache.get(session, version), ware

    # --- staff ---------------------------------------------------------------------------------------

    def _new_cases(self) -> None:
        with self._database.read() as session:
            new = session.execute(select(Case.id, Case.opened_at).where(Case.id > self._last_case)).all()
        for case_id, opened_at in new:
            self._last_case = max(self._last_case, case_id)
            at = staffroom.answers_at(self._shop, opened_at, self.chance)
            self._later(at, partial(self._staff_answers, case_id))

    def _a_new_day(self) -> None:
        self.post.forget_tokens()
        learn_due(self._database, self._shop_of, self._shop.channel_id, self.clock)
        with self._database.begin() as uow:
            staffroom.read_up(uow.session, self.clock.now)
            uow.commit()

    def _staff_answers(self, case_id: int) -> None:
        with self._database.begin() as uow:
            done = staffroom.answer(uow.session, self._shop, case_id, self.clock.now, self.chance)
            uow.commit()
        if done == "replied" and self.chance.random() < 0.5:
            at = self.clock.now + timedelta(hours=self.chance.uniform(1, 3))
            self._later(self._shop.rules.hours.next_open(at), partial(self._staff_offers, case_id))
        if done != "closed":
            at = self.clock.now + timedelta(days=self.chance.uniform(1, 3))
            self._later(self._shop.rules.hours.next_open(at), partial(self._staff_closes, case_id))

    def _staff_offers(self, case_id: int) -> None:
        with self._database.begin() as uow:
            staffroom.offer(uow.session, self._shop, case_id, self.clock.now, self.chance)
            uow.commit()

    def _staff_closes(self, case_id: int) -> None:
        with self._database.begin() as uow:
            staffroom.close(uow.session, self._shop, case_id, self.clock.now, self.chance)
            uow.commit()


def _hurry(database: Database) -> None:
    """SQLite: no commit waits for the disk. A power cut loses a rehearsal, nothing else."""
    if database.is_sqlite:
        database.engine.dispose()
        event.listen(
            database.engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=OFF")
        )
