"""お約束: how the time told to a customer ended. Only a human who answers keeps it; closing a case does not.

    told ─┬─ a human answered by then                      kept
          ├─ a human answered later                        broken
          ├─ nobody did: closed, or the time is over       broken
          └─ not over yet                                  waiting
Nothing was promised (none) where nobody was told a time and nobody answered, and where the person's case
went on in another one, or the person was erased, before the time was over.
"""

from datetime import datetime
from typing import Final, Literal

from conversations.following import UNTOLD

MOVED_ON: Final = ("merged", "erased")  # ways a case closes that end nothing for the customer
Ending = Literal["kept", "broken", "waiting", "none"]


def ending_of(
    *, reason: str, promise_at: datetime, answered_at: datetime | None, closed_at: datetime | None,
    close_reason: str, now: datetime,
) -> Ending:  # fmt: skip
    """How the promise that counts now ended, or stands."""
    if answered_at is not None:
        return "kept" if answered_at <= promise_at else "broken"
    if reason in UNTOLD:
        return "none"
    if closed_at is not None:
        went_on = close_reason in MOVED_ON and closed_at <= promise_at
        return "none" if went_on else "broken"
    return "waiting" if now <= promise_at else "broken"
