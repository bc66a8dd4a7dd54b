"""Taking a turn: event + conversation state → engine → rows of the same commit.

Every way in (a customer's message, a timer, a due touchpoint, a staff member) ends here, with the contact's
lane held.
"""

import secrets
from dataclasses import replace
from typing import Any

from conversations.effects import OpenCase
from conversations.engine import Turn, advance
from conversations.events import Event, Facts, HandedBack, LanguageChosen, Started, Stopped, TakenOver
from conversations.locales import Locale, pick_locale
from conversations.plan import PlannedAsk, plan_of
from conversations.replies import fold
from conversations.script import Script
from conversations.state import FINAL, State, Status
from conversations.translating import in_locale, locale_of
from conversations.windows import Hours
from models.appending import change
from models.contact import Contact
from models.conversation import Conversation
from models.purchase import Purchase
from models.timer import HAND_BACK
from models.touchpoint import Touchpoint
from services import offering, planning
from services.announcing import announce
from services.desk import Desk, Ended
from services.effects import TurnRows, carry_out
from services.languages import language_of
from services.naming import staff_name
from services.outbox import Reply
from services.published import scripts_cache


def begin(
    desk: Desk,
    contact: Contact,
    version_id: int,
    *,
    purchase: Purchase | None = None,
    touchpoint: Touchpoint | None = None,
    reply: Reply | None = None,
) -> Conversation:
    """Start a script with this person: the invitation carries the first question."""
    script = scripts_cache.get(desk.session, version_id)
    if script.purpose == "referral" and purchase is not None:
        offering.prepare(desk, contact, purchase)
    if contact.id in desk.conversations and script.asks:
        stop(desk, contact, "displaced")
        desk.session.flush()  # the old one ends before the new one begins: one is open at a time
    spoken = locale_of(script, language_of(contact))
    started = Started(desk.local_now(contact), desk.facts(contact, purchase, spoken))
    turn = _advance(desk, contact, script, State(), started, purchase)
    conversation = Conversation(
        token=secrets.token_urlsafe(9),
        channel_id=contact.channel_id,
        contact_id=contact.id,
        purchase_id=purchase.id if purchase else None,
        touchpoint_id=touchpoint.id if touchpoint else None,
        script_version_id=version_id,
        script=script.id,
        purpose=script.purpose,
        outcome="",
        started_at=desk.now,
    )
    _write_state(desk, contact, conversation, turn.state)
    desk.session.add(conversation)
    if any(isinstance(effect, OpenCase) for effect in turn.effects):
        desk.session.flush()  # the case will name it by its number
    if not turn.state.is_final:
        desk.conversations[contact.id] = conversation
    carry_out(TurnRows(desk, contact, conversation, reply or Reply(), spoken), turn.effects)
    return conversation


def take_turn(
    desk: Desk, contact: Contact, conversation: Conversation, event: Event, reply: Reply | None = None
) -> str:
    """Advance one conversation by one event and carry out what the engine wants. What it meant, in a word."""
    before = State.from_json(conversation.state)
    purchase = desk.purchase_of(contact, conversation.purchase_id)
    script = desk.script_of(conversation)
    turn = _advance(desk, contact, script, before, event, purchase)
    if turn.state.turn != before.turn or turn.state.status != before.status:
        desk.void_timers(conversation)
    _write_state(desk, contact, conversation, turn.state)
    spoken = locale_of(script, turn.state.locale)
    meaning = carry_out(TurnRows(desk, contact, conversation, reply or Reply(), spoken), turn.effects)
    if turn.state.status is Status.COMPLETED and before.status is not Status.COMPLETED:
        _completed(desk, contact, conversation, purchase, reply)
    return meaning


def _completed(
    desk: Desk, contact: Contact, conversation: Conversation, purchase: Purchase | None, reply: Reply | None
) -> None:
    """It came to its end: what waits for that, goes on (services/onward.py). A whole check-in: other systems
    may be told."""
    if purchase is not None and planning.is_followed(desk, purchase, conversation):
        desk.ended[contact.id] = Ended(contact, conversation, purchase, reply or Reply())
    if conversation.purpose == "check_in":
        announce(
            desk, "check_in.completed", contact_id=contact.id, script=conversation.script,
            purchase=purchase.external_id if purchase else None, outcome=conversation.outcome or "",
        )  # fmt: skip


def _advance(
    desk: Desk, contact: Contact, script: Script, before: State, event: Event, purchase: Purchase | None
) -> Turn:
    """One step of the engine. Whose the case is that it opens is known only then: so the customer is told
    that name, it is asked once more. It is pure: asking twice changes nothing."""
    turn = advance(script, before, event)
    opened = next((effect for effect in turn.effects if isinstance(effect, OpenCase)), None)
    if opened is None:
        return turn
    someone = desk.assignee(contact, desk.matter(contact, opened.reason, opened.text, purchase))
    theirs = staff_name(someone, pick_locale(str(event.facts.get("locale", ""))))
    if event.facts.get("staff") == theirs:
        return turn
    return advance(script, before, replace(event, facts={**event.facts, "staff": theirs}))


def _write_state(desk: Desk, contact: Contact, conversation: Conversation, state: State) -> None:
    changes: dict[str, Any] = {
        "state": state.to_json(), "status": state.status.value, "step": state.step, "turn": state.turn,
        "updated_at": desk.now,
    }  # fmt: skip
    if state.status in FINAL:
        changes["finished_at"] = conversation.finished_at or desk.now
        if desk.conversations.get(contact.id) is conversation:
            del desk.conversations[contact.id]
    change(desk.session, conversation, **changes)


def facts_for(desk: Desk, contact: Contact, conversation: Conversation) -> Facts:
    """The facts an event of this conversation carries, in the language it is spoken in."""
    spoken = locale_of(desk.script_of(conversation), str(conversation.state.get("locale", "")))
    return desk.facts(contact, desk.purchase_of(contact, conversation.purchase_id), spoken)


def is_choice(script: Script, conversation: Conversation, text: str, status: Status = Status.WAITING) -> bool:
    """Whether a text is, word for word, a choice of the question that is open (or was, when it expired)."""
    if conversation.status != status:
        return False
    spoken = in_locale(script, str(conversation.state.get("locale", "")))
    ask = plan_of(spoken).nodes.get(conversation.step)
    return isinstance(ask, PlannedAsk) and ask.spoken.get(fold(text)) in ask.choices


def change_language(desk: Desk, contact: Contact, locale: Locale, reply: Reply) -> bool:
    """The open question, asked again in this language. False where nothing is asked, or not in it."""
    conversation = desk.conversations.get(contact.id)
    if conversation is None or conversation.status != Status.WAITING:
        return False
    if locale_of(desk.script_of(conversation), locale) != locale:
        return False
    facts = desk.facts(contact, desk.purchase_of(contact, conversation.purchase_id), locale)
    take_turn(desk, contact, conversation, LanguageChosen(desk.local_now(contact), locale, facts), reply)
    return True


def speak_theirs(desk: Desk, contact: Contact) -> None:
    """Their language became known while a talk was under way: from its next word on it is spoken in it."""
    conversation = desk.conversations.get(contact.id)
    if conversation is None:
        return
    script, state = desk.script_of(conversation), State.from_json(conversation.state)
    spoken = locale_of(script, language_of(contact))
    wanted = "" if spoken == script.locale else spoken
    if wanted != state.locale:
        _write_state(desk, contact, conversation, replace(state, locale=wanted))


def hand_over(desk: Desk, contact: Contact) -> None:
    """A human talks now: the bot is silent."""
    contact.talk = "human"
    pause(desk, contact)


def pause(desk: Desk, contact: Contact) -> None:
    """The open question waits for a human; whatever is written meanwhile is no answer to it."""
    conversation = desk.conversations.get(contact.id)
    if conversation is not None and conversation.status == Status.WAITING:
        take_turn(
            desk,
            contact,
            conversation,
            TakenOver(desk.local_now(contact), facts_for(desk, contact, conversation)),
        )


def hand_back(desk: Desk, contact: Contact, *, settled: bool = False) -> None:
    """The human is done: the bot may speak again, and asks its open question once more.

    Not at night: then a timer asks it in the morning. And not at all if the human `settled` the matter.
    """
    contact.talk = "bot"
    contact.unread = False
    conversation = desk.conversations.get(contact.id)
    if conversation is None or conversation.status != Status.HUMAN:
        return
    now = desk.local_now(contact)
    opening = Hours(str(now.tzinfo), desk.shop.rules.quiet).next_opening(desk.now)
    if not settled and opening is not None and opening > desk.now:
        desk.set_timer(conversation, HAND_BACK, conversation.turn, opening - desk.now)
        return
    facts = facts_for(desk, contact, conversation)
    take_turn(desk, contact, conversation, HandedBack(now, facts, settled))


def stop(desk: Desk, contact: Contact, reason: str) -> None:
    """End the open conversation from outside (配信停止, cancelled, erased)."""
    conversation = desk.conversations.get(contact.id)
    if conversation is not None:
        take_turn(
            desk,
            contact,
            conversation,
            Stopped(desk.local_now(contact), reason, facts_for(desk, contact, conversation)),
        )


def stop_of_purchase(desk: Desk, contact: Contact, purchase_id: int, reason: str) -> None:
    """End the open conversation if it is about this purchase."""
    conversation = desk.conversations.get(contact.id)
    if conversation is not None and conversation.purchase_id == purchase_id:
        stop(desk, contact, reason)
