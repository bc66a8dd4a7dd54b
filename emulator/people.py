"""People and their side of a chat with one account.

unknown ──follow──▶ friend ──block──▶ blocked ──unblock──▶ friend
a deleted account can never be reached again; a stranger only for 7 days after writing
"""

from collections import deque
from dataclasses import dataclass, field
from typing import Any

from emulator.sent import Sent

SEVEN_DAYS = 7 * 24 * 3600
CHAT_LENGTH = 2000


@dataclass(slots=True)
class User:
    user_id: str
    display_name: str
    language: str | None = "ja"
    picture_url: str | None = None
    status_message: str | None = None
    provider: str = "default"
    consented: bool = True  # False: webhooks carry no userId, and there is no profile
    deleted: bool = False


@dataclass(slots=True)
class ChatEntry:
    """One line of a chat: something the account sent, or something the user did."""

    index: int
    at_ms: int
    kind: str  # message | postback | follow | block | … ; for the account's side: reply | push | …
    from_user: bool
    delivered: bool = True
    message: dict[str, Any] | None = None
    sent: Sent | None = None
    message_ids: tuple[str, ...] = ()
    unsent: bool = False
    tapped: bool = False
    shown: bool = True  # False for what leaves no bubble, such as a silent postback

    @property
    def is_bubble(self) -> bool:
        return self.shown and self.delivered and not self.unsent


@dataclass(slots=True)
class Friendship:
    """How one user stands to one account, and their chat."""

    user_id: str
    status: str = "stranger"  # stranger | friend | blocked
    wrote_at: float | None = None
    chat: deque[ChatEntry] = field(default_factory=lambda: deque(maxlen=CHAT_LENGTH))
    chat_length: int = 0
    loading_until: float = 0.0
    read_up_to_ms: int = 0
    rich_menu_id: str | None = None

    def reachable(self, user: User, now: float) -> bool:
        """Whether a push would arrive."""
        if user.deleted or self.status == "blocked":
            return False
        return self.status == "friend" or (self.wrote_at is not None and now - self.wrote_at <= SEVEN_DAYS)

    def has_profile(self, user: User) -> bool:
        """A friend's profile may be read, and that of a stranger who ever wrote."""
        known = self.status == "friend" or (self.status == "stranger" and self.wrote_at is not None)
        return known and user.consented and not user.deleted

    def add(self, entry: ChatEntry) -> ChatEntry:
        entry.index = self.chat_length
        self.chat_length += 1
        self.chat.append(entry)
        return entry
