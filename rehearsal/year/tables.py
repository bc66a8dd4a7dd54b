"""What lies in the tables when a year is over, read by plain SQL as anybody with a database client would.

Shares nothing with the product's own queries and words: whoever counts again must be able to find it wrong.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.orm import Session

Row = dict[str, Any]
_TOUCHPOINTS: Final = """
SELECT t.id, t.contact_id, t.key, t.status, t.reason, t.decided_at, t.journey_version_id, t.purchase_id,
       c.id AS talk, c.purpose, c.status AS ended, c.script_version_id
FROM touchpoints t LEFT JOIN conversations c ON c.touchpoint_id = t.id
WHERE t.status IN ('sent', 'skipped', 'cancelled')
"""
_ANSWERS: Final = """
SELECT conversation_id, script_version_id, step, axis, value, score, answered_at, purchase_id, contact_id, id
FROM answers WHERE redacted_at IS NULL ORDER BY id
"""
_CASES: Final = """
SELECT id, contact_id, purchase_id, reason, opened_at, closed_at, close_reason, promise_at, first_response_at,
       (SELECT COUNT(*) FROM case_entries e
        WHERE e.case_id = cases.id AND e.kind = 'promised_after_kept') AS kept_before,
       (SELECT COUNT(*) FROM case_entries e
        WHERE e.case_id = cases.id AND e.kind IN ('promised_after_broken', 'belated')) AS broken_before
FROM cases
"""
_MESSAGES: Final = """
SELECT contact_id, conversation_id, touchpoint_id, method, author, kind, sent_at,
       CAST(messages AS TEXT) AS messages
FROM outbound_messages WHERE status = 'sent' AND contact_id IS NOT NULL
"""
_COMINGS: Final = """
SELECT c.id AS contact_id, e.type, e.occurred_at FROM inbound_events e
JOIN contacts c ON c.channel_id = e.channel_id AND c.line_user_id = e.line_user_id
WHERE e.type IN ('follow', 'unfollow') ORDER BY e.occurred_at, e.id
"""
_WRITTEN: Final = """
SELECT c.id AS contact_id, e.payload, e.occurred_at FROM inbound_events e
JOIN contacts c ON c.channel_id = e.channel_id AND c.line_user_id = e.line_user_id
WHERE e.type = 'message' AND e.redacted_at IS NULL
"""
_ORDERS: Final = """
SELECT p.id, p.contact_id, p.bound_at, p.purchased_at, p.status, p.status_at, d.at AS delivered, u.at AS used,
       p.locale, p.time_zone, p.customer_name
FROM purchases p
LEFT JOIN milestones d ON d.purchase_id = p.id AND d.name = 'delivered'
LEFT JOIN milestones u ON u.purchase_id = p.id AND u.name = 'first_used'
"""
_NAMES: Final = "SELECT DISTINCT name FROM purchase_items"
_SCRIPTS: Final = "SELECT id, CAST(body AS TEXT) AS body FROM script_versions"
_JOURNEYS: Final = "SELECT id, CAST(body AS TEXT) AS body FROM journey_versions"
_INSTANTS: Final = ("_at", "delivered", "used")


@dataclass(frozen=True, slots=True)
class Tables:
    """`asks`: script version → the axes it asks for; a version that asks nothing is not there.

    `alarms`: (script version, choice) that mean trouble with the body. `news`: (journey version, touchpoint)
    that the author calls news: it is told whatever was asked of late. `written`: what customers wrote.
    `names`: of products, which are the same in every language.
    """

    touchpoints: list[Row]
    answers: list[Row]
    cases: list[Row]
    messages: list[Row]
    comings: list[Row]
    orders: list[Row]
    written: list[Row]
    asks: dict[int, set[str]]
    alarms: set[tuple[int, str]]
    news: set[tuple[int, str]]
    names: set[str]


def read(session: Session) -> Tables:
    scripts = {row["id"]: list(_steps(json.loads(row["body"]))) for row in _rows(session, _SCRIPTS)}
    return Tables(
        touchpoints=_rows(session, _TOUCHPOINTS), answers=_rows(session, _ANSWERS),
        cases=_rows(session, _CASES), messages=_rows(session, _MESSAGES),
        comings=_rows(session, _COMINGS), orders=_rows(session, _ORDERS), written=_written(session),
        asks={version: axes for version, steps in scripts.items() if (axes := _axes(steps))},
        alarms={(version, choice) for version, steps in scripts.items() for choice in _alarms(steps)},
        news=_news(session), names={row["name"] for row in _rows(session, _NAMES)},
    )  # fmt: skip


def _rows(session: Session, statement: str) -> list[Row]:
    return [
        {name: _time(value) if name.endswith(_INSTANTS) else value for name, value in row._mapping.items()}
        for row in session.execute(text(statement))
    ]


def _time(value: Any) -> datetime | None:
    """SQLite keeps instants as text without a zone, in UTC."""
    if value is None:
        return None
    at = datetime.fromisoformat(value) if isinstance(value, str) else value
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def _written(session: Session) -> list[Row]:
    found = []
    for row in _rows(session, _WRITTEN):
        words = json.loads(row["payload"]).get("message", {}).get("text", "")
        if words:
            found.append({"contact_id": row["contact_id"], "at": row["occurred_at"], "words": words})
    return found


def _steps(script: Any) -> Iterator[Row]:
    yield from script.get("steps", ())
    for part in script.get("parts", {}).values():
        yield from _steps(part)


def _axes(steps: Iterable[Row]) -> set[str]:
    return {step.get("axis", "other") for step in steps if "ask" in step}


def _alarms(steps: Iterable[Row]) -> Iterator[str]:
    for step in steps:
        yield from (choice["id"] for choice in step.get("choices", ()) if choice.get("mark") == "health")


def _news(session: Session) -> set[tuple[int, str]]:
    found = set()
    for row in _rows(session, _JOURNEYS):
        touchpoints = json.loads(row["body"])["touchpoints"]
        found |= {(row["id"], t["id"]) for t in touchpoints if t.get("counts") is False}
        found.add((row["id"], "silence"))
    return found
