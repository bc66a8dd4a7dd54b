"""What came of a year, counted twice: by the product's own figures, and by plain SQL that shares nothing.

`lines` reads tables (`tables.read`) and knows the words of docs/results.md, not the code behind them. What
must never happen is counted in `vows`.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from rehearsal.year import vows
from rehearsal.year.tables import Tables, read
from rehearsal.year.vows import Rules
from rehearsal.year.ways import ways_of
from services.figures import Figures

LATER: Final = timedelta(days=30)  # a feeling asked again counts for recovery so long after closing
UNTOLD: Final = ("undelivered", "failed", "message")  # cases of which nobody was told a time


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


def lines(session: Session, page: Figures, rules: Rules, now: datetime) -> list[Line]:
    """Every figure of the year, the page's and the recount's side by side."""
    tables = read(session)
    return [
        *_check_ins(tables, page), _first_wins(tables, page), *_promises(tables, page, now),
        *vows_of(tables, rules, now),
    ]  # fmt: skip


def vows_of(tables: Tables, rules: Rules, now: datetime) -> list[Line]:
    """What must not have happened once; and how many it might have happened to, or the zeros mean nothing."""
    ways = ways_of(tables, rules.zone)
    wished = list(ways.values())
    return [
        Line("対応中の方への質問", None, vows.asked_in_cases(tables), 0),
        Line("おやすみの時間帯の送信", None, vows.at_night(tables, rules, ways), 0),
        Line("お一人への質問が多すぎたこと", None, vows.too_many_asks(tables, rules), 0),
        Line("待っている間の沈黙が上限を超えたこと", None, vows.silences(tables, rules, ways, now), 0),
        Line("ブロックされたあとの送信", None, vows.after_a_block(tables), 0),
        Line("よくないお答えや対応のあとのお願い", None, vows.wrong_favours(tables), 0),
        Line("日本語以外でお話しする方", None, sum(way.languages_at(now) != {"ja"} for way in wished)),
        Line("ご希望と違う言葉での送信", None, vows.in_other_words(tables, ways), 0),
        Line("時間のご希望がある方", None, sum(bool(way.hours) for way in wished)),
        Line("ご希望の時間を外れた送信", None, vows.beside_their_hour(tables, ways), 0),
        Line("お休みをご希望の方", None, sum(bool(way.peace) for way in wished)),
        Line("お休みの間の送信", None, vows.in_peace(tables, ways), 0),
        Line("お体・お肌のことば", None, len(vows.health_words(tables))),
        Line("そのうち、人に届かなかったもの", None, vows.unheard_health_words(tables, now), 0),
        Line("そのあとのおすすめ", None, vows.offers_after_health_words(tables, now), 0),
    ]


def _check_ins(tables: Tables, page: Figures) -> list[Line]:
    talks = [t for t in tables.touchpoints if t["purpose"] == "check_in" and t["status"] == "sent"]
    scores: dict[int, dict[str, int]] = defaultdict(dict)
    for answer in tables.answers:
        if answer["score"] is not None:
            scores[answer["conversation_id"]][answer["axis"]] = answer["score"]
    pushed = Counter(m["conversation_id"] for m in tables.messages if m["method"] == "push")
    axes = {t["talk"]: tables.asks.get(t["script_version_id"], set()) for t in talks}
    complete = [t for t in talks if _is_complete(scores[t["talk"]], axes[t["talk"]])]
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


def _first_wins(tables: Tables, page: Figures) -> Line:
    reached = [(o["delivered"], o["used"]) for o in tables.orders if o["used"] and o["delivered"]]
    won = sorted(max(0, (used - delivered).days) for delivered, used in reached)
    middle = won[(len(won) + 1) // 2 - 1] if won else None
    return Line("はじめての成功まで（日・中央値）", page.won.median_days, middle)


def _promises(tables: Tables, page: Figures, now: datetime) -> list[Line]:
    kept = broken = 0
    lifts = []
    by_purchase: dict[int, list[tuple[datetime, int]]] = defaultdict(list)
    for answer in tables.answers:
        if answer["axis"] == "feeling" and answer["score"] is not None and answer["purchase_id"]:
            by_purchase[answer["purchase_id"]].append((answer["answered_at"], answer["score"]))
    for case in tables.cases:
        kept, broken = kept + case["kept_before"], broken + case["broken_before"]
        answered, promise = case["first_response_at"], case["promise_at"]
        if answered is not None:
            kept, broken = kept + (answered <= promise), broken + (answered > promise)
        elif case["reason"] not in UNTOLD and (case["closed_at"] is not None or now > promise):
            broken += 1  # nobody merges or erases in this year
        told = by_purchase.get(case["purchase_id"], [])
        if case["closed_at"] is not None:
            before = [score for at, score in told if at <= case["closed_at"]]
            after = [s for at, s in told if case["closed_at"] < at <= case["closed_at"] + LATER]
            if before and after:
                lifts.append(after[0] - before[-1])
    share = kept / (kept + broken) if kept + broken else None
    return [
        Line("約束を守れた割合", page.cared.kept_share, share),
        Line(
            "対応のあとの気持ちの回復（5段階）", page.cared.lift, sum(lifts) / len(lifts) if lifts else None
        ),
    ]
