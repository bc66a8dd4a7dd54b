"""What the rules read from customers' words: three bands, the words marked, corrected with one tap."""

import csv
import io

from models.contact import Contact
from models.conversation import Answer
from models.reading_check import ReadingCheck
from services import erasure
from tests.console.house import Browser, House
from tests.services.ledger import Ledger

SAID = {
    "少しべたつく気がします": "要確認",
    "毎晩使うのが楽しみになりました": "問題なさそう",
    "返金してください": "要対応",
    "届いた日に使いました": "判定できません",
}


def wrote(house: House) -> Browser:
    ledger = Ledger(house.database, house.shop)
    for words in SAID:
        ledger.asked(ledger.purchase(ledger.customer()), ("comment", None))
        with house.database.begin() as uow:
            newest = uow.session.query(Answer).order_by(Answer.id.desc()).first()
            newest.label = newest.value = words
            newest.answered_at = house.clock()
            uow.commit()
    return house.browser().enter(house.hire("sato@example.jp", "agent"))


def test_each_voice_carries_its_band_called_an_estimate_with_the_words_marked(house: House) -> None:
    page = wrote(house).see("/results/words")
    assert page.count("推定") == len(SAID)
    for band in SAID.values():
        assert band in page
    assert "<mark>返金</mark>" in page


def test_one_tap_corrects_and_the_last_word_counts(house: House) -> None:
    browser = wrote(house)
    number = next(row.id for row in house.rows(Answer) if row.label == "返金してください")
    for right in ("yes", "no"):
        answer = browser.post(f"/results/words/{number}/reading?q=返金", {"right": right})
        assert answer.location.endswith(f"#voice-{number}")
    (kept,) = house.rows(ReadingCheck)
    assert (kept.answer_id, kept.band, kept.is_right) == (number, "act", False)
    assert 'value="no" aria-pressed="true"' in browser.see("/results/words")


def test_the_file_of_voices_has_the_readings(house: House) -> None:
    wrote(house)
    browser = house.browser().enter(house.hire("lead@example.jp", "lead"))
    text = browser.get("/results/words.csv").get_data(as_text=True).lstrip("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert {row["words"]: row["reading"] for row in rows} == SAID


def test_what_is_erased_has_no_label_left(house: House) -> None:
    browser = wrote(house)
    row = house.rows(Answer)[0]
    browser.post(f"/results/words/{row.id}/reading", {"right": "yes"})
    with house.database.begin() as uow:
        erasure.erase(uow.session, uow.session.get_one(Contact, row.contact_id), house.clock())
        uow.commit()
    assert house.rows(ReadingCheck) == []
