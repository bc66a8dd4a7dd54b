"""The shop of the stages and its customers: everything by the doors everybody uses, on one travel clock."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any, Final

import orjson

from demo.browser import Browser
from demo.narrator import words_of
from demo.story import PASSWORD
from demo.world import PATIENCE, TOKYO, Phone, StoryBroke, World

PRODUCT: Final = "しずく美容液"
MOST_MESSAGES: Final = 30  # awaited until one says it; far more than a stage has


@dataclass
class Customer:
    """One person: what they bought, and their LINE."""

    town: "Town"
    name: str
    phone: Phone
    heard: str = ""
    orders: list[dict[str, Any]] = field(default_factory=list)

    @property
    def order(self) -> dict[str, Any]:
        return self.orders[-1]

    def buys(self, **more: Any) -> dict[str, Any]:
        number = f"HS-{1001 + sum(len(one.orders) for one in self.town.people)}"
        item = {"sku": "SZK-SERUM-30", "name": PRODUCT, "category": "cosmetics", "unit_price": 4800}
        bought = {
            "external_id": number,
            "purchased_at": self.town.world.now().isoformat(),
            "items": [item],
            "customer": {"name": self.name},
            **more,
        }
        self.orders.append(self.town.world.shop("POST", "/api/v1/purchases", bought))
        return self.order

    def befriends(self) -> None:
        self.phone.follow()
        self.hears("友だち追加ありがとうございます")
        self.says(f"こんにちは！購入コード: {self.order['claim_code']}")

    def joins(self) -> None:
        """Befriends the shop and says what they hope for."""
        self.befriends()
        self.hears("いちばん期待していること")
        self.taps("うるおい", "あとでやります")

    def taps(self, *labels: str) -> None:
        for label in labels:
            self._wait(partial(self._has, label), f"the button 「{label}」")
            self.phone.tap(label)
            self._settle()

    def says(self, text: str) -> None:
        self.phone.say(text)
        self._settle()

    def hears(self, words: str) -> None:
        self._wait(lambda: words in self.listen(), f"「{words}」")

    def waits_for(self, words: str) -> None:
        """From message to message, until one says it."""
        for _ in range(MOST_MESSAGES):
            if words in self.listen():
                return
            self.town.world.platform("POST", "/phone/next", {"people": [self.phone.user_id]})
        raise StoryBroke(f"{self.name} never heard 「{words}」; the last was: {self.heard[-300:]}")

    def link(self, part: str) -> str:
        """The newest address they were sent that has this in it."""
        chat = self.town.world.platform("GET", f"/emulator/users/{self.phone.user_id}/chat")["chat"]
        found = re.findall(rf'"uri":"([^"]*{re.escape(part)}[^"]*)"', orjson.dumps(chat).decode())
        if not found:
            raise StoryBroke(f"{self.name} was sent no address with {part!r}")
        return str(found[-1])

    def _has(self, label: str) -> bool:
        return label in self.phone.labels()

    def listen(self) -> str:
        """Everything they have heard."""
        self.heard += "\n".join(words_of(line["message"])[0] for line in self.phone._new())
        return self.heard

    def _settle(self) -> None:
        """What the shop answers is there before the clock moves."""
        self.town.waits()

    def _wait(self, holds: Callable[[], bool], what: str) -> None:
        until = time.monotonic() + PATIENCE
        while not holds():
            if time.monotonic() > until:
                raise StoryBroke(f"{self.name} waited for {what}; the last was: {self.listen()[-300:]}")
            time.sleep(0.05)


@dataclass
class Town:
    """The shop, its staff's browser and its customers."""

    world: World
    staff_link: str
    people: list[Customer] = field(default_factory=list)
    named: dict[str, Customer] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.staff = Browser(self.world.product)
        self.staff.open(self.staff_link)
        self.staff.submit("/console/welcome/", password=PASSWORD, again=PASSWORD, repeat=PASSWORD)

    def begin(self) -> None:
        """On a Monday morning, so that the days of the stages are the same whenever they are played."""
        now = self.world.now().astimezone(TOKYO)
        self.world.travel_to(10, days=(7 - now.weekday()) % 7)

    def moves_in(self, name: str, nick: str = "", **more: str) -> Customer:
        made = self.world.platform("POST", "/emulator/users", {"display_name": nick or name, **more})
        self.people.append(Customer(self, name, Phone(self.world, made["user_id"])))
        self.named[name] = self.people[-1]
        return self.people[-1]

    def waits(self, **by: float) -> None:
        """Both clocks forward, with a stop wherever something is due."""
        left = timedelta(**by).total_seconds()
        while True:
            left = self.world.platform("POST", "/phone/clock", {"advance_seconds": left})["left_seconds"]
            if not left:
                return

    def tells(self, customer: Customer, milestone: str) -> None:
        """The shop's system tells where the parcel is."""
        number = customer.order["external_id"]
        self.world.shop("POST", f"/api/v1/purchases/{number}/milestones", {"milestone": milestone})
        self.waits()

    def page_of(self, customer: Customer, kind: str = "customers") -> str:
        """The path of this customer's page in the console, or of their purchase, by its own list."""
        listed = self.staff.open(f"/console/{kind}")
        for found in re.finditer(rf'href="(/console/{kind}/\d+)[^"]*"[^>]*>(.*?)</a>', listed, re.S):
            if customer.name in found[2] or customer.order["external_id"] in found[2]:
                return found[1]
        raise StoryBroke(f"{customer.name} is not on /console/{kind}")

    def case_of(self, customer: Customer) -> str:
        """The path of this customer's newest case, by their page."""
        found = re.search(r'href="(/console/cases/\d+)', self.staff.open(self.page_of(customer)))
        if found is None:
            raise StoryBroke(f"{customer.name} has no case")
        return found[1]

    def staff_reply(self, customer: Customer, text: str) -> None:
        self.staff.open(self.case_of(customer))
        self.staff.submit("/reply", text=text)
        customer.hears(text)
