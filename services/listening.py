"""Hearing one event: what it is, and who it is for. Returns in a word what it meant (kept with the event).

What a text may be, and in which order, is in `services.texts`.
"""

from typing import Final

from conversations.events import ShowedMedia, Tapped
from conversations.state import FINAL
from line.events import RawEvent
from line.postbacks import Answer as AnswerTap
from line.postbacks import Command, Proposal, parse_postback
from models.case import proposal_by_token
from models.contact import Contact
from models.conversation import by_token
from models.inbound import StoredEvent, forget_content
from services import befriending, farewells
from services.desk import Desk
from services.outbox import Reply, reply_to
from services.proposals import answer_proposal
from services.redaction import without_content
from services.texts import OUTLIVED, carry_out, for_staff, hear_text, is_outlived
from services.turns import facts_for, take_turn
from services.unsending import unsend

ENDED: Final = {status.value for status in FINAL}
NOT_TO_US: Final = ("standby", "not_one_to_one", "erased")  # no sign that this person may be written to
ONE_TO_ONE: Final = ("user", "")
FRIENDSHIP: Final = ("befriended", "returned", "blocked")


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
        case "follow" | "unfollow" if is_outlived(desk, contact, row, FRIENDSHIP):
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
        return hear_text(desk, contact, row, event, event.text, reply)
    if contact.talk == "human":
        contact.unread = True
        return "for_human"
    conversation = desk.conversations.get(contact.id)
    media = event.media or "unknown"
    if conversation is None and media == "sticker":
        return "noted:sticker"
    if conversation is None:
        return for_staff(desk, contact, media, reply)
    facts = facts_for(desk, contact, conversation)
    showed = ShowedMedia(desk.local_now(contact), media, event.message_id, event.keywords, facts)
    return take_turn(desk, contact, conversation, showed, reply)


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
            return carry_out(desk, contact, row, name, "", "", reply)
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
