"""今月の通数: what is used, where it leads, and what waits first when it will not do. Only shown."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask import render_template
from flask.typing import ResponseReturnValue

from console.guards import LEADS, Console
from console.routing import Route
from delivery.quota import RESERVES, Quota, allows, month_passed
from models.channel import Channel, served
from models.outbound import KINDS
from services import incidents


@dataclass(frozen=True, slots=True)
class Turn:
    """One kind of message: it waits once no more than `below` are left. Whether it may be sent now."""

    kind: str
    below: int | None
    sent_now: bool


def show(console: Console) -> ResponseReturnValue:
    now = console.clock()
    with console.database.read() as reading:
        accounts = [
            (incidents.forecast(reading, channel, console.shop_of(channel.id), now), turns(channel, now))
            for channel in served(reading)
        ]
    return render_template("console/settings_quota.html", accounts=accounts)


def turns(channel: Channel, now: datetime) -> list[Turn]:
    """First to wait first: by the rules that sending goes by."""
    quota = Quota(channel.quota_limit, channel.quota_used)
    return [
        Turn(
            kind,
            None if quota.limit is None else round(RESERVES[kind] * (1 - month_passed(now)) * quota.limit),
            allows(quota, channel.quota_state, kind, now),
        )
        for kind in reversed(KINDS)
    ]


ROUTES: Final = (Route("/settings/quota", "settings_quota", "GET", show, LEADS),)
