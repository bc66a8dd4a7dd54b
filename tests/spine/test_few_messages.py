"""When the month's messages run low, what is planned and what is sent wait by one order: the owner's."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from conversations.reasons import reason_ja
from conversations.sacrifice import KIND_OF, KINDS, Order, Quota, read
from conversations.timing import Planned, Send, decide
from delivery.claim import Lease, claim
from delivery.quota_tick import refresh
from models import sacrifice
from models.channel import Channel
from models.contact import Contact
from models.outbound import OutboundMessage
from models.purchase import Purchase
from models.touchpoint import Decision, Touchpoint, messages_are_back
from services.desk import Desk
from services.situations import Person
from tests.spine.scenes import befriended, delivered_two_weeks_ago, few_left
from tests.spine.stage import Stage

UPSIDE_DOWN = read(["referral", "replenishment", "check_in", "milestone"])


def choose(stage: Stage, order: Order) -> None:
    with stage.database.begin() as uow:
        sacrifice.choose(uow.session, stage.shop.channel_id, order, stage.clock(), None)
        uow.commit()


def planner_lets_go(stage: Stage) -> set[str]:
    """Kinds of which the planner would send something now."""
    with stage.database.read() as session:
        contact, purchase = session.get_one(Contact, 1), session.get_one(Purchase, 1)
        now, row = stage.clock(), session.get_one(Touchpoint, 1)
        channel = session.get_one(Channel, stage.shop.channel_id)
        person = Person(Desk(session, stage.shop, [contact], now), contact, purchase, channel, others=())
        situation = person.situation(row, condition=True)
        sent: dict[str, bool] = {}
        for purpose, kind in KIND_OF.items():
            goes = decide(Planned(now, now, purpose), situation) == Send()  # type: ignore[arg-type]
            assert sent.setdefault(kind, goes) is goes, "one kind, one answer"
        return {kind for kind, goes in sent.items() if goes}


def relay_lets_go(stage: Stage) -> set[str]:
    """Kinds of which the relay would push something now."""
    now = stage.clock()
    with stage.database.begin() as uow:  # rolled back: nothing is sent here
        for kind in KINDS:
            row = OutboundMessage(
                channel_id=stage.shop.channel_id, to=f"U{kind}", kind=kind, messages="[]", retry_key=kind,
                due_at=now, created_at=now,
            )  # fmt: skip
            uow.session.add(row)
        uow.session.flush()
        lease = Lease("mine", now, now + timedelta(minutes=1))
        taken = claim(uow.session, stage.shop.channel_id, 100, now, lease)
        return {attempt.kind for attempt in taken.attempts}


@pytest.mark.parametrize("order", [KINDS, UPSIDE_DOWN])
def test_planner_and_relay_hold_back_the_same(stage: Stage, order: Order) -> None:
    """It is the 24th at noon in Tokyo: 0.217 of the month is left, and so much of each share."""
    befriended(stage)
    choose(stage, order)
    counts = []
    for used in (1000, 999, 992, 985, 972, 962, 900):
        few_left(stage, Quota(1000, used))
        planned = planner_lets_go(stage)
        assert planned == relay_lets_go(stage)
        assert planned == set(order[: len(planned)])
        counts.append(len(planned))
    assert counts == [0, 1, 2, 3, 4, 5, 6]
    few_left(stage, None)
    assert planner_lets_go(stage) == relay_lets_go(stage) == set(KINDS)


@pytest.mark.parametrize(("order", "waits"), [(KINDS, False), (read(["referral", "replenishment"]), True)])
def test_a_check_in_waits_or_goes_as_the_owner_chose_and_the_record_says_why(
    stage: Stage, order: Order, waits: bool
) -> None:
    befriended(stage)
    choose(stage, order)
    delivered_two_weeks_ago(stage)
    few_left(stage, Quota(1000, 972))  # room for four kinds of six
    stage.travel(hours=7)
    (row,) = stage.rows(Touchpoint, key="checkin")
    last = stage.rows(Decision, touchpoint_id=row.id)[-1]
    if not waits:
        assert (last.verdict, last.reason) == ("send", "due")
        return
    assert (last.verdict, last.reason, last.detail) == (
        "postpone", "quota_low", {"kind": "check_in", "turn": 1},
    )  # fmt: skip
    assert "「ご様子うかがい」が1番目" in reason_ja(last.reason, last.detail)


@dataclass
class Month:
    """What LINE says of this month."""

    limit: int
    used: int = 0

    def quota(self) -> int:
        return self.limit

    def consumption(self) -> int:
        return self.used


def told(stage: Stage, month: Month) -> str | None:
    return refresh(stage.database, stage.shop.channel_id, month, stage.clock)


def check_in_of(stage: Stage) -> Touchpoint:
    (row,) = stage.rows(Touchpoint, key="checkin")
    return row  # type: ignore[no-any-return]


def test_what_was_put_off_to_next_month_goes_as_soon_as_there_are_messages_again(stage: Stage) -> None:
    """The owner raises the limit: nobody waits for the first of next month all the same."""
    befriended(stage)
    delivered_two_weeks_ago(stage)
    month = Month(200, 200)
    assert told(stage, month) == "out"
    stage.travel(hours=7)
    waiting = check_in_of(stage)
    assert (waiting.status, waiting.reason) == ("planned", "quota_out")
    assert waiting.due_at > stage.clock() + timedelta(days=5)
    assert told(stage, month) == "out"
    stage.play()
    assert check_in_of(stage).due_at == waiting.due_at, "nothing has changed"
    month.limit = 5000
    assert told(stage, month) == "ok"
    stage.play()
    assert check_in_of(stage).status == "sent"


def test_little_more_for_people_only_leaves_the_planned_where_it_is(stage: Stage) -> None:
    befriended(stage)
    delivered_two_weeks_ago(stage)
    month = Month(1000, 1000)
    told(stage, month)
    stage.travel(hours=7)
    for used in (999, 1000) * 15:  # room for an answer, and none, in turn
        month.used = used
        told(stage, month)
        stage.play()
    waiting = check_in_of(stage)
    assert waiting.status == "planned", "it is not given up for having been looked at so often"
    assert waiting.postponed < 3


def test_another_order_of_what_waits_is_asked_at_once(stage: Stage) -> None:
    befriended(stage)
    choose(stage, UPSIDE_DOWN)
    delivered_two_weeks_ago(stage)
    few_left(stage, Quota(1000, 972))
    stage.travel(hours=7)
    assert check_in_of(stage).reason == "quota_low"
    choose(stage, KINDS)
    with stage.database.begin() as uow:
        assert messages_are_back(uow.session, stage.shop.channel_id, stage.clock()) == 1
        uow.commit()
    stage.play()
    assert check_in_of(stage).status == "sent"
