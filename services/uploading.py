"""取り込み in the browser: a file is kept while somebody reads its preview, then imported once.

The preview is the import itself without its commit. Of two clicks on 「取り込む」 one imports; the other, and
whoever opens the page later, sees the same report. The file is gone once it is imported, or an hour later.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path, PurePath
from typing import Any, Final

from sqlalchemy import update

from models import upload as uploads
from models.database import Database
from models.staff import Staff
from models.upload import Upload
from services.importing import ImportReport, import_purchases
from services.orders import Refusal
from services.sheets import BROWSER, UnreadableFile
from services.shop import Shop
from services.staffing import audit

KEPT: Final = timedelta(hours=1)
REPORT_KEPT: Final = timedelta(days=30)
_COUNTED: Final[tuple[str, ...]] = ("created", "known", "milestones", "ended")
MOST_LINES: Final = 500  # refusals and notes that are kept; the numbers count them all


def preview(database: Database, shop: Shop, staff: Staff, name: str, content: bytes, now: datetime) -> Upload:
    """Read the file as the import will, and keep it. UnreadableFile when it is no table of purchases."""
    with _file(content) as path:
        report = import_purchases(database, shop, path, now, dry_run=True, limits=BROWSER)
    with database.begin() as uow:
        uploads.forget_old(uow.session, now - KEPT, now - REPORT_KEPT)
        row = Upload(
            channel_id=shop.channel_id, staff_id=staff.id, at=now, name=PurePath(name).name[:100],
            content=content, status="previewed", report=_kept(report),
        )  # fmt: skip
        uow.session.add(row)
        uow.session.flush()
        audit(uow.session, now, "purchases.previewed", f"upload:{row.id}", staff_id=staff.id)
        uow.commit()
        return row


def commit(database: Database, shop: Shop, staff: Staff, upload_id: int, now: datetime) -> bool:
    """Import the file of this preview; False when somebody did already, or it is not kept any more."""
    with database.begin() as uow:
        mine = (Upload.id == upload_id, Upload.status == "previewed", Upload.at > now - KEPT)
        claimed = uow.session.execute(update(Upload).where(*mine).values(status="importing"))
        if claimed.rowcount == 0:  # type: ignore[attr-defined]
            return False
        content = uow.session.get_one(Upload, upload_id).content or b""
        uow.commit()
    status, kept = "failed", {}
    try:
        with _file(content) as path:
            kept = _kept(import_purchases(database, shop, path, now, limits=BROWSER))
        status = "done"
    except UnreadableFile as problem:
        kept = {"problem": [problem.ja, problem.en]}
    finally:
        _finish(database, staff, upload_id, status, kept, now)
    return True


def _finish(
    database: Database, staff: Staff, upload_id: int, status: str, report: dict[str, Any], now: datetime
) -> None:
    with database.begin() as uow:
        changed: dict[str, Any] = {"status": status, "content": None}
        if report:
            changed["report"] = report
        uow.session.execute(update(Upload).where(Upload.id == upload_id).values(changed))
        numbers: dict[str, object] = {name: report[name] for name in _COUNTED if name in report}
        audit(
            uow.session, now, "purchases.imported", f"upload:{upload_id}", staff_id=staff.id, detail=numbers
        )
        uow.commit()


@contextmanager
def _file(content: bytes) -> Iterator[Path]:
    with tempfile.NamedTemporaryFile(prefix="sonogo-", suffix=".upload") as opened:
        opened.write(content)
        opened.flush()
        yield Path(opened.name)


def _kept(report: ImportReport) -> dict[str, Any]:
    """The report as JSON. It names lines, columns and reasons, and nothing a person is known by."""
    return {
        "rows": report.rows,
        "orders": report.orders,
        "created": report.created,
        "known": report.known,
        "milestones": report.milestones,
        "ended": report.ended,
        "refusals": len(report.refused),
        "refused": _lines(report.refused),
        "notes": _lines(report.notes),
        "endings": _lines(report.endings),
        "ignored": list(report.ignored_columns),
    }


def _lines(refusals: list[Refusal]) -> list[dict[str, Any]]:
    return [asdict(refusal) for refusal in refusals[:MOST_LINES]]
