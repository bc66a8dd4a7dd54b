"""What the progress page says, in Japanese and English: as sure as we are, and no surer."""

from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from api.landing_words import LANGUAGES, Refusal
from conversations.progress import Stop, next_stop, say_day
from services.progress_pages import View

__all__ = ["ASK", "CLOSED", "LANGUAGES", "label", "lead", "next_word", "reached_on", "when"]

CLOSED: Final = Refusal(
    404,
    "このページは開けません",
    "リンクが古くなったか、途中で切れているようです。トークの、いちばん新しいリンクをお試しください。"
    "わからないときは、トークで「担当者と話す」と送ってください。",
    "This page cannot be opened",
    "The link is an old one or was cut off. Please try the newest one in our LINE chat, or write “human” "
    "there and our staff will help.",
)
ASK: Final = {"ja": "担当者と話す", "en": "human"}
_ENDED: Final = {
    "cancelled": ("このご注文は、取り消しのお手続きが済んでいます。", "This order has been cancelled."),
    "refunded": ("このご注文は、ご返金のお手続きが済んでいます。", "This order has been refunded."),
    "returned": ("このご注文は、ご返品のお手続きが済んでいます。", "This order has been returned."),
}


def lead(view: View, language: str) -> str:
    """The one sentence at the top: what comes next."""
    english = language == "en"
    if view.status in _ENDED:
        return _ENDED[view.status][english]
    stop = next_stop(view.stops)
    if not view.stops:
        return "We write to you in the chat as soon as there is news." if english else (
            "動きがあれば、すぐにトークでお知らせします。"
        )  # fmt: skip
    if stop is None:
        return "You are all the way there. Enjoy!" if english else "ここまで、ご一緒できてうれしいです。"
    if view.next_word_on is None:  # it has arrived: what is left is the first small success
        return f"Next: {stop.en}" if english else f"次は、{stop.label}。ゆっくりで大丈夫です。"
    return f"Next: {stop.en}" if english else f"次は「{stop.label}」です。"


def label(stop: Stop, language: str) -> str:
    return stop.en if language == "en" else stop.label


def reached_on(stop: Stop, zone: ZoneInfo, today: date, language: str) -> str:
    """The day it was reached; nothing where only what follows is known."""
    if stop.at is None:
        return ""
    return _day(stop.at.astimezone(zone).date(), today, language)


def when(stop: Stop, today: date, language: str) -> str:
    """When it should be, and how sure that is."""
    english, day = language == "en", _day(stop.by, today, language) if stop.by is not None else ""
    match stop.certainty:
        case "promised":
            return f"Planned for {day}" if english else f"{day}の予定です"
        case "usual":
            return (
                f"Usually around {day}; it may change"
                if english
                else f"{day}ごろの見込み（前後することがあります）"
            )
        case "overdue":
            return (
                f"It was due {day} and is late. We are sorry." if english
                else f"{day}の見込みより遅れています。お待たせしてごめんなさい"
            )  # fmt: skip
        case "reached":
            return ""
    return (
        "No date yet. We tell you as soon as we know."
        if english
        else "日にちはまだ決まっていません。決まったらすぐお知らせします"
    )


def _day(day: date, today: date, language: str) -> str:
    if language == "en":
        return f"{day:%a} {day.day} {day:%B}" + ("" if day.year == today.year else f" {day.year}")
    return say_day(day, today)


def next_word(day: date, today: date, language: str) -> str:
    """The promise that holds whatever happens."""
    if language == "en":
        return f"Whatever happens, you hear from us by {_day(day, today, language)}."
    return f"動きがなくても、{_day(day, today, language)}までにご連絡します。"
