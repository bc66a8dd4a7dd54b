"""What went wrong with a call to LINE, named by what to do next. One table turns a status into a class.

LINE says that message texts are not guaranteed and that only the status counts
(https://developers.line.biz/en/reference/messaging-api/#status-codes), so texts are read in two places only:
«Invalid reply token», where nothing else tells it from a bad body, and the quota text, as a hint.
"""

from collections.abc import Mapping, Sequence
from typing import Any


class LineError(Exception):
    """LINE did not accept the call."""

    def __init__(self, message: str = "", *, status: int = 0, request_id: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.status = status
        self.request_id = request_id


class Permanent(LineError):
    """The same request will never be accepted: do not repeat it."""


class InvalidReplyToken(Permanent):
    """The reply token is used, too old or foreign; LINE answers the same for all three."""


class Unauthorized(LineError):
    """The channel's token is not valid: nothing of this channel can be sent until someone mends it."""


class Transient(LineError):
    """Try again later; certainly not accepted this time."""


class RateLimited(Transient):
    """429: too fast, or the month's quota is used up. Only the quota endpoint tells which."""


class QuotaExceeded(RateLimited):
    """429, and the quota is used up: repeating is useless until the plan or the month changes."""


class Ambiguous(LineError):
    """Sent, but no word on whether it was accepted: timeout, lost connection, 5xx."""


class AlreadyAccepted(LineError):
    """409: an earlier attempt with this retry key was accepted. This is success."""

    def __init__(self, sent_messages: Sequence[Mapping[str, Any]] = (), **details: Any) -> None:
        super().__init__("The retry key is already accepted", **details)
        self.sent_messages = tuple(sent_messages)


_BY_STATUS: Mapping[int, type[LineError]] = {
    401: Unauthorized,
    408: Ambiguous,
    409: AlreadyAccepted,
    429: RateLimited,
}


def error_for(status: int, body: Mapping[str, Any], request_id: str) -> LineError:
    """The error that an answer with this status means. Status 2xx is none."""
    message = body.get("message")
    said = message if isinstance(message, str) else ""
    kind = _BY_STATUS.get(status, Ambiguous if status >= 500 else Permanent)
    if kind is AlreadyAccepted:
        sent = body.get("sentMessages")
        return AlreadyAccepted(sent if isinstance(sent, list) else (), status=status, request_id=request_id)
    if status == 400 and "invalid reply token" in said.lower():
        kind = InvalidReplyToken
    return kind(said or f"LINE answered {status}", status=status, request_id=request_id)
