"""Reading a request's body as it came: all of it, not more than a webhook can have, or a refusal."""

import logging
from typing import Any, Final

from webhook.intake import Answer

log = logging.getLogger(__name__)

LIMIT: Final = 2 * 1024 * 1024
TOO_LARGE: Final = Answer(413, "The body is larger than 2 MB.")
NO_LENGTH: Final = Answer(411, "The length of the body is missing.")
CUT_OFF: Final = Answer(400, "The body ends too early.")


def read_body(environ: dict[str, Any]) -> bytes | Answer:
    """The raw bytes. A body announced as too large is not read at all, a chunked one up to the limit."""
    stream = environ["wsgi.input"]
    announced = environ.get("CONTENT_LENGTH")
    try:
        if announced:
            if not announced.isascii() or not announced.isdigit():
                return NO_LENGTH
            length = int(announced)
            if length > LIMIT:
                return TOO_LARGE
            body: bytes = stream.read(length)
            return body if len(body) == length else CUT_OFF
        if "HTTP_TRANSFER_ENCODING" not in environ:
            return b""
        if not environ.get("wsgi.input_terminated"):
            return NO_LENGTH
        body = stream.read(LIMIT + 1)
        return body if len(body) <= LIMIT else TOO_LARGE
    except Exception as error:  # every server has errors of its own for what it cannot read
        fields = {"action": "webhook_unread", "error": type(error).__name__}
        log.info("webhook: the body cannot be read", extra=fields)
        return CUT_OFF
