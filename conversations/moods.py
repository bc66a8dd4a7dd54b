"""What reading a text comes to: an estimate in three bands, the customer's own words beside it."""

from dataclasses import dataclass
from typing import Literal

Band = Literal["act", "check", "fine", "unknown"]
Group = Literal["満足", "残念・不満", "怒り", "不安"]
BANDS_JA: dict[Band, str] = {
    "act": "要対応",
    "check": "要確認",
    "fine": "問題なさそう",
    "unknown": "判定できません",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """An estimate, always shown as one. `matched` are the customer's own words; `health` 2 now, 1 maybe.

    `hard`: an order gone wrong (返金, 届かない …), whatever was asked.
    """

    band: Band
    health: int = 0
    matched: tuple[str, ...] = ()
    group: Group | None = None
    hard: bool = False

    @property
    def needs_human(self) -> bool:
        return self.band == "act" or self.health > 0
