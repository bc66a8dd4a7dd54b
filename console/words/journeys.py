"""Journeys and scripts."""

from collections.abc import Mapping
from typing import Final

ENGLISH: Final[Mapping[str, str]] = {
    "シナリオ": "Journeys",
}  # fmt: skip
