"""The few words the renderer itself says to people, in Japanese and English. Scripts say everything else."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Wording:
    """One language. `{n}` is the number of choices: first and last are named, so that
    «5» cannot be taken for «the best» where it is the fifth button."""

    by_number: str
    write: str
    number: str
    photo: str
    date: str
    pick_date: str
    accept: str
    other: str
    decline: str
    open_case: str
    due: str
    claim: str


JAPANESE: Final = Wording(
    by_number="番号でも答えられます（1＝{first} … {n}＝{last}）",
    write="このままメッセージを送ってください",
    number="数字をメッセージで送ってください",
    photo="写真をこのトークに送ってください",
    date="ボタンで選ぶか、「11/22」のように送ってください",
    pick_date="日付を選ぶ",
    accept="お願いする",
    other="ほかの方法を相談する",
    decline="今回はやめておく",
    open_case="対応ページを開く",
    due="お約束の時刻",
    claim="購入コード",
)
ENGLISH: Final = Wording(
    by_number="You can also send the number (1 = {first} … {n} = {last})",
    write="Just write your message here",
    number="Please send a number",
    photo="Please send a photo in this chat",
    date="Tap the button or write a date like 11/22",
    pick_date="Pick a date",
    accept="Yes, please",
    other="I'd like another way",
    decline="No, thank you",
    open_case="Open the case",
    due="Promised by",
    claim="Purchase code",
)


def wording(locale: str) -> Wording:
    """The words for a BCP 47 language tag; Japanese when it is unknown."""
    return ENGLISH if locale.lower().partition("-")[0] == "en" else JAPANESE
