"""The figures as charts: each is an ECharts option and, always, a table; both from the same rows.

What a chart is: console/chart.py.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Final

from console.chart import Chart, Value
from console.chart_shapes import as_bars, as_lines, as_lying_bars
from console.saying import say_duration
from conversations.feelings import FACES, RESULT
from conversations.results import CELLS, SPANS
from services.figures import Asked, Figures, share
from services.giving_way import GaveWay
from services.shop import Shop

Translate = Callable[..., str]

STAGES_JA: Final = {
    "scheduled": "予定", "sent": "送信", "reached": "届いた", "started": "答え始めた",
    "complete": "最後まで答えた",
    "told": "お知らせのみ", "refused": "答えたくない", "later": "まだ使っていない", "partial": "途中まで",
    "open": "回答待ち", "silent": "返事なし", "ended": "こちらで終了",
}  # fmt: skip
CELLS_JA: Final = {
    "partner": "効いた × うれしい", "reassure": "効いた × もやもや",
    "expect": "まだ × うれしい", "rescue": "まだ × もやもや",
}  # fmt: skip
DAYS_SHOWN: Final = 30  # of the first win, one by one
SPANS_JA: Final = {15: "15分以内", 60: "1時間以内", 180: "3時間以内", 1440: "24時間以内"}


def charts_of(found: Figures, shop: Shop, names: dict[int, str], t: Translate) -> list[Chart]:
    """Everything the page draws, in its order."""
    return [
        _funnel(found.asked, t),
        _ends(found.asked, t),
        _curve(found, shop, t),
        _distribution(found.check_ins, t),
        _trend(found, t),
        _first_win(found, shop, t),
        _promises(found, t),
        _responses(found, t),
        _recovery(found, t),
        _repurchase(found.check_ins, t),
        _touchpoints(found, shop, t),
        _staff(found, names, t),
    ]


def _begun(text: str) -> str:
    """With a capital: in English a state inside a sentence is small, at the head of a column it is not."""
    return text[:1].upper() + text[1:]


def cells_table(found: Figures, t: Translate) -> Chart:
    cells = found.check_ins.cells
    total = sum(cells.values())
    rows = [[t(CELLS_JA[name]), cells[name], share(cells[name], total)] for name in CELLS]
    head = [t("成果 × 気持ち"), t("人数"), t("割合")]
    return Chart("cells", t("成果 × 気持ち"), head, rows, percent=frozenset({2}))


def gave_way_table(found: Sequence[GaveWay], t: Translate) -> Chart:
    reasons = {"displaced": t("同じ日に、より大切な連絡があった"), "fatigue": t("最近の連絡が続いていた")}
    rows: list[list[Value]] = [
        [one.title, one.to or "—", reasons[one.why], one.times, one.messages, one.sent, one.over]
        for one in found
    ]
    head = [
        t("ゆずった連絡"), t("先に送ったもの"), t("理由"), t("回数"), t("連絡の数"), t("あとで送信"),
        t("送らずに終了"),
    ]  # fmt: skip
    note = t(
        "お一人に届く数には上限があり、すべての購入を合わせて数えます。重なったときは、大切なほうが先です。"
    )
    return Chart("gave_way", t("ゆずった連絡"), head, rows, note=note, words=frozenset({1, 2}))


def _funnel(asked: Asked, t: Translate) -> Chart:
    rows: list[list[Value]] = []
    for name, number in asked.funnel:
        rows.append([_begun(t(STAGES_JA[name])), number, share(number, asked.scheduled)])
    return Chart(
        "funnel", t("質問への反応"), [t("段階"), t("件数"), t("予定に対して")], rows,
        as_lying_bars(rows), t("質問のある接点すべて。送れなかったもの、返事のないものも数えています。"),
        frozenset({2}),
    )  # fmt: skip


def _ends(asked: Asked, t: Translate) -> Chart:
    rows: list[list[Value]] = [
        [_begun(t(STAGES_JA[stage])), number, share(number, asked.reached)]
        for stage, number in asked.ends
        if stage != "told"
    ]
    return Chart(
        "ends", t("届いた質問の行き先"), [t("行き先"), t("件数"), t("届いた数に対して")], rows,
        as_lying_bars(rows), percent=frozenset({2}),
    )  # fmt: skip


def _curve(found: Figures, shop: Shop, t: Translate) -> Chart:
    rows: list[list[Value]] = []
    for key, title in _along_the_journey(found, shop):
        asked = found.by_touchpoint[key]
        if (mean := asked.mean("feeling")) is not None:
            rows.append([title, mean, sum(asked.scores("feeling"))])
    option = as_lines(
        [str(row[0]) for row in rows], {t("気持ちの平均"): [row[1] for row in rows]}, low=1, high=5
    )
    return Chart(
        "curve", t("気持ちの移り変わり（接点ごと）"), [t("接点"), t("気持ちの平均"), t("人数")], rows, option,
        t("5がいちばん良い。聞いていない接点は出ません。"),
    )  # fmt: skip


def _distribution(asked: Asked, t: Translate) -> Chart:
    results, feelings = asked.scores("result"), asked.scores("feeling")
    rows: list[list[Value]] = [
        [str(score), results[score - 1], feelings[score - 1]] for score in (5, 4, 3, 2, 1)
    ]
    labels = [f"{level.score}" for level in FACES]
    option = as_bars(labels, {t("成果"): [row[1] for row in rows], t("気持ち"): [row[2] for row in rows]})
    note = t(
        "成果の5は「{result}」、気持ちの5は「{face}」。", result=t(RESULT[0].label), face=t(FACES[0].label)
    )
    return Chart("distribution", t("回答の分布"), [t("点"), t("成果"), t("気持ち")], rows, option, note)


def _trend(found: Figures, t: Translate) -> Chart:
    rows: list[list[Value]] = [
        [week.isoformat(), one.mean("result"), one.mean("feeling"), one.complete_share, one.reached]
        for week, one in found.by_week.items()
    ]
    weeks = [str(row[0])[5:].replace("-", "/") for row in rows]
    lines = {t("成果の平均"): [row[1] for row in rows], t("気持ちの平均"): [row[2] for row in rows]}
    head = [t("週（月曜）"), t("成果の平均"), t("気持ちの平均"), t("最後まで答えた割合"), t("届いた")]
    return Chart(
        "trend", t("週ごとの推移"), head, rows, as_lines(weeks, lines, low=1, high=5),
        t("ほかのお店とではなく、ご自分のお店のこれまでと比べてください。"), frozenset({3}),
    )  # fmt: skip


def _first_win(found: Figures, shop: Shop, t: Translate) -> Chart:
    rows: list[list[Value]] = [
        [name, count, share(count, found.won.n["delivered"])] for name, count in by_day(found.won.days, t)
    ]
    numbers = {"delivered": f"{found.won.n['delivered']:,}", "won": f"{found.won.n['won']:,}"}
    note = t("お届けから「使い始めた」まで。お届け済み {delivered}件のうち {won}件。", **numbers)
    named = [(j.title, j.first_win.label) for j in shop.library.journeys.values() if j.first_win is not None]
    note += "".join(
        " " + t("{journey}では「{win}」。", journey=title, win=win) for title, win in sorted(named)
    )
    option = as_bars([str(row[0]) for row in rows], {t("件数"): [row[1] for row in rows]})
    head = [t("お届けから"), t("件数"), t("お届け済みに対して")]
    return Chart("first_win", t("最初の成功までの日数"), head, rows, option, note, frozenset({2}))


def by_day(days: Mapping[int, int], t: Translate) -> list[tuple[str, int]]:
    """Every day up to the last, also those nobody won on: a day is as wide as the next. The rest is one."""
    if not days:
        return []
    each = [(t("{day}日", day=day), days.get(day, 0)) for day in range(min(max(days), DAYS_SHOWN) + 1)]
    later = sum(count for day, count in days.items() if day > DAYS_SHOWN)
    return [*each, (t("{day}日以上", day=DAYS_SHOWN + 1), later)] if later else each


def _promises(found: Figures, t: Translate) -> Chart:
    rows: list[list[Value]] = [
        [week.isoformat(), one.n["kept"], one.n["broken"], one.n["waiting"], one.kept_share]
        for week, one in found.cared_by_week.items()
    ]
    weeks = [str(row[0])[5:].replace("-", "/") for row in rows]
    bars = {t("守れた"): [row[1] for row in rows], t("破れた"): [row[2] for row in rows]}
    head = [t("週（月曜）"), t("守れた"), t("破れた"), t("約束の前"), t("守れた割合")]
    note = t("お客様にお伝えした時刻までに、人が返事をしたか。")
    return Chart(
        "promises", t("約束を守れたか"), head, rows, as_bars(weeks, bars, stacked=True), note, frozenset({4})
    )


def _responses(found: Figures, t: Translate) -> Chart:
    cared = found.cared
    spans = [t(SPANS_JA[minutes]) for minutes in SPANS] + [t("それより後")]
    business, wall = cared.spans("business"), cared.spans("wall")
    rows: list[list[Value]] = [[name, business[n], wall[n]] for n, name in enumerate(spans)]
    option = as_bars(spans, {t("営業時間"): list(business), t("時計の時間"): list(wall)})
    return Chart(
        "responses", t("最初のお返事まで"), [t("時間"), t("営業時間"), t("時計の時間")], rows, option,
        t("人が送った最初のメッセージまで。自動の返事は数えません。"),
    )  # fmt: skip


def _recovery(found: Figures, t: Translate) -> Chart:
    cared = found.cared
    rows: list[list[Value]] = [
        [t("対応の前"), cared.before, cared.n["lifts"]], [t("対応の後"), cared.after, cared.n["lifts"]],
    ]  # fmt: skip
    option = as_bars([str(row[0]) for row in rows], {t("気持ちの平均"): [row[1] for row in rows]})
    note = t("同じ質問にもう一度答えてくださった方：良くなった {better}、同じ {same}、下がった {worse}。",
             better=cared.n["better"], same=cared.n["same"], worse=cared.n["worse"])  # fmt: skip
    return Chart(
        "recovery", t("対応による気持ちの回復"), ["", t("気持ちの平均"), t("人数")], rows, option, note
    )


def _repurchase(asked: Asked, t: Translate) -> Chart:
    rows: list[list[Value]] = [
        [t(CELLS_JA[cell]), asked.n[f"ripe_{cell}"], asked.n[f"bought_{cell}"], asked.bought_share(cell)]
        for cell in CELLS
    ]
    option = as_bars([str(row[0]) for row in rows], {t("再購入した割合（%）"): [
        round(row[3] * 100, 1) if isinstance(row[3], float) else None for row in rows
    ]})  # fmt: skip
    head = [t("成果 × 気持ち"), t("60日たった人数"), t("再購入"), t("割合")]
    note = t("質問から60日以内に次のご注文があったか。60日たっていない方は数えません。")
    return Chart("repurchase", t("再購入（成果 × 気持ちごと）"), head, rows, option, note, frozenset({3}))


def _touchpoints(found: Figures, shop: Shop, t: Translate) -> Chart:
    rows: list[list[Value]] = []
    for key, title in _along_the_journey(found, shop):
        one = found.by_touchpoint[key]
        asks = bool(found.purposes[key])
        rows.append([
            title, one.scheduled, one.sent, one.reached, one.complete if asks else None,
            one.complete_share if asks else None, one.n["billed"], one.cost if asks else None,
            one.n["blocked"], one.blocked_share,
        ])  # fmt: skip
    head = [t("接点"), _begun(t("予定")), _begun(t("送信")), t("届いた"), t("最後まで"), t("最後までの割合"),
            t("通数"), t("1件あたり通数"), t("ブロック"), t("ブロック率")]  # fmt: skip
    note = t("1件あたり通数は、通数 ÷ 最後まで答えた件数。お返事に添えた分は無料で、通数に入りません。")
    note += t("ブロックは、送信から48時間以内で、その間に次の接点がなかったもの。")
    return Chart("touchpoints", t("接点ごと"), head, rows, {}, note, frozenset({5, 9}))


def _staff(found: Figures, names: dict[int, str], t: Translate) -> Chart:
    rows: list[list[Value]] = []
    for who, one in found.cared_by_staff.items():
        seconds = one.mean_seconds("business")
        minutes = round(seconds / 60, 1) if seconds is not None else None
        rows.append([names.get(who) or t("担当なし"), one.n["opened"], one.kept_share, minutes, one.lift])
    head = [
        t("担当"),
        t("対応"),
        t("約束を守れた割合"),
        t("最初のお返事（営業時間・平均）"),
        t("気持ちの回復"),
    ]
    return Chart(
        "staff", t("担当ごと"), head, rows, {}, percent=frozenset({2}),
        says={3: lambda minutes: _span(minutes, t)}, units={3: t("分")},
    )  # fmt: skip


def _span(minutes: float, t: Translate) -> str:
    """「2分」「1時間25分」; a person's answer within the minute is «1分未満», not «at once»."""
    return say_duration(timedelta(minutes=round(minutes)), t) if minutes >= 1 else t("1分未満")


def _along_the_journey(found: Figures, shop: Shop) -> list[tuple[str, str]]:
    """The touchpoints that have numbers, in the journey's order, with what a person calls them."""
    titles: dict[str, str] = {}
    for journey in shop.library.journeys.values():
        for written in journey.planned:
            script = shop.library.scripts.get(written.script)
            if written.id in found.by_touchpoint:
                titles.setdefault(written.id, script.title if script else written.id)
    for key in found.by_touchpoint:
        titles.setdefault(key, key)  # of a journey that is gone
    return list(titles.items())
