"""Results."""

from collections.abc import Mapping
from typing import Final

ENGLISH: Final[Mapping[str, str]] = {
    "結果": "Results",
}  # fmt: skip
