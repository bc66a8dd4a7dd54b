"""Hearing a text: what it is, and who it is for.

A text may be, in this order: a choice of the open question word for word, 配信停止 among other words, a clear
answer to what the human who is talking proposed, a wish that works at any time (配信停止, 再開,
担当者と話す, 紹介リンク, English; 「20時に届けて」, 「5日まで休んで」 unless a human asked something;
「通数多すぎ」 unless one talks), a staff link code, a claim code or what
stands for it (an order number with four digits of the telephone), something for the human who is talking, an
answer to the open question (a question to us first, once they have asked for a human), or just words: a late
answer, trouble, a late yes to a proposal, thanks, what is left, an order without its code, a question to us.
"""

from typing import Final

from conversations import feelings, replies
from conversations.arrived import says_arrived
from conversations.events import Replied
from conversations.grave import grave
from conversations.leaving import leaving
from conversations.locales import language_wish, overheard
from conversations.state import Status
from line.events import RawEvent
from models.appending import change
from models.contact import Contact
from models.conversation import Conversation
from models.inbound import ARRIVED, GAVE_LINK, HEARD, StoredEvent, has_later
from services import (
    afterthoughts,
    asking,
    befriending,
    farewells,
    greetings,
    lending,
    order_claims,
    sharing,
    spoken_proposals,
)
from services.cases import open_case
from services.desk import Desk
from services.outbox import Reply
from services.turns import facts_for, is_choice, speak_theirs, take_turn
from services.wishing import wished

OUTLIVED: Final = "outlived"  # delivered again after what undid it: the later word counts
CONSENT: Final = ("stopped", "resumed")
_ALARMS: Final = {
    "health": greetings.HEALTH,
    "crisis": greetings.CRISIS,
    "bereaved": greetings.BEREAVED,
}  # what calls a human → what is said; an unhappy word differs when it comes again


def _overhear(desk: Desk, contact: Contact, text: str) -> None:
    """Of whom nobody told a language, their own words tell it, until LINE does."""
    if contact.language or contact.chosen_language:
        return
    heard = overheard(text)
    if heard is not None:
        change(desk.session, contact, language=heard)
        speak_theirs(desk, contact)


def hear_text(
    desk: Desk, contact: Contact, row: StoredEvent, event: RawEvent, text: str, reply: Reply
) -> str:
    """What this text is, carried out; in a word what it meant."""
    _overhear(desk, contact, text)
    open_one = desk.conversations.get(contact.id)
    asked = open_one if contact.talk != "human" else None
    if asked is not None and is_choice(desk.script_of(asked), asked, text):
        return _replied(desk, contact, asked, event, text, reply)  # 「不要」 may be a button of ours
    leaves = leaving(text)
    if leaves is not None and leaves.kind == "stop":
        return _stopped(desk, contact, row, event, text, leaves.rest, reply)
    if contact.talk == "human":  # before the wishes: 「不要です」 turns down what was offered
        verdict = spoken_proposals.answered(desk, contact, text, reply)
        if verdict is not None:
            return f"proposal:{verdict}"
    command = replies.command(text)
    if command is not None:
        return carry_out(desk, contact, row, command, text, event.message_id, reply)
    if (spoken := language_wish(text)) is not None:
        return befriending.chose_language(desk, contact, spoken, reply)
    # 「入院中なので休んで」 is a wish, and more than one.
    alarming = feelings.read(text).health > 0 or grave(text) is not None
    if not alarming and (wish := wished(desk, contact, text)) is not None:
        return befriending.wishes(desk, contact, wish, reply)
    if leaves is not None and not alarming and contact.talk != "human":
        return farewells.offered(desk, contact, leaves, text, event.message_id, reply)
    bound = befriending.bind_staff(desk.session, desk, contact, text, reply)
    if bound is None:
        bound = befriending.claim(desk, contact, text, reply)
    if bound is None and contact.talk != "human":
        bound = order_claims.claim(desk, contact, text, reply)
    if bound is not None:  # a code may come with words: an alarm among them is not lost
        silent = contact.talk == "human"
        return _alarm(desk, contact, event, text, None if silent else reply) or bound
    if contact.talk == "human":
        contact.unread = True
        noted = _alarm(desk, contact, event, text, None)
        return noted or asking.note_order_change(desk, contact, event, text) or "for_human"
    conversation = desk.conversations.get(contact.id)
    if conversation is not None:
        calls = feelings.read(text).needs_human or grave(text) is not None
        waits = conversation.status == Status.HUMAN and not calls
        passed = asking.asked(desk, contact, event, text, reply) if waits else None
        return passed or _replied(desk, contact, conversation, event, text, reply)
    return _just_words(desk, contact, event, text, reply)


def _stopped(
    desk: Desk, contact: Contact, row: StoredEvent, event: RawEvent, text: str, rest: str, reply: Reply
) -> str:
    """配信停止 among other words: those are heard first, and in the same answer all is stopped."""
    if is_outlived(desk, contact, row, CONSENT):
        return OUTLIVED
    had_case = contact.id in desk.cases
    if rest:
        _hear_rest(desk, contact, event, text, rest, reply)
    told = contact.id in desk.cases and not had_case
    return befriending.stopped(desk, contact, reply.onward(), told=told)


def _hear_rest(desk: Desk, contact: Contact, event: RawEvent, text: str, rest: str, reply: Reply) -> None:
    conversation = desk.conversations.get(contact.id)
    if contact.talk == "human":
        contact.unread = True
        if spoken_proposals.answered(desk, contact, rest, reply) is None:
            _alarm(desk, contact, event, rest, None) or asking.note_order_change(desk, contact, event, rest)
    elif conversation is not None and conversation.status == Status.WAITING:
        _replied(desk, contact, conversation, event, text, reply)  # the engine tells the two apart itself
    elif _alarm(desk, contact, event, rest, reply) is None:
        contact.unread = asking.asked(desk, contact, event, rest, reply) is None or contact.unread


def _replied(
    desk: Desk, contact: Contact, conversation: Conversation, event: RawEvent, text: str, reply: Reply
) -> str:
    facts = facts_for(desk, contact, conversation)
    replied = Replied(desk.local_now(contact), text, event.message_id, facts)
    return take_turn(desk, contact, conversation, replied, reply)


def carry_out(
    desk: Desk, contact: Contact, row: StoredEvent, command: str, text: str, message_id: str, reply: Reply
) -> str:
    """A wish that works at any time: typed, or a button of ours."""
    if command in ("stop", "resume") and is_outlived(desk, contact, row, CONSENT):
        return OUTLIVED
    if command == "stop":
        return befriending.stopped(desk, contact, reply)
    if command == "resume":
        return befriending.resumed(desk, contact, reply)
    if command == "withdraw":
        return lending.take_back(desk, contact, reply)
    if command == "share":
        if sharing.give(desk, contact, reply):
            return GAVE_LINK
        contact.unread = True
        return "for_human" if contact.talk == "human" else for_staff(desk, contact, "text", reply)
    return befriending.wants_human(desk, contact, text, message_id, reply)


def _just_words(desk: Desk, contact: Contact, event: RawEvent, text: str, reply: Reply) -> str:
    """No question is open. A thank-you needs no answer; an alarm opens a case; the rest a human will read."""
    answered = afterthoughts.answered_late(desk, contact, text, event.message_id, reply)
    if answered is not None:
        return answered
    alarm = _alarm(desk, contact, event, text, reply)
    if alarm is not None:
        return alarm
    late = spoken_proposals.answered_late(desk, contact, text, reply)
    if late is not None:
        return f"proposal:{late}"
    if replies.is_closing(text):
        return "closing"
    return (
        afterthoughts.told_of_rest(desk, contact, text, event.message_id, reply)
        or _arrived(desk, contact, text, reply)
        or order_claims.help_in(desk, contact, text, event.message_id, reply)
        or asking.asked(desk, contact, event, text, reply)
        or for_staff(desk, contact, "text", reply)
    )


def for_staff(desk: Desk, contact: Contact, kind: str, reply: Reply) -> str:
    """Nobody waits for this, a human will look: said so once in a while, never left unanswered."""
    contact.unread = True
    if contact.id in desk.cases:
        return "for_case"
    if contact.id in desk.told_heard:
        return f"noted:{kind}"
    desk.told_heard.add(contact.id)
    words = greetings.HEARD_PHOTO if kind == "image" else greetings.HEARD
    befriending.say(desk, contact, words, reply)
    return HEARD


def _arrived(desk: Desk, contact: Contact, text: str, reply: Reply) -> str | None:
    """「届きました」: good to hear. Staff read it where nobody else has told that it came."""
    purchase = desk.purchase_of(contact, None)
    if purchase is None or contact.id in desk.cases or not says_arrived(text):
        return None
    befriending.say(desk, contact, greetings.ARRIVED, reply)
    if "delivered" in desk.milestones[purchase.id]:
        return ARRIVED
    contact.unread = True
    return HEARD


def _alarm(desk: Desk, contact: Contact, event: RawEvent, text: str, reply: Reply | None) -> str | None:
    """Words that need a human, outside every question. They may raise an alarm, never clear one."""
    reading, life_and_death = feelings.read(text), grave(text)
    if reading.health == 0 and reading.band != "act" and life_and_death is None:
        return None
    reason = life_and_death or ("health" if reading.health else "unhappy")
    known = desk.cases.get(contact.id)
    again = known is not None and known.reason in ("unhappy", "health") and known.promise_at > desk.now
    open_case(
        desk, contact, reason, level=reading.health if reason == "health" else 0, text=text,
        matched=reading.matched, message_id=event.message_id,
    )  # fmt: skip
    if reply is not None:
        facts = desk.facts(contact, desk.purchase_of(contact, None))
        words = _ALARMS.get(reason) or (greetings.UNHAPPY_AGAIN if again else greetings.UNHAPPY)
        staff, promise, help_line = (facts[name] for name in ("staff", "promise", "help_line"))
        befriending.say(desk, contact, words, reply, staff=staff, promise=promise, help_line=help_line)
    return f"case:{reason}"


def is_outlived(desk: Desk, contact: Contact, row: StoredEvent, undone_by: tuple[str, ...]) -> bool:
    """Whether what it says was said otherwise since: LINE may deliver an event again after a later one."""
    newest = contact.last_inbound_at
    is_late = newest is not None and row.occurred_at < newest
    return is_late and has_later(desk.session, row, undone_by)
