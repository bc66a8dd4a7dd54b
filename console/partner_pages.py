"""パートナー: what helped, what is hard, by product and theme; friends who came; words to show."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from console import queries
from console.downloads import as_csv, as_excel
from console.guards import AGENTS, READERS, Console
from console.labels import LABELS
from console.result_filters import choices_of, periods_of, read_filters, shop_shown
from console.result_pages import KIND, LEARNERS
from console.routing import ID, Route
from conversations.partner import FEEDBACK
from models import contact as contacts
from models.contact import Contact
from models.partner import Testimonial
from services import lending, partnership
from services.exporting import Value
from services.naming import name_of
from services.staffing import audit

WITHDRAWERS: Final = AGENTS | {"marketer"}
MOST: Final = 200  # partners shown by name
STATES: Final = ("shown", "withdrawn", "all")
FEEDBACK_HEAD: Final = (
    "answered_at", "contact_id", "product", "question", "theme_id", "theme", "own_words",
)  # fmt: skip
LENT_HEAD: Final = (
    "agreed_at", "contact_id", "words", "signed", "asked", "given_in_return", "withdrawn_at", "withdrawn_by",
)  # fmt: skip
FRIENDS_HEAD: Final = ("linked_at", "referrer_contact_id", "purchase_id", "order_number", "counts", "why_not")


def feedback(console: Console) -> ResponseReturnValue:
    """Themes as a table; a theme's people below it."""
    axis, value, page = _axis(), request.args.get("theme", "")[:64], _page()
    with console.database.read() as reading:
        shop = shop_shown(console, reading)
        filters = read_filters(request.args, shop, console.clock())
        themes, products = partnership.themes(reading, shop, filters)
        partners, partner_count = partnership.partners(reading, shop, MOST)
        people, more = partnership.told(reading, shop, filters, axis, value, page) if axis else ([], False)
        return render_template(
            "console/partner_feedback.html",
            themes=themes, products=products, people=people, more=more, page=page, size=partnership.PAGE,
            axis=axis, theme=value, axes=FEEDBACK, filters=filters, zone=shop.tz,
            choices=choices_of(reading, shop, filters), periods=periods_of(filters),
            partners=_named(reading, partners), partner_count=partner_count,
            may_take=g.staff.role in LEARNERS,
        )  # fmt: skip


def feedback_file(console: Console, kind: str) -> ResponseReturnValue:
    axis, value = _axis(), request.args.get("theme", "")[:64]
    shop, filters = _taken(console, "feedback")

    def rows() -> Iterator[tuple[Value, ...]]:
        with console.database.read() as reading:
            for one in partnership.all_told(reading, shop, filters, axis, value):
                said = one.answer
                yield (
                    said.answered_at.astimezone(shop.tz).isoformat(), said.contact_id, one.product,
                    LABELS["axis"][said.axis], said.value, said.label, one.words,
                )  # fmt: skip

    return _file(kind, f"sonogo-feedback-{filters.since}-{filters.until}", FEEDBACK_HEAD, rows())


def friends(console: Console) -> ResponseReturnValue:
    """From asking to a friend's purchase."""
    page = _page()
    with console.database.read() as reading:
        shop = shop_shown(console, reading)
        filters = read_filters(request.args, shop, console.clock())
        rows, more = partnership.brought(reading, shop, filters, page)
        return render_template(
            "console/partner_friends.html",
            found=partnership.friends(reading, shop, filters), rows=rows, more=more, page=page,
            size=partnership.PAGE, filters=filters, zone=shop.tz, rules=shop.partner,
            choices=choices_of(reading, shop, filters), periods=periods_of(filters),
            may_take=g.staff.role in LEARNERS,
        )  # fmt: skip


def friends_file(console: Console, kind: str) -> ResponseReturnValue:
    shop, filters = _taken(console, "friends")
    with console.database.read() as reading:
        found, _ = partnership.brought(reading, shop, filters, None)
        rows: list[tuple[Value, ...]] = [
            (
                row.linked_at.astimezone(shop.tz).isoformat(), row.referrer_id, bought.id, bought.external_id,
                "no" if why_not else "yes", why_not,
            )
            for row, bought, why_not in found
        ]  # fmt: skip
    return _file(kind, f"sonogo-friends-{filters.since}-{filters.until}", FRIENDS_HEAD, rows)


def words(console: Console) -> ResponseReturnValue:
    """Words that may be shown, and those that may no more."""
    state, page = request.args.get("state", "shown"), _page()
    state = state if state in STATES else "shown"
    with console.database.read() as reading:
        shop = shop_shown(console, reading)
        rows, more = partnership.lent(reading, shop, state, page)
        return render_template(
            "console/partner_words.html",
            rows=rows, more=more, page=page, size=partnership.PAGE, state=state, states=STATES, zone=shop.tz,
            may_take=g.staff.role in LEARNERS, may_withdraw=g.staff.role in WITHDRAWERS,
        )  # fmt: skip


def words_file(console: Console, kind: str) -> ResponseReturnValue:
    """What the shop may show, with what has to stand beside it."""
    state = request.args.get("state", "shown")
    shop, _ = _taken(console, "testimonials")
    with console.database.read() as reading:
        found, _ = partnership.lent(reading, shop, state, None)
        rows: list[tuple[Value, ...]] = [
            (
                row.agreed_at.astimezone(shop.tz).isoformat(), row.contact_id, row.words, row.signed,
                row.asked, row.gift,
                row.withdrawn_at.astimezone(shop.tz).isoformat() if row.withdrawn_at else "",
                row.withdrawn_by,
            )
            for row in found
        ]  # fmt: skip
    return _file(kind, "sonogo-testimonials", LENT_HEAD, rows)


def withdraw(console: Console, lent_id: int) -> ResponseReturnValue:
    """Staff take words off; whoever shows them has to take them off there, too."""
    with console.database.begin() as uow:
        shop = shop_shown(console, uow.session)
        row = uow.session.get(Testimonial, lent_id)
        if row is None or row.channel_id != shop.channel_id:
            abort(404)
        contacts.lock(uow.session, row.contact_id)
        uow.session.refresh(row)
        done = lending.withdraw(uow.session, row, g.staff, console.clock())
        uow.commit()
    if done:
        flash("掲載を取り下げました。お店のページや印刷物からも外してください。", "done")
    else:
        flash("すでに取り下げられています。", "bad")
    return redirect(url_for("console.partner_words"))


def _named(reading: Session, people: Sequence[Contact]) -> list[tuple[Contact, str]]:
    bought = queries.purchases_of(reading, [one.id for one in people])
    return [(one, name_of(one, next(iter(bought.get(one.id, [])), None))) for one in people]


def _taken(console: Console, what: str) -> Any:
    """The shop and the filters; who took the rows away is on record."""
    with console.database.begin() as uow:
        shop = shop_shown(console, uow.session)
        filters = read_filters(request.args, shop, console.clock())
        audit(uow.session, console.clock(), "results.exported", what, staff_id=g.staff.id)
        uow.commit()
    return shop, filters


def _file(kind: str, name: str, head: tuple[str, ...], rows: Any) -> ResponseReturnValue:
    return (as_csv if kind == "csv" else as_excel)(name, head, rows)


def _axis() -> str:
    asked = request.args.get("axis", "")
    return asked if asked in FEEDBACK else ""


def _page() -> int:
    return min(max(request.args.get("page", 0, type=int), 0), 100_000)


ROUTES: Final = (
    Route("/results/feedback", "partner_feedback", "GET", feedback, READERS),
    Route(f"/results/feedback.<{KIND}>", "partner_feedback_file", "GET", feedback_file, LEARNERS),
    Route("/results/friends", "partner_friends", "GET", friends, READERS),
    Route(f"/results/friends.<{KIND}>", "partner_friends_file", "GET", friends_file, LEARNERS),
    Route("/results/testimonials", "partner_words", "GET", words, READERS),
    Route(f"/results/testimonials.<{KIND}>", "partner_words_file", "GET", words_file, LEARNERS),
    Route(
        f"/results/testimonials/<{ID}:lent_id>/withdraw", "partner_withdraw", "POST", withdraw, WITHDRAWERS
    ),
)
