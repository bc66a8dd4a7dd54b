"""One row on its way to LINE, and which way it goes: reply while its token is good, else push.

Pure. The rule that costs the most when broken: a reply that may have been delivered is never pushed.
https://developers.line.biz/en/docs/messaging-api/retrying-api-request/ (replies have no retry key)
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

# LINE forgets a retry key 24 hours after the first request; after that the same key sends again.
KEY_LIFE: Final = timedelta(hours=23, minutes=30)

Way = Literal["reply", "push"]


@dataclass(frozen=True, slots=True)
class Attempt:
    """A claimed row: what is needed to send it and to decide afterwards. `method` is how it goes out now."""

    id: int
    to: str
    kind: str
    messages: str
    retry_key: str
    reply_token: str | None
    reply_until: datetime | None
    method: Way
    attempts: int  # counted ones before this
    ambiguous: bool  # an earlier one may have been delivered
    first_attempt_at: datetime
    lease_until: datetime
    lease_token: str

    def reply_is_good(self, now: datetime) -> bool:
        return self.reply_token is not None and self.reply_until is not None and now < self.reply_until


def way(
    *,
    reply_token: str | None,
    reply_until: datetime | None,
    last: str,
    ambiguous: bool,
    first_attempt_at: datetime | None,
    now: datetime,
) -> Way | Literal["unknown"]:
    """How to send a row now. `last` is how its last attempt went out, "" if there was none.

    Unknown: it may have been delivered, and trying again could deliver it twice.
    """
    if last != "push" and reply_token and reply_until and now < reply_until:
        return "reply"  # also after an ambiguous one: the token is single-use, so it cannot double
    if ambiguous and last == "reply":
        return "unknown"
    if ambiguous and first_attempt_at is not None and now >= first_attempt_at + KEY_LIFE:
        return "unknown"
    return "push"
