# ruff: noqa: E501 - a pattern stays whole
"""How much is left, in a customer's own words: 「残り半分くらい」「あと2週間くらいでなくなります」, in four languages.

A share is one of `pace.LEVELS`; a time is the nearest of `pace.LEFT`, as staff note it. The whole message says
it or it says nothing of it. `plain`: it speaks of what is left even where nobody has asked («in two weeks» does not).
"""

import re
import unicodedata
from dataclasses import dataclass
from math import log
from typing import Final

from conversations.folding import fold
from conversations.numbers import small_number
from conversations.pace import LEFT

_KANJI: Final = r"[一二三四五六七八九十]{1,3}"
_JA_START: Final = r"(?:えっと|たぶん|多分|おそらく|だいたい|大体|まだ|もう|今|いま|うーん)*"
_JA_ABOUT: Final = r"(?:だいたい|大体|約|およそ)?"
_JA_END: Final = r"(?:と思います|かと|だと思います|です|でしょうか|ね|よ|かな|かも)*"
_JA_TIME: Final = (
    rf"{_JA_START}(?:残り|のこり|あと|後)+(?:は|で)?{_JA_ABOUT}(?P<n>\d{{1,3}}|{_KANJI})(?P<unit>日|週間?|[かゖゕけ箇]?月)間?(?P<end>分)?(?:くらい|ぐらい|ほど|弱|強|後)?"
    r"(?P<plain>で(?:無くな|なくな|使い切|使いき|終わ|おわ|切れ|きれ)(?:り|る|れ)?(?:ます|そう)?|(?:は|くらいは)?(?:もち|持ち|もつ|持つ|使え)(?:ます|そう|る)?|(?:で|に)?(?:から|空)になります)?"
)
_JA_SHARE: Final = (
    rf"{_JA_START}(?P<plain>(?:残り|のこり|あと|残量)(?:は|が)?)?{_JA_ABOUT}(?:(?P<half>半分|はんぶん|50%)|(?P<plenty>たっぷり|たくさん|いっぱい))(?:くらい|ぐらい|ほど|以上|弱|は|も)?"
    r"(?P<verb>残って(?:い)?(?:ます|る)|のこって(?:い)?ます|あります|ある)?"
)
_JA_LITTLE: Final = (
    rf"{_JA_START}(?:(?P<plain>残り|のこり|残量)(?:は|が|も)?|あと)(?:ほんの|ごく)?(?P<little>わずか|僅か|少し|すこし|ちょっと|少ない|すくない|少なく(?:なって(?:き)?(?:ました|た|ます|る)|なりました))(?:しか|だけ|ばかり)?(?P<verb>ない|ありません|残って(?:い)?(?:ません|ない)|に?なり?(?:ました|った))?"
    rf"|{_JA_START}(?P<few>もうすぐ|そろそろ)(?:で)?(?:無くな|なくな|使い切|使いき|切れ|きれ)(?:り|れ)?(?:ます|そう|る|りそう)?"
    rf"|{_JA_START}(?P<rest>(?:ほとんど|ほぼ|あまり)(?:もう)?(?:残って(?:い)?(?:ません|ない)))"
)
_EN_COUNT: Final = r"\d{1,3}|an?|another|one|two|three|four|five|six|seven|eight|nine|ten"
_EN_START: Final = r"(?:(?:i think|i guess|maybe|probably|still|it is|its|there is|there are|i have|ive got|i still have|ive) )*(?:about |around |roughly |another )?"
_EN_SPAN: Final = rf"(?P<n>{_EN_COUNT})(?: more)? (?P<unit>day|week|month)s?"
_ENGLISH: Final = (
    rf"{_EN_START}{_EN_SPAN}(?P<plain> (?:left|worth left|of it left|until its (?:gone|empty)))?",
    rf"{_EN_START}(?P<plain>(?:it |this )?(?:will |should |may |ill )*(?:last|lasts|be (?:empty|gone|used up) in|run out in|runs out in|use it up in|enough for))(?: (?:me|for|about|around|another))* {_EN_SPAN}",
    rf"{_EN_START}(?P<plain>)(?P<half>half)(?: (?:of it|a bottle|the bottle|full))?(?P<verb>(?: is| are)?(?: still)?(?: left| remaining))?",
    rf"{_EN_START}(?P<plain>)(?P<plenty>plenty|a lot|lots)(?P<verb> (?:left|remaining))",
    rf"{_EN_START}(?:(?:only|just) )?(?P<few>(?:very |a )?(?:little|bit)|not much|hardly any)(?: (?:is|of it))? (?:left|remaining)",
    rf"{_EN_START}(?P<few>(?:almost|nearly) (?:empty|gone|finished|out)|running (?:low|out))",
)
_ZH_COUNT: Final = r"\d{1,3}|[一二兩三四五六七八九十]{1,3}"
_CHINESE: Final = (
    rf"(?:大概|大約|應該|可能|我想)*(?P<plain>還(?:有|剩|可以用|能用|夠用)|還可以|剩)?(?:再)?(?:過)?(?:大概|大約|約)?(?P<n>{_ZH_COUNT})個?(?P<unit>天|日|週|周|星期|禮拜|月)(?:左右)?(?P<end>(?:就|就會|會|後)*(?:用完|沒了|用光|沒有了)|可以用|的量)?(?:吧|喔|了)*",
    r"(?:大概|大約|應該|可能|已經)*(?P<few>(?:只剩|剩下?)(?:一點點?|不多|很少|沒多少)|快(?:要)?(?:用完|沒有?了|用光)了?)(?:而已|了|喔|吧)*",
    r"(?:大概|大約|應該|可能)*(?P<plain>還(?:剩下?|有)|剩下?)?(?:大概|大約|約)?(?:(?P<half>一半|半瓶|半罐)|(?P<plenty>很多|滿多))(?:左右|多)?(?:吧|喔)*",
)
_TH_COUNT: Final = r"\d{1,3}|หนึ่ง|สอง|สาม|สี่|ห้า"
_TH_END: Final = r"(?:ค่ะ|คะ|ครับ|นะ|มั้ง|แล้ว)*"
_THAI: Final = (
    rf"(?:คิดว่า|น่าจะ|คง)*(?P<plain>เหลือ|ใช้ได้)?(?:อีก|ประมาณ|สัก|ราว)*(?P<n>{_TH_COUNT})(?P<unit>วัน|สัปดาห์|อาทิตย์|เดือน)(?P<end>(?:ก็|จะ|น่าจะ|คง)*หมด)?{_TH_END}",
    rf"(?:คิดว่า|น่าจะ|คง|จะ)*(?P<plain>หมด)(?:ใน|ภายใน|อีก|ประมาณ|สัก)*(?P<n>{_TH_COUNT})(?P<unit>วัน|สัปดาห์|อาทิตย์|เดือน){_TH_END}",
    rf"(?:คิดว่า|น่าจะ|คง)*(?P<few>เหลือ(?:อยู่)?(?:อีก)?(?:แค่|เพียง)?(?:นิดเดียว|นิดหน่อย|น้อย(?:มาก)?|ไม่มาก)|(?:ใกล้(?:จะ)?|จะ|เกือบ(?:จะ)?)หมด){_TH_END}",
    rf"(?:คิดว่า|น่าจะ|คง|ยัง)*(?P<plain>เหลือ)?(?:อยู่|อีก|ประมาณ|สัก)*(?:(?P<half>ครึ่งหนึ่ง|ครึ่งขวด|ครึ่ง)|(?P<plenty>เยอะ|อีกมาก))(?:อยู่|เลย)?{_TH_END}",
)
_UNITS: Final = {
    "日": 1, "day": 1, "天": 1, "วัน": 1, "週": 7, "week": 7, "周": 7, "星期": 7, "禮拜": 7, "สัปดาห์": 7, "อาทิตย์": 7,
    "月": 30, "month": 30, "เดือน": 30,
}  # fmt: skip
_COUNTS: Final = {
    "a": 1, "an": 1, "another": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "兩": 2, "หนึ่ง": 1, "สอง": 2, "สาม": 3, "สี่": 4, "ห้า": 5,
}  # fmt: skip


def _made(*patterns: str) -> tuple[re.Pattern[str], ...]:
    """As texts are folded: Thai's «ำ» is two signs then."""
    return tuple(re.compile(unicodedata.normalize("NFKC", pattern)) for pattern in patterns)


_PATTERNS: Final = _made(
    _JA_TIME + _JA_END, _JA_SHARE + _JA_END, f"(?:{_JA_LITTLE}){_JA_END}", *_CHINESE, *_THAI
)
_SPACED: Final = _made(*_ENGLISH)


@dataclass(frozen=True, slots=True)
class Left:
    level: str
    plain: bool

    @property
    def is_time(self) -> bool:
        return self.level in LEFT


def read_left(text: str) -> Left | None:
    """What the text says of what is left, if that is all it says."""
    spaced = fold(text)
    if len(spaced) > 60 or "?" in text or "？" in text:
        return None
    for patterns, said in ((_PATTERNS, spaced.replace(" ", "")), (_SPACED, spaced)):
        for pattern in patterns:
            if (found := pattern.fullmatch(said)) is not None:
                return _left({name: value for name, value in found.groupdict().items() if value})
    return None


def _left(found: dict[str, str]) -> Left | None:
    plain = bool(found.keys() & {"plain", "verb", "end", "few", "rest"})
    if found.keys() & {"little", "few", "rest"}:
        return Left("little", plain)
    if "n" not in found:
        return Left("half" if "half" in found else "plenty", plain)
    many = _COUNTS.get(found["n"]) or small_number(found["n"].replace("兩", "二"))
    size = next(days for unit, days in _UNITS.items() if unit in found["unit"])
    return Left(nearest(many * size), plain) if many else None


def nearest(days: int) -> str:
    """The one of `pace.LEFT` that differs by the least share."""
    return min(LEFT, key=lambda code: abs(log(days / int(code[:-1]))))
