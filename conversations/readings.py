"""What a free text gives away of its writer's mood and health, without tokenizer or model, in ≈ 0.1 ms.

Text may *raise* an alarm and never clears one. No evidence is a result: `unknown`.
Order of reading: safety first (nothing later lowers it), hard complaints, whole expressions, single words
turned round by a negator close by; what follows けど・のに weighs more. What it can and cannot do is
measured on labelled sentences in tests/conversations/test_feelings.py. Other languages: `readings_abroad`.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from conversations import feeling_words as words
from conversations import health_words as health
from conversations.folding import KATAKANA
from conversations.moods import BANDS_JA, Band, Group, Reading
from conversations.readings_abroad import read_abroad

__all__ = ["BANDS_JA", "Band", "Group", "Reading", "read", "read_sticker"]


@lru_cache(maxsize=2048)
def read(text: str) -> Reading:
    """Estimate one free text. Never raises; longer texts are read up to 2000 characters.

    A text without kana is read in its own language, too (`readings_abroad`); the graver reading counts.
    """
    japanese, abroad = _read_japanese(text[:2000]), read_abroad(text[:2000])
    if abroad is None:
        return japanese
    if abroad.needs_human or not japanese.needs_human:
        return abroad if abroad.band != "unknown" or japanese.band == "unknown" else japanese
    return japanese


def _read_japanese(text: str) -> Reading:
    typed = _Typed(text)
    alarm, found = _read_health(typed)
    hard = [match.span() for match in words.HARD.finditer(typed.plain)]
    negative, positive, marks = _weigh(typed)
    spans = [*found, *hard, *marks]
    own = typed.own_words(spans)
    hedged = _find(words.HEDGES, typed.plain)
    tension = negative - 0.6 * positive
    if alarm == 2 or hard or tension >= 0.5:
        band: Band = "act"
    elif alarm == 1 or tension >= 0.3 or hedged:
        band = "check"
    elif positive > 0:
        band = "fine"
    else:
        band = "check" if negative > 0.15 else "unknown"
    if not own and hedged:
        own = typed.own_words([(start, end) for start, end, _ in hedged])
    return Reading(band, alarm, own, _group(band, typed.plain, alarm), bool(hard))


class _Typed:
    """A text made comparable, that still knows where each character came from."""

    def __init__(self, raw: str) -> None:
        self.raw = raw
        chars: list[str] = []
        origin: list[tuple[int, int]] = []
        place = 0
        while place < len(raw):
            end = place + 1
            while end < len(raw) and raw[end] in "ﾞﾟ\u3099\u309a":
                end += 1
            for char in unicodedata.normalize("NFKC", raw[place:end]).casefold().translate(KATAKANA):
                if char in "ー〜~ 　\u200d\ufe0f" or (chars[-3:] == [char] * 3):
                    continue
                chars.append(char)
                origin.append((place, end))
            place = end
        self.plain = "".join(chars)
        self._origin = origin

    def own_words(self, spans: Iterable[tuple[int, int]]) -> tuple[str, ...]:
        """The customer's own characters at these places, in order, overlaps joined."""
        joined: list[tuple[int, int]] = []
        for start, end in sorted(span for span in spans if span[0] < span[1]):
            if joined and start <= joined[-1][1]:
                joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
            else:
                joined.append((start, end))
        own = (self.raw[self._origin[start][0] : self._origin[end - 1][1]].strip() for start, end in joined)
        return tuple(dict.fromkeys(word for word in own if word))


# --- safety --------------------------------------------------------------------------------------------


def _read_health(typed: _Typed) -> tuple[int, list[tuple[int, int]]]:
    plain = health.TRAPS.sub(lambda match: "＿" * len(match[0]), typed.plain)
    hits = list(health.ANY.finditer(plain))
    level, found = 0, []
    for place, hit in enumerate(hits):
        own = _health_level(plain, hits, place)
        if own:
            found.append(hit.span())
            level = max(level, own)
    return level, found


def _health_level(plain: str, hits: list[re.Match[str]], place: int) -> int:
    hit = hits[place]
    rest = plain[hit.end() : hit.end() + 24]
    if denial := _denied(plain, hits, place):
        return 1 if health.WORRIED.search(plain[denial:]) else 0
    if health.LESS.match(rest):
        return 0
    if health.TASTY.search(plain) and re.search(r"べて|べちゃ|んで|んじゃ", hit[0]):
        return 0
    if health.SEVERE.search(hit[0]):
        return 2
    sentence = _sentence(plain, hit.start())
    over = health.PAST.search(sentence)
    return 1 if over and not health.AGAIN.search(sentence.replace(over[0], "")) else 2


def _denied(plain: str, hits: list[re.Match[str]], place: int) -> int:
    """Where the denial of this alarm word ends, or 0. 「かゆみや赤みはありません」 denies both."""
    hit = hits[place]
    if health.OWN_DENIAL.search(hit[0]):
        return hit.end()
    if denial := health.DENIED.match(plain, hit.end()):
        return denial.end()
    if place + 1 < len(hits):
        between = plain[hit.end() : hits[place + 1].start()]
        if health.LIST_OF_WORDS.fullmatch(between):
            return _denied(plain, hits, place + 1)
    return 0


def _sentence(plain: str, place: int) -> str:
    start = max((plain.rfind(mark, 0, place) for mark in "。!?\n"), default=-1) + 1
    ends = [end for mark in "。!?\n" if (end := plain.find(mark, place)) >= 0]
    return plain[start : min(ends, default=len(plain))]


_Rules = tuple[tuple[str, float], ...]
_Weighed = tuple[int, int, float]


# --- unhappy, content ----------------------------------------------------------------------------------


def _weigh(typed: _Typed) -> tuple[float, float, list[tuple[int, int]]]:
    """Negative and positive evidence 0..1, and where the negative was found."""
    plain = typed.plain
    # 「効かないんだけど」 ends on its けど: nothing follows that would weigh more.
    contrasts = (match.end() for match in words.CONTRAST.finditer(plain))
    turn = max((end for end in contrasts if plain[end:].strip("。、!?…よね")), default=0)
    taken = [False] * len(plain)
    negative: list[_Weighed] = []
    positive: list[_Weighed] = []

    def take(rules: _Rules, same: list[_Weighed], turned: list[_Weighed] | None) -> None:
        for start, end, weight in _find(rules, plain):
            if any(taken[start:end]):
                continue
            taken[start:end] = [True] * (end - start)
            rest = plain[end : end + 16]
            reach = None if words.NOT_NEGATED.match(rest) else words.NEGATOR.match(rest)
            # A negator that belongs to another finding turns nothing: 高いだけで「意味がない」 is bad twice,
            # しっとり感が「足りない」 and 良い「とは言えない」 hold no praise.
            owned = reach is not None and any(taken[end : end + reach.end()])
            if owned and same is positive:
                continue
            if turned is None or reach is None or owned:
                same.append((start, end, weight))
            else:
                turned.append((start, end + reach.end(), 0.6 if turned is negative else 0.4))

    take(words.WHOLE_POSITIVE, positive, None)
    take(words.WHOLE_NEGATIVE, negative, None)
    take(words.NEGATIVE, negative, positive)
    take(words.POSITIVE, positive, negative)
    marks = [(start, end) for start, end, _ in negative]
    faces = [weight for char, weight in words.EMOJI_NEGATIVE.items() if char in typed.raw]
    smiles = [weight for char, weight in words.EMOJI_POSITIVE.items() if char in typed.raw]
    faces += [0.4] if words.KAOMOJI_NEGATIVE.search(typed.raw) else []
    smiles += [0.3] if words.KAOMOJI_POSITIVE.search(typed.raw) else []
    soft = 0.7 if words.SOFTENERS.search(plain) else 1.0
    bad = _together([*((w * (0.5 if end <= turn else 1.0)) * soft for _, end, w in negative), *faces])
    good = _together([*(w * (0.5 if end <= turn else 1.0) for _, end, w in positive), *smiles])
    return bad, good, marks


def _together(weights: Iterable[float]) -> float:
    doubt = 1.0
    for weight in weights:
        doubt *= 1 - weight
    return 1 - doubt


@lru_cache(maxsize=16)
def _compiled(rules: _Rules) -> tuple[tuple[re.Pattern[str], float], ...]:
    return tuple((re.compile(pattern), weight) for pattern, weight in rules)


def _find(rules: _Rules, plain: str) -> list[_Weighed]:
    return [
        (*match.span(), weight) for pattern, weight in _compiled(rules) for match in pattern.finditer(plain)
    ]


def _group(band: Band, plain: str, alarm: int) -> Group | None:
    if band == "fine":
        return "満足"
    if words.ANGRY.search(plain):
        return "怒り"
    if alarm or words.ANXIOUS.search(plain):
        return "不安"
    return "残念・不満" if band == "act" else None


# --- stickers ------------------------------------------------------------------------------------------

_STICKER_NEGATIVE = frozenset(
    {"angry", "mad", "rage", "furious", "sad", "cry", "crying", "tears", "sob", "disappointed", "depressed",
     "frustrated", "upset", "annoyed", "bad", "no", "sick", "pain", "怒り", "激怒", "悲しい", "泣く", "涙",
     "がっかり", "残念", "落ち込む", "ショック", "最悪", "嫌", "つらい", "痛い"}
)  # fmt: skip
_STICKER_POSITIVE = frozenset(
    {"happy", "joy", "glad", "smile", "love", "heart", "like", "good", "great", "nice", "thanks",
     "thank", "yay", "cheer", "excited", "fun", "laugh", "ok", "perfect", "うれしい", "嬉しい", "笑顔",
     "好き", "ハート",
     "ありがとう", "感謝", "いいね", "最高", "やったー", "楽しい"}
)  # fmt: skip


def read_sticker(keywords: Iterable[str]) -> Reading:
    """A sticker's keywords are many and contradict each other: it can ask for a look, never for more."""
    said = tuple(keywords)
    folded = {word for keyword in said for word in (keyword.casefold(), *keyword.casefold().split())}
    sad, glad = folded & _STICKER_NEGATIVE, folded & _STICKER_POSITIVE
    if len(sad) > len(glad):
        return Reading("check", 0, tuple(word for word in said if word.casefold() in sad), None)
    return Reading("fine", 0, (), "満足") if len(glad) > len(sad) else Reading("unknown")
