"""What a month will still take, each account's until its own end, and how the month's promises ended."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event

from models import measures
from models.case import Case, CaseEntry
from models.channel import Channel
from models.database import Database
from models.touchpoint import Touchpoint
from services import incidents, promising
from services.promising import Tally
from tests.services.ledger import Ledger, open_ledger

NOW = datetime(2026, 9, 29, 3, 0, tzinfo=UTC)
END = datetime(2026, 9, 30, 15, 0, tzinfo=UTC)  # of September in Tokyo


@pytest.fixture
def ledger(database: Database) -> Ledger:
    return open_ledger(database)


def plan(ledger: Ledger, channel_id: int, *moments: datetime, status: str = "planned") -> None:
    purchase = ledger.purchase(ledger.customer())
    version = ledger.shop.journey_versions["cosmetics"]
    for number, at in enumerate(moments):
        ledger.add(
            Touchpoint(
                channel_id=channel_id, purchase_id=purchase.id, contact_id=purchase.contact_id,
                journey_version_id=version, key=f"{status}{number}", status=status, planned_at=at, due_at=at,
            )
        )  # fmt: skip


@pytest.fixture
def accounts(ledger: Ledger) -> tuple[int, int, int]:
    """The shop's, a second and a third, which plans nothing."""
    rows = [Channel(basic_id=f"@{n}", name=f"店{n}", created_at=NOW) for n in (2, 3)]
    ledger.add(*rows)
    second = rows[0].id
    hour = timedelta(hours=1)
    plan(ledger, ledger.shop.channel_id, NOW - hour, NOW + hour, END - hour, END, END + hour)
    plan(ledger, ledger.shop.channel_id, NOW + hour, status="sent")
    plan(ledger, second, END - hour, END + hour, END + 2 * hour)
    return ledger.shop.channel_id, second, rows[1].id


def test_each_account_is_counted_until_its_own_moment(ledger: Ledger, accounts: tuple[int, int, int]) -> None:
    first, second, third = accounts
    later = END + timedelta(hours=1)
    with ledger.database.read() as session:
        until = {first: END, second: END, third: END}
        assert measures.planned(session, until) == {first: 4, second: 1, third: 0}
        assert measures.planned(session, until | {second: later}) == {first: 4, second: 2, third: 0}
        assert measures.planned(session, {second: later}) == {second: 2}


def test_a_month_ahead_is_one_look_however_many_accounts(
    ledger: Ledger, accounts: tuple[int, int, int]
) -> None:
    asked: list[str] = []

    def keep(connection, cursor, statement, *rest) -> None:  # type: ignore[no-untyped-def]
        asked.append(statement)

    with ledger.database.read() as session:
        rows = [session.get_one(Channel, one) for one in accounts]
        rows[1].quota_used, rows[1].quota_limit = 30, 100
        event.listen(ledger.database.engine, "before_cursor_execute", keep)
        found = incidents.forecasts(session, rows, lambda _: ledger.shop, NOW)
        event.remove(ledger.database.engine, "before_cursor_execute", keep)
        assert incidents.forecasts(session, [], lambda _: ledger.shop, NOW) == []
    assert len(asked) == 1
    assert [one.planned for one in found] == [4, 1, 0]
    assert [one.name for one in found] == [rows[0].name or ledger.shop.name, "店2", "店3"]
    assert (found[1].used, found[1].at_end) == (30, 32)


def test_promises_of_cases_opened_before_the_month_are_not_counted(ledger: Ledger) -> None:
    since = NOW - timedelta(days=30)
    for opened, kinds in (
        (since + timedelta(days=1), ("re_promised", "belated", "note")),
        (since - timedelta(days=1), ("promised_after_broken",)),
    ):
        contact = ledger.customer()
        case = ledger.add(
            Case(
                channel_id=ledger.shop.channel_id, contact_id=contact.id, reason="unhappy",
                opened_at=opened, promise_at=opened + timedelta(hours=3),
                first_response_at=opened + timedelta(hours=1),
            )
        )  # fmt: skip
        entries = [CaseEntry(case_id=case.id, at=since + timedelta(days=2), kind=kind) for kind in kinds]
        ledger.add(*entries)
    with ledger.database.read() as session:
        assert promising.tally(session, since, NOW) == Tally(kept=1, moved=1, broken=1)
        assert promising.tally(session, since, NOW, ledger.shop.channel_id) == Tally(1, 1, 1)
        assert promising.tally(session, since, NOW, 999) == Tally(0, 0, 0)
