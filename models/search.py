"""What customers and purchases can be found by: one row each, folded (docs/adr/0017).

A row is a copy and may be thrown away at any time: `services.searching` writes it anew when its contact or
purchase changed. On PostgreSQL an index over pairs of letters and fours of digits finds rows; SQLite reads
them all, which at 10⁵ customers takes a tenth of a second and leaves nothing behind when somebody is erased.

A seldom word is looked up first (`look`): whom it names is known at once. Of a word that many rows hold,
whoever shows a page asks which of those next in its order hold it (`contacts_among`), and for everybody
(`contacts_with`) only when that does not fill the page.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import (
    CTE,
    ColumnElement,
    ForeignKey,
    Index,
    Select,
    UniqueConstraint,
    and_,
    cast,
    delete,
    func,
    intersect,
    or_,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, TEXT
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Key
from models.database import one_of
from models.purchase import Purchase

Term = Sequence[str]  # spellings of one word: any of them will do
SELDOM: Final = 2_000  # rows that hold a word
_DIGITS: Final = re.compile(r"[0-9]{4,}")


class SearchEntry(Base):
    __tablename__ = "search_entries"
    __table_args__ = (
        UniqueConstraint("contact_id"),
        UniqueConstraint("purchase_id"),
        Index("ix_search_entries_body", text("sonogo_grams(body)"), postgresql_using="gin"),
        Index("ix_search_entries_reach", text("sonogo_grams(reach)"), postgresql_using="gin"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))  # either this …
    purchase_id: Mapped[int | None] = mapped_column(ForeignKey("purchases.id"))  # … or this
    body: Mapped[str] = mapped_column(default="")  # names, order numbers; for a contact what they wrote
    reach: Mapped[str] = mapped_column(default="")  # telephone and mail: not everybody may look for them


@dataclass(frozen=True, slots=True)
class Found:
    """Everybody and everything that is found; None where there are too many to tell at once."""

    contacts: frozenset[int] | None  # in whose rows, or in whose purchases' rows, each of the terms stands
    purchases: frozenset[int] | None  # in whose own rows each of the terms stands


def look(session: Session, terms: Sequence[Term], *, reach: bool) -> Found:
    """Whom and what seldom words name. Of several words the seldom ones tell who else is to be asked.

    Of words that many wrote, all together may yet stand in few purchases: asked once for all of them.
    """
    each = {tuple(term): _seldom(session, term, reach) for term in terms}
    contacts = _common(found.contacts for found in each.values())
    purchases = _common(found.purchases for found in each.values())
    common = [term for term, found in each.items() if found.contacts is None]
    if contacts is not None:
        contacts = contacts_among(session, contacts, common, reach=reach)
    if purchases is not None:
        purchases = purchases_among(session, purchases, common, reach=reach)
    elif common:
        purchases = _few_purchases(session, common, reach)
    return Found(contacts, purchases)


def contacts_among(
    session: Session, contact_ids: Collection[int], terms: Sequence[Term], *, reach: bool
) -> frozenset[int]:
    """Those of these people in whose rows, or in whose purchases' rows, each of the terms is found."""
    left = frozenset(contact_ids)
    for term in terms:
        if not left:
            break
        holds = _holds(session, term, reach)
        mine = select(SearchEntry.contact_id).where(one_of(session, SearchEntry.contact_id, left), holds)
        own = _ids(session.scalars(mine))
        if rest := left - own:  # who wrote it need not have bought under it, too
            bought = (
                select(Purchase.contact_id)
                .join(SearchEntry, SearchEntry.purchase_id == Purchase.id)
                .where(one_of(session, Purchase.contact_id, rest), holds)
            )
            own |= _ids(session.scalars(bought))
        left = own
    return left


def purchases_among(
    session: Session, purchase_ids: Collection[int], terms: Sequence[Term], *, reach: bool
) -> frozenset[int]:
    """Those of these purchases in whose rows each of the terms is found."""
    if not terms or not purchase_ids:
        return frozenset(purchase_ids)
    holds = [_holds(session, term, reach) for term in terms]
    mine = one_of(session, SearchEntry.purchase_id, purchase_ids)
    own = select(SearchEntry.purchase_id).where(mine, *holds)
    return _ids(session.scalars(own))


def contacts_with(session: Session, terms: Sequence[Term], *, reach: bool) -> Any:
    """Ids of the contacts in whose rows, or in whose purchases' rows, each of the terms is found.

    PostgreSQL has an index for each word. SQLite goes through the rows for the longest, which fewest hold,
    and asks whom it names for the others; so asked, PostgreSQL would go through the rows for each of them.
    """
    if session.get_bind().dialect.name == "sqlite":
        longest, *others = sorted(terms, key=lambda term: -min(map(len, term)))
        named = _kept_apart(_people(_fits(session, longest, reach)).distinct())
        also = [_has(session, named.c.id, term, reach) for term in others]
        return select(named.c.id).where(named.c.id.is_not(None), *also)
    each = []
    for term in terms:
        named = _kept_apart(_people(_fits(session, term, reach)))
        each.append(select(named.c.id).where(named.c.id.is_not(None)))
    return intersect(*each) if len(each) > 1 else each[0]


def purchases_with(session: Session, terms: Sequence[Term], *, reach: bool) -> Any:
    """Ids of the purchases in whose rows each of the terms is found."""
    fits = [_fits(session, term, reach) for term in terms]
    own = select(SearchEntry.purchase_id.label("id")).where(SearchEntry.purchase_id.is_not(None), *fits)
    return select(_kept_apart(own).c.id)


def forget(
    session: Session, *, contact_ids: Collection[int] = (), purchase_ids: Collection[int] = ()
) -> None:
    """These rows are gone at once; they are written anew from what is left."""
    for column, ids in ((SearchEntry.contact_id, contact_ids), (SearchEntry.purchase_id, purchase_ids)):
        if ids:
            session.execute(delete(SearchEntry).where(column.in_(ids)))


def _seldom(session: Session, term: Term, reach: bool) -> Found:
    """The people and purchases of the rows that hold this term, as long as they are few. Both or neither."""
    rows = select(SearchEntry.contact_id, SearchEntry.purchase_id).where(_fits(session, term, reach))
    found = session.execute(rows.limit(SELDOM + 1)).all()
    if len(found) > SELDOM:
        return Found(None, None)
    purchases = _ids(row.purchase_id for row in found)
    buyers = select(Purchase.contact_id).where(one_of(session, Purchase.id, purchases))
    return Found(_ids(row.contact_id for row in found) | _ids(session.scalars(buyers)), purchases)


def _few_purchases(session: Session, terms: Sequence[Term], reach: bool) -> frozenset[int] | None:
    """The purchases in whose own rows all these common terms stand; None where they are not few either."""
    fits = [_fits(session, term, reach) for term in terms]
    own = select(SearchEntry.purchase_id).where(SearchEntry.purchase_id.is_not(None), *fits)
    bought = session.scalars(own.limit(SELDOM + 1)).all()
    return None if len(bought) > SELDOM else _ids(bought)


def _common(each: Iterable[frozenset[int] | None]) -> frozenset[int] | None:
    """Who is in all of those that are known."""
    known = [ids for ids in each if ids is not None]
    return frozenset.intersection(*known) if known else None


def _ids(found: Iterable[int | None]) -> frozenset[int]:
    return frozenset(one for one in found if one is not None)


def _people(fits: ColumnElement[bool]) -> Any:
    """The people behind entries: a contact's own, and the buyer of a purchase. The rows are read once."""
    buyer = select(Purchase.contact_id).where(Purchase.id == SearchEntry.purchase_id).scalar_subquery()
    return select(func.coalesce(SearchEntry.contact_id, buyer).label("id")).where(fits)


def _has(session: Session, contact_id: Any, term: Term, reach: bool) -> ColumnElement[bool]:
    """Whether this person's row, or a row of what they bought, holds the term."""
    holds = _holds(session, term, reach)
    own = select(SearchEntry.id).where(SearchEntry.contact_id == contact_id, holds)
    bought = (
        select(SearchEntry.id)
        .join(Purchase, Purchase.id == SearchEntry.purchase_id)
        .where(Purchase.contact_id == contact_id, holds)
    )
    return or_(own.exists(), bought.exists())


def _kept_apart(rows: Select[Any]) -> CTE:
    """Found before anything else. PostgreSQL thinks that few rows hold a word and that checking them is dear:
    together with a list's order and LIMIT it compares each customer with each row.
    """
    return rows.cte().prefix_with("MATERIALIZED", dialect="postgresql")


def _fits(session: Session, term: Term, reach: bool) -> ColumnElement[bool]:
    """It stands in the row, and on PostgreSQL the index says first which rows may hold it."""
    holds = _holds(session, term, reach)
    if session.get_bind().dialect.name == "sqlite" or any(len(spelling) < 2 for spelling in term):
        return holds
    may = (_grams(column, spelling) for column, spelling in _places(term, reach))
    return and_(or_(*may), holds)


def _holds(session: Session, term: Term, reach: bool) -> ColumnElement[bool]:
    """Some spelling stands in the row."""
    at = func.instr if session.get_bind().dialect.name == "sqlite" else func.strpos
    return or_(*(at(column, spelling) > 0 for column, spelling in _places(term, reach)))


def _places(term: Term, reach: bool) -> list[tuple[Any, str]]:
    columns = (SearchEntry.body, SearchEntry.reach) if reach else (SearchEntry.body,)
    return [(column, spelling) for spelling in term for column in columns]


def _grams(column: Any, spelling: str) -> ColumnElement[bool]:
    return func.sonogo_grams(column).op("@>")(cast(grams(spelling), ARRAY(TEXT)))


def grams(spelling: str) -> list[str]:
    """The fewest pieces by which an index finds it: four digits in a row, and pairs of all other letters.

    There are but a hundred pairs of digits; each is in every tenth telephone number.
    """
    runs = [run.span() for run in _DIGITS.finditer(spelling)]
    fours = {spelling[at : at + 4] for start, end in runs for at in range(start, end - 3)}
    pairs = {
        spelling[at : at + 2]
        for at in range(len(spelling) - 1)
        if not any(start <= at and at + 2 <= end for start, end in runs)
    }
    return sorted(fours | pairs)
