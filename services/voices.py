"""お客様の声: who is in a cell of the 2×2, and what customers wrote in their own words. Reads, and tags.

Who is in a cell is found through the counters: they say which days have somebody, so that only those days'
rows are read, however long the period and however rare the cell.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, TextClause, and_, delete, func, select, text, tuple_
from sqlalchemy.orm import Session, aliased

from models.conversation import Answer, Conversation
from models.database import one_of, upsert
from models.purchase import Purchase, PurchaseItem
from models.result import VISITS, AnswerTag
from models.touchpoint import Touchpoint
from services.figures import CHECK_IN, Filters
from services.shop import Shop
from services.visits import IS_DECIDED, span_of

GOOD: Final = 4  # as `feelings.cell` draws the lines
PEOPLE: Final = 20  # on one page of a cell
VOICES: Final = 30
TAG_LENGTH: Final = 30
TAGS_SHOWN: Final = 30
NEAR: Final = 2_000  # of the newest words are looked through before all of them are
# Written out, so that both databases see that the partial index applies.
IS_WRITTEN: Final = text("answers.axis = 'comment' AND answers.redacted_at IS NULL")


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in a cell: what they answered, about which purchase, when they were asked."""

    contact_id: int
    purchase_id: int
    product: str
    asked_at: datetime
    result: int
    feeling: int


@dataclass(frozen=True, slots=True)
class Voice:
    """What somebody wrote, with the scores of the same talk."""

    answer: Answer
    product: str
    scores: dict[str, int]
    tags: Sequence[str]


def members_of(
    session: Session, shop: Shop, filters: Filters, cell: str, page: int
) -> tuple[list[Member], int]:
    """One page of a cell, the last asked first; how many there are in all."""
    days = _days_with(session, filters, cell)
    skip, since, until, enough = page * PEOPLE, None, None, 0
    for day, count in days:
        if skip >= count and until is None:
            skip -= count
            continue
        since, until = day, until or day
        enough += count
        if enough >= skip + PEOPLE:
            break
    total = sum(count for _, count in days)
    if since is None or until is None:
        return [], total
    return _between(session, shop, filters, cell, since, until, skip), total


def _days_with(session: Session, filters: Filters, cell: str) -> list[tuple[date, int]]:
    number = func.sum(VISITS.c[cell])
    statement = (
        select(VISITS.c.day, number)
        .where(*filters.where(VISITS), VISITS.c.purpose == CHECK_IN, VISITS.c[cell] > 0)
        .group_by(VISITS.c.day)
        .order_by(VISITS.c.day.desc())
    )
    return [(day, int(count)) for day, count in session.execute(statement)]


def _between(
    session: Session, shop: Shop, filters: Filters, cell: str, since: date, until: date, skip: int
) -> list[Member]:
    first, last = span_of(since, shop.zone)[0], span_of(until, shop.zone)[1]
    keys = select(VISITS.c.key).where(
        VISITS.c.channel_id == shop.channel_id, VISITS.c.whole.is_(True), VISITS.c.day >= since,
        VISITS.c.day <= until, VISITS.c.purpose == CHECK_IN,
    )  # fmt: skip
    decided = select(
        Touchpoint.id, Touchpoint.contact_id, Touchpoint.purchase_id, Touchpoint.decided_at
    ).where(
        Touchpoint.channel_id == shop.channel_id, IS_DECIDED, Touchpoint.decided_at >= first,
        Touchpoint.decided_at < last, Touchpoint.key.in_(session.scalars(keys.distinct()).all()),
        *_narrowed(filters, shop),
    )  # fmt: skip
    # Of one product or week first: else PostgreSQL reads the answers of everybody asked on these days.
    kept_apart = decided.cte().prefix_with("MATERIALIZED", dialect="postgresql")
    asked = (kept_apart if filters.product or filters.cohort else decided.subquery()).c
    result, feeling = aliased(Answer), aliased(Answer)
    worked, glad = cell in ("partner", "reassure"), cell in ("partner", "expect")
    statement = (
        select(asked.contact_id, asked.purchase_id, asked.decided_at, result.score, feeling.score)
        .join(Conversation, Conversation.touchpoint_id == asked.id)
        .join(result, and_(result.conversation_id == Conversation.id, result.axis == "result"))
        .join(feeling, and_(feeling.conversation_id == Conversation.id, feeling.axis == "feeling"))
        .where(
            result.score >= GOOD if worked else result.score < GOOD,
            feeling.score >= GOOD if glad else feeling.score < GOOD,
            _is_newest(result), _is_newest(feeling),
        )
        .order_by(asked.decided_at.desc(), asked.id.desc())
        .offset(skip)
        .limit(PEOPLE)
    )  # fmt: skip
    rows: Sequence[Any] = session.execute(statement).all()
    products = _products(session, {row[1] for row in rows})
    return [Member(row[0], row[1], products.get(row[1], ""), row[2], row[3], row[4]) for row in rows]


def _is_newest(answer: Any) -> ColumnElement[bool]:
    """A corrected answer is a newer row of the same talk and axis."""
    newer = aliased(Answer)
    later = select(newer.id).where(
        newer.conversation_id == answer.conversation_id,
        newer.axis == answer.axis,
        newer.id > answer.id,
        newer.score.is_not(None),
    )
    return ~later.exists()


def of_product(product: str, purchase_id: Any) -> ColumnElement[bool]:
    """The first item of this purchase is this product."""
    first, item = aliased(PurchaseItem), aliased(PurchaseItem)
    earliest = select(func.min(first.id)).where(first.purchase_id == item.purchase_id).scalar_subquery()
    return (
        select(item.id)
        .where(item.purchase_id == purchase_id, item.sku == product, item.id == earliest)
        .exists()
    )


def _narrowed(filters: Filters, shop: Shop) -> list[ColumnElement[bool]]:
    """The same filters as the counters', said of touchpoints."""
    chosen: list[ColumnElement[bool]] = []
    if filters.version:
        chosen.append(Touchpoint.journey_version_id == filters.version)
    if filters.cohort is not None:
        since = span_of(filters.cohort, shop.zone)[0]
        until = span_of(filters.cohort + timedelta(days=6), shop.zone)[1]
        bought = select(Purchase.id).where(
            Purchase.id == Touchpoint.purchase_id,
            Purchase.purchased_at >= since,
            Purchase.purchased_at < until,
        )
        chosen.append(bought.exists())
    if filters.product:
        chosen.append(of_product(filters.product, Touchpoint.purchase_id))
    return chosen


def voices(
    session: Session, shop: Shop, filters: Filters, words: str, tag: str, page: int
) -> tuple[list[Voice], bool]:
    """One page of what was written in the period, the newest first; whether there are more."""
    ids = _numbers(session, shop, filters, words, tag, page * VOICES)
    still = select(Answer).where(Answer.id.in_(ids), IS_WRITTEN)  # not what was taken back meanwhile
    found = {answer.id: answer for answer in session.scalars(still)}
    here = [found[number] for number in ids[:VOICES] if number in found]
    return _with_context(session, here), len(ids) > VOICES


def _numbers(
    session: Session, shop: Shop, filters: Filters, words: str, tag: str, skip: int
) -> Sequence[int]:
    """Ids of a page and one more. What most write is found among the newest; only what is seldom, in all."""
    written, narrowed = _written(shop, filters), _narrowed_to(filters, words, tag)
    ordered = select(Answer.id).where(*written).order_by(Answer.answered_at.desc(), Answer.id.desc())
    if not narrowed:
        return session.scalars(ordered.offset(skip).limit(VOICES + 1)).all()
    near = session.scalars(ordered.limit(NEAR)).all()
    fit = set(session.scalars(select(Answer.id).where(one_of(session, Answer.id, near), *narrowed)))
    if len(fit) > skip + VOICES or len(near) < NEAR:
        return [number for number in near if number in fit][skip : skip + VOICES + 1]
    # Found before they are put in order: else PostgreSQL may walk through everything in that order.
    every = select(Answer.id, Answer.answered_at).where(*written, *narrowed, *_may_hold(session, words))
    rows = every.cte().prefix_with("MATERIALIZED", dialect="postgresql").c
    newest = select(rows.id).order_by(rows.answered_at.desc(), rows.id.desc())
    return session.scalars(newest.offset(skip).limit(VOICES + 1)).all()


def all_voices(session: Session, shop: Shop, filters: Filters, words: str, tag: str) -> Iterable[Voice]:
    """Everything that was written, in pages, for a download."""
    place = tuple_(Answer.answered_at, Answer.id)
    chosen = select(Answer).where(*_written(shop, filters), *_narrowed_to(filters, words, tag))
    chosen = chosen.order_by(Answer.answered_at.desc(), Answer.id.desc()).limit(500)
    last = None
    while True:
        answers = list(session.scalars(chosen.where(place < tuple_(*last)) if last else chosen))
        if not answers:
            return
        last = answers[-1].answered_at, answers[-1].id
        yield from _with_context(session, answers)
        session.expunge_all()


def tags_of(session: Session, shop: Shop) -> list[tuple[str, int]]:
    """The tags in use, the most used first."""
    number = func.count()
    statement = (
        select(AnswerTag.tag, number)
        .join(Answer, Answer.id == AnswerTag.answer_id)
        .where(Answer.channel_id == shop.channel_id)
        .group_by(AnswerTag.tag)
        .order_by(number.desc(), AnswerTag.tag)
    )
    return [(tag, count) for tag, count in session.execute(statement.limit(TAGS_SHOWN))]


def put_tag(session: Session, answer: Answer, tag: str, staff_id: int, now: datetime) -> bool:
    """Tag what somebody wrote; False when the tag is empty or what was written is gone."""
    name = fold_tag(tag)
    if not name or answer.redacted_at is not None:
        return False
    row = {"answer_id": answer.id, "tag": name, "staff_id": staff_id, "at": now}
    session.execute(upsert(session)(AnswerTag).values(row).on_conflict_do_nothing())
    return True


def take_tag(session: Session, answer: Answer, tag: str) -> None:
    session.execute(delete(AnswerTag).where(AnswerTag.answer_id == answer.id, AnswerTag.tag == tag))


def fold_tag(tag: str) -> str:
    """「　香り 」 and 「#香り」 are one tag."""
    return " ".join(unicodedata.normalize("NFKC", tag).split()).lstrip("#")[:TAG_LENGTH].strip()


def _written(shop: Shop, filters: Filters) -> list[ColumnElement[bool] | TextClause]:
    """What was written in the period."""
    since, until = span_of(filters.since, shop.zone)[0], span_of(filters.until, shop.zone)[1]
    return [
        Answer.channel_id == shop.channel_id, IS_WRITTEN, Answer.answered_at >= since,
        Answer.answered_at < until,
    ]  # fmt: skip


def _narrowed_to(filters: Filters, words: str, tag: str) -> list[ColumnElement[bool]]:
    """What else is asked of it."""
    chosen: list[ColumnElement[bool]] = []
    if words:
        caseless = words.upper() == words.lower()  # Japanese mostly is: twice as quick to look through
        holds = Answer.label.contains if caseless else Answer.label.icontains
        chosen.append(holds(words, autoescape=True))
    if tag:
        chosen.append(Answer.id.in_(select(AnswerTag.answer_id).where(AnswerTag.tag == tag)))
    if filters.product:
        chosen.append(of_product(filters.product, Answer.purchase_id))
    return chosen


def _may_hold(session: Session, words: str) -> list[ColumnElement[bool]]:
    """What PostgreSQL's index says first: pairs of the words' letters (docs/adr/0017)."""
    if len(words) < 2 or session.get_bind().dialect.name == "sqlite":
        return []
    pairs = func.sonogo_grams
    return [pairs(func.lower(Answer.label)).op("@>")(pairs(func.lower(words)))]


def _with_context(session: Session, answers: Sequence[Answer]) -> list[Voice]:
    talks = {answer.conversation_id for answer in answers}
    scored = select(Answer.conversation_id, Answer.axis, Answer.score).where(
        Answer.conversation_id.in_(talks), Answer.score.is_not(None)
    )
    scores: dict[int, dict[str, int]] = {}
    for talk, axis, score in session.execute(scored.order_by(Answer.id)):
        scores.setdefault(talk, {})[axis] = score or 0
    put = select(AnswerTag.answer_id, AnswerTag.tag).where(AnswerTag.answer_id.in_([a.id for a in answers]))
    tags: dict[int, list[str]] = {}
    for answer_id, tag in session.execute(put.order_by(AnswerTag.at)):
        tags.setdefault(answer_id, []).append(tag)
    products = _products(session, {answer.purchase_id for answer in answers if answer.purchase_id})
    return [
        Voice(a, products.get(a.purchase_id or 0, ""), scores.get(a.conversation_id, {}), tags.get(a.id, []))
        for a in answers
    ]


def _products(session: Session, purchase_ids: set[int]) -> dict[int, str]:
    """What the first item of each purchase is called."""
    items = select(PurchaseItem.purchase_id, PurchaseItem.name).where(
        PurchaseItem.purchase_id.in_(purchase_ids)
    )
    return dict(session.execute(items.order_by(PurchaseItem.id.desc())).all())
