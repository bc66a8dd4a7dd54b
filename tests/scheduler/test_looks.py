"""What is looked for again and again, mostly in vain: an index tells that, however many rows there are."""

import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from delivery.profiles import Profiles
from models import alert, inbound, mail, outbound, result, timer, touchpoint
from models.database import Database
from services import searching, watching
from tests.conftest import FakeClock

FEW = ("channels", "webhook_endpoints")  # rows of a shop
FROM_THE_TABLE = re.compile(r"^SCAN (\w+)$|Seq Scan on (\w+)", re.MULTILINE)

Statement = tuple[str, Any]


def seen_in(session: Session, clock: FakeClock) -> None:
    touchpoint.due(session, clock(), 100)
    timer.due(session, clock(), 100)
    inbound.unhandled_lanes(session, clock(), 0, 100)
    outbound.any_due(session, 1, clock(), clock())
    outbound.any_waiting(session, [1])
    outbound.needing_staff(session, 100)
    result.next_due(session, 1, clock())
    alert.due(session, clock(), 100)
    mail.claim_due(session, clock(), 100)


def looks(database: Database, clock: FakeClock) -> None:
    with database.begin() as uow:
        seen_in(uow.session, clock)
    watching.watch_promises(database, None, clock)  # type: ignore[arg-type] - there are none
    searching.refresh(database, clock)
    Profiles(database, lambda _: None, clock, lambda *_: None).fetch(1)  # type: ignore[arg-type, return-value]


@pytest.fixture
def asked(database: Database, clock: FakeClock) -> Sequence[Statement]:
    """The statements of one look at everything."""
    seen: list[Statement] = []

    def keep(connection, cursor, statement, given, *rest) -> None:  # type: ignore[no-untyped-def]
        seen.append((statement, given))

    event.listen(database.engine, "before_cursor_execute", keep)
    looks(database, clock)
    event.remove(database.engine, "before_cursor_execute", keep)
    return [one for one in seen if one[0].startswith("SELECT")]


def test_no_look_reads_a_whole_table(database: Database, asked: Sequence[Statement]) -> None:
    """On PostgreSQL with the plan for any values: it is kept (docs/adr/0021), and may be taken."""
    assert len(asked) > 10
    with database.engine.connect() as connection:
        explain = _of_sqlite if database.is_sqlite else _of_postgresql
        plans = {
            statement: explain(connection.exec_driver_sql, statement, given) for statement, given in asked
        }
    read = {
        table for plan in plans.values() for found in FROM_THE_TABLE.findall(plan) for table in found if table
    }
    assert read - set(FEW) == set(), plans


def _of_sqlite(run: Callable[..., Any], statement: str, given: Any) -> str:
    return "\n".join(row[3] for row in run(f"EXPLAIN QUERY PLAN {statement}", given))


def _of_postgresql(run: Callable[..., Any], statement: str, given: Any) -> str:
    for setting in ("enable_seqscan = off", "plan_cache_mode = force_generic_plan"):
        run(f"SET LOCAL {setting}")
    names: list[str] = []
    numbered = re.sub(r"%\((\w+)\)s", partial(_numbered, names), statement)
    run(f"PREPARE look AS {numbered}")
    nothing = f"({', '.join(['NULL'] * len(names))})" if names else ""
    plan = "\n".join(row[0] for row in run(f"EXPLAIN EXECUTE look{nothing}"))
    run("DEALLOCATE look")
    return plan


def _numbered(names: list[str], found: re.Match[str]) -> str:
    names.append(found[1])
    return f"${len(names)}"
