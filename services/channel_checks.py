"""What the doctor says of one LINE account, for the console: the same checks, with that account's token.

The webhook's test is what proves the channel secret: LINE signs it, and our own door refuses a wrong one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from line.account import BotInfo, LineAccount
from line.errors import LineError, Unauthorized
from models.channel import Channel
from services import doctor
from services.findings import Finding, Probes

PATIENCE = (3.0, 8.0)  # seconds to connect, to answer: somebody looks at the page meanwhile


@dataclass(frozen=True)
class LineDoor:
    """How the console asks LINE. `token_of` tells the token of a channel that is served ("" if none), `renew`
    makes it look again at once: somebody has just changed one."""

    base: str = "https://api.line.me"
    token_of: Callable[[int], str] = lambda channel_id: ""
    is_real_line: bool = True
    renew: Callable[[], None] = lambda: None

    def account(self, token: str) -> LineAccount:
        return LineAccount(self.base, token, timeout=PATIENCE)


def ask(door: LineDoor, token: str) -> tuple[BotInfo | None, Finding | None]:
    """Whose token this is; or what is wrong with it, and what to do."""
    try:
        return door.account(token).bot_info(), None
    except Unauthorized:
        return None, doctor.TOKEN_REFUSED
    except LineError as error:
        return None, doctor.no_answer(error)


def findings(door: LineDoor, channel: Channel, public_url: str, now: datetime) -> list[Finding]:
    """All that can be asked about this account, in the order one mends it."""
    from line.client import LineClient  # only who asks pays for what it needs

    token = door.token_of(channel.id)
    client = LineClient(door.base, token, connect_timeout=PATIENCE[0], timeout=PATIENCE[1])

    def quota() -> tuple[int | None, int]:
        return client.quota(), client.consumption()

    probes = Probes(
        public_url=public_url,
        basic_id=channel.basic_id,
        is_real_line=door.is_real_line,
        zone=ZoneInfo(channel.time_zone),
        now=lambda: now,
        account=door.account(token),
        quota=quota,
        destination=lambda: channel.bot_user_id,
    )
    checks = (doctor.address, doctor.account, doctor.webhook, doctor.quota)
    return [finding for check in checks for finding in check(probes)]


def set_webhook(door: LineDoor, channel: Channel, public_url: str) -> Finding:
    """Tell LINE where its events go, and let it try."""
    account = door.account(door.token_of(channel.id))
    try:
        account.set_webhook_endpoint(f"{public_url}/callback")
        return doctor.reached(account.test_webhook())
    except LineError as error:
        return doctor.webhook_refused(error)
