"""SIGTERM in the middle of the traffic: what was begun is finished, the rest waits in the database."""

import random
import sys
from pathlib import Path

import pytest

from models.outbound import OutboundMessage
from tests.processes.customers import Crowd, prepare, user_id
from tests.processes.programs import until
from tests.processes.world import World, running

CUSTOMERS = 60


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_a_stop_under_load_cuts_nothing_and_the_next_start_goes_on(tmp_path: Path) -> None:
    users = [user_id(number) for number in range(CUSTOMERS)]
    with running("sqlite", tmp_path) as world:
        slow = {"kind": "delay", "endpoint": "/message/", "delay_ms": 150}
        world.platform.call("POST", "/faults", slow)  # so that some are always under way
        world.platform.call("PATCH", "/webhooks/settings", {"redelivery": True, "redelivery_times": 1000})
        prepare(world.sonogo, world.platform, users, over_seconds=2)
        crowd = Crowd(world.platform, users, random.Random(3), thinking=0.5)
        crowd.start()
        codes = []
        for messages in (60, 150):
            until(lambda goal=messages: crowd.messages_seen >= goal, f"{messages} messages", 60, world.tails)
            codes.append(world.programs["run"].terminate())
            assert_nothing_was_cut(world)
            world.programs["run"].start()
        world.until_over()
        crowd.join()
        found = world.judge()
    sys.stderr.write(f"\nSIGTERM under load, twice: exit codes {codes}; {found}\n")
    assert codes == [0, 0]
    assert found.events_lost == found.events_unhandled == found.events_never_answered_200 == 0
    assert found.messages == found.messages_accepted_by_line
    assert found.messages_lost == found.messages_doubled == found.messages_out_of_order == 0
    assert found.unknown_and_delivered == found.unknown_and_not_delivered == 0


def assert_nothing_was_cut(world: World) -> None:
    """Every 200 has its row, and no message is left halfway."""
    found = world.judge()
    assert found.events_lost == 0
    assert found.messages_lost == found.messages_doubled == 0
    with world.sonogo.database.read() as session:
        assert session.query(OutboundMessage).filter_by(status="sending").count() == 0
