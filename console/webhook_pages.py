"""設定 › Webhook: which systems are told of events, whether they take them, and sending again. For owners."""

from typing import Any, Final

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from console.guards import OWNERS, Console
from console.routing import ID, Route
from console.sealed import app_sealer
from console.shown import is_outdated, mark
from models import webhook
from models.channel import all_channels
from models.outside import Refused
from services import endpoints
from services.announcing import TYPES, hears

LOG: Final = 100
TRIED: Final = "試しの通知を送ります。少しして、下の記録をご覧ください。"


def index(console: Console) -> ResponseReturnValue:
    return _index(console)


def add(console: Console) -> ResponseReturnValue:
    """The secret is in this one answer and nowhere else."""
    sealer, now = app_sealer(endpoints.PURPOSE), console.clock()
    try:
        with console.database.begin() as uow:
            endpoint, secret = endpoints.add(
                uow.session, sealer, g.staff.id, *_typed(), now, anywhere=console.webhooks_anywhere
            )
            uow.commit()
    except Refused as refused:
        url, name, events = _typed()
        return _index(console, problem=str(refused), url=url, name=name, chosen=events)
    return _one(console, endpoint.id, secret=secret)


def show(console: Console, endpoint_id: int) -> ResponseReturnValue:
    return _one(console, endpoint_id)


def change(console: Console, endpoint_id: int) -> ResponseReturnValue:
    """What the pressed button says."""
    now, actor, what = console.clock(), g.staff.id, request.form.get("what", "")
    secret = None
    try:
        with console.database.begin() as uow:
            session = uow.session
            match what:
                case "save":
                    if is_outdated(_of(endpoints.get(session, endpoint_id))):
                        raise Refused("changed_meanwhile")
                    endpoints.change(
                        session, actor, endpoint_id, *_typed(), now, anywhere=console.webhooks_anywhere
                    )
                case "secret":
                    sealer = app_sealer(endpoints.PURPOSE)
                    secret = endpoints.renew_secret(session, sealer, actor, endpoint_id, now)
                case "on" | "off":
                    endpoints.set_active(session, actor, endpoint_id, what == "on", now)
                case "ping":
                    endpoints.ping(session, actor, endpoint_id, now)
                case "remove":
                    endpoints.remove(session, actor, endpoint_id, now)
                case _:
                    raise Refused("gone")
            uow.commit()
    except Refused as refused:
        return _one(console, endpoint_id, problem=str(refused))
    if secret is not None:
        return _one(console, endpoint_id, secret=secret, renewed=True)
    flash(
        "試しの通知を送ります。少しして、下の記録をご覧ください。" if what == "ping" else "変更しました。",
        "done",
    )
    if what == "remove":
        return redirect(url_for("console.webhooks"))
    return redirect(url_for("console.webhook", endpoint_id=endpoint_id))


def send_again(console: Console, endpoint_id: int, delivery_id: int) -> ResponseReturnValue:
    try:
        with console.database.begin() as uow:
            endpoints.send_again(uow.session, g.staff.id, endpoint_id, delivery_id, console.clock())
            uow.commit()
    except Refused as refused:
        return _one(console, endpoint_id, problem=str(refused))
    flash("もう一度送ります。", "done")
    return redirect(url_for("console.webhook", endpoint_id=endpoint_id) + "#log")


def _of(endpoint: webhook.WebhookEndpoint) -> object:
    return [endpoint.url, endpoint.name, endpoint.events]


def _typed() -> tuple[str, str, list[str]]:
    form = request.form
    return form.get("url", "")[:1000], form.get("name", "")[:80], form.getlist("events")


def _index(console: Console, **shown: Any) -> ResponseReturnValue:
    with console.database.read() as reading:
        rows = webhook.endpoints(reading)
        zone = console.shop_of(all_channels(reading)[0].id).tz
    page = render_template("console/webhooks.html", rows=rows, types=TYPES, zone=zone, **shown)
    return page, 409 if "problem" in shown else 200


def _one(console: Console, endpoint_id: int, **shown: Any) -> ResponseReturnValue:
    with console.database.read() as reading:
        endpoint = reading.get(webhook.WebhookEndpoint, endpoint_id)
        if endpoint is None:
            return _index(console, problem="gone")
        log = webhook.log_of(reading, endpoint_id, LOG)
        zone = console.shop_of(all_channels(reading)[0].id).tz
    page = render_template(
        "console/webhook.html", endpoint=endpoint, log=log, hears=hears(endpoint), types=TYPES, zone=zone,
        most=LOG, mark=mark(_of(endpoint)), **shown,
    )  # fmt: skip
    return page, 409 if "problem" in shown else 200


ROUTES: Final = (
    Route("/settings/webhooks", "webhooks", "GET", index, OWNERS),
    Route("/settings/webhooks", "webhook_add", "POST", add, OWNERS),
    Route(f"/settings/webhooks/<{ID}:endpoint_id>", "webhook", "GET", show, OWNERS),
    Route(f"/settings/webhooks/<{ID}:endpoint_id>", "webhook_change", "POST", change, OWNERS),
    Route(
        f"/settings/webhooks/<{ID}:endpoint_id>/log/<{ID}:delivery_id>", "webhook_again", "POST", send_again,
        OWNERS,
    ),
)  # fmt: skip
