"""What one day decided and what came of it: the rows behind the numbers of the results, joined by touchpoint.

Reads only; a handful of statements however many touchpoints the day has. The export and the counting both
use this, so that a number and the rows it counts cannot differ.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, func, select, text
from sqlalchemy.orm import Session, aliased

from conversations.results import Visit
from conversations.script import AskStep, Script
from models.contact import Contact
from models.conversation import Answer, Conversation
from models.outbound import OutboundMessage
from models.purchase import Purchase, PurchaseItem
from models.script import ScriptVersion
from models.touchpoint import Touchpoint
from services.published import scripts_cache
from services.shop import Shop

SCORED: Final = ("result", "feeling")
# Written out, so that both databases see that the partial index applies.
IS_DECIDED: Final = text("touchpoints.status IN ('sent', 'skipped', 'cancelled')")


@dataclass(frozen=True, slots=True)
class Group:
    """What a number can be split by."""

    product: str = ""
    cohort: date | None = None
    version: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """One visit, whose it is and where it belongs."""

    id: int  # the touchpoint's
    contact_id: int | None
    purchase_id: int
    conversation_id: int | None
    key: str
    purpose: str  # its script's; "" when it asks nothing
    round: int
    group: Group
    visit: Visit


def span_of(day: date, zone: str) -> tuple[datetime, datetime]:
    """The instants a day of the shop begins and ends at."""
    tz = ZoneInfo(zone)
    first, last = (datetime.combine(d, time(), tz) for d in (day, day + timedelta(days=1)))
    return first.astimezone(UTC), last.astimezone(UTC)


def monday_of(at: datetime | date, zone: str) -> date:
    day = at.astimezone(ZoneInfo(zone)).date() if isinstance(at, datetime) else at
    return day - timedelta(days=day.weekday())


def visits_on(session: Session, shop: Shop, day: date) -> Iterator[Found]:
    """Every touchpoint of the channel that was decided on this day."""
    first, last = span_of(day, shop.zone)
    mine = and_(
        Touchpoint.channel_id == shop.channel_id,
        IS_DECIDED,
        Touchpoint.decided_at >= first,
        Touchpoint.decided_at < last,
    )
    rows = session.execute(
        select(
            Touchpoint.id, Touchpoint.contact_id, Touchpoint.purchase_id, Touchpoint.journey_version_id,
            Touchpoint.key, Touchpoint.round, Touchpoint.status, Touchpoint.decided_at,
            Purchase.purchased_at, Contact.blocked_at, Contact.stopped_at,
        )
        .join(Purchase, Purchase.id == Touchpoint.purchase_id)
        .outerjoin(Contact, Contact.id == Touchpoint.contact_id)
        .where(mine)
        .order_by(Touchpoint.id)
    ).all()  # fmt: skip
    if not rows:
        return
    skus = first_items(session, and_(Touchpoint.purchase_id == PurchaseItem.purchase_id, mine))
    talks = _talks(session, mine)
    answers = _answers(session, mine)
    sent = _sent(session, mine)
    again = _next_rounds(session, mine)
    bought = _bought(session, mine)
    last_before = _last_before_block(session, {row.contact_id for row in rows if row.blocked_at})
    scripts = _Scripts(session, shop)
    for row in rows:
        talk = talks.get(row.id)
        said = answers.get(row.id, _SILENCE)
        delivered_at, billed = sent.get(row.id, (None, 0))
        purpose, scored = scripts.of(row.journey_version_id, row.key, talk)
        stopped = talk is not None and talk.status == "stopped" and talk.finished_at == row.stopped_at
        visit = Visit(
            decided=row.status, decided_at=row.decided_at, asks=bool(purpose), scored=scored,
            delivered_at=delivered_at, status=talk.status if talk else "", answers=said[0],
            result=said[1], feeling=said[2], comes_again=row.id in again, stopped_all=stopped, billed=billed,
            blocked_at=row.blocked_at, is_last_before_block=last_before.get(row.contact_id) == row.id,
            bought_at=bought.get(row.id),
        )  # fmt: skip
        group = Group(
            skus.get(row.purchase_id, ""), monday_of(row.purchased_at, shop.zone), row.journey_version_id
        )
        yield Found(
            row.id, row.contact_id, row.purchase_id, talk.id if talk else None, row.key, purpose, row.round,
            group, visit,
        )  # fmt: skip


_SILENCE: Final[tuple[int, int | None, int | None]] = (0, None, None)


def first_items(session: Session, joined: ColumnElement[bool]) -> dict[int, str]:
    """The first product of each purchase; `joined` ties touchpoints to items."""
    statement = select(PurchaseItem.purchase_id, PurchaseItem.sku).join(Touchpoint, joined)
    found: dict[int, str] = {}
    for purchase_id, sku in session.execute(statement.order_by(PurchaseItem.id)):
        found.setdefault(purchase_id, sku)
    return found


def _talks(session: Session, mine: ColumnElement[bool]) -> dict[int, Any]:
    columns = (Conversation.id, Conversation.touchpoint_id, Conversation.status, Conversation.finished_at,
               Conversation.script_version_id)  # fmt: skip
    statement = select(*columns).join(Touchpoint, Touchpoint.id == Conversation.touchpoint_id).where(mine)
    return {row.touchpoint_id: row for row in session.execute(statement.order_by(Conversation.id))}


def _answers(session: Session, mine: ColumnElement[bool]) -> dict[int, tuple[int, int | None, int | None]]:
    """(how many, result, feeling) by touchpoint. Corrected answers are new rows: the newest counts."""
    statement = (
        select(Touchpoint.id, Answer.axis, Answer.score)
        .select_from(Answer)
        .join(Conversation, Conversation.id == Answer.conversation_id)
        .join(Touchpoint, Touchpoint.id == Conversation.touchpoint_id)
        .where(mine)
        .order_by(Answer.id)
    )
    found: dict[int, tuple[int, int | None, int | None]] = {}
    for touchpoint_id, axis, score in session.execute(statement):
        count, result, feeling = found.get(touchpoint_id, _SILENCE)
        if axis == "result":
            result = score
        elif axis == "feeling" and score is not None:  # «お肌に異常がある» is a tap without a score
            feeling = score
        found[touchpoint_id] = (count + 1, result, feeling)
    return found


def _sent(session: Session, mine: ColumnElement[bool]) -> dict[int, tuple[datetime | None, int]]:
    """(when LINE took the first message, pushes) by touchpoint.

    The outer joins keep SQLite on the way touchpoint → conversation → message: else it reads all messages.
    """
    out = OutboundMessage
    of_talk = and_(
        out.contact_id == Conversation.contact_id,
        out.conversation_id == Conversation.id,
        out.status == "sent",
    )
    statement = (
        select(Touchpoint.id, out.sent_at, out.billed)
        .select_from(Touchpoint)
        .outerjoin(Conversation, Conversation.touchpoint_id == Touchpoint.id)
        .outerjoin(out, of_talk)
        .where(mine)
    )
    found: dict[int, tuple[datetime | None, int]] = {}
    for touchpoint_id, sent_at, billed in session.execute(statement):
        first, pushes = found.get(touchpoint_id, (None, 0))
        earliest = min(filter(None, (first, sent_at)), default=None)
        found[touchpoint_id] = (earliest, pushes + bool(billed))
    return found


def _next_rounds(session: Session, mine: ColumnElement[bool]) -> set[int]:
    following = aliased(Touchpoint)
    same = and_(
        following.purchase_id == Touchpoint.purchase_id,
        following.key == Touchpoint.key,
        following.round == Touchpoint.round + 1,
    )
    return set(session.scalars(select(Touchpoint.id).join(following, same).where(mine)))


def _bought(session: Session, mine: ColumnElement[bool]) -> dict[int, datetime]:
    """The same person's next order after the asking."""
    soon = and_(
        Purchase.contact_id == Touchpoint.contact_id,
        Purchase.purchased_at > Touchpoint.decided_at,
        Purchase.status == "active",
    )
    statement = select(Touchpoint.id, func.min(Purchase.purchased_at)).join(Purchase, soon).where(mine)
    return dict(session.execute(statement.group_by(Touchpoint.id)).all())


def _last_before_block(session: Session, people: set[int]) -> dict[int | None, int]:
    """Of these people, who blocked us: the last touchpoint they were sent before."""
    statement = (
        select(Touchpoint.contact_id, Touchpoint.id)
        .join(Contact, Contact.id == Touchpoint.contact_id)
        .where(
            Touchpoint.contact_id.in_(people),
            Touchpoint.status == "sent",
            Touchpoint.decided_at < Contact.blocked_at,
        )
        .order_by(Touchpoint.decided_at, Touchpoint.id)
    )
    return dict(session.execute(statement).all())


class _Scripts:
    """What a touchpoint's script asks: read from the version that was played, else from the newest."""

    def __init__(self, session: Session, shop: Shop) -> None:
        self._session, self._shop = session, shop
        self._known: dict[int, tuple[str, frozenset[str]]] = {}
        self._unplayed: dict[tuple[int, str], int | None] = {}

    def of(self, journey_version: int, key: str, talk: Any | None) -> tuple[str, frozenset[str]]:
        version = talk.script_version_id if talk is not None else self._newest(journey_version, key)
        if version is None:
            return "", frozenset()
        if version not in self._known:
            self._known[version] = _asks(scripts_cache.get(self._session, version))
        return self._known[version]

    def _newest(self, journey_version: int, key: str) -> int | None:
        place = (journey_version, key)
        if place not in self._unplayed:
            written = scripts_cache.journey(self._session, journey_version).touchpoint(key)
            statement = select(func.max(ScriptVersion.id)).where(
                ScriptVersion.script == (written.script if written else "")
            )
            self._unplayed[place] = self._session.scalar(statement)
        return self._unplayed[place]


def _asks(script: Script) -> tuple[str, frozenset[str]]:
    asked = [step for _, step in script.walk() if isinstance(step, AskStep)]
    scored = frozenset(step.axis for step in asked if step.axis in SCORED and step.kind == "scale")
    return (script.purpose if asked else ""), scored
