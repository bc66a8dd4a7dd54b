"""`advance(script, state, event) → Turn(state, effects)`: what a conversation does about what happens. Pure.

Total: people may send anything at any time, so nothing here raises on input; what means nothing now becomes
`Ignored(why)`. A script that no longer fits ends the conversation as `failed` with a case.
What each event does in each status (`final` = completed refused expired stopped failed):

    event        new       waiting                                     human              final
    Started      begins    ignored                                     ignored            ignored
    Replied      ignored   answer / wish / alarm / question / retry    shown to staff ¹   shown to staff ² ³
    Tapped       ignored   answer / small button / «already answered»  shown to staff ¹   «finished» once ² ³
    ShowedMedia  ignored   photo answer / shown to staff, kind words   shown to staff     shown to staff
    TimedOut     ignored   reminder / timeout; stale: ignored          ignored            ignored
    Unsent       redacted  redacted, its value forgotten               same               same
    TakenOver    ignored   → human, silent; an offer is stopped        ignored            ignored
    HandedBack   ignored   ignored                                     asks again ⁴       ignored
    LanguageCh…  noted     asks again, in that language                noted              noted
    Stopped      stopped   stopped                                     stopped            ignored
    ¹ alarms open cases, silently: a human is talking already
    ² alarms open cases and are answered (not after `stopped` and `failed`); «ありがとう» is ignored
    ³ after `expired`, the open question can still be answered: recorded, weighed, thanked for, and calls the
      human it would have called; nothing more. After `completed`, another button of what they hope for
      (axis `expectation`) corrects it
    ⁴ one that may be left out is left out: the conversation is completed without a word; one that the human
      settled expires without a word

A tap counts while its question is open, on any bubble of the same asking (the reminder's, the first one). A
tap on an older or other question is answered once per bubble («already answered», the open question again);
the same bubble again, or one never shown, is ignored. `turn` grows when the customer sees something or the
status or step changes; timers carry it, so a stale one is ignored.

A conversation is spoken in one language, pinned when it begins (`facts.locale`, if the script is whole in
it). The customer's own wish changes it; a language learned meanwhile is put into the state from outside.
Steps, choices and marks are the same in all of them.
"""

from dataclasses import dataclass

from conversations.afterwards import after_the_end, handed_back, while_human
from conversations.draft import Draft
from conversations.effects import Effect, Redact
from conversations.events import (
    Event,
    HandedBack,
    LanguageChosen,
    Replied,
    ShowedMedia,
    Started,
    Stopped,
    TakenOver,
    Tapped,
    TimedOut,
    Unsent,
)
from conversations.plan import plan_of
from conversations.script import Script
from conversations.state import State, Status
from conversations.templates import Missing
from conversations.translating import in_locale
from conversations.waiting import ask_in_language, replied, showed, tapped, timed_out
from conversations.walk import MAX_STEPS_PER_TURN, walk

__all__ = ["MAX_STEPS_PER_TURN", "Turn", "advance"]


@dataclass(frozen=True, slots=True)
class Turn:
    state: State
    effects: tuple[Effect, ...]


def advance(script: Script, state: State, event: Event) -> Turn:
    """Take one turn."""
    spoken = in_locale(script, _wanted(state, event))
    draft = Draft(plan_of(spoken), state, event, spoken.locale if spoken is not script else "")
    try:
        _take(draft, event)
    except Missing as missing:  # a value some sentence needs; the checks refuse such a script
        if draft.before.is_final:
            draft.ignore(f"{missing} is missing")
        else:
            draft.fail(f"{missing} is missing")
    return Turn(*draft.finish())


def _wanted(state: State, event: Event) -> str:
    """The language this turn is taken in; «»: the one the script was written in."""
    match event:
        case Started(facts=facts) if state.status is Status.NEW:
            return str(facts.get("locale") or "")
        case LanguageChosen(locale=locale):
            return locale
    return state.locale


def _take(draft: Draft, event: Event) -> None:
    match event:
        case Unsent(message_id=message_id):
            draft.do(Redact(message_id))
            return draft.forget(message_id)
        case Stopped() if not draft.before.is_final:
            return draft.end(Status.STOPPED)
    match draft.status:
        case Status.NEW:
            return _while_new(draft, event)
        case Status.WAITING:
            return _while_waiting(draft, event)
        case Status.HUMAN:
            return _while_human(draft, event)
        case _:
            return _while_final(draft, event)


def _while_new(draft: Draft, event: Event) -> None:
    if isinstance(event, Started):
        return walk(draft, draft.plan.first)
    return draft.ignore("the conversation has not begun")


def _while_waiting(draft: Draft, event: Event) -> None:
    match event:
        case Tapped():
            tapped(draft, event)
        case Replied():
            replied(draft, event)
        case ShowedMedia():
            showed(draft, event)
        case TimedOut():
            timed_out(draft, event)
        case TakenOver() if draft.plan.offers:
            draft.end(Status.STOPPED)  # somebody needs help: no favour is asked afterwards
        case TakenOver():
            draft.status = Status.HUMAN
        case LanguageChosen():
            ask_in_language(draft)
        case _:
            draft.ignore("the conversation is waiting for an answer")


def _while_human(draft: Draft, event: Event) -> None:
    match event:
        case Tapped() | Replied():
            while_human(draft, event)
        case ShowedMedia(kind=kind, message_id=message_id):
            draft.show_staff(kind, message_id)
        case HandedBack():
            handed_back(draft, event)
        case _:
            draft.ignore("a human is talking")


def _while_final(draft: Draft, event: Event) -> None:
    match event:
        case Tapped() | Replied():
            after_the_end(draft, event)
        case ShowedMedia(kind=kind, message_id=message_id):
            draft.show_staff(kind, message_id)
        case _:
            draft.ignore("the conversation is over")
