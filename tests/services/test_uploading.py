"""A file in the browser: seen first, imported once, and not kept."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from models.database import Database
from models.purchase import Purchase
from models.staff import AuditEntry, Staff
from models.upload import Upload
from services import uploading
from services.shop import Shop
from services.uploading import UnreadableFile
from tests.conftest import FakeClock
from tests.services.shops import open_shop

HEADER = "注文番号,購入日時,商品名,お名前,数量"
GOOD = "A-1,2026/11/18,化粧水,青空花子,1"
BAD = "A-2,2026/11/18,化粧水,若葉太郎,二つ"


@pytest.fixture
def shop(database: Database, clock: FakeClock) -> Shop:
    return open_shop(database, clock())


@pytest.fixture
def staff(database: Database, clock: FakeClock) -> Staff:
    with database.begin() as uow:
        row = Staff(email="a@example.jp", role="agent", fs_uniquifier="a", created_at=clock())
        uow.session.add(row)
        uow.commit()
        return row


def content(*rows: str) -> bytes:
    return "\n".join((HEADER, *rows)).encode()


def count(database: Database) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(Purchase)) or 0


def upload(database: Database, upload_id: int) -> Upload:
    with database.read() as session:
        return session.get_one(Upload, upload_id)


def test_the_preview_writes_no_purchase_and_says_what_would_happen(
    database: Database, clock: FakeClock, shop: Shop, staff: Staff
) -> None:
    row = uploading.preview(database, shop, staff, "../../注文.csv", content(GOOD, BAD), clock())
    assert count(database) == 0
    assert row.name == "注文.csv"
    assert (row.report["created"], row.report["refusals"]) == (1, 1)
    assert row.report["refused"][0]["line"] == 3
    assert row.report["refused"][0]["column"] == "数量"
    assert "若葉" not in str(row.report)


def test_of_two_clicks_one_imports(database: Database, clock: FakeClock, shop: Shop, staff: Staff) -> None:
    row = uploading.preview(database, shop, staff, "orders.csv", content(GOOD), clock())
    done: list[bool] = []
    threads = [
        threading.Thread(target=lambda: done.append(uploading.commit(database, shop, staff, row.id, clock())))
        for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == [False, True]
    kept = upload(database, row.id)
    assert (kept.status, kept.content, kept.report["created"]) == ("done", None, 1)
    assert count(database) == 1
    with database.read() as session:
        acts = [entry.action for entry in session.scalars(select(AuditEntry).order_by(AuditEntry.id))]
    assert acts == ["purchases.previewed", "purchases.imported"]


def test_the_same_file_again_makes_nothing_new(
    database: Database, clock: FakeClock, shop: Shop, staff: Staff
) -> None:
    for created, known in ((1, 0), (0, 1)):
        row = uploading.preview(database, shop, staff, "orders.csv", content(GOOD), clock())
        assert (row.report["created"], row.report["known"]) == (created, known)
        assert uploading.commit(database, shop, staff, row.id, clock())
    assert count(database) == 1


def test_a_file_nobody_imports_is_gone_after_an_hour(
    database: Database, clock: FakeClock, shop: Shop, staff: Staff
) -> None:
    old = uploading.preview(database, shop, staff, "orders.csv", content(GOOD), clock())
    clock.advance(hours=1, seconds=1)
    assert not uploading.commit(database, shop, staff, old.id, clock())
    uploading.preview(database, shop, staff, "orders.csv", content(GOOD), clock())
    with database.read() as session:
        forgotten = session.get_one(Upload, old.id)
        assert (forgotten.status, forgotten.content) == ("forgotten", None)
    assert count(database) == 0


def test_a_file_that_is_no_table_is_not_kept(
    database: Database, clock: FakeClock, shop: Shop, staff: Staff
) -> None:
    with pytest.raises(UnreadableFile):
        uploading.preview(database, shop, staff, "letter.txt", b"Dear shop", clock())
    with database.read() as session:
        assert session.scalars(select(Upload)).all() == []


def test_more_rows_than_the_browser_takes_are_refused(
    database: Database, clock: FakeClock, shop: Shop, staff: Staff
) -> None:
    rows = [f"A-{n},2026/11/18,化粧水,花子,1" for n in range(5_001)]
    with pytest.raises(UnreadableFile, match="5,000"):
        uploading.preview(database, shop, staff, "orders.csv", content(*rows), clock())
    assert timedelta(hours=1) == uploading.KEPT
