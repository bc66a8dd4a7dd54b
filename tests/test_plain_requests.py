"""What is taken for a plain request is one for gunicorn, too, with the same parts; all else is left to it."""

import pytest
from gunicorn.config import Config
from gunicorn.http import RequestParser
from hypothesis import given
from hypothesis import strategies as st

from plain_requests import LARGEST_HEAD, Not, Plain, look

START = b"POST /callback HTTP/1.1\r\n"


def test_the_parts_of_a_request_are_found() -> None:
    found = look(START + b"Host: a\r\nX-Line-Signature:  c2ln=\t\r\nCONTENT-LENGTH: 4\r\n\r\n\r\n\r\n")
    assert found == Plain(
        "/callback",
        {b"host": b"a", b"x-line-signature": b"c2ln=", b"content-length": b"4"},
        b"\r\n\r\n",
        True,
    )


@pytest.mark.parametrize(
    ("lines", "keep"),
    [
        (b"POST / HTTP/1.1\r\n", True),
        (b"POST / HTTP/1.1\r\nConnection: close\r\n", False),
        (b"POST / HTTP/1.0\r\n", False),
        (b"POST / HTTP/1.0\r\nConnection: Keep-Alive\r\n", True),
    ],
)
def test_whether_the_connection_is_kept_is_for_the_other_side_to_say(lines: bytes, keep: bool) -> None:
    found = look(lines + b"Content-Length: 0\r\n\r\n")
    assert isinstance(found, Plain)
    assert found.keep is keep


def test_every_beginning_of_a_request_may_become_one() -> None:
    request = START + b"Content-Length: 3\r\n\r\nabc"
    assert {look(request[:n]) for n in range(len(request))} == {Not.YET}
    assert isinstance(look(request), Plain)


@pytest.mark.parametrize("line", [b"GET /console/ HTTP/1.1", b"DELETE / HTTP/1.1", b"POST a HTTP/1.0"])
def test_half_a_head_of_any_request_needs_no_thread(line: bytes) -> None:
    head = line + b"\r\nHost: a\r\n\r\n"
    assert {look(head[:n]) for n in range(len(head))} == {Not.YET}
    assert look(head) is Not.UNUSUAL


@pytest.mark.parametrize(
    "said", [b"\x16\x03\x01\x02\x00", b"get / HTTP/1.1", b"GET / HTTP/1.1\n\n", b"\r\nGET"]
)
def test_what_begins_no_request_is_not_waited_for(said: bytes) -> None:
    assert look(said) is Not.UNUSUAL


@pytest.mark.parametrize(
    "said",
    [
        b"GET /callback HTTP/1.1\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"POST http://a/callback HTTP/1.1\r\nContent-Length: 0\r\n\r\n",
        b"POST /callback HTTP/1.2\r\nContent-Length: 0\r\n\r\n",
        START + b"\r\n",
        START + b"Content-Length: 1\r\nContent-Length: 1\r\n\r\na",
        START + b"Content-Length: 1, 1\r\n\r\na",
        START + b"Content-Length: +1\r\n\r\na",
        START + b"Content-Length : 1\r\n\r\na",
        START + b"Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\na",
        START + b"Content-Length: 1\r\nExpect: 100-continue\r\n\r\na",
        START + b"Content-Length: 1\r\nConnection: upgrade\r\n\r\na",
        START + b"Content-Length: 1\r\nX: a\r\n b\r\n\r\na",
        START + b"Content-Length: 1\r\nX: a\nY: b\r\n\r\na",
        START + b"Content-Length: 1\r\nX: \x00\r\n\r\na",
        START + b"Content-Length: 1\r\n\r\nab",
        START + b"Content-Length: 9999999\r\n\r\n",
        START + b"X: " + b"a" * LARGEST_HEAD,
    ],
)
def test_what_is_not_plain_is_left_to_gunicorn(said: bytes) -> None:
    assert look(said) is Not.UNUSUAL


NAMES = st.sampled_from([b"Host", b"Content-Length", b"Transfer-Encoding", b"X-Signature", b"connection"])
VALUES = st.sampled_from([b"3", b" 3 ", b"03", b"3\t", b"", b"chunked", b"keep-alive", b"close", b"\x80"])
ENDS = st.sampled_from([b"\r\n", b"\r\n", b"\r\n", b"\n", b"\r", b"\r\n "])
LINES = st.tuples(NAMES, st.sampled_from([b":", b": ", b": ", b" :", b""]), VALUES, ENDS)
STARTS = st.sampled_from([START, b"POST / HTTP/1.0\r\n", b"POST /a b HTTP/1.1\r\n", b"POST /%00 HTTP/1.1\n"])


@given(start=STARTS, measured=st.booleans(), lines=st.lists(LINES, max_size=4), body=st.binary(max_size=5))
def test_gunicorn_reads_the_same_out_of_everything_taken_for_plain(
    start: bytes, measured: bool, lines: list[tuple[bytes, bytes, bytes, bytes]], body: bytes
) -> None:
    length = b"Content-Length: %d\r\n" % len(body) if measured else b""
    said = start + length + b"".join(b"".join(line) for line in lines) + b"\r\n" + body
    found = look(said)
    if not isinstance(found, Plain):
        return
    request = next(RequestParser(Config(), [said], ("127.0.0.1", 1)))
    assert (request.method, request.uri) == ("POST", found.path)
    headers = {name.lower().encode(): value.encode("latin-1") for name, value in request.headers}
    assert headers == found.headers
    assert request.body.read() == found.body
    assert request.should_close() is not found.keep
