"""Reading one number or one day out of a typed text. More than one meaning is None."""

import re
from collections.abc import Iterable
from datetime import date, timedelta

from conversations.folding import KANJI_DIGITS, plain_text

_NUMBER = re.compile(
    r"(?<![\d.])(?:マイナス|まいなす|[-−])?\d{1,3}(?:,\d{3})+(?:\.\d+)?|(?:マイナス|まいなす|[-−])?\d+(?:\.\d+)?"
)
_KANJI_NUMBER = re.compile(r"[〇零一二三四五六七八九十百]+")


def read_number(text: str) -> int | float | None:
    """The one number in a text (「３回くらい」→ 3, 「-5」→ -5); None when there is none or more than one."""
    plain = plain_text(text)
    found = _NUMBER.findall(plain)
    if not found:
        kanji = _KANJI_NUMBER.findall(plain)
        return small_number(kanji[0]) if len(kanji) == 1 else None
    if len(found) > 1:
        return None
    digits = re.sub(r"マイナス|まいなす|−", "-", found[0]).replace(",", "")
    # «3-» and «A-5» are marks, not signs; only a leading sign is one.
    if digits.startswith("-") and re.search(r"[0-9A-Za-z]\s*[-−]\d", plain):
        return None
    return float(digits) if "." in digits else int(digits)


def small_number(text: str) -> int | None:
    """「12」「十二」「二十」 → a number below 1000."""
    if text.isdecimal():
        return int(text)
    total, digit = 0, None
    for char in text:
        if char in KANJI_DIGITS:
            digit = (digit or 0) * 10 + KANJI_DIGITS[char]
        else:
            total += (1 if digit is None else digit) * {"十": 10, "百": 100}[char]
            digit = None
    return total + (digit or 0)


_DAYS = {
    "今日": 0, "きょう": 0, "本日": 0, "ほんじつ": 0, "今朝": 0, "けさ": 0, "さっき": 0, "先ほど": 0,
    "今夜": 0, "今晩": 0, "昨日": -1, "きのう": -1, "昨夜": -1, "ゆうべ": -1, "昨晩": -1,
    "一昨日": -2, "おととい": -2, "おとつい": -2, "さきおととい": -3,
    "明日": 1, "あした": 1, "あす": 1, "明後日": 2, "あさって": 2,
    "today": 0, "yesterday": -1, "tomorrow": 1,
}  # fmt: skip
_AGO = re.compile(
    r"(\d{1,3}|[一二三四五六七八九十]{1,3})(日|週間|か月|ヶ月|ヵ月|カ月|ケ月)(?:くらい|ぐらい|ほど)?(前|後)"
)
_FULL = re.compile(r"(?<!\d)(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)")
_SOLID = re.compile(r"(?<!\d)(20\d{2})(\d{2})(\d{2})(?!\d)")
_ERA = re.compile(r"(?:令和|r)\s*(\d{1,2}|元)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)")
_MONTH_DAY = re.compile(r"(?<![\d/.])(\d{1,2})\s*[/月.-]\s*(\d{1,2})(?![\d/.]|\s*(?:個|本|回|円))")
_DAY = re.compile(r"(?<!\d)(\d{1,2})\s*日(?!間|前|後|目|坊)")
_WEEKDAY = re.compile(r"(先週|今週|来週)の?([月火水木金土日])曜?")


def read_date(text: str, today: date) -> date | None:
    """The day meant. Without a year (or month) the day nearest to `today`; a day to come counts double."""
    plain = re.sub(r"\s+", " ", plain_text(text)).casefold()
    plain = re.sub(
        r"[一二三四五六七八九十]{1,3}(?=[月日年])",
        lambda match: str(small_number(match[0])),
        plain.replace("一昨日", "おととい"),
    )
    for word in sorted(_DAYS, key=len, reverse=True):
        if word in plain:
            return today + timedelta(days=_DAYS[word])
    if match := _AGO.search(plain):
        size = {"日": 1, "週": 7}.get(match[2][0], 30) * (small_number(match[1]) or 0)
        return today + timedelta(days=-size if match[3] == "前" else size)
    if match := _ERA.search(plain):
        year = 2018 + (1 if match[1] == "元" else int(match[1]))
        return _day(year, int(match[2]), int(match[3]))
    if match := _FULL.search(plain) or _SOLID.search(plain):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if match := _WEEKDAY.search(plain):
        monday = (
            today
            - timedelta(days=today.weekday())
            + timedelta(weeks={"先": -1, "今": 0, "来": 1}[match[1][0]])
        )
        return monday + timedelta(days="月火水木金土日".index(match[2]))
    if match := _MONTH_DAY.search(plain):
        years = (today.year - 1, today.year, today.year + 1)
        return _nearest((_day(year, int(match[1]), int(match[2])) for year in years), today)
    if match := _DAY.search(plain):
        months = ((today.year * 12 + today.month - 1 + shift) for shift in (-1, 0, 1))
        return _nearest((_day(month // 12, month % 12 + 1, int(match[1])) for month in months), today)
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _nearest(days: Iterable[date | None], today: date) -> date | None:
    known = [day for day in days if day is not None]
    return min(known, key=lambda day: max((today - day).days, 2 * (day - today).days), default=None)
