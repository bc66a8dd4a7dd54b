"""Hearing one event: what it is, and who it is for. Returns in a word what it meant (kept with the event).

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
from conversations.events import Replied, ShowedMedia, Tapped
from conversations.grave import grave
from conversations.leaving import leaving
from conversations.locales import language_wish, overheard
from conversations.state import FINAL, Status
from line.events import RawEvent
from line.postbacks import Answer as AnswerTap
from line.postbacks import Command, Proposal, parse_postback
from models.appending import change
from models.case import proposal_by_token
from models.contact import Contact
from models.conversation import Conversation, by_token
from models.inbound import ARRIVED, GAVE_LINK, HEARD, StoredEvent, forget_content, has_later
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
from services.outbox import Reply, reply_to
from services.proposals import answer_proposal
from services.redaction import without_content
from services.turns import facts_for, is_choice, speak_theirs, take_turn
from services.unsending import unsend
from services.wishing import wished

ENDED: Final = {status.value for status in FINAL}
NOT_TO_US: Final = ("standby", "not_one_to_one", "erased")  # no sign that this person may be written to
ONE_TO_ONE: Final = ("user", "")
OUTLIVED: Final = "outlived"  # delivered again after what undid it: the later word counts
FRIENDSHIP: Final = ("befriended", "returned", "blocked")
CONSENT: Final = ("stopped", "resumed")
_ALARMS: Final = {
    "health": greetings.HEALTH,
    "crisis": greetings.CRISIS,
    "bereaved": greetings.BEREAVED,
}  # what calls a human → what is said; an unhappy word differs when it comes again


def hear(desk: Desk, contact: Contact, row: StoredEvent, event: RawEvent) -> str:
    """Handle one stored event of a person whose lane is held."""
    if event.mode == "standby":
        return "standby"  # another module has the chat: never answer
    if event.source_type not in ONE_TO_ONE:
        return "not_one_to_one"
    if contact.erased_at is not None:
        return "erased"
    reply = reply_to(event.reply_token, row.received_at)
    match event.type:
        case "message":
            return _message(desk, contact, row, event, reply)
        case "postback":
            return _postback(desk, contact, row, event, reply)
        case "follow" | "unfollow" if _is_outlived(desk, contact, row, FRIENDSHIP):
            return OUTLIVED
        case "follow":
            return befriending.followed(desk, contact, event.is_unblocked, reply)
        case "unfollow":
            return befriending.unfollowed(desk, contact)
        case "unsend":
            return unsend(desk, contact, event.message_id)
    return f"noted:{event.type[:40]}"


def _message(desk: Desk, contact: Contact, row: StoredEvent, event: RawEvent, reply: Reply) -> str:
    if event.message_id in desk.unsent:
        forget_content(desk.session, row.id, without_content(row.payload), desk.now)
        return "already_unsent"
    if event.text is not None:
        return _text(desk, contact, row, event, event.text, reply)
    if contact.talk == "human":
        contact.unread = True
        return "for_human"
    conversation = desk.conversations.get(contact.id)
    media = event.media or "unknown"
    if conversation is None and media == "sticker":
        return "noted:sticker"
    if conversation is None:
        return _for_staff(desk, contact, media, reply)
    facts = facts_for(desk, contact, conversation)
    showed = ShowedMedia(desk.local_now(contact), media, event.message_id, event.keywords, facts)
    return take_turn(desk, contact, conversation, showed, reply)


def _overhear(desk: Desk, contact: Contact, text: str) -> None:
    """Of whom nobody told a language, their own words tell it, until LINE does."""
    if contact.language or contact.chosen_language:
        return
    heard = overheard(text)
    if heard is not None:
        change(desk.session, contact, language=heard)
        speak_theirs(desk, contact)


def _text(desk: Desk, contact: Contact, row: StoredEvent, event: RawEvent, text: str, reply: Reply) -> str:
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
        return _command(desk, contact, row, command, text, event.message_id, reply)
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
    if _is_outlived(desk, contact, row, CONSENT):
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


def _command(
    desk: Desk, contact: Contact, row: StoredEvent, command: str, text: str, message_id: str, reply: Reply
) -> str:
    if command in ("stop", "resume") and _is_outlived(desk, contact, row, CONSENT):
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
        return "for_human" if contact.talk == "human" else _for_staff(desk, contact, "text", reply)
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
        or _for_staff(desk, contact, "text", reply)
    )


def _for_staff(desk: Desk, contact: Contact, kind: str, reply: Reply) -> str:
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


def _is_outlived(desk: Desk, contact: Contact, row: StoredEvent, undone_by: tuple[str, ...]) -> bool:
    """Whether what it says was said otherwise since: LINE may deliver an event again after a later one."""
    newest = contact.last_inbound_at
    is_late = newest is not None and row.occurred_at < newest
    return is_late and has_later(desk.session, row, undone_by)


def _postback(desk: Desk, contact: Contact, row: StoredEvent, event: RawEvent, reply: Reply) -> str:
    tap = parse_postback(event.postback_data)
    match tap:
        case AnswerTap(conversation=token) | Proposal(token=token) if "\0" in token:
            pass  # not one of ours, and PostgreSQL takes no question with it
        case AnswerTap(conversation=token, turn=turn, step=step, choice=choice):
            return _tapped(desk, contact, event, token, turn, step, choice, reply)
        case Proposal(token=token, verdict=verdict, choice=choice):
            proposal = proposal_by_token(desk.session, token)
            if proposal is None or proposal.contact_id != contact.id:
                return "ignored:unknown_proposal"
            return answer_proposal(desk, contact, proposal, verdict, reply, choice)
        case Command(name=name) if name in ("stop", "resume", "human"):
            return _command(desk, contact, row, name, "", "", reply)
        case Command(name=name) if name in farewells.WAYS:
            return farewells.chosen(desk, contact, name, reply)
    return "ignored:unknown_postback"


def _tapped(
    desk: Desk, contact: Contact, event: RawEvent, token: str, turn: int, step: str, choice: str, reply: Reply
) -> str:
    conversation = desk.conversations.get(contact.id)
    if conversation is None or conversation.token != token:
        conversation = by_token(desk.session, token)
    if conversation is None or conversation.contact_id != contact.id:
        return "ignored:unknown_conversation"
    if contact.talk == "human":
        contact.unread = True
        if conversation.status in ENDED:
            return "for_human"  # no word of the bot's between two people
    tapped = Tapped(
        desk.local_now(contact),
        step,
        turn,
        choice,
        dict(event.postback_params),
        facts_for(desk, contact, conversation),
    )
    return take_turn(desk, contact, conversation, tapped, reply)
