"""The relay, the real client and a LINE that loses answers, over HTTP."""

from collections import Counter

import pytest

from delivery.relay import Relay
from emulator.faults import Fault
from emulator.testing import RunningEmulator
from line.client import LineClient
from tests.delivery.world import World


@pytest.mark.parametrize("kind", ["drop_before", "drop_after", "error_before", "error_after", "html_after"])
def test_whatever_line_loses_each_message_arrives_once_and_in_order(world: World, kind: str) -> None:
    with RunningEmulator() as emulator:
        friends = [emulator.add_friend(f"客{n}").user_id for n in range(4)]
        for number in range(3):
            for friend in friends:
                world.queue(friend, f"{friend}-{number}")
        emulator.platform.faults.add(Fault(kind, endpoint="push", probability=0.4, seed=7))
        client = LineClient(emulator.base_url, emulator.access_token, timeout=2)
        world.relay = Relay(world.database, world.channel_id, client, world.clock, in_flight=4)
        world.relay_until_still(seconds=3)
        emulator.platform.faults.clear()
        world.relay_until_still(minutes=5)
        sent = [one.messages[0]["text"] for one in emulator.platform.sent]
        assert set(world.statuses()) == {"sent"}
        assert Counter(sent) == Counter(f"{friend}-{n}" for friend in friends for n in range(3))
        for friend in friends:
            assert [text for text in sent if text.startswith(friend)] == [f"{friend}-{n}" for n in range(3)]
        world.relay.close()


def test_the_emulators_quota_and_burst_are_told_apart(world: World) -> None:
    with RunningEmulator() as emulator:
        friend = emulator.add_friend().user_id
        client = LineClient(emulator.base_url, emulator.access_token)
        world.relay = Relay(world.database, world.channel_id, client, world.clock, in_flight=4)
        row_id = world.queue(friend, "a")
        emulator.platform.faults.add(Fault("rate_limit", endpoint="push", times=1))
        world.relay.run_once()
        assert world.row(row_id).status == "pending"
        world.clock.advance(seconds=5)
        emulator.channel.quota.set_used(emulator.platform.clock.now(), 200)
        world.relay.run_once()
        assert (world.row(row_id).status, world.channel().quota_state) == ("held", "out")
        world.relay.close()
