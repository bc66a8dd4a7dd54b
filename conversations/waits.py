"""待つあいだ: the way of one order as its journey describes it — stations, preparation, the silence limit.

    wait:
      until: delivered                  # the milestone that ends the waiting
      silence: 7d                       # nobody waiting hears nothing for longer
      script: cosmetics-still-waiting   # what is said then: the truth, and when the next word comes
      stations:
        - { milestone: purchased, label: ご注文 }
        - { milestone: shipped, label: 発送, usual: 2d }
        - { milestone: delivered, label: お届け, usual: 2d }
    first_win: { label: はじめての夜のお手入れ, within: 7d }

Written by the author, frozen. What follows from it on a day is worked out in `progress` and `silence`.
"""

from datetime import timedelta
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from conversations.authored import Id, Label, Name, Part, as_list
from conversations.durations import Wait, write_duration
from conversations.locales import Locale

SILENCE = "silence"  # the touchpoint every waiting journey has besides its own
USUAL_SILENCE = timedelta(days=7)


class Station(Part):
    """A milestone as the customer reads it. `usual`: how long after the station before, if nobody says."""

    milestone: Name
    label: Label
    en: Label | None = None
    labels: dict[Locale, Label] = Field(default_factory=dict)  # in other languages
    usual: Wait | None = None


Stations = Annotated[tuple[Station, ...], BeforeValidator(as_list), Field(min_length=1, max_length=12)]


def _a_day_or_more(limit: timedelta) -> timedelta:
    if limit < timedelta(days=1):
        raise ValueError(f"bad_value: {write_duration(limit)!r} is shorter than a day: nights are quiet")
    return limit


class Waiting(Part):
    """The wait from the order until `until`, and how long it may be silent."""

    until: Name = "delivered"
    silence: Annotated[Wait, AfterValidator(_a_day_or_more)] = USUAL_SILENCE
    script: Id
    stations: Stations


class FirstWin(Part):
    """The first small success: one thing, done once, that tells the customer «this works for me»."""

    label: Annotated[str, Field(min_length=1, max_length=40)]
    en: Annotated[str, Field(max_length=60)] = ""
    labels: dict[Locale, Annotated[str, Field(max_length=60)]] = Field(default_factory=dict)
    milestone: Name = "first_used"
    within: Wait | None = None  # after the wait has ended: how soon it should be
