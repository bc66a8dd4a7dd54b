"""What came of a year, counted twice: by the product's own figures, and by plain SQL that shares nothing.

`recount` reads tables as anybody with a database client would. It knows the words of docs/results.md and the
rules of product.md (quiet hours, one budget per person, no ask while a case is open), not the code.
"""

import json
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlalchemy.orm import Session

from services.figures import Figures

_SENT: Final = """
SELECT t.id, t.contact_id, t.key, t.status, t.reason, t.decided_at, t.journey_version_id, t.purchase_id,
       c.id AS talk, c.purpose, c.status AS ended, c.script_version_id
FROM touchpoints t LEFT JOIN conversations c ON c.touchpoint_id = t.id
WHERE t.status IN ('sent', 'skipped', 'cancelled')
"""
_ANSWERS: Final = """
SELECT conversation_id, step, axis, score, answered_at, purchase_id, contact_id, id FROM answers
WHERE redacted_at IS NULL ORDER BY id
"""
_CASES: Final = """
SELECT id, contact_id, purchase_id, reason, opened_at, closed_at, promise_at, first_response_at FROM cases
"""
_PUSHES: Final = """
SELECT contact_id, conversation_id, touchpoint_id, method, author, kind, sent_at, status
FROM outbound_messages WHERE status = 'sent' AND contact_id IS NOT NULL
"""
_UNCOUNTED: Final = """
SELECT id, CAST(body AS TEXT) AS body FROM journey_versions
"""
_LEFT: Final = """
SELECT c.id AS contact_id, e.occurred_at AS left_at FROM inbound_events e
JOIN contacts c ON c.channel_id = e.channel_id AND c.line_user_id = e.line_user_id
WHERE e.type = 'unfollow'
"""
_ORDERS: Final = """
SELECT p.id, p.contact_id, p.bound_at, p.purchased_at, p.status, p.status_at, d.at AS delivered, u.at AS used
FROM purchases p
LEFT JOIN milestones d ON d.purchase_id = p.id AND d.name = 'delivered'
LEFT JOIN milestones u ON u.purchase_id = p.id AND u.name = 'first_used'
"""
LATER: Final = timedelta(days=30)  # a feeling asked again counts for recovery so long after closing


@dataclass(frozen=True, slots=True)
class Line:
    """One figure: what the results page says (None: it has no such number), what the recount says."""

    name: str
    page: float | None
    recount: float | None
    limit: float | None = None  # at most this much; None: nothing is promised

    @property
    def is_fine(self) -> bool:
        same = self.page is None or (self.recount is not None and abs(self.page - self.recount) < 1e-9)
        kept = self.limit is None or (self.recount is not None and self.recount <= self.limit)
        return same and kept


@dataclass(frozen=True, slots=True)
class Rules:
    """What the shop promised itself, as its settings say it."""

    zone: str
    quiet: tuple[int, int]  # minutes of the day: from, to (wraps midnight)
    asks: int
    asks_within: timedelta
    silence: timedelta


def lines(session: Session, page: Figures, rules: Rules, now: datetime) -> list[Line]:
    """Every figure of the year, the page's and the recount's side by side."""
    touchpoints, answers = _rows(session, _SENT), _rows(session, _ANSWERS)
    cases, messages, orders = _rows(session, _CASES), _rows(session, _PUSHES), _rows(session, _ORDERS)
    asks = _asking(session)
    return [
        *_check_ins(touchpoints, answers, messages, asks, page),
        *_first_wins(orders, page),
        *_promises(cases, answers, page, now),
        *_vows(touchpoints, cases, messages, orders, asks, _news(session), _rows(session, _LEFT), rules, now),
        Line("よくないお答えや対応のあとのお願い", None, _favours(touchpoints, answers, cases, asks), 0),
    ]


def _rows(session: Session, statement: str) -> list[dict[str, Any]]:
    return [
        {name: _time(value) if name.endswith(_TIMES) else value for name, value in row._mapping.items()}
        for row in session.execute(text(statement))
    ]


_TIMES: Final = ("_at", "delivered", "used")


def _time(value: Any) -> datetime | None:
    """SQLite keeps instants as text without a zone, in UTC."""
    if value is None:
        return None
    at = datetime.fromisoformat(value) if isinstance(value, str) else value
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def _asking(session: Session) -> dict[int, set[str]]:
    """Script version → the axes it asks for; a version that asks nothing is not there."""
    found: dict[int, set[str]] = {}
    for row in session.execute(text("SELECT id, CAST(body AS TEXT) AS body FROM script_versions")):
        axes = set()
        for step in _steps(json.loads(row.body)):
            if "ask" in step:
                axes.add(step.get("axis", "other"))
        if axes:
            found[row.id] = axes
    return found


def _news(session: Session) -> set[tuple[int, str]]:
    """(journey version, touchpoint) that the author calls news: it is told whatever was asked of late."""
    found = set()
    for row in session.execute(text(_UNCOUNTED)):
        journey = json.loads(row.body)
        found |= {(row.id, t["id"]) for t in journey["touchpoints"] if t.get("counts") is False}
        found.add((row.id, "silence"))
    return found


def _steps(script: Any) -> Iterable[dict[str, Any]]:
    yield from script.get("steps", ())
    for part in script.get("parts", {}).values():
        yield from _steps(part)


def _check_ins(
    touchpoints: Sequence[dict[str, Any]],
    answers: Sequence[dict[str, Any]],
    messages: Sequence[dict[str, Any]],
    asks: dict[int, set[str]],
    page: Figures,
) -> list[Line]:
    talks = [t for t in touchpoints if t["purpose"] == "check_in" and t["status"] == "sent"]
    scores: dict[int, dict[str, int]] = defaultdict(dict)
    for answer in answers:
        if answer["score"] is not None:
            scores[answer["conversation_id"]][answer["axis"]] = answer["score"]
    pushed = Counter(m["conversation_id"] for m in messages if m["method"] == "push")
    complete = [t for t in talks if _is_complete(scores[t["talk"]], asks.get(t["script_version_id"], set()))]
    cells = Counter(
        (s["result"] >= 4, s["feeling"] >= 4)
        for s in (scores[t["talk"]] for t in talks)
        if "result" in s and "feeling" in s
    )
    shown = page.check_ins
    spent = sum(pushed[t["talk"]] for t in talks)
    own = sum(pushed[t["talk"]] for t in complete)
    return [
        Line("最後まで答えた「その後」", shown.complete, len(complete)),
        *(
            Line(name, shown.cells[cell], cells[place])
            for name, cell, place in (
                ("効いた×うれしい", "partner", (True, True)), ("効いた×もやもや", "reassure", (True, False)),
                ("まだ×うれしい", "expect", (False, True)), ("まだ×もやもや", "rescue", (False, False)),
            )
        ),
        Line("最後まで答えた「その後」1回の通数", None, own / len(complete) if complete else None, 1.1),
        Line(
            "「その後」の全通数 ÷ 最後まで答えた数", shown.cost,
            spent / len(complete) if complete else None,
        ),
    ]  # fmt: skip


def _is_complete(scores: dict[str, int], axes: set[str]) -> bool:
    wanted = axes & {"result", "feeling"}
    return bool(wanted) and wanted <= scores.keys()


def _first_wins(orders: Sequence[dict[str, Any]], page: Figures) -> list[Line]:
    won = sorted(max(0, (o["used"] - o["delivered"]).days) for o in orders if o["used"] and o["delivered"])
    middle = won[(len(won) + 1) // 2 - 1] if won else None
    return [Line("はじめての成功まで（日・中央値）", page.won.median_days, middle)]


def _promises(
    cases: Sequence[dict[str, Any]], answers: Sequence[dict[str, Any]], page: Figures, now: datetime
) -> list[Line]:
    kept = broken = 0
    lifts = []
    by_purchase: dict[int, list[tuple[datetime, int]]] = defaultdict(list)
    for answer in answers:
        if answer["axis"] == "feeling" and answer["score"] is not None and answer["purchase_id"]:
            by_purchase[answer["purchase_id"]].append((answer["answered_at"], answer["score"]))
    for case in cases:
        done = case["first_response_at"] or case["closed_at"]
        if done is not None:
            kept, broken = kept + (done <= case["promise_at"]), broken + (done > case["promise_at"])
        elif now > case["promise_at"]:
            broken += 1
        told = by_purchase.get(case["purchase_id"], [])
        if case["closed_at"] is not None:
            before = [score for at, score in told if at <= case["closed_at"]]
            after = [s for at, s in told if case["closed_at"] < at <= case["closed_at"] + LATER]
            if before and after:
                lifts.append(after[0] - before[-1])
    share = kept / (kept + broken) if kept + broken else None
    return [
        Line("約束を守れた割合", None if page.cared.n["told_anew"] else page.cared.kept_share, share),
        Line(
            "対応のあとの気持ちの回復（5段階）", page.cared.lift, sum(lifts) / len(lifts) if lifts else None
        ),
    ]


def _vows(
    touchpoints: Sequence[dict[str, Any]],
    cases: Sequence[dict[str, Any]],
    messages: Sequence[dict[str, Any]],
    orders: Sequence[dict[str, Any]],
    asks: dict[int, set[str]],
    news: set[tuple[int, str]],
    left: Sequence[dict[str, Any]],
    rules: Rules,
    now: datetime,
) -> list[Line]:
    by_itself = [m for m in messages if m["method"] == "push" and m["author"] == "bot" and m["touchpoint_id"]]
    sent = [t for t in touchpoints if t["status"] == "sent" and t["reason"] != "answered_at_once"]
    return [
        Line("対応中の方への質問", None, _asked_in_cases(sent, cases, asks), 0),
        Line("おやすみの時間帯の送信", None, sum(_is_quiet(m["sent_at"], rules) for m in by_itself), 0),
        Line("お一人への質問が多すぎたこと", None, _too_many_asks(sent, asks, news, rules), 0),
        Line("待っている間の沈黙が上限を超えたこと", None, _silences(messages, orders, left, rules, now), 0),
    ]


def _asked_in_cases(
    sent: Sequence[dict[str, Any]], cases: Sequence[dict[str, Any]], asks: dict[int, set[str]]
) -> int:
    spans: dict[int, list[tuple[datetime, datetime | None]]] = defaultdict(list)
    for case in cases:
        spans[case["contact_id"]].append((case["opened_at"], case["closed_at"]))
    return sum(
        any(
            begin < t["decided_at"] and (end is None or t["decided_at"] < end)
            for begin, end in spans[t["contact_id"]]
        )
        for t in sent
        if t["script_version_id"] in asks
    )


def _favours(
    touchpoints: Sequence[dict[str, Any]],
    answers: Sequence[dict[str, Any]],
    cases: Sequence[dict[str, Any]],
    asks: dict[int, set[str]],
) -> int:
    """Favours asked of somebody whose newest score was low, or who had trouble in the sixty days before."""
    scored: dict[int, list[tuple[datetime, str, int]]] = defaultdict(list)
    for answer in answers:
        if answer["score"] is not None and answer["axis"] in ("result", "feeling"):
            scored[answer["contact_id"]].append((answer["answered_at"], answer["axis"], answer["score"]))
    trouble: dict[int, list[tuple[datetime, datetime | None]]] = defaultdict(list)
    for case in cases:
        if case["reason"] not in ("undelivered", "failed", "order_wish"):
            trouble[case["contact_id"]].append((case["opened_at"], case["closed_at"]))
    wrong = 0
    for t in touchpoints:
        if t["status"] != "sent" or t["purpose"] != "referral" or t["script_version_id"] not in asks:
            continue
        at = t["decided_at"]
        newest = {axis: score for when, axis, score in scored[t["contact_id"]] if when <= at}
        low = min(newest.values(), default=5) <= 2
        near = any(
            opened < at and (closed is None or closed > at - timedelta(days=60))
            for opened, closed in trouble[t["contact_id"]]
        )
        wrong += low or near
    return wrong


def _is_quiet(at: datetime, rules: Rules) -> bool:
    here = at.astimezone(ZoneInfo(rules.zone))
    minute, (begin, end) = here.hour * 60 + here.minute, rules.quiet
    return begin <= minute or minute < end if begin > end else begin <= minute < end


def _too_many_asks(
    sent: Sequence[dict[str, Any]], asks: dict[int, set[str]], news: set[tuple[int, str]], rules: Rules
) -> int:
    """Asked though the budget of asks was used up. What its journey calls news (`counts: false`) is told."""
    moments: dict[int, list[datetime]] = defaultdict(list)
    for t in sorted(sent, key=lambda t: t["decided_at"]):
        if t["script_version_id"] in asks:
            moments[t["contact_id"]].append(t["decided_at"])
    over = 0
    for t in sent:
        if t["script_version_id"] not in asks or (t["journey_version_id"], t["key"]) in news:
            continue
        mine = moments[t["contact_id"]]
        place = bisect_left(mine, t["decided_at"])
        earlier = [at for at in mine[:place] if at > t["decided_at"] - rules.asks_within]
        over += len(earlier) >= rules.asks
    return over


def _silences(
    messages: Sequence[dict[str, Any]],
    orders: Sequence[dict[str, Any]],
    left: Sequence[dict[str, Any]],
    rules: Rules,
    now: datetime,
) -> int:
    """Waiting for a parcel, and nothing true heard for longer than the limit.

    Whoever blocks the account while waiting chose the silence: it counts up to then.
    """
    gone: dict[int, list[datetime]] = defaultdict(list)
    for event in left:
        gone[event["contact_id"]].append(event["left_at"])
    heard: dict[int, list[datetime]] = defaultdict(list)
    for message in sorted(messages, key=lambda m: m["sent_at"]):
        heard[message["contact_id"]].append(message["sent_at"])
    silent = 0
    for order in orders:
        if order["contact_id"] is None or order["bound_at"] is None:
            continue
        blocked = [at for at in gone[order["contact_id"]] if at >= order["bound_at"]]
        end = min(at for at in (order["delivered"], order["status_at"], *blocked, now) if at is not None)
        moments = [at for at in heard[order["contact_id"]] if order["bound_at"] <= at <= end]
        stations = [order["bound_at"], *moments, end]
        silent += any(later - earlier > rules.silence for earlier, later in pairwise(stations))
    return silent
