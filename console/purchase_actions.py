"""What staff do to a purchase by hand: add it, tell a milestone, end it, move it, give it a new code."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Final

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from console import purchase_pages
from console.guards import AGENTS, Console
from console.routing import ID, Route
from conversations.sequence import clash_of
from models import channel as channels
from models import partner
from models.contact import Contact
from models.purchase import Purchase, milestones_of
from models.staff import Staff
from services import binding, progress_pages, purchases, searching, taking_back
from services.binding import NotDone
from services.cells import WrongCell, read_instant
from services.orders import by_hand
from services.purchases import ENDINGS, AlreadyEnded, is_milestone, is_plausible
from services.shop import Shop
from services.staffing import audit

FIELDS: Final = (
    "external_id", "purchased_at", "sku", "name", "category", "quantity", "unit_price", "customer_name",
    "phone", "email", "expected_delivery_on", "referral_code",
)  # fmt: skip
AHEAD: Final = timedelta(days=366)
Work = Callable[[Session, Shop, Purchase, Staff, datetime], str]  # a problem's code, or ""


def new(console: Console) -> ResponseReturnValue:
    typed = {
        "purchased_at": f"{console.clock().astimezone(chosen_shop(console).tz):%Y-%m-%dT%H:%M}",
        "quantity": "1",
    }
    return render_template(
        "console/purchase_new.html", accounts=accounts_served(console), typed=typed, problems={}
    )


def add(console: Console) -> ResponseReturnValue:
    """One purchase typed in: read as a file's row is, so that both mean the same."""
    typed = {name: request.form.get(name, "").strip() for name in FIELDS}
    read = {**typed, "purchased_at": typed["purchased_at"].replace("T", " ")}
    typed["channel"] = request.form.get("channel", "")
    shop, now = chosen_shop(console), console.clock()
    order, refused = by_hand(read, shop.tz, now)
    if order is None:
        problems = {refusal.column: (refusal.ja, refusal.en) for refusal in refused}
        return render_template(
            "console/purchase_new.html", accounts=accounts_served(console), typed=typed, problems=problems
        ), 422
    with console.database.begin() as uow:
        purchase, created = purchases.register(uow.session, shop, order, now)
        if created:
            searching.refresh_purchase(uow.session, purchase, now)
            subject = f"purchase:{purchase.id}"
            audit(uow.session, now, "purchase.added", subject, staff_id=g.staff.id)
        linked = partner.referral_of(uow.session, purchase.id) is not None
        uow.commit()
    said = "購入を登録しました。" if created else "この注文番号は登録済みです。内容は変えていません。"
    flash(said, "done" if created else "bad")
    if created and typed["referral_code"] and not linked:
        flash("この紹介コードは見つかりませんでした。紹介なしで登録しています。", "bad")
    return redirect(url_for("console.purchase", purchase_id=purchase.id))


def milestone(console: Console, purchase_id: int) -> ResponseReturnValue:
    chosen = request.form.get("milestone", "")
    name = request.form.get("own", "").strip().lower() if chosen == "own" else chosen
    note = " ".join(request.form.get("note", "").split())[:200]

    def work(session: Session, shop: Shop, purchase: Purchase, staff: Staff, now: datetime) -> str:
        try:
            at = read_instant(request.form.get("at", "").replace("T", " "), shop.tz)
        except WrongCell:
            return "time"
        if not is_milestone(name):
            return "milestone"
        if at is not None and not is_plausible(at, now):
            return "time"
        told = {code: at for code, at in milestones_of(session, purchase.id).items() if is_milestone(code)}
        known = {**told, "purchased": purchase.purchased_at}
        clash = clash_of(known, name, at or known.get(name, now), shop.tz)
        if clash is not None:
            return clash.code
        purchases.tell_milestone(session, shop, purchase, name, at, note, now)
        _note(session, "purchase.milestone", purchase, staff, now, {"milestone": name})
        return ""

    return _do(console, purchase_id, work, "進捗を記録しました。予定もこれに合わせて動きます。")


def take_back(console: Console, purchase_id: int) -> ResponseReturnValue:
    """It was recorded by mistake."""
    name = request.form.get("milestone", "")

    def work(session: Session, shop: Shop, purchase: Purchase, staff: Staff, now: datetime) -> str:
        if not taking_back.take_back(session, shop, purchase, name, now):
            return "not_told"
        _note(session, "purchase.milestone_taken_back", purchase, staff, now, {"milestone": name})
        return ""

    said = "記録を取り消しました。すでにお送りしたご連絡は、そのままです。"
    return _do(console, purchase_id, work, said)


def expect(console: Console, purchase_id: int) -> ResponseReturnValue:
    """The goods should arrive on another day."""
    typed = request.form.get("expected_delivery_on", "").strip()

    def work(session: Session, shop: Shop, purchase: Purchase, staff: Staff, now: datetime) -> str:
        try:
            day = date.fromisoformat(typed)
        except ValueError:
            return "time"
        if abs(day - now.date()) > AHEAD:
            return "time"
        if day < now.astimezone(shop.tz).date():
            return "expected_past"
        if day < purchase.purchased_at.astimezone(shop.tz).date():
            return "before_purchased"
        purchases.expect_delivery(session, shop, purchase, day, now)
        _note(session, "purchase.delivery_moved", purchase, staff, now, {"day": typed})
        return ""

    return _do(console, purchase_id, work, "お届け予定日を記録しました。予定もこれに合わせて動きます。")


def close_page(console: Console, purchase_id: int) -> ResponseReturnValue:
    """The customer's page opens with the links sent so far no more."""

    def work(session: Session, shop: Shop, purchase: Purchase, staff: Staff, now: datetime) -> str:
        purchases.hold(session, purchase)
        progress_pages.close(purchase)
        _note(session, "purchase.page_closed", purchase, staff, now)
        return ""

    return _do(
        console, purchase_id, work, "これまでのリンクを無効にしました。次のご連絡から新しいリンクになります。"
    )


def end(console: Console, purchase_id: int) -> ResponseReturnValue:
    status = request.form.get("status", "")
    note = " ".join(request.form.get("note", "").split())[:200]

    def work(session: Session, shop: Shop, purchase: Purchase, staff: Staff, now: datetime) -> str:
        if status not in ENDINGS:
            return "ending"
        try:
            purchases.end(session, shop, purchase, status, note, now)
        except AlreadyEnded:
            return "ended"
        _note(session, f"purchase.{status}", purchase, staff, now)
        return ""

    return _do(console, purchase_id, work, "購入を終わりにしました。この購入のご連絡は、もう届きません。")


def renew_code(console: Console, purchase_id: int) -> ResponseReturnValue:
    said = "新しいコードを発行しました。前のコードは使えません。"
    return _do(console, purchase_id, _or_problem(binding.renew_code), said)


def unbind(console: Console, purchase_id: int) -> ResponseReturnValue:
    said = "ひも付けを外し、新しいコードを発行しました。"
    return _do(console, purchase_id, _or_problem(binding.unbind), said)


def bind(console: Console, purchase_id: int) -> ResponseReturnValue:
    contact_id = request.form.get("contact", 0, type=int)

    def work(session: Session, shop: Shop, purchase: Purchase, staff: Staff, now: datetime) -> str:
        if not 0 < contact_id < 2**53 or session.get(Contact, contact_id) is None:
            return "nobody"
        done = binding.bind(session, shop, purchase, contact_id, staff, now)
        return done.why if done is not None else ""

    return _do(console, purchase_id, work, "お客様とひも付けました。お客様には何も送っていません。")


def _or_problem(work: Callable[[Session, Shop, Purchase, Staff, datetime], NotDone | None]) -> Work:
    def do(session: Session, shop: Shop, purchase: Purchase, staff: Staff, now: datetime) -> str:
        done = work(session, shop, purchase, staff, now)
        return done.why if done is not None else ""

    return do


def _do(console: Console, purchase_id: int, work: Work, said: str) -> ResponseReturnValue:
    with console.database.begin() as uow:
        purchase = uow.session.get(Purchase, purchase_id)
        if purchase is None:
            abort(404)
        staff = uow.session.get_one(Staff, g.staff.id)
        problem = work(uow.session, console.shop_of(purchase.channel_id), purchase, staff, console.clock())
        if not problem:
            uow.commit()
    if problem:
        return purchase_pages.render(console, purchase_id, problem, request.form.to_dict())
    flash(said, "done")
    return redirect(url_for("console.purchase", purchase_id=purchase_id))


def chosen_shop(console: Console) -> Shop:
    """The shop purchases are added to: of the LINE account chosen in the form, else the first."""
    with console.database.read() as reading:
        ids = [channel.id for channel in channels.served(reading)]
    asked = request.form.get("channel", type=int)
    return console.shop_of(asked if asked in ids else ids[0])


def accounts_served(console: Console) -> list[tuple[str, str]]:
    """(id, name) of the accounts one may choose from; nothing where there is one."""
    with console.database.read() as reading:
        rows = channels.served(reading)
    return [(str(row.id), row.name or row.basic_id) for row in rows] if len(rows) > 1 else []


def _note(
    session: Session, action: str, purchase: Purchase, staff: Staff, now: datetime,
    detail: dict[str, object] | None = None,
) -> None:  # fmt: skip
    audit(session, now, action, f"purchase:{purchase.id}", staff_id=staff.id, detail=detail)


_ONE: Final = f"/purchases/<{ID}:purchase_id>"
ROUTES: Final = (
    Route("/purchases/new", "purchase_new", "GET", new, AGENTS),
    Route("/purchases/new", "purchase_add", "POST", add, AGENTS),
    Route(f"{_ONE}/milestone", "purchase_milestone", "POST", milestone, AGENTS),
    Route(f"{_ONE}/milestone/take-back", "purchase_milestone_back", "POST", take_back, AGENTS),
    Route(f"{_ONE}/delivery", "purchase_delivery", "POST", expect, AGENTS),
    Route(f"{_ONE}/page", "purchase_page_close", "POST", close_page, AGENTS),
    Route(f"{_ONE}/end", "purchase_end", "POST", end, AGENTS),
    Route(f"{_ONE}/code", "purchase_code", "POST", renew_code, AGENTS),
    Route(f"{_ONE}/unbind", "purchase_unbind", "POST", unbind, AGENTS),
    Route(f"{_ONE}/bind", "purchase_bind", "POST", bind, AGENTS),
)
