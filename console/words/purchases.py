"""Purchases."""

from collections.abc import Mapping
from typing import Final

ENGLISH: Final[Mapping[str, str]] = {
    "購入": "Purchases",
}  # fmt: skip
