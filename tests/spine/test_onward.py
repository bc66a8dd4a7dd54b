"""What follows the end of a talk: at once, in order, and for many people at the price of one."""

from datetime import timedelta

import pytest
from sqlalchemy import event as sql

from models.conversation import Answer, Conversation
from models.touchpoint import Touchpoint
from services import inbox
from tests.spine.scenes import BORIS, at_checkin, befriended, delivered_two_weeks_ago
from tests.spine.stage import ANNA, Person, Stage

CARLA, DORA = "U" + "c" * 32, "U" + "d" * 32


def all_but_the_last_answer(person: Person) -> None:
    for label in ("毎日使っている", "はっきり感じる", "😊 うれしい", "わくわく"):
        person.tap(label)
    person.received()


def taps(stage: Stage, person: Person, label: str) -> None:
    """The tap reaches us; nothing happens yet."""
    stage.line.post(f"/emulator/users/{person.user_id}/tap", {"label": label, "wait": True})


def at_the_last_question(stage: Stage, *people: str) -> list[Person]:
    stage.staff()
    met = [befriended(stage, f"A-{n}", user_id) for n, user_id in enumerate(people)]
    for n in range(len(people)):
        delivered_two_weeks_ago(stage, f"A-{n}")
    stage.travel(hours=7)
    for person in met:
        all_but_the_last_answer(person)
    return met


def statements_of(stage: Stage, people: list[Person]) -> int:
    """How many a batch takes in which all of these people finish their check-in."""
    for person in people:
        taps(stage, person, "とばす")
    seen: list[str] = []

    def note(*args: object) -> None:
        seen.append(str(args[2]))

    sql.listen(stage.database.engine, "before_cursor_execute", note)
    assert stage.inbox.drain() == len(people)
    sql.remove(stage.database.engine, "before_cursor_execute", note)
    return sum(not s.startswith(("INSERT", "UPDATE")) for s in seen)


def test_each_of_many_who_finish_at_once_goes_on_in_their_own_reply(stage: Stage) -> None:
    people = at_the_last_question(stage, ANNA, BORIS, CARLA)
    billed = stage.billed()
    for person in people:
        taps(stage, person, "とばす")
    stage.play()
    for person in people:
        assert "誇らしく思っています" in person.heard()
        assert "使い方のコツ" in person.labels()
    assert stage.billed() == billed
    talks = stage.rows(Conversation, script="cosmetics-partner")
    assert sorted(talk.contact_id for talk in talks) == sorted(stage.contact(p.user_id).id for p in people)
    assert all(row.reason == "answered_at_once" for row in stage.rows(Touchpoint, key="partner"))


def test_three_who_finish_ask_the_database_no_more_than_one(stage: Stage) -> None:
    anna, *others = at_the_last_question(stage, ANNA, BORIS, CARLA, DORA)
    of_one = statements_of(stage, [anna])
    assert statements_of(stage, others) <= of_one


def test_who_taps_on_in_the_same_batch_answers_the_question_that_followed(stage: Stage) -> None:
    """The tap was made on the question that rode along: it is heard after that was asked."""
    anna = at_checkin(stage)
    all_but_the_last_answer(anna)
    taps(stage, anna, "とばす")
    stage.inbox.limit = 1
    stage.play()
    stage.inbox.limit = 200
    taps(stage, anna, "使い方のコツ")
    stage.line.post(f"/emulator/users/{ANNA}/say", {"text": "お値段", "wait": True})
    stage.play()
    assert {a.axis: a.value for a in stage.rows(Answer)}["hardest"] == "price"


def test_a_talk_that_ends_and_a_word_after_it_in_one_batch_keep_their_order(stage: Stage) -> None:
    """「2」 comes while 「とばす」 is not handled yet: it answers what follows, not what is over."""
    anna = at_checkin(stage)
    all_but_the_last_answer(anna)
    taps(stage, anna, "とばす")
    stage.line.post(f"/emulator/users/{ANNA}/say", {"text": "使い方のコツ", "wait": True})
    assert stage.inbox.drain() == 2
    stage.play()
    assert [a.value for a in stage.rows(Answer, axis="helped")] == ["howto"]


def test_what_is_not_due_at_once_waits_for_its_day(stage: Stage) -> None:
    anna = at_checkin(stage)
    all_but_the_last_answer(anna)
    for label in ("とばす", "使い方のコツ", "お値段", "はい、聞いてください"):
        anna.tap(label)
    (tell,) = stage.rows(Touchpoint, key="tell")
    assert tell.status == "planned"
    assert tell.due_at - stage.clock() > timedelta(days=7)


def test_a_flush_that_forgets_what_follows_is_an_error(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    anna = at_checkin(stage)
    all_but_the_last_answer(anna)
    monkeypatch.setattr(inbox, "go_on", lambda desk: None)
    taps(stage, anna, "とばす")
    stage.inbox.drain()
    assert stage.rows(Conversation)[-1].status == "waiting", "nothing of it was kept"
    monkeypatch.undo()
    stage.travel(hours=2)
    assert stage.rows(Conversation, script="cosmetics-checkin")[-1].status == "completed"
