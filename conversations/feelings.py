"""Results and feelings: the two axes a customer is asked about, kept apart, and what follows from them.

The core is taps. What a free text gives away (`read`) is an estimate for staff, with the customer's own
words beside it; it never closes a case and nobody is told what they feel.
"""

from dataclasses import dataclass
from typing import Literal

from conversations.locales import Locale
from conversations.readings import BANDS_JA, Band, Group, Reading, read, read_sticker

__all__ = [
    "BANDS_JA",
    "CELLS_JA",
    "FACES",
    "RESULT",
    "STRENGTHS_JA",
    "WORDS_NEGATIVE",
    "WORDS_NEUTRAL",
    "WORDS_POSITIVE",
    "Band",
    "FeelingWord",
    "Group",
    "Level",
    "Reading",
    "cell",
    "is_drop",
    "read",
    "read_sticker",
    "strength_of",
    "words_for",
]

Cluster = Literal["positive", "neutral", "negative"]


@dataclass(frozen=True, slots=True)
class Level:
    """One of the five answers of a scale; `score` 5 is best."""

    id: str
    label: str
    score: int
    en: str
    zh: str
    th: str

    @property
    def labels(self) -> dict[Locale, str]:
        return {"ja": self.label, "en": self.en, "zh-Hant": self.zh, "th": self.th}


@dataclass(frozen=True, slots=True)
class FeelingWord:
    """A word a customer may choose for their feeling after choosing a face."""

    id: str
    label: str
    cluster: Cluster
    en: str


FACES = (
    Level("happy", "😊 うれしい", 5, "😊 Happy", "😊 開心", "😊 ดีใจ"),
    Level("good", "🙂 まあまあ", 4, "🙂 Quite good", "🙂 還不錯", "🙂 ค่อนข้างดี"),
    Level("neutral", "😐 ふつう", 3, "😐 Neutral", "😐 普通", "😐 เฉย ๆ"),
    Level("uneasy", "🙁 もやもや", 2, "🙁 Uneasy", "🙁 不太放心", "🙁 ไม่ค่อยสบายใจ"),
    Level("let_down", "😣 がっかり", 1, "😣 Let down", "😣 失望", "😣 ผิดหวัง"),
)
RESULT = (
    Level("clear", "はっきり感じる", 5, "Clearly", "非常有感", "รู้สึกได้ชัดเจน"),
    Level("some", "少し感じる", 4, "A little", "有一點感覺", "รู้สึกนิดหน่อย"),
    Level("unsure", "まだわからない", 3, "Can't tell yet", "還不確定", "ยังไม่แน่ใจ"),
    Level("none", "感じない", 2, "Not at all", "沒有感覺", "ไม่รู้สึกเลย"),
    Level("worse", "悪くなった", 1, "It got worse", "變差了", "แย่ลง"),
)
WORDS_POSITIVE = (
    FeelingWord("glad", "うれしい", "positive", "Glad"),
    FeelingWord("relieved", "安心", "positive", "Relieved"),
    FeelingWord("confident", "自信", "positive", "Confident"),
    FeelingWord("excited", "わくわく", "positive", "Excited"),
)
WORDS_NEUTRAL = (
    FeelingWord("calm", "落ち着いている", "neutral", "Calm"),
    FeelingWord("plain", "とくに何も", "neutral", "Nothing special"),
    FeelingWord("half", "半信半疑", "neutral", "In two minds"),
)
WORDS_NEGATIVE = (
    FeelingWord("worried", "不安", "negative", "Worried"),
    FeelingWord("unsettled", "もやもや", "negative", "Unsettled"),
    FeelingWord("disappointed", "がっかり", "negative", "Disappointed"),
    FeelingWord("regretful", "後悔", "negative", "Regretful"),
    FeelingWord("annoyed", "いらだち", "negative", "Annoyed"),
)


def words_for(score: int) -> tuple[FeelingWord, ...]:
    """The words of the side the face is on; the middle sees its own and the nearest of both sides."""
    if score >= 4:
        return WORDS_POSITIVE
    return WORDS_NEGATIVE if score <= 2 else WORDS_NEUTRAL


def strength_of(face: int) -> int:
    """How strong a feeling is, 1 弱 … 3 強: how far its face stands from the middle (ADR 0034)."""
    return 1 + abs(face - 3)


def is_drop(before: int | None, now: int) -> bool:
    """Two steps down since last time calls a person, even when «now» alone would not."""
    return before is not None and before - now >= 2


def cell(result_score: int, feeling_score: int) -> Literal["partner", "reassure", "expect", "rescue"]:
    """The 2×2: did it work × how does it feel. Three on the result is «not yet», on the face «not glad»."""
    if result_score >= 4:
        return "partner" if feeling_score >= 4 else "reassure"
    return "expect" if feeling_score >= 4 else "rescue"


STRENGTHS_JA = {1: "弱", 2: "中", 3: "強"}
CELLS_JA = {
    "partner": "効いた × うれしい",
    "reassure": "効いた × もやもや",
    "expect": "まだ × うれしい",
    "rescue": "まだ × もやもや",
}
