"""How LINE counts characters: most things in UTF-16 code units, some in grapheme clusters.

The clusters follow UAX #29 closely enough for labels: combining marks, emoji with skin tones,
ZWJ families, flags, keycaps, Hangul syllables and CR LF each count once.
"""

import unicodedata

ZWJ = 0x200D
HANGUL_L = range(0x1100, 0x1160)
HANGUL_V = range(0x1160, 0x11A8)
HANGUL_T = range(0x11A8, 0x1200)
SYLLABLES = range(0xAC00, 0xD7A4)
FLAGS = range(0x1F1E6, 0x1F200)
SKIN_TONES = range(0x1F3FB, 0x1F400)
TAGS = range(0xE0020, 0xE0080)
# Marks a Thai or Lao vowel carries are of category Lo, yet belong to the letter before them.
SPACING_MARKS = frozenset({0x0E33, 0x0EB3})


def utf16_length(text: str) -> int:
    """Code units: 1 in the basic plane, 2 beyond, so 👍 is 2."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def grapheme_length(text: str) -> int:
    """What a reader would call characters: 👨‍👩‍👧 is 1, が written as か + ゛ is 1."""
    if text.isascii():
        return len(text) - text.count("\r\n")
    count, previous, flags, after_emoji = 0, -1, 0, False
    for character in text:
        code = ord(character)
        flags = flags + 1 if code in FLAGS else 0
        if previous < 0 or _breaks(previous, code, flags, after_emoji):
            count += 1
        after_emoji = _is_pictograph(code) or (after_emoji and (code == ZWJ or _extends(code)))
        previous = code
    return count


def _breaks(previous: int, code: int, flags: int, after_emoji: bool) -> bool:
    """Whether a new cluster begins between these two."""
    if previous == 0x0D and code == 0x0A:
        return False
    if _is_control(previous) or _is_control(code):
        return True
    if code == ZWJ or _extends(code):
        return False
    if previous == ZWJ and after_emoji and _is_pictograph(code):
        return False
    if flags and flags % 2 == 0:
        return False
    return not _same_syllable(previous, code)


def _extends(code: int) -> bool:
    if code < 0x300:
        return False
    return (
        unicodedata.category(chr(code)) in ("Mn", "Me", "Mc")
        or code in SKIN_TONES
        or code in TAGS
        or code in (0x200C, 0xFF9E, 0xFF9F)
        or code in SPACING_MARKS
    )


def _is_control(code: int) -> bool:
    if code in TAGS or code in (0x200C, ZWJ):
        return False
    return unicodedata.category(chr(code)) in ("Cc", "Cf", "Zl", "Zp")


def _is_pictograph(code: int) -> bool:
    return (
        (0x1F000 <= code <= 0x1FAFF and code not in FLAGS and code not in SKIN_TONES)
        or 0x2190 <= code <= 0x2BFF
        or code in (0xA9, 0xAE, 0x203C, 0x2049, 0x2122, 0x2139, 0x3030, 0x303D, 0x3297, 0x3299)
    )


def _same_syllable(previous: int, code: int) -> bool:
    if previous in HANGUL_L:
        return code in HANGUL_L or code in HANGUL_V or code in SYLLABLES
    open_syllable = previous in SYLLABLES and (previous - SYLLABLES.start) % 28 == 0
    if previous in HANGUL_V or open_syllable:
        return code in HANGUL_V or code in HANGUL_T
    return (previous in HANGUL_T or previous in SYLLABLES) and code in HANGUL_T
