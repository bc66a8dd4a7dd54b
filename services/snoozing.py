"""あとで: a case out of sight until a moment, or until its customer writes. No promise is slept over."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from models.case import Case, CaseEntry, Standing
from models.staff import Staff
from services.casework import Refusal, hold, record
from services.shop import Shop

LONGEST: Final = timedelta(days=90)


def snooze(
    session: Session, shop: Shop, case: Case, staff: Staff, until: datetime, now: datetime
) -> CaseEntry | Refusal:
    """Put it aside; what the customer wrote so far counts as read."""
    bench = hold(session, shop, case, now)
    if case.status == "closed":
        return Refusal("closed")
    if not now < until <= now + LONGEST:
        return Refusal("when")
    if case.first_response_at is None and until > case.promise_at:
        return Refusal("promise_first")
    case.snoozed_until, bench.contact.unread = until, False
    return record(bench, "snoozed", staff, detail={"until": until.isoformat()})


def wake(session: Session, shop: Shop, case: Case, staff: Staff, now: datetime) -> CaseEntry | Refusal:
    """Back on the list now."""
    bench = hold(session, shop, case, now)
    if case.status == "closed" or case.snoozed_until is None:
        return Refusal("closed" if case.status == "closed" else "unknown")
    case.snoozed_until = None
    return record(bench, "woken", staff)


def sleeps(case: Case | Standing, unread: bool, now: datetime) -> bool:
    """Whether it is out of sight. A word of the customer's brings it back; nobody has to write that down."""
    return case.snoozed_until is not None and case.snoozed_until > now and not unread


def is_back(case: Case | Standing, now: datetime) -> bool:
    """Its time has come and nobody has looked after it yet."""
    return case.snoozed_until is not None and case.snoozed_until <= now


def choices(shop: Shop, now: datetime) -> list[datetime]:
    """Tomorrow, in three days, in a week: when the shop opens."""
    hours = shop.rules.hours
    return [hours.next_open(_morning(shop, now, days)) for days in (1, 3, 7)]


def _morning(shop: Shop, now: datetime, days: int) -> datetime:
    local = now.astimezone(shop.tz) + timedelta(days=days)
    return local.replace(hour=0, minute=0, second=0, microsecond=0).astimezone(now.tzinfo)
