"""`simulate`: from one moment to the next at which something happens, until the days are over.

At one moment, in this order: what comes from outside (parcel, staff, customer), our timers, due touchpoints.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from heapq import heappop
from zoneinfo import ZoneInfo

from conversations.journey import Journey
from conversations.moments import on_day
from conversations.sacrifice import UNCOUNTED, low_month
from conversations.script import Script
from conversations.simulate import casework, hearing, planning
from conversations.simulate.course import Course, SimulatedShop
from conversations.simulate.deciding import decide_due
from conversations.simulate.diary import Entry, Happened
from conversations.simulate.happening import BY_CUSTOMER, Happening
from conversations.simulate.life import Deed, Life
from conversations.simulate.person import react
from conversations.simulate.persona import Chance, Persona
from conversations.simulate.talking import hand_back, hand_back_later, hand_over, ring, stop

MOST_MOMENTS = (
    20_000  # far more than any life has: a journey that never comes to rest is shown, not waited for
)


@dataclass(frozen=True, slots=True)
class Stage:
    """What one customer's life is played on."""

    journey: Journey
    scripts: Mapping[str, Script]
    shop: SimulatedShop = field(default_factory=SimulatedShop)
    course: Course = field(default_factory=Course)
    days: int = 90


@dataclass(frozen=True, slots=True)
class Diary:
    """One customer's life: what happened, in the order of time."""

    began_at: datetime
    ended_at: datetime
    zone: str
    entries: tuple[Entry, ...]
    endless: bool = False


def simulate(stage: Stage, persona: Persona, chance: Chance) -> Diary:
    """Live these days. The same stage, persona and seed give the same diary."""
    course = stage.course
    shop = (
        stage.shop.model_copy(update={"closed": (*stage.shop.closed, *course.closed)})
        if course.closed
        else stage.shop
    )
    began = on_day(course.start, course.bought_at, persona.zone)
    life = Life(
        stage.journey, dict(stage.scripts), shop, course, persona, chance, now=began, purchased_at=began
    )
    _foresee(life)
    ended, moments = began + timedelta(days=stage.days), 0
    while (at := _next_moment(life)) is not None and at <= ended and moments < MOST_MOMENTS:
        life.now = max(at, life.now)
        life.free_reply = False
        _live(life)
        react(life)
        moments += 1
    return Diary(began, ended, persona.zone, tuple(life.diary), moments >= MOST_MOMENTS)


def _foresee(life: Life) -> None:
    """Everything that is known from the beginning."""
    course, persona, began = life.course, life.persona, life.now
    life.later(began, Deed("milestone", text="purchased"))
    if course.expected_delivery is not None:
        zone = ZoneInfo(life.shop.zone)
        life.expected_on = (began + course.expected_delivery).astimezone(zone).date()
    if persona.befriends is not None:
        life.later(began + persona.befriends, Deed("follow"))
    for name, after in (("shipped", course.shipped), ("delivered", course.delivered)):
        if after is not None:
            life.later(began + after, Deed("milestone", text=name))
    first = began.astimezone(ZoneInfo(persona.zone)).date()
    for happening in (*course.events, *persona.days):
        at = on_day(first + happening.after, happening.at, persona.zone)
        life.later(max(at, began), happening)


def _next_moment(life: Life) -> datetime | None:
    moments = [row.due_at for row in life.rows if row.status == "planned" and row.due_at is not None]
    moments += [timer[0] for timer in life.timers]
    if life.coming:
        moments.append(life.coming[0][0])
    return min(moments, default=None)


def _live(life: Life) -> None:
    if life.coming and life.coming[0][0] <= life.now:
        _happen(life, heappop(life.coming)[2])
        return
    ringing = [timer for timer in life.timers if timer[0] <= life.now]
    if ringing:
        first = min(ringing, key=lambda timer: timer[0])
        life.timers.remove(first)
        ring(life, first[1], first[2])
        return
    decide_due(life)


def _happen(life: Life, what: Happening | Deed) -> None:
    if isinstance(what, Happening):
        return _happening(life, what)
    match what.what:
        case "follow":
            return hearing.follow_and_claim(life)
        case "milestone":
            return _milestone(life, what.text, life.now)
        case "staff_answers":
            return casework.answer(life, what.talk, hand_over)
        case "staff_closes":
            return casework.close(life, what.talk, hand_back)
        case "late_word":
            return casework.late_word(life, what.talk)
        case "hand_back":
            return hand_back_later(life, what.talk)
    return hearing.do(life, what)


def _happening(life: Life, happening: Happening) -> None:
    what = happening.what
    if what in BY_CUSTOMER:
        return hearing.do(life, Deed(what, text=happening.kind if what == "sends" else happening.text))
    match what:
        case "milestone":
            told = None if happening.repeated else life.now - (happening.ago or timedelta(0))
            return _milestone(life, happening.name, told)
        case "cancelled" | "refunded" | "returned":
            return _end_purchase(life, what)
        case "quota_low" | "quota_out" | "quota_ok":
            life.quota = {"quota_low": "low", "quota_out": "out"}.get(what, "ok")  # type: ignore[assignment]
            life.month = low_month(life.now) if what == "quota_low" else UNCOUNTED
        case "delivery_date" if happening.to is not None:
            day = (life.purchased_at + happening.to).astimezone(ZoneInfo(life.shop.zone)).date()
            life.diary.append(Happened(life.now, what, day.isoformat()))
            return planning.delivery_moved(life, day)
        case "bought_again":
            life.bought_again = True
        case "friend_bought":
            planning.friend_bought(life)
        case "out_of_stock" | "in_stock":
            life.out_of_stock = what == "out_of_stock"
        case "publish" if happening.script is not None:
            life.scripts[happening.script.id] = happening.script
            said = f"{happening.script.id} v{happening.script.version}"
            life.diary.append(Happened(life.now, "published", said))
            return None
        case "staff_answers":
            return casework.answer(life, 0, hand_over)
        case "staff_closes":
            return casework.close(life, 0, hand_back)
    life.diary.append(Happened(life.now, what))
    return None


def _milestone(life: Life, name: str, told: datetime | None) -> None:
    """Told with another time the time moves; told again without one, nothing changes."""
    known = life.milestones.get(name)
    at = told or known or life.now
    life.diary.append(
        Happened(life.now, "milestone", name if at == life.now else f"{name} ({at.astimezone(UTC):%m-%d})")
    )
    if known == at:
        return
    life.milestones[name] = at
    if name == "purchased":
        life.purchased_at = at
    planning.replan(life)


def _end_purchase(life: Life, what: str) -> None:
    if life.status != "active":
        return
    life.status = what  # type: ignore[assignment]
    life.diary.append(Happened(life.now, what))
    planning.stop(life, what)
    stop(life, what)
