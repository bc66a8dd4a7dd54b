"""Where the parcel is, as far as a sentence may say: never «until it arrives» to whoever holds it in hand."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from conversations.effects import Say
from conversations.engine import advance
from conversations.events import Started
from conversations.library import built_in_files, files_of, load_files, load_library
from conversations.parcel import parcel_of
from conversations.progress import Known
from conversations.starter import FOLDER
from conversations.state import State

LIBRARY = load_library()
WAIT = LIBRARY.journeys["cosmetics"].wait  # sent after two days, there after two more
NOON = datetime(2026, 11, 26, 3, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FACTS = {"name": "佐藤様", "product": "うるおい美容液", "shop": "花しずく"}
WAITING_WORDS = re.compile(
    r"お?届けまで|届くまで|いつごろ届く|お届けのお知らせ|where your order is|news of your delivery"
    r"|訂單的進度|送達的通知|สถานะการจัดส่ง|แจ้งเรื่องการจัดส่ง"
)
WELCOMES = ["cosmetics-welcome", "welcome"]


def at(now: datetime, expected: date | None = None, **told: datetime) -> str:
    return parcel_of(WAIT, Known({"purchased": NOON, **told}, expected, "Asia/Tokyo"), now)


def test_what_was_only_just_ordered_or_sent_is_not_there_yet() -> None:
    assert at(NOON) == "waiting"
    assert at(NOON + 23 * HOUR) == "waiting"
    assert at(NOON + DAY, shipped=NOON + DAY) == "on_the_way"


def test_after_a_while_nobody_knows_and_a_code_may_lie_in_the_box() -> None:
    assert at(NOON + 25 * HOUR) == "unknown"
    assert at(NOON + 3 * DAY, shipped=NOON + DAY) == "unknown"
    assert at(NOON + 30 * DAY) == "unknown"


def test_a_day_it_should_come_counts_before_what_is_usual() -> None:
    assert at(NOON + 3 * DAY, expected=date(2026, 12, 26)) == "waiting"
    assert at(NOON + 7 * HOUR, expected=date(2026, 11, 27)) == "unknown"
    assert at(NOON + 2 * DAY, expected=date(2026, 11, 25)) == "unknown", "it is overdue, or nobody told"


@pytest.mark.parametrize("told", ["delivered", "first_used"])
def test_what_came_or_was_used_is_here(told: str) -> None:
    assert at(NOON + 3 * DAY, **{told: NOON + 2 * DAY}) == "here"


def test_without_a_journey_only_the_first_hours_are_sure() -> None:
    known = Known({"purchased": NOON}, None, "Asia/Tokyo")
    assert [parcel_of(None, known, NOON + hours * HOUR) for hours in (0, 6, 7)] == [
        "waiting", "waiting", "unknown"
    ]  # fmt: skip


def hello(script, parcel: str, locale: str = "ja") -> str:
    turn = advance(script, State(), Started(NOON, {**FACTS, "parcel": parcel, "locale": locale}))
    return "\n".join(b.text for e in turn.effects if isinstance(e, Say) for b in e.bubbles)


@pytest.mark.parametrize("locale", ["ja", "en", "zh-Hant", "th"])
@pytest.mark.parametrize("name", WELCOMES)
def test_only_who_still_waits_is_told_of_the_wait(name: str, locale: str) -> None:
    script = LIBRARY.scripts[name]
    for parcel in ("waiting", "on_the_way"):
        assert WAITING_WORDS.search(hello(script, parcel, locale)), (parcel, hello(script, parcel, locale))
    for parcel in ("here", "unknown"):
        assert not WAITING_WORDS.search(hello(script, parcel, locale)), hello(script, parcel, locale)


@pytest.mark.parametrize("name", ["apparel", "appliance", "food", "furniture"])
def test_a_starter_that_sends_parcels_says_only_what_is_true_of_them(name: str) -> None:
    scripts = load_files([*built_in_files(), *files_of(FOLDER / name)]).scripts
    welcome = scripts[f"{name}-welcome"]
    assert WAITING_WORDS.search(hello(welcome, "waiting"))
    assert not WAITING_WORDS.search(hello(welcome, "here"))
    unknown = hello(welcome, "unknown")
    assert not WAITING_WORDS.search(unknown)
    assert "もうお手もとに届いていますか" in unknown


@pytest.mark.parametrize("locale", ["ja", "en", "zh-Hant", "th"])
@pytest.mark.parametrize("name", WELCOMES)
def test_whether_it_came_is_asked_only_where_nobody_knows(name: str, locale: str) -> None:
    script = LIBRARY.scripts[name]
    asked = {"ja": "もうお手もとに", "en": "reached you already", "zh-Hant": "送到您手上了嗎", "th": "ถึงมือคุณ"}
    for parcel in ("waiting", "on_the_way", "here", "unknown"):
        assert (asked[locale] in hello(script, parcel, locale)) is (parcel == "unknown")
