"""パートナー: what a glad customer may do for the shop, and what must be true before they are asked.

A script of `purpose: referral` is an offer: it is never started with somebody unhappy (`timing.decide`), and
ends at the first sign of trouble (`Plan.offers`). Its answers mean something to the shop: fixed choices.
"""

from typing import Final

# axis → the only choices its question may have
CHOICES: Final[dict[str, tuple[str, ...]]] = {
    "partner": ("yes", "no"),  # to be asked now and then what they think
    "testimonial": ("nameless", "initial", "no"),  # their words may be shown
    "referral": ("yes", "no"),  # they would like a link for a friend
}
FEEDBACK: Final = ("helped", "hardest")  # what is collected about the product
DISCLOSED_BY: Final = {"testimonial": "words_disclosure", "referral": "share_disclosure"}
REST_DAYS: Final = 60  # so long after a case nobody is asked


def initial_of(name: str) -> str:
    """How a name is shown by its first letter only: 「佐藤 花子」 → 佐〇さま, Anna Müller → A. M."""
    words = name.replace("\u3000", " ").split()
    if not words:
        return ""
    if name.isascii() or all(word[0].isascii() for word in words):
        return " ".join(f"{word[0].upper()}." for word in words[:2])
    return f"{words[0][0]}〇さま"
