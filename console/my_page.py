"""マイページ: my own LINE for alerts, my language, the way out."""

from typing import Final
from urllib.parse import urlsplit

from flask import flash, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from console.display import LANGUAGE_COOKIE, language_of
from console.guards import PUBLIC, READERS, Console, safe_next
from console.routing import Route
from line.links import friend_link, oa_message_link
from models import staff_hours
from models.channel import all_channels
from models.staff import Staff
from services import staffing


def show(console: Console) -> ResponseReturnValue:
    with console.database.read() as reading:
        staff = reading.get_one(Staff, g.staff.id)
        channels = all_channels(reading)
        days = staff_hours.of_all(reading, [staff.id]).get(staff.id)
    valid = staff.line_code_until is not None and staff.line_code_until > console.clock()
    code = staff.line_code if valid else None
    basic_id = channels[0].basic_id if channels else ""
    return render_template(
        "console/me.html",
        staff=staff,
        days=days,
        code=code,
        zone=console.shop_of(channels[0].id).tz if channels else None,
        basic_id=basic_id,
        friend_url=friend_link(basic_id) if basic_id else "",
        code_url=oa_message_link(basic_id, code) if basic_id and code else "",
    )


def bind_line(console: Console) -> ResponseReturnValue:
    """Show a code to type in LINE. It runs on the product's clock, as the message that carries it does."""
    with console.database.begin() as uow:
        staff = uow.session.get_one(Staff, g.staff.id)
        staffing.issue_line_code(uow.session, staff, console.clock())
        uow.commit()
    return redirect(url_for("console.me") + "#line")


def unbind_line(console: Console) -> ResponseReturnValue:
    with console.database.begin() as uow:
        staff = uow.session.get_one(Staff, g.staff.id)
        staffing.unbind_line(uow.session, staff, console.clock())
        uow.commit()
    flash("LINEへのお知らせを止めました。", "done")
    return redirect(url_for("console.me"))


def choose_language(console: Console) -> ResponseReturnValue:
    back = urlsplit(request.referrer or "")
    target = safe_next(back.path + (f"?{back.query}" if back.query else ""))
    signing_in = url_for("console.sign_in")
    response = make_response(redirect(target if g.staff or target != safe_next(None) else signing_in))
    response.set_cookie(
        LANGUAGE_COOKIE,
        language_of(request.form.get("language")),
        max_age=365 * 86400,
        path="/console",
        httponly=True,
        samesite="Lax",
        secure=console.secure,
    )
    return response


ROUTES: Final = (
    Route("/language", "language", "POST", choose_language, PUBLIC),
    Route("/me", "me", "GET", show, READERS),
    Route("/me/line", "bind_line", "POST", bind_line, READERS),
    Route("/me/line/remove", "unbind_line", "POST", unbind_line, READERS),
)
