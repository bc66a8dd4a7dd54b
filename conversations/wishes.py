# ruff: noqa: E501 - a pattern stays whole
"""What a customer wishes about when we write: an hour of their own, or to be left in peace for a while.

    夜中に送らないで / not while I work                  an hour that is none of those
    連絡は20時に / 夜に届けて / 9時に変更して / 時間はいつでも     their hour; any hour again
    12/5まで休んで / 旅行中なので1週間止めて               nothing by itself until that day
    1週間そっとしておいて / しばらく休みたい                the same; «for a while» is a week
The same in English, Chinese and Thai (`wishes_abroad`). A whole message is a wish or it is none: 「20時に届き
ました」 is news, 「朝に使っています」 tells of a habit. 「配信停止」 and 「再開」 are `commands`.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from conversations.folding import fold, plain_text
from conversations.wishes_abroad import GRAMMARS, Grammar

WEEK: Final = timedelta(days=7)  # 「旅行中なので休んで」「しばらくそっとしておいて」: nobody said until when
LONGEST: Final = timedelta(days=180)
LENGTH: Final = 100  # signs: a longer message says more than a wish

_NUMBERS: Final = {char: value for value, char in enumerate("一二三四五六七八九十", 1)} | {
    "兩": 2, "十一": 11, "十二": 12, "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "ten": 10,
    "หนึ่ง": 1, "สอง": 2, "สาม": 3, "สี่": 4, "ห้า": 5, "เจ็ด": 7, "สิบ": 10,
}  # fmt: skip
_MONTH_END: Final = ("今月いっぱい", "月末", "這個月", "本月", "月底", "สิ้นเดือน")
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# 「夜に送って」: the hour meant by a part of the day. Said back, so whoever means another says it.
_HOURS: Final = {
    "朝": 9, "午前": 10, "昼": 12, "お昼": 12, "午後": 15, "夕方": 18, "夜": 20, "晩": 20,
    "morning": 9, "noon": 12, "lunchtime": 12, "afternoon": 15, "evening": 19, "night": 20,
    "早上": 9, "上午": 10, "中午": 12, "下午": 15, "傍晚": 18, "晚上": 20, "晚間": 20,
    "เช้า": 9, "สาย": 10, "เที่ยง": 12, "บ่าย": 15, "เย็น": 18, "ค่ํา": 20, "กลางคืน": 20, "ดึก": 21,
}  # fmt: skip
_PLEASE: Final = (
    r"(?:して|する|します)?(?:ほしい|欲しい|もらえますか|もらえませんか|いただけますか|くれますか)?"
    r"(?:ください|下さい|お願い|お願いします|お願いいたします|おねがいします|希望|希望です|希望します|たい|たいです)?(?:です|ね|よ)?"
)
_US: Final = r"(?:これからの?|今後の?)?(?:ご?連絡|お知らせ|らいん|line|めっせーじ|配信|通知)"
_CLOCK: Final = r"\d{1,2}(?:時|:\d{2})(?:半|\d{1,2}分)?"
_PART: Final = r"朝|午前|昼|お昼|午後|夕方|夜|晩"
_NOT_THEN: Final = rf"(?:(?:{_PART})?の?(?:{_CLOCK})?(?:じゃなくて?|ではなくて?|でなく|より)、?(?=.))?"
_HOUR: Final = (
    rf"{_NOT_THEN}(?:(?P<part>{_PART})?の?(?P<hour>\d{{1,2}})(?:時|:\d{{2}})(?:半|\d{{1,2}}分)?|(?P<alone>{_PART})(?:中|の?うち|のほう|の方)?)"
    r"(?:ごろ|頃|ころ|くらい|ぐらい|以降)?"
)
_DELIVER: Final = r"(?:届け|とどけ|送っ|おくっ|連絡し|お知らせし|知らせ|配信し)て"
_OWN_HOUR: Final = (
    re.compile(rf"(?:{_US}(?:の時間)?(?:は|を)?)?{_HOUR}(?:に|で|へ){_DELIVER}{_PLEASE}"),
    re.compile(
        rf"{_US}(?:の時間)?(?:は|を)?{_HOUR}(?:に|で|が|を)?(?:いい|よい|いいです|変更|変え?て)?{_PLEASE}"
    ),
    re.compile(rf"(?:{_US}(?:の時間)?(?:は|を)?|時間を)?{_HOUR}に(?:変更し?て?|変え(?:て)?|かえて){_PLEASE}"),
    re.compile(
        rf"{_HOUR}(?:に|で)?{_US}(?:を|は|が)?(?=.*(?:くだ|下さ|願|ねがい|ほし|欲し|希望|ますか|ませんか|うれし|嬉し|助か))"
        rf"(?:(?:もらえる|いただける)と(?:うれしい|嬉しい|助かります?)|{_PLEASE})(?:です|ね)?"
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
    re.compile(
        r"(?:しばらく|暫く|当分)(?:の?(?:間|あいだ))?(?:は|、)?(?:お?休み(?:し)?たい|お?休み(?:に)?さ?せて|休ませて|休んで|お休みして)"
        rf"{_PLEASE}"
    ),
)
# Their part of the day, and the hour at which we write instead.
_SHUN_NIGHT: Final = (
    r"夜中|深夜|真夜中|夜遅く|夜|晩|(?:so |too )?late(?: at night)?|at night|晚上|半夜|深夜|กลางคืน|ดึกๆ?"
)
_SHUN_MORNING: Final = r"早朝|朝早く|朝|(?:so |too )?early|in the morning|早上|清晨|เช้าๆ?|แต่เช้า"
_SHUN_WORK: Final = r"仕事中|勤務中|日中|昼間|while i (?:work|am at work|m at work)|at work|during work(?:ing hours)?|上班時間|上班時|白天|เวลางาน|ตอนทํางาน"
_SHUN: Final = re.compile(
    rf"(?:{_US}(?:は|を)?)?(?:(?P<night>{_SHUN_NIGHT})|(?P<morning>{_SHUN_MORNING})|(?P<work>{_SHUN_WORK}))(?:に|は|には)?(?:{_US}(?:は|を)?)?"
    rf"(?:(?:送|おく)らないで|(?:し|来|こ)ないで|やめて|止めて|避けて|控えて|(?:請)?(?:不要|別)再?(?:傳|發|通知|打擾)(?:訊息|給我|我)*){_PLEASE}"
    rf"|(?:please )?(?:do not|dont|don t|no|stop) (?:send|message|text|write|messages?|texts?|sending|texting)(?: (?:me|to me|messages?|anything))*(?: (?P<late>{_SHUN_NIGHT})| (?P<early>{_SHUN_MORNING})| (?P<busy>{_SHUN_WORK}))(?: please)?"
    rf"|(?:กรุณา)?(?:อย่า|ไม่ต้อง)ส่ง(?:ข้อความ)?(?:มา)?(?:ตอน)?(?:(?P<duek>{_SHUN_NIGHT})|(?P<chao>{_SHUN_MORNING})|(?P<ngan>{_SHUN_WORK}))(?:นะ)?(?:คะ|ค่ะ|ครับ)?"
)
_SHUNNED: Final = {"night": 10, "late": 10, "duek": 10, "morning": 12, "early": 12, "chao": 12, "work": 19, "busy": 19, "ngan": 19}  # fmt: skip
_JUST_AWAY: Final = re.compile(_AWAY)
_LATER: Final = frozenset(
    {
        "午後",
        "夕方",
        "夜",
        "晩",
        "昼",
        "お昼",
        "pm",
        "in the evening",
        "at night",
        "下午",
        "傍晚",
        "晚上",
        "晚間",
        "中午",
        "เย็น",
    }
)
_NOON: Final = frozenset({"昼", "お昼", "中午"})  # 「昼11時」 is before noon
_KINDLY: Final = re.compile(  # asked as a question, and a wish all the same
    r"(?:ますか|ませんか)[?？]$|^(?:can|could|would) |(?:嗎|吗)[?？]$|ได้(?:ไหม|มั้ย)", re.IGNORECASE
)
_ASKS: Final = re.compile(r"[?？]|か(?:[。.\s]|$)|(?:教えて|お知らせ|お聞かせ)(?:いただ|くだ|下さ)|嗎|ไหม|มั้ย")
_JAPANESE: Final = Grammar(_OWN_HOUR, (_ANY_HOUR,), _PAUSE, (_JUST_AWAY,))


@dataclass(frozen=True, slots=True)
class Wish:
    """`hour` of kind «hour», `until` of kind «away»: on that day we go on."""

    kind: Literal["hour", "any_hour", "away"]
    hour: int = 0
    until: date = date.min


def wish(text: str, today: date, *, answering: bool = False) -> Wish | None:
    """The wish, if the whole message is one. `answering`: a question is open, and 「旅行中です」 answers it."""
    plain = plain_text(text)
    if len(text) > LENGTH or (re.search(r"[?？]", plain) and not _KINDLY.search(plain)):
        return None
    spaced = fold(text)
    for said in (spaced, spaced.replace(" ", "")):
        if (shunned := _SHUN.fullmatch(said)) is not None:
            return Wish("hour", next(_SHUNNED[name] for name, part in shunned.groupdict().items() if part))
    for grammar in (_JAPANESE, *GRAMMARS):
        said = spaced if grammar.spaced else spaced.replace(" ", "")
        if (found := _wish(grammar, said, today, answering)) is not None:
            return found
    return None


def asks(words: str) -> bool:
    """Whether what a person of the shop wrote asks something: 「9時に変更して」 may be the answer to it then."""
    return _ASKS.search(words) is not None


def _wish(grammar: Grammar, said: str, today: date, answering: bool) -> Wish | None:
    if _first(grammar.any_hour, said) is not None:
        return Wish("any_hour")
    if (found := _first(grammar.own_hour, said)) is not None:
        hour = _hour(found)
        return Wish("hour", hour) if hour is not None else None
    if (found := _first(grammar.pause, said)) is not None:
        until = _until(found, today)
        return Wish("away", until=until) if until is not None else None
    if not answering and _first(grammar.just_away, said) is not None:
        return Wish("away", until=today + WEEK)
    return None


def _first(patterns: tuple[re.Pattern[str], ...], said: str) -> dict[str, str] | None:
    """What the first pattern that is the whole text names in it."""
    for pattern in patterns:
        if (found := pattern.fullmatch(said)) is not None:
            return {name: value for name, value in found.groupdict().items() if value}
    return None


def _hour(found: dict[str, str]) -> int | None:
    if evening := found.get("thum"):
        return 18 + _number(evening)
    if afternoon := found.get("bai"):
        return 12 + _number(afternoon)
    if "hour" not in found:
        part = found.get("alone") or found.get("part", "")
        return _HOURS.get(part) or _HOURS.get(part.removesuffix("s"))
    hour, part = _number(found["hour"]), found.get("half") or found.get("part", "")
    if part in _LATER and hour < 12 and not (part in _NOON and hour >= 10):
        hour += 12
    if part == "am" and hour == 12:
        hour = 0
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
    if named := found.get("named") or found.get("called"):
        return _next_time(_MONTHS.index(named[:3]) + 1, int(found.get("on") or found["at"]), today)
    if "days" in found:
        return today + timedelta(days=_number(found["days"]) - 1)
    if "weeks" in found:
        return today + _number(found["weeks"]) * WEEK - timedelta(days=1)
    if "months" in found:
        return today + timedelta(days=30 * _number(found["months"]) - 1)
    sunday = today + timedelta(days=6 - today.weekday())
    match found.get("next", ""):
        case "今週いっぱい" | "next week" | "這週" | "本週":  # «until next week» ends when that begins
            return sunday
        case "来週" | "下週" | "下周" | "下星期" | "สัปดาห์หน้า" | "อาทิตย์หน้า":
            return sunday + WEEK
        case following if following.endswith("week"):
            return sunday
        case following if following in _MONTH_END or following.endswith("month"):
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
