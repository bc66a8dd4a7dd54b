"""Exports of real shops come in: encodings, separators, Excel, wrong cells, the same file every day."""

import re
import zipfile
from dataclasses import astuple
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from sqlalchemy import func, select

from models import purchase as purchases
from models.contact import Contact
from models.database import Database
from models.partner import Referral
from models.purchase import Purchase, milestones_of
from services import workbook_apart, workbook_check
from services.columns import find_columns
from services.importing import ImportReport, UnreadableFile, import_purchases
from services.orders import Reader
from services.sheets import BROWSER, read_sheet
from services.shop import Shop
from tests.conftest import FakeClock
from tests.services.shops import befriend, open_shop

SAMPLE = Path(__file__).resolve().parents[2] / "samples" / "purchases.csv"
HEADER = (
    "注文番号,購入日時,商品コード,商品名,カテゴリ,数量,単価,"
    "お名前,電話番号,メール,お届け予定日,発送日,配達日,状態"
)
ROW = (
    'A-1,2026/11/18 21:05,TON,朝つゆ 化粧水①,skincare,２,"¥3,520",'
    "青空 花子,０９０−００００−１２３４,a@example.jp,2026年11月21日,2026/11/19,,発送済み"
)


@pytest.fixture
def shop(database: Database, clock: FakeClock) -> Shop:
    return open_shop(database, clock())


class Importer:
    def __init__(self, database: Database, shop: Shop, clock: FakeClock, folder: Path) -> None:
        self.database, self.shop, self.clock, self.folder = database, shop, clock, folder

    def __call__(self, content: str | bytes, **options: object) -> ImportReport:
        path = self.folder / "orders.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return self.file(path, **options)

    def file(self, path: Path, **options: object) -> ImportReport:
        return import_purchases(self.database, self.shop, path, self.clock(), **options)  # type: ignore[arg-type]

    def kept(self, external_id: str = "A-1") -> Purchase:
        with self.database.read() as session:
            purchase = purchases.by_external_id(session, self.shop.channel_id, external_id)
            assert purchase is not None
            assert purchase.items
            return purchase

    def count(self) -> int:
        with self.database.read() as session:
            return session.scalar(select(func.count()).select_from(Purchase)) or 0


@pytest.fixture
def importer(database: Database, shop: Shop, clock: FakeClock, tmp_path: Path) -> Importer:
    return Importer(database, shop, clock, tmp_path)


def summary(report: ImportReport) -> tuple[int, int, int]:
    return report.created, report.known, len(report.refused)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_a_row_is_read_in_every_encoding_japanese_shops_use(importer: Importer, encoding: str) -> None:
    row = ROW.replace("−", "-").replace("¥", "\\")  # what CP932 has in their places
    report = importer(f"{HEADER}\r\n{row}\r\n".encode(encoding))
    assert summary(report) == (1, 0, 0)
    kept = importer.kept()
    assert kept.purchased_at == datetime(2026, 11, 18, 12, 5, tzinfo=UTC)
    assert (kept.customer_name, kept.phone, kept.email) == ("青空 花子", "+819000001234", "a@example.jp")
    assert kept.expected_delivery_on == date(2026, 11, 21)
    assert [(i.sku, i.name, i.category, i.quantity, i.unit_price) for i in kept.items] == [
        ("TON", "朝つゆ 化粧水①", "skincare", 2, 3520)
    ]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_english_headers_and_other_separators_are_understood(importer: Importer, separator: str) -> None:
    header = ["Order Number", "order_date", "SKU", "Product-Name", "Qty", "E-Mail Address"]
    row = ["#1001", "2026-11-18T21:05:00+09:00", "TON", '"Dew\ntoner"', "1", "a@example.com"]
    report = importer("\n".join(separator.join(cells) for cells in (header, row)))
    assert (summary(report), report.ignored_columns) == ((1, 0, 0), ())
    kept = importer.kept("#1001")
    assert (kept.items[0].name, kept.purchased_at.hour) == ("Dew toner", 12)


def test_rows_of_one_order_become_one_purchase_even_when_not_adjacent(importer: Importer) -> None:
    rows = [
        "注文番号,購入日時,商品名,お名前",
        "A-1,2026/11/18,化粧水,青空 花子",
        "A-2,2026/11/18,乳液,若葉 凛",
        "A-1,,美容液,",
        "",
        ",,,",
    ]
    assert summary(importer("\n".join(rows))) == (2, 0, 0)
    assert [item.name for item in importer.kept().items] == ["化粧水", "美容液"]


def test_the_same_file_again_is_all_known_and_what_is_new_in_it_is_told(
    importer: Importer, database: Database
) -> None:
    assert importer(f"{HEADER}\n{ROW}").milestones == 1
    again = importer(f"{HEADER}\n{ROW}")
    assert (summary(again), again.milestones, again.ended) == ((0, 1, 0), 0, 0)
    delivered = ROW.replace("2026/11/19,,発送済み", "2026/11/19,2026/11/21 10:30,返品")
    later = importer(f"{HEADER}\n{delivered}")
    assert (summary(later), later.milestones, later.ended) == ((0, 1, 0), 1, 1)
    assert importer.kept().status == "returned"
    with database.read() as session:
        told = milestones_of(session, importer.kept().id)
    assert told == {
        "shipped": datetime(2026, 11, 19, 3, tzinfo=UTC),  # a day alone is its noon
        "delivered": datetime(2026, 11, 21, 1, 30, tzinfo=UTC),
    }


def test_new_milestones_of_bound_purchases_take_their_lanes(
    importer: Importer, database: Database, shop: Shop, clock: FakeClock
) -> None:
    importer(f"{HEADER}\n{ROW}")
    contact_id = befriend(database, shop, clock())
    with database.begin() as uow:
        uow.session.get_one(Purchase, importer.kept().id).contact_id = contact_id
        uow.commit()
    assert importer(f"{HEADER}\n{ROW.replace('2026/11/19,,', '2026/11/19,2026/11/21,')}").milestones == 1


def test_an_order_that_ended_otherwise_is_reported_and_keeps_its_end(importer: Importer) -> None:
    importer(f"{HEADER}\n{ROW.replace('発送済み', 'キャンセル')}")
    report = importer(f"{HEADER}\n{ROW.replace('発送済み', '返品')}")
    assert [(r.line, r.column) for r in report.refused] == [(2, "状態")]
    assert importer.kept().status == "cancelled"


def test_a_known_number_on_another_order_changes_nothing(importer: Importer) -> None:
    importer(f"{HEADER}\n{ROW}")
    ends = ROW.replace("発送済み", "キャンセル")
    name = importer.kept().customer_name
    strange = importer(f"{HEADER}\n{ends.replace(name, '別野 人').replace('TON', 'XXX')}")
    assert [(r.line, r.column) for r in strange.refused] == [(2, "注文番号")]
    assert (strange.ended, importer.kept().status) == (0, "active")
    renamed = importer(f"{HEADER}\n{ends.replace(name, '別野 人')}", dry_run=True)
    assert [(e.line, e.column, e.ja) for e in renamed.endings] == [
        (2, "A-1", "取消になります。元に戻せません")
    ]
    assert importer.kept().status == "active"


@pytest.mark.parametrize(
    ("wrong", "column"),
    [
        ({"A-1": ""}, "注文番号"),
        ({"A-1": "A/1"}, "注文番号"),
        ({"2026/11/18 21:05": ""}, "購入日時"),
        ({"2026/11/18 21:05": "2026/02/30"}, "購入日時"),
        ({"2026/11/18 21:05": "18/11/2026"}, "購入日時"),
        ({"2026/11/18 21:05": "2062/11/18"}, "購入日時"),
        ({"2026/11/18 21:05": "2026/11/18 25:00"}, "購入日時"),
        ({"２": "二つ"}, "数量"),
        ({"２": "0"}, "数量"),
        ({"２": "1.5"}, "数量"),
        ({'"¥3,520"': "-3520"}, "単価"),
        ({"TON,朝つゆ 化粧水①": ","}, "商品名"),
        ({"朝つゆ 化粧水①": "あ" * 201}, "商品名"),
        ({"朝つゆ 化粧水①": "a\x00b"}, "商品名"),
    ],
)
def test_a_wrong_cell_is_refused_with_its_place_and_costs_no_other_order(
    tmp_path: Path, clock: FakeClock, wrong: dict[str, str], column: str
) -> None:
    bad = ROW
    for old, new in wrong.items():
        assert old in bad
        bad = bad.replace(old, new)
    path = tmp_path / "orders.csv"
    path.write_text("\n".join([HEADER, bad, ROW.replace("A-1", "A-2")]), "utf-8")
    rows = read_sheet(path)
    reader = Reader(find_columns(rows), ZoneInfo("Asia/Tokyo"), clock())
    reader.read(rows)
    assert [order.purchase.external_id for order in reader.orders()] == ["A-2"]
    assert [(refusal.line, refusal.column) for refusal in reader.refused] == [(2, column)]
    assert reader.refused[0].ja
    assert reader.refused[0].en


def test_half_an_order_waits_for_its_other_half(importer: Importer) -> None:
    rows = ["注文番号,購入日時,商品名,数量", "A-1,2026/11/18,化粧水,1", "A-1,2026/11/18,乳液,x"]
    report = importer("\n".join(rows))
    assert [(r.line, r.column) for r in report.refused] == [(2, "注文番号"), (3, "数量")]
    assert importer.count() == 0
    assert summary(importer("\n".join(rows).replace("x", "1"))) == (1, 0, 0)
    assert len(importer.kept().items) == 2


def test_rows_of_one_order_that_contradict_each_other_are_refused(importer: Importer) -> None:
    rows = ["注文番号,購入日時,商品名,お名前", "A-1,2026/11/18,化粧水,青空", "A-1,2026/11/18,乳液,若葉"]
    report = importer("\n".join(rows))
    assert (3, "お名前") in [(r.line, r.column) for r in report.refused]
    assert importer.count() == 0


def test_a_quote_that_never_ends_costs_its_own_line_only(importer: Importer) -> None:
    rows = [
        "注文番号,購入日時,商品名",
        'A-1,2026/11/18,"化粧水',
        *[f"B-{n},2026/11/18,乳液" for n in range(80)],
    ]
    report = importer("\n".join(rows))
    assert summary(report) == (80, 0, 1)
    assert report.refused[0].line == 2


def test_a_phone_number_nobody_can_read_is_left_out_and_noted(importer: Importer) -> None:
    report = importer(f"{HEADER}\n{ROW.replace('０９０−００００−１２３４', 'なし')}")
    assert summary(report) == (1, 0, 0)
    assert [(note.line, note.column) for note in report.notes] == [(2, "電話番号")]
    assert importer.kept().phone == ""


def test_a_dry_run_says_the_same_and_writes_nothing(importer: Importer) -> None:
    text = "\n".join([HEADER, ROW, ROW.replace("A-1", "A-2").replace("２", "x")])
    dry = importer(text, dry_run=True)
    assert importer.count() == 0
    wet = importer(text)
    assert (dry.dry_run, wet.dry_run) == (True, False)
    assert astuple(dry)[1:] == astuple(wet)[1:]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "header"),
        ("名前,住所\n青空,東京".encode(), "header"),
        ("注文番号,お名前\nA-1,青空".encode(), "purchased_at, name"),
        (b"PK\x03\x04 not really", "Excel"),
        (b"\xff\xff\x81", "encoding"),
    ],
)
def test_what_is_no_table_of_purchases_is_refused_as_a_whole(
    importer: Importer, content: bytes, words: str
) -> None:
    with pytest.raises(UnreadableFile, match=words):
        importer(content)


def test_a_file_that_is_too_large_is_not_even_read(importer: Importer, tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.truncate(21 * 1024 * 1024)
    with pytest.raises(UnreadableFile, match="too large"):
        importer.file(path)


def test_excel_is_read_with_its_dates_numbers_formulas_and_title_rows(
    importer: Importer, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["受注一覧"])
    sheet.append([])
    sheet.append(["注文番号", "購入日時", "商品コード", "商品名", "数量", "単価", "電話番号", "配達日"])
    evening = datetime(2026, 11, 18, 21, 5)  # noqa: DTZ001 - Excel knows no zones
    sheet.append([1001, evening, 77, "化粧水", 2, 3520.0, 9000001234, date(2026, 11, 20)])
    sheet.append(["A-2", 46344.878472, "SER", "美容液", "１", "¥6,380", "090-0000-1234", "46346"])
    sheet.append(["A-3", "2026/11/18", "SER", "美容液", "=1+1", 6380, "", ""])
    path = tmp_path / "orders.xlsx"
    book.save(path)
    report = importer.file(path)
    assert (report.created, report.milestones, report.rows) == (3, 2, 3)
    first, second = importer.kept("1001"), importer.kept("A-2")
    assert (
        first.purchased_at
        == second.purchased_at.replace(second=0)
        == datetime(2026, 11, 18, 12, 5, tzinfo=UTC)
    )
    assert (first.items[0].sku, first.phone) == ("77", "+819000001234")
    # A formula that was never calculated has no value: one piece.
    assert importer.kept("A-3").items[0].quantity == 1


def test_progress_is_told_and_ends_at_the_end(importer: Importer) -> None:
    rows = [f"B-{n},2026/11/18,乳液" for n in range(130)]
    seen: list[tuple[int, int]] = []
    importer(
        "\n".join(["注文番号,購入日時,商品名", *rows]),
        progress=lambda done, total: seen.append((done, total)),
    )
    assert seen == [(0, 130), (100, 130), (130, 130)]


def test_the_sample_is_imported_whole_and_only_once(importer: Importer) -> None:
    report = importer.file(SAMPLE)
    assert report.created >= 200
    assert report.refused == report.notes == []
    assert report.ended > 0
    assert importer.file(SAMPLE).known == report.created


MAIN_NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
FAR = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'


def workbook(
    path: Path, sheet: str, more: int = 0, place: str = "worksheets/sheet1.xml", shared: str = ""
) -> Path:
    """An .xlsx with this inside its sheet, and `more` megabytes of nothing beside it.

    `place`: where the sheet lies; `shared`: the text its cells may point at.
    """
    book = openpyxl.Workbook()
    book.save(path)
    made = path.with_suffix(".made.xlsx")
    data = f"<sheetData>{sheet}</sheetData>".encode()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename == "xl/worksheets/sheet1.xml":
                content = re.sub(rb"<sheetData ?/>|<sheetData>.*</sheetData>", lambda _: data, content)
            elif part.filename.endswith(".rels"):
                content = content.replace(b"worksheets/sheet1.xml", place.encode())
            new.writestr(part.filename.replace("worksheets/sheet1.xml", place), content)
        if shared:
            sst = f'<sst xmlns="{MAIN_NAMESPACE}"><si><t>{shared}</t></si></sst>'
            new.writestr("xl/sharedStrings.xml", sst)
        if more:
            new.writestr("xl/media/nothing.bin", b"\0" * (more * 1024 * 1024))
    return made


@pytest.mark.parametrize(
    ("sheet", "more"),
    [
        (FAR, 0),
        (FAR.replace('"', "'"), 0),
        ("<row><c/></row>" * 30_000 + '<row><c r="CZ30002"><v>1</v></c></row>', 0),
        ('<row r="1"><c r="A1"><v>1</v></c></row>', 61),
        ('<row r="1"><c r="A1" t="inlineStr"><is><t>' + "あ" * 25_000_000 + "</t></is></c></row>", 0),
    ],
    ids=["corners", "single quotes", "without addresses", "zeros beside it", "one long cell"],
)  # fmt: skip
def test_a_workbook_that_is_huge_inside_is_refused_before_it_is_read(
    tmp_path: Path, sheet: str, more: int
) -> None:
    made = workbook(tmp_path / "bomb.xlsx", sheet, more)
    assert made.stat().st_size < 1024 * 1024
    with pytest.raises(UnreadableFile, match="too large inside"):
        read_sheet(made, BROWSER)


FAR_CELL = '<row r="1"><c r="A1"><v>1</v></c></row><row><c r{}="{}"><v>1</v></c></row>'


@pytest.mark.parametrize(
    ("sheet", "place"),
    [
        (FAR, "elsewhere/sheet1.xml"),
        (FAR, "worksheets/deeper/sheet1.xml"),
        (FAR, "worksheets/sheet1.any"),
        (FAR_CELL.format("", "CV00000000001048576"), "worksheets/sheet1.xml"),
        (FAR_CELL.format("", "AAAACV1048576"), "worksheets/sheet1.xml"),
        (FAR_CELL.format("\t" * 300_000, "CV1048576"), "worksheets/sheet1.xml"),
    ],
    ids=["elsewhere", "deeper", "another ending", "leading zeros", "many letters", "a wide address"],
)
def test_a_huge_sheet_is_found_wherever_it_lies_and_however_its_cells_are_named(
    tmp_path: Path, sheet: str, place: str
) -> None:
    content = workbook(tmp_path / "bomb.xlsx", sheet, place=place).read_bytes()
    with pytest.raises(workbook_check.TooLarge):
        workbook_check.check(content, BROWSER.unpacked, BROWSER.cells)


def test_a_workbook_nobody_saw_through_takes_down_the_process_it_is_read_in_and_no_other(
    tmp_path: Path,
) -> None:
    content = workbook(tmp_path / "bomb.xlsx", FAR).read_bytes()
    with pytest.raises(workbook_apart.TooLarge):
        workbook_apart.read(content, 10**12, 10**12)


def test_a_long_text_that_many_cells_share_counts_as_often_as_it_is_shown(tmp_path: Path) -> None:
    rows = ("<row>" + '<c t="s"><v>0</v></c>' * 20 + "</row>") * 60
    made = workbook(tmp_path / "bomb.xlsx", rows, shared="x" * 10_000)
    assert made.stat().st_size < 20_000
    with pytest.raises(UnreadableFile, match="too large inside"):
        read_sheet(made, BROWSER)


def test_the_browsers_reader_reads_what_the_command_lines_does(importer: Importer) -> None:
    book, evening = openpyxl.Workbook(), datetime(2026, 11, 18, 21, 5)  # noqa: DTZ001 - Excel knows no zones
    book.active.append(["注文番号", 3, 1.5, True, None, evening, date(2026, 11, 2)])
    book.save(importer.folder / "orders.xlsx")
    assert read_sheet(importer.folder / "orders.xlsx", BROWSER) == read_sheet(importer.folder / "orders.xlsx")


def test_what_the_archive_says_about_its_size_is_not_believed(tmp_path: Path) -> None:
    made = workbook(tmp_path / "liar.xlsx", '<row r="1"><c r="A1"><v>1</v></c></row>', 61)
    content = bytearray(made.read_bytes())
    size = (61 * 1024 * 1024).to_bytes(4, "little")
    assert content.count(size) == 2  # in the part's own header and in the directory
    made.write_bytes(bytes(content).replace(size, (100).to_bytes(4, "little")))
    with pytest.raises(UnreadableFile):
        read_sheet(made, BROWSER)


def test_old_excel_is_for_the_command_line_only(tmp_path: Path) -> None:
    path = tmp_path / "old.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512)
    with pytest.raises(UnreadableFile, match="save it as"):
        read_sheet(path, BROWSER)


def test_a_column_says_which_products_come_by_subscription(importer: Importer) -> None:
    head = "注文番号,購入日時,商品コード,商品名,定期区分"
    rows = [
        "A-1,2026/11/18,TON,化粧水,定期",
        "A-1,2026/11/18,CRM,クリーム,",
        "A-2,2026/11/18,TON,化粧水,通常購入",
    ]
    assert summary(importer("\n".join([head, *rows]))) == (2, 0, 0)
    assert {item.sku: item.subscription for item in importer.kept().items} == {"TON": True, "CRM": False}
    assert not importer.kept("A-2").items[0].subscription


def test_a_subscription_that_is_new_in_a_known_order_is_told_and_an_empty_cell_says_nothing(
    importer: Importer,
) -> None:
    head = "注文番号,購入日時,商品コード,定期便"
    for cell, expected in (("", False), ("毎月", True), ("", True), ("解約済み", False)):
        importer(f"{head}\nA-1,2026/11/18,TON,{cell}")
        assert importer.kept().items[0].subscription is expected, cell


def test_a_referral_code_in_a_file_is_linked_and_one_nobody_has_is_a_note(
    importer: Importer, database: Database, shop: Shop, clock: FakeClock
) -> None:
    number = befriend(database, shop, clock())
    with database.begin() as uow:
        uow.session.get_one(Contact, number).referral_code = "k3mq2xh7pw"
        uow.commit()
    head, order = "注文番号,購入日時,商品名,紹介コード", "2026/11/18 21:05,化粧水"
    report = importer(f"{head}\nB-1,{order},Ｋ3MQ-2XH7PW\nB-2,{order},nosuchcode\nB-3,{order},\n")
    assert (report.created, report.refused) == (3, [])
    assert [(note.line, note.column) for note in report.notes] == [(3, "紹介コード")]
    with database.read() as session:
        (linked,) = session.scalars(select(Referral))
    assert linked.purchase_id == importer.kept("B-1").id
    assert importer(f"{head}\nB-2,{order},nosuchcode\n").notes == []  # known orders do not change
