"""サインインと安全: my password, my devices, and showing who I am before I change what opens the door."""

from typing import Final

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from console.guards import READERS, Console, begin_session, is_fresh, safe_next
from console.passkey_pages import party
from console.routing import ID, Route
from models import passkey, second_factor, staff_session
from models.channel import all_channels
from models.staff import Staff
from services import second_step, sessions, staffing
from services.callers import caller_of
from services.passwords import hash_password


def security(console: Console) -> ResponseReturnValue:
    return page(console)


def end_session(console: Console, session_id: int) -> ResponseReturnValue:
    with console.database.begin() as uow:
        ended = sessions.end_one(uow.session, g.staff, session_id, console.wall_clock())
        uow.commit()
    flash("サインアウトしました。" if ended else "その端末は、すでにサインアウトしています。", "done")
    return redirect(url_for("console.security") + "#devices")


def end_others(console: Console) -> ResponseReturnValue:
    with console.database.begin() as uow:
        sessions.end_others(uow.session, g.staff, g.session.id, console.wall_clock())
        uow.commit()
    flash("ほかの端末を、すべてサインアウトしました。", "done")
    return redirect(url_for("console.security") + "#devices")


def change_password(console: Console) -> ResponseReturnValue:
    """Ends every session and begins a new one here: whoever knew the old password is out."""
    now, password = console.wall_clock(), request.form.get("password", "")[:1000]
    problem = staffing.password_problem(g.staff, password)
    if problem is None and password != request.form.get("again", "")[:1000]:
        problem = "differs"
    if problem is not None:
        return page(console, password_problem=problem)
    hashed = hash_password(password)
    with console.database.begin() as uow:
        staff = uow.session.get_one(Staff, g.staff.id, with_for_update=True)
        staffing.keep_password(uow.session, staff, hashed, now)
        token = sessions.begin(
            uow.session, staff, g.session.how, request.user_agent.string[:500], now, quiet=True
        )
        uow.commit()
    begin_session(staff, token)
    flash("パスワードを変えました。ほかの端末はサインアウトになりました。", "done")
    return redirect(url_for("console.security"))


def confirm(console: Console) -> ResponseReturnValue:
    return _ask_again(console, safe_next(request.args.get("next")))


def confirmed(console: Console) -> ResponseReturnValue:
    """The password once more, its guesses counted for this session alone. The session gets a new token."""
    now, target = console.wall_clock(), safe_next(request.form.get("next"))
    password = request.form.get("password", "")[:1000]
    with console.database.begin() as uow:
        here, caller = (g.staff.id, f"session {g.session.id}"), caller_of(request.remote_addr)
        attempt = staffing.begin_attempt(uow.session, g.staff.email, caller, now, here)
        uow.commit()
    if not attempt.allowed:
        refused = _ask_again(console, target, "throttled")
        return refused, 429, {"Retry-After": str(int(staffing.THROTTLE_WINDOW.total_seconds()))}
    if staffing.is_right(attempt, password):
        with console.database.begin() as uow:
            staff = staffing.end_attempt(uow.session, attempt, password, now)
            token = sessions.renew(uow.session, g.session, staff, now) if staff is not None else ""
            uow.commit()
        if staff is not None:
            begin_session(staff, token)
            return redirect(target)
    return _ask_again(console, target, "password"), 401


def _ask_again(console: Console, target: str, problem: str | None = None) -> str:
    with console.database.read() as reading:
        has = bool(passkey.of_staff(reading, g.staff.id))
    usable = has and party(console) is not None
    return render_template("console/confirm.html", next=target, problem=problem, passkeys=usable)


def page(console: Console, **shown: object) -> ResponseReturnValue:
    """The page, perhaps with what is shown only once."""
    with console.database.read() as reading:
        factor = second_factor.confirmed(reading, g.staff.id)
        answer = render_template(
            "console/security.html",
            factor=factor,
            must=g.staff.role in second_step.required_roles(reading),
            left=second_factor.codes_left(reading, g.staff.id) if factor else 0,
            devices=staff_session.of_staff(reading, g.staff.id),
            here=g.session.id,
            fresh=is_fresh(console),
            passkeys=passkey.of_staff(reading, g.staff.id),
            party=party(console),
            here_name=" · ".join(filter(None, (g.session.system, g.session.browser))),
            zone=console.shop_of(all_channels(reading)[0].id).tz,
            **shown,
        )
    return answer, 422 if "password_problem" in shown else 200


ROUTES: Final = (
    Route("/me/security", "security", "GET", security, READERS, early=True),
    Route(f"/me/sessions/<{ID}:session_id>/end", "end_session", "POST", end_session, READERS, early=True),
    Route("/me/sessions/end", "end_others", "POST", end_others, READERS, early=True),
    Route("/me/password", "change_password", "POST", change_password, READERS, fresh=True, early=True),
    Route("/me/confirm", "confirm", "GET", confirm, READERS, early=True),
    Route("/me/confirm", "confirmed", "POST", confirmed, READERS, early=True),
)
