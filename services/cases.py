"""Opening a case: in the same commit as the answer that needs it, with a promise and someone to keep it.

One open case per person. After word of a death, or of not wanting to live, nothing goes by itself (`grave`).
A new reason joins the open case as an entry; a graver one (health) takes it over,
and the gravest words stand at its head (services/quoting.py).
Who gets it: whoever has the person's case already, else whom the shop's rules name, else who has least to do
(services/roster.py).
"""

from datetime import timedelta

from conversations.following import GRAVITY, SILENCING
from models import consent
from models.case import Case, CaseEntry
from models.contact import Contact
from models.conversation import Conversation
from models.purchase import Purchase
from models.staff import Staff, whose_turn
from services import ladder, quoting
from services.alerting import alert
from services.announcing import announce_case
from services.desk import Desk
from services.health_clock import open_report
from services.outbox import withdraw

SOON = timedelta(minutes=30)
HIGHEST = 2  # of a case's level: told at any hour, at the top of the day


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
    someone = desk.assignee(contact, desk.matter(contact, reason, text, purchase))
    case = known or _open(desk, contact, reason, conversation, purchase, someone)
    was_health = known is not None and known.reason == "health"
    news = known is None or level > case.level or _told_long_ago(case, desk)
    if GRAVITY.index(reason) > GRAVITY.index(case.reason):
        case.reason, news = reason, True
    if someone is not None and case.assignee_id != someone.id:  # nobody had it, or whoever had it is away
        _give(desk, case, someone)
        news = True
    case.level, case.snoozed_until = max(case.level, level), None
    if reason in SILENCING:
        case.priority, case.level = 1, max(case.level, HIGHEST if reason == "crisis" else level)
        _silence(desk, contact)
    case.matched = list(dict.fromkeys([*case.matched, *matched]))
    desk.session.flush()
    if reason == "health":
        open_report(desk.session, case, desk.shop.zone, desk.now)
    kind = "opened" if known is None else "joined"
    desk.session.add(quoting.entry_of(case, kind, reason, level, text, message_id, desk.now))
    if text and known is None:
        case.text, case.message_id = text, message_id
    elif text:
        desk.session.flush()
        quoting.quote_gravest(desk.session, case)
    if known is None:
        announce_case(desk, "case.opened", case)
    if reason == "health" and not was_health:
        announce_case(desk, "health.reported", case)
    if known is not None and case.promise_at <= desk.now:
        news = True
        if contact.talk != "human":  # the bot is silent beside a human: what it does not say is no promise
            promise_anew(desk, case)
    if news and not quiet:
        alert(desk, contact, case, quoting.REASONS[case.reason])
    return case


def promise_anew(desk: Desk, case: Case) -> None:
    """The promised time is over and the customer is told a new one: that one counts, and is watched.

    How the old one ended is kept in the case's history.
    """
    kept = case.first_response_at is not None and case.first_response_at <= case.promise_at
    case.promise_at, case.first_response_at = desk.promise_at, None
    ladder.begin(desk, case)
    kind = "promised_after_kept" if kept else "promised_after_broken"
    desk.session.add(CaseEntry(case_id=case.id, at=desk.now, kind=kind))


def _silence(desk: Desk, contact: Contact) -> None:
    """Nothing goes by itself to this person any more, until staff or they themselves lift it."""
    if contact.paused_at is None or contact.paused_until is not None:
        contact.paused_at, contact.paused_until = desk.now, None
        consent.record(desk.session, contact.id, "paused", desk.now)
    withdraw(desk.session, contact, "paused")


def _told_long_ago(case: Case, desk: Desk) -> bool:
    """Alerts are billed pushes: a talk full of alarm words does not ring at every word."""
    return case.alerted_at is None or desk.now - case.alerted_at >= SOON


def _open(
    desk: Desk,
    contact: Contact,
    reason: str,
    conversation: Conversation | None,
    purchase: Purchase | None,
    assignee: Staff | None,
) -> Case:
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
        _count(desk, assignee)
    ladder.begin(desk, case)
    desk.session.add(case)
    desk.cases[contact.id] = case
    return case


def _give(desk: Desk, case: Case, someone: Staff) -> None:
    """The case goes to somebody else by itself; its history says so."""
    case.assignee_id = someone.id
    _count(desk, someone)
    desk.session.add(CaseEntry(case_id=case.id, at=desk.now, kind="assigned", text=str(someone.id)))


def _count(desk: Desk, someone: Staff) -> None:
    """One more for this person: the next case is somebody else's."""
    someone.last_assigned_at = desk.now
    desk.staff.sort(key=whose_turn)
    desk.roster.given(someone)
