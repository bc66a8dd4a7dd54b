"""How far a story has come when a test begins, reached by the shortest way."""

from datetime import datetime, timedelta

from sqlalchemy import update

from conversations.replies import show_code
from conversations.sacrifice import Quota
from models.case import Case
from models.channel import Channel
from models.staff import Staff
from services import casework, closing
from tests.spine.stage import ANNA, Person, Stage

BORIS = "U" + "b" * 32


def befriended(
    stage: Stage, external_id: str = "A-1", user_id: str = ANNA, *, tap: str = "うるおい"
) -> Person:
    """Bought, a friend, bound, welcomed; the first question answered with `tap` (if any), the list left."""
    purchase = stage.buy(external_id)
    person = stage.person(user_id=user_id)
    person.follow()
    person.say(show_code(purchase.claim_code))
    if tap:
        person.tap(tap)
        if "あとでやります" in person.labels():
            person.tap("あとでやります")
    person.received()
    return person


def at_checkin(stage: Stage, external_id: str = "A-1", user_id: str = ANNA) -> Person:
    """The check-in is on the phone: 19:00, two weeks after the delivery. (The shop told of it late.)"""
    person = befriended(stage, external_id, user_id)
    delivered_two_weeks_ago(stage, external_id)
    stage.travel(hours=7)
    return person


def delivered_two_weeks_ago(stage: Stage, external_id: str = "A-1") -> datetime:
    at = stage.clock() - timedelta(days=14)
    stage.milestone(external_id, "delivered", at)
    return at


def staff_writes(stage: Stage, text: str, case: Case | None = None) -> None:
    with stage.database.begin() as uow:
        row = uow.session.get_one(Case, (case or stage.rows(Case)[-1]).id)
        staff = uow.session.get_one(Staff, stage.rows(Staff)[0].id)
        done = casework.reply(uow.session, stage.shop, row, staff, text, stage.clock())
        assert not isinstance(done, casework.Refusal), done
        uow.commit()
    stage.play()


def staff_closes(stage: Stage, case: Case | None = None, answered: str = "none") -> None:
    """`answered`: how a customer nobody wrote to was told (a way of `services.contacting`), or not at all."""
    with stage.database.begin() as uow:
        row = uow.session.get_one(Case, (case or stage.rows(Case)[-1]).id)
        staff = uow.session.get_one(Staff, stage.rows(Staff)[0].id)
        settled = closing.all_done(uow.session, row)  # an order wish is due as well
        ends = closing.LooseEnds(settled, answered=answered)
        done = closing.close(uow.session, stage.shop, row, staff, "solved", stage.clock(), ends=ends)
        assert not isinstance(done, casework.Refusal), done
        uow.commit()
    stage.play()


def few_left(stage: Stage, month: Quota | None) -> None:
    """LINE told that messages run low, and how few there are; None: there are enough."""
    values = {"quota_limit": month.limit if month else None, "quota_used": month.used if month else 0}
    with stage.database.begin() as uow:
        uow.session.execute(update(Channel).values(values | {"quota_state": "low" if month else "ok"}))
        uow.commit()
