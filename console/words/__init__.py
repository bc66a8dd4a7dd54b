"""The console in English: each Japanese text of the templates and labels, and what it says.

Each group of pages has a file of its own; a text that two groups use says the same in both.
"""

from collections.abc import Mapping
from typing import Final

from console.words import (
    cases,
    channels,
    customers,
    frame,
    health,
    hours,
    journeys,
    partners,
    purchases,
    refill,
    results,
    retention,
    security,
    settings,
    staffing,
)

GROUPS: Final = (
    frame, cases, health, customers, purchases, results, journeys, settings, security, staffing, hours,
    refill, channels, retention, partners,
)  # fmt: skip
ENGLISH: Final[Mapping[str, str]] = {ja: en for group in GROUPS for ja, en in group.ENGLISH.items()}
