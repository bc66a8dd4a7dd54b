"""お知らせ: telling staff about a case, in their own LINE and by mail; at once, or when their hours begin.

Health waits for nobody's hours. Whatever waits is looked at again when its time has come: a case that was
answered meanwhile alerts nobody (hush).
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Final

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from conversations.timing import say_when
from line.cards import staff_alert
from models import alert as alerts
from models import channel as channels
from models.alert import Alert
from models.case import Case
from models.contact import Contact
from models.mail import Mail
from models.outbound import OutboundMessage
from models.staff import Staff
from services.desk import Desk
from services.naming import name_of
from services.outbox import queue_to_staff
from services.quoting import quote_of
from services.roster import WORKERS

WAYS: Final = ("line", "mail")
_HINT: Final = "（お客様の言葉はページでご覧ください）"


def is_urgent(case: Case) -> bool:
    """Somebody's body or skin: told at any hour."""
    return case.reason == "health" or case.level > 0


def alert(
    desk: Desk, contact: Contact, case: Case, headline: str, *, remark: str = "",
    to: Iterable[Staff] | None = None, ways: Collection[str] = WAYS,
) -> None:  # fmt: skip
    """Tell whoever must act: whoever has the case, or `to`. `remark` stands in for their words."""
    if to is None:
        assignee = desk.session.get(Staff, case.assignee_id) if case.assignee_id else None
        to = [assignee] if assignee and assignee.active else desk.staff
    for staff in to:
        at = desk.now if is_urgent(case) else desk.roster.next_working(staff)
        if at <= desk.now:
            _tell(desk, contact, case, staff, headline, remark, ways)
        else:
            _put_off(desk, contact, case, staff, headline, remark, ways, at)
    case.alerted_at = desk.now


def hush(session: Session, case: Case, now: datetime, staff_id: int | None = None) -> None:
    """A human has the case in hand: what waits to be told about it is told to nobody, or not to this one."""
    alerts.drop(session, case.id, now, staff_id)
    if staff_id is None:
        mine = (
            OutboundMessage.case_id == case.id,
            OutboundMessage.contact_id.is_(None),
            OutboundMessage.status.in_(("pending", "held")),
        )
        values = {"status": "discarded", "error": "answered meanwhile", "needs_staff": False}
        session.execute(update(OutboundMessage).where(*mine).values(values))
        about = (Mail.status == "pending", Mail.body.contains(case_path(case.id)))
        session.execute(update(Mail).where(*about).values(status="discarded", error="answered meanwhile"))


def tell_waiting(desk: Desk, limit: int = 100) -> int:
    """Alerts of these contacts whose time has come: told if they are still true. How many were looked at."""
    waiting = [a for a in alerts.due(desk.session, desk.now, limit) if a.contact_id in desk.contacts]
    for one in waiting:
        case, staff = desk.session.get_one(Case, one.case_id), desk.session.get_one(Staff, one.staff_id)
        answered = case.first_response_at is not None and case.first_response_at > one.created_at
        one.done_at = desk.now
        if case.status == "closed" or answered or not staff.active or staff.role not in WORKERS:
            one.outcome = "dropped"
            continue
        ways = one.ways.split(",")
        told = _tell(desk, desk.contacts[one.contact_id], case, staff, one.headline, one.remark, ways)
        one.outcome = "sent" if told else "unreachable"
    return len(waiting)


def reachable(desk: Desk, people: Iterable[Staff], ways: Collection[str] = WAYS) -> list[Staff]:
    """Those of these people who can be told at all."""
    everybody = list(people)
    if "mail" in ways and desk.shop.mail_from:
        return everybody
    heard = in_line(desk.session, desk.shop.channel_id) if "line" in ways else set()
    return [person for person in everybody if person.id in heard]


def in_line(session: Session, channel_id: int, off: Collection[int] | None = None) -> set[int]:
    """The staff whose own LINE is connected, and who have not blocked the account they connected it to.

    `off`: the accounts nobody serves, where they are known already.
    """
    theirs = func.coalesce(Staff.line_channel_id, channel_id)
    blocked = select(Contact.id).where(
        Contact.channel_id == theirs,
        Contact.line_user_id == Staff.line_user_id,
        Contact.friend_state == "blocked",
    )
    bound = select(Staff.id).where(
        Staff.active.is_(True),
        Staff.role.in_(WORKERS),
        Staff.line_user_id.is_not(None),
        theirs.not_in(channels.switched_off(session) if off is None else off),
        ~blocked.exists(),
    )
    return set(session.scalars(bound))


def case_path(case_id: int) -> str:
    """Where a case's page is, with the line's end: what tells mails about case 1 from those about case 12."""
    return f"/console/cases/{case_id}\n"


def _tell(
    desk: Desk, contact: Contact, case: Case, staff: Staff, headline: str, remark: str, ways: Collection[str]
) -> bool:
    """One person, now. Whether there was a way to."""
    name = name_of(contact, desk.purchase_of(contact, case.purchase_id))
    title = f"{headline}：{name}"
    due = say_when(case.promise_at, desk.now, desk.shop.zone)
    url = desk.shop.public_url.rstrip("/") + case_path(case.id).strip()
    told = False
    if "line" in ways and staff.line_user_id:
        quote = quote_of(desk.session, case)
        said = say_when(quote.at, desk.now, desk.shop.zone) if quote.words and not remark else ""
        newest = "" if remark else quote.newest
        card = staff_alert(title, remark or quote.words, due, url, said=said, newest=newest)
        by = staff.line_channel_id or case.channel_id  # another account knows this person by another id
        queue_to_staff(desk.session, by, staff.line_user_id, [card], case.id, desk.now)
        told = True
    if "mail" in ways and desk.shop.mail_from:
        body = f"{title}\n\nお約束の時刻: {due}\n対応ページ: {url}\n\n{_HINT}"  # found by `case_path`
        desk.session.add(
            Mail(
                to=staff.email, subject=f"【Sonogo】{title}（{due}まで）", body=body, status="pending",
                due_at=desk.now, created_at=desk.now,
            )
        )  # fmt: skip
        told = True
    return told


def _put_off(
    desk: Desk, contact: Contact, case: Case, staff: Staff, headline: str, remark: str,
    ways: Collection[str], at: datetime,
) -> None:  # fmt: skip
    """When their hours begin. What waits for them already about this case is said in one alert."""
    alerts.drop(desk.session, case.id, desk.now, staff.id)
    desk.session.add(
        Alert(
            case_id=case.id, contact_id=contact.id, staff_id=staff.id, headline=headline, remark=remark,
            ways=",".join(ways), due_at=at, created_at=desk.now, outcome="",
        )
    )  # fmt: skip
