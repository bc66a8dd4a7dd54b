"""By when a bodily complaint may have to be passed on, and the report that carries the clock.

Who sells cosmetics or foods with function claims must report certain events within 15 days (serious) or 30;
whether this one is such an event, people decide. Until they have, the shorter clock runs.
A case that becomes one of health gets its report in the same commit, so that no clock is forgotten.
"""

from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from models import health_report
from models.case import Case
from models.health_report import HealthReport

DAYS: Final = {"serious": 15, "light": 30, "": 15}
SOON: Final = timedelta(days=5)  # so long before its day a report is told on 今日の対応


def open_report(session: Session, case: Case, zone: str, now: datetime) -> HealthReport:
    """The report of this case, made if there is none yet; `now`: when the shop first heard of it."""
    known = health_report.of_case(session, case.id)
    if known is not None:
        return known
    made = HealthReport(
        case_id=case.id, channel_id=case.channel_id, known_at=now, symptoms=[], sites=[], weight="",
        ongoing="", stopped="", doctor="", used_for="", lot="", note="", duty="",
        due_on=due_on(now, "", zone), changed_at=now,
    )  # fmt: skip
    session.add(made)
    return made


def due_on(known_at: datetime, weight: str, zone: str) -> date:
    """The last day on which a report that must be passed on is in time."""
    return known_at.astimezone(ZoneInfo(zone)).date() + timedelta(days=DAYS[weight])
