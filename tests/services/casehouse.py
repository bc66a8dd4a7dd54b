"""A house with two colleagues, a customer and her case; what staff do, done as the pages do it."""

from collections.abc import Callable
from typing import Any

from models.case import Case, CaseEntry, newest_entry
from models.outbound import OutboundMessage
from models.staff import Staff
from services.casework import Refusal
from tests.console.house import HANAKO, House


def move_in(house: House) -> House:
    house.hire("sato@example.jp", name="佐藤")
    house.hire("tanaka@example.jp", "lead", name="田中")
    house.buys(HANAKO, "山田花子", "A-1")
    return house


def do(house: House, work: Callable[..., Any], case: Case, who: str, *arguments: Any, **more: Any) -> Any:
    """One unit of work of a colleague; committed unless it was refused."""
    with house.database.begin() as uow:
        staff = uow.session.query(Staff).filter_by(name=who).one()
        row = uow.session.get_one(Case, case.id)
        outcome = work(uow.session, house.shop, row, staff, *arguments, house.clock(), **more)
        if not isinstance(outcome, Refusal):
            uow.commit()
    return outcome


def last_entry(house: House, case: Case) -> int:
    with house.database.read() as reading:
        return newest_entry(reading, case.id)


def kinds(house: House, case: Case) -> list[str]:
    return [entry.kind for entry in house.rows(CaseEntry, case_id=case.id)]


def written(house: House) -> list[OutboundMessage]:
    """What staff sent to customers."""
    return [row for row in house.rows(OutboundMessage) if row.author.startswith("staff:")]
