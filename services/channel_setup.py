"""公式アカウントを加える・変える: what an owner decides about LINE accounts. LINE was asked before.

Keys are sealed before they are rows. The secret before is believed for a day, so that webhooks signed with it
are not refused while it is exchanged at LINE. The audit names accounts by number, never their keys.
"""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Delete, delete
from sqlalchemy.orm import Session

from line.account import BotInfo
from models import channel as channels
from models import publication
from models.channel import Channel
from models.channel_key import ChannelKeys
from services.sealing import Sealer
from services.staffing import audit

OVERLAP: Final = timedelta(hours=24)
MOST: Final = 20
SECRET_LENGTH: Final = (16, 128)  # LINE's have 32; nobody promised so
TOKEN_LENGTH: Final = (16, 2000)


class Refused(Exception):
    """This cannot be done; str() is a code (console/labels/ says it in words)."""


def read_keys(secret: str, token: str) -> tuple[str, str]:
    """What was pasted, without what copying adds. Raises Refused for what can be no key."""
    secret, token = secret.strip(), "".join(token.split())
    for text, (least, most), code in ((secret, SECRET_LENGTH, "secret"), (token, TOKEN_LENGTH, "token")):
        if not (least <= len(text) <= most and text.isascii() and text.isprintable()):
            raise Refused(code)
    return secret, token


def add(
    session: Session, sealer: Sealer, info: BotInfo, secret: str, token: str, staff_id: int, now: datetime
) -> Channel:
    """The account the token belongs to is served from now on. One of former days comes back."""
    row = channels.by_basic_id(session, info.basic_id)
    if row is not None and row.source:
        raise Refused("is_environment" if row.source == "environment" else "is_known")
    main = channels.all_channels(session)
    if sum(1 for one in main if one.source) >= MOST:
        raise Refused("too_many")
    if row is None:
        zone = main[0].time_zone if main else "Asia/Tokyo"
        row = Channel(basic_id=info.basic_id, time_zone=zone, created_at=now)
        session.add(row)
    row.name, row.bot_user_id, row.source = info.display_name[:40], info.user_id, "console"
    session.flush()
    session.execute(_forget(row.id))
    session.add(
        ChannelKeys(
            channel_id=row.id, secret=sealer.seal(secret), token=sealer.seal(token),
            changed_at=now, changed_by=staff_id,
        )
    )  # fmt: skip
    _changed(session, now, staff_id, "channel.added", row.id)
    return row


def change_keys(
    session: Session, sealer: Sealer, channel_id: int, info: BotInfo, secret: str, token: str,
    staff_id: int, now: datetime,
) -> None:  # fmt: skip
    """New keys of the same account; the secret before is believed for OVERLAP."""
    row, keys = _ours(session, channel_id)
    if info.basic_id != row.basic_id:
        raise Refused("other_account")
    if sealer.open(keys.secret) != secret:
        keys.old_secret, keys.old_secret_until = keys.secret, now + OVERLAP
        keys.secret = sealer.seal(secret)
    keys.token = sealer.seal(token)
    keys.changed_at, keys.changed_by = now, staff_id
    row.sending_paused_until, row.pause_reason = None, ""  # a refused token made it rest
    _changed(session, now, staff_id, "channel.keys_changed", channel_id)


def rename(session: Session, channel_id: int, name: str, staff_id: int, now: datetime) -> None:
    row, _ = _ours(session, channel_id)
    if not name.strip():
        raise Refused("name")
    row.name = name.strip()[:40]
    _changed(session, now, staff_id, "channel.renamed", channel_id)


def switch(session: Session, channel_id: int, on: bool, staff_id: int, now: datetime) -> None:
    """Off: nothing is sent and no webhook is taken; the customers stay, and it can be switched on again."""
    row, _ = _ours(session, channel_id, or_off=True)
    row.source = "console" if on else ""
    _changed(session, now, staff_id, "channel.on" if on else "channel.off", channel_id)


def _ours(session: Session, channel_id: int, *, or_off: bool = False) -> tuple[Channel, ChannelKeys]:
    """A channel whose keys are here. The environment's is changed in the environment."""
    row = session.get(Channel, channel_id, with_for_update=True)
    keys = session.get(ChannelKeys, channel_id, with_for_update=True)
    if row is None or keys is None or row.source == "environment" or not (row.source or or_off):
        raise Refused("not_here")
    return row, keys


def _forget(channel_id: int) -> Delete:
    return delete(ChannelKeys).where(ChannelKeys.channel_id == channel_id)


def _changed(session: Session, now: datetime, staff_id: int, action: str, channel_id: int) -> None:
    publication.count_up(session)  # every process looks again
    audit(session, now, action, f"channel:{channel_id}", staff_id=staff_id)
