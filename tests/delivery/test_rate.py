"""One bucket for all machines."""

import threading
from datetime import timedelta

from delivery import rate
from tests.delivery.world import World


def taken(world: World, wanted: int) -> int:
    with world.database.begin() as uow:
        granted = rate.take(uow.session, world.channel_id, "push", wanted, world.clock())
        uow.commit()
        return granted


def test_a_burst_is_granted_then_only_what_time_brings(world: World) -> None:
    assert taken(world, 10_000) == rate.BURST
    assert taken(world, 10) == 0
    world.clock.advance(seconds=0.1)
    assert taken(world, 10_000) == rate.PER_SECOND * 0.1
    world.clock.advance(hours=1)
    assert taken(world, 10_000) == rate.BURST


def test_a_pause_stops_everyone_for_its_length(world: World) -> None:
    taken(world, 1)
    with world.database.begin() as uow:
        rate.pause(uow.session, world.channel_id, "push", timedelta(seconds=1), world.clock())
        uow.commit()
    world.clock.advance(seconds=0.9)
    assert taken(world, 1) == 0
    world.clock.advance(seconds=0.2)
    assert taken(world, 1) == 1


def test_many_machines_together_take_no_more_than_there_is(world: World) -> None:
    got: list[int] = []

    def take() -> None:
        for _ in range(5):
            got.append(taken(world, 60))

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(got) == rate.BURST
