# ruff: noqa: E501 - a pattern stays whole
"""What `conversations.wishes` understands, in English, Chinese and Thai: the same wishes, three small grammars.

    send at 8pm / please message me in the morning / messages at any time, please
    pause for 2 weeks / no messages until Dec 5 / I am travelling for a week, please pause
    晚上再傳給我 / 通知改到早上9點 / 暫停通知兩週 / 我想休息一陣子
    ช่วยส่งตอนเช้าค่ะ / เปลี่ยนเวลาเป็น 2 ทุ่ม / หยุดส่งข้อความ 2 สัปดาห์
The whole message is a wish or it is none: «I use it at 8pm» says when somebody uses it, and «deliver it at
8pm» is for the parcel. Patterns name what they found; what it amounts to is reckoned in one place, there.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final


def _whole(*patterns: str) -> tuple[re.Pattern[str], ...]:
    """As texts are folded: Thai's «ำ» is two signs then."""
    return tuple(re.compile(unicodedata.normalize("NFKC", pattern)) for pattern in patterns)


@dataclass(frozen=True, slots=True)
class Grammar:
    """`spaced`: words are told apart by spaces."""

    own_hour: tuple[re.Pattern[str], ...]
    any_hour: tuple[re.Pattern[str], ...]
    pause: tuple[re.Pattern[str], ...]
    just_away: tuple[re.Pattern[str], ...]
    spaced: bool = False


# --- English -------------------------------------------------------------------------------------------

_EN_PLEASE: Final = (
    r"(?:(?:hi|hello|sorry|ok|so|please|pls|kindly|just|from now on|in future|can you|could you|would you|can i ask you to"
    r"|(?:id|i would|i) (?:like|want|prefer) you to) )*"
)
_EN_END: Final = r"(?: (?:please|pls|thanks|thank you|only|instead|every time|each time|from now on|if possible|if you can))*"
_EN_NEWS: Final = (
    r"(?:(?:all|any|the|your|my|these|more) )*(?:messages?|texts?|notifications?|updates?|reminders?|line)"
)
_EN_SEND: Final = (
    rf"(?:(?:send|write|text|message|contact|notify|ping|remind)(?: to)?(?: me| us)?(?: {_EN_NEWS})?"
    r"|get in touch(?: with me)?)"
)
_EN_WHEN: Final = (
    r"(?:only )?(?:(?:at|around|about|after|by|in|to|for) )*(?:the )?"
    r"(?:(?P<hour>\d{1,2})(?::\d{2})? ?(?P<half>am|pm|in the morning|in the evening|at night|oclock)?"
    r"|(?P<part>mornings?|noon|lunchtime|afternoons?|evenings?|night))"
)
_EN_LENGTH: Final = (
    r"(?:(?P<days>\d{1,3}|three|ten) days?|(?P<weeks>\d{1,2}|an?|one|two|three|four) weeks?|(?P<months>\d|an?|one|two|three) months?"
    r"|a (?:little )?(?:while|bit|few days)|some time|now)"
)
_EN_MONTH: Final = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*"
_EN_UNTIL: Final = (
    r"(?:until|till|til) (?:the )?(?:(?P<month>\d{1,2})/(?P<day>\d{1,2})"
    rf"|(?P<named>{_EN_MONTH}) (?P<on>\d{{1,2}})(?:st|nd|rd|th)?|(?P<at>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<called>{_EN_MONTH})"
    r"|(?P<next>next week|next month|(?:the )?end of (?:the|this) (?:week|month)))"
)
_EN_SPAN: Final = rf"(?:(?:for|during) (?:about |around )?(?:the next )?{_EN_LENGTH}|{_EN_UNTIL})"
_EN_QUIET: Final = (
    rf"(?:(?:pause|hold|mute)(?: {_EN_NEWS}| it)?|stop {_EN_NEWS}|stop (?:sending|writing|messaging|texting|contacting)(?: to)?(?: me)?(?: {_EN_NEWS})?|no {_EN_NEWS}"
    r"|(?:dont|do not) (?:send|write|text|message|contact|disturb|bother)(?: to)?(?: me)?(?: (?:any )?(?:messages?|anything))?"
    r"|(?:leave me alone|leave me in peace|be quiet|give me a break)|i (?:need|want|would like) a break(?: from (?:your |the )?messages)?)"
)
_EN_AWAY: Final = r"(?:i am|im|i will be|ill be|we are|were) (?:travell?ing|away|abroad|in hospital|on (?:a )?(?:trip|holiday|vacation|business trip))"
_ENGLISH: Final = Grammar(
    own_hour=_whole(
        rf"{_EN_PLEASE}{_EN_SEND} {_EN_WHEN}{_EN_END}",
        rf"{_EN_PLEASE}(?:change|move|set|switch) (?:{_EN_NEWS}|(?:the|my|your) (?:time|hour)(?: of (?:the |your )?messages?)?|it) {_EN_WHEN}{_EN_END}",
        rf"{_EN_PLEASE}(?:change to|make it) {_EN_WHEN}{_EN_END}",
        rf"(?:(?:i|id|i would) (?:want|like|prefer) (?:to (?:get|have|receive) )?)?{_EN_NEWS} {_EN_WHEN}{_EN_END}",
    ),
    any_hour=_whole(
        rf"{_EN_PLEASE}{_EN_SEND} (?:at )?any ?time(?: you (?:like|want))?{_EN_END}",
        rf"any ?time (?:is|works) (?:fine|ok|okay|good) for (?:{_EN_NEWS}){_EN_END}",
        rf"{_EN_NEWS} (?:at )?any ?time(?: (?:is|are) (?:fine|ok|okay|good))?{_EN_END}",
    ),
    pause=_whole(
        rf"{_EN_PLEASE}(?:{_EN_AWAY} )?{_EN_PLEASE}{_EN_QUIET} {_EN_SPAN}{_EN_END}",
        rf"{_EN_AWAY} {_EN_SPAN}(?: (?:so )?{_EN_PLEASE}{_EN_QUIET})?{_EN_END}",
        rf"{_EN_AWAY} (?:so )?{_EN_PLEASE}{_EN_QUIET}{_EN_END}",
    ),
    just_away=_whole(rf"{_EN_AWAY}(?: (?:now|at the moment|right now))?"),
    spaced=True,
)

# --- Chinese -------------------------------------------------------------------------------------------

_ZH_PLEASE: Final = (
    r"(?:請|麻煩|拜託|希望|想要|想請|可以|可不可以|能不能|能|我|你們|您|你|妳|以後|之後|今後|的話|都|改)*"
)
_ZH_END: Final = r"(?:就好|就可以|即可|好嗎|可以嗎|嗎|吧|喔|哦|了|比較好|謝謝|謝謝您|拜託)*"
_ZH_NEWS: Final = r"(?:訊息|消息|通知|簡訊|聯絡|line)"
_ZH_SEND: Final = rf"(?:傳送|發送|傳|發|通知|聯絡|提醒)(?:{_ZH_NEWS})?(?:給)?我?(?:{_ZH_NEWS})?"
_ZH_DIGIT: Final = r"\d{1,2}|[一二兩三四五六七八九十]"
_ZH_WHEN: Final = (
    r"(?:在|到|成|為)?(?:每天)?(?P<part>早上|上午|中午|下午|傍晚|晚上|晚間)?"
    r"(?:(?:的)?(?P<hour>\d{1,2}|十[一二]|[一二兩三四五六七八九十])(?:點|時|:\d{2})(?:半|\d{1,2}分)?(?:左右|以後|之後)?)?(?:的時候)?"
)
_ZH_LENGTH: Final = (
    rf"(?:(?P<days>\d{{1,3}}|{_ZH_DIGIT})[天日]|(?P<weeks>{_ZH_DIGIT})個?(?:週|周|星期|禮拜)|(?P<months>{_ZH_DIGIT})個月"
    r"|(?:到)?(?P<month>\d{1,2})[月/](?P<day>\d{1,2})[日號]?(?:之前|以前|為止|前)?"
    r"|(?:到)?(?P<next>下週|下周|下星期|這週|本週|這個月|本月|月底)(?:之前|以前|為止|前)?|一陣子|一段時間|這陣子|這段時間|暫時|幾天)(?:內|之內)?"
)
_ZH_QUIET: Final = rf"(?:先|暫時|再)*(?:(?:暫停|停止)(?:傳送|發送|傳|發)?(?:{_ZH_NEWS})?|(?:不要|別|請勿|不用)(?:先|再)*(?:{_ZH_SEND}|打擾我?|吵我))"
_ZH_REST: Final = r"(?:我)?(?:想|想要|要|讓我)(?:先)?休息"
_ZH_AWAY: Final = r"(?:我)?(?:現在|目前|最近)?(?:在|正在|要|會)?(?:旅行|旅遊|出差|出國|住院)(?:中|了)?"
_CHINESE: Final = Grammar(
    own_hour=_whole(
        rf"{_ZH_PLEASE}{_ZH_WHEN}(?:再|才|幫我)?{_ZH_SEND}{_ZH_END}",
        rf"{_ZH_NEWS}(?:的?時間)?{_ZH_PLEASE}{_ZH_WHEN}(?:再|才)?(?:{_ZH_SEND})?{_ZH_END}",
        rf"{_ZH_PLEASE}(?:把)?(?:{_ZH_NEWS})?(?:的?時間)?(?:請|幫我)?(?:改|換|調整){_ZH_WHEN}(?:{_ZH_SEND})?{_ZH_END}",
    ),
    any_hour=_whole(
        rf"{_ZH_NEWS}的?時間(?:隨時|什麼時候)?(?:都可以|都行|都好|不限|隨意){_ZH_END}",
        rf"{_ZH_PLEASE}(?:隨時|什麼時候|任何時間)都(?:可以|能){_ZH_SEND}{_ZH_END}",
    ),
    pause=_whole(
        rf"{_ZH_PLEASE}(?:{_ZH_AWAY})?{_ZH_LENGTH}(?:所以)?{_ZH_PLEASE}{_ZH_QUIET}{_ZH_END}",
        rf"{_ZH_PLEASE}{_ZH_QUIET}{_ZH_LENGTH}{_ZH_END}",
        rf"{_ZH_REST}{_ZH_LENGTH}{_ZH_END}",
        rf"{_ZH_AWAY}(?:所以)?{_ZH_PLEASE}{_ZH_QUIET}{_ZH_END}",
        rf"{_ZH_PLEASE}(?:先|暫時)(?:不要|別)(?:再)?(?:{_ZH_SEND}|打擾我?){_ZH_END}",
    ),
    just_away=_whole(_ZH_AWAY),
)

# --- Thai ----------------------------------------------------------------------------------------------

_TH_PLEASE: Final = (
    r"(?:ช่วย|กรุณา|รบกวน|ขอให้|อยากให้|ขอความกรุณา|ขอ|ต่อไป|ครั้งหน้า|คราวหน้า|โปรด|ฉัน|ผม|เรา|หนู|ก็|เลย|จึง)*"
)
_TH_END: Final = r"(?:ค่ะ|คะ|ครับ|คับ|จ้า|นะ|หน่อย|ด้วย|ได้ไหม|ได้มั้ย|แทน|ดีกว่า|เท่านั้น|เลย|ก่อน|ไว้|ขอบคุณ|จะดีมาก)*"
_TH_NEWS: Final = r"(?:ข้อความ|ข่าวสาร|การแจ้งเตือน|แจ้งเตือน|ไลน์|แชท)"
_TH_SEND: Final = rf"(?:ส่ง|ทัก|ติดต่อ|แจ้ง|เขียน)(?:{_TH_NEWS}|มา|ถึง|หา|ให้|กลับ|ฉัน|ผม|เรา|หนู)*"
_TH_WHEN: Final = (
    r"(?:ตอน|ช่วง|เวลา|ประมาณ|สัก|ราว|ใน|ทุก)*(?:(?P<hour>\d{1,2})(?::\d{2})?(?:โมง|นาฬิกา|น)?(?P<half>เช้า|เย็น)?"
    r"|(?P<thum>[1-5]|หนึ่ง|สอง|สาม|สี่|ห้า)ทุ่ม|บ่าย(?P<bai>[1-5]|หนึ่ง|สอง|สาม|สี่|ห้า)(?:โมง)?"
    r"|(?P<part>เช้า|สาย|เที่ยง|บ่าย|เย็น|ค่ำ|กลางคืน|ดึก))(?:ๆ)?"
)
_TH_COUNT: Final = r"\d{1,2}|หนึ่ง|สอง|สาม|สี่"
_TH_LENGTH: Final = (
    rf"(?:เป็นเวลา|สัก|ประมาณ|อีก|ภายใน)*(?:(?P<days>\d{{1,3}}|สาม|เจ็ด|สิบ)วัน|(?P<weeks>{_TH_COUNT})(?:สัปดาห์|อาทิตย์)|(?P<months>{_TH_COUNT})เดือน"
    r"|(?:สัปดาห์|อาทิตย์|วีค)(?:หนึ่ง|นึง|เดียว)|(?:จน)?ถึง(?:วันที่)?(?P<day>\d{1,2})/(?P<month>\d{1,2})"
    r"|(?:จน)?ถึง(?P<next>สัปดาห์หน้า|อาทิตย์หน้า|สิ้นเดือน)|สักพัก|พักหนึ่ง|ระยะหนึ่ง|ชั่วคราว|ช่วงนี้)"
)
_TH_QUIET: Final = (
    rf"(?:(?:หยุด|งด|ระงับ|พัก)(?:การ)?(?:ส่ง|รับ)?{_TH_NEWS}|(?:หยุด|งด|พัก)(?:การ)?(?:ส่ง|ทัก)(?:มา|หา)*"
    rf"|(?:ไม่ต้อง|อย่าเพิ่ง|ยังไม่ต้อง|อย่า)(?:{_TH_SEND}|รบกวน)|ขอพัก(?:{_TH_NEWS})?|อยากพัก)"
)
_TH_AWAY: Final = r"(?:ฉัน|ผม|เรา|หนู)?(?:กำลัง|ตอนนี้|อยู่|ช่วงนี้)*(?:ไป|จะไป)?(?:เที่ยว|เดินทาง|ต่างประเทศ|ทำงานต่างจังหวัด|เข้าโรงพยาบาล)(?:อยู่)?"
_THAI: Final = Grammar(
    own_hour=_whole(
        rf"{_TH_PLEASE}{_TH_SEND}{_TH_WHEN}{_TH_END}",
        rf"{_TH_PLEASE}(?:เปลี่ยน|ย้าย|ปรับ)(?:เวลา|ส่ง|{_TH_NEWS})*(?:เป็น|ไป|มา)+{_TH_WHEN}{_TH_END}",
        rf"{_TH_PLEASE}{_TH_WHEN}(?:ค่อย){_TH_SEND}{_TH_END}",
    ),
    any_hour=_whole(
        rf"{_TH_PLEASE}{_TH_SEND}(?:เวลาไหน|เมื่อไหร่|เมื่อไร|ตอนไหน)ก็ได้{_TH_END}",
        rf"เวลา(?:ส่ง)?(?:{_TH_NEWS})?(?:ไหน|เมื่อไหร่|เมื่อไร)?ก็ได้{_TH_END}",
    ),
    pause=_whole(
        rf"{_TH_PLEASE}(?:{_TH_AWAY})?{_TH_PLEASE}{_TH_QUIET}{_TH_LENGTH}{_TH_END}",
        rf"{_TH_AWAY}{_TH_LENGTH}{_TH_PLEASE}(?:{_TH_QUIET})?{_TH_END}",
        rf"{_TH_AWAY}{_TH_PLEASE}{_TH_QUIET}{_TH_END}",
    ),
    just_away=_whole(rf"{_TH_AWAY}{_TH_END}"),
)

GRAMMARS: Final = (_ENGLISH, _CHINESE, _THAI)
