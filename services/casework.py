"""What staff do to a case (対応): answer, note, sort, take, assign.

Its neighbours do the rest: closing, promising, snoozing, contacting, duties, merging, proposals, macros.

Two people never answer the same customer twice: whoever answers says which entry was the last they saw.

Each function locks the contact's lane, looks again at what is true now, and returns the new entry or a
`Refusal` that a page can explain. Nothing here commits.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from conversations.counting import utf16_units
from conversations.promises import ending_of
from line.limits import TEXT
from line.messages import Message, text_messages
from models import contact as contacts
from models.case import Case, CaseEntry
from models.contact import Contact
from models.staff import Staff
from services import turns
from services.alerting import alert, hush
from services.announcing import announce_case
from services.desk import Desk
from services.naming import name_of
from services.outbox import fresh_reply, queue, withdraw_of_case
from services.roster import WORKERS
from services.shop import Shop
from services.staffing import audit

ANSWERS: Final = ("reply", "proposal", "re_promised", "promised_after_broken", "spoke")
CLAIMS: Final = ("taken", "assigned")  # now it is somebody's
TOPIC_LIMIT: Final = 40
NOTE_LIMIT: Final = 5000
Promise = Literal["kept", "broken", "overdue", "waiting", "unanswered", "none"]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Nothing was done, and why (console/labels/ says it in words). `entry`: a colleague's."""

    why: str
    entry: CaseEntry | None = None


@dataclass(frozen=True, slots=True)
class Bench:
    """A case with its lane held: what the work is done at."""

    desk: Desk
    contact: Contact
    case: Case

    @property
    def session(self) -> Session:
        return self.desk.session

    @property
    def now(self) -> datetime:
        return self.desk.now


def hold(session: Session, shop: Shop, case: Case, now: datetime) -> Bench:
    """Wait for the customer's lane, then read the case as it is now."""
    contact = contacts.lock(session, case.contact_id)
    session.refresh(case)
    return Bench(Desk(session, shop, [contact], now), contact, case)


def reply(
    session: Session,
    shop: Shop,
    case: Case,
    staff: Staff,
    text: str,
    now: datetime,
    *,
    seen: int | None = None,
) -> CaseEntry | Refusal:
    """Write to the customer in free text: free of charge with a fresh reply token, else one push."""
    bench = hold(session, shop, case, now)
    words = text.strip()
    done = refusal_to_answer(bench, staff, words, "reply", seen, TEXT)
    return done if done is not None else send(bench, staff, "reply", words, text_messages(words))


def note(
    session: Session, shop: Shop, case: Case, staff: Staff, text: str, now: datetime
) -> CaseEntry | Refusal:
    """For colleagues; the customer never sees it. A closed case may still be noted on."""
    bench = hold(session, shop, case, now)
    words = text.strip()
    if not words or len(words) > NOTE_LIMIT:
        return Refusal("too_long" if words else "empty")
    return record(bench, "note", staff, words)


def take(
    session: Session, shop: Shop, case: Case, staff: Staff, now: datetime, *, seen: int | None = None
) -> CaseEntry | Refusal:
    """「自分が対応します」: mine now, unless somebody else took or answered it since the page was shown."""
    bench = hold(session, shop, case, now)
    if case.status == "closed":
        return Refusal("closed")
    other = _since(bench, staff, seen, (*CLAIMS, *ANSWERS))
    if other is not None:
        return Refusal("taken", other)
    hush(session, case, now, case.assignee_id)
    case.assignee_id = staff.id
    return record(bench, "taken", staff)


def classify(
    session: Session, shop: Shop, case: Case, staff: Staff, topic: str, priority: int, now: datetime
) -> CaseEntry | Refusal:
    """What it is about, and whether it goes before others."""
    bench = hold(session, shop, case, now)
    words = " ".join(topic.split())
    if len(words) > TOPIC_LIMIT:
        return Refusal("too_long")
    case.topic, case.priority = words, 1 if priority > 0 else 0
    return record(bench, "sorted", staff, words, detail={"priority": case.priority})


def assign(
    session: Session, shop: Shop, case: Case, staff: Staff, to: Staff, now: datetime
) -> CaseEntry | Refusal:
    """Give the case to a colleague, who is told."""
    bench = hold(session, shop, case, now)
    if case.status == "closed":
        return Refusal("closed")
    if not to.active or to.role not in WORKERS:
        return Refusal("unknown")
    hush(session, case, now, case.assignee_id)
    case.assignee_id = to.id
    entry = record(bench, "assigned", staff, str(to.id))
    if to.id != staff.id:
        alert(bench.desk, bench.contact, case, "担当になりました")
    return entry


def promise_state(case: Case, now: datetime) -> Promise:
    """How the promise told to the customer stands; «unanswered»: the case was closed, and nobody answered."""
    if case.status != "closed" and case.first_response_at is None:
        return "waiting" if now <= case.promise_at else "overdue"
    ended = ending_of(
        reason=case.reason, promise_at=case.promise_at, answered_at=case.first_response_at,
        closed_at=case.closed_at, close_reason=case.close_reason, now=now,
    )  # fmt: skip
    return "unanswered" if ended == "broken" and case.first_response_at is None else ended


def refusal_to_answer(
    bench: Bench, staff: Staff, words: str, kind: str, seen: int | None, limit: int
) -> CaseEntry | Refusal | None:
    """None if the customer may be written to; the own entry if this very form was sent twice."""
    case, contact = bench.case, bench.contact
    if case.status == "closed":
        return Refusal("closed")
    if not words:
        return Refusal("empty")
    if utf16_units(words) > limit:
        return Refusal("too_long")
    if contact.friend_state == "blocked" or contact.erased_at is not None:
        return Refusal("unreachable")
    if (other := _since(bench, staff, seen, (*ANSWERS, *CLAIMS))) is not None:
        return Refusal("taken" if other.kind in CLAIMS else "answered", other)
    return _same_form(bench, staff, words, kind, seen)


def send(bench: Bench, staff: Staff, kind: str, words: str, messages: list[Message]) -> CaseEntry:
    """A human's answer goes out: the bot falls silent, the promise's clock stops."""
    answered(bench, staff)
    return tell(bench, staff, kind, words, messages)


def answered(bench: Bench, staff: Staff) -> None:
    """A human spoke with the customer, in LINE or elsewhere: the promise is kept or broken now."""
    case = bench.case
    if case.first_response_at is None:
        case.first_response_at = bench.now
        withdraw_of_case(bench.session, case.id, "answered")  # 「遅れていて申し訳ありません」 may still wait
        announce_case(bench.desk, "case.answered", case, in_time=bench.now <= case.promise_at)
    hush(bench.session, case, bench.now)
    if case.status == "open":
        case.status = "answering"
    if case.assignee_id is None:
        case.assignee_id = staff.id
    case.snoozed_until = None
    bench.contact.unread = False


def tell(
    bench: Bench, staff: Staff, kind: str, words: str, messages: list[Message],
    *, as_kind: str = "case_reply", detail: dict[str, Any] | None = None,
) -> CaseEntry:  # fmt: skip
    """Send what a human wrote: the bot falls silent; free with a fresh reply token, else one push."""
    turns.hand_over(bench.desk, bench.contact)
    queue(
        bench.session, bench.contact, messages, kind=as_kind, now=bench.now,
        reply=fresh_reply(bench.session, bench.contact, bench.now), case_id=bench.case.id,
        author=f"staff:{staff.id}",
    )  # fmt: skip
    bench.desk.flush()
    return record(bench, kind, staff, words, detail=detail)


def record(
    bench: Bench, kind: str, staff: Staff | None, text: str = "", *, detail: dict[str, Any] | None = None
) -> CaseEntry:
    """One line of history, and who did it in the audit (ids only)."""
    case, session = bench.case, bench.session
    entry = CaseEntry(
        case_id=case.id, at=bench.now, staff_id=staff.id if staff else None, kind=kind, text=text,
        detail=detail or {},
    )  # fmt: skip
    session.add(entry)
    session.flush()
    if staff is not None:
        audit(
            session,
            bench.now,
            f"case.{kind}",
            f"case:{case.id}",
            staff_id=staff.id,
            detail={"entry": entry.id},
        )
    return entry


def customer_name(bench: Bench) -> str:
    return name_of(bench.contact, bench.desk.purchase_of(bench.contact, bench.case.purchase_id))


def _since(bench: Bench, staff: Staff, seen: int | None, kinds: tuple[str, ...]) -> CaseEntry | None:
    """The first such entry of a colleague after the last entry this person saw; giving it to them is none."""
    if seen is None:
        return None
    statement = select(CaseEntry).where(
        CaseEntry.case_id == bench.case.id,
        CaseEntry.id > seen,
        CaseEntry.kind.in_(kinds),
        CaseEntry.staff_id.is_not(None),
        CaseEntry.staff_id != staff.id,
        ~and_(CaseEntry.kind == "assigned", CaseEntry.text == str(staff.id)),
    )
    return bench.session.scalar(statement.order_by(CaseEntry.id).limit(1))


def _same_form(bench: Bench, staff: Staff, words: str, kind: str, seen: int | None) -> CaseEntry | None:
    """A button pressed twice sends the same form twice: the first one counts."""
    if seen is None:
        return None
    statement = select(CaseEntry).where(
        CaseEntry.case_id == bench.case.id,
        CaseEntry.id > seen,
        CaseEntry.kind == kind,
        CaseEntry.staff_id == staff.id,
        CaseEntry.text == words,
    )
    return bench.session.scalar(statement.limit(1))
