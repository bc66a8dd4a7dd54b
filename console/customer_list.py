"""お客様の一覧: filters, search, and a page after a cursor. A handful of queries, however many customers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, false, func, select, tuple_
from sqlalchemy.orm import Session

from console import finding
from models import search
from models.case import NOT_CLOSED, Case
from models.contact import Contact
from models.purchase import Purchase, PurchaseItem
from models.search import Found, Term
from services.folding import read_query

PAGE: Final = 50
STATES: Final = (
    "reachable", "open_case", "health", "unread", "paused", "stopped", "blocked", "not_friend", "unbound",
)  # fmt: skip
FEELINGS: Final = ("good", "middle", "bad", "none")
_HEARD: Final = func.coalesce(Contact.last_inbound_at, Contact.created_at)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICRO: Final = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is asked for. Only what is known stays; "" means all."""

    q: str = ""
    state: str = ""
    feeling: str = ""
    product: str = ""  # sku
    journey: str = ""
    channel: str = ""  # id

    @property
    def kept(self) -> dict[str, str]:
        """What a saved view keeps: everything but the words, which name people."""
        chosen = {name: getattr(self, name) for name in ("state", "feeling", "product", "journey", "channel")}
        return {name: value for name, value in chosen.items() if value}


def read_filters(asked: Mapping[str, str]) -> Filters:
    return Filters(
        q=asked.get("q", "").strip()[:100],
        state=asked.get("state", "") if asked.get("state") in STATES else "",
        feeling=asked.get("feeling", "") if asked.get("feeling") in FEELINGS else "",
        product=asked.get("product", "")[:200],
        journey=asked.get("journey", "")[:100],
        channel=read_channel(asked),
    )


def read_channel(asked: Mapping[str, str]) -> str:
    """The LINE account asked for; "" for all, and for what is no number of one."""
    typed = asked.get("channel", "")
    return typed if typed.isascii() and typed.isdigit() and len(typed) <= 15 else ""


def page_of(
    session: Session, filters: Filters, found: Found, *, reach: bool, now: datetime, after: str = ""
) -> tuple[list[Contact], str]:
    """Customers last heard of first, and the cursor of the next page ("" = none).

    `found`: what `search.look` says of the words in `filters`.
    """
    statement = _filtered(select(Contact).where(Contact.erased_at.is_(None)), filters, now)
    place = read_cursor(after)
    if place is not None:
        statement = statement.where(tuple_(_HEARD, Contact.id) < tuple_(*place))
    if filters.q:
        statement = _named(session, statement, read_query(filters.q), reach, found)
    shown = list(session.scalars(statement.order_by(_HEARD.desc(), Contact.id.desc()).limit(PAGE + 1)))
    more = len(shown) > PAGE
    last = shown[PAGE - 1] if more else None
    return shown[:PAGE], write_cursor(last.last_inbound_at or last.created_at, last.id) if last else ""


def write_cursor(at: datetime, row_id: int) -> str:
    return f"{(at - _EPOCH) // _MICRO}-{row_id}"


def read_cursor(text: str) -> tuple[datetime, int] | None:
    """Where a page begins; None for the first page and for what is no cursor."""
    at, _, row_id = text.partition("-")
    plain = at.isascii() and at.isdigit() and row_id.isascii() and row_id.isdigit()
    if not plain or len(at) > 17 or len(row_id) > 15:
        return None
    return _EPOCH + int(at) * _MICRO, int(row_id)


def products_of(session: Session, most: int = 200) -> list[tuple[str, str]]:
    """(sku, name) of what was sold. One step of the index per product, however many were sold."""
    first = select(func.min(PurchaseItem.sku).label("sku")).cte("skus", recursive=True)
    following = select(func.min(PurchaseItem.sku)).where(PurchaseItem.sku > first.c.sku).scalar_subquery()
    skus = first.union_all(select(following).where(first.c.sku.is_not(None)))
    name = (
        select(PurchaseItem.name)
        .where(PurchaseItem.sku == skus.c.sku)
        .order_by(PurchaseItem.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = session.execute(select(skus.c.sku, name).where(skus.c.sku.is_not(None)).limit(most))
    return [(sku, title) for sku, title in rows]


def _named(
    session: Session, statement: Select[Any], terms: Sequence[Term], reach: bool, found: Found
) -> Select[Any]:
    """Only those the words are found with."""
    if not terms:
        return statement.where(false())
    return finding.first(
        session, statement, (_HEARD, Contact.id), PAGE + 1, found.contacts,
        lambda ids: search.contacts_among(session, ids, terms, reach=reach),
        lambda: search.contacts_with(session, terms, reach=reach),
    )  # fmt: skip


def _filtered(statement: Select[Any], filters: Filters, now: datetime) -> Select[Any]:
    if filters.channel:
        statement = statement.where(Contact.channel_id == int(filters.channel))
    if filters.state:
        statement = statement.where(*_state(filters.state, now))
    if filters.feeling:
        statement = statement.where(_feeling(filters.feeling))
    if filters.journey:
        statement = statement.where(_bought(Purchase.journey == filters.journey))
    if filters.product:
        items = select(PurchaseItem.purchase_id).where(PurchaseItem.sku == filters.product)
        statement = statement.where(_bought(Purchase.id.in_(items)))
    return statement


def _state(state: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    match state:
        case "reachable":
            return (
                Contact.friend_state == "friend", Contact.stopped_at.is_(None), ~_paused(now),
            )  # fmt: skip
        case "open_case":
            return (Contact.id.in_(select(Case.contact_id).where(NOT_CLOSED)),)
        case "health":
            bodily = (Case.reason == "health") | (Case.level > 0)
            return (Contact.id.in_(select(Case.contact_id).where(NOT_CLOSED, bodily)),)
        case "unread":
            return (Contact.unread.is_(True),)
        case "paused":
            return (_paused(now),)
        case "stopped":
            return (Contact.stopped_at.is_not(None),)
        case "blocked":
            return (Contact.friend_state == "blocked",)
        case "unbound":
            return (~_bought(),)
    return (Contact.friend_state == "unknown",)


def _paused(now: datetime) -> ColumnElement[bool]:
    goes_on = Contact.paused_until.is_(None) | (Contact.paused_until > now)
    return Contact.paused_at.is_not(None) & goes_on


def _feeling(feeling: str) -> ColumnElement[bool]:
    score = Contact.last_feeling
    match feeling:
        case "good":
            return score >= 4
        case "middle":
            return score == 3
        case "bad":
            return score <= 2
    return score.is_(None)


def _bought(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return select(Purchase.id).where(Purchase.contact_id == Contact.id, *conditions).exists()
