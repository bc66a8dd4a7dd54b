"""提案: what staff offer, and the customer's tap on it (words of theirs: spoken_proposals.py).

    sent ──accept──> accepted                 confirmed to the customer; a due item says who does it by when
      ├──decline──> declined                  back to answering
      └──other──> discussed                   back to answering: they want a solution, but another one
Only the newest proposal of a case can be answered. A second tap, an older proposal or a closed case get a
kind answer; a yes that comes after closing is never lost: it opens a case again.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from conversations.moments import say_when
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
from services.proposal_words import SAYINGS, TITLES
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
    meaning = _meaning(desk.session, proposal, case, verdict)
    if meaning in ("accept", "decline", "other", "late"):
        proposal.status = _BECOMES[verdict]
        proposal.answered_at = desk.now
        if (
            verdict == "accept"
            and choice.isascii()
            and choice.isdigit()
            and int(choice) < len(proposal.dates)
        ):
            proposal.chosen = proposal.dates[int(choice)]
        record(
            bench,
            {"accept": "accepted", "decline": "declined", "other": "other"}[verdict],
            None,
            proposal.text,
        )
    if meaning in ("accept", "decline", "other"):
        case.status = "accepted" if verdict == "accept" else "answering"
        case.snoozed_until, contact.unread = None, True
        if verdict == "accept":
            from_accepted(desk, case, proposal)
        alert(desk, contact, case, _HEADLINES[verdict], remark=TITLES["ja"][proposal.kind])
    elif meaning == "older":
        contact.unread = True
    _say(bench, proposal, meaning, reply)
    if meaning == "late" and verdict != "decline":
        text = f"{_HEADLINES[verdict]}（終了後のお返事）：{TITLES['ja'][proposal.kind]}"
        open_case(
            desk, contact, "wants_human", purchase=desk.purchase_of(contact, case.purchase_id), text=text
        )
    return meaning


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
    if newest != proposal.id:
        return "older"
    return "late" if case.status == "closed" else verdict


def _say(bench: Bench, proposal: Proposal, meaning: str, reply: Reply) -> None:
    language = language_of(bench.contact)
    staff = bench.session.get(Staff, proposal.staff_id) if proposal.staff_id else None
    who = staff_name(staff, language)
    title = TITLES[language][proposal.kind]
    if proposal.chosen:
        at = datetime.fromisoformat(proposal.chosen)
        title += f" {say_when(at, bench.now, bench.desk.shop.zone, language)}"
    said = "declined" if meaning == "discussed" else meaning  # the same to whoever answers once more
    text = SAYINGS[language][said].format(title=title, staff=who)
    queue(
        bench.session, bench.contact, text_messages(text), kind="case_reply", now=bench.now, reply=reply,
        case_id=bench.case.id,
    )  # fmt: skip
