"""What customers and purchases can be found by: one row each, folded (docs/adr/0017).

A row is a copy and may be thrown away at any time: `services.searching` writes it anew when its contact or
purchase changed. On PostgreSQL an index over pairs of letters finds the rows; SQLite reads them all, which at
10⁵ customers takes a tenth of a second and leaves nothing behind when somebody is erased.
"""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    Select,
    UniqueConstraint,
    and_,
    cast,
    delete,
    func,
    or_,
    select,
    text,
    union,
)
from sqlalchemy.dialects.postgresql import ARRAY, TEXT
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Key
from models.contact import Contact
from models.purchase import Purchase

Term = Sequence[str]  # spellings of one word: any of them will do


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


def contacts_with(session: Session, terms: Sequence[Term], *, reach: bool) -> Select[Any]:
    """Ids of the contacts in whose rows, or in whose purchases' rows, each of the terms is found."""
    kept = [_people(_fits(session, term, reach)) for term in terms]
    statement = select(Contact.id).where(Contact.id.in_(kept[0]))
    for more in kept[1:]:
        statement = statement.where(Contact.id.in_(more))
    return statement


def purchases_with(session: Session, terms: Sequence[Term], *, reach: bool) -> Select[Any]:
    """Ids of the purchases in whose rows each of the terms is found."""
    fits = [_fits(session, term, reach) for term in terms]
    return select(SearchEntry.purchase_id).where(SearchEntry.purchase_id.is_not(None), *fits)


def forget(
    session: Session, *, contact_ids: Collection[int] = (), purchase_ids: Collection[int] = ()
) -> None:
    """These rows are gone at once; they are written anew from what is left."""
    for column, ids in ((SearchEntry.contact_id, contact_ids), (SearchEntry.purchase_id, purchase_ids)):
        if ids:
            session.execute(delete(SearchEntry).where(column.in_(ids)))


def _people(fits: ColumnElement[bool]) -> Any:
    """The people behind entries: a contact's own, and the buyer of a purchase. The rows are read once."""
    buyer = select(Purchase.contact_id).where(Purchase.id == SearchEntry.purchase_id).scalar_subquery()
    return select(func.coalesce(SearchEntry.contact_id, buyer)).where(fits)


def _fits(session: Session, term: Term, reach: bool) -> ColumnElement[bool]:
    """Some spelling stands in the row. On PostgreSQL pairs of letters say first which rows may hold it."""
    columns = (SearchEntry.body, SearchEntry.reach) if reach else (SearchEntry.body,)
    places = [(column, spelling) for spelling in term for column in columns]
    if session.get_bind().dialect.name == "sqlite":
        return or_(*(func.instr(column, spelling) > 0 for column, spelling in places))
    held = or_(*(func.strpos(column, spelling) > 0 for column, spelling in places))
    if any(len(spelling) < 2 for spelling in term):
        return held
    may = union(*(select(SearchEntry.id).where(_pairs(column, spelling)) for column, spelling in places))
    return and_(SearchEntry.id.in_(may), held)


def _pairs(column: Any, spelling: str) -> ColumnElement[bool]:
    pairs = sorted({spelling[at : at + 2] for at in range(len(spelling) - 1)})
    return func.sonogo_grams(column).op("@>")(cast(pairs, ARRAY(TEXT)))
