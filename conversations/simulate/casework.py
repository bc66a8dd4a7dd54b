"""Cases of a simulated customer and the staff who work on them (as `services.cases`, `casework`).

Staff come after so much business time (`course.staff`); answering hands the talk over, closing hands it back.
`take_over` and `give_back` are passed in by the loop: what a conversation does then is `talking`'s business.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from conversations.effects import CaseReason
from conversations.following import (
    NOT_TALKED,
    SETTLES_TALK,
    SILENCING,
    UNTOLD,
    graver,
    late_word_at,
    promised_anew,
)
from conversations.simulate import planning
from conversations.simulate.diary import CaseAnswered, CaseClosed, CaseOpened, Said
from conversations.simulate.life import REPLY_LIFE, Case, Deed, Life

Move = Callable[[Life], None]
GiveBack = Callable[[Life, bool], None]


def open_case(life: Life, reason: CaseReason, text: str = "") -> None:
    """Open a case, or let the reason join the one that is open; staff will come. `text`: what was said."""
    known = life.case
    if reason in SILENCING:
        life.away_until = life.now + timedelta(days=3650)
    if known is not None:
        known.said.add(text)
        known.reason = graver(known.reason, reason)  # type: ignore[assignment]
        if known.promise_at <= life.now and not life.human:  # over: the customer is told a new one
            known.promise_at, known.first_response_at = life.promise_at(), None
            _watch(life, known)
            _staff_will(life, known, "staff_answers", life.course.staff.answers)
        life.diary.append(CaseOpened(life.now, known.number, reason, known.promise_at, joined=True))
        return
    life.cases += 1
    case = Case(life.cases, reason, life.promise_at(), said={text})
    life.case = case
    life.diary.append(CaseOpened(life.now, case.number, reason, case.promise_at))
    _watch(life, case)
    _staff_will(life, case, "staff_answers", life.course.staff.answers)
    _staff_will(life, case, "staff_closes", life.course.staff.closes)


def late_word(life: Life, number: int) -> None:
    """Nobody has answered though the promise is over: they are told so, once (as `services.belated`)."""
    case = life.case
    if case is None or case.number != number or case.first_response_at is not None or case.belated:
        return
    if late_word_at(case.promise_at, life.shop.hours) > life.now or case.reason in UNTOLD:
        return  # told another time meanwhile, and that one is watched
    if life.friend == "blocked" or life.stopped_at or (life.away_until and life.now < life.away_until):
        return
    case.belated = True
    case.promise_at = promised_anew(case.reason, life.now, life.shop.promise_within, life.shop.hours)
    life.say("BELATED")


def _watch(life: Life, case: Case) -> None:
    at = late_word_at(case.promise_at, life.shop.hours)
    life.later(life.quiet_hours().next_opening(at) or at, Deed("late_word", talk=case.number))


def _staff_will(life: Life, case: Case, what: str, after: timedelta | None) -> None:
    if after is not None:
        life.later(life.shop.hours.promise_due(life.now, after), Deed(what, talk=case.number))


def answer(life: Life, number: int, take_over: Move) -> None:
    """Staff write: free with a fresh reply token, else one push."""
    case = life.case
    if case is None or (number and case.number != number):
        return
    if life.friend == "blocked":
        life.note("staff cannot write", "blocked")
        return
    take_over(life)
    life.free_reply = _just_wrote(life)
    said = Said(life.now, "staff", "staff", billed=life.cost(), words=life.course.staff.says)
    life.diary.append(said)
    if case.first_response_at is None:
        case.first_response_at = life.now
        life.diary.append(CaseAnswered(life.now, case.number, _is_kept(case, life.now)))
    if life.chance.random() < life.persona.thanks:
        at = life.now + life.persona.delay.draw(life.chance)
        life.later(at, Deed("says", text="ありがとうございます"))


def close(life: Life, number: int, give_back: GiveBack) -> None:
    """Done: the bot gets the talk back, and the same feeling question is asked again later."""
    case = life.case
    if case is None or (number and case.number != number):
        return
    life.case = None
    answered_at = case.first_response_at
    is_kept = answered_at is not None and _is_kept(case, answered_at)
    life.diary.append(CaseClosed(life.now, case.number, is_kept))
    life.health_reported |= case.reason == "health"
    give_back(life, case.reason in SETTLES_TALK)
    if case.reason not in NOT_TALKED and answered_at is not None:
        planning.case_closed(life)


def _is_kept(case: Case, at: datetime) -> bool:
    """What was promised first: a new time after an apology keeps no broken promise."""
    return at <= case.promise_at and not case.belated


def _just_wrote(life: Life) -> bool:
    heard = life.heard_from_at
    return heard is not None and timedelta(0) <= life.now - heard < REPLY_LIFE
