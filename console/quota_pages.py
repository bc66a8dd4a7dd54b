"""今月の通数: what is used, where it leads, and what waits first when it will not do.

What answers people and what was promised comes first for good; an owner chooses the order of the rest.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from console.guards import LEADS, OWNERS, Console
from console.routing import Route
from conversations.sacrifice import CHOOSABLE, KINDS, Order, Quota, allows, moved, reserve
from models import sacrifice
from models.channel import Channel, all_channels, served
from models.touchpoint import messages_are_back
from services import incidents
from services.staffing import audit


@dataclass(frozen=True, slots=True)
class Turn:
    """One kind of message: it waits once no more than `below` are left. Whether it may be sent now."""

    kind: str
    below: int | None
    sent_now: bool


def show(console: Console) -> ResponseReturnValue:
    now = console.clock()
    with console.database.read() as reading:
        order = sacrifice.order_of(reading)
        channels = served(reading)
        forecasts = incidents.forecasts(reading, channels, console.shop_of, now)
        accounts = [
            (forecast, turns(channel, order, now))
            for channel, forecast in zip(channels, forecasts, strict=True)
        ]
    choosable = [kind for kind in reversed(order) if kind in CHOOSABLE]
    may_choose = g.staff.role in OWNERS
    return render_template(
        "console/settings_quota.html", accounts=accounts, choosable=choosable, may_choose=may_choose,
        as_delivered=order == KINDS,
    )  # fmt: skip


def turns(channel: Channel, order: Order, now: datetime) -> list[Turn]:
    """First to wait first: by the rules that sending goes by."""
    quota = Quota(channel.quota_limit, channel.quota_used)
    return [
        Turn(
            kind,
            None if quota.limit is None else round(reserve(kind, order, now) * quota.limit),
            allows(quota, channel.quota_state, kind, now, order),
        )
        for kind in reversed(order)
    ]


def choose(console: Console) -> ResponseReturnValue:
    """One kind waits earlier or later, or all as delivered; what waits for next month is decided anew."""
    kind, what = request.form.get("kind", ""), request.form.get("what", "")
    with console.database.begin() as uow:
        before = sacrifice.order_of(uow.session)
        order = KINDS if what == "default" else moved(before, kind, up=what == "later")
        if order != before:
            _keep(uow.session, before, order, console.wall_clock())
            flash("待つ順番を変えました。", "done")
        uow.commit()
    return redirect(url_for("console.settings_quota") + "#order")


def _keep(session: Session, before: Order, order: Order, now: datetime) -> None:
    accounts = all_channels(session)
    sacrifice.choose(session, accounts[0].id, order, now, g.staff.id)
    for account in accounts:
        messages_are_back(session, account.id, now)
    detail: dict[str, object] = {sacrifice.NAME: [" ".join(before), " ".join(order)]}
    audit(session, now, "settings.changed", "settings", staff_id=g.staff.id, detail=detail)


ROUTES: Final = (
    Route("/settings/quota", "settings_quota", "GET", show, LEADS),
    Route("/settings/quota", "settings_quota_order", "POST", choose, OWNERS),
)
