"""The steps of お約束の見守り, as the shop wrote them down, or the usual ones."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from conversations.business_hours import BusinessHours
from models import assignment


@dataclass(frozen=True, slots=True)
class Step:
    """Tell this rung, in these ways, so many minutes after the promise (before: less than 0)."""

    rung: str
    minutes: int
    ways: tuple[str, ...]

    def at(self, promise_at: datetime, hours: BusinessHours) -> datetime:
        by = timedelta(minutes=abs(self.minutes))
        return hours.earlier(promise_at, by) if self.minutes < 0 else hours.later(promise_at, by)


USUAL: Final = (
    Step("assignee", -30, ("line", "mail")),
    Step("lead", 0, ("line", "mail", "webhook")),
    Step("owner", 60, ("line", "mail", "webhook")),
)


def steps(session: Session) -> tuple[Step, ...]:
    """The shop's own ladder, or the usual one; the earliest step first."""
    own = assignment.steps(session)
    return tuple(Step(row.rung, row.minutes, tuple(row.ways)) for row in own) or USUAL
