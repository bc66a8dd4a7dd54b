"""The shop behind a channel, as use cases need it: who it is, its hours and caps, its scripts. Frozen."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from conversations.business_hours import BusinessHours
from conversations.journey import Journey
from conversations.library import Library
from conversations.timing import FatigueCaps

Clock = Callable[[], datetime]
ShopOf = Callable[[int], "Shop"]  # channel id → shop


@dataclass(frozen=True)
class Rules:
    """What the shop allows itself."""

    hours: BusinessHours = field(default_factory=BusinessHours)
    promise_within: timedelta = timedelta(hours=3)  # of business time
    quiet: tuple[time, time] = (time(20), time(9))  # no push in these hours; may wrap midnight
    caps: FatigueCaps = field(default_factory=FatigueCaps)
    claim_days: int = 180
    erase_by_two: bool = False  # one asks, another confirms
    rest_on_holidays: bool = False  # questions and offers wait for the next day that is none
    help_line: str = ""  # whom to call at once who may not want to live; "" = the public one, by language
    holidays: str = "none"  # whose public holidays `hours` knows
    before: "Rules | None" = None  # the environment's, under what was decided in the console


@dataclass(frozen=True, slots=True)
class PartnerRules:
    """What customers are told when they are asked a favour. What is given in return is always said."""

    contact: str = ""  # who they may turn to; "" = whoever's turn it is
    shop_page: str = ""  # where a friend may buy
    referral_gift: str = ""  # for telling a friend, once the friend buys; "" nothing
    words_gift: str = ""  # for letting their words be shown; "" nothing


@dataclass(frozen=True, slots=True)
class Trial:
    """Two wordings of one script, tried against each other: their versions."""

    experiment_id: int
    a: int
    b: int


@dataclass(frozen=True)
class Shop:
    """One official account and its shop. `script_versions`/`journey_versions`: what is published now."""

    channel_id: int
    basic_id: str
    name: str
    public_url: str
    zone: str
    library: Library
    rules: Rules = field(default_factory=Rules)
    script_versions: Mapping[str, int] = field(default_factory=dict)
    journey_versions: Mapping[str, int] = field(default_factory=dict)
    page_keys: tuple[str, ...] = field(
        default=(), repr=False
    )  # sign progress pages: the first signs, all open
    mail_from: str = ""  # "" = no mail is sent
    paused: frozenset[tuple[str, str]] = frozenset()  # (journey, touchpoint) that are held back now
    trials: Mapping[str, Trial] = field(default_factory=dict)  # script → the experiment that runs
    partner: PartnerRules = PartnerRules()

    @property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    @property
    def claim_days(self) -> int:
        return self.rules.claim_days

    def journey_for(self, categories: set[str], skus: set[str]) -> Journey | None:
        """The journey that fits best: by product code, else by category, else the one for all."""
        journeys = list(self.library.journeys.values())
        for fits in (
            lambda j: skus & set(j.audience.skus),
            lambda j: categories & set(j.audience.categories),
            lambda j: j.audience.all,
        ):
            for journey in sorted(journeys, key=lambda j: j.id):
                if fits(journey):
                    return journey
        return None
