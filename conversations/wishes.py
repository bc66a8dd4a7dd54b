# ruff: noqa: E501 - a pattern stays whole
"""What a customer wishes about when we write: an hour of their own, or to be left in peace for a while.

    連絡は20時に / 夜8時に届けて / 時間はいつでも     their hour; any hour again
    12/5まで休んで / 旅行中なので1週間止めて          nothing by itself until that day
    1週間そっとしておいて / しばらく連絡しないで      the same; «for a while» is a week
A whole message is a wish or it is none: 「20時に届きました」 is news. 「配信停止」 and 「再開」 are `commands`.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from conversations.folding import fold, plain_text

WEEK: Final = timedelta(days=7)  # 「旅行中なので休んで」「しばらくそっとしておいて」: nobody said until when
LONGEST: Final = timedelta(days=180)

_NUMBERS: Final = {char: value for value, char in enumerate("一二三四五六七八九十", 1)}
_PLEASE: Final = (
    r"(?:して|する|します)?(?:ほしい|欲しい|もらえますか|もらえませんか|いただけますか|くれますか)?"
    r"(?:ください|下さい|お願い|お願いします|お願いいたします|おねがいします|希望|希望です|希望します|たい|たいです)?(?:です|ね|よ)?"
)
_US: Final = r"(?:これからの?|今後の?)?(?:ご?連絡|お知らせ|らいん|line|めっせーじ|配信|通知)"
_HOUR: Final = r"(?P<part>朝|午前|昼|お昼|午後|夕方|夜|晩)?の?(?P<hour>\d{1,2})(?:時|:\d{2})(?:半|\d{1,2}分)?(?:ごろ|頃|ころ|くらい|ぐらい|以降)?"
_DELIVER: Final = r"(?:届け|とどけ|送っ|おくっ|連絡し|お知らせし|知らせ|配信し)て"
_OWN_HOUR: Final = (
    re.compile(rf"(?:{_US}(?:の時間)?(?:は|を)?)?{_HOUR}(?:に|で|へ){_DELIVER}{_PLEASE}"),
    re.compile(
        rf"{_US}(?:の時間)?(?:は|を)?{_HOUR}(?:に|で|が|を)?(?:いい|よい|いいです|変更|変え?て)?{_PLEASE}"
    ),
)
_ANY_HOUR: Final = re.compile(
    rf"(?:{_US}の?)?時間(?:は|の)?(?:指定)?(?:は|を)?(?:いつでも(?:いい|よい|大丈夫|ok)?|なし(?:で|に)?|やめ|やめて|解除)(?:です|ね|よ)?{_PLEASE}"
)
_AWAY: Final = (
    r"(?:(?:いま|今|しばらく)(?:は|から)?)?(?:海外)?(?:旅行|出張|帰省|入院|留守|不在)(?:中|に(?:行く|いく|行きます|いきます|出ます)|(?:に)?し(?:ます|ています|てます))?"
    r"(?:なので|のため|だから|ですので|です|で|ので|から)?"
)
_UNTIL: Final = (
    r"(?:(?P<month>\d{1,2})(?:月|/)(?P<day>\d{1,2})日?まで|(?P<days>\d{1,3})日(?:間)?"
    r"|(?P<weeks>\d{1,2}|[一二三四])週間|(?P<months>\d|[一二三])(?:か|ゖ|ゕ|け|箇|個)?月(?:間)?|(?P<next>来週|今週いっぱい|今月いっぱい|月末)(?:まで)?)(?:ほど|くらい|ぐらい)?"
)
_ALONE: Final = r"(?:そっと|静かに)し(?:て(?:おいて)?|といて)|放って(?:おいて)?|(?:放|ほ)っといて"
_NOT_NOW: Final = r"お?休んで|お?休みして|お?休みし(?=たい)|止めて|とめて|送らないで|しないで|控えて|ひかえて"
_REST: Final = (
    rf"(?:は|の間|のあいだ|、)?(?:{_US}(?:は|を)?)?(?:{_ALONE}|{_NOT_NOW}|お?休みに|お?休み){_PLEASE}"
)
_A_WHILE: Final = r"(?:しばらく|暫く|少し|すこし|ちょっと|当分)(?:の?(?:間|あいだ))?(?:は|、)?"
_PAUSE: Final = (
    re.compile(rf"(?:{_AWAY})?{_UNTIL}{_REST}"),
    re.compile(rf"{_AWAY}{_REST}"),
    re.compile(rf"{_AWAY}{_UNTIL}{_PLEASE}"),
    re.compile(rf"{_UNTIL}{_AWAY}(?:{_REST})?"),
    re.compile(rf"{_A_WHILE}(?:{_ALONE}|{_US}(?:は|を)?(?:{_NOT_NOW})){_PLEASE}"),
)
_JUST_AWAY: Final = re.compile(_AWAY)
_LATER: Final = frozenset({"午後", "夕方", "夜", "晩", "昼", "お昼"})


@dataclass(frozen=True, slots=True)
class Wish:
    """`hour` of kind «hour», `until` of kind «away»: on that day we go on."""

    kind: Literal["hour", "any_hour", "away"]
    hour: int = 0
    until: date = date.min


def wish(text: str, today: date, *, answering: bool = False) -> Wish | None:
    """The wish, if the whole message is one. `answering`: a question is open, and 「旅行中です」 answers it."""
    if len(text) > 60 or re.search(r"[?？]", plain_text(text)):
        return None
    said = fold(text).replace(" ", "")
    if _ANY_HOUR.fullmatch(said):
        return Wish("any_hour")
    for pattern in _OWN_HOUR:
        if (found := pattern.fullmatch(said)) is not None:
            hour = _hour(found["part"] or "", int(found["hour"]))
            return Wish("hour", hour) if hour is not None else None
    for pattern in _PAUSE:
        if (found := pattern.fullmatch(said)) is not None:
            until = _until({k: v for k, v in found.groupdict().items() if v}, today)
            return Wish("away", until=until) if until is not None else None
    if not answering and _JUST_AWAY.fullmatch(said):
        return Wish("away", until=today + WEEK)
    return None


def _hour(part: str, hour: int) -> int | None:
    if part in _LATER and hour < 12 and not (part in ("昼", "お昼") and hour >= 10):
        hour += 12
    return hour if 0 <= hour <= 23 else None


def _until(found: dict[str, str], today: date) -> date | None:
    """The day on which we go on: the one after the last day of peace."""
    last = _last_day(found, today)
    if last is None or not today <= last <= today + LONGEST:
        return None
    return last + timedelta(days=1)


def _last_day(found: dict[str, str], today: date) -> date | None:
    if "month" in found:
        return _next_time(int(found["month"]), int(found["day"]), today)
    if "days" in found:
        return today + timedelta(days=int(found["days"]) - 1)
    if "weeks" in found:
        return today + _number(found["weeks"]) * WEEK - timedelta(days=1)
    if "months" in found:
        return today + timedelta(days=30 * _number(found["months"]) - 1)
    sunday = today + timedelta(days=6 - today.weekday())
    match found.get("next", ""):
        case "今週いっぱい":
            return sunday
        case "来週":
            return sunday + WEEK
        case "今月いっぱい" | "月末":
            return (today.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return today + WEEK - timedelta(days=1)


def _next_time(month: int, day: int, today: date) -> date | None:
    for year in (today.year, today.year + 1):
        try:
            found = date(year, month, day)
        except ValueError:
            return None
        if found >= today:
            return found
    return None


def _number(text: str) -> int:
    return _NUMBERS.get(text) or int(text)
