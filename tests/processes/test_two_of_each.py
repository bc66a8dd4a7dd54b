"""Two webs and two workers on one PostgreSQL, nobody killed: the work is shared, and nobody notices."""

import random
import sys
from pathlib import Path

import pytest

from tests.processes.customers import Crowd, prepare, user_id
from tests.processes.world import World, running

CUSTOMERS = 500


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_two_webs_and_two_workers_share_500_customers_without_a_double_or_a_disorder(tmp_path: Path) -> None:
    users = [user_id(number) for number in range(CUSTOMERS)]
    with running("postgresql", tmp_path) as world:
        world.platform.call(
            "PATCH", "/webhooks/settings", {"redelivery": True, "copies": 2, "copy_probability": 0.2}
        )
        prepare(world.sonogo, world.platform, users, over_seconds=5)
        crowd = Crowd(world.platform, users, random.Random(5), thinking=1.0)
        crowd.start()
        world.until_over(150)
        crowd.join()
        world.until_over()  # the last word of an impatient customer may have come meanwhile
        found = world.judge()
        assert_no_errors_were_logged(world)
    sys.stderr.write(f"\npostgresql, 2 webs and 2 workers: {CUSTOMERS} customers; {found}\n")
    assert found.events_never_answered_200 == found.events_lost == found.events_stored_twice == 0
    assert found.events_unhandled == found.events_set_aside == 0
    assert found.messages == found.messages_accepted_by_line
    assert found.messages_lost == found.messages_doubled == found.questions_seen_twice == 0
    assert found.messages_out_of_order == found.rows_not_sent == 0
    assert found.conversations == CUSTOMERS
    assert found.conversations_open == 0
    assert found.unknown_and_delivered == found.unknown_and_not_delivered == 0


def assert_no_errors_were_logged(world: World) -> None:
    """But for webhooks a slow machine had to ask for again: those came again."""
    for program in world.programs.values():
        lines = program.log.read_text(errors="replace").splitlines()
        errors = [line for line in lines if '"level": "error"' in line and '"logger": "webhook' not in line]
        assert not errors, errors[:3]
