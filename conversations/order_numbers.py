"""ご注文番号とお電話番号の下4けた, as a person writes them: which words may be which, and what else is said.

Read by its looks alone. What a text is taken for must never hang on whether there is such an order, or
whoever guesses would hear which numbers there are.
"""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

MOST: Final = 6  # words with a digit looked at per message: many guesses in one text are no one guess
LITTLE: Final = 6  # letters beside it: 「A-1001 佐藤花子です」 is nothing but the number
SHORT: Final = 4  # letters of an order number: 「10」 alone is a number of anything
LONG: Final = 5  # … and of one that is a price or a year by no means
_DASHES: Final = re.compile(r"[‐‑‒–—―−ーｰ]")
_WORD: Final = re.compile(r"[0-9A-Za-z]+(?:[-_][0-9A-Za-z]+)*")
_LAST_FOUR: Final = re.compile(r"[0-9]{4}")


def _any_of(*texts: str) -> re.Pattern[str]:
    """The longest first. Folded as what people write is: Thai's «ำ» becomes two signs."""
    folded = sorted((unicodedata.normalize("NFKC", text) for text in texts), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, folded)), re.IGNORECASE)


_ORDER: Final = _any_of("注文", "オーダー", "order", "訂單", "订单", "คำสั่งซื้อ", "ออเดอร์")
# What is said with the two numbers and says nothing more.
_ALONG: Final = _any_of(
    "ご注文番号", "注文番号", "ご注文", "注文", "オーダー", "お電話番号", "電話番号", "電話", "番号",
    "下けた", "下桁", "です", "でした", "よろしくお願いいたします", "よろしくお願いします", "は",
    "が", "と", "の",
    "order", "number", "telephone", "phone", "digits", "last", "four", "and", "the", "are", "is", "my", "no",
    "訂單", "订单", "編號", "编号", "號碼", "号码", "電話", "电话", "手機", "手机", "末碼", "末", "後", "后",
    "我的", "是",
    "หมายเลข", "เลขที่", "เลข", "คำสั่งซื้อ", "ออเดอร์", "เบอร์", "โทรศัพท์", "โทร", "ตัวท้าย", "ท้าย",
    "ตัว", "คือ", "ค่ะ", "ครับ",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Numbers:
    """`words`: what may be an order number. `digits`: what may be the end of a telephone number."""

    words: tuple[str, ...]
    digits: tuple[str, ...]
    names_order: bool  # 「注文番号は…」
    beside: int  # letters that say something else

    @property
    def is_pair(self) -> bool:
        """An order number and four digits. One that is four digits is not its own proof."""
        return any(self.digits_beside(word) for word in self.words)

    @property
    def is_bare(self) -> bool:
        """Next to nothing else is said."""
        return self.beside <= LITTLE

    @property
    def longest(self) -> int:
        """Letters of the longest word that may be the order number, whatever else is there."""
        fit = [word for word in self.words if self.digits_beside(word)] if self.is_pair else self.words
        return max((len(word) for word in fit), default=0)

    def digits_beside(self, order_number: str) -> list[str]:
        return [four for four in self.digits if four.casefold() != order_number.casefold()]

    def spellings(self) -> set[str]:
        return {form for word in self.words for form in (word, word.upper(), word.lower())}


def read(text: str, known: Collection[str] = ()) -> Numbers:
    """The numbers in what a person wrote, without those in `known` (their own orders)."""
    plain = _DASHES.sub("-", unicodedata.normalize("NFKC", text))
    numbered = [word for word in _WORD.findall(plain) if any(char.isdigit() for char in word)]
    own = {number.casefold() for number in known}
    words = tuple([word for word in numbered if word.casefold() not in own][:MOST])
    rest = _WORD.sub(lambda word: " " if any(c.isdigit() for c in word[0]) else word[0], plain)
    beside = sum(char.isalnum() for char in _ALONG.sub(" ", rest))
    digits = tuple(word for word in words if _LAST_FOUR.fullmatch(word))
    return Numbers(words, digits, _ORDER.search(plain) is not None, beside)
