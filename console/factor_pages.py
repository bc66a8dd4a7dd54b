"""二段階認証を自分で: show the QR code, take the first code, show the recovery codes once."""

from typing import Final

import segno
from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from console.guards import READERS, Console
from console.routing import Route
from console.sealed import app_sealer
from console.security_pages import page
from models.channel import all_channels
from models.staff import Staff
from services import second_step


def begin(console: Console) -> ResponseReturnValue:
    with console.database.begin() as uow:
        staff = uow.session.get_one(Staff, g.staff.id)
        secret = second_step.begin(uow.session, app_sealer(), staff, console.wall_clock())
        uow.commit()
    return redirect(url_for("console.factor" if secret else "console.security"))


def show(console: Console) -> ResponseReturnValue:
    return _show(console)


def confirm(console: Console) -> ResponseReturnValue:
    """The recovery codes are in this one answer and nowhere else."""
    now, typed = console.wall_clock(), request.form.get("code", "")[:60]
    with console.database.begin() as uow:
        allowed = second_step.count_try(uow.session, g.staff.id, now)
        uow.commit()
    if not allowed:
        return _show(console, problem="throttled")
    with console.database.begin() as uow:
        staff = uow.session.get_one(Staff, g.staff.id)
        codes = second_step.confirm(uow.session, app_sealer(), staff, typed, now)
        uow.commit()
    if codes is None:
        return _show(console, problem="code")
    return page(console, codes=codes)


def renew_codes(console: Console) -> ResponseReturnValue:
    with console.database.begin() as uow:
        staff = uow.session.get_one(Staff, g.staff.id)
        codes = second_step.renew_codes(uow.session, staff, console.wall_clock())
        uow.commit()
    return page(console, codes=codes) if codes else redirect(url_for("console.security"))


def turn_off(console: Console) -> ResponseReturnValue:
    with console.database.begin() as uow:
        staff = uow.session.get_one(Staff, g.staff.id)
        second_step.turn_off(uow.session, staff, console.wall_clock())
        uow.commit()
    flash("二段階認証をやめました。", "done")
    return redirect(url_for("console.security"))


def _show(console: Console, problem: str | None = None) -> ResponseReturnValue:
    with console.database.read() as reading:
        secret = second_step.begun(reading, app_sealer(), g.staff)
        shop = console.shop_of(all_channels(reading)[0].id)
    if secret is None:
        return redirect(url_for("console.security"))
    drawn = segno.make(second_step.address(secret, g.staff, shop.name), error="m", micro=False)
    svg = Markup(drawn.svg_inline(border=4, light="#fff", omitsize=True))  # noqa: S704 - segno's own drawing
    spelled = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    shown = render_template("console/factor.html", svg=svg, spelled=spelled, problem=problem)
    return shown, 422 if problem else 200


ROUTES: Final = (
    Route("/me/factor", "factor_begin", "POST", begin, READERS, fresh=True, early=True),
    Route("/me/factor", "factor", "GET", show, READERS, fresh=True, early=True),
    Route("/me/factor/confirm", "factor_confirm", "POST", confirm, READERS, fresh=True, early=True),
    Route("/me/factor/codes", "factor_codes", "POST", renew_codes, READERS, fresh=True),
    Route("/me/factor/off", "factor_off", "POST", turn_off, READERS, fresh=True),
)
