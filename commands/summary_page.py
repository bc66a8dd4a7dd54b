"""Many simulated lives in one page: funnel, bill, cases, silence, and what must be nothing."""

from collections.abc import Iterator, Mapping
from datetime import timedelta

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from commands.simulated_words import named
from conversations.reasons import reason_en, reason_ja
from conversations.simulate.summary import STAGES, Summary

HEADS: Mapping[str, tuple[str, str]] = {
    "touchpoint": ("接点", "touchpoint"), "scheduled": ("予定", "scheduled"), "sent": ("送った", "sent"),
    "started": ("答え始め", "started"), "partial": ("途中", "partial"), "complete": ("完了", "complete"),
    "refused": ("辞退", "refused"), "silent": ("返事なし", "silent"), "billed": ("通数", "billed"),
}  # fmt: skip
NOT_SENT = ("を送らなかった理由", "not sent")


def pages(summary: Summary, lang: str) -> Iterator[RenderableType]:
    english = lang != "ja"
    sentence = reason_en if english else reason_ja
    yield _funnel(summary, english)
    for key, funnel in summary.funnels.items():
        if funnel.why_not:
            why = " / ".join(f"{n:,}× {sentence(code)}" for code, n in funnel.why_not.most_common(3))
            yield Text(f"  {key} {NOT_SENT[english]}: {why}", "dim")
    for label, value in _figures(summary, lang):
        yield Text(f"  {label[english]}: {value}")
    for gap in sorted(summary.gaps, reverse=True):
        words = (
            "  {n}日間 連絡なし（{c}人目、{a:%m-%d}〜{b:%m-%d}）",
            "  {n} days of silence (customer {c}, {a:%m-%d} to {b:%m-%d})",
        )
        yield Text(words[english].format(n=gap.length.days, c=gap.customer, a=gap.since, b=gap.until), "dim")
    for label, found in _nothing(summary):
        if not found:
            yield Text(f"  ✓ {label[english]}: 0", "green")
        else:
            which = ", ".join(str(number) for number in list(dict.fromkeys(found))[:5])
            yield Text(f"  ✗ {label[english]}: {len(found)} ({which})", "bold red")


def _funnel(summary: Summary, english: bool) -> Table:
    table = Table(box=None, pad_edge=True)
    table.add_column(HEADS["touchpoint"][english])
    for name in (*STAGES, "billed"):
        table.add_column(HEADS[name][english], justify="right")
    for key, funnel in summary.funnels.items():
        table.add_row(key, *(f"{funnel[name]:,}" for name in STAGES), f"{funnel.billed:,}")
    return table


def _figures(summary: Summary, lang: str) -> Iterator[tuple[tuple[str, str], str]]:
    each = summary.billed / summary.customers if summary.customers else 0.0
    per = summary.pushes_per_check_in
    found = [f"{named('reason', reason, lang)} {n:,}" for reason, n in summary.cases.most_common() if n]
    cases = ("・" if lang == "ja" else ", ").join(found) or "0"
    promised = summary.promises_kept + summary.promises_broken
    yield ("お客様／友だち", "customers / friends"), f"{summary.customers:,} / {summary.friends:,}"
    yield ("請求される通数（1人あたり）", "billed messages (each)"), f"{summary.billed:,} ({each:.2f})"
    yield ("無料の返信", "free answers"), f"{summary.free:,}"
    yield ("完了した「その後」1件あたりの通数", "billed per completed check-in"), f"{per:.2f}" if per else "-"
    yield ("対応", "cases"), cases
    yield ("守った約束", "promises kept"), f"{summary.promises_kept:,} / {promised:,}"
    yield ("ブロック", "blocks"), f"{summary.blocked:,}"
    if summary.stage.journey.wait is not None:
        yield ("「動きがない」のスタッフへの知らせ", "alarms that nothing moves"), f"{summary.alarms:,}"
    if summary.waits:
        middle = sorted(summary.waits)[len(summary.waits) // 2]
        yield (
            ("最初の成功まで（お届けから、中央値）", "to the first win (median)"),
            _days(middle, len(summary.waits), lang),
        )


def _days(length: timedelta, of: int, lang: str) -> str:
    days = length / timedelta(days=1)
    return f"{days:.1f}日（{of:,}人）" if lang == "ja" else f"{days:.1f}d (n={of:,})"


def _nothing(summary: Summary) -> Iterator[tuple[tuple[str, str], list[int]]]:
    yield ("送りすぎ", "fatigue violations"), summary.fatigue
    yield ("おやすみの時間の送信", "messages in quiet hours"), summary.at_night
    yield ("対応中の質問", "questions during open cases"), summary.asked_in_case
    yield ("終わらない会話", "lives that never come to rest"), summary.endless
    yield ("長すぎる沈黙", "silences over the limit"), summary.silent
