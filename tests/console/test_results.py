"""結果 in the browser's eyes: what the pages show, who may take what away, and that files are harmless."""

import csv
import io
import re
from datetime import timedelta
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import event, select

from models.conversation import Answer
from models.result import AnswerTag
from models.staff import AuditEntry
from services.counting import count_all
from services.exporting import harmless
from tests.console.house import HANAKO, House
from tests.services.ledger import Ledger

HAPPY = (("used", None), ("result", 5), ("feeling", 5))


@pytest.fixture
def ledger(house: House) -> Ledger:
    return Ledger(house.database, house.shop)


def answered(
    house: House, ledger: Ledger, *answers: tuple[str, int | None], label: str = "", sku: str = "SER-30"
):  # type: ignore[no-untyped-def]
    """Somebody was asked yesterday."""
    at = house.clock() - timedelta(days=1)
    purchase = ledger.purchase(ledger.customer(), sku, customer_name="佐藤花子")
    talk = ledger.asked(purchase, *answers, at=at, label=label)
    count_all(house.database, house.shop, house.clock)
    return talk


def test_an_empty_shop_is_told_what_will_come(house: House) -> None:
    page = house.browser().enter(house.hire("v@example.jp", "viewer")).see("/results")
    assert "この条件では、まだ結果がありません" in page


def test_the_page_shows_the_cells_and_leads_to_the_people_in_them(house: House, ledger: Ledger) -> None:
    talk = answered(house, ledger, *HAPPY)
    answered(house, ledger, ("result", 5), ("feeling", 2), sku="LOT-1")
    browser = house.browser().enter(house.hire("v@example.jp", "viewer"))
    page = browser.see("/results")
    assert "data-chart" in page
    assert "/console/results/cells/partner" in page
    people = browser.see("/results/cells/partner")
    assert "佐藤花子様" in people
    assert f"/console/customers/{talk.contact_id}" in people
    assert people.count('class="row"') == 1
    assert "口コミのお願いを点数で選んではいけません" in people
    version, monday = house.shop.journey_versions["cosmetics"], "2026-08-17"
    narrow = f"/results/cells/partner?product=SER-30&cohort={monday}&version={version}"
    assert "佐藤花子様" in browser.see(narrow)
    assert "どなたもいません" in browser.see(narrow.replace(monday, "2026-08-24"))
    assert "どなたもいません" in browser.see("/results/cells/partner?product=LOT-1")
    assert "どなたもいません" in browser.see("/results/cells/rescue")


def test_what_an_answer_costs_is_explained_beside_it(house: House, ledger: Ledger) -> None:
    answered(house, ledger, *HAPPY)
    page = house.browser().enter(house.hire("v@example.jp", "viewer")).see("/results")
    told = re.search(r"使い心地の質問だけで、有料の(\d+)通 ÷ 最後まで答えた(\d+)件", page)
    shown = re.search(r"<b>([\d.]+)</b><span>回答1件あたりの通数", page)
    assert told
    assert shown
    assert int(told[1]) / int(told[2]) == float(shown[1])


def test_the_people_in_a_cell_are_read_together(house: House, ledger: Ledger) -> None:
    browser = house.browser().enter(house.hire("v@example.jp", "viewer"))
    read: list[str] = []

    def note(*told: Any) -> None:
        read.append(told[2])

    def statements(people: int) -> int:
        for _ in range(people):
            answered(house, ledger, *HAPPY)
        read.clear()
        page = browser.see("/results/cells/partner?product=SER-30")
        assert page.count('class="row"') > people - 1
        return len(read)

    event.listen(house.database.engine, "before_cursor_execute", note)
    statements(1)  # the first look is in the audit log
    assert statements(1) == statements(5)


def test_words_are_found_in_any_case(house: House, ledger: Ledger) -> None:
    answered(house, ledger, ("comment", None), label="Moistな肌になった")
    browser = house.browser().enter(house.hire("l@example.jp", "lead"))
    for words, found in (("moist", True), ("MOISTな肌", True), ("な肌", True), ("％", False), ("肌に", True)):
        assert ("Moistな" in browser.see(f"/results/words?q={words}")) is found, words


def test_nonsense_in_the_address_is_no_error(house: House, ledger: Ledger) -> None:
    answered(house, ledger, *HAPPY)
    browser = house.browser().enter(house.hire("v@example.jp", "viewer"))
    for query in (
        "since=x",
        "since=2030-01-01",
        "until=0001-01-01",
        "version=-1&staff=abc&cohort=%27",
        "product=%3Cx",
    ):
        assert browser.get(f"/results?{query}").status_code == 200, query
    assert browser.get("/results?product=%00x").status_code == 400, "no database takes it"
    assert browser.get("/results/cells/nowhere").status_code == 404
    assert browser.get("/results/charts/nothing.csv").status_code == 404
    assert browser.get("/results/charts/funnel.pdf").status_code == 404


def test_a_chart_can_be_taken_as_csv_and_excel_and_says_the_same(house: House, ledger: Ledger) -> None:
    answered(house, ledger, *HAPPY)
    browser = house.browser().enter(house.hire("v@example.jp", "viewer"))
    table = list(
        csv.reader(io.StringIO(browser.get("/results/charts/funnel.csv").get_data().decode("utf-8-sig")))
    )
    assert table[0] == ["段階", "件数", "予定に対して"]
    assert [row[1] for row in table[1:]] == ["1", "1", "1", "1", "1"]
    book = load_workbook(io.BytesIO(browser.get("/results/charts/funnel.xlsx").get_data()))
    assert [[cell.value for cell in row] for row in book.active][1:] == [[row[0], 1, 1] for row in table[1:]]


def test_rows_go_only_to_those_who_learn_from_them_and_that_is_recorded(house: House, ledger: Ledger) -> None:
    talk = answered(house, ledger, *HAPPY)
    viewer, lead = house.hire("v@example.jp", "viewer"), house.hire("l@example.jp", "lead")
    assert house.browser().enter(viewer).get("/results/rows/visits.csv").status_code == 403
    answer = house.browser().enter(lead).get("/results/rows/visits.csv")
    (row,) = csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig")))
    assert (row["contact_id"], row["result"], row["feeling"]) == (str(talk.contact_id), "5", "5")
    assert "佐藤" not in answer.get_data(as_text=True)
    with house.database.read() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "results.exported")).one()
    assert (entry.staff_id, entry.subject) == (lead.id, "rows:visits")


def test_words_are_found_tagged_and_untagged(house: House, ledger: Ledger) -> None:
    answered(house, ledger, ("feeling", 5), ("comment", None), label="香りが好きです")
    answered(house, ledger, ("feeling", 2), ("comment", None), label="少し<b>べたつき</b>ます 100%")
    browser = house.browser().enter(house.hire("m@example.jp", "marketer"))
    page = browser.see("/results/words")
    assert "香りが好きです" in page
    assert "少し&lt;b&gt;<mark>べたつき</mark>&lt;/b&gt;ます" in page
    found = browser.see("/results/words?q=べたつき")
    assert "香りが好きです" not in found
    assert "あてはまる言葉はありません" in browser.see("/results/words?q=%25%25")
    first = house.rows(Answer, axis="comment")[0]
    back = browser.post(f"/results/words/{first.id}/tag?q=香り", {"tag": "　＃香り "})
    assert back.location.startswith("/console/results/words?q=")
    browser.post(f"/results/words/{first.id}/tag", {"tag": "香り"})
    with house.database.read() as session:
        assert [row.tag for row in session.scalars(select(AnswerTag))] == ["香り"]
    assert "べたつき" not in browser.see("/results/words?tag=香り")
    browser.post(f"/results/words/{first.id}/untag", {"tag": "香り"})
    assert "あてはまる言葉はありません" in browser.see("/results/words?tag=香り")


def test_only_written_words_of_this_shop_are_tagged(house: House, ledger: Ledger) -> None:
    answered(house, ledger, *HAPPY)
    face = house.rows(Answer, axis="feeling")[0]
    browser = house.browser().enter(house.hire("a@example.jp", "agent"))
    assert browser.post(f"/results/words/{face.id}/tag", {"tag": "x"}).status_code == 404
    assert browser.post("/results/words/999999/tag", {"tag": "x"}).status_code == 404


def test_how_strong_a_feeling_is_stands_beside_it(house: House, ledger: Ledger) -> None:
    answered(house, ledger, ("feeling", 1), ("comment", None))
    browser = house.browser().enter(house.hire("o@example.jp", "owner"))
    assert "気持ち 1 · 強さ 強" in browser.see("/results/words")
    contact = house.rows(Answer, axis="feeling")[0].contact_id
    assert "強さ 強" in browser.see(f"/customers/{contact}")
    (row,) = csv.DictReader(io.StringIO(browser.get("/results/words.csv").get_data().decode("utf-8-sig")))
    assert (row["feeling"], row["strength"]) == ("1", "3")


def test_words_never_become_formulas(house: House, ledger: Ledger) -> None:
    answered(house, ledger, ("comment", None), label='=HYPERLINK("http://evil","x")')
    browser = house.browser().enter(house.hire("o@example.jp", "owner"))
    (row,) = csv.DictReader(io.StringIO(browser.get("/results/words.csv").get_data().decode("utf-8-sig")))
    assert row["words"] == '\'=HYPERLINK("http://evil","x")'
    sheet = load_workbook(io.BytesIO(browser.get("/results/words.xlsx").get_data())).active
    assert sheet.cell(2, 4).value == row["words"]
    assert sheet.cell(2, 4).data_type == "s"


@pytest.mark.parametrize("text", ["\x01=1+1", "\x00\x1f@x", "\uffff=1+1"])
def test_what_a_sheet_cannot_hold_hides_no_formula(house: House, ledger: Ledger, text: str) -> None:
    """It is left out of a workbook: then the formula would stand in front."""
    stored = text.replace("\0", "")  # as LINE's events are kept
    answered(house, ledger, ("comment", None), label=stored)
    browser = house.browser().enter(house.hire("o@example.jp", "owner"))
    sheet = load_workbook(io.BytesIO(browser.get("/results/words.xlsx").get_data())).active
    assert sheet.cell(2, 4).data_type == "s"
    assert sheet.cell(2, 4).value.startswith("'")


@pytest.mark.parametrize(
    "text",
    [
        "=1",
        "+1",
        "-1",
        "@x",
        "\t=1",
        "＝1",
        "\x01=1",
        "\x00\x7f@x",
        "\ufeff=1",
        "\u200b=1",
        "\u3000\xa0=1",
        "\u3164\u202e@x",
        " =1",
    ],
)
def test_dangerous_beginnings_are_quoted_and_numbers_stay_numbers(text: str) -> None:
    assert harmless(text) == f"'{text}"
    assert harmless(-1) == -1
    assert harmless("1-2") == "1-2"


def test_erased_people_stay_in_the_numbers_without_a_page(house: House, ledger: Ledger) -> None:
    from models import contact as contacts
    from services import erasure

    talk = answered(house, ledger, *HAPPY, ("comment", None), label="名前を書いた文")
    with house.database.begin() as uow:
        erasure.erase(uow.session, contacts.lock(uow.session, talk.contact_id), house.clock())
        uow.commit()
    count_all(house.database, house.shop, house.clock)
    browser = house.browser().enter(house.hire("v@example.jp", "viewer"))
    assert "消去された方" in browser.see("/results/cells/partner")
    assert "名前を書いた文" not in browser.see("/results/words")


def test_a_real_talk_is_counted(house: House) -> None:
    """Through the inbox: the welcome's question is answered, and the funnel knows."""
    house.buys(HANAKO, "山田花子", "A-1")
    house.taps(HANAKO, "うるおい")
    house.taps(HANAKO, "あとでやります")
    count_all(house.database, house.shop, house.clock)
    browser = house.browser().enter(house.hire("v@example.jp", "viewer"))
    table = list(
        csv.reader(io.StringIO(browser.get("/results/charts/funnel.csv").get_data().decode("utf-8-sig")))
    )
    assert [row[1] for row in table[1:]] == ["1", "1", "1", "1", "1"]
