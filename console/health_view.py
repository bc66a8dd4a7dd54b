"""What a case's page shows of a bodily complaint, and of the reading that found it."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.board import is_health
from models import health_report
from models.case import Case, CaseEntry
from services import readings_checked
from services.health_clock import due_on
from services.health_reports import SITES, SYMPTOMS
from services.shop import Shop


def values_of(reading: Session, shop: Shop, case: Case, said_at: datetime, now: datetime) -> dict[str, Any]:
    """The report and its clock, as the page's template wants them."""
    values: dict[str, Any] = {"checked": _checked(reading, case, said_at), "is_health": is_health(case)}
    if not values["is_health"]:
        return values
    report = health_report.of_case(reading, case.id)
    due = report.due_on if report else due_on(case.opened_at, "", shop.zone)
    return {
        **values, "health": report, "health_due": due, "symptoms": SYMPTOMS, "sites": SITES,
        "health_left": (due - now.astimezone(shop.tz).date()).days,
    }  # fmt: skip


def _checked(reading: Session, case: Case, said_at: datetime) -> str:
    """What staff said last of the reading of these words: reading_right, reading_wrong, or nothing."""
    kinds = CaseEntry.kind.in_(readings_checked.KINDS)
    mine = (CaseEntry.case_id == case.id, kinds, CaseEntry.at >= said_at)
    return reading.scalar(select(CaseEntry.kind).where(*mine).order_by(CaseEntry.id.desc()).limit(1)) or ""
