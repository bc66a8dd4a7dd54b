"""対応を終える: a case closes, and what is still due (やること) is settled in the same step.

Whoever closes says of each due item what becomes of it:

    done      it was done: 済み
    later     it still has to be done, and stays on 今日の対応 until it is
    dropped   nobody needs it any more

How the case ended speaks for what it names (`SETTLES`): 「返金した」 does the accepted refund. Anything else
left unsaid refuses the closing: what we owe a customer is never lost. So does a customer who waits for an
answer, until somebody says how they got it, or that they will not (services/unanswered.py).

Whoever was refunded may have a purchase that is still under way: 「返金した」 also says what becomes of that
(`ending`), else its journey would tell them to look forward to a parcel they have been paid back for.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from conversations.following import SETTLES_TALK
from models import due_item
from models.case import Case, CaseEntry
from models.due_item import DueItem
from models.purchase import Purchase
from models.staff import Staff
from services import planning, purchases, turns
from services.alerting import hush
from services.announcing import announce_case
from services.casework import NOTE_LIMIT, Bench, Refusal, hold, record
from services.contacting import log_talk
from services.duties import end
from services.shop import Shop
from services.staffing import audit
from services.unanswered import NOT_AT_ALL, is_said, unanswered

CLOSE_REASONS: Final = ("solved", "advice", "exchanged", "refunded", "no_answer", "other")
FATES: Final = ("done", "later", "dropped")
SETTLES: Final[Mapping[str, tuple[str, ...]]] = {  # how a case ended → the kinds of proposal that did
    "advice": ("advice",), "exchanged": ("exchange", "substitute"), "refunded": ("refund",),
}  # fmt: skip
GOES_ON: Final = "goes_on"  # a part was refunded: the purchase stands
ENDINGS: Final = ("refunded", "cancelled", GOES_ON)  # of the purchase; the usual one first


@dataclass(frozen=True, slots=True)
class LooseEnds:
    """What whoever closes says of what is not done yet.

    `settled`: due item → one of `FATES`. `ending`: what becomes of the purchase of somebody who was refunded.
    `answered`: how a customer was answered who still waits (one of `unanswered.HOW`), knowing what was said
    until the event `heard` (None: until now).
    """

    settled: Mapping[int, str] = field(default_factory=dict)
    ending: str = GOES_ON
    answered: str = ""
    heard: int | None = None


NONE: Final = LooseEnds()


def close(
    session: Session, shop: Shop, case: Case, staff: Staff, reason: str, now: datetime,
    *, remark: str = "", ends: LooseEnds = NONE,
) -> CaseEntry | Refusal:  # fmt: skip
    """Done: the bot gets the conversation back, and the same feeling question is asked again later."""
    bench = hold(session, shop, case, now)
    if case.status == "closed":
        return Refusal("closed")
    if reason not in CLOSE_REASONS or ends.ending not in ENDINGS:
        return Refusal("unknown")
    fates = _fates(session, case, reason, ends.settled)
    if fates is None:
        return Refusal("still_due")
    waits = unanswered(session, case, bench.contact)
    if not is_said(waits, ends.answered, ends.heard):
        return Refusal("unanswered")
    words = remark.strip()[:NOTE_LIMIT]
    if waits is not None and ends.answered != NOT_AT_ALL:
        log_talk(bench, staff, ends.answered, "out", words)
    bought = under_way(session, case)
    if reason == "refunded" and bought is not None and ends.ending != GOES_ON:
        purchases.end(session, shop, bought, ends.ending, "", now)
        audit(session, now, f"purchase.{ends.ending}", f"purchase:{bought.id}", staff_id=staff.id)
        bench = hold(session, shop, case, now)  # its journey and what was asked of it stopped
    for item, fate in fates:
        _settle(bench, staff, item, fate)
    case.status, case.closed_at, case.close_reason, case.snoozed_until = "closed", now, reason, None
    bench.desk.cases.pop(case.contact_id, None)
    hush(session, case, now)
    announce_case(bench.desk, "case.closed", case, close_reason=reason)
    left = {"unanswered": True} if waits is not None and ends.answered == NOT_AT_ALL else {}
    entry = record(bench, "closed", staff, "\n".join(filter(None, [reason, words])), detail=left)
    session.flush()
    turns.hand_back(bench.desk, bench.contact, settled=case.reason in SETTLES_TALK)
    planning.case_closed(session, shop, case, now)
    bench.desk.flush()
    return entry


def under_way(session: Session, case: Case) -> Purchase | None:
    """The purchase a case is about, while it has not ended."""
    bought = session.get(Purchase, case.purchase_id) if case.purchase_id else None
    return bought if bought is not None and bought.status == "active" else None


def all_done(session: Session, case: Case) -> dict[int, str]:
    """What to say when everything that was due was done."""
    return {item.id: "done" for item, _ in due_item.open_of(session, case.id)}


def _fates(
    session: Session, case: Case, reason: str, settled: Mapping[int, str]
) -> list[tuple[DueItem, str]] | None:
    """What becomes of each item that is due; None while somebody has to say it."""
    does = SETTLES.get(reason, ())
    found = [
        (item, settled.get(item.id) or ("done" if kind in does else ""))
        for item, kind in due_item.open_of(session, case.id)
    ]
    return found if all(fate in FATES for _, fate in found) else None


def _settle(bench: Bench, staff: Staff, item: DueItem, fate: str) -> None:
    if fate == "later":
        record(bench, "due_kept", staff, item.text, detail={"item": item.id})
    else:
        end(bench, staff, item, dropped=fate == "dropped")
