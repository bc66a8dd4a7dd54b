"""Coming in and going out: sign-in, the one-time link, the password, sign-out."""

from typing import Final

from flask import abort, flash, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from console.guards import PUBLIC, READERS, Console, begin_session, safe_next
from console.routing import Route
from services import staffing


def show(console: Console) -> ResponseReturnValue:
    if g.staff is not None:
        return redirect(safe_next(request.args.get("next")))
    return render_template("console/sign_in.html", next=safe_next(request.args.get("next")), email="")


def enter(console: Console) -> ResponseReturnValue:
    """One answer for every way to be wrong: nobody learns which accounts exist."""
    email, password = request.form.get("email", "")[:300], request.form.get("password", "")[:1000]
    target = safe_next(request.form.get("next"))
    now = console.wall_clock()
    with console.database.begin() as uow:
        attempt = staffing.begin_attempt(uow.session, email, request.remote_addr or "", now)
        uow.commit()
    if not attempt.allowed:
        page = render_template("console/sign_in.html", next=target, email=email, problem="throttled")
        return page, 429, {"Retry-After": str(int(staffing.THROTTLE_WINDOW.total_seconds()))}
    if staffing.is_right(attempt, password):
        with console.database.begin() as uow:
            staff = staffing.end_attempt(uow.session, attempt, password, email, now)
            uow.commit()
        if staff is not None:
            begin_session(staff, now)
            return redirect(target)
    return render_template("console/sign_in.html", next=target, email=email, problem="wrong"), 401


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
        uow.commit()
    begin_session(staff, now)
    flash("パスワードを設定しました。ようこそ。", "done")
    return redirect(url_for("console.today"))


def sign_out(console: Console) -> ResponseReturnValue:
    """Everywhere: a copied cookie must not outlive it."""
    with console.database.begin() as uow:
        staff = uow.session.get_one(type(g.staff), g.staff.id)
        staffing.end_sessions(uow.session, staff)
        staffing.audit(
            uow.session, console.wall_clock(), "staff.signed_out", f"staff:{staff.id}", staff_id=staff.id
        )
        uow.commit()
    session.clear()
    return redirect(url_for("console.sign_in"))


def missing(console: Console, anything: str) -> ResponseReturnValue:
    abort(404)


ROUTES: Final = (
    Route("/sign-in", "sign_in", "GET", show, PUBLIC),
    Route("/sign-in", "enter", "POST", enter, PUBLIC),
    Route("/welcome/<token>", "welcome", "GET", welcome, PUBLIC),
    Route("/welcome/<token>", "set_password", "POST", set_password, PUBLIC),
    Route("/sign-out", "sign_out", "POST", sign_out, READERS),
)
