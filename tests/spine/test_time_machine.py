"""What the time machine shows is what production does: a life in memory, and again by rows and requests."""

import random
from datetime import timedelta

import pytest

from conversations.library import load_library
from conversations.replies import show_code
from conversations.sacrifice import KINDS, low_month, read
from conversations.simulate import Diary, simulate
from conversations.simulate import Stage as Scene
from conversations.simulate.course import Course, SimulatedShop
from conversations.simulate.diary import (
    CaseAnswered,
    CaseClosed,
    CaseOpened,
    Decided,
    Did,
    Happened,
    TalkEnded,
)
from conversations.simulate.persona import Persona
from conversations.simulate.personas import PERSONAS
from conversations.simulate.summary import Summary
from models import sacrifice
from models.case import Case
from models.conversation import Conversation
from models.outbound import OutboundMessage
from models.touchpoint import Decision, Touchpoint
from tests.spine.scenes import few_left, staff_closes, staff_writes
from tests.spine.stage import Person, Stage

LIVES = {
    "unhappy": {},
    "not-yet": {},
    "silent": {},
    "blocker": {},
    "stopper": {},
    "forgetful": {},
    "happy": {
        "delivered": "never",
        "events": [{"day": 24, "what": "milestone", "name": "delivered", "ago": "3w"}],
    },
}
FEW_LEFT = {"delivered": "3d", "events": [{"day": 4, "what": "quota_low"}, {"day": 30, "what": "quota_ok"}]}
LIVES["frugal"] = FEW_LEFT
ORDER = read(["replenishment", "referral", "milestone", "check_in"])  # an owner's own
SAYS = ((1, "うるおい"), (20, "まだ"), (20, "忙しい"))  # when the reminder has come; the next round gets none
FORGETFUL = Persona(answers=0.0, days=[{"day": d, "what": "says", "text": text} for d, text in SAYS])


def live_again(stage: Stage, scene: Scene, diary: Diary) -> None:
    """Do by rows and requests what customer, shop and staff did in the diary, when they did it."""
    stage.staff(scene.shop.staff)
    with stage.database.begin() as uow:
        sacrifice.choose(uow.session, stage.shop.channel_id, scene.shop.order, stage.clock(), None)
        uow.commit()
    expected = (stage.clock() + (scene.course.expected_delivery or timedelta(0))).date()
    purchase, person = stage.buy(expected_delivery_on=expected), stage.person()
    for entry in diary.entries:
        ahead = (entry.at - stage.clock()).total_seconds()
        if ahead > 0:
            stage.travel(seconds=ahead)
        match entry:
            case Did():
                _do(person, entry, show_code(purchase.claim_code))
            case Happened(what="milestone", text=text) if text != "purchased":
                name, _, told = text.partition(" (")
                ago = scene.course.events[0].ago if told else None
                stage.milestone("A-1", name, entry.at - (ago or timedelta(0)))
            case Happened(what="quota_low" | "quota_ok"):
                few_left(stage, low_month(entry.at) if entry.what == "quota_low" else None)
            case CaseAnswered():
                staff_writes(stage, scene.course.staff.says)
            case CaseClosed():
                staff_closes(stage)


def _do(person: Person, did: Did, code: str) -> None:
    match did.what:
        case "followed" | "blocked" | "unblocked":
            person._do({"followed": "follow", "blocked": "block", "unblocked": "unblock"}[did.what])
        case "claimed":
            person.say(code)
        case "tapped":
            person.tap(did.text)
        case "wrote":
            person.say(did.text)


@pytest.mark.slow
@pytest.mark.parametrize("name", LIVES)
def test_production_decides_asks_bills_and_promises_what_the_time_machine_showed(
    stage: Stage, name: str
) -> None:
    now = stage.clock() + timedelta(hours=9)
    course = Course(start=now.date(), bought_at=f"{now:%H:%M}", category="cosmetics").changed(LIVES[name])
    library = load_library()
    shop = SimulatedShop(order=ORDER if name == "frugal" else KINDS)
    scene = Scene(library.journeys["cosmetics"], library.scripts, shop, course, days=60)
    people = {**PERSONAS, "forgetful": FORGETFUL, "frugal": PERSONAS["happy"]}
    diary = simulate(scene, people[name], random.Random(1))
    live_again(stage, scene, diary)

    waited = [e.touchpoint for e in diary.entries if isinstance(e, Decided) and e.why == "quota_low"]
    assert bool(waited) is (name == "frugal")
    keys = {row.id: (row.key, row.round) for row in stage.rows(Touchpoint)}
    happened = [(d.at, *keys[d.touchpoint_id], d.verdict, d.reason) for d in stage.rows(Decision)]
    shown = [(e.at, e.touchpoint, e.round, e.verdict, e.why) for e in diary.entries if isinstance(e, Decided)]
    assert sorted(happened) == sorted(shown)
    cases = [(c.opened_at, c.promise_at) for c in stage.rows(Case)]
    opened = [e for e in diary.entries if isinstance(e, CaseOpened)]
    promised = {e.case: e.promise_at for e in opened}  # a complaint after the promised time brings a new one
    assert cases == [(e.at, promised[e.case]) for e in opened if not e.joined]
    ended = [
        e.status for e in sorted((e for e in diary.entries if isinstance(e, TalkEnded)), key=lambda e: e.talk)
    ]
    assert [c.status for c in stage.rows(Conversation) if c.finished_at is not None] == ended
    summary = Summary(scene)
    summary.add(diary)
    assert len(stage.rows(OutboundMessage, billed=True)) == summary.billed
