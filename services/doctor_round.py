"""The doctor's round: what belongs to the installation once, then each LINE account that is served.

An account added in the console has its keys there, so that what is wrong with them is mended there, too.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy.exc import SQLAlchemyError

from models import channel_key
from models.channel import Channel
from models.channel_key import ChannelKeys
from models.database import Database
from services import doctor
from services.channel_book import PURPOSE
from services.doctor import CHECKS
from services.findings import Finding, Level, Probes
from services.probes import of_account as probes_of_account
from services.sealing import Sealer
from settings import Settings

OF_ACCOUNT: Final = (doctor.account, doctor.webhook, doctor.quota)
_PAGE: Final = "*Settings → LINE accounts* → this account"
_CURES: Final[Mapping[str, str]] = {
    "token_refused": f"Issue a new one in the LINE Developers console and paste it in {_PAGE}.",
    "other_account": f"Paste the keys of the right channel in {_PAGE}.",
    "secret_refused": f"Paste the channel secret anew in {_PAGE}.",
}
SEALED: Final = Finding(
    Level.BAD,
    "The keys of this account cannot be opened: SECRET_KEY was exchanged.",
    f"Set SECRET_KEY_OLD, or paste the keys again in {_PAGE}.",
    "sealed",
)


@dataclass(frozen=True, slots=True)
class Patient:
    """One account, and how to look at it; without probes its keys cannot be opened."""

    basic_id: str
    name: str
    probes: Probes | None
    is_own: bool = False  # the environment's

    @property
    def called(self) -> str:
        return f"{self.basic_id} {self.name}".strip()


def patients(settings: Settings, database: Database, probes: Probes) -> list[Patient]:
    """The environment's account first; `probes` look at it. A database that is away leaves only that one."""
    own = Patient(settings.line_basic_id, settings.shop_name, probes, is_own=True)
    try:
        with database.read() as session:
            rows = channel_key.in_service(session)
    except SQLAlchemyError:
        return [own]
    sealer = Sealer(settings.secret_keys, PURPOSE)
    others = [row for row in rows if row[0].basic_id != own.basic_id]  # the environment wins (docs/adr/0031)
    return [own, *(_of_console(settings, database, probes, sealer, *row) for row in others)]


def installation(probes: Probes) -> list[Finding]:
    """What is the same whichever account one means."""
    return doctor.examine(probes, tuple(check for check in CHECKS if check not in OF_ACCOUNT))


def account(patient: Patient) -> list[Finding]:
    """What is found at one account."""
    if patient.probes is None:
        return [SEALED]
    found = doctor.examine(patient.probes, OF_ACCOUNT)
    if patient.is_own:
        return found
    return [replace(one, advice=_CURES.get(one.code, one.advice)) for one in found]


def _of_console(
    settings: Settings, database: Database, probes: Probes, sealer: Sealer, row: Channel, keys: ChannelKeys
) -> Patient:
    token = sealer.open(keys.token)
    if token is None:
        return Patient(row.basic_id, row.name, None)
    theirs = probes_of_account(settings.line_api_base, token, database, row.basic_id)
    seen = replace(probes, zone=ZoneInfo(row.time_zone), basic_id=row.basic_id, **theirs)
    return Patient(row.basic_id, row.name, seen)
