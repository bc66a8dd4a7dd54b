"""Staff who keep their promises, mostly: each case answered within some business time, offered, closed."""

from datetime import datetime, timedelta
from random import Random
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from conversations.following import NOT_TALKED, UNTOLD
from models import due_item, health_report
from models.case import Case
from models.staff import Staff
from services import casework, closing, duties, health_reports, proposals, staffing, unread
from services.closing import LooseEnds
from services.health_reports import Facts
from services.shop import Shop
from services.unanswered import NOT_AT_ALL

PEOPLE: Final = (("owner", "鈴木"), ("lead", "高橋"), ("agent", "田中"), ("agent", "伊藤"))
LEFT: Final = LooseEnds(answered=NOT_AT_ALL)  # what a customer wrote last may stay without an answer
FORGETFUL: Final = 0.05  # so often a case lies longer than was promised
OFFERS: Final = (
    ("advice", "夜だけ、半分の量から試してみませんか。手で温めてからのせると、なじみやすくなります。"),
    ("exchange", "さっぱりタイプと交換させてください。送料は当店で負担します。"),
    ("refund", "ご期待にそえず申し訳ありませんでした。商品代金をお返しいたします。"),
    ("substitute", "同じシリーズの、香りのないものをお試しいただけます。"),
)  # fmt: skip
GREETING: Final = (
    "お話を聞かせてくださり、ありがとうございます。担当いたします。くわしく伺ってもよろしいでしょうか。"
)


def hire(session: Session, now: datetime) -> str:
    """The shop's people; the owner's one-time link to sign in with."""
    links = [
        staffing.add(session, f"{role}{place}@example.jp" if place else "owner@example.jp", role, name, now)
        for place, (role, name) in enumerate(PEOPLE)
    ]
    return links[0]


def answers_at(shop: Shop, opened_at: datetime, chance: Random) -> datetime:
    """When somebody gets to it: within the promise as a rule, in business time."""
    hours = shop.rules.hours
    if chance.random() < FORGETFUL:
        within = shop.rules.promise_within + timedelta(hours=chance.uniform(1, 9))
    else:
        within = min(timedelta(minutes=chance.lognormvariate(3.8, 0.7)), shop.rules.promise_within * 0.9)
    return hours.promise_due(opened_at, within)


def answer(session: Session, shop: Shop, case_id: int, now: datetime, chance: Random) -> str:
    """Somebody takes the case and writes; what was done: closed, replied, proposed, or nothing."""
    case = session.get_one(Case, case_id)
    staff = _whose(session, case)
    if case.status == "closed" or staff is None:
        return ""
    if case.reason in NOT_TALKED:
        _do_all(session, shop, case, staff, now)
        if case.reason not in UNTOLD:
            casework.reply(session, shop, case, staff, GREETING, now)
        closing.close(session, shop, case, staff, "other", now, ends=LEFT)
        return "closed"
    if case.reason in ("health", "wants_human", "message", "unreadable"):
        done = casework.reply(session, shop, case, staff, GREETING, now)
        return "" if isinstance(done, casework.Refusal) else "replied"
    return "proposed" if offer(session, shop, case_id, now, chance) else ""


def offer(session: Session, shop: Shop, case_id: int, now: datetime, chance: Random) -> bool:
    """A proposal the customer may accept with a tap; whether it went out."""
    case = session.get_one(Case, case_id)
    staff = _whose(session, case)
    if case.status == "closed" or staff is None:
        return False
    kind, words = chance.choices(OFFERS, (60, 22, 8, 10))[0]
    done = proposals.propose(session, shop, case, staff, kind, words, now)
    return not isinstance(done, casework.Refusal)


def close(session: Session, shop: Shop, case_id: int, now: datetime, chance: Random) -> None:
    case = session.get_one(Case, case_id)
    staff = _whose(session, case)
    if case.status == "closed" or staff is None:
        return
    _do_all(session, shop, case, staff, now)
    if health_report.of_case(session, case.id) is not None:
        facts = Facts(["redness"], ["face"], weight="light", ongoing="no", stopped="yes", duty="no")
        health_reports.keep(session, shop, case, staff, facts, now)
    reason = "advice" if case.status == "accepted" else chance.choice(("solved", "other"))
    closing.close(session, shop, case, staff, reason, now, ends=LEFT)


def _do_all(session: Session, shop: Shop, case: Case, staff: Staff, now: datetime) -> None:
    for item in due_item.of_case(session, case.id):
        if item.done_at is None:
            duties.finish(session, shop, case, staff, item, now)


def read_up(session: Session, now: datetime) -> int:
    """The morning's reading: what customers wrote that needs no answer; how many."""
    staff = session.scalars(select(Staff).where(Staff.role == "agent").order_by(Staff.id)).first()
    if staff is None:
        return 0
    waiting = unread.without_case(session, 500)
    for contact in waiting:
        unread.mark_read(session, contact.id, staff, now)
    return len(waiting)


def _whose(session: Session, case: Case) -> Staff | None:
    known = session.get(Staff, case.assignee_id) if case.assignee_id else None
    return known or session.scalar(select(Staff).where(Staff.active.is_(True)).order_by(Staff.id).limit(1))
