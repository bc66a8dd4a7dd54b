"""提案へのお返事を言葉で: a proposal answered by writing instead of tapping.

The label of a button counts as long as its proposal can be answered. A number, words of one's own («yes,
please»), and a label that is such words, count only while the proposal is the last thing a human wrote:
afterwards they may well answer something else. A mere polite end (「お願いします」) is no yes once the
customer said something of their own since, and 「返金で」 none to an exchange. Whatever is not clearly an
answer stays a message that a human reads.
"""

from datetime import datetime, timedelta
from typing import Final, NamedTuple

from sqlalchemy import select

from conversations.commands import is_closing
from conversations.folding import key
from conversations.moments import say_when
from conversations.replies import read_place
from conversations.verdicts import Verdict, names_another, verdict
from line.events import read
from line.wording import CHINESE, ENGLISH, THAI, wording
from models.case import CaseEntry, Proposal, newest_proposal
from models.contact import Contact
from models.inbound import texts_since
from services.casework import ANSWERS
from services.desk import Desk
from services.languages import language_of
from services.outbox import Reply
from services.proposals import answer_proposal

LATE: Final = timedelta(days=7)  # after it was sent: so long a yes by words to a closed case is understood
# Labels that people say to anything: «Yes, please».
COMMON: Final = frozenset(key(said) for one in (ENGLISH, CHINESE, THAI) for said in (one.accept, one.decline))


class Button(NamedTuple):
    """One way to answer, as it stands in the bubble."""

    label: str
    verdict: Verdict
    choice: str = ""


def answered(desk: Desk, contact: Contact, text: str, reply: Reply) -> str | None:
    """While a human talks: what the words meant to the open proposal, or None: they are for the human."""
    case = desk.cases.get(contact.id)
    proposal = newest_proposal(desk.session, contact.id) if case is not None else None
    if case is None or proposal is None or proposal.case_id != case.id:
        return None
    return _answer(desk, contact, proposal, text, reply)


def answered_late(desk: Desk, contact: Contact, text: str, reply: Reply) -> str | None:
    """After its case was closed. Polite ends («はい、お願いします», too) are thanks then; no clock starts."""
    if contact.id in desk.cases or not _may_answer(contact, text):
        return None
    proposal = newest_proposal(desk.session, contact.id)
    if proposal is None or desk.now - proposal.sent_at > LATE:
        return None
    return _answer(desk, contact, proposal, text, reply)


def buttons(desk: Desk, contact: Contact, proposal: Proposal) -> list[Button]:
    """The ways to answer in the order in which the bubble shows them (line/cards.py)."""
    language = language_of(contact)
    words, zone = wording(language), desk.shop.zone
    moments = [
        Button(say_when(datetime.fromisoformat(at), proposal.sent_at, zone, language), "accept", str(place))
        for place, at in enumerate(proposal.dates)
    ]
    return [
        *(moments or [Button(words.accept, "accept")]),
        Button(words.other, "other"),
        Button(words.decline, "decline"),
    ]


def _answer(desk: Desk, contact: Contact, proposal: Proposal, text: str, reply: Reply) -> str | None:
    meant = _meant(desk, contact, proposal, text) if proposal.status == "sent" else None
    if meant is None:
        return None
    return answer_proposal(desk, contact, proposal, meant.verdict, reply, meant.choice)


def _meant(desk: Desk, contact: Contact, proposal: Proposal, text: str) -> Button | None:
    shown = buttons(desk, contact, proposal)
    labelled = next((button for button in shown if key(button.label) == key(text)), None)
    if labelled is not None and key(text) not in COMMON:
        return labelled
    place, said = read_place(text), verdict(text)
    if (labelled is None and place is None and said is None) or _written_since(desk, proposal):
        return None
    if said == "accept" and names_another(text, proposal.kind, proposal.text):
        return None
    if is_closing(text) and _spoke_since(desk, contact, proposal):
        return None
    if labelled is not None:
        return labelled
    if place is not None:
        return shown[place - 1] if 1 <= place <= len(shown) else None
    fitting = [button for button in shown if button.verdict == said]
    return fitting[0] if len(fitting) == 1 else None  # «yes» to several moments: which one, a human asks


def _may_answer(contact: Contact, text: str) -> bool:
    """Whether it is worth looking for a proposal at all."""
    words = wording(language_of(contact))
    if key(text) in map(key, (words.accept, words.other, words.decline)):
        return True
    return verdict(text) is not None and not is_closing(text)


def _spoke_since(desk: Desk, contact: Contact, proposal: Proposal) -> bool:
    """Whether the customer said more than polite words since: 「交換にできますか」「お願いします」."""
    rows = texts_since(desk.session, contact.channel_id, contact.line_user_id, proposal.sent_at)
    said = [read(row).text for row in rows]
    return any(text and not is_closing(text) for text in said)


def _written_since(desk: Desk, proposal: Proposal) -> bool:
    """Whether a human wrote or said something after it."""
    made = select(CaseEntry.id).where(
        CaseEntry.case_id == proposal.case_id, CaseEntry.kind == "proposal", CaseEntry.at == proposal.sent_at
    )
    later = select(CaseEntry.id).where(
        CaseEntry.case_id == proposal.case_id,
        CaseEntry.kind.in_(ANSWERS),
        CaseEntry.id > made.order_by(CaseEntry.id.desc()).limit(1).scalar_subquery(),
    )
    return desk.session.scalar(later.limit(1)) is not None
