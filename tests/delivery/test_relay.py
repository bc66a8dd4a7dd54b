"""Claim → send → record, on both databases: never twice, never lost, in order."""

import asyncio
import threading
from datetime import timedelta

import pytest

from conversations.sacrifice import KINDS, read
from delivery.attempt import Attempt
from delivery.quota_tick import refresh
from line.client import Accepted
from models import sacrifice
from models.timer import Timer
from tests.delivery.fake_line import FakeLine
from tests.delivery.test_quota import FIRST, LAST
from tests.delivery.world import World


def test_a_push_goes_out_once_and_is_written_down(world: World) -> None:
    row_id = world.queue("U1", "a")
    assert world.relay.run_once() > 0
    assert world.relay.run_once() == 0
    row = world.row(row_id)
    assert (row.status, row.method, row.billed, row.attempts) == ("sent", "push", True, 1)
    assert (row.request_id, row.sent_messages, row.sent_at) == ("r1", [{"id": "1"}], world.clock())
    assert (row.lease_token, row.lease_until) == (None, None)
    assert world.channel().quota_used == 1


def test_a_fresh_reply_token_makes_it_free(world: World) -> None:
    row = world.row(world.queue("U1", "a", reply=True))
    world.relay.run_once()
    row = world.row(row.id)
    assert (row.status, row.method, row.billed) == ("sent", "reply", False)
    assert world.line.used == world.channel().quota_used == 0


def test_an_old_reply_token_is_not_even_tried(world: World) -> None:
    world.queue("U1", "a", reply=True)
    world.clock.advance(seconds=51)
    world.relay.run_once()
    assert world.line.calls == ["push"]


def test_a_reply_token_line_refuses_at_once_becomes_a_push(world: World) -> None:
    row_id = world.queue("U1", "a", reply=True)
    world.line.tokens.clear()
    world.relay.run_once()
    world.relay.run_once()
    assert world.line.calls == ["reply", "push"]
    assert world.row(row_id).status == "sent"


@pytest.mark.parametrize("trouble", ["before", "after"])
def test_a_lost_answer_to_a_push_is_retried_with_the_same_bytes_and_never_doubled(
    world: World, trouble: str
) -> None:
    row_id = world.queue("U1", "a")
    world.line.trouble.append(trouble)
    world.relay.run_once()
    assert world.row(row_id).status == "pending"
    assert world.row(row_id).ambiguous
    world.relay_until_still()
    assert world.line.texts("U1") == ["a"]
    assert [len(bodies) for bodies in world.line.bodies.values()] == [1]
    assert world.row(row_id).status == "sent"


@pytest.mark.parametrize("trouble", ["before", "after"])
def test_a_lost_answer_to_a_reply_is_tried_with_the_same_token_and_never_pushed(
    world: World, trouble: str
) -> None:
    row_id = world.queue("U1", "a", reply=True)
    world.line.trouble.append(trouble)
    world.relay.run_once()
    world.clock.advance(seconds=1)
    world.relay.run_once()
    assert world.line.calls == ["reply", "reply"]
    assert world.line.texts("U1") == ["a"]
    assert world.row(row_id).status == "sent"


@pytest.mark.parametrize("trouble", ["before", "after"])
def test_a_lost_reply_whose_token_is_over_is_unknown_and_staff_are_told(world: World, trouble: str) -> None:
    row_id = world.queue("U1", "a", reply=True)
    later = world.queue("U1", "b")
    world.line.trouble.append(trouble)
    world.relay.run_once()
    world.clock.advance(seconds=55)
    world.relay.run_once()
    world.relay.run_once()
    row = world.row(row_id)
    assert (row.status, row.needs_staff) == ("unknown", True)
    assert world.line.calls == ["reply", "push"]
    assert world.row(later).status == "sent"


def test_one_persons_messages_go_out_one_after_the_other_and_others_do_not_wait(world: World) -> None:
    for text in ("1", "2", "3"):
        world.queue("U1", text)
    world.queue("U2", "x")
    world.line.trouble.extend(["before"])
    world.relay.run_once()
    assert world.line.texts("U2") == ["x"]
    assert world.line.texts("U1") == []
    world.relay_until_still()
    assert world.line.texts("U1") == ["1", "2", "3"]


def test_a_burst_snoozes_without_counting_and_pauses_everyone(world: World) -> None:
    first, second = world.queue("U1", "a"), world.queue("U2", "b")
    world.line.trouble.extend(["burst", "burst"])
    world.relay.run_once()
    assert world.statuses() == ["pending", "pending"]
    assert [world.row(i).attempts for i in (first, second)] == [0, 0]
    assert world.row(first).first_attempt_at is None
    third = world.queue("U3", "c")
    world.relay.run_once()
    assert world.row(third).status == "pending"
    assert len(world.line.calls) == 2
    world.clock.advance(seconds=3)
    world.relay.run_once()
    assert world.statuses() == ["sent", "sent", "sent"]
    assert world.line.quota_asked == 1


def test_an_exhausted_quota_holds_pushes_lets_replies_go_and_is_no_burst(world: World) -> None:
    world.line.used = 1000
    held, free = world.queue("U1", "a"), world.queue("U2", "b", reply=True)
    world.relay.run_once()
    assert (world.row(held).status, world.row(free).status) == ("held", "sent")
    assert world.channel().quota_state == "out"
    later = world.queue("U3", "c", kind="case_reply")
    calls = len(world.line.calls)
    world.relay.run_once()
    assert (world.row(later).status, world.row(later).needs_staff) == ("held", True)
    assert len(world.line.calls) == calls


def test_when_the_quota_is_back_held_messages_go_the_most_important_first(world: World) -> None:
    world.line.used = 1000
    world.relay.run_once()
    for kind in ("referral", "check_in", "case_reply", "promise"):
        world.queue(f"U-{kind}", kind, kind=kind)
    world.relay.run_once()
    assert set(world.statuses()) == {"held"}
    world.line.used = 998
    refresh(world.database, world.channel_id, world.line, world.clock)
    world.relay.run_once()
    assert sorted(text for _, text in world.line.delivered) == ["case_reply"]
    world.line.used = 0
    refresh(world.database, world.channel_id, world.line, world.clock)
    world.relay.run_once()
    assert len(world.line.delivered) == 4


def test_an_owners_order_decides_what_waits_and_what_goes_first_when_it_is_back(world: World) -> None:
    world.clock.now = FIRST
    with world.database.begin() as uow:
        order = read(["referral", "replenishment", "check_in", "milestone"])
        sacrifice.choose(uow.session, world.channel_id, order, world.clock(), None)
        uow.commit()
    world.line.used = 870  # room for answers and promises, and for two kinds more
    refresh(world.database, world.channel_id, world.line, world.clock)
    assert world.channel().quota_state == "low"
    rows = {kind: world.queue(f"U-{kind}", kind, kind=kind) for kind in KINDS}
    world.relay.run_once()
    waiting = {kind for kind, row_id in rows.items() if world.row(row_id).status == "held"}
    assert waiting == {"check_in", "milestone"}
    world.clock.now, world.line.used = LAST, 1000
    refresh(world.database, world.channel_id, world.line, world.clock)
    late = {kind: world.queue(f"U-{kind}", kind, kind=kind) for kind in ("milestone", "check_in", "referral")}
    world.relay.run_once()
    world.line.used = 999  # nothing is kept back any more in a month that is over, but one is all that fits
    refresh(world.database, world.channel_id, world.line, world.clock)
    world.relay.run_once()
    assert [world.row(row_id).status for row_id in late.values()] == ["held", "held", "sent"]


def test_a_held_check_in_too_old_to_make_sense_is_given_up(world: World) -> None:
    world.line.used = 1000
    row_id = world.queue("U1", "a")
    world.relay.run_once()
    world.clock.advance(days=8)
    refresh(world.database, world.channel_id, world.line, world.clock)
    assert world.row(row_id).status == "discarded"


def test_a_refusal_for_good_is_discarded_and_staff_are_told(world: World) -> None:
    row_id, after = world.queue("U1", "a"), world.queue("U1", "b")
    world.line.trouble.append("refused")
    world.relay.run_once()
    world.relay.run_once()
    row = world.row(row_id)
    assert (row.status, row.needs_staff) == ("discarded", True)
    assert "Failed to send messages" in row.error
    assert world.row(after).status == "sent"


def test_a_refused_access_token_pauses_the_channel_and_loses_nothing(world: World) -> None:
    row_id = world.queue("U1", "a")
    world.line.trouble.extend(["401", "401"])
    world.relay.run_once()
    assert world.channel().pause_reason
    world.clock.advance(seconds=30)
    assert world.relay.run_once() == 0
    for person in range(5):
        world.queue(f"P{person}", "x")
    world.clock.advance(seconds=31)
    world.relay.run_once()
    assert world.line.calls == ["push", "push"]  # one probe, not six
    world.clock.advance(seconds=61)
    world.relay_until_still()
    assert set(world.statuses()) == {"sent"}
    assert world.row(row_id).attempts == 1
    assert not world.channel().pause_reason


def test_pushes_stop_before_line_forgets_the_retry_key(world: World) -> None:
    row_id = world.queue("U1", "a")
    world.line.trouble.append("after")
    world.relay.run_once()
    world.clock.advance(hours=25)
    world.relay.run_once()
    row = world.row(row_id)
    assert (row.status, row.needs_staff) == ("unknown", True)
    assert world.line.texts("U1") == ["a"]


def test_a_message_no_one_could_reach_line_with_for_a_day_is_discarded(world: World) -> None:
    row_id = world.queue("U1", "a")
    world.line.trouble.extend(["unreached"] * 40)
    for _ in range(40):
        world.relay.run_once()
        world.clock.advance(hours=1)
    assert (world.row(row_id).status, world.line.texts("U1")) == ("discarded", [])


def test_clocks_of_a_question_start_when_it_was_sent(world: World) -> None:
    sent, lost = world.queue("U1", "a"), world.queue("U2", "b", reply=True)
    timers = [start_timer(world, row_id) for row_id in (sent, lost)]
    world.line.trouble.append("401")
    world.clock.advance(minutes=5)
    world.relay.run_once()
    world.clock.advance(minutes=5)
    world.relay.run_once()
    with world.database.read() as session:
        due = session.get_one(Timer, timers[0]).due_at
    assert due is not None
    assert due == (world.row(sent).sent_at or world.clock()) + timedelta(hours=1)


def start_timer(world: World, row_id: int) -> int:
    from tests.delivery.conversations import a_conversation

    conversation_id, contact_id = a_conversation(world)
    with world.database.begin() as uow:
        timer = Timer(
            conversation_id=conversation_id,
            contact_id=contact_id,
            kind="timeout",
            turn=1,
            after_seconds=3600,
            outbound_id=row_id,
        )
        uow.session.add(timer)
        uow.commit()
        return timer.id


def test_a_dead_senders_push_is_sent_again_with_its_key_after_the_lease(world: World) -> None:
    row_id = world.queue("U1", "a")
    dying = world.new_relay()

    async def killed(attempt: Attempt) -> None:
        """Claimed, and killed before a byte was sent."""

    dying._send = killed  # type: ignore[method-assign]
    dying.step()
    assert world.row(row_id).status == "sending"
    assert world.relay.run_once() == 0
    world.clock.advance(seconds=26)
    world.relay.run_once()
    row = world.row(row_id)
    assert (row.status, row.attempts, row.ambiguous) == ("sent", 2, False)


def test_a_sender_that_lost_its_lease_changes_nothing(world: World) -> None:
    row_id = world.queue("U1", "a")
    slow = world.new_relay()
    held_back: list[Attempt] = []

    async def hold_back(attempt: Attempt) -> None:
        """Sent, and no answer yet."""
        held_back.append(attempt)

    slow._send = hold_back  # type: ignore[method-assign]
    slow.step()
    slow._senders.shutdown()
    world.clock.advance(seconds=26)
    world.relay.run_once()
    from delivery.record import Finished
    from line.errors import Permanent

    slow._unrecorded.append(Finished(held_back[0], Permanent("late"), world.clock()))
    slow.step(claiming=False)
    assert world.row(row_id).status == "sent"


def test_a_late_sender_does_not_send_what_is_no_longer_his(world: World) -> None:
    world.queue("U1", "a")
    relay = world.new_relay()
    original = relay._call

    async def slow(attempt: Attempt) -> Accepted:
        world.clock.advance(seconds=20)
        return await original(attempt)

    relay._call = slow  # type: ignore[method-assign]
    relay.run_once()
    assert world.line.calls == []


def test_many_relays_on_one_outbox_send_each_row_once_and_in_order(world: World) -> None:
    people, each = 12, 8
    for number in range(each):
        for person in range(people):
            world.queue(f"U{person}", str(number), reply=number % 3 == 0)
    relays = [world.new_relay() for _ in range(4)]

    def work(relay: object) -> None:
        while "pending" in world.statuses() or "sending" in world.statuses():
            relay.run_once()  # type: ignore[attr-defined]

    threads = [threading.Thread(target=work, args=(relay,)) for relay in relays]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    expected = [str(number) for number in range(each)]
    assert {person: world.line.texts(f"U{person}") for person in range(people)} == dict.fromkeys(
        range(people), expected
    )


def test_a_message_can_be_claimed_with_the_commit_that_writes_it(world: World) -> None:
    with world.database.begin() as uow:
        uow.session.add_all([world.message("U1", "a", reply=True), world.message("U1", "b")])
        uow.session.flush()
        off = world.relay.take_along(uow.session)
        uow.commit()
    assert world.statuses() == ["sending", "pending"]
    assert world.new_relay().run_once() == 0  # it is ours, and the second waits for the first
    off()
    world.relay_until_still()
    assert world.statuses() == ["sent", "sent"]
    assert world.line.texts("U1") == ["a", "b"]
    assert world.line.calls == ["reply", "push"]


def test_a_claim_is_undone_with_the_commit_that_did_not_come(world: World) -> None:
    waiting = world.queue("U2", "x")
    with world.database.begin() as uow:
        uow.session.add(world.message("U1", "a"))
        uow.session.flush()
        world.relay.take_along(uow.session)
    assert world.row(waiting).status == "pending"
    world.relay_until_still()
    assert world.line.delivered == [("U2", "x")]


def test_what_was_handed_over_goes_out_before_the_relay_ends(world: World) -> None:
    with world.database.begin() as uow:
        uow.session.add(world.message("U1", "a"))
        uow.session.flush()
        off = world.relay.take_along(uow.session)
        uow.commit()
    off()
    world.relay.close()
    assert world.statuses() == ["sent"]


def test_who_wakes_a_busy_relay_is_heard(world: World) -> None:
    """A row written while the relay sends goes out at once, not at the next look."""
    stop, deliver = threading.Event(), world.line.push

    async def push(body: bytes, retry_key: str) -> Accepted:
        if len(world.line.delivered) < 5:
            world.queue(f"U{len(world.line.delivered)}", "x")
            world.relay.wake()
        else:
            stop.set()
        world.relay._look_at = float("inf")  # nobody looks unasked
        return await deliver(body, retry_key)

    world.line.push = push  # type: ignore[method-assign]
    world.queue("first", "x")
    world.relay.run(stop)
    assert world.statuses() == ["sent"] * 6


def test_an_idle_relay_writes_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(world.database), "begin", lambda self: pytest.fail("a write transaction"))
    assert world.relay.step() == 0


def test_results_survive_a_database_that_is_away_for_a_moment(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    row_id = world.queue("U1", "a")
    world.relay.step()
    world.relay._senders.shutdown()
    with monkeypatch.context() as patch:
        patch.setattr(type(world.database), "begin", lambda self: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            world.relay.step()
    world.relay.step(claiming=False)
    assert world.row(row_id).status == "sent"


def test_stopping_finishes_what_is_in_flight(world: World) -> None:
    for person in range(20):
        world.queue(f"U{person}", "x")
    stop, deliver = threading.Event(), world.line.push

    async def push_and_stop(body: bytes, retry_key: str) -> Accepted:
        stop.set()
        return await deliver(body, retry_key)

    world.line.push = push_and_stop  # type: ignore[method-assign]
    world.relay.run(stop)
    assert "sending" not in world.statuses()
    assert len(world.line.delivered) == world.statuses().count("sent")


def test_fake_line_forgets_a_key_after_a_day_as_line_does(world: World) -> None:
    assert isinstance(world.line, FakeLine)
    asyncio.run(world.line.push(b'{"to":"U1","messages":[{"text":"a"}]}', "k"))
    world.clock.advance(hours=25)
    asyncio.run(world.line.push(b'{"to":"U1","messages":[{"text":"a"}]}', "k"))
    assert world.line.texts("U1") == ["a", "a"]
