"""Coming in and going out: password, then code; the one-time link; the link for a new browser; sign-out."""

from datetime import datetime
from typing import Final

from flask import abort, flash, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from console.guards import (
    PUBLIC,
    READERS,
    Console,
    await_second_step,
    awaited,
    begin_session,
    safe_next,
)
from console.known_device import adopt, known_device, link_for, remember
from console.passkey_pages import party
from console.routing import Route
from console.sealed import app_sealer
from models import second_factor, staff_session
from models.channel import all_channels
from models.staff import Staff
from services import browser_links, second_step, sessions, staffing
from services.callers import caller_of
from services.shop import Shop


def show(console: Console) -> ResponseReturnValue:
    if g.staff is not None:
        return redirect(safe_next(request.args.get("next")))
    return _door(console, safe_next(request.args.get("next")))


def enter(console: Console) -> ResponseReturnValue:
    """One answer for every way to be wrong: nobody learns which accounts exist."""
    email, password = request.form.get("email", "")[:300], request.form.get("password", "")[:1000]
    target = safe_next(request.form.get("next"))
    now = console.wall_clock()
    with console.database.begin() as uow:
        caller, device = caller_of(request.remote_addr), known_device()
        attempt = staffing.begin_attempt(uow.session, email, caller, now, device)
        uow.commit()
    if not attempt.allowed:
        page = _door(console, target, email, "throttled", by_mail=not attempt.by_network)
        return page, 429, {"Retry-After": str(int(staffing.THROTTLE_WINDOW.total_seconds()))}
    if staffing.is_right(attempt, password):
        with console.database.begin() as uow:
            staff = staffing.end_attempt(uow.session, attempt, password, now)
            token = _let_in(uow.session, staff, "password", now) if staff is not None else None
            uow.commit()
        if staff is not None:
            return _go_on(staff, token, target, now)
    return _door(console, target, email, "wrong"), 401


def ask_browser(console: Console) -> ResponseReturnValue:
    """Strangers used up the account's guesses: a link by mail for this one. One answer for everybody."""
    email, target = request.form.get("email", "")[:300], safe_next(request.form.get("next"))
    shop = mailing_shop(console)
    if shop is None:
        return redirect(url_for("console.sign_in"))

    def address_for(staff_id: int) -> str:
        path = url_for("console.meet_browser", token=link_for(staff_id))
        return shop.public_url.rstrip("/") + path

    with console.database.begin() as uow:
        network = caller_of(request.remote_addr)
        browser_links.ask(uow.session, email, network, console.wall_clock(), address_for)
        uow.commit()
    return _door(console, target, email, told="browser_mailed")


def meet_browser(console: Console, token: str) -> ResponseReturnValue:
    """The mailed link. It only marks this browser, so a mail program that looks does no harm."""
    if not adopt(token):
        return _door(console, safe_next(None), problem="browser_link_over"), 410
    return _door(console, safe_next(None), told="browser_met")


def ask_code(console: Console) -> ResponseReturnValue:
    pending = awaited(console.wall_clock())
    if pending is None:
        return redirect(url_for("console.sign_in"))
    return render_template("console/sign_in_code.html", recovery="recovery" in request.args)


def enter_code(console: Console) -> ResponseReturnValue:
    """The second step. Each guess is counted before it is looked at; a right one begins a session."""
    now, typed = console.wall_clock(), request.form.get("code", "")[:60]
    pending = awaited(now)
    if pending is None:
        return redirect(url_for("console.sign_in"))
    with console.database.begin() as uow:
        allowed = second_step.count_try(uow.session, pending["staff"], now)
        uow.commit()
    recovery = "recovery" in request.form
    if not allowed:
        page = render_template("console/sign_in_code.html", problem="throttled", recovery=recovery)
        return page, 429, {"Retry-After": str(int(staffing.THROTTLE_WINDOW.total_seconds()))}
    with console.database.begin() as uow:
        staff = uow.session.get(Staff, pending["staff"], with_for_update=True)
        if staff is None or not staff.active or staff.fs_uniquifier != pending["mark"]:
            session.clear()
            return redirect(url_for("console.sign_in"))
        how = second_step.is_right(uow.session, app_sealer(), staff, typed, now)
        token = sessions.begin(uow.session, staff, how, _agent(), now) if how else ""
        uow.commit()
    if not token:
        return render_template("console/sign_in_code.html", problem="code", recovery=recovery), 401
    begin_session(staff, token)
    remember(staff)
    return redirect(safe_next(pending["next"]))


def welcome(console: Console, token: str) -> ResponseReturnValue:
    """Looking does not use the link up: mail programs look, too."""
    with console.database.read() as reading:
        staff = staffing.by_link(reading, token, console.wall_clock())
    if staff is None:
        return render_template("console/link_over.html"), 410
    return render_template("console/welcome.html", staff=staff, link=token)


def set_password(console: Console, token: str) -> ResponseReturnValue:
    now = console.wall_clock()
    password, again = request.form.get("password", "")[:1000], request.form.get("again", "")[:1000]
    with console.database.begin() as uow:
        staff = staffing.by_link(uow.session, token, now)
        if staff is None:
            return render_template("console/link_over.html"), 410
        problem = staffing.password_problem(staff, password) or ("differs" if password != again else None)
        if problem is not None:
            page = render_template("console/welcome.html", staff=staff, link=token, problem=problem)
            return page, 422
        staff.name = request.form.get("name", "").strip()[:40] or staff.name
        staffing.set_password(uow.session, staff, password, now)
        entry = _let_in(uow.session, staff, "link", now)
        uow.commit()
    answer = _go_on(staff, entry, url_for("console.today"), now)
    flash("パスワードを設定しました。ようこそ。", "done")
    return answer


def sign_out(console: Console) -> ResponseReturnValue:
    """The session's row goes, so a copied cookie does not outlive it."""
    with console.database.begin() as uow:
        staff_session.end(uow.session, g.staff.id, only=g.session.id)
        now, subject = console.wall_clock(), f"staff:{g.staff.id}"
        staffing.audit(uow.session, now, "staff.signed_out", subject, staff_id=g.staff.id)
        uow.commit()
    session.clear()
    return redirect(url_for("console.sign_in"))


def missing(console: Console, anything: str) -> ResponseReturnValue:
    abort(404)


def _door(
    console: Console, target: str, email: str = "", problem: str | None = None, *,
    told: str | None = None, by_mail: bool = False,
) -> str:  # fmt: skip
    """The same page for everybody, whoever has a passkey or none. `by_mail`: a mailed link would help."""
    return render_template(
        "console/sign_in.html", next=target, email=email, problem=problem, told=told,
        passkeys=party(console) is not None, by_mail=by_mail and mailing_shop(console) is not None,
    )  # fmt: skip


def mailing_shop(console: Console) -> Shop | None:
    """Whose mails and whose address it would be; None where no mail is set up."""
    with console.database.read() as reading:
        shops = [console.shop_of(channel.id) for channel in all_channels(reading)]
    return next((shop for shop in shops if shop.mail_from), None)


def _let_in(writing: Session, staff: Staff, how: str, now: datetime) -> str | None:
    """A session's token, or None where a code has to follow."""
    if second_factor.confirmed(writing, staff.id):
        return None
    return sessions.begin(writing, staff, how, _agent(), now)


def _go_on(staff: Staff, token: str | None, target: str, now: datetime) -> ResponseReturnValue:
    if token is None:
        await_second_step(staff, target, now)
        return redirect(url_for("console.ask_code"))
    begin_session(staff, token)
    remember(staff)
    return redirect(target)


def _agent() -> str:
    return request.user_agent.string[:500]


ROUTES: Final = (
    Route("/sign-in", "sign_in", "GET", show, PUBLIC),
    Route("/sign-in", "enter", "POST", enter, PUBLIC),
    Route("/sign-in/browser", "ask_browser", "POST", ask_browser, PUBLIC),
    Route("/sign-in/browser/<token>", "meet_browser", "GET", meet_browser, PUBLIC),
    Route("/sign-in/code", "ask_code", "GET", ask_code, PUBLIC),
    Route("/sign-in/code", "enter_code", "POST", enter_code, PUBLIC),
    Route("/welcome/<token>", "welcome", "GET", welcome, PUBLIC),
    Route("/welcome/<token>", "set_password", "POST", set_password, PUBLIC),
    Route("/sign-out", "sign_out", "POST", sign_out, READERS, early=True),
)
