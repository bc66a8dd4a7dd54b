"""kill -9 at random instants while two hundred customers answer: nothing lost, nothing doubled, all in order.

Who is killed: the web process, its parent, the worker (turns and sending), and now and then all of it at
once, as when the power goes. LINE meanwhile is slow, breaks connections, and sends webhooks twice.
"""

import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.processes.customers import Crowd, prepare, user_id
from tests.processes.programs import kill_9
from tests.processes.verdict import Figures
from tests.processes.world import World, running

CUSTOMERS = 200
KILLS = 24
FAULTS = (
    {"kind": "drop_after", "endpoint": "/message/", "probability": 0.02, "seed": 1},
    {"kind": "error_before", "endpoint": "/message/", "probability": 0.02, "seed": 2},
    {"kind": "error_after", "endpoint": "/message/", "probability": 0.02, "seed": 3},
    {"kind": "delay", "endpoint": "/message/", "probability": 0.2, "delay_ms": 60, "seed": 4},
)
TROUBLE = {
    "redelivery": True, "redelivery_times": 1000, "redelivery_wait_ms": 400,
    "copies": 2, "copy_probability": 0.1, "seed": 5,
}  # fmt: skip


def kill_now_and_then(world: World, rng: random.Random, crowd: Crowd) -> Counter[str]:
    """Each kill at a random moment after things went on again since the one before."""
    killed: Counter[str] = Counter()
    kinds = ["worker"] * 10 + ["web"] * 7 + ["web's parent"] * 4 + ["everything"] * 3
    rng.shuffle(kinds)
    while kinds:
        goal = crowd.messages_seen + rng.randint(1, 20)
        wait_for(lambda goal=goal: crowd.messages_seen >= goal, crowd, 3)
        crowd.stop.wait(rng.uniform(0.0, 0.4))
        world.restart_dead()
        alive = world.processes()
        if kinds[-1] == "everything":
            victims = [pid for pids in alive.values() for pid in pids]
            victims += [program.pid for program in world.programs.values()]
        else:
            victims = rng.sample(alive[kinds[-1]], 1) if alive[kinds[-1]] else []
        if victims and kill_9(*victims):
            killed[kinds.pop()] += 1
    world.restart_dead()
    return killed


def wait_for(holds: Callable[[], bool], crowd: Crowd, seconds: float) -> None:
    """Until it holds or the time is over: with everybody waiting for a lease to end, the killing goes on."""
    deadline = time.monotonic() + seconds
    while not holds() and time.monotonic() < deadline:
        crowd.stop.wait(0.01)
        assert crowd.failure is None, crowd.failure


def assert_nothing_went_wrong(found: Figures) -> None:
    assert found.events_never_answered_200 == 0
    assert found.events_lost == found.events_stored_twice == 0
    assert found.events_unhandled == found.events_set_aside == 0
    assert found.messages_lost == 0
    assert found.messages_doubled == found.questions_seen_twice == 0
    assert found.messages_out_of_order == 0
    assert found.rows_not_sent == 0
    assert found.conversations == CUSTOMERS
    assert found.conversations_open == 0


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_killed_again_and_again_it_loses_nothing_and_doubles_nothing(kind: str, tmp_path: Path) -> None:
    rng = random.Random(20261122)
    users = [user_id(number) for number in range(CUSTOMERS)]
    with running(kind, tmp_path) as world:
        world.platform.call("PATCH", "/webhooks/settings", TROUBLE)
        for fault in FAULTS:
            world.platform.call("POST", "/faults", fault)
        prepare(world.sonogo, world.platform, users, over_seconds=20)
        crowd = Crowd(world.platform, users, rng, thinking=2.0)
        crowd.start()
        killed = kill_now_and_then(world, random.Random(7), crowd)
        world.until_ready()
        world.until_over()
        crowd.join()
        world.until_over()  # `unknown` rows are not waited for, yet their customers may have answered
        found = world.judge()
    kinds = ", ".join(f"{name} {count}" for name, count in sorted(killed.items()))
    did = ", ".join(f"{name} {count}" for name, count in sorted(crowd.did.items()))
    sys.stderr.write(f"\n{kind}: {CUSTOMERS} customers, {killed.total()} kills ({kinds}); {did}; {found}\n")
    assert killed.total() >= KILLS
    assert_nothing_went_wrong(found)
