"""Somebody claims when the parcel is there, or may be: from the welcome on, only what is true is said."""

from datetime import timedelta

from conversations.codes import show_code
from models.outbound import OutboundMessage
from models.purchase import Milestone
from models.touchpoint import Touchpoint
from tests.spine.stage import Person, Stage


def claimed(stage: Stage) -> Person:
    with stage.database.read() as session:
        code = show_code(stage.purchase("A-1", session).claim_code)
    person = stage.person()
    person.follow()
    person.received()
    person.say(code)
    return person


def test_a_code_from_the_parcel_is_met_by_the_question_whether_it_came(stage: Stage) -> None:
    stage.buy()
    stage.travel(days=4)
    hanako = claimed(stage)
    heard = hanako.heard()
    assert "もうお手もとに届いていますか" in heard
    assert "お届けまで" not in heard
    hanako.tap("届いています")
    heard = hanako.heard()
    assert "腕の内側に" in heard
    assert "いちばん期待していることは何ですか" in heard
    [delivered] = stage.rows(Milestone, name="delivered")
    assert delivered.at == stage.clock()
    before = stage.billed()
    stage.travel(hours=1)
    assert stage.billed() == before, "what was said is not pushed once more"
    assert [(row.status, row.reason) for row in stage.rows(Touchpoint, key="delivered")] == [
        ("skipped", "condition_not_met")
    ]
    [checkin] = stage.rows(Touchpoint, key="checkin")
    assert timedelta(days=13) < checkin.due_at - stage.clock() < timedelta(days=15)
    stage.travel_in_steps(6)
    said = " ".join(row.messages for row in stage.rows(OutboundMessage))
    assert "まだ動きがありません" not in said, "nobody is told that a parcel on their table does not move"


def test_who_says_it_has_not_come_still_hears_when_it_does(stage: Stage) -> None:
    stage.buy()
    stage.travel(days=4)
    hanako = claimed(stage)
    hanako.tap("まだ届いていません")
    assert "いちばん期待していることは何ですか" in hanako.heard()
    assert stage.rows(Milestone, name="delivered") == []
    stage.milestone("A-1", "delivered")
    assert "お手もとに届くころです" in hanako.heard()


def test_who_claims_after_the_delivery_was_told_hears_nothing_of_a_wait(stage: Stage) -> None:
    stage.buy()
    stage.travel(days=3)
    stage.milestone("A-1", "delivered")
    stage.travel(hours=5)
    heard = claimed(stage).heard()
    assert "使い方のコツ、少し経ったころの" in heard
    assert "いちばん期待していることは何ですか" in heard
    assert "お届けまで" not in heard
    assert "届いていますか" not in heard


def test_who_claims_while_it_is_on_the_way_hears_so(stage: Stage) -> None:
    stage.buy()
    stage.travel(days=1)
    stage.milestone("A-1", "shipped")
    stage.travel(hours=2)
    heard = claimed(stage).heard()
    assert "いま、お手もとに向かっています" in heard
    assert "お届けまでのご様子" in heard


def test_who_has_just_ordered_hears_of_the_wait(stage: Stage) -> None:
    stage.buy()
    heard = claimed(stage).heard()
    assert "たしかに承りました" in heard
    assert "お届けまでのご様子" in heard


def test_who_befriends_after_the_delivery_is_not_pushed_that_it_comes(stage: Stage) -> None:
    stage.buy()
    stage.travel(days=3)
    stage.milestone("A-1", "delivered")
    stage.travel(minutes=1)
    hanako = claimed(stage)
    heard = hanako.heard()
    assert "お手もとに届くころです" not in heard
    assert "腕の内側に" in heard, "the one useful word rides the free welcome"
    assert "いちばん期待していることは何ですか" in heard
    stage.travel(minutes=10)
    assert hanako.heard() == ""
    assert stage.billed() == 0
    assert [(row.status, row.reason) for row in stage.rows(Touchpoint, key="delivered")] == [
        ("skipped", "condition_not_met")
    ]


def test_who_befriended_before_still_hears_that_it_comes(stage: Stage) -> None:
    stage.buy()
    hanako = claimed(stage)
    hanako.tap("うるおい")
    hanako.tap("あとでやります")
    hanako.received()
    stage.travel(days=3)
    hanako.received()
    stage.milestone("A-1", "delivered")
    assert "お手もとに届くころです" in hanako.heard()
