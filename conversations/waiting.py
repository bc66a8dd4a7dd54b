"""A question is open: what taps, texts, photos and timers do then. The table is in `conversations.engine`."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from conversations.alarms import asked_us, asks_us, hear, weigh
from conversations.answers import Answer, from_choice, from_photo, from_tap, from_text
from conversations.draft import Draft
from conversations.effects import Axis, RecordAnswer, Remember
from conversations.events import Replied, ShowedMedia, Tapped, TimedOut
from conversations.leaving import leaving
from conversations.plan import HUMAN, REFUSE, SKIP, PlannedAsk
from conversations.ready import is_all_done, ready_name
from conversations.replies import command, fold, is_closing
from conversations.requests import beside, greets, is_address, says_something
from conversations.sayings import sayable
from conversations.state import Status
from conversations.urgent import order_change
from conversations.walk import all_ready, remember_again, walk


def replied(draft: Draft, event: Replied) -> None:
    """Typed text: a button's words, an answer, a wish, an alarm; else one more friendly question."""
    ask = draft.open_question()
    if ask is None:
        return draft.fail(f"step {draft.step} is missing")
    button = ask.spoken.get(fold(event.text))
    if button in (REFUSE, HUMAN, SKIP):
        return small_button(draft, ask, button, event.text)
    if ask.step.kind == "checklist" and is_all_done(event.text):
        return _all_ticked(draft, ask, event)
    leaves = leaving(event.text)
    if leaves is not None and leaves.kind == "stop":
        return _stopped(draft, ask, event, leaves.rest)
    answer = _answer(draft.as_shown(ask), event)
    if answer is not None and answer.exact:
        return answered(draft, ask, answer, event.message_id)
    match command(event.text):
        case "human":
            return hand_over(draft, event.text)
        case "stop":
            draft.show_staff("asked to stop messages", event.message_id)
            return draft.end(Status.STOPPED)
        case "resume":
            return draft.ignore("messages were not stopped here")
    if ask.step.kind != "text" and (greets(event.text) or is_address(event.text)):
        draft.show_staff("text that is no answer", event.message_id)
        return draft.ignore("a polite word; the question still stands")
    if answer is not None and not (_is_in_own_words(ask, answer) and asks_us(event.text)):
        return answered(draft, ask, answer, event.message_id, event.text)
    if is_closing(event.text):
        return draft.ignore("a polite word; the question still stands")
    return _off_script(draft, ask, event)


def _stopped(draft: Draft, ask: PlannedAsk, event: Replied, rest: str) -> None:
    """「うるおい。あと配信停止」: an answer or a trouble beside it counts, and nothing is asked after it."""
    draft.show_staff("asked to stop messages", event.message_id)
    answer = _answer(draft.as_shown(ask), replace(event, text=rest)) if rest else None
    if answer is not None:
        record(draft, ask, answer, event.message_id)
        weigh(draft, ask, answer, rest)
    elif rest:
        calls = hear(draft, rest, hoped=ask.step.axis == "expectation").needs_human
        if not calls and draft.status is Status.WAITING:
            asked_us(draft, rest)
    if draft.status is Status.WAITING:
        draft.end(Status.STOPPED)


def _answer(ask: PlannedAsk, event: Replied) -> Answer | None:
    """The answer in a text; one that says more beside it is read for all of it."""
    found = from_text(ask, event.text, event.at)
    if found is not None or ask.step.kind == "text":
        return found
    first, rest = beside(event.text)
    found = from_text(ask, first, event.at) if rest else None
    return replace(found, exact=False) if found is not None else None


def _is_in_own_words(ask: PlannedAsk, answer: Answer) -> bool:
    """What they hope for, as they put it: a question to us among it is nobody's hope."""
    return ask.step.axis == "expectation" and "text" in (ask.step.kind, answer.kind)


def _off_script(draft: Draft, ask: PlannedAsk, event: Replied) -> None:
    """Text that answers nothing: alarms first, then the retries, then a human."""
    draft.show_staff("text that is no answer", event.message_id)
    spoken_before = len(draft.bubbles)
    reading = hear(draft, event.text, hoped=ask.step.axis == "expectation")
    if draft.status is not Status.WAITING:
        return None
    if len(draft.bubbles) > spoken_before and not draft.plan.listens:
        return None  # their trouble first: the tip's buttons are still there
    if len(draft.bubbles) > spoken_before or asked_us(draft, event.text, adrift=True):
        if reading.hard or order_change(event.text):
            draft.reminded = True  # not asked once more beside that, but a button still in sight counts
            return None
        return _ask_on(draft, ask)  # something was answered: no need to complain about the wording, too
    if reading.band == "fine" and says_something(event.text) and draft.tell("glad"):
        draft.say_word("glad")  # joy is thanked for, not called unreadable
        return draft.ask(ask, again=True)
    # Chat is answered with the question once more, and shown to staff. Who writes a sentence again is not
    # told to say it better: a person reads it and comes back.
    told_us = reading.band != "fine" and ask.step.axis != "expectation" and says_something(event.text)
    if draft.tries < len(ask.retry) and not (draft.tries and told_us and ask.unreadable is None):
        draft.say(ask.retry[draft.tries])
        draft.tries += 1
        return draft.ask(ask, again=True)
    if ask.unreadable is not None:
        return walk(draft, ask.unreadable[0])
    if draft.open_case("unreadable", text=event.text, each=True):
        draft.say_word("unreadable")
    if draft.plan.offers:
        return draft.end(Status.COMPLETED)
    draft.tries = len(ask.retry)
    draft.reminded = True  # nobody is asked once more, but a button still in sight counts
    return None


def _ask_on(draft: Draft, ask: PlannedAsk) -> None:
    """The open question once more, unless what was said has ended the talk."""
    if draft.status is Status.WAITING:
        draft.ask(ask, again=True)


def tapped(draft: Draft, event: Tapped) -> None:
    """A button: of the open question, or of one that is done."""
    ask = draft.open_question()
    if ask is None:
        return draft.fail(f"step {draft.step} is missing")
    newest = draft.asked_at.get(event.step, 0)
    if event.step != draft.step or not draft.asked_from <= event.turn <= newest:
        return _stale_tap(draft, ask, event, newest)
    if event.choice in (REFUSE, HUMAN, SKIP) and any(b.choice == event.choice for b in ask.buttons):
        return small_button(draft, ask, event.choice, "")
    answer = from_tap(ask, event.choice, event.params, event.at)
    if answer is None:
        return draft.ignore(f"{event.step} has no choice {event.choice[:40]}")
    return answered(draft, ask, answer)


def _stale_tap(draft: Draft, ask: PlannedAsk, event: Tapped, newest: int) -> None:
    if not 0 < event.turn <= newest:
        return draft.ignore("a button that was never shown")
    if corrected(draft, event):
        return draft.ask(ask, again=True)
    if not draft.tell(f"tap:{event.step}@{event.turn}"):
        return draft.ignore("the same old button again")
    say_answered(draft, event.step)
    return draft.ask(ask, again=True)


def corrected(draft: Draft, event: Tapped) -> bool:
    """Another button of what they hope for. The newer word counts, unless the button leads elsewhere."""
    old = draft.plan.nodes.get(event.step)
    if not isinstance(old, PlannedAsk) or old.step.axis != "expectation":
        return False
    answer, given = from_choice(old, event.choice), draft.values.get(old.name)
    ways = [choice.next for choice in old.choices.values()]
    if answer is None or given in (None, answer.stored) or ways.count(answer.next) < 2:
        return False
    record(draft, old, answer, "")
    remember_again(draft, old.name)
    draft.say_word("corrected", answer=old.choices[event.choice].label)
    return True


def ticked_later(draft: Draft, event: Tapped) -> bool:
    """An entry of a checklist, done after its talk ended or was stopped: the list is the purchase's."""
    old = draft.plan.nodes.get(event.step)
    if not isinstance(old, PlannedAsk) or old.step.kind != "checklist":
        return False
    answer = from_choice(old, event.choice)
    if answer is None:
        return False
    if ready_name(event.choice) in draft.event.facts or ready_name(event.choice) in draft.values:
        draft.ignore("the same old button again")
        return True
    record(draft, old, answer, "")
    draft.say_word("late")
    return True


def say_answered(draft: Draft, step: str) -> None:
    """«You answered … there», in the words the customer saw."""
    old = draft.plan.nodes.get(step)
    given = draft.values.get(old.name) if isinstance(old, PlannedAsk) else None
    if isinstance(old, PlannedAsk) and given is not None and old.step.kind != "photo":
        label = draft.plan.labels.get(old.name, {}).get(str(given), str(given))
        draft.say_word("answered", answer=label[:40])
    else:
        draft.say_word("answered_unknown")


def small_button(draft: Draft, ask: PlannedAsk, button: str, text: str) -> None:
    """Refuse, skip, or talk to a human."""
    if button == HUMAN:
        hand_over(draft, text)
    elif button == SKIP:
        walk(draft, ask.skip)
    elif ask.refuse is not None and ask.refuse[1]:
        walk(draft, ask.refuse[0])
    else:
        draft.say_word("refuse")
        draft.end(Status.REFUSED)


def hand_over(draft: Draft, text: str) -> None:
    """The customer wants a human: a promise, then silence until the conversation is handed back."""
    draft.mark("wants_human", draft.step)
    draft.open_case("wants_human", text=text)
    draft.say_word("human")
    if draft.plan.offers:
        return draft.end(Status.COMPLETED)
    draft.status = Status.HUMAN
    return None


def record(
    draft: Draft, ask: PlannedAsk, answer: Answer, message_id: str, *, ticks: Sequence[str] = ()
) -> None:
    """One answer per turn and step; `ticks`: the entries of a checklist it ticks, where they are several."""
    step, question = ask.step, sayable(ask.written, draft.scope())
    asked = sayable(ask.question, draft.scope()) if draft.locale else ""
    pictured = answer.kind == "photo" or (step.kind == "photo" and step.axis == "comment")
    axis: Axis = "photo" if pictured else step.axis  # a picture is nobody's words: it is not quoted as such
    draft.do(
        RecordAnswer(
            step=ask.path,
            axis=axis,
            kind=answer.kind or step.kind,
            value=answer.value,
            label=answer.label,
            score=answer.score,
            message_id=message_id,
            question=question,
            asked=asked,
        )
    )
    draft.keep(ask.name, answer.stored, message_id)
    if step.kind == "checklist":
        day = draft.event.at.date().isoformat()
        for entry in ticks or (answer.value,):
            draft.keep(ready_name(entry), day)
            draft.do(Remember(ready_name(entry), day))


def answered(draft: Draft, ask: PlannedAsk, answer: Answer, message_id: str = "", text: str = "") -> None:
    """Record it, weigh it, go on."""
    record(draft, ask, answer, message_id)
    weigh(draft, ask, answer, text)
    if draft.status is not Status.WAITING:
        return None
    if ask.step.kind == "checklist" and not all_ready(draft, ask):
        return draft.ask(ask, again=True)
    return walk(draft, answer.next)


def _all_ticked(draft: Draft, ask: PlannedAsk, event: Replied) -> None:
    """「全部できました」: every entry that is left, as one answer, and on."""
    found = (from_choice(ask, option.id) for option in draft.as_shown(ask).options)
    left = [answer for answer in found if answer is not None]
    if left:
        ticks = [answer.value for answer in left]
        said = "、".join(answer.label for answer in left)
        together = replace(left[-1], value=",".join(ticks), label=said)
        record(draft, ask, together, event.message_id, ticks=ticks)
    return walk(draft, ask.next)


def showed(draft: Draft, event: ShowedMedia) -> None:
    """A sticker, a photo …: the answer if a photo is asked for; else kind words once per question."""
    ask = draft.open_question()
    if ask is None:
        return draft.fail(f"step {draft.step} is missing")
    if event.kind == "image":
        photo = from_photo(ask, event.message_id, draft.photo_label())
        if photo is not None:
            return answered(draft, ask, photo, event.message_id)
    draft.show_staff(event.kind, event.message_id)
    if draft.tell(f"media:{draft.asked_from}"):
        draft.say_word("media")
        draft.ask(ask, again=True)
    return None


def ask_in_language(draft: Draft) -> None:
    """The customer chose another language: the open question once more, in it. Older bubbles still count."""
    ask = draft.open_question()
    if ask is None:
        return draft.fail(f"step {draft.step} is missing")
    return draft.ask(ask, again=True)


def timed_out(draft: Draft, event: TimedOut) -> None:
    """Our own timer: the reminder once, then the way the author gave, or the end."""
    ask = draft.open_question()
    if ask is None:
        return draft.fail(f"step {draft.step} is missing")
    if event.turn != draft.before.turn:
        return draft.ignore("a timer of an older turn")
    if event.kind == "reminder":
        if ask.reminder is None or draft.reminded:
            return draft.ignore("no reminder is wanted")
        draft.say(ask.reminder[1])
        draft.reminded = draft.reminding = True
        return draft.ask(ask, again=True)
    if ask.timeout is None:
        return draft.ignore("this question waits for ever")
    if ask.timeout[2]:
        return walk(draft, ask.timeout[1])
    return draft.end(Status.EXPIRED)


def late_answer(ask: PlannedAsk, event: Replied | Tapped, at: datetime) -> Answer | None:
    """An answer to a question that has expired, if it surely is one."""
    if isinstance(event, Tapped):
        return from_tap(ask, event.choice, event.params, at)
    answer = from_text(ask, event.text, at)
    return answer if answer is not None and ask.step.kind != "text" else None
