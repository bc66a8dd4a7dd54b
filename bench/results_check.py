"""The numbers once more, from the exported rows, by somebody who shares no code with the product.

Reads the three CSV files as anyone with a spreadsheet would, and counts by the words of docs/results.md.
"""

import csv
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta


def _time(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def recount_visits(lines: Iterable[str], now: datetime) -> Counter[str]:
    n: Counter[str] = Counter()
    for row in csv.DictReader(lines):
        if row["purpose"] == "":
            continue  # asks nothing
        n["scheduled"] += 1
        n["pushes"] += int(row["pushes"]) if row["purpose"] == "check_in" else 0
        if row["decision"] != "sent":
            continue
        answers, taken, blocked = int(row["answers"]), _time(row["delivered_at"]), _time(row["blocked_at"])
        if not answers and taken is None:
            continue
        n["sent"] += 1
        if not answers and blocked and blocked <= taken:
            continue
        n["reached"] += 1
        if taken and blocked and row["last_before_block"] == "1":
            n["blocked"] += int(timedelta(0) < blocked - taken <= timedelta(hours=48))
        n["started"] += int(answers > 0)
        wanted = [axis for axis in row["asks_for"].split("+") if axis]
        got_all = all(row[axis] for axis in wanted) if wanted else row["conversation"] == "completed"
        if answers and got_all:
            end = "complete"
        elif row["conversation"] == "refused" or row["stopped_all"] == "1":
            end = "refused"
        elif answers and row["asked_again"] == "1":
            end = "later"
        elif row["conversation"] in ("new", "waiting", "human"):
            end = "open"
        elif answers:
            end = "partial"
        else:
            end = "ended" if row["conversation"] == "stopped" else "silent"
        n[end] += 1
        if row["purpose"] != "check_in":
            continue
        n["complete_check_ins"] += int(end == "complete")
        for axis in ("result", "feeling"):
            if row[axis]:
                n[f"{axis}_{row[axis]}"] += 1
        if row["result"] and row["feeling"]:
            worked, glad = int(row["result"]) >= 4, int(row["feeling"]) >= 4
            cell = {(1, 1): "partner", (1, 0): "reassure", (0, 1): "expect", (0, 0): "rescue"}[worked, glad]
            n[cell] += 1
            asked, bought = _time(row["decided_at"]), _time(row["next_order_at"])
            if asked + timedelta(days=60) <= now:
                n[f"ripe_{cell}"] += 1
                n[f"bought_{cell}"] += int(bought is not None and bought - asked <= timedelta(days=60))
    return n


def recount_cases(lines: Iterable[str], now: datetime) -> Counter[str]:
    n: Counter[str] = Counter()
    for row in csv.DictReader(lines):
        n["opened"] += 1
        n["kept"] += int(row["earlier_kept"])
        n["broken"] += int(row["earlier_broken"])
        answered, closed, promise = (_time(row[f"{what}_at"]) for what in ("answered", "closed", "promise"))
        went_on = row["close_reason"] in ("merged", "erased") and closed and closed <= promise
        if answered:
            n["kept" if answered <= promise else "broken"] += 1
        elif row["reason"] not in ("undelivered", "failed", "message") and not went_on:
            n["waiting" if not closed and now <= promise else "broken"] += 1
        if row["first_answer_at"]:
            n["answered"] += 1
            n["wall_seconds"] += int(
                (_time(row["first_answer_at"]) - _time(row["opened_at"])).total_seconds()
            )
            n["business_seconds"] += int(row["business_seconds"])
        if row["feeling_before"] and row["feeling_after"]:
            n["lifts"] += 1
            n["lift"] += int(row["feeling_after"]) - int(row["feeling_before"])
    return n


def recount_purchases(lines: Iterable[str]) -> tuple[Counter[str], int | None]:
    n: Counter[str] = Counter()
    days: list[int] = []
    for row in csv.DictReader(lines):
        n["purchases"] += 1
        n["bound"] += int(row["bound"])
        delivered, won = _time(row["delivered_at"]), _time(row["first_win_at"])
        n["delivered"] += int(delivered is not None)
        if delivered and won:
            n["won"] += 1
            days.append(max(0, (won - delivered).days))
    days.sort()
    return n, days[(len(days) + 1) // 2 - 1] if days else None
