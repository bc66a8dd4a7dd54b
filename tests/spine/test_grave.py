"""After word of a death, or of not wanting to live, a person comes and nothing goes by itself any more."""

import pytest

from models.alert import Alert
from models.case import Case
from models.touchpoint import Touchpoint
from services.alerting import is_urgent
from tests.spine.scenes import befriended, staff_closes, staff_writes
from tests.spine.stage import Stage

SUZUKI = "U" + "9" * 32


@pytest.mark.parametrize("tap", ["", "うるおい"], ids=["a question is open", "nothing is asked"])
@pytest.mark.parametrize(
    ("words", "reason", "answer"),
    [
        ("もう死にたいです", "crisis", "0120-279-338"),
        ("母が亡くなって使えなくなりました", "bereaved", "お悔やみ"),
    ],
)
def test_a_person_comes_before_all_others_and_nothing_goes_by_itself_afterwards(
    stage: Stage, tap: str, words: str, reason: str, answer: str
) -> None:
    stage.staff(line_user_id=SUZUKI)
    hanako = befriended(stage, tap=tap)
    hanako.say(words)
    heard = hanako.heard()
    assert answer in heard
    assert "鈴木" in heard
    (case,) = stage.rows(Case)
    assert (case.reason, case.text, case.priority) == (reason, words, 1)
    assert is_urgent(case) is (reason == "crisis")
    assert case.alerted_at is not None
    assert (stage.contact().paused_at is not None, stage.contact().paused_until) == (True, None)
    staff_writes(stage, "お話を聞かせてください。")
    staff_closes(stage)
    sent = len(hanako.received())
    assert sent == 1
    stage.milestone("A-1", "delivered")
    stage.travel_in_steps(20)
    assert hanako.received() == []
    assert {row.reason for row in stage.rows(Touchpoint, status="skipped")} >= {"paused"}


def test_at_night_the_alert_waits_for_nobodys_hours(stage: Stage) -> None:
    stage.staff(line_user_id=SUZUKI)
    hanako, suzuki = befriended(stage), stage.person("鈴木", SUZUKI)
    suzuki.follow()
    stage.travel(hours=14)
    suzuki.received()
    hanako.say("消えてしまいたい")
    assert stage.rows(Alert) == [], "nothing waits for the morning"
    assert "命にかかわるかもしれない言葉" in suzuki.heard()


def test_between_two_people_the_bot_says_nothing_and_the_case_knows(stage: Stage) -> None:
    stage.staff()
    hanako = befriended(stage)
    hanako.say("担当者と話す")
    staff_writes(stage, "はい、なんでしょうか。")
    hanako.received()
    hanako.say("もう死にたいです")
    assert hanako.heard() == ""
    (case,) = stage.rows(Case)
    assert (case.reason, case.text) == ("crisis", "もう死にたいです")
    assert stage.contact().paused_at is not None


def test_who_asks_for_peace_because_somebody_died_is_heard_for_both(stage: Stage) -> None:
    stage.staff()
    hanako = befriended(stage)
    hanako.say("父が亡くなったので、しばらくお休みしたいです")
    assert "お悔やみ" in hanako.heard()
    assert [case.reason for case in stage.rows(Case)] == ["bereaved"]
