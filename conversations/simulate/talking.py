"""Taking a turn in memory: event + state → `engine.advance` → what came of it (as `services.turns`)."""

from dataclasses import replace

from conversations.effects import (
    AskAgain,
    Effect,
    Ignored,
    MarkOutcome,
    OpenCase,
    QuestionBubble,
    ReachMilestone,
    RecordAnswer,
    Redact,
    Remember,
    Say,
    SetTimer,
    ShowStaff,
)
from conversations.engine import advance
from conversations.events import (
    Event,
    HandedBack,
    LanguageChosen,
    Started,
    Stopped,
    TakenOver,
    TimedOut,
)
from conversations.following import held_back, ring_at
from conversations.locales import Locale
from conversations.script import Script
from conversations.simulate import planning
from conversations.simulate.casework import open_case
from conversations.simulate.diary import Answered, Cause, Decided, Said, TalkBegan, TalkEnded, TimerRang
from conversations.simulate.life import Deed, Kept, Life, Row, Talk, asks_anything
from conversations.state import Status
from conversations.translating import locale_of


def begin(life: Life, script: Script, row: Row, *, cause: Cause = "touchpoint") -> Talk:
    """Start a script: the invitation carries the first question."""
    if life.open is not None and asks_anything(script):
        stop(life, "displaced")
    talk = Talk(len(life.talks) + 1, script, row)
    life.talks.append(talk)
    if script.purpose == "referral":
        life.facts.update(life.own_words())
    began = TalkBegan(life.now, talk.number, script.id, script.version, script.purpose, row.key, row.round)
    life.diary.append(began)
    _advance(life, talk, Started(life.local_now, life.all_facts()), cause)
    return talk


def take_turn(life: Life, talk: Talk, event: Event, cause: Cause) -> None:
    """One event for one conversation."""
    _advance(life, talk, event, cause)


def _advance(life: Life, talk: Talk, event: Event, cause: Cause) -> None:
    before = talk.state
    turn = advance(talk.script, before, _spoken(life, talk, event))
    talk.state = turn.state
    if turn.state.turn != before.turn or turn.state.status != before.status:
        life.timers = [timer for timer in life.timers if timer[1] is not talk]
    if turn.state.is_final:
        if life.open is talk:
            life.open = None
    elif before.status is Status.NEW:
        life.open = talk
    for effect in turn.effects:
        _carry_out(life, talk, effect, cause)
    if turn.state.is_final and not before.is_final:
        talk.finished_at = life.now
        life.diary.append(TalkEnded(life.now, talk.number, turn.state.status.value))
        planning.replan(life)


def _spoken(life: Life, talk: Talk, event: Event) -> Event:
    """The event with its facts in the language this talk is spoken in (as `services.turns`)."""
    wanted = life.language if talk.state.status is Status.NEW else talk.state.locale
    if isinstance(event, LanguageChosen):
        wanted = event.locale
    locale = locale_of(talk.script, wanted)
    return (
        event if event.facts.get("locale", "ja") == locale else replace(event, facts=life.all_facts(locale))
    )


def change_language(life: Life, locale: Locale) -> bool:
    """The open question again, in this language; False where nothing is asked."""
    life.chosen_language = locale
    talk = life.open
    if talk is None or not life.is_waiting(talk) or locale_of(talk.script, locale) != locale:
        return False
    take_turn(life, talk, LanguageChosen(life.local_now, locale, life.all_facts(locale)), "answer")
    return True


def _carry_out(life: Life, talk: Talk, effect: Effect, cause: Cause) -> None:
    match effect:
        case Say(bubbles=bubbles):
            _say(life, talk, effect, cause)
            if life.friend != "blocked":
                life.questions += [(talk, b) for b in bubbles if isinstance(b, QuestionBubble)]
        case RecordAnswer():
            _record(life, talk, effect)
        case SetTimer(after=after):
            life.timers.append((life.now + after, talk, effect))
        case OpenCase(reason=reason, text=text):
            open_case(life, reason, text)
        case MarkOutcome(outcome=outcome):
            life.note("marked", outcome)
        case Remember(name=name, value=value):
            life.facts[name] = value
            life.note("remembered", f"{name} = {value}")
        case ReachMilestone(name=name):
            if name not in life.milestones:
                life.milestones[name] = life.now
                life.note("milestone", name)
                planning.replan(life)
        case AskAgain(after=after):
            planning.ask_again(life, talk.row, after)
        case ShowStaff(why=why):
            life.note("shown to staff", why)
        case Redact(message_id=message_id):
            life.note("forgotten", message_id)
        case Ignored(why=why):
            life.note("ignored", why)


def _say(life: Life, talk: Talk, effect: Say, cause: Cause) -> None:
    arrived = life.friend != "blocked"
    life.diary.append(
        Said(life.now, "script", cause, effect.bubbles, life.cost(), talk.number, arrived=arrived)
    )


def _record(life: Life, talk: Talk, effect: RecordAnswer) -> None:
    kept = Kept(life.now, talk.number, talk.script.id, effect.step, effect.axis, effect.value, effect.score,
                effect.label)  # fmt: skip
    life.answers.append(kept)
    life.diary.append(
        Answered(
            life.now, talk.number, effect.step, effect.axis, effect.value, effect.label, effect.score
        )
    )  # fmt: skip
    if effect.message_id:
        life.sources[effect.message_id] = talk
    planning.answered(life, talk.row, effect.axis, effect.value)


def hand_over(life: Life) -> None:
    """A human talks now: the bot is silent."""
    life.human = True
    pause(life)


def pause(life: Life) -> None:
    """The open question waits for a human; whatever is written meanwhile is no answer to it."""
    if life.open is not None and life.is_waiting(life.open):
        take_turn(life, life.open, TakenOver(life.local_now, life.all_facts()), "staff")


def hand_back(life: Life, settled: bool = False) -> None:
    """The human is done: the bot may speak again, and asks its open question once more; not at night, and not
    at all what the human `settled`."""
    life.human = False
    talk = life.open
    if talk is None or talk.state.status is not Status.HUMAN:
        return
    opening = life.quiet_hours().next_opening(life.now)
    if not settled and opening is not None and opening > life.now:
        life.later(opening, Deed("hand_back", talk.number))
        return
    take_turn(life, talk, HandedBack(life.local_now, life.all_facts(), settled), "handed_back")


def hand_back_later(life: Life, number: int) -> None:
    """In the morning, unless somebody talked meanwhile; not while another case is open."""
    if life.open is None or life.open.number != number or life.open.state.status is not Status.HUMAN:
        return
    at = ring_at(life.now, life.quiet_hours(), case_open=life.case is not None)
    if at > life.now:
        life.later(at, Deed("hand_back", number))
    else:
        hand_back(life)


def stop(life: Life, reason: str) -> None:
    """End the open conversation from outside (配信停止, cancelled, displaced)."""
    if life.open is not None:
        take_turn(life, life.open, Stopped(life.local_now, reason, life.all_facts()), "touchpoint")


def ring(life: Life, talk: Talk, timer: SetTimer) -> None:
    """A timer is due (as `services.timers`): not at night, not while a case is open."""
    at = ring_at(life.now, life.quiet_hours(), case_open=life.case is not None)
    if at > life.now:
        life.timers.append((at, talk, timer))
        life.diary.append(TimerRang(life.now, talk.number, timer.kind, at))
        return
    if timer.kind == "reminder":
        _remind(life, talk, timer)
        return
    life.diary.append(TimerRang(life.now, talk.number, timer.kind))
    at, facts = life.local_now, life.all_facts()
    if _is_unreachable(life):
        take_turn(life, talk, Stopped(at, "unreachable", facts), "timer")
    else:
        take_turn(life, talk, TimedOut(at, "timeout", timer.turn, facts), "timer")


def _remind(life: Life, talk: Talk, timer: SetTimer) -> None:
    """The open question once more, if this person may be asked twice now."""
    if _is_unreachable(life):
        life.diary.append(TimerRang(life.now, talk.number, timer.kind))
        return
    ran_out = any(earlier.state.status is Status.EXPIRED for earlier in life.talks[: talk.number - 1])
    told = [kept.at for kept in life.answers if kept.talk != talk.number and kept.is_rating]
    why = held_back(
        never_answered=ran_out and not life.answers, told_at=max(told, default=None),
        reminded_at=life.reminded_at, now=life.now,
    )  # fmt: skip
    if why:
        if talk.row is not None:
            life.diary.append(Decided(life.now, talk.row.key, talk.row.round, "skip", why, {}))
        return
    life.diary.append(TimerRang(life.now, talk.number, timer.kind))
    take_turn(life, talk, TimedOut(life.local_now, "reminder", timer.turn, life.all_facts()), "timer")
    if talk.state.reminded:
        life.reminded_at = life.now


def _is_unreachable(life: Life) -> bool:
    return life.friend == "blocked" or life.stopped_at is not None
