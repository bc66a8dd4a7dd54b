"""Opening a case: in the same commit as the answer that needs it, with a promise and someone to keep it.

One open case per person. A new reason joins the open case as an entry; a graver one (health) takes it over.
Who gets it: whoever has the person's case already, else the staff member who waited longest for one.
"""

from datetime import timedelta

from sqlalchemy import select

from conversations.following import GRAVITY
from conversations.timing import say_when
from line.cards import staff_alert
from models.case import NOT_CLOSED, Case, CaseEntry
from models.contact import Contact
from models.conversation import Conversation
from models.mail import Mail
from models.purchase import Purchase
from models.staff import Staff, whose_turn
from services.desk import Desk, name_of
from services.health_clock import open_report
from services.outbox import queue_to_staff

REASONS = {
    "health": "お体・お肌の不調",
    "unhappy": "ご不満",
    "wants_human": "担当者と話したい",
    "drop": "気持ちが下がった",
    "message": "お客様からのメッセージ",
    "unreadable": "読み取れない返答",
    "failed": "台本が進めなくなった",
    "undelivered": "メッセージが届かない",
}
SOON = timedelta(minutes=30)


def open_case(
    desk: Desk,
    contact: Contact,
    reason: str,
    *,
    conversation: Conversation | None = None,
    purchase: Purchase | None = None,
    level: int = 0,
    text: str = "",
    matched: tuple[str, ...] = (),
    message_id: str = "",
    quiet: bool = False,
) -> Case:
    """Open a case for this person, or let the reason join the one that is open.

    Alerts whoever has it, unless `quiet`: staff opened it by themselves.
    """
    if purchase is None:
        purchase = desk.purchase_of(contact, conversation.purchase_id if conversation else None)
    known = desk.cases.get(contact.id)
    case = known or _open(desk, contact, reason, conversation, purchase)
    news = known is None or level > case.level or _told_long_ago(case, desk)
    if GRAVITY.index(reason) > GRAVITY.index(case.reason):
        case.reason, news = reason, True
    someone = desk.assignee(contact)
    if someone is not None and case.assignee_id != someone.id:  # nobody had it, or whoever had it left
        case.assignee_id, news = someone.id, True
    case.level, case.snoozed_until = max(case.level, level), None
    if text and not case.text:
        case.text, case.message_id = text, message_id
    case.matched = list(dict.fromkeys([*case.matched, *matched]))
    desk.session.flush()
    if reason == "health":
        open_report(desk.session, case, desk.shop.zone, desk.now)
    entry = CaseEntry(
        case_id=case.id, at=desk.now, kind="opened" if known is None else "joined", message_id=message_id
    )
    entry.text = "\n".join(filter(None, [REASONS[reason], text]))
    desk.session.add(entry)
    if known is not None and case.promise_at <= desk.now:
        promise_anew(desk, case)
        news = True
    if news and not quiet:
        alert(desk, contact, case, f"{REASONS[reason]}：{name_of(contact, purchase)}", text or case.text)
    return case


def promise_anew(desk: Desk, case: Case) -> None:
    """The promised time is over and the customer is told a new one: that one counts, and is watched.

    How the old one ended is kept in the case's history.
    """
    kept = case.first_response_at is not None and case.first_response_at <= case.promise_at
    case.promise_at, case.first_response_at, case.due_alerted_at = desk.promise_at, None, None
    kind = "promised_after_kept" if kept else "promised_after_broken"
    desk.session.add(CaseEntry(case_id=case.id, at=desk.now, kind=kind))


def _told_long_ago(case: Case, desk: Desk) -> bool:
    """Alerts are billed pushes: a talk full of alarm words does not ring at every word."""
    return case.alerted_at is None or desk.now - case.alerted_at >= SOON


def _open(
    desk: Desk, contact: Contact, reason: str, conversation: Conversation | None, purchase: Purchase | None
) -> Case:
    assignee = desk.assignee(contact)
    case = Case(
        channel_id=contact.channel_id,
        contact_id=contact.id,
        purchase_id=purchase.id if purchase else None,
        conversation_id=conversation.id if conversation else None,
        reason=reason,
        level=0,
        text="",
        message_id="",
        matched=[],
        status="open",
        assignee_id=assignee.id if assignee else None,
        opened_at=desk.now,
        promise_at=desk.promise_at,
    )
    if assignee is not None:
        assignee.last_assigned_at = desk.now
        desk.staff.sort(key=whose_turn)  # the next case is somebody else's
    desk.session.add(case)
    desk.cases[contact.id] = case
    return case


def alert(desk: Desk, contact: Contact, case: Case, headline: str, words: str) -> None:
    """Tell whoever must act: in their own LINE if bound, and by mail if the shop sends mail."""
    assignee = desk.session.get(Staff, case.assignee_id) if case.assignee_id else None
    receivers = [assignee] if assignee and assignee.active else desk.staff
    due = say_when(case.promise_at, desk.now, desk.shop.zone)
    url = desk.shop.public_url.rstrip("/") + case_path(case.id).strip()
    for staff in receivers:
        if staff.line_user_id:
            card = staff_alert(headline, words, due, url)
            queue_to_staff(desk.session, case.channel_id, staff.line_user_id, [card], case.id, desk.now)
        if desk.shop.mail_from:
            hint = "（お客様の言葉はページでご覧ください）"
            body = f"{headline}\n\nお約束の時刻: {due}\n対応ページ: {url}\n\n{hint}"  # found by `case_path`
            desk.session.add(
                Mail(
                    to=staff.email, subject=f"【Sonogo】{headline}（{due}まで）", body=body, status="pending",
                    due_at=desk.now, created_at=desk.now,
                )
            )  # fmt: skip
    case.alerted_at = desk.now


def case_path(case_id: int) -> str:
    """Where a case's page is, with the line's end: what tells mails about case 1 from those about case 12."""
    return f"/console/cases/{case_id}\n"


def remind_of_promises(desk: Desk) -> int:
    """Cases whose promise is near or broken and that nobody answered: say so once more. How many."""
    statement = select(Case).where(
        NOT_CLOSED,
        Case.contact_id.in_(desk.contacts),
        Case.first_response_at.is_(None),
        Case.due_alerted_at.is_(None),
        Case.promise_at <= desk.now + SOON,
    )
    cases = list(desk.session.scalars(statement))
    for case in cases:
        contact = desk.contacts[case.contact_id]
        name = name_of(contact, desk.purchase_of(contact, case.purchase_id))
        state = "お約束の時刻を過ぎました" if case.promise_at <= desk.now else "まもなくお約束の時刻です"
        alert(desk, contact, case, f"{state}：{name}", case.text)
        case.due_alerted_at = desk.now
    return len(cases)
