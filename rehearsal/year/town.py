"""The town: invented customers, what they buy, how their parcels fare. One seed, one town.

What the product cannot see is kept here: how fast somebody uses a thing up, how good a product really is,
how patient somebody is. Names are common ones drawn at random; telephone numbers begin with 090-0000, which
no company was ever given.
"""

import math
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random
from typing import Final

from rehearsal.year import sayings
from services.purchases import NewItem, NewPurchase

FAMILY: Final = (
    "佐藤", "鈴木", "高橋", "田中", "伊藤", "渡辺", "山本", "中村", "小林", "加藤", "吉田", "山田", "佐々木",
    "松本", "井上", "木村", "林", "清水", "山崎", "森", "池田", "橋本", "石川", "前田", "藤田", "岡田",
)  # fmt: skip
GIVEN: Final = (
    "花子", "結衣", "陽子", "美咲", "さくら", "真由美", "恵", "千夏", "あかり", "由美", "直子", "彩", "香織",
    "健", "直樹", "誠", "翔太", "亮", "和也", "大輔",
)  # fmt: skip


# Language, its share of the town, and where such people live: None is here.
ABROAD: Final = (
    ("en", 0.03, (None, None, "America/Los_Angeles", "Australia/Sydney")),
    ("zh-Hant", 0.03, (None, "Asia/Taipei")),
    ("th", 0.02, (None, "Asia/Bangkok")),
    ("ja", 0.01, ("Europe/London", "Asia/Singapore")),
)
# How the shop comes to know a language: the order says it, the page they open does, or they ask in the chat.
TOLD_BY: Final = ("order", "page", "words")
OWN_HOUR: Final = 0.05  # so many ask for an hour of their own …
WEEK_OFF: Final = 0.04  # … and so many for a week of peace; both in Japanese


@dataclass(frozen=True, slots=True)
class Manner:
    """How somebody wants to be spoken to. `hour_on`, `rest_on`: the day after they came they say so."""

    language: str = "ja"
    told_by: str = "order"
    zone: str = ""  # where they live; "": here
    hour: int | None = None
    hour_on: float = 0.0
    rest_on: float | None = None

    @property
    def locale(self) -> str:
        """As the shop's system tells it of an order; of most it tells none."""
        return self.language if self.told_by == "order" and self.language != "ja" else ""


@dataclass(frozen=True, slots=True)
class Ware:
    """`quality`: the result most people would give it, 1…5. `lasts`: days one piece lasts most people."""

    sku: str
    name: str
    category: str
    price: int
    quality: float
    lasts: float
    often: int
    season: float = 0.0  # how much faster it goes in summer than in winter


WARES: Final = (
    Ware("HS-TON-150", "朝つゆ 化粧水", "skincare", 3520, 4.2, 48, 9, 0.2),
    Ware("HS-SER-030", "月しずく うるおい美容液", "skincare", 6380, 4.4, 55, 8),
    Ware("HS-EML-120", "白木蓮 乳液", "skincare", 3960, 3.8, 60, 5, -0.2),
    Ware("HS-CRM-040", "白木蓮 ナイトクリーム", "skincare", 5280, 3.2, 70, 4, -0.3),
    Ware("HS-WSH-100", "米ぬか 泡洗顔", "skincare", 2420, 4.0, 42, 6, 0.1),
    Ware("HS-SUN-050", "すずらん 日やけ止めミルク", "skincare", 2640, 3.6, 35, 3, 0.8),
)


@dataclass
class Customer:
    """One person. `liking` is added to a product's quality; `pace` to 1 uses it up as most people do."""

    user_id: str
    name: str
    phone: str
    liking: float
    pace: float
    patience: float  # 0…1: how likely they answer a question
    delay: float  # hours until they look at a message, mostly
    wakes: int
    sleeps: int
    is_friend: bool = False
    is_blocking: bool = False
    has_claimed: bool = False
    helped: int = 0  # proposals of staff they accepted
    happiness: dict[str, int] = field(default_factory=dict)  # sku → what they last answered
    manner: Manner = Manner()
    orders: int = 0
    supplies: dict[str, tuple[datetime, datetime]] = field(default_factory=dict)  # sku → came, will be empty
    wishes: set[str] = field(default_factory=set)  # skus they asked staff for

    def used(self, sku: str, now: datetime) -> float | None:
        """The share of what they have that is used up by now."""
        if sku not in self.supplies:
            return None
        came, empty = self.supplies[sku]
        return (now - came) / (empty - came) if empty > came else 1.0


@dataclass(frozen=True, slots=True)
class Parcel:
    """What will become of one order; None: it does not happen."""

    expected: datetime
    shipped: datetime | None
    delivered: datetime | None
    ends: tuple[str, datetime] | None = None


def invent(number: int, chance: Random, manner: Manner = Manner()) -> Customer:
    """One person; everybody else stays who they are, whatever this one's manner is."""
    name = f"{chance.choice(FAMILY)} {chance.choice(GIVEN)}"
    return Customer(
        user_id=f"U{number:032x}",
        name=_name_abroad(number, manner.language) or name,
        phone=f"+8190000{number % 100_000:05d}",
        liking=chance.gauss(0, 0.7),
        pace=min(max(chance.lognormvariate(0, 0.3), 0.45), 2.2),
        patience=0.0 if chance.random() < 0.12 else chance.uniform(0.78, 1.0),
        delay=chance.expovariate(1 / 2.5),
        wakes=chance.choice((6, 7, 7, 8)),
        sleeps=chance.choice((22, 23, 23)),
        manner=manner,
    )


def manner_of(number: int, seed: int) -> Manner:
    """Drawn apart from all other chance, so that a share can be changed and the town stays the town."""
    chance = Random(f"{seed}:{number}")  # noqa: S311 - a rehearsal, not a secret
    drawn = chance.random()
    for language, share, zones in ABROAD:
        if drawn < share:
            manner = Manner(language, chance.choice(TOLD_BY), chance.choice(zones) or "")
            break
        drawn -= share
    else:
        manner = Manner()
    if manner.language != "ja":
        return manner
    if chance.random() < OWN_HOUR:
        hour = chance.choice((7, 8, 12, 18, 20, 20, 21, 21, 22))
        manner = replace(manner, hour=hour, hour_on=chance.uniform(0, 30))
    if chance.random() < WEEK_OFF:
        manner = replace(manner, rest_on=chance.uniform(1, 60))
    return manner


def _name_abroad(number: int, language: str) -> str:
    if language not in sayings.FAMILY:
        return ""
    chance = Random(number)  # noqa: S311
    family, given = chance.choice(sayings.FAMILY[language]), chance.choice(sayings.GIVEN[language])
    return f"{family}{given}" if language == "zh-Hant" else f"{given} {family}"


def choose_ware(chance: Random) -> Ware:
    return chance.choices(WARES, [ware.often for ware in WARES])[0]


def order(
    customer: Customer, ware: Ware, number: int, at: datetime, chance: Random, told_by: str = ""
) -> NewPurchase:
    quantity = chance.choices((1, 2, 3), (82, 14, 4))[0]
    item = NewItem(ware.sku, ware.name, ware.category, quantity, ware.price)
    expected = (at + timedelta(days=4)).date()
    return NewPurchase(
        f"Y-{number:05d}", at, (item,), customer_name=customer.name, phone=customer.phone,
        expected_delivery_on=expected, referral_code=told_by,
        locale=customer.manner.locale, time_zone=customer.manner.zone,
    )  # fmt: skip


def parcel(at: datetime, chance: Random) -> Parcel:
    """Mostly as told; some are late, some orders end early."""
    drawn = chance.random()
    if drawn < 0.03:
        return Parcel(at + timedelta(days=4), None, None, ("cancelled", at + timedelta(hours=20)))
    late = timedelta(days=chance.randint(4, 16)) if drawn < 0.09 else timedelta()
    shipped = at + timedelta(hours=chance.uniform(14, 40)) + late
    delivered = shipped + timedelta(hours=chance.uniform(20, 60))
    ends = None
    if drawn > 0.985:
        ends = (chance.choice(("refunded", "returned")), delivered + timedelta(days=chance.uniform(3, 25)))
    return Parcel(at + timedelta(days=4), shipped, delivered, ends)


def runs_out(customer: Customer, ware: Ware, quantity: int, delivered: datetime, chance: Random) -> datetime:
    """When the last drop is used: their pace, the season, and life."""
    day = delivered.timetuple().tm_yday
    summer = math.cos(2 * math.pi * (day - 213) / 365) / 2  # +½ on the first of August, -½ in winter
    days = ware.lasts * customer.pace * quantity / (1 + ware.season * summer)
    return delivered + timedelta(days=days * chance.lognormvariate(0, 0.12))
