"""Reading a free text in English, Chinese or Thai for mood and health: the same rule, three small lexicons.

Safety first: a word of harm raises an alarm unless it is denied right before it («no itching», 不會癢, ไม่คัน).
Hard complaints next, then words of discontent and content, turned round by a denial before them. Where
nothing is found the answer is `unknown`: staff read it. Measured on tests/data/replies_abroad.tsv.
"""

import re
import unicodedata

from conversations.lexicon_abroad import CHINESE, ENGLISH, THAI, Lexicon
from conversations.moods import Band, Group, Reading

_KANA = re.compile(r"[\u3041-\u30ff]")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_THAI = re.compile(r"[\u0e00-\u0e7f]")
_LATIN = re.compile(r"[a-z]{2}")
_GROUPS: dict[Band, Group] = {"fine": "満足", "act": "残念・不満"}
_GREETING = 3  # «ok», «yes»
_LEFT = 34  # letters before a word that may deny it


def lexicon_of(plain: str) -> Lexicon | None:
    """Whose words a text is written in. Japanese has kana; a text of bare Han letters is read as both."""
    if _KANA.search(plain):
        return None
    for letters, lexicon in ((_THAI, THAI), (_HAN, CHINESE), (_LATIN, ENGLISH)):
        if letters.search(plain):
            return lexicon
    return None


def is_abroad(text: str) -> bool:
    """Words that are surely not Japanese, in any language: what nobody could read goes to a person."""
    plain = unicodedata.normalize("NFKC", text)
    return not _KANA.search(plain) and sum(char.isalpha() for char in plain) > _GREETING


def read_abroad(text: str) -> Reading | None:
    """The estimate, or None for a text that is none of these languages."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("\u2019", "'")
    lexicon = lexicon_of(plain)
    return None if lexicon is None else _read(plain, lexicon)


def _read(plain: str, words: Lexicon) -> Reading:
    bare = words.traps.sub(lambda found: "_" * len(found[0]), plain)
    level, matched = _health(bare, words)
    hard = [found[0] for found in words.hard.finditer(bare)]
    bad, good, own = _weigh(bare, words)
    soft = bool(words.soft.search(bare))
    hedged = bool(words.hedge.search(bare))
    if level == 2 or hard or (bad and not soft):
        band: Band = "act"
    elif level == 1 or bad or hedged:
        band = "check"
    else:
        band = "fine" if good else "unknown"
    group = "不安" if level else _GROUPS.get(band)
    return Reading(band, level, tuple(dict.fromkeys((*matched, *hard, *own))), group, bool(hard))


def _health(plain: str, words: Lexicon) -> tuple[int, list[str]]:
    level, matched = 0, []
    for found in words.health.finditer(plain):
        sentence = _sentence(plain, found.start())
        left = _clause_before(plain, found.start(), words)
        if words.denied.search(left) and not words.again.search(sentence):
            continue
        over = words.over.search(sentence) is not None and words.again.search(sentence) is None
        matched.append(found[0].strip())
        level = max(level, 1 if over else 2)
    return level, matched


def _sentence(plain: str, place: int) -> str:
    """The whole message: «stung at first. Fine now.» is one thought, and people use few full stops."""
    start = plain.rfind("\n", 0, place) + 1
    end = plain.find("\n", place)
    return plain[start : end if end >= 0 else len(plain)]


def _clause_before(plain: str, place: int, words: Lexicon) -> str:
    """What stands before a word in its own clause."""
    left = plain[max(0, place - _LEFT) : place]
    return words.clause.split(left)[-1]


def _weigh(plain: str, words: Lexicon) -> tuple[int, int, list[str]]:
    """How much is bad and good, and the bad words."""
    rest, good = words.whole_good.subn(lambda found: "_" * len(found[0]), plain)
    own: list[str] = []
    bad = 0
    taken = rest
    for found in words.bad.finditer(rest):
        taken = taken[: found.start()] + "_" * len(found[0]) + taken[found.end() :]
        if _denies(rest, found.start(), words):
            good += 1
        else:
            bad += 1
            own.append(found[0].strip())
    for found in words.good.finditer(taken):
        if _denies(taken, found.start(), words):
            bad += 1
            own.append(taken[max(0, found.start() - 8) : found.end()].strip())
        else:
            good += 1
    return bad, good, own


def _denies(plain: str, place: int, words: Lexicon) -> bool:
    """Turned round only by what stands at the word itself, in the same breath."""
    before = re.split(r"[,，、]" if words is not THAI else r"[, ]", _clause_before(plain, place, words))[-1]
    return words.denied.search(before[-16:]) is not None
