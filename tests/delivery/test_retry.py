"""The table of decisions, line by line."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from delivery.attempt import KEY_LIFE, Attempt, way
from delivery.retry import DELAYS, PAUSE, SNOOZE, Discarded, Held, Later, Sent, Unknown, decide, delay
from line.client import Accepted
from line.errors import (
    AlreadyAccepted,
    Ambiguous,
    InvalidReplyToken,
    Permanent,
    QuotaExceeded,
    RateLimited,
    Transient,
    Unauthorized,
)

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


def attempt(method: str, **changes: Any) -> Attempt:
    values: dict[str, Any] = {
        "id": 1, "to": "U1", "kind": "check_in", "messages": "[]", "retry_key": "k",
        "reply_token": "t" if method == "reply" else None,
        "reply_until": NOW + timedelta(seconds=40) if method == "reply" else None,
        "method": method, "attempts": 0, "ambiguous": False, "first_attempt_at": NOW,
        "lease_until": NOW + timedelta(seconds=25), "lease_token": "l",
    }  # fmt: skip
    return Attempt(**(values | changes))


SOON = timedelta(seconds=1)
PERMANENT = Permanent("no", status=400)
TABLE = [
    ("reply", {}, Accepted("r"), Sent("r", (), billed=False)),
    ("push", {}, Accepted("r", ({"id": "1"},)), Sent("r", ({"id": "1"},), billed=True)),
    (
        "push",
        {"ambiguous": True},
        AlreadyAccepted([{"id": "1"}], status=409, request_id="r"),
        Sent("r", ({"id": "1"},), billed=True, note="accepted by an earlier attempt"),
    ),
    ("push", {}, Ambiguous("x"), Later(NOW + SOON, True, True, "Ambiguous x")),
    ("reply", {}, Ambiguous("x"), Later(NOW + SOON, True, True, "Ambiguous x")),
    ("reply", {"reply_until": NOW + SOON}, Ambiguous("x"), Unknown("Ambiguous x")),
    ("reply", {"attempts": 6}, Ambiguous("x"), Unknown("Ambiguous x")),
    ("push", {}, Transient("x"), Later(NOW + SOON, True, False, "Transient x")),
    ("push", {"ambiguous": True}, Transient("x"), Later(NOW + SOON, True, True, "Transient x")),
    ("reply", {"reply_until": NOW}, Transient("x"), Later(NOW + SOON, True, False, "Transient x")),
    ("reply", {"reply_until": NOW, "ambiguous": True}, Transient("x"), Unknown("Transient x")),
    (
        "reply",
        {},
        InvalidReplyToken("bad", status=400),
        Later(NOW, True, False, "InvalidReplyToken 400 bad", push_now=True),
    ),
    (
        "reply",
        {"ambiguous": True},
        InvalidReplyToken("bad", status=400, request_id="r"),
        Sent("r", (), billed=False, note="delivered by an earlier attempt"),
    ),
    (
        "reply",
        {"ambiguous": True, "reply_until": NOW},
        InvalidReplyToken("bad", status=400),
        Unknown("InvalidReplyToken 400 bad"),
    ),
    ("push", {}, RateLimited("b", status=429), Later(NOW + SNOOZE, False, False, "RateLimited 429 b")),
    ("push", {"ambiguous": True}, RateLimited("b"), Later(NOW + SNOOZE, False, True, "RateLimited b")),
    ("push", {}, QuotaExceeded("q", status=429), Held(False, "QuotaExceeded 429 q")),
    ("push", {"ambiguous": True}, QuotaExceeded("q"), Held(True, "QuotaExceeded q")),
    ("reply", {}, QuotaExceeded("q"), Later(NOW + SNOOZE, False, False, "QuotaExceeded q")),
    ("push", {}, Unauthorized("u", status=401), Later(NOW + PAUSE, False, False, "Unauthorized 401 u")),
    ("push", {}, PERMANENT, Discarded("Permanent 400 no")),
    ("push", {"ambiguous": True}, PERMANENT, Unknown("Permanent 400 no")),
    ("reply", {}, PERMANENT, Discarded("Permanent 400 no")),
    ("push", {"first_attempt_at": NOW - KEY_LIFE, "ambiguous": True}, Ambiguous("x"), Unknown("Ambiguous x")),
    ("push", {"first_attempt_at": NOW - KEY_LIFE}, Transient("x"), Discarded("Transient x")),
]


@pytest.mark.parametrize(("method", "before", "outcome", "expected"), TABLE)
def test_what_becomes_of_a_row(method: str, before: Any, outcome: Any, expected: Any) -> None:
    assert decide(attempt(method, **before), outcome, NOW) == expected


def test_delays_grow_and_stay_under_ten_minutes() -> None:
    assert [delay(n) for n in range(len(DELAYS))] == list(DELAYS)
    assert delay(1000) == timedelta(minutes=10)
    assert list(DELAYS) == sorted(DELAYS)


GOOD, OVER = NOW + timedelta(seconds=1), NOW


@pytest.mark.parametrize(
    ("token", "until", "last", "ambiguous", "first", "expected"),
    [
        ("t", GOOD, "", False, None, "reply"),
        ("t", GOOD, "reply", True, NOW, "reply"),
        ("t", OVER, "", False, None, "push"),
        ("t", OVER, "reply", False, NOW, "push"),
        ("t", OVER, "reply", True, NOW, "unknown"),
        ("t", GOOD, "push", True, NOW, "push"),
        ("t", None, "reply", False, NOW, "push"),
        (None, None, "", False, None, "push"),
        (None, None, "push", True, NOW - KEY_LIFE + SOON, "push"),
        (None, None, "push", True, NOW - KEY_LIFE, "unknown"),
        (None, None, "push", False, NOW - KEY_LIFE, "push"),
    ],
)
def test_which_way_a_row_goes(
    token: Any, until: Any, last: str, ambiguous: bool, first: Any, expected: str
) -> None:
    chosen = way(
        reply_token=token,
        reply_until=until,
        last=last,
        ambiguous=ambiguous,
        first_attempt_at=first,
        now=NOW,
    )
    assert chosen == expected
