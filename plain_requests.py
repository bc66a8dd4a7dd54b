"""Is what a connection has said so far one plain POST, whole and alone? Then it needs no thread to be read.

This is no HTTP server. It knows one form, the one in which LINE's calls arrive behind any proxy: a request
line, headers each given once, `Content-Length`, the body, and nothing after it. Everything else (chunks,
Expect, a large body, a line it does not know, two requests at once) is unusual and goes to gunicorn: once its
head is whole, for a thread that waits for the rest of a head is one for nobody else.
"""

import re
from collections.abc import Mapping
from enum import Enum
from typing import Final, NamedTuple

LARGEST_HEAD: Final = 8 * 1024
LARGEST_BODY: Final = 256 * 1024  # more is read by a thread
_METHOD: Final = re.compile(rb"\Z|[A-Z]{1,16}(?: |\Z)")
_HEAD: Final = re.compile(
    rb"POST (/[\x21-\x7e]*) HTTP/1\.([01])\r\n((?:[A-Za-z0-9!#$%&'*+.^_`|~-]+:[\t\x20-\x7e]*\r\n)*)\r\n"
)
_UNUSUAL_HEADERS: Final = frozenset((b"transfer-encoding", b"expect", b"upgrade", b"content-encoding"))


class Plain(NamedTuple):
    """A whole request. `keep`: does the other side want to use the connection again?"""

    path: str
    headers: Mapping[bytes, bytes]  # names in lower case
    body: bytes
    keep: bool


class Not(Enum):
    YET = "the beginning of one, or of something else"
    UNUSUAL = "something else"


def look(held: bytes) -> Plain | Not:
    """What these first bytes of a request are."""
    end = held.find(b"\r\n\r\n", 0, LARGEST_HEAD)
    if end < 0:
        is_begun = len(held) < LARGEST_HEAD and _METHOD.match(held) is not None and b"\n\n" not in held
        return Not.YET if is_begun else Not.UNUSUAL
    head = _HEAD.match(held)
    if head is None or head.end() != end + 4:
        return Not.UNUSUAL
    headers = _headers(head[3])
    if headers is None:
        return Not.UNUSUAL
    length, persists = headers.get(b"content-length", b""), headers.get(b"connection", b"").lower()
    if not length.isdigit() or len(length) > 7 or persists not in (b"", b"close", b"keep-alive"):
        return Not.UNUSUAL
    missing = head.end() + int(length) - len(held)
    if missing < 0 or int(length) > LARGEST_BODY:
        return Not.UNUSUAL
    if missing:
        return Not.YET
    keep = persists == b"keep-alive" or (head[2] == b"1" and not persists)
    return Plain(head[1].decode(), headers, held[head.end() :], keep)


def _headers(lines: bytes) -> dict[bytes, bytes] | None:
    """By name; None if one is given twice or asks for more than a plain answer."""
    headers: dict[bytes, bytes] = {}
    for line in lines.split(b"\r\n")[:-1]:
        name, _, value = line.partition(b":")
        name = name.lower()
        if name in headers or name in _UNUSUAL_HEADERS:
            return None
        headers[name] = value.strip(b" \t")
    return headers
