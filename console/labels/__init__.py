"""What codes of the database are called on a page. Japanese; `words.ENGLISH` says the same in English.

Each subject has a file of its own; a kind of code stands in one of them only.
"""

from collections.abc import Mapping
from typing import Final

from console.labels import audit, cases, channels, customers, health, journeys, people, retention, webhooks

GROUPS: Final = (audit, cases, channels, customers, health, journeys, people, retention, webhooks)
LABELS: Final[Mapping[str, Mapping[str, str]]] = {
    kind: labels for group in GROUPS for kind, labels in group.LABELS.items()
}


def label(kind: str, code: str) -> str:
    """The Japanese label of a code; an unknown code is shown as it is."""
    return LABELS[kind].get(code, code)
