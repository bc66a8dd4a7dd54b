"""What goes in and out of an endpoint: a Call, an Answer, and the errors LINE answers with.

Endpoints are plain functions of (platform, call); nothing here knows Flask.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import orjson

if TYPE_CHECKING:
    from emulator.sent import Sent

MAX_BODY = 2 * 1024 * 1024

# Seen on real answers (line-bot-sdk-python issues 328 and 363).
STANDING_HEADERS: tuple[tuple[str, str], ...] = (
    ("x-content-type-options", "nosniff"),
    ("x-xss-protection", "1; mode=block"),
    ("x-frame-options", "DENY"),
    ("Cache-Control", "no-cache, no-store, max-age=0, must-revalidate"),
    ("Pragma", "no-cache"),
    ("Expires", "0"),
)


@dataclass(slots=True)
class Call:
    """One request of a bot."""

    method: str
    path: str
    body: bytes
    content_type: str
    authorization: str | None
    retry_key: str | None
    query: Mapping[str, str] = field(default_factory=dict)
    args: Mapping[str, str] = field(default_factory=dict)
    request_id: str = ""
    accepted: "Sent | None" = None  # what came of it, when it was a send


@dataclass(slots=True)
class Answer:
    """What the bot gets back."""

    status: int
    body: bytes = b"{}"
    content_type: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()
    dropped: bool = False  # the connection is closed instead of answering


EMPTY = b"{}"


def json_answer(content: Any, status: int = 200, headers: tuple[tuple[str, str], ...] = ()) -> Answer:
    return Answer(status, orjson.dumps(content), headers=headers)


class LineError(Exception):
    """A refusal in LINE's own words."""

    def __init__(
        self,
        status: int,
        message: str,
        details: list[dict[str, str]] | None = None,
        extra: dict[str, Any] | None = None,
        headers: tuple[tuple[str, str], ...] = (),
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.details = details
        self.extra = extra
        self.headers = headers

    def answer(self) -> Answer:
        content: dict[str, Any] = {"message": self.message}
        if self.details:
            content["details"] = self.details
        if self.extra:
            content.update(self.extra)
        return Answer(self.status, orjson.dumps(content), headers=self.headers)


class OAuthError(LineError):
    """The token endpoints have an error style of their own."""

    def answer(self) -> Answer:
        return Answer(
            self.status, orjson.dumps({"error": self.message, "error_description": self.extra_text()})
        )

    def extra_text(self) -> str:
        return str((self.extra or {}).get("error_description", ""))


def not_found(message: str = "Not found") -> LineError:
    return LineError(404, message)


def invalid_property(name: str) -> LineError:
    return LineError(400, f"The property, '{name}', in the request body is invalid (line: -, column: -)")


def body_errors(*problems: tuple[str, str]) -> LineError:
    """The style of plain properties: how many, then what and where."""
    details = [{"message": message, "property": name} for message, name in problems]
    return LineError(400, f"The request body has {len(details)} error(s)", details)


def read_json(call: Call) -> dict[str, Any]:
    """The body as an object, or the refusal LINE would give."""
    if call.content_type.partition(";")[0].strip().lower() != "application/json":
        raise LineError(415, f"The content type, {call.content_type}, is not supported")
    try:
        content = orjson.loads(call.body)
    except orjson.JSONDecodeError as error:
        raise LineError(
            400,
            f"The request body could not be parsed as JSON (line: {error.lineno}, column: {error.colno})",
        ) from None
    if not isinstance(content, dict):
        raise LineError(400, "The request body could not be parsed as JSON (line: 1, column: 1)")
    return content
