"""What was accepted for sending, kept as the bytes that came: cheap to store, read when asked."""

from dataclasses import dataclass
from typing import Any

import orjson

QUOTABLE = frozenset({"text", "textV2", "sticker", "image", "video", "template", "flex"})


@dataclass(slots=True)
class Sent:
    """One accepted request to send."""

    request_id: str
    channel_id: str
    kind: str  # reply | push | multicast | broadcast | narrowcast
    at_ms: int
    body: bytes
    types: tuple[str, ...]
    to: tuple[str, ...]
    recipients: int
    delivered: int
    billed: int
    message_ids: tuple[str, ...]
    retry_key: str | None = None
    units: tuple[str, ...] = ()
    answer: bytes = b"{}"

    @property
    def messages(self) -> list[dict[str, Any]]:
        return list(orjson.loads(self.body)["messages"])

    def as_dict(self, with_messages: bool = True) -> dict[str, Any]:
        shown: dict[str, Any] = {
            "request_id": self.request_id,
            "channel_id": self.channel_id,
            "kind": self.kind,
            "at_ms": self.at_ms,
            "to": list(self.to),
            "recipients": self.recipients,
            "delivered": self.delivered,
            "billed": self.billed,
            "message_ids": list(self.message_ids),
            "retry_key": self.retry_key,
            "units": list(self.units),
        }
        if with_messages:
            shown["messages"] = self.messages
        return shown
