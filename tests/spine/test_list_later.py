"""The preparation list belongs to the purchase: what is done after its talk ended is ticked all the same."""

import pytest

from conversations.replies import show_code
from models.purchase import Purchase
from tests.spine.stage import Stage

HOUR = "お手入れの時間を決める"


@pytest.mark.parametrize("ending", ["配信停止", "あとでやります", "silence"])
def test_a_tick_counts_after_the_list_was_left(stage: Stage, ending: str) -> None:
    purchase = stage.buy("A-1")
    person = stage.person()
    person.follow()
    person.say(show_code(purchase.claim_code))
    person.tap("うるおい")
    person.tap("洗面台に置き場所をつくる")
    match ending:
        case "silence":
            stage.travel(days=3)
            stage.play()
        case "配信停止":
            person.say(ending)
            person.say("再開")
        case _:
            person.tap(ending)
    person.received()
    person.tap(HOUR)
    assert "承りました" in person.heard()
    facts = stage.rows(Purchase)[0].facts
    assert {"ready_place", "ready_hour"} <= set(facts)
    assert not stage.contact().unread
    person.tap(HOUR)
    assert person.heard() == "", "once is enough"
