"""What partners told and did: themes of answers, friends they brought, words they lent. Reads.

A theme is a choice: its answers are put together by the choice's id, whatever language its button spoke, and
called as most people read it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, func, select, text
from sqlalchemy.orm import Session

from conversations.partner import FEEDBACK
from models.contact import Contact
from models.conversation import ASKED_FOR_FRIENDS, Answer
from models.partner import COUNTS, Referral, Testimonial
from models.purchase import Purchase, PurchaseItem
from services.figures import Filters
from services.shop import Shop
from services.visits import span_of
from services.voices import of_product

PAGE: Final = 30
# Written out, so that both databases see that the partial index applies.
IS_COLLECTED: Final = text("answers.axis IN ('helped', 'hardest')")


@dataclass(frozen=True, slots=True)
class Theme:
    """One choice of one question: how many chose it, and of how many."""

    axis: str
    value: str
    label: str
    count: int
    of: int

    @property
    def share(self) -> float:
        return self.count / self.of if self.of else 0.0


@dataclass(slots=True)
class ProductTold:
    """What is told of one product."""

    sku: str
    name: str
    answers: int = 0
    most: dict[str, Theme] = field(default_factory=dict)  # axis → the theme named most


@dataclass(frozen=True, slots=True)
class Told:
    """One answer, with what its customer wrote about the same purchase."""

    answer: Answer
    product: str
    words: str


@dataclass(frozen=True, slots=True)
class Friends:
    """From being asked to a friend's purchase, in people and purchases of a period."""

    asked: int  # customers who were asked
    wanted: int  # … who wanted the link
    bought: int  # purchases that named a code
    own: int  # … of these, the referrers' own
    ended: int  # … cancelled, refunded or returned
    stands: int  # … that count


def themes(
    session: Session, shop: Shop, filters: Filters
) -> tuple[dict[str, list[Theme]], list[ProductTold]]:
    """Axis → themes, the most named first, of the chosen product; and every product of the period."""
    counted: dict[str, dict[str, Counter[tuple[str, str]]]] = defaultdict(lambda: defaultdict(Counter))
    names: dict[str, str] = {}
    for axis, value, label, sku, name, count in session.execute(_counts(shop, filters)):
        counted[sku or ""][axis][(value, label)] += count
        names[sku or ""] = name or ""
    chosen: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    products = []
    for sku, by_axis in counted.items():
        told = ProductTold(sku, names[sku])
        for axis, counts in by_axis.items():
            told.answers += counts.total()
            told.most[axis] = _themes(axis, counts)[0]
            if filters.product in ("", sku):
                chosen[axis].update(counts)
        products.append(told)
    products.sort(key=lambda one: (-one.answers, one.name))
    return {axis: _themes(axis, chosen[axis]) for axis in FEEDBACK}, products


def told(
    session: Session, shop: Shop, filters: Filters, axis: str, value: str, page: int
) -> tuple[list[Told], bool]:
    """One page of who chose this, the newest first; whether there are more."""
    statement = _answers(shop, filters, axis, value).order_by(Answer.id.desc())
    answers = list(session.scalars(statement.offset(page * PAGE).limit(PAGE + 1)))
    return _with_words(session, answers[:PAGE]), len(answers) > PAGE


def all_told(session: Session, shop: Shop, filters: Filters, axis: str, value: str) -> Iterable[Told]:
    """Everything, in pages, for a download."""
    last = None
    while True:
        statement = _answers(shop, filters, axis, value).order_by(Answer.id.desc()).limit(500)
        answers = list(session.scalars(statement.where(Answer.id < last) if last else statement))
        if not answers:
            return
        yield from _with_words(session, answers)
        last = answers[-1].id
        session.expunge_all()


def friends(session: Session, shop: Shop, filters: Filters) -> Friends:
    since, until = _span(shop, filters)
    people = func.count(func.distinct(Answer.contact_id))
    asked = select(people, people.filter(Answer.value == "yes")).where(
        Answer.channel_id == shop.channel_id, ASKED_FOR_FRIENDS,
        Answer.answered_at >= since, Answer.answered_at < until,
    )  # fmt: skip
    linked = (
        select(
            func.count(),
            func.count().filter(Referral.is_own | (Purchase.contact_id == Referral.referrer_id)),
            func.count().filter(Purchase.status != "active"),
            func.count().filter(COUNTS),
        )
        .select_from(Referral)
        .join(Purchase, Purchase.id == Referral.purchase_id)
        .where(*_linked(shop, filters))
    )
    bought, own, ended, stands = session.execute(linked).one()
    everybody, wanted = session.execute(asked).one()
    return Friends(everybody, wanted, bought, own, ended, stands)


def brought(
    session: Session, shop: Shop, filters: Filters, page: int | None
) -> tuple[list[tuple[Referral, Purchase, str]], bool]:
    """Purchases that named a code, the newest first, and why one counts for nothing («» it counts).

    One page of them, or (None) all.
    """
    statement = (
        select(Referral, Purchase)
        .join(Purchase, Purchase.id == Referral.purchase_id)
        .where(*_linked(shop, filters))
        .order_by(Referral.id.desc())
    )
    if page is not None:
        statement = statement.offset(page * PAGE).limit(PAGE + 1)
    rows = [(row, bought, _why_not(row, bought)) for row, bought in session.execute(statement)]
    return (rows, False) if page is None else (rows[:PAGE], len(rows) > PAGE)


def _why_not(row: Referral, bought: Purchase) -> str:
    if row.is_own or bought.contact_id == row.referrer_id:
        return "own"
    return "" if bought.status == "active" else bought.status


def lent(session: Session, shop: Shop, state: str, page: int | None) -> tuple[list[Testimonial], bool]:
    """Words customers lent: `shown` those that may be shown now, `withdrawn` the others, else all."""
    statement = select(Testimonial).where(Testimonial.channel_id == shop.channel_id)
    if state in ("shown", "withdrawn"):
        open_ones = Testimonial.withdrawn_at.is_(None)
        statement = statement.where(open_ones if state == "shown" else ~open_ones)
    statement = statement.order_by(Testimonial.id.desc())
    if page is None:
        return list(session.scalars(statement)), False
    rows = list(session.scalars(statement.offset(page * PAGE).limit(PAGE + 1)))
    return rows[:PAGE], len(rows) > PAGE


def partners(session: Session, shop: Shop, most: int) -> tuple[Sequence[Contact], int]:
    """Who may be asked now and then what they think, the newest first; and how many there are."""
    mine = (
        Contact.channel_id == shop.channel_id, Contact.partner_since.is_not(None), Contact.erased_at.is_(None)
    )  # fmt: skip
    newest = select(Contact).where(*mine).order_by(Contact.partner_since.desc(), Contact.id.desc())
    counted = select(func.count()).select_from(Contact).where(*mine)
    return session.scalars(newest.limit(most)).all(), session.scalar(counted) or 0


def _themes(axis: str, counts: Counter[tuple[str, str]]) -> list[Theme]:
    total = counts.total()
    by_value: dict[str, Counter[str]] = defaultdict(Counter)
    for (value, label), count in counts.items():
        by_value[value][label] += count
    made = [Theme(axis, v, n.most_common(1)[0][0], n.total(), total) for v, n in by_value.items()]
    return sorted(made, key=lambda theme: (-theme.count, theme.label))


def _counts(shop: Shop, filters: Filters) -> Any:
    """Axis, choice, its wording, product, what that was last called, and how many. A product is looked up by
    its answer's purchase: joined, a database reads all that was ever sold.
    """
    first = (
        select(PurchaseItem.sku)
        .where(PurchaseItem.purchase_id == Answer.purchase_id)
        .order_by(PurchaseItem.id)
        .limit(1)
        .correlate(Answer)
        .scalar_subquery()
    )
    each = select(Answer.axis, Answer.value, Answer.label, first.label("sku")).where(*_when(shop, filters))
    told = each.subquery().c
    themes = select(*told, func.count().label("count")).group_by(*told).subquery().c
    called = (
        select(PurchaseItem.name)
        .where(PurchaseItem.sku == themes.sku)
        .order_by(PurchaseItem.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    return select(themes.axis, themes.value, themes.label, themes.sku, called, themes["count"])


def _answers(shop: Shop, filters: Filters, axis: str, value: str) -> Any:
    statement = select(Answer).where(*_when(shop, filters))
    if axis:
        statement = statement.where(Answer.axis == axis)
    if value:
        statement = statement.where(Answer.value == value)
    if filters.product:
        statement = statement.where(of_product(filters.product, Answer.purchase_id))
    return statement


def _when(shop: Shop, filters: Filters) -> list[ColumnElement[bool] | Any]:
    since, until = _span(shop, filters)
    return [
        Answer.channel_id == shop.channel_id, IS_COLLECTED, Answer.redacted_at.is_(None),
        Answer.answered_at >= since, Answer.answered_at < until,
    ]  # fmt: skip


def _linked(shop: Shop, filters: Filters) -> list[ColumnElement[bool]]:
    since, until = _span(shop, filters)
    chosen: list[ColumnElement[bool]] = [
        Referral.channel_id == shop.channel_id, Referral.linked_at >= since, Referral.linked_at < until
    ]  # fmt: skip
    if filters.product:
        chosen.append(of_product(filters.product, Referral.purchase_id))
    return chosen


def _span(shop: Shop, filters: Filters) -> tuple[datetime, datetime]:
    return span_of(filters.since, shop.zone)[0], span_of(filters.until, shop.zone)[1]


def _with_words(session: Session, answers: Sequence[Answer]) -> list[Told]:
    bought = {answer.purchase_id for answer in answers if answer.purchase_id}
    items = select(PurchaseItem.purchase_id, PurchaseItem.name).where(PurchaseItem.purchase_id.in_(bought))
    products: dict[int, str] = dict(session.execute(items.order_by(PurchaseItem.id.desc())).all())
    wrote = select(Answer.purchase_id, Answer.label).where(
        Answer.purchase_id.in_(bought), Answer.axis == "comment", Answer.redacted_at.is_(None)
    )
    words = {purchase: said for purchase, said in session.execute(wrote.order_by(Answer.id)) if purchase}
    return [Told(a, products.get(a.purchase_id or 0, ""), words.get(a.purchase_id or 0, "")) for a in answers]
