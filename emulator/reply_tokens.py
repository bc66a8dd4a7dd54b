"""Reply tokens: used once, within a minute of a delivery, and never 20 minutes after the event.

All three failures get the same answer, so nobody can learn which one it was.
"""

from collections import OrderedDict
from dataclasses import dataclass, field

from emulator.ids import new_reply_token
from emulator.wire import LineError

AFTER_DELIVERY = 60
AFTER_EVENT = 20 * 60
INVALID = "Invalid reply token"


@dataclass(slots=True)
class ReplyToken:
    user_id: str
    event_at: float
    delivered_at: float
    used: bool = False


@dataclass(slots=True)
class ReplyTokens:
    _tokens: OrderedDict[str, ReplyToken] = field(default_factory=OrderedDict)

    def issue(self, user_id: str, now: float) -> str:
        self._forget(now)
        token = new_reply_token()
        self._tokens[token] = ReplyToken(user_id, now, now)
        return token

    def delivered(self, token: str, now: float) -> None:
        """A (re)delivery starts the minute anew."""
        if token in self._tokens:
            self._tokens[token].delivered_at = now

    def peek(self, token: str, now: float) -> str:
        """The user a good token answers; the token stays good."""
        known = self._tokens.get(token)
        if (
            known is None
            or known.used
            or now - known.delivered_at > AFTER_DELIVERY
            or now - known.event_at > AFTER_EVENT
        ):
            raise LineError(400, INVALID)
        return known.user_id

    def spend(self, token: str, now: float) -> None:
        """Use the token up."""
        self.peek(token, now)
        self._tokens[token].used = True

    def _forget(self, now: float) -> None:
        while self._tokens:
            token, known = next(iter(self._tokens.items()))
            if now - known.event_at <= AFTER_EVENT:
                return
            del self._tokens[token]
