"""The conversation is over, or a human has it: nothing is lost, nothing is chattered (table: `engine`)."""

from conversations.alarms import hear, weigh
from conversations.draft import Draft
from conversations.events import HandedBack, Replied, Tapped
from conversations.replies import is_closing
from conversations.state import Status
from conversations.waiting import corrected, late_answer, record, ticked_later
from conversations.walk import call_human

_SILENT = frozenset({Status.STOPPED, Status.FAILED})


def while_human(draft: Draft, event: Replied | Tapped) -> None:
    """Silent. Staff see it; a health word or a complaint still opens its case."""
    if isinstance(event, Tapped):
        ask = draft.open_question()
        choice = ask.choices.get(event.choice) if ask is not None and event.step == draft.step else None
        return draft.show_staff(f"tapped {choice.written if choice else event.choice[:40]}")
    draft.show_staff("text", event.message_id)
    hear(draft, event.text, speak=False)
    return None


def handed_back(draft: Draft, event: HandedBack) -> None:
    """The human is done: the open question is asked again, as a new asking.

    One that may be left out is left out: whoever has just talked with a person is not asked for a word more.
    What the human settled is not asked again either; a late answer to it still counts.
    """
    if event.settled:
        return draft.end(Status.EXPIRED)
    ask = draft.open_question()
    if ask is None:
        return draft.fail(f"step {draft.step} is missing")
    if ask.step.optional:
        return draft.end(Status.COMPLETED)
    return draft.ask(ask)


def after_the_end(draft: Draft, event: Replied | Tapped) -> None:
    if draft.status is Status.EXPIRED and _late(draft, event):
        return None
    if isinstance(event, Replied):
        if is_closing(event.text):
            return draft.ignore("a polite word after the end")
        draft.show_staff("text after the end", event.message_id)
        hear(draft, event.text, speak=draft.status not in _SILENT)
        return None
    if not 0 < event.turn <= draft.asked_at.get(event.step, 0):
        return draft.ignore("a button that was never shown")
    if draft.status is not Status.FAILED and ticked_later(draft, event):
        return None
    if draft.status is Status.COMPLETED and corrected(draft, event):
        return None
    if draft.status in _SILENT or not draft.tell(f"tap:{event.step}@{event.turn}"):
        return draft.ignore("a button of a conversation that is over")
    draft.say_word("closed")
    return None


def _late(draft: Draft, event: Replied | Tapped) -> bool:
    """An answer that came after its time is still an answer: recorded, weighed, thanked for.

    One that calls a human (「たのみたい」, 「届いていない」) still does: thanks alone would sound like one.
    """
    ask = draft.open_question()
    if ask is None:
        return False
    if isinstance(event, Tapped) and not (
        event.step == draft.step and draft.asked_from <= event.turn <= draft.asked_at.get(event.step, 0)
    ):
        return False
    answer = late_answer(ask, event, event.at)
    if answer is None:
        return False
    said = event.text if isinstance(event, Replied) else ""
    record(draft, ask, answer, event.message_id if isinstance(event, Replied) else "")
    weigh(draft, ask, answer, said)
    call_human(draft, answer.next)
    if not draft.bubbles:
        draft.say_word("late")
    draft.step = ""
    return True
