"""What customers say unasked: a photo, 「届きました」. A warm word, and no more work than there is."""

import pytest

from tests.spine.scenes import befriended
from tests.spine.stage import Person, Stage

WARM = "無事にお手もとに届いて、ほっとしました"


def settled(stage: Stage) -> Person:
    """A friend whom nobody asks anything."""
    hanako = befriended(stage)
    stage.travel(days=3)
    stage.play()
    hanako.received()
    return hanako


def test_a_photo_is_thanked_for_as_a_photo(stage: Stage) -> None:
    hanako = settled(stage)
    hanako.send("image")
    assert "お写真をありがとうございます" in hanako.heard()
    assert stage.contact().unread
    hanako.send("image")
    assert hanako.heard() == "", "once in a while is enough"


@pytest.mark.parametrize(
    "said", ["届きました", "荷物が届きました！ありがとうございます", "It arrived, thank you!"]
)
def test_that_it_came_is_good_to_hear_and_staff_learn_what_nobody_told(stage: Stage, said: str) -> None:
    hanako = settled(stage)
    hanako.say(said)
    assert WARM in hanako.heard()
    assert stage.contact().unread, "the shop has not told of the delivery"


def test_nobody_has_to_read_what_is_known(stage: Stage) -> None:
    hanako = settled(stage)
    stage.milestone("A-1", "delivered")
    stage.play()
    hanako.received()
    hanako.say("届きました")
    assert WARM in hanako.heard()
    assert not stage.contact().unread


def test_that_it_came_broken_is_no_good_news(stage: Stage) -> None:
    hanako = settled(stage)
    hanako.say("割れて届きました")
    heard = hanako.heard()
    assert heard
    assert WARM not in heard
