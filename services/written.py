"""ひな形: texts a lead wrote out once. Sandboxed templates; what a gap may hold is one short list.

Rendering never fails in front of a customer: a text whose gap has nothing to hold is not offered there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from conversations.counting import utf16_units
from conversations.events import Fact
from conversations.templates import Missing, TemplateError, compile_template
from line.limits import TEXT
from models.case import Case
from models.case_template import KINDS, CaseTemplate
from models.contact import Contact
from models.staff import Staff
from services.closing import CLOSE_REASONS
from services.desk import Desk
from services.estimates import Line
from services.languages import SHOPS
from services.naming import staff_name
from services.proposals import KINDS as OFFERS
from services.proposals import TEXT_LIMIT
from services.shop import Shop
from services.staffing import audit

GAPS: Final = ("name", "product", "order_number", "staff", "shop", "promise")
TITLE_LIMIT: Final = 60
ACTIONS: Final = ("take", "note", "topic", "priority", "snooze_days", "close")


@dataclass(frozen=True, slots=True)
class Written:
    """What stands in the form of one template."""

    kind: str
    title: str
    text: str
    proposal: str = ""
    lines: Sequence[Line] = ()
    actions: Mapping[str, Any] | None = None
    active: bool = True


def save(
    session: Session, staff: Staff, row: CaseTemplate | None, written: Written, now: datetime
) -> CaseTemplate | str:
    """Keep it, or say in a code what is wrong: title text gap template proposal empty."""
    problem = _problem(written)
    if problem:
        return problem
    row = row or CaseTemplate(kind=written.kind)
    row.title, row.text = written.title.strip(), written.text.strip()
    row.proposal = written.proposal if written.kind == "proposal" else ""
    row.lines = [line.as_json() for line in written.lines] if written.kind == "proposal" else []
    row.actions = _actions(written.actions or {}) if written.kind == "macro" else {}
    row.active, row.updated_at, row.updated_by_id = written.active, now, staff.id
    session.add(row)
    session.flush()
    audit(session, now, "template.saved", f"template:{row.id}", staff_id=staff.id)
    return row


def facts_of(
    session: Session, shop: Shop, contact: Contact, case: Case, staff: Staff, now: datetime
) -> dict[str, Fact]:
    """What the gaps hold for this case, as the writer would say it. Reads only."""
    desk = Desk(session, shop, [contact], now)
    facts = desk.facts(contact, desk.purchase_of(contact, case.purchase_id), SHOPS)  # what staff write in
    known = {gap: facts[gap] for gap in GAPS if facts.get(gap) not in (None, "")}
    return known | {"staff": staff_name(staff)}


def render(text: str, facts: Mapping[str, Fact]) -> str | None:
    """The finished text; None if a gap has nothing to hold."""
    try:
        return compile_template(text).render(facts)
    except (Missing, TemplateError):
        return None


def _problem(written: Written) -> str:
    if written.kind not in KINDS or not 0 < len(written.title.strip()) <= TITLE_LIMIT:
        return "title"
    if written.kind == "proposal" and written.proposal not in OFFERS:
        return "proposal"
    text = written.text.strip()
    if not text and (written.kind != "macro" or not _actions(written.actions or {})):
        return "empty"
    if utf16_units(text) > (TEXT_LIMIT if written.kind == "proposal" else TEXT):
        return "text"
    try:
        template = compile_template(text)
    except TemplateError:
        return "template"
    return "" if template.names <= set(GAPS) else "gap"


def _actions(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Only what is known and set."""
    kept = {name: asked[name] for name in ACTIONS if asked.get(name)}
    if kept.get("close") not in (None, *CLOSE_REASONS):
        del kept["close"]
    if not 0 < int(kept.get("snooze_days", 1)) <= 90:
        del kept["snooze_days"]
    return kept
