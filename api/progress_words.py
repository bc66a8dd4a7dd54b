"""What the progress page says, in each language: as sure as we are, and no surer."""

from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from api.landing_page_words import PROGRESS
from api.landing_words import Refusal
from conversations.locales import Locale
from conversations.moments import say_day
from conversations.progress import Stop, next_stop
from services.progress_pages import View

__all__ = ["ASK", "CLOSED", "lead", "next_word", "reached_on", "when"]

CLOSED: Final = Refusal(
    404,
    {
        "ja": (
            "このページは|開けません",
            "リンクが古くなったか、途中で切れているようです。トークの、いちばん新しいリンクをお試しください。"
            "わからないときは、トークで「担当者と話す」と送ってください。",
        ),
        "en": (
            "This page cannot be opened",
            "The link is an old one or was cut off. Please try the newest one in our LINE chat, or write "
            "“human” there and our staff will help.",
        ),
        "zh-Hant": (
            "無法開啟這個頁面",
            "連結可能已經失效或不完整。請試試聊天室裡最新的連結；若還是不行，請在那裡傳「真人客服」。",
        ),
        "th": (
            "เปิดหน้านี้ไม่ได้",
            "ลิงก์อาจเก่าหรือไม่ครบ กรุณาลองลิงก์ล่าสุดในแชท LINE หรือพิมพ์ว่า “คุยกับเจ้าหน้าที่” ได้เลยค่ะ",
        ),
    },
)
ASK: Final[dict[Locale, str]] = {
    "ja": "担当者と話す", "en": "human", "zh-Hant": "真人客服", "th": "คุยกับเจ้าหน้าที่",
}  # fmt: skip


def lead(view: View, language: Locale) -> str:
    """The one sentence at the top: what comes next."""
    words = PROGRESS[language]
    if view.status in ("cancelled", "refunded", "returned"):
        return words[view.status]
    if not view.stops:
        return words["no_stops"]
    stop = next_stop(view.stops)
    if stop is None:
        return words["arrived"]
    # It has arrived: what is left is the first small success.
    return words["next_win" if view.next_word_on is None else "next"].format(label=stop.label)


def reached_on(stop: Stop, zone: ZoneInfo, today: date, language: Locale) -> str:
    """The day it was reached; nothing where only what follows is known."""
    return say_day(stop.at.astimezone(zone).date(), today, language) if stop.at is not None else ""


def when(stop: Stop, today: date, language: Locale) -> str:
    """When it should be, and how sure that is."""
    if stop.certainty == "reached":
        return ""
    day = say_day(stop.by, today, language) if stop.by is not None else ""
    return PROGRESS[language][stop.certainty].format(day=day)


def next_word(day: date, today: date, language: Locale) -> str:
    """The promise that holds whatever happens."""
    return PROGRESS[language]["next_word"].format(day=say_day(day, today, language))
