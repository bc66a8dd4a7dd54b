"""Calling addresses that people typed: never into our own network (SSRF), never on for ever.

The address a name resolves to is checked where the connection is made, and that very address is connected to:
a name that answers differently the second time gains nothing. Numbers are not resolved, so they are checked
before, as the client reads them. Redirects are not followed.
"""

import asyncio
import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any, Final

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from models.outside import Refused, check, is_public

TIMEOUT: Final = aiohttp.ClientTimeout(total=10, connect=5)
MOST_READ: Final = 4096  # bytes of an answer: only its code counts


@dataclass(frozen=True, slots=True)
class Letter:
    """One request to be made: the same bytes at every attempt."""

    id: int
    url: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """`code` None: nobody answered, and `error` says why."""

    id: int
    code: int | None
    error: str
    took_ms: int


class PublicOnly(AbstractResolver):
    """Names → addresses, without those in our own network. What is returned is what is connected to."""

    def __init__(self, inner: AbstractResolver | None = None) -> None:
        self._inner = inner or ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._inner.resolve(host, port, family)
        public = [one for one in found if is_public(one["host"])]
        if not public:
            raise Refused("private_address")
        return public

    async def close(self) -> None:
        await self._inner.close()


def send(
    letters: Sequence[Letter], *, anywhere: bool, resolver: AbstractResolver | None = None
) -> list[Answer]:
    """All at once; each is answered, refused or given up within the timeout."""
    return asyncio.run(_send(letters, anywhere, resolver))


async def _send(letters: Sequence[Letter], anywhere: bool, resolver: AbstractResolver | None) -> list[Answer]:
    guarded = resolver if anywhere else PublicOnly(resolver)
    connector = aiohttp.TCPConnector(resolver=guarded, limit=32, limit_per_host=8, use_dns_cache=False)
    async with aiohttp.ClientSession(
        connector=connector, timeout=TIMEOUT, trust_env=False, cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False, max_line_size=8190, max_field_size=8190,
    ) as session:  # fmt: skip
        return list(await asyncio.gather(*(_one(session, letter, anywhere) for letter in letters)))


async def _one(session: aiohttp.ClientSession, letter: Letter, anywhere: bool) -> Answer:
    began = monotonic()
    code: int | None = None
    error = ""
    try:
        check(letter.url, anywhere=anywhere)
        request: Any = session.post(
            letter.url, data=letter.body, headers=letter.headers, allow_redirects=False
        )
        async with request as answer:
            await answer.content.read(MOST_READ)
            code = answer.status
            error = "redirected" if 300 <= code < 400 else "" if 200 <= code < 300 else "refused"
    except Refused as refused:
        error = str(refused)
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as caught:
        error, cause = type(caught).__name__, caught
        while cause is not None:  # aiohttp wraps what the resolver raised
            if isinstance(cause, Refused):
                error = str(cause)
            cause = cause.__cause__  # type: ignore[assignment]
    return Answer(letter.id, code, error, round((monotonic() - began) * 1000))
