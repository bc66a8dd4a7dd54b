"""提案: what staff offer, and the customer's tap on it (words of theirs: spoken_proposals.py).

    sent ──accept──> accepted                 confirmed to the customer; a due item says who does it by when
      ├──decline──> declined                  back to answering
      └──other──> discussed                   back to answering: they want a solution, but another one
Only the newest proposal of a case can be answered; a second tap and an older one get a kind answer. After
closing the customer is told how the matter ended; a yes, or a wish for another way, that comes then is never
lost: it opens a case again, with the time of its own promise.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from conversations.locales import Locale
from conversations.moments import say_day, say_when
from conversations.verdicts import Verdict
from line.cards import proposal as proposal_bubble
from line.messages import text_messages
from line.wording import wording
from models.case import Case, CaseEntry, Proposal
from models.contact import Contact
from models.staff import Staff
from services.alerting import alert
from services.cases import open_case
from services.casework import Bench, Refusal, hold, record, refusal_to_answer, send
from services.desk import Desk
from services.duties import from_accepted
from services.estimates import Line, said
from services.languages import language_of
from services.naming import staff_name
from services.outbox import Reply, queue
from services.proposal_words import ENDED, SAYINGS, TITLES
from services.shop import Shop

KINDS: Final = ("advice", "exchange", "refund", "call", "substitute", "coupon", "free")
DATES: Final = 4  # moments a customer may choose a call from
TEXT_LIMIT: Final = 1000  # UTF-16 units: a bubble one can read without scrolling far


def propose(
    session: Session, shop: Shop, case: Case, staff: Staff, kind: str, text: str, now: datetime,
    *, seen: int | None = None, lines: Sequence[Line] = (), dates: Sequence[datetime] = (),
) -> CaseEntry | Refusal:  # fmt: skip
    """Offer something in a bubble with buttons; it replaces an earlier offer. A call offers its moments."""
    bench = hold(session, shop, case, now)
    words = text.strip()
    if kind not in KINDS:
        return Refusal("unknown")
    moments = list(dict.fromkeys(sorted(dates))) if kind == "call" else []
    if len(moments) > DATES or any(at <= now for at in moments):
        return Refusal("when")
    done = refusal_to_answer(bench, staff, words, "proposal", seen, TEXT_LIMIT)
    if done is not None:
        return done
    made = Proposal(
        token=secrets.token_urlsafe(12), case_id=case.id, contact_id=case.contact_id, staff_id=staff.id,
        kind=kind, text=words, status="sent", sent_at=now, lines=[line.as_json() for line in lines],
        dates=[at.isoformat() for at in moments], chosen="",
    )  # fmt: skip
    session.add(made)
    language = language_of(bench.contact)
    bubble = proposal_bubble(
        words, made.token, title=TITLES[language][kind], words=wording(language), rows=said(list(lines)),
        moments=[say_when(at, now, shop.zone, language) for at in moments],
    )  # fmt: skip
    entry = send(bench, staff, "proposal", words, [bubble])
    case.status = "proposed"
    return entry


def answer_proposal(
    desk: Desk, contact: Contact, proposal: Proposal, verdict: Verdict, reply: Reply, choice: str = ""
) -> str:
    """The customer tapped. Call with the lane held; what it meant: the verdict, or why it changed nothing."""
    case = desk.session.get_one(Case, proposal.case_id)
    bench = Bench(desk, contact, case)
    if case.status == "closed":
        return _after_closing(bench, proposal, verdict, reply, choice)
    meaning = _meaning(desk.session, proposal, case, verdict)
    if meaning in ("accept", "decline", "other"):
        _settle(bench, proposal, verdict, choice)
        case.status = "accepted" if verdict == "accept" else "answering"
        case.snoozed_until, contact.unread = None, True
        if verdict == "accept":
            from_accepted(desk, case, proposal)
        alert(desk, contact, case, _HEADLINES[verdict], remark=TITLES["ja"][proposal.kind])
    elif meaning == "older":
        contact.unread = True
    _say(bench, proposal, meaning, reply)
    return meaning


def _settle(bench: Bench, proposal: Proposal, verdict: Verdict, choice: str) -> None:
    """The answer is kept, and is a line of the history."""
    proposal.status, proposal.answered_at = _BECOMES[verdict], bench.now
    is_place = choice.isascii() and choice.isdigit()
    if verdict == "accept" and is_place and int(choice) < len(proposal.dates):
        proposal.chosen = proposal.dates[int(choice)]
    kind = {"accept": "accepted", "decline": "declined", "other": "other"}[verdict]
    record(bench, kind, None, proposal.text)


def _after_closing(bench: Bench, proposal: Proposal, verdict: Verdict, reply: Reply, choice: str) -> str:
    """They are told how it ended. Who wants something after all gets a human again, and the time."""
    desk, contact, now = bench.desk, bench.contact, bench.now
    going_on = desk.cases.get(contact.id)
    said = "over"
    if proposal.status == "sent":
        _settle(bench, proposal, verdict, choice)
        said = "late_no" if verdict == "decline" else "late"
    if said == "late":
        text = f"{_HEADLINES[verdict]}（終了後のお返事）：{TITLES['ja'][proposal.kind]}"
        bought = desk.purchase_of(contact, bench.case.purchase_id)
        going_on = open_case(desk, contact, "wants_human", purchase=bought, text=text)
    elif said == "over" and proposal.status != "declined" and going_on is not None:
        said = "late"  # a second tap: the same is told as to the first
    is_promised = going_on is not None and going_on.first_response_at is None and going_on.promise_at > now
    if said == "late" and not is_promised:
        said = "late_talking"
    _say(bench, proposal, said, reply, going_on)
    return "over" if said == "over" else "late"


_BECOMES: Final = {"accept": "accepted", "decline": "declined", "other": "discussed"}
_HEADLINES: Final = {
    "accept": "提案が承諾されました",
    "decline": "提案が辞退されました",
    "other": "ほかの方法をご希望です",
}


def _meaning(session: Session, proposal: Proposal, case: Case, verdict: Verdict) -> str:
    if proposal.status != "sent":
        return proposal.status
    newest = session.scalar(select(func.max(Proposal.id)).where(Proposal.case_id == case.id))
    return "older" if newest != proposal.id else verdict


def _say(bench: Bench, proposal: Proposal, meaning: str, reply: Reply, going_on: Case | None = None) -> None:
    """`going_on`: another case, in which a human answers what came after this one was closed."""
    language, zone = language_of(bench.contact), bench.desk.shop.zone
    whose = going_on.assignee_id if going_on is not None else proposal.staff_id
    staff = bench.session.get(Staff, whose) if whose else None
    who = staff_name(staff, language)
    title = TITLES[language][proposal.kind]
    if proposal.chosen:
        at = datetime.fromisoformat(proposal.chosen)
        title += f" {say_when(at, bench.now, zone, language)}"
    said = "declined" if meaning == "discussed" else meaning  # the same to whoever answers once more
    until = say_when(going_on.promise_at, bench.now, zone, language) if going_on is not None else ""
    text = SAYINGS[language][said].format(title=title, staff=who, until=until, ended=_ended(bench, language))
    queue(
        bench.session, bench.contact, text_messages(text), kind="case_reply", now=bench.now, reply=reply,
        case_id=bench.case.id,
    )  # fmt: skip


def _ended(bench: Bench, language: Locale) -> str:
    """How and when the case was closed, for a sentence; "" while it is open."""
    closed_at, ways = bench.case.closed_at, ENDED[language]
    if closed_at is None:
        return ""
    tz = bench.desk.shop.tz
    day = say_day(closed_at.astimezone(tz).date(), bench.now.astimezone(tz).date(), language)
    return ways.get(bench.case.close_reason, ways[""]).format(day=day)
