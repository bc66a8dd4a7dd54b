"""Settings."""

from collections.abc import Mapping
from typing import Final

ENGLISH: Final[Mapping[str, str]] = {
    "設定": "Settings",
}  # fmt: skip
