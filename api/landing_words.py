# ruff: noqa: E501 - one sentence, one line: they are read beside each other
"""What the landing page says, in each language: what comes, how often, how to stop, what it costs."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Final

from conversations.locales import LOCALES, Locale, pick_locale
from services.shop import Rules

LANGUAGES: Final = LOCALES
ACCEPTED: Final = ("ja", "en", "zh-Hant", "zh-TW", "zh-HK", "zh", "th")  # as browsers name them


def language_asked(asked: str, accepted: str | None, default: Locale = "ja") -> Locale:
    """What the address asks for, else the browser; `accepted` is the best of `ACCEPTED`."""
    return pick_locale(asked, accepted, default=default)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a code does not open the chat, and what to do. Never says whose it is. (title, text) by language.

    A «|» in a title is where a line may end: browsers that guess at words have guessed wrongly.
    """

    status: int
    said: dict[Locale, tuple[str, str]]
    offers_chat: bool = True

    def title(self, language: Locale) -> str:
        return self.said[language][0].replace("|", "")

    def phrases(self, language: Locale) -> list[str]:
        """The title in pieces that stay whole."""
        return self.said[language][0].split("|")

    def text(self, language: Locale) -> str:
        return self.said[language][1]


UNKNOWN: Final = Refusal(
    404,
    {
        "ja": (
            "コードを|確認できませんでした",
            "SN- に続く8文字を、もう一度お確かめください（数字の0と1、英字の I・L・O・U は使われていません）。わからないときは、LINEのトークで「担当者と話す」と送ってください。スタッフがお調べします。",
        ),
        "en": (
            "We could not find this code",
            "Please check the eight characters after SN- once more (0, 1, I, L, O and U are never used). If it still does not work, write “human” in our LINE chat and our staff will look it up.",
        ),
        "zh-Hant": (
            "找不到這個代碼",
            "請再確認一次 SN- 後面的8個字元（不會使用數字0和1，以及字母 I、L、O、U）。若還是不行，請在LINE聊天室傳「真人客服」，我們會幫您查詢。",
        ),
        "th": (
            "ไม่พบรหัสนี้",
            "กรุณาตรวจตัวอักษร 8 ตัวหลัง SN- อีกครั้ง (ไม่มีเลข 0 และ 1 และตัวอักษร I, L, O, U) ถ้ายังไม่ได้ พิมพ์ว่า “คุยกับเจ้าหน้าที่” ในแชท LINE เราจะตรวจสอบให้ค่ะ",
        ),
    },
)
USED: Final = Refusal(
    200,
    {
        "ja": (
            "このコードは、|もうつながっています",
            "このお買い上げは、LINEのトークと結びついています。トークを開いて、いつでも話しかけてください。お心当たりがないときは「担当者と話す」と送ってください。",
        ),
        "en": (
            "This code is already connected",
            "This purchase is connected to a LINE chat. Open the chat and write to us whenever you like. If it was not you, write “human” there and our staff will help.",
        ),
        "zh-Hant": (
            "這個代碼已經連結了",
            "這筆購買已經與LINE聊天室連結。請打開聊天室，隨時跟我們說話。若您沒有印象，請在那裡傳「真人客服」。",
        ),
        "th": (
            "รหัสนี้เชื่อมต่อไว้แล้ว",
            "การซื้อนี้เชื่อมกับแชท LINE แล้ว เปิดแชทแล้วทักเราได้ทุกเมื่อค่ะ ถ้าไม่ใช่คุณ พิมพ์ว่า “คุยกับเจ้าหน้าที่” ในแชทได้เลยค่ะ",
        ),
    },
)
EXPIRED: Final = Refusal(
    410,
    {
        "ja": (
            "このコードは、|いまは|お使いいただけません",
            "期限が過ぎているか、ご注文の内容が変わった可能性があります。お手数ですが、LINEのトークで「担当者と話す」と送ってください。ご注文を確かめて、おつなぎします。",
        ),
        "en": (
            "This code can no longer be used",
            "It may have expired, or the order has changed. Write “human” in our LINE chat and our staff will check your order and connect you.",
        ),
        "zh-Hant": (
            "這個代碼目前無法使用",
            "可能已經過期，或訂單內容有變更。麻煩您在LINE聊天室傳「真人客服」，我們確認訂單後為您連結。",
        ),
        "th": (
            "รหัสนี้ใช้ไม่ได้แล้ว",
            "อาจหมดอายุ หรือคำสั่งซื้อมีการเปลี่ยนแปลง รบกวนพิมพ์ว่า “คุยกับเจ้าหน้าที่” ในแชท LINE เราจะตรวจสอบแล้วเชื่อมต่อให้ค่ะ",
        ),
    },
)
NO_INVITATION: Final = Refusal(
    404,
    {
        "ja": (
            "このご紹介のページは、|いまは開けません",
            "リンクの一部が欠けているか、ページが閉じられています。送ってくださった方に、もう一度お確かめください。ご質問は、LINEのトークでいつでもどうぞ。",
        ),
        "en": (
            "This page is not open",
            "Part of the link may be missing, or the page was closed. Please ask whoever sent it. Questions are welcome in our LINE chat at any time.",
        ),
        "zh-Hant": (
            "這個介紹頁面目前打不開",
            "可能連結少了一部分，或頁面已經關閉。請再跟傳給您的朋友確認一次。有任何問題，歡迎隨時在LINE聊天室問我們。",
        ),
        "th": (
            "หน้าแนะนำนี้ยังเปิดไม่ได้",
            "ลิงก์อาจไม่ครบ หรือหน้านี้ถูกปิดแล้ว กรุณาถามคนที่ส่งให้คุณอีกครั้ง มีคำถามทักเราในแชท LINE ได้ทุกเมื่อค่ะ",
        ),
    },
)
THROTTLED: Final = Refusal(
    429,
    {
        "ja": (
            "少しだけ|お待ちください",
            "コードの確認が続いたため、お時間をいただいています。数分後にもう一度お試しください。",
        ),
        "en": (
            "Please wait a moment",
            "There have been many attempts from here. Please try again in a few minutes.",
        ),
        "zh-Hant": ("請稍等一下", "因為連續嘗試了很多次，請幾分鐘後再試一次。"),
        "th": ("กรุณารอสักครู่", "มีการลองหลายครั้งจากที่นี่ กรุณาลองใหม่ในอีกไม่กี่นาทีค่ะ"),
    },
    offers_chat=False,
)


def how_often(rules: Rules, language: Locale) -> str:
    """Denser around the delivery, then seldom; the most by the shop's own rule, and the silent hours."""
    most, days = rules.caps.pushes, rules.caps.pushes_within.days
    since, until = (_hour(at, language) for at in rules.quiet)
    match language:
        case "en":
            span = "a week" if days == 7 else f"in {days} days"
            return (
                "A few messages around the delivery, then one or two a month. "
                f"Our own news come at most {most} times {span} (a changed delivery date is told at once); "
                f"nothing between {since} and {until}."
            )
        case "zh-Hant":
            span = "一週" if days == 7 else f"{days}天"
            return (
                f"送達前後幾則，之後每個月1、2則左右。我們主動傳送的通知，{span}最多{most}則"
                f"（送達日變更等需要馬上告知的事除外）。{since}到{until}不會傳送。"
            )
        case "th":
            span = "สัปดาห์ละ" if days == 7 else f"{days} วัน"
            return (
                "ช่วงของถึงไม่กี่ข้อความ หลังจากนั้นเดือนละ 1–2 ข้อความ "
                f"ข้อความที่เราส่งเองไม่เกิน{span} {most} ข้อความ (ยกเว้นเรื่องด่วน เช่น วันส่งเปลี่ยน) "
                f"และไม่ส่งช่วง {since}–{until} น."
            )
    span = "1週間" if days == 7 else f"{days}日間"
    return (
        f"お届けの前後に数回、そのあとは月に1、2回ほど。こちらからのお知らせは{span}に{most}通までです"
        f"（お届け日の変更など、すぐお伝えすることは別です）。{since}〜{until}にはお送りしません。"
    )


def last_day(expires_at: datetime, language: Locale) -> str:
    match language:
        case "en":
            return f"{expires_at.day} {expires_at:%B %Y}"
        case "th":
            return f"วันที่ {expires_at.day}/{expires_at.month}/{expires_at.year + 543}"
    return f"{expires_at.year}年{expires_at.month}月{expires_at.day}日"


def _hour(at: time, language: Locale) -> str:
    minutes = f"{at.minute}分" if at.minute else ""
    match language:
        case "ja":
            part = "夜" if at.hour >= 18 or at.hour < 4 else "朝" if at.hour < 11 else ""
            return f"{part}{at.hour}時{minutes}"
        case "zh-Hant":
            part = "晚上" if at.hour >= 18 or at.hour < 4 else "早上" if at.hour < 11 else ""
            return f"{part}{at.hour}點{minutes}"
    return f"{at:%H:%M}"
