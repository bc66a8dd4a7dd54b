"""お体・お肌のご報告: the facts of a case of health on its page, and the list of them with their days."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from flask import g, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from console import case_forms, queries
from console.case_actions import do
from console.case_forms import Kept
from console.downloads import as_csv, as_excel
from console.guards import AGENTS, Console
from console.labels import LABELS
from console.routing import ID, Route
from models import health_report
from models.case import Case, CaseEntry
from models.contact import Contact
from models.health_report import HealthReport
from models.purchase import Purchase
from models.staff import Staff
from services import health_reports, readings_checked
from services.casework import Refusal
from services.health_reports import Facts
from services.naming import name_of
from services.shop import Shop
from services.staffing import audit

MOST: Final = 500
HEAD: Final = (
    "case", "known_on", "due_on", "duty", "reported_on", "customer", "order_number", "products", "lot",
    "words", "symptoms", "sites", "began_on", "weight", "ongoing", "stopped_using", "doctor", "used_for",
    "note",
)  # fmt: skip


def note(console: Console, case_id: int) -> ResponseReturnValue:
    facts, now = read_facts(), console.clock()

    def work(session: Session, shop: Shop, case: Case, staff: Staff) -> CaseEntry | Refusal:
        if facts is None:
            return Refusal("day")
        return health_reports.keep(session, shop, case, staff, facts, now)

    return do(
        console, case_id, work, Kept("health", request.form.get("note", "")), "伺ったことを記録しました。"
    )


def check_reading(console: Console, case_id: int) -> ResponseReturnValue:
    now, right = console.clock(), request.form.get("right") == "yes"
    return do(
        console, case_id,
        lambda session, shop, case, staff: readings_checked.keep(session, shop, case, staff, right, now),
        Kept("reading"), "ありがとうございます。読み取りの手がかりにします。",
    )  # fmt: skip


def index(console: Console) -> ResponseReturnValue:
    """What is known of every complaint of this kind, the next day first. Who looked is on record."""
    with console.database.read() as reading:
        found = health_report.with_cases(reading, MOST)
        names = _names(reading, [case for _, case in found])
        rows = [_row(console, report, case, names[case.id]) for report, case in found]
    _seen(console, "health.listed", len(rows))
    return render_template("console/health.html", rows=rows)


def download(console: Console, kind: str) -> ResponseReturnValue:
    """The fields a report to the authorities asks for, one line per case."""
    with console.database.read() as reading:
        found = health_report.with_cases(reading, MOST)
        cases = [case for _, case in found]
        names, bought = _names(reading, cases), _bought(reading, cases)
        lines = [
            _line(console, report, case, names[case.id], bought.get(case.purchase_id or 0))
            for report, case in found
        ]
    _seen(console, "health.exported", len(lines))
    return (as_csv if kind == "csv" else as_excel)("health-reports", HEAD, lines)


def read_facts() -> Facts | None:
    """The form's; None when a day cannot be read."""
    form = request.form
    try:
        began, reported = (_day(form.get(name, "")) for name in ("began_on", "reported_on"))
    except ValueError:
        return None
    return Facts(
        symptoms=sorted(set(form.getlist("symptoms"))), sites=sorted(set(form.getlist("sites"))),
        began_on=began, weight=form.get("weight", ""), ongoing=form.get("ongoing", ""),
        stopped=form.get("stopped", ""), doctor=form.get("doctor", ""),
        used_for=case_forms.text("used_for").strip(), lot=case_forms.text("lot").strip(),
        note=case_forms.text("note").strip(), duty=form.get("duty", ""), reported_on=reported,
    )  # fmt: skip


def _day(written: str) -> date | None:
    return date.fromisoformat(written) if written.strip() else None


def _names(reading: Session, cases: Iterable[Case]) -> dict[int, str]:
    """Case id → whose it is. A few statements, however many cases."""
    who = {case.id: (case.contact_id, case.purchase_id) for case in cases}
    ids = {contact_id for contact_id, _ in who.values()}
    people = {one.id: one for one in reading.scalars(select(Contact).where(Contact.id.in_(ids)))}
    bought = queries.purchases_of(reading, ids)
    return {
        case_id: name_of(people[contact_id], queries.about(bought.get(contact_id, []), purchase_id))
        for case_id, (contact_id, purchase_id) in who.items()
    }


def _bought(reading: Session, cases: Iterable[Case]) -> dict[int, Purchase]:
    """Purchase id → the purchase with its items."""
    ids = {case.purchase_id for case in cases if case.purchase_id}
    statement = select(Purchase).where(Purchase.id.in_(ids)).options(selectinload(Purchase.items))
    return {purchase.id: purchase for purchase in reading.scalars(statement)}


def _row(console: Console, report: HealthReport, case: Case, name: str) -> dict[str, Any]:
    zone = console.shop_of(case.channel_id).tz
    return {
        "report": report,
        "case": case,
        "name": name,
        "zone": zone,
        "left": (report.due_on - console.clock().astimezone(zone).date()).days,
        "done": report.reported_on is not None or report.duty == "no",
    }


def _line(
    console: Console, report: HealthReport, case: Case, name: str, purchase: Purchase | None
) -> tuple[str, ...]:
    zone = console.shop_of(case.channel_id).tz

    def codes(kind: str, chosen: list[str]) -> str:
        return "・".join(LABELS[kind][code] for code in chosen)

    return (
        str(case.id), report.known_at.astimezone(zone).date().isoformat(), report.due_on.isoformat(),
        LABELS["health_duty"][report.duty], report.reported_on.isoformat() if report.reported_on else "",
        name,
        purchase.external_id if purchase else "",
        "、".join(f"{item.name}（{item.sku}）" for item in purchase.items) if purchase else "",
        report.lot, case.text, codes("health_symptoms", report.symptoms), codes("health_sites", report.sites),
        report.began_on.isoformat() if report.began_on else "", LABELS["health_weight"][report.weight],
        LABELS["health_ongoing"][report.ongoing], LABELS["health_stopped"][report.stopped],
        LABELS["health_doctor"][report.doctor], report.used_for, report.note,
    )  # fmt: skip


def _seen(console: Console, action: str, rows: int) -> None:
    with console.database.begin() as uow:
        audit(uow.session, console.clock(), action, "health", staff_id=g.staff.id, detail={"rows": rows})
        uow.commit()


ROUTES: Final = (
    Route(f"/cases/<{ID}:case_id>/health", "case_health", "POST", note, AGENTS),
    Route(f"/cases/<{ID}:case_id>/reading", "case_reading", "POST", check_reading, AGENTS),
    Route("/health", "health", "GET", index, AGENTS),
    Route("/health.<any(csv,xlsx):kind>", "health_file", "GET", download, AGENTS),
)
