"""The outbox as a state machine: whatever fails, crashes or comes late — never doubled, never lost, in order.

One step is a person's message queued, a relay's round with trouble for some, a sender killed between claim,
send and record, a killed sender's results arriving after all, time passing, the quota ending or coming back.
"""

from collections import Counter
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from delivery.attempt import Attempt
from delivery.quota_tick import refresh
from delivery.relay import Relay
from models.database import Database
from tests.conftest import FakeClock
from tests.delivery.conftest import empty
from tests.delivery.world import World

PEOPLE = ("U1", "U2", "U3")
KINDS_OF_TROUBLE = ("", "after", "before", "unreached", "burst", "quota", "refused", "401")
TROUBLE = st.fixed_dictionaries({person: st.sampled_from(KINDS_OF_TROUBLE) for person in PEOPLE})
SECONDS = st.sampled_from([0, 1, 3, 27, 70, 700, 90_000])
FINAL = {"sent", "unknown", "discarded"}


class Outbox(RuleBasedStateMachine):
    database: Database

    def __init__(self) -> None:
        super().__init__()
        empty(self.database)
        self.clock = FakeClock()
        self.world = World(self.database, self.clock)
        self.texts: dict[str, int] = {}  # text → row
        self.disturbed: set[int] = set()  # rows that met trouble or a crash
        self.held: set[int] = set()
        self.zombies: list[Relay] = []

    @rule(
        people=st.sets(st.sampled_from(PEOPLE), min_size=1),
        reply=st.booleans(),
        kind=st.sampled_from(["check_in", "promise"]),
    )
    def queue(self, people: set[str], reply: bool, kind: str) -> None:
        for person in sorted(people):
            text = f"{len(self.texts):03}"
            self.texts[text] = self.world.queue(person, text, reply=reply, kind=kind)

    @rule(trouble=TROUBLE, seconds=SECONDS)
    def relay(self, trouble: dict[str, str], seconds: int) -> None:
        self.disturb({person for person, kind in trouble.items() if kind})
        self.world.line.trouble_of = dict(trouble)
        self.world.relay.run_once()
        self.world.line.trouble_of = {}
        self.clock.advance(seconds=seconds)

    @rule(seconds=SECONDS)
    def a_sender_dies_before_sending(self, seconds: int) -> None:
        dying = self.world.new_relay()
        dying._send = nothing  # type: ignore[method-assign]
        dying.step()
        dying._senders.shutdown()
        self.disturb(PEOPLE)
        self.clock.advance(seconds=seconds)

    @rule(trouble=TROUBLE, seconds=SECONDS)
    def a_sender_dies_after_sending(self, trouble: dict[str, str], seconds: int) -> None:
        self.world.line.trouble_of = dict(trouble)
        dying = self.world.new_relay()
        dying.step()
        dying._senders.shutdown()
        self.world.line.trouble_of = {}
        self.zombies.append(dying)
        self.disturb(PEOPLE)
        self.clock.advance(seconds=seconds)

    @rule()
    def a_dead_sender_was_only_slow(self) -> None:
        if self.zombies:
            self.zombies.pop().step(claiming=False)

    @rule(used=st.sampled_from([0, 1000]))
    def the_quota_is_looked_at(self, used: int) -> None:
        self.world.line.used = used
        refresh(self.database, self.world.channel_id, self.world.line, self.clock)

    @invariant()
    def nothing_is_doubled(self) -> None:
        assert all(times == 1 for times in Counter(self.world.line.delivered).values())

    @invariant()
    def order_holds_for_each_person(self) -> None:
        self.held |= {row_id for row_id, status in self.by_status() if status == "held"}
        for person in PEOPLE:
            got = [text for text in self.world.line.texts(person) if self.texts[text] not in self.held]
            assert got == sorted(got)

    @invariant()
    def states_tell_the_truth(self) -> None:
        delivered = {self.texts[text] for _, text in self.world.line.delivered}
        for row_id, status in self.by_status():
            assert status != "sent" or row_id in delivered
            assert status != "discarded" or row_id not in delivered
            assert status != "unknown" or row_id in self.disturbed

    def teardown(self) -> None:
        """When all is well again, everything comes to an end, and what did not arrive is shown to staff."""
        self.world.line.limit = None
        for _ in range(12):
            refresh(self.database, self.world.channel_id, self.world.line, self.clock)
            for _ in range(len(self.texts) + 2):
                if not self.world.relay.run_once():
                    break
            if all(status in FINAL for _, status in self.by_status()):
                break
            self.clock.advance(minutes=11)
        self.nothing_is_doubled()
        self.order_holds_for_each_person()
        self.states_tell_the_truth()
        delivered = {self.texts[text] for _, text in self.world.line.delivered}
        for row_id, status in self.by_status():
            assert status in FINAL
            row = self.world.row(row_id)
            gave_up_quietly = row_id in self.held and row.kind == "check_in"
            assert row_id in delivered or row.needs_staff or gave_up_quietly
            assert status == "sent" or row_id in self.disturbed or row_id in self.held
        self.world.relay.close()

    def disturb(self, people: Any) -> None:
        for row_id, status in self.by_status():
            if status not in FINAL and self.world.row(row_id).to in people:
                self.disturbed.add(row_id)

    def by_status(self) -> list[tuple[int, str]]:
        return list(zip(sorted(self.texts.values()), self.world.statuses(), strict=True))


async def nothing(attempt: Attempt) -> None:
    """Claimed, and killed before a byte was sent."""


def test_the_outbox_never_doubles_never_loses_and_keeps_order(database: Database) -> None:
    examples = 15 if database.is_sqlite else 4
    run_state_machine_as_test(
        type("OutboxHere", (Outbox,), {"database": database}),
        settings=settings(
            max_examples=examples,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
