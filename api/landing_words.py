"""What the landing page says, in Japanese and English: what comes, how often, how to stop, what it costs."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Final

from services.shop import Rules

LANGUAGES: Final = ("ja", "en")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a code does not open the chat, and what to do. Never says whose it is."""

    status: int
    title_ja: str
    text_ja: str
    title_en: str
    text_en: str
    offers_chat: bool = True

    def title(self, language: str) -> str:
        return self.title_en if language == "en" else self.title_ja

    def text(self, language: str) -> str:
        return self.text_en if language == "en" else self.text_ja


UNKNOWN: Final = Refusal(
    404,
    "コードを確認できませんでした",
    "SN- に続く8文字を、もう一度お確かめください（数字の0と1、英字の I・L・O・U は使われていません）。"
    "わからないときは、LINEのトークで「担当者と話す」と送ってください。スタッフがお調べします。",
    "We could not find this code",
    "Please check the eight characters after SN- once more (0, 1, I, L, O and U are never used). If it still "
    "does not work, write 「担当者と話す」 or “human” in our LINE chat and our staff will look it up.",
)
USED: Final = Refusal(
    200,
    "このコードは、もうつながっています",
    "このお買い上げは、LINEのトークと結びついています。トークを開いて、いつでも話しかけてください。"
    "お心当たりがないときは「担当者と話す」と送ってください。",
    "This code is already connected",
    "This purchase is connected to a LINE chat. Open the chat and write to us whenever you like. If it was "
    "not you, write “human” there and our staff will help.",
)
EXPIRED: Final = Refusal(
    410,
    "このコードは、いまはお使いいただけません",
    "期限が過ぎているか、ご注文の内容が変わった可能性があります。お手数ですが、LINEのトークで「担当者と話す」と"
    "送ってください。ご注文を確かめて、おつなぎします。",
    "This code can no longer be used",
    "It may have expired, or the order has changed. Write “human” in our LINE chat and our staff will check "
    "your order and connect you.",
)
NO_INVITATION: Final = Refusal(
    404,
    "このご紹介のページは、いまは開けません",
    "リンクの一部が欠けているか、ページが閉じられています。送ってくださった方に、もう一度お確かめください。"
    "ご質問は、LINEのトークでいつでもどうぞ。",
    "This page is not open",
    "Part of the link may be missing, or the page was closed. Please ask whoever sent it. Questions are "
    "welcome in our LINE chat at any time.",
)
THROTTLED: Final = Refusal(
    429,
    "少しだけお待ちください",
    "コードの確認が続いたため、お時間をいただいています。数分後にもう一度お試しください。",
    "Please wait a moment",
    "There have been many attempts from here. Please try again in a few minutes.",
    offers_chat=False,
)


def how_often(rules: Rules, language: str) -> str:
    """Denser around the delivery, then seldom; the most by the shop's own rule, and the silent hours."""
    most, days = rules.caps.pushes, rules.caps.pushes_within.days
    if language == "en":
        span = "a week" if days == 7 else f"in {days} days"
        return (
            "A few messages around the delivery, then one or two a month. "
            f"Our own news come at most {most} times {span} (a changed delivery date is told at once); "
            f"nothing between {_hour(rules.quiet[0], language)} and {_hour(rules.quiet[1], language)}."
        )
    span = "1週間" if days == 7 else f"{days}日間"
    return (
        f"お届けの前後に数回、そのあとは月に1、2回ほど。こちらからのお知らせは{span}に{most}通までです"
        f"（お届け日の変更など、すぐお伝えすることは別です）。"
        f"{_hour(rules.quiet[0], language)}〜{_hour(rules.quiet[1], language)}にはお送りしません。"
    )


def last_day(expires_at: datetime, language: str) -> str:
    if language == "en":
        return f"{expires_at.day} {expires_at:%B %Y}"
    return f"{expires_at.year}年{expires_at.month}月{expires_at.day}日"


def _hour(at: time, language: str) -> str:
    if language == "en":
        return f"{at:%H:%M}"
    part = "夜" if at.hour >= 18 or at.hour < 4 else "朝" if at.hour < 11 else ""
    return f"{part}{at.hour}時" + (f"{at.minute}分" if at.minute else "")
