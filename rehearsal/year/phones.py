"""The customers' phones: what they read, when they look, and what they send."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final
from zoneinfo import ZoneInfo

import orjson
from sqlalchemy import select

from conversations.script import Script
from models.conversation import Conversation
from models.database import Database
from models.inbound import store
from models.purchase import Purchase
from rehearsal.year import reactions, sayings, town
from rehearsal.year.agenda import Agenda
from rehearsal.year.post import Letter, Post
from rehearsal.year.town import Customer, Ware
from services.published import scripts_cache
from services.shop import Shop

SITS: Final = 0.85  # how likely somebody who is in the chat answers the next question at once


class Phones:
    """Whoever is in the chat answers the next question at once; everybody else in their own time."""

    def __init__(self, database: Database, shop: Shop, agenda: Agenda, post: Post) -> None:
        self._database, self._shop, self._agenda, self._post = database, shop, agenda, post
        self._zone, self._chance = ZoneInfo(shop.zone), agenda.chance
        self._people: dict[str, Customer] = {}
        self._about: dict[str, tuple[int, str]] = {}  # conversation token → script version, sku
        self._reacted: dict[tuple[str, str], int] = {}  # a question → how often they thought about it
        self._begun: set[str] = set()  # talks in which they answered something
        self._webhooks: list[dict[str, Any]] = []

    def give(self, customer: Customer) -> None:
        """One more person whose phone this is."""
        self._people[customer.user_id] = customer

    def hand_in(self) -> int:
        """The webhooks of this moment, in one commit as under load."""
        rows, self._webhooks = self._webhooks, []
        if rows:
            with self._database.begin() as uow:
                store(uow.session, rows)
                uow.commit()
        return len(rows)

    def claim(self, customer: Customer, code: str) -> None:
        if customer.is_blocking:
            return
        if not customer.is_friend:
            customer.is_friend = True
            self._event(customer, {"type": "follow", "follow": {"isUnblocked": False}})
        manner = customer.manner
        opening = sayings.OPENING[manner.language if manner.told_by == "page" else "ja"]
        self._say(customer, f"{opening} SN-{code[:4]}-{code[4:]}")
        if not customer.has_claimed:
            customer.has_claimed = True
            self._tell_wishes(customer)

    def _tell_wishes(self, customer: Customer) -> None:
        """By and by they say how they want it."""
        manner, now, days = customer.manner, self._agenda.now, timedelta(days=1)
        if manner.language != "ja" and manner.told_by == "words":
            soon = now + timedelta(minutes=1 + self._chance.expovariate(1 / 10))
            self._agenda.later(soon, partial(self._say, customer, sayings.LANGUAGE[manner.language]))
        if manner.hour is not None:
            words = sayings.OWN_HOUR.format(hour=manner.hour)
            at = self._awake(customer, now + manner.hour_on * days)
            self._agenda.later(at, partial(self._say, customer, words))
        if manner.rest_on is not None:
            at = self._awake(customer, now + manner.rest_on * days)
            self._agenda.later(at, partial(self._say, customer, self._chance.choice(sayings.WEEK_OFF)))

    def _say(self, customer: Customer, words: str) -> None:
        self._event(customer, {"type": "message", "message": {"type": "text", "text": words}})

    def read(self, letter: Letter) -> None:
        customer = self._people[letter.to]
        if self._chance.random() < 0.004:
            self._agenda.later(
                self._agenda.now + timedelta(minutes=self._chance.uniform(1, 90)),
                partial(self._block, customer),
            )
        offer = reactions.proposal_in(letter.messages)
        if offer:
            self._agenda.later(self._when(customer), partial(self._answer_offer, customer, offer))
            return
        asked = reactions.asked_in(letter.messages)
        if asked is None:
            return
        question = (asked.token, asked.step)
        self._reacted[question] = self._reacted.get(question, 0) + 1
        if self._reacted[question] > 2:
            return
        script, ware = self._conversation(asked.token)
        today = self._agenda.now.astimezone(self._zone_of(customer)).date().isoformat()
        begun = asked.token in self._begun
        used = customer.used(ware.sku, self._agenda.now)
        deed = reactions.answer(customer, asked, script, ware, today, self._chance, begun=begun, used=used)
        if deed is None:
            return
        self._begun.add(asked.token)
        if begun and self._chance.random() < SITS:
            self._event(customer, deed)
        else:
            self._agenda.later(self._when(customer), partial(self._event, customer, deed))

    def _answer_offer(self, customer: Customer, token: str) -> None:
        deed, yes = reactions.answer_offer(token, self._chance)
        customer.helped += yes
        self._event(customer, deed)

    def _when(self, customer: Customer) -> datetime:
        """When they next have their phone in hand."""
        at = self._agenda.now + timedelta(hours=self._chance.expovariate(1 / (customer.delay + 0.05)))
        return self._awake(customer, at)

    def _awake(self, customer: Customer, at: datetime) -> datetime:
        """Then, or when they are up again."""
        here = at.astimezone(self._zone_of(customer))
        if here.hour < customer.wakes:
            return at + timedelta(hours=customer.wakes - here.hour, minutes=self._chance.randrange(60))
        if here.hour >= customer.sleeps:
            return at + timedelta(hours=24 - here.hour + customer.wakes, minutes=self._chance.randrange(60))
        return at

    def _zone_of(self, customer: Customer) -> ZoneInfo:
        return ZoneInfo(customer.manner.zone) if customer.manner.zone else self._zone

    def _block(self, customer: Customer) -> None:
        if customer.is_blocking or not customer.is_friend:
            return
        customer.is_blocking = True
        self._post.blocked.add(customer.user_id)
        self._event(customer, {"type": "unfollow"}, blocked=True)
        if self._chance.random() < 0.2:
            self._agenda.later(
                self._agenda.now + timedelta(days=self._chance.uniform(5, 60)),
                partial(self._unblock, customer),
            )

    def _unblock(self, customer: Customer) -> None:
        customer.is_blocking = False
        self._post.blocked.discard(customer.user_id)
        self._event(customer, {"type": "follow", "follow": {"isUnblocked": True}})

    def _event(self, customer: Customer, content: dict[str, Any], *, blocked: bool = False) -> None:
        """One webhook event; it is taken in with the others of this moment."""
        if customer.is_blocking and not blocked:
            return
        number, now = self._agenda.number(), self._agenda.now
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
            event["replyToken"] = self._post.issue_token(customer.user_id)
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
