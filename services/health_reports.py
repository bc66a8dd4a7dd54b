"""お体・お肌のご報告: facts asked and noted by staff, and by when the shop may have to pass them on.

The bot asks none of this and judges nothing: people do. `health_clock` says by when.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy.orm import Session

from models.case import Case, CaseEntry
from models.staff import Staff
from services.casework import Refusal, hold, record
from services.health_clock import due_on, open_report
from services.shop import Shop

SYMPTOMS: Final = (
    "itching", "stinging", "redness", "swelling", "rash", "hives", "blisters", "peeling", "dryness",
    "eye", "stomach", "breathing", "other",
)  # fmt: skip
SITES: Final = ("face", "around_eyes", "lips", "neck", "hands", "body", "head", "inside", "other")
CHOICES: Final = {
    "weight": ("", "light", "serious"),
    "ongoing": ("", "yes", "no"),
    "stopped": ("", "yes", "no"),
    "doctor": ("", "no", "means_to", "went"),
    "duty": ("", "yes", "no"),
}
TEXT_LIMIT: Final = 500
NOTE_LIMIT: Final = 2000


@dataclass(frozen=True, slots=True)
class Facts:
    """What a form says. Codes that are not known are refused; texts are cut nowhere."""

    symptoms: Sequence[str] = ()
    sites: Sequence[str] = ()
    began_on: date | None = None
    weight: str = ""
    ongoing: str = ""
    stopped: str = ""
    doctor: str = ""
    used_for: str = ""
    lot: str = ""
    note: str = ""
    duty: str = ""
    reported_on: date | None = None

    @property
    def is_plausible(self) -> bool:
        codes = all(getattr(self, name) in allowed for name, allowed in CHOICES.items())
        return codes and set(self.symptoms) <= set(SYMPTOMS) and set(self.sites) <= set(SITES)


def keep(
    session: Session, shop: Shop, case: Case, staff: Staff, facts: Facts, now: datetime
) -> CaseEntry | Refusal:
    """Note the facts; the history says who changed what, without the words themselves."""
    bench = hold(session, shop, case, now)
    today = now.astimezone(shop.tz).date()
    days = [day for day in (facts.began_on, facts.reported_on) if day is not None]
    if not facts.is_plausible:
        return Refusal("unknown")
    if any(day > today for day in days):
        return Refusal("when_past")
    if max(len(facts.used_for), len(facts.lot)) > TEXT_LIMIT or len(facts.note) > NOTE_LIMIT:
        return Refusal("too_long")
    report = open_report(session, case, shop.zone, case.opened_at)
    changed = []
    for name in Facts.__slots__:
        value = getattr(facts, name)
        value = sorted(value) if name in ("symptoms", "sites") else value
        if getattr(report, name) != value:
            setattr(report, name, value)
            changed.append(name)
    report.due_on = due_on(report.known_at, report.weight, shop.zone)
    report.changed_at, report.changed_by_id = now, staff.id
    return record(bench, "health_noted", staff, detail={"changed": changed})
