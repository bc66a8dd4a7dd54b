"""Why a refill is foreseen for that day, in one sentence for staff."""

from typing import Literal

from conversations.pace import LEVELS, STAFF, Forecast


def because(told: Forecast, language: Literal["ja", "en"] = "ja") -> str:
    """The reason in one sentence: 「これまでの間隔（41日・45日）と、「半分くらい」とのお答えから」."""
    return _because_ja(told) if language == "ja" else _because_en(told)


def _because_ja(told: Forecast) -> str:
    parts = []
    if told.intervals:
        parts.append(f"これまでの間隔（{'・'.join(f'{days}日' for days in told.intervals[-4:])}）")
    if told.taps:
        parts.append("、".join(_said_ja(code) for code in told.taps[-2:]) + "とのお答え")
    if not told.intervals and told.customers:
        parts.append(f"ほかのお客様{told.customers}人の間隔")
    if not parts:
        parts.append("シナリオに書かれた目安")
    if told.season:
        parts.append("季節")
    pieces = f"（{told.quantity}個）" if told.quantity > 1 else ""
    return "と、".join(parts) + f"から{pieces}"


def _because_en(told: Forecast) -> str:
    parts = []
    if told.intervals:
        days = ", ".join(str(days) for days in told.intervals[-4:])
        parts.append(f"the intervals so far ({days} days)")
    if told.taps:
        parts.append("the answer " + ", ".join(_said_en(code) for code in told.taps[-2:]))
    if not told.intervals and told.customers:
        parts.append(f"the intervals of {told.customers} other customers")
    if not parts:
        parts.append("what the journey says it lasts")
    if told.season:
        parts.append("the season")
    pieces = f", for {told.quantity} pieces" if told.quantity > 1 else ""
    return "From " + " and ".join(parts) + pieces


def _said_ja(code: str) -> str:
    level = code.removeprefix(STAFF)
    words = f"「{LEVELS[level].ja}」" if level in LEVELS else f"「あと約{level[:-1]}日」"
    return f"{words}（スタッフが記録）" if code.startswith(STAFF) else words


def _said_en(code: str) -> str:
    level = code.removeprefix(STAFF)
    words = f"“{LEVELS[level].en}”" if level in LEVELS else f"“about {level[:-1]} days left”"
    return f"{words} (noted by staff)" if code.startswith(STAFF) else words
