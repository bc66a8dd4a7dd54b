"""対応を終える: a case closes, and what is still due (やること) is settled in the same step.

Whoever closes says of each due item what becomes of it:

    done      it was done: 済み
    later     it still has to be done, and stays on 今日の対応 until it is
    dropped   nobody needs it any more

How the case ended speaks for what it names (`SETTLES`): 「返金した」 does the accepted refund. Anything else
left unsaid refuses the closing: what we owe a customer is never lost.

Whoever was refunded may have a purchase that is still under way: 「返金した」 also says what becomes of that
(`ending`), else its journey would tell them to look forward to a parcel they have been paid back for.
"""

from collections.abc import Mapping
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
from services.duties import end
from services.shop import Shop
from services.staffing import audit

CLOSE_REASONS: Final = ("solved", "advice", "exchanged", "refunded", "no_answer", "other")
FATES: Final = ("done", "later", "dropped")
SETTLES: Final[Mapping[str, tuple[str, ...]]] = {  # how a case ended → the kinds of proposal that did
    "advice": ("advice",), "exchanged": ("exchange", "substitute"), "refunded": ("refund",),
}  # fmt: skip
GOES_ON: Final = "goes_on"  # a part was refunded: the purchase stands
ENDINGS: Final = ("refunded", "cancelled", GOES_ON)  # of the purchase; the usual one first


def close(
    session: Session, shop: Shop, case: Case, staff: Staff, reason: str, now: datetime,
    *, remark: str = "", settled: Mapping[int, str] | None = None, ending: str = GOES_ON,
) -> CaseEntry | Refusal:  # fmt: skip
    """Done: the bot gets the conversation back, and the same feeling question is asked again later.

    `settled`: due item → one of `FATES`. `ending`: what becomes of the purchase of somebody who was refunded.
    """
    bench = hold(session, shop, case, now)
    if case.status == "closed":
        return Refusal("closed")
    if reason not in CLOSE_REASONS or ending not in ENDINGS:
        return Refusal("unknown")
    fates = _fates(session, case, reason, settled or {})
    if fates is None:
        return Refusal("still_due")
    bought = under_way(session, case)
    if reason == "refunded" and bought is not None and ending != GOES_ON:
        purchases.end(session, shop, bought, ending, "", now)
        audit(session, now, f"purchase.{ending}", f"purchase:{bought.id}", staff_id=staff.id)
        bench = hold(session, shop, case, now)  # its journey and what was asked of it stopped
    for item, fate in fates:
        _settle(bench, staff, item, fate)
    case.status, case.closed_at, case.close_reason, case.snoozed_until = "closed", now, reason, None
    bench.desk.cases.pop(case.contact_id, None)
    hush(session, case, now)
    announce_case(bench.desk, "case.closed", case, close_reason=reason)
    entry = record(bench, "closed", staff, "\n".join(filter(None, [reason, remark.strip()[:NOTE_LIMIT]])))
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
