"""設定 › 公式アカウント: adding one step by step, what the doctor says of it, its keys. For owners.

LINE is asked between transactions, never inside. What was pasted as a key is on no page again.
"""

from typing import Any, Final

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from console.guards import OWNERS, Console
from console.routing import ID, Route
from console.sealed import app_sealer
from models.channel import Channel, all_channels
from models.channel_key import ChannelKeys
from services import channel_checks, channel_setup
from services.channel_book import PURPOSE
from services.channel_setup import Refused
from services.findings import Finding, Level

MARKS: Final = {Level.GOOD: "good", Level.HINT: "hint", Level.BAD: "bad"}


def index(console: Console) -> ResponseReturnValue:
    with console.database.read() as reading:
        rows = all_channels(reading)
        zone = console.shop_of(rows[0].id).tz
    return render_template("console/channels.html", rows=rows, zone=zone)


def begin(console: Console) -> ResponseReturnValue:
    return _form(console)


def add(console: Console) -> ResponseReturnValue:
    """The token is tried before anything is kept; the page that follows tells all that is still to do."""
    try:
        secret, token = channel_setup.read_keys(*_typed())
    except Refused as refused:
        return _form(console, problem=str(refused))
    info, finding = channel_checks.ask(console.line, token)
    if info is None:
        return _form(console, finding=finding)
    try:
        with console.database.begin() as uow:
            sealer = app_sealer(PURPOSE)
            row = channel_setup.add(
                uow.session, sealer, info, secret, token, g.staff.id, console.wall_clock()
            )
            uow.commit()
    except Refused as refused:
        return _form(console, problem=str(refused), account=info.basic_id)
    console.line.renew()
    return _one(console, row.id, added=True, findings=_look(console, row))


def show(console: Console, channel_id: int) -> ResponseReturnValue:
    return _one(console, channel_id)


def change(console: Console, channel_id: int) -> ResponseReturnValue:
    """What the pressed button says."""
    what, now = request.form.get("what", ""), console.wall_clock()
    row = _row(console, channel_id)
    if what == "check":
        return _one(console, channel_id, findings=_look(console, row))
    if what == "webhook":
        finding = channel_checks.set_webhook(console.line, row, console.shop_of(channel_id).public_url)
        rest = [one for one in _look(console, row) if one.code != "reached"]
        return _one(console, channel_id, findings=[finding, *rest])
    try:
        if what == "keys":
            problem = _change_keys(console, channel_id)
            if problem is not None:
                return _one(console, channel_id, finding=problem)
        else:
            with console.database.begin() as uow:
                if what == "name":
                    name = request.form.get("name", "")
                    channel_setup.rename(uow.session, channel_id, name, g.staff.id, now)
                elif what in ("on", "off"):
                    channel_setup.switch(uow.session, channel_id, what == "on", g.staff.id, now)
                else:
                    raise Refused("not_here")
                uow.commit()
    except Refused as refused:
        return _one(console, channel_id, problem=str(refused))
    console.line.renew()
    flash("変更しました。", "done")
    return redirect(url_for("console.channel", channel_id=channel_id))


def _change_keys(console: Console, channel_id: int) -> Finding | None:
    secret, token = channel_setup.read_keys(*_typed())
    info, finding = channel_checks.ask(console.line, token)
    if info is None:
        return finding
    with console.database.begin() as uow:
        now, sealer = console.wall_clock(), app_sealer(PURPOSE)
        channel_setup.change_keys(uow.session, sealer, channel_id, info, secret, token, g.staff.id, now)
        uow.commit()
    return None


def _typed() -> tuple[str, str]:
    return request.form.get("secret", "")[:500], request.form.get("token", "")[:4000]


def _look(console: Console, row: Channel) -> list[Finding]:
    url = console.shop_of(row.id).public_url
    return channel_checks.findings(console.line, row, url, console.clock())


def _row(console: Console, channel_id: int) -> Channel:
    with console.database.read() as reading:
        row = reading.get(Channel, channel_id)
    return row if row is not None else abort(404)


def _form(console: Console, **shown: Any) -> ResponseReturnValue:
    page = render_template("console/channel_new.html", callback=_callback(console), **shown)
    return page, 409 if shown else 200


def _one(console: Console, channel_id: int, **shown: Any) -> ResponseReturnValue:
    row = _row(console, channel_id)
    with console.database.read() as reading:
        keys = reading.get(ChannelKeys, channel_id)
    shop, now = console.shop_of(channel_id), console.wall_clock()
    until = keys.old_secret_until if keys is not None else None
    page = render_template(
        "console/channel.html", row=row, keys=keys, zone=shop.tz, callback=_callback(console), marks=MARKS,
        both_until=until if until is not None and until > now else None, **shown,
    )  # fmt: skip
    return page, 409 if "problem" in shown or "finding" in shown else 200


def _callback(console: Console) -> str:
    with console.database.read() as reading:
        main = all_channels(reading)[0].id
    return f"{console.shop_of(main).public_url.rstrip('/')}/callback"


ROUTES: Final = (
    Route("/settings/channels", "channels", "GET", index, OWNERS),
    Route("/settings/channels/new", "channel_new", "GET", begin, OWNERS),
    Route("/settings/channels/new", "channel_add", "POST", add, OWNERS, fresh=True),
    Route(f"/settings/channels/<{ID}:channel_id>", "channel", "GET", show, OWNERS),
    Route(f"/settings/channels/<{ID}:channel_id>", "channel_change", "POST", change, OWNERS, fresh=True),
)
