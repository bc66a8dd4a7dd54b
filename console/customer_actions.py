"""What staff do for one customer. Each takes the form, does one unit of work, and shows the page again."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Final

from flask import Response, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from console import queries
from console.customer_pages import living
from console.guards import AGENTS, Console
from console.routing import ID, Route
from models import contact as contacts
from models import erasure_request
from models.contact import Contact
from models.staff import Staff
from services import consenting, erasure, exporting, languages, parting
from services.folding import fold
from services.shop import Shop
from services.staffing import audit

PARTERS: Final = frozenset({"owner", "lead"})
PAUSES: Final = {"7": 7, "14": 14, "30": 30, "": 0}  # days; 0: until somebody lifts it
CONFIRMS: Final = ("消去する", "erase")  # typed to erase
Work = Callable[[Session, Shop, Contact, Staff, datetime], None]


def pause(console: Console, contact_id: int) -> ResponseReturnValue:
    days = PAUSES.get(request.form.get("days", ""), 0)

    def work(session: Session, shop: Shop, contact: Contact, staff: Staff, now: datetime) -> None:
        until = _morning_after(now, days, shop) if days else None
        consenting.pause(session, shop, contact, staff, until, now)

    return _do(console, contact_id, work, "自動のご連絡を休止しました。")


def unpause(console: Console, contact_id: int) -> ResponseReturnValue:
    return _do(
        console,
        contact_id,
        lambda session, shop, contact, staff, now: consenting.unpause(session, contact, staff, now),
        "自動のご連絡を再開しました。",
    )


def offers(console: Console, contact_id: int) -> ResponseReturnValue:
    on = request.form.get("on") == "yes"
    return _do(
        console,
        contact_id,
        lambda session, shop, contact, staff, now: consenting.turn_offers(session, contact, staff, on, now),
        "おすすめのご案内を再開しました。" if on else "おすすめのご案内を控えます。",
    )


def hour(console: Console, contact_id: int) -> ResponseReturnValue:
    typed = request.form.get("hour", "")
    is_hour = typed.isascii() and typed.isdecimal() and len(typed) < 3 and int(typed) < 24
    chosen = int(typed) if is_hour else None
    return _do(
        console,
        contact_id,
        lambda session, shop, contact, staff, now: consenting.choose_hour(
            session, contact, staff, chosen, now
        ),
        "ご希望の時間を記録しました。" if chosen is not None else "時間の指定を外しました。",
    )


def speak(console: Console, contact_id: int) -> ResponseReturnValue:
    """The language we write to them in, as they told a person; «»: as their LINE says."""
    wanted = request.form.get("language", "")

    def work(session: Session, shop: Shop, contact: Contact, staff: Staff, now: datetime) -> None:
        if languages.choose(contact, wanted) is None:
            abort(400)
        subject, detail = f"contact:{contact_id}", dict[str, object](language=contact.chosen_language)
        audit(session, now, "contact.language_chosen", subject, staff_id=staff.id, detail=detail)

    return _do(console, contact_id, work, "お送りする言葉を変えました。")


def export(console: Console, contact_id: int) -> ResponseReturnValue:
    """Everything kept about this person, as a zip."""
    with console.database.begin() as uow:
        contact = living(uow.session, contact_id)
        packed = exporting.pack(erasure.export(uow.session, contact))
        subject = f"contact:{contact_id}"
        audit(uow.session, console.clock(), "contact.exported", subject, staff_id=g.staff.id)
        uow.commit()
    response = Response(packed, mimetype="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="customer-{contact_id}.zip"'
    return response


def parting_page(console: Console, contact_id: int) -> ResponseReturnValue:
    return _show_parting(console, contact_id, "")


def part(console: Console, contact_id: int) -> ResponseReturnValue:
    """Erase, or ask for it, or confirm it: typed, so that no slip of the finger does it."""
    if fold(request.form.get("typed", "")) not in CONFIRMS:
        return _show_parting(console, contact_id, "differs")
    with console.database.begin() as uow:
        living(uow.session, contact_id)
        staff = uow.session.get_one(Staff, g.staff.id)
        shop = console.shop_of(uow.session.get_one(Contact, contact_id).channel_id)
        outcome = parting.part_with(uow.session, shop, contact_id, staff, console.clock())
        uow.commit()
    if outcome in ("waiting", "not_yours"):
        return _show_parting(console, contact_id, outcome)
    if outcome == "asked":
        flash("消去を依頼しました。別のオーナーの確認を待っています。", "done")
        return redirect(url_for("console.customer", contact_id=contact_id))
    console.database.forget_old_pages()
    flash("お客様の情報を消去しました。過去のバックアップには残っています。", "done")
    return redirect(url_for("console.customers"))


def refuse(console: Console, contact_id: int) -> ResponseReturnValue:
    with console.database.begin() as uow:
        living(uow.session, contact_id)
        staff = uow.session.get_one(Staff, g.staff.id)
        outcome = parting.refuse(uow.session, contact_id, staff, console.clock())
        uow.commit()
    if outcome == "not_yours":
        abort(403)
    flash("消去の依頼を取り下げました。", "done")
    return redirect(url_for("console.customer", contact_id=contact_id))


def _show_parting(console: Console, contact_id: int, problem: str) -> ResponseReturnValue:
    with console.database.read() as reading:
        contact = living(reading, contact_id)
        asked = erasure_request.open_of(reading, contact_id)
        values = {
            "contact": contact,
            "name": queries.customer_name(reading, contact),
            "purchases": queries.purchases_of(reading, [contact_id]).get(contact_id, []),
            "asked": asked,
            "names": queries.staff_names(reading),
        }
    shop = console.shop_of(contact.channel_id)
    page = render_template(
        "console/customer_erase.html", **values, problem=problem, by_two=shop.rules.erase_by_two, zone=shop.tz
    )
    return page, 422 if problem else 200


def _do(console: Console, contact_id: int, work: Work, said: str) -> ResponseReturnValue:
    with console.database.begin() as uow:
        living(uow.session, contact_id)
        contact = contacts.lock(uow.session, contact_id)
        if contact.erased_at is not None:
            abort(404)
        staff = uow.session.get_one(Staff, g.staff.id)
        work(uow.session, console.shop_of(contact.channel_id), contact, staff, console.clock())
        uow.commit()
    flash(said, "done")
    return redirect(url_for("console.customer", contact_id=contact_id) + "#care")


def _morning_after(now: datetime, days: int, shop: Shop) -> datetime:
    """The beginning of the day that comes so many days later, in the shop's zone."""
    day = now.astimezone(shop.tz).date() + timedelta(days=days)
    return datetime.combine(day, time(), shop.tz)


_ONE: Final = f"/customers/<{ID}:contact_id>"
ROUTES: Final = (
    Route(f"{_ONE}/pause", "customer_pause", "POST", pause, AGENTS),
    Route(f"{_ONE}/unpause", "customer_unpause", "POST", unpause, AGENTS),
    Route(f"{_ONE}/offers", "customer_offers", "POST", offers, AGENTS),
    Route(f"{_ONE}/hour", "customer_hour", "POST", hour, AGENTS),
    Route(f"{_ONE}/language", "customer_language", "POST", speak, AGENTS),
    Route(f"{_ONE}/export", "customer_export", "POST", export, AGENTS),
    Route(f"{_ONE}/erase", "customer_erase", "GET", parting_page, PARTERS),
    Route(f"{_ONE}/erase", "customer_part", "POST", part, PARTERS),
    Route(f"{_ONE}/erase/refuse", "customer_keep", "POST", refuse, PARTERS),
)
