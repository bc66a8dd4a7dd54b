"""What customers wrote, found among the newest or among everything: the same pages either way."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from models.conversation import Answer
from models.database import Database
from services import voices
from services.figures import Filters
from tests.services.ledger import ASKED, Ledger, open_ledger

SAID = (
    "肌がやわらかく", "少しべたつく", "GOOD smell", "good Smell", "100%_満足", "電話は0901234でした", "香",
    "少しべたつく、香りはよい", "Ｇｏｏｄ", "\\(^o^)/",
)  # fmt: skip
ASKED_FOR = ("べたつく", "good", "香", "%_", "0123", "1234", "\\", "ない言葉", "肌", "Ｇ", "l s")
ALL = Filters(1, ASKED.date(), ASKED.date() + timedelta(days=90))


@pytest.fixture
def ledger(database: Database) -> Ledger:
    """Two products; each text written twice, the later of the two with an earlier number."""
    ledger = open_ledger(database)
    purchases = [ledger.purchase(ledger.customer(), sku) for sku in ("SER-30", "TON-150")]
    for n, said in enumerate((*SAID, *SAID)):
        at = ASKED + timedelta(days=len(SAID) * 2 - n)
        ledger.asked(purchases[n % 2], ("comment", None), at=at, round=n, label=said)
    return ledger


def pages(ledger: Ledger, filters: Filters, words: str = "", tag: str = "") -> list[str]:
    """What all pages say, one after another."""
    found, page, more = [], 0, True
    with ledger.database.read() as session:
        while more:
            here, more = voices.voices(session, ledger.shop, filters, words, tag, page)
            found += [voice.answer.label for voice in here]
            page += 1
    return found


@pytest.mark.parametrize("near", [1, 7, 2_000])
def test_a_word_is_found_wherever_it_stands(
    ledger: Ledger, near: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(voices, "NEAR", near)
    monkeypatch.setattr(voices, "VOICES", 3)
    written = [*SAID, *SAID]
    assert pages(ledger, ALL) == written
    for words in ASKED_FOR:
        caseless = words.upper() == words.lower()
        holds = [said for said in written if (words in said if caseless else words.lower() in said.lower())]
        assert pages(ledger, ALL, words) == holds, words
    assert pages(ledger, Filters(1, ALL.since, ALL.until, product="TON-150")) == written[1::2]
    assert pages(ledger, Filters(1, ALL.since, ALL.until, product="NONE")) == []
    half = Filters(1, ALL.since, ASKED.date() + timedelta(days=10))
    assert pages(ledger, half, "good") == [said for said in SAID if "good" in said.lower()]


@pytest.mark.parametrize("near", [1, 2_000])
def test_a_tag_and_words_together_and_nothing_that_was_taken_back(
    ledger: Ledger, near: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(voices, "NEAR", near)
    with ledger.database.begin() as uow:
        rows = list(uow.session.scalars(select(Answer).order_by(Answer.id)))
        for row in rows[:4]:
            assert voices.put_tag(uow.session, row, "香り", 1, ASKED)
        rows[1].redacted_at = ASKED
        uow.commit()
    assert pages(ledger, ALL, tag="香り") == [SAID[0], SAID[2], SAID[3]]
    assert pages(ledger, ALL, "good", "香り") == [SAID[2], SAID[3]]
    assert pages(ledger, ALL, tag="ない") == []
    assert pages(ledger, ALL, "べたつく") == [SAID[7], SAID[1], SAID[7]]


def test_what_is_taken_back_while_a_page_is_made_is_not_on_it(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Found and read in two looks: on PostgreSQL each sees what is committed by then."""
    whole = voices._numbers

    def then_taken_back(*asked: Any) -> Sequence[int]:
        ids = whole(*asked)
        with ledger.database.begin() as uow:
            uow.session.get_one(Answer, ids[0]).redacted_at = ASKED
            uow.session.delete(uow.session.get_one(Answer, ids[1]))
            uow.commit()
        return ids

    monkeypatch.setattr(voices, "_numbers", then_taken_back)
    with ledger.database.read() as session:
        here, _ = voices.voices(session, ledger.shop, ALL, "", "", 0)
    gone = 0 if ledger.database.is_sqlite else 2
    assert [voice.answer.label for voice in here] == [*SAID, *SAID][gone:]


def test_a_download_has_everything_once_in_the_pages_order(ledger: Ledger) -> None:
    with ledger.database.read() as session:
        every = list(voices.all_voices(session, ledger.shop, ALL, "", ""))
        held = list(voices.all_voices(session, ledger.shop, ALL, "べたつく", ""))
    assert [voice.answer.label for voice in every] == [*SAID, *SAID]
    assert [voice.answer.label for voice in held] == [SAID[1], SAID[7]] * 2
