"""The languages a customer can be spoken to in, what others call them, and how a customer asks for one."""

import re
from typing import Final, Literal

from conversations.folding import key

Locale = Literal["ja", "en", "zh-Hant", "th"]
LOCALES: Final[tuple[Locale, ...]] = ("ja", "en", "zh-Hant", "th")
NAMES: Final[dict[Locale, str]] = {"ja": "日本語", "en": "English", "zh-Hant": "中文", "th": "ไทย"}

# Whoever reads simplified characters reads these more easily than Japanese.
_BY_LANGUAGE: Final[dict[str, Locale]] = {
    "ja": "ja",
    "en": "en",
    "zh": "zh-Hant",
    "yue": "zh-Hant",
    "th": "th",
}


def read_locale(tag: str) -> Locale | None:
    """The language of a BCP 47 tag («zh-TW», «en-GB», «zh_Hant_HK») if we speak it."""
    return _BY_LANGUAGE.get(re.split(r"[-_]", tag.strip().casefold())[0])


_PLEASE = r"(?:でお願い(?:します)?|で|please|inplease|版|ค่ะ|ครับ|คะ|หน่อย|にして(?:ください)?|がいい(?:です)?)?"
_WISHES: Final[tuple[tuple[Locale, re.Pattern[str]], ...]] = (
    ("ja", re.compile(rf"(?:in)?(?:日本語|にほんご|日語|日文|japanese|nihongo|ภาษาญี่ปุ่น|ญี่ปุ่น){_PLEASE}")),
    ("en", re.compile(rf"(?:in|speak|use)?(?:english|eng|英語|えいご|英文|ภาษาอังกฤษ|อังกฤษ){_PLEASE}")),
    (
        "zh-Hant",
        re.compile(
            rf"(?:in|用|請用|说|說)?(?:中文|繁體中文|繁体中文|繁中|華語|国語|國語|中国語|中國語|台湾語|台灣話|ちゅうごくご|chinese|mandarin|taiwanese|ภาษาจีน|จีน){_PLEASE}"
        ),
    ),
    ("th", re.compile(rf"(?:in)?(?:ไทย|ภาษาไทย|泰文|泰語|たい語|thai){_PLEASE}")),
)


def language_wish(text: str) -> Locale | None:
    """The language asked for, if the whole message asks for one: «English», «中文», 「日本語」, «ไทย»."""
    said = key(text)
    if not said or len(said) > 24:
        return None
    return next((locale for locale, pattern in _WISHES if pattern.fullmatch(said)), None)


_KANA: Final = re.compile(r"[ぁ-ゖァ-ヺ]")
_THAI: Final = re.compile(r"[ก-๛]{3}")
# What nobody writes in Japanese today; the others say so only beside it: 「個別対応感謝」 is Japanese.
_CHINESE: Final = re.compile(
    r"[您你妳嗎們這麼沒對裡說覺讓啊吧呢囉很她什怎每來裝歡]|我(?![慢家流々等])|謝謝|收到|請問"
)
_SHARED: Final = re.compile(r"[請謝過還個會給為後點變樂氣應]|[了的]$")
_WORD: Final = re.compile(r"(?<!\S)[a-z][a-z']+(?=[\s.,!?]|$)")  # no piece of a code
_SURE: Final = 4  # words: «thank you very much» is written by people of every language, «ok» even more
_SAID_BY_ALL: Final = re.compile(
    r"\b(?:thanks|thank you)(?: (?:so|very) much| a lot)?"
    r"(?: for (?:the |your |all )*(?:[a-z]+ ?){1,2}(?=$|[.,!?]))?"
    r"|\b(?:happy|merry) (?:[a-z]+ ?){1,4}|\b(?:ok|okay)\b"
)
# A name («The Ordinary Niacinamide») or Japanese in our letters («mainichi tsukatte imasu») has hardly any.
_LITTLE: Final = re.compile(
    r"about|all|an?|am|and|any|because|been|but|can(?:'t|not)?|could|did(?:n't)?|does(?:n't)?|don't|for|from|get"
    r"|got|ha[ds]|have(?:n't)?|how|i'(?:d|ll|m|ve)|if|in|is(?:n't)?|it(?:'?s)?|just|my|not|of|on|our|please|she"
    r"|should|some|tha[tn]|the(?:ir|re|se|y)?|this|those|too|very|was|wh(?:at|en|ere|ich|o|y)|wi(?:ll|th)|would"
    r"|yes|your?|arrived|burns|feels?|hurts?|itches|know|love|need|received|wants?|works"
)
_FEW: Final = 2
_MYSELF: Final = re.compile(r"(?<!\S)I(?!\S)")


def overheard(text: str) -> Locale | None:
    """The language a message is plainly written in, where it is not Japanese; None where that is not sure."""
    if _KANA.search(text):
        return None
    if _THAI.search(text):
        return "th"
    said = text.casefold().replace("’", "'")
    if said.isascii():
        words = set(_WORD.findall(_SAID_BY_ALL.sub(" ", said)))
        myself = len(_MYSELF.findall(text))
        little = sum(_LITTLE.fullmatch(word) is not None for word in words)
        return "en" if len(words) + myself >= _SURE and little + myself >= _FEW else None
    plain = set(_CHINESE.findall(text))
    return "zh-Hant" if plain and len(plain | set(_SHARED.findall(text))) >= 2 else None


def pick_locale(*tags: str | None, default: Locale = "ja") -> Locale:
    """The first of these tags that we speak."""
    return next((found for tag in tags if tag and (found := read_locale(tag)) is not None), default)
