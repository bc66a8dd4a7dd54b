"""What is true of one simulated customer now: the purchase, its touchpoints, conversations, cases, timers.

The fields are those of production's rows. Mutable on purpose, and never seen outside of one `simulate`.
"""

import heapq
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from conversations import sacrifice
from conversations.effects import CaseReason, QuestionBubble, SetTimer
from conversations.events import Fact
from conversations.hours_said import say_hours
from conversations.journey import Journey, Touchpoint
from conversations.locales import Locale
from conversations.parcel import facts_of_parcel
from conversations.partner import initial_of
from conversations.plan import PlannedAsk, plan_of
from conversations.progress import Known, expected_facts
from conversations.script import Script
from conversations.simulate.course import Course, SimulatedShop
from conversations.simulate.diary import Entry, Noted, Said
from conversations.simulate.persona import Chance, Persona
from conversations.situation import PurchaseStatus
from conversations.state import State, Status
from conversations.timing import say_when
from conversations.translating import in_locale
from conversations.windows import Hours

REPLY_LIFE = timedelta(seconds=50)  # so long an answer to the customer's message is free
PAGE = "https://shop.example.jp/p/…"  # the progress page, which no simulated customer opens
SHARE = "https://line.me/R/share?text=…"
NEVER = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Row:
    """A touchpoint of this purchase: waiting → planned → sent | skipped | cancelled."""

    key: str
    written: Touchpoint
    round: int = 0
    status: Literal["waiting", "planned", "sent", "skipped", "cancelled"] = "waiting"
    reason: str = ""
    anchor_at: datetime | None = None
    planned_at: datetime | None = None
    due_at: datetime | None = None
    decided_at: datetime | None = None
    postponed: int = 0


@dataclass(slots=True)
class Talk:
    """A conversation: pinned to the script it began with."""

    number: int
    script: Script
    row: Row | None
    state: State = field(default_factory=State)
    finished_at: datetime | None = None
    asked: dict[str, int] = field(default_factory=dict)  # step → how often the person reacted to it
    reacting: set[str] = field(default_factory=set)  # steps an answer is on its way to


@dataclass(slots=True)
class Case:
    number: int
    reason: CaseReason
    promise_at: datetime
    first_response_at: datetime | None = None
    belated: bool = False  # they were told that it is late, with a new time
    said: set[str] = field(default_factory=set)  # what opened and joined it


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer given: what conditions and anchors read."""

    at: datetime
    talk: int
    script: str
    step: str
    axis: str
    value: str
    score: int | None
    label: str = ""

    @property
    def is_rating(self) -> bool:
        return self.axis in ("result", "feeling") and self.score is not None


@dataclass(frozen=True, slots=True)
class Deed:
    """What the customer will do: tap, say, send, unsend, or a wish of theirs on a day."""

    what: str
    talk: int = 0
    step: str = ""
    turn: int = 0
    choice: str = ""
    text: str = ""
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Life:
    """One customer of one journey."""

    journey: Journey
    scripts: dict[str, Script]
    shop: SimulatedShop
    course: Course
    persona: Persona
    chance: Chance
    now: datetime
    purchased_at: datetime
    status: PurchaseStatus = "active"
    bound_at: datetime | None = None
    friend: Literal["friend", "not_friend", "blocked"] = "not_friend"
    stopped_at: datetime | None = None
    own_hour: int | None = None  # they asked for it
    away_until: datetime | None = None  # they asked for peace until then
    chosen_language: Locale | None = None
    human: bool = False  # a member of staff is talking
    heard_from_at: datetime | None = None
    told_heard_at: datetime | None = None
    reminded_at: datetime | None = None  # of a question they had left unanswered
    quota: sacrifice.State = "ok"
    month: sacrifice.Quota = sacrifice.UNCOUNTED  # how few messages «low» means
    bought_again: bool = False
    out_of_stock: bool = False
    facts: dict[str, str] = field(default_factory=dict)
    expected_on: date | None = None  # when it should arrive, as last told
    known_delivery: date | None = None  # the day the customer knows while a word about another one waits
    news: dict[str, str] = field(default_factory=dict)  # facts of a word that has no news
    milestones: dict[str, datetime] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    talks: list[Talk] = field(default_factory=list)
    open: Talk | None = None
    timers: list[tuple[datetime, Talk, SetTimer]] = field(default_factory=list)
    case: Case | None = None
    cases: int = 0
    case_closed_at: datetime | None = None  # of the newest case that was a talk
    health_reported: bool = False  # in a case that is closed now
    friends: int = 0  # who bought by their word
    answers: list[Kept] = field(default_factory=list)
    coming: list[tuple[datetime, int, Any]] = field(default_factory=list)
    sources: dict[str, Talk] = field(default_factory=dict)  # message id → the talk it answered in
    messages: int = 0
    free_reply: bool = False  # the customer is here: the next thing said costs nothing
    questions: list[tuple[Talk, QuestionBubble]] = field(default_factory=list)  # shown, not reacted to yet
    diary: list[Entry] = field(default_factory=list)
    _order: int = 0
    _promised: tuple[datetime, datetime] = (NEVER, NEVER)

    @property
    def local_now(self) -> datetime:
        return self.now.astimezone(ZoneInfo(self.zone))

    @property
    def zone(self) -> str:
        return self.persona.zone

    def quiet_hours(self) -> Hours:
        return Hours(self.zone, self.shop.quiet)

    def later(self, at: datetime, what: Any) -> None:
        """Something will happen at that moment."""
        self._order += 1
        heapq.heappush(self.coming, (at, self._order, what))

    def message_id(self) -> str:
        self.messages += 1
        return f"m{self.messages}"

    def note(self, what: str, text: str = "") -> None:
        self.diary.append(Noted(self.now, what, text))

    def say(self, words: str, facts: Mapping[str, Fact] | None = None) -> None:
        """Sonogo's own words, outside every script."""
        told = Said(
            self.now, "sonogo", "answer", billed=self.cost(), words=words, facts=facts or self.all_facts()
        )
        self.diary.append(told)

    def cost(self) -> int:
        """Billed messages of what is said now; the first answer to the customer's own message is free."""
        free, self.free_reply = self.free_reply, False
        return 0 if free or self.friend == "blocked" else 1

    def own_words(self) -> dict[str, str]:
        """What they wrote, and the word they chose for their feeling (as `services.offering`)."""
        said = {kept.axis: kept for kept in self.answers if kept.axis in ("comment", "word")}
        facts = {"own_words": said["comment"].value} if "comment" in said else {}
        if "word" in said:
            facts["felt"] = self._as_seen(said["word"])
        initial = initial_of(self.persona.name)
        return {**facts, "initial": initial} if initial else facts

    def _as_seen(self, kept: Kept) -> str:
        """The button they chose, in their language (as `services.offering`)."""
        ask = plan_of(in_locale(self.talks[kept.talk - 1].script, self.language)).nodes.get(kept.step)
        choice = ask.choices.get(kept.value) if isinstance(ask, PlannedAsk) else None
        return choice.label if choice is not None else kept.label

    def is_waiting(self, talk: Talk | None) -> bool:
        return talk is not None and talk.state.status is Status.WAITING

    @property
    def language(self) -> Locale:
        """What they are spoken to in: their own choice, else their LINE's."""
        return self.chosen_language or self.persona.language

    def all_facts(self, locale: Locale | None = None) -> dict[str, Fact]:
        """What templates and conditions may read now (as `services.desk.Desk.facts`)."""
        locale = locale or self.language
        course, shop, case = self.course, self.shop, self.case
        promise = case.promise_at if case is not None and case.promise_at > self.now else self.promise_at()
        scores = {
            k.axis: k.score
            for k in self.answers
            if k.score is not None and (self.open is None or self.open.number != k.talk)
        }
        return {
            **self.facts,
            **self.news,
            **expected_facts(self.expected_on, self.now, self.zone, locale),
            **self.parcel_facts(locale),
            **({"locale": locale} if locale != "ja" else {}),
            "progress_page": PAGE,
            "share_link": SHARE,
            "contact_person": shop.staff,
            "product": course.product,
            "category": course.category,
            "sku": course.sku,
            "quantity": course.quantity,
            "order_number": course.order,
            "name": self.persona.name if locale != "ja" else f"{self.persona.name}様",
            "shop": shop.name,
            "opening_hours": say_hours(shop.hours, self.now.astimezone(ZoneInfo(shop.zone)).date(), locale),
            "promise": say_when(promise, self.now, shop.zone, locale),
            "staff": shop.staff,
            "last_result": scores.get("result"),
            "last_feeling": scores.get("feeling"),
        }

    def parcel_facts(self, locale: Locale) -> dict[str, str]:
        """Where it is, and what is known of when it comes (as `services.progress_pages.parcel_facts`)."""
        wait, told = self.journey.wait, {"purchased": self.purchased_at, **self.milestones}
        known = Known(told, self.expected_on, self.zone)
        return facts_of_parcel(wait, known, self.bound_at, self.course.product, self.now, locale)

    def promise_at(self) -> datetime:
        """When a human will have answered, if a case opens now."""
        if self._promised[0] != self.now:
            self._promised = (self.now, self.shop.hours.promise_due(self.now, self.shop.promise_within))
        return self._promised[1]


def asks_anything(script: Script) -> bool:
    """`Script.asks`, from the plan that is made anyway."""
    return any(isinstance(node, PlannedAsk) for node in plan_of(script).nodes.values())
