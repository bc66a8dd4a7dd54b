"""Customers: two hundred phones with somebody behind each who reads, thinks a moment, and answers.

What they are asked they answer by a tap or in words; some tap twice. Everything is drawn from one seed.
"""

import heapq
import itertools
import random
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from composition import Sonogo
from line.postbacks import Answer, parse_postback
from models.contact import Contact, add
from models.touchpoint import Touchpoint
from services import planning, purchases
from services.purchases import NewItem, NewPurchase
from tests.processes.platform import Platform

ITEMS = (NewItem("SER-30", "しずく美容液", "cosmetics"),)
NOT_ANSWERS = ("答えたくない", "担当者と話す", "とばす", "まだ使っていない", "届いていない")


def user_id(number: int) -> str:
    return f"U{number:032x}"


def prepare(sonogo: Sonogo, platform: Platform, users: Sequence[str], over_seconds: float) -> None:
    """Each befriended us, bought something two weeks ago, and is asked how it is within `over_seconds`."""
    for user in users:
        platform.befriend(user)
    now = sonogo.clock()
    with sonogo.database.begin() as uow:
        session = uow.session
        add(session, [(sonogo.shop.channel_id, user) for user in users], now)
        found = {c.line_user_id: c for c in session.scalars(select(Contact))}
        for number, user in enumerate(users):
            contact = found[user]
            contact.friend_state, contact.befriended_at = "friend", now - timedelta(days=16)
            order = NewPurchase(
                f"K-{user[-6:]}",
                now - timedelta(days=16),
                (NewItem("SER-30", "しずく美容液", "cosmetics"),),
                "佐藤花子",
            )
            purchase, _ = purchases.register(session, sonogo.shop, order, now)
            purchase.contact_id, purchase.bound_at = contact.id, now - timedelta(days=15)
            session.flush()
            planning.replan(session, sonogo.shop, purchase, now)
            _only_the_check_in(
                session, purchase.id, now + timedelta(seconds=over_seconds * number / len(users))
            )
        uow.commit()


def _only_the_check_in(session: Any, purchase_id: int, due_at: Any) -> None:
    for row in session.scalars(select(Touchpoint).where(Touchpoint.purchase_id == purchase_id)):
        row.status, row.due_at = ("planned", due_at) if row.key == "checkin" else ("cancelled", None)
        row.anchor_at = row.planned_at = row.due_at


def buttons_of(part: Any) -> Iterator[dict[str, Any]]:
    """Every action in a message, in the order they are shown."""
    if isinstance(part, list):
        for one in part:
            yield from buttons_of(one)
    elif isinstance(part, dict):
        if isinstance(part.get("action"), dict):
            yield part["action"]
        else:
            for value in part.values():
                yield from buttons_of(value)


class Crowd:
    """`run` in a thread of its own until `stop` is set; what was done is counted in `did`."""

    def __init__(self, platform: Platform, users: Sequence[str], rng: random.Random, thinking: float) -> None:
        self.did: Counter[str] = Counter()
        self.messages_seen = 0
        self.failure: Exception | None = None
        self.stop = threading.Event()
        self._platform = platform
        self._users = frozenset(users)
        self._rng = rng
        self._thinking = thinking
        self._next: list[tuple[float, int, str, dict[str, Any]]] = []  # when, tie-breaker, who, question
        self._ties = itertools.count()
        self._at = 0.0
        self._thread = threading.Thread(target=self._run, name="crowd", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def join(self) -> None:
        self.stop.set()
        self._thread.join(30)
        if self.failure is not None:
            raise self.failure

    def _run(self) -> None:
        step = 0.03
        try:
            for turn in itertools.count():
                if self.stop.wait(step):
                    return
                self._at += step
                if turn % 30 == 0:
                    self._platform.deliveries()
                for send in self._platform.new_sends():
                    self._read(send)
                while self._next and self._next[0][0] <= self._at:
                    _, _, user, question = heapq.heappop(self._next)
                    self._answer(user, question)
        except Exception as error:
            self.failure = error

    def _read(self, send: dict[str, Any]) -> None:
        self.messages_seen += 1
        user = send["to"][0]
        asked = [b for b in buttons_of(send["messages"]) if isinstance(parse_postback(b.get("data")), Answer)]
        if user in self._users and asked:
            when = self._at + self._rng.uniform(0.02, self._thinking)
            heapq.heappush(self._next, (when, next(self._ties), user, {"buttons": asked}))

    def _answer(self, user: str, question: dict[str, Any]) -> None:
        """A tap, the words of a button typed, a few words of one's own, or an impatient second tap."""
        buttons = question["buttons"]
        chance = self._rng.random()
        chosen = self._rng.choice([b for b in buttons if b["label"] not in NOT_ANSWERS] or buttons)
        if chosen["label"] == "とばす" and chance < 0.7:
            self._do(user, "say", {"text": f"毎朝つけています。{next(self._ties)}"}, "in own words")
        elif chance < 0.25:
            self._do(user, "say", {"text": chosen["label"]}, "typed")
        else:
            tap = {"data": chosen["data"], "displayText": chosen["label"]}
            self._do(user, "tap", tap, "tapped")
            if chance > 0.9:
                self._do(user, "tap", tap, "tapped twice")

    def _do(self, user: str, what: str, content: dict[str, Any], name: str) -> None:
        self._platform.act(user, what, content)
        self.did[name] += 1
