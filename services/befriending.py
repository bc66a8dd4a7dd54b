"""Befriending: a person adds the account (friend) and says which purchase is theirs (bound): two states.

Either may come first. A code is bound once, to one person; guessing is throttled per person.
"""

import re
import unicodedata
from datetime import datetime, time, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from conversations.locales import Locale
from conversations.moments import say_day, say_when
from conversations.replies import find_codes, is_well_formed
from conversations.wishes import Wish
from conversations.words import STANDARD_FACTS
from line.cards import claimed
from line.messages import Message, text_messages
from models import consent, inbound
from models.contact import Contact
from models.purchase import Purchase, by_claim_code
from models.staff import Staff
from services import consenting, greetings, planning, staffing
from services.announcing import announce
from services.cases import open_case
from services.claim_links import lead_language
from services.desk import Desk
from services.greetings_abroad import words_for
from services.guesses import MISS_REST, has_guessed, missed, rest_over
from services.languages import SHOPS, choose, language_of
from services.naming import name_of, staff_name
from services.outbox import Reply, queue, withdraw
from services.touchpoints import start_due_now
from services.turns import change_language, pause
from services.turns import stop as stop_conversation

MISTYPED: Final = "claim_mistyped"
MOST_CODES = 3  # looked up per message: a thousand guesses in one text are no one guess
STAFF_CODE: Final = re.compile(r"ST([0-9A-Z]{8})")


def say(
    desk: Desk, contact: Contact, sentence: str, reply: Reply | None, *, kind: str = "promise", **gaps: object
) -> None:
    """A plain answer of Sonogo itself (services.greetings), in this person's language."""
    send(desk, contact, text_messages(words_for(contact, sentence, **gaps)), reply, kind=kind)


def send(
    desk: Desk, contact: Contact, messages: list[Message], reply: Reply | None, *, kind: str = "promise"
) -> None:
    queue(desk.session, contact, messages, kind=kind, now=desk.now, reply=reply)


def followed(desk: Desk, contact: Contact, is_unblocked: bool, reply: Reply) -> str:
    """友だち追加, or the block was lifted: then everything resumes where it was; nothing begins again."""
    returning = is_unblocked or contact.befriended_at is not None
    contact.friend_state = "friend"
    contact.blocked_at = None
    consent.record(desk.session, contact.id, "returned" if returning else "befriended", desk.now)
    if contact.befriended_at is None:
        contact.befriended_at = desk.now
    purchases = desk.purchases[contact.id]
    for purchase in purchases:
        planning.replan(desk.session, desk.shop, purchase, desk.now)
    planning.reopen(desk.session, contact, ("blocked", "not_a_friend"), desk.now)
    if returning:
        text = greetings.WELCOME_BACK_STOPPED if contact.stopped_at else greetings.WELCOME_BACK
        say(desk, contact, text, reply, name=_name(desk, contact))
        return "returned"
    if not purchases:
        hello = [
            words_for(contact, text, shop=desk.shop.name) for text in (greetings.HELLO, greetings.LANGUAGES)
        ]
        send(desk, contact, text_messages("\n\n".join(hello)), reply)
    return "befriended"


def unfollowed(desk: Desk, contact: Contact) -> str:
    """Blocked: nothing is sent until they come back; what is planned waits."""
    contact.friend_state = "blocked"
    contact.blocked_at = desk.now
    consent.record(desk.session, contact.id, "blocked", desk.now)
    return "blocked"


def claim(desk: Desk, contact: Contact, text: str, reply: Reply) -> str | None:
    """A text with a claim code in it: bind the purchase, or say kindly why not. None: no code in it."""
    codes = find_codes(text)
    if not codes:
        return None
    if has_guessed(desk, contact):
        return say_throttled(desk, contact, reply)
    fit = [code for code in codes[:MOST_CODES] if is_well_formed(code)]
    if not fit:
        return _mistyped(desk, contact, reply)
    outcomes = []
    for code in fit:
        purchase = by_claim_code(desk.session, code, lock=True)
        if purchase is not None and purchase.channel_id == contact.channel_id:
            outcomes.append(bind(desk, contact, purchase, text, reply))
    if len(outcomes) < len(fit):
        missed(desk, contact)  # beside one's own code, too, or that would make guessing free
    if outcomes:
        return "claimed" if "claimed" in outcomes else outcomes[0]
    say(desk, contact, greetings.UNKNOWN, reply)
    return "claim_unknown"


def _mistyped(desk: Desk, contact: Contact, reply: Reply) -> str:
    """A typo is no guess: no purchase has such a code, none is looked for, so none is counted. The second in
    a row names the other way."""
    lane = contact.channel_id, contact.line_user_id
    again = inbound.happened(desk.session, *lane, MISTYPED, desk.now - MISS_REST)
    say(desk, contact, greetings.MISTYPED_AGAIN if again else greetings.MISTYPED, reply)
    return MISTYPED


def say_throttled(desk: Desk, contact: Contact, reply: Reply) -> str:
    """Too many guesses: nothing is looked at until a time that is said. Whoever holds the right one waits,
    too, or the rest would keep nobody from guessing on."""
    zone = contact.time_zone or desk.shop.zone
    until = say_when(rest_over(contact) or desk.now, desk.now, zone, language_of(contact))
    say(desk, contact, greetings.THROTTLED, reply, until=until)
    return "claim_throttled"


def bind(desk: Desk, contact: Contact, purchase: Purchase, text: str, reply: Reply) -> str:
    product = purchase.items[0].name if purchase.items else STANDARD_FACTS[language_of(contact)]["product"]
    if purchase.contact_id == contact.id:
        say(desk, contact, greetings.ALREADY_YOURS, reply, product=product)
        return "claim_repeated"
    if purchase.contact_id is not None:
        say(desk, contact, greetings.TAKEN, reply)
        return "claim_taken"
    if desk.now >= purchase.claim_expires_at:
        say(desk, contact, greetings.EXPIRED, reply)
        return "claim_expired"
    purchase.contact_id = contact.id
    purchase.bound_at = desk.now
    contact.language = contact.language or purchase.locale  # until LINE tells its own
    spoken = lead_language(text)
    if spoken is not None and spoken != SHOPS and not contact.chosen_language:
        choose(contact, spoken)  # they opened our page in it, and sent what it offered
    contact.claim_misses = 0
    desk.purchases[contact.id].insert(0, purchase)
    if purchase.time_zone and not contact.time_zone:
        contact.time_zone = purchase.time_zone
    desk.session.flush()
    announce(desk, "purchase.claimed", contact_id=contact.id, purchase=purchase.external_id)
    planning.plan(desk.session, desk.shop, purchase, desk.now)
    planning.replan(desk.session, desk.shop, purchase, desk.now)
    desk.session.flush()
    greeting = words_for(contact, greetings.CLAIMED, name=_name(desk, contact, purchase), product=product)
    if purchase.status != "active":
        say(desk, contact, greetings.CLAIMED_ENDED, reply, product=product)
    elif contact.stopped_at is not None:
        still = words_for(contact, greetings.STILL_STOPPED)
        send(desk, contact, text_messages(f"{greeting}\n{still}"), reply)
    elif not _welcomes(desk, contact, purchase, reply):
        more = (words_for(contact, text) for text in (greetings.WHAT_COMES, greetings.HOW_TO_STOP))
        send(desk, contact, [claimed(greeting, *more)], reply)
    return "claimed"


def _name(desk: Desk, contact: Contact, purchase: Purchase | None = None) -> str:
    purchase = purchase or desk.purchase_of(contact, None)
    return name_of(contact, purchase, language_of(contact))


def chose_language(desk: Desk, contact: Contact, locale: Locale, reply: Reply) -> str:
    """«English», 「日本語」…: from now on; what is being asked is asked again in it."""
    choose(contact, locale)
    if contact.talk == "human":
        contact.unread = True
    elif not change_language(desk, contact, locale, reply):
        told = [words_for(contact, greetings.LANGUAGE_CHOSEN)]
        if not desk.purchases[contact.id]:  # the greeting said it in a language they may not read
            told.append(words_for(contact, greetings.HOW_TO_CLAIM))
        send(desk, contact, text_messages("\n\n".join(told)), reply)
    return "language_chosen"


def _welcomes(desk: Desk, contact: Contact, purchase: Purchase, reply: Reply) -> bool:
    """Start what is due at this very moment (the welcome script) as a free reply."""
    return start_due_now(desk, contact, purchase, reply)


def stopped(desk: Desk, contact: Contact, reply: Reply | None, *, told: bool = False) -> str:
    """配信停止: nothing is sent by itself, nor what still waits to go. People still answer people; `told`:
    who does so has just been said."""
    contact.stopped_at = contact.stopped_at or desk.now
    consent.record(desk.session, contact.id, "stopped", desk.now)
    stop_conversation(desk, contact, "stopped")
    withdraw(desk.session, contact, "stopped")
    text = words_for(contact, greetings.STOPPED)
    if contact.id in desk.cases and not told:
        staff = staff_name(desk.assignee(contact), language_of(contact))
        text += "\n" + words_for(contact, greetings.STOPPED_CASE_GOES_ON, staff=staff)
    send(desk, contact, text_messages(text), reply)
    return "stopped"


def resumed(desk: Desk, contact: Contact, reply: Reply) -> str:
    """再開: planned touchpoints go on, late ones by their late policy."""
    contact.stopped_at = None
    consent.record(desk.session, contact.id, "resumed", desk.now)
    consenting.rested(desk, contact)
    planning.reopen(desk.session, contact, ("stopped",), desk.now)
    say(desk, contact, greetings.RESUMED, reply, name=_name(desk, contact))
    return "resumed"


def wishes(desk: Desk, contact: Contact, wished: Wish, reply: Reply) -> str:
    """Their own hour, any hour again, or peace until a day; said back in their words' meaning."""
    if wished.kind == "away":
        zone = desk.local_now(contact).tzinfo
        consenting.rest(desk, contact, datetime.combine(wished.until, time(), zone))
        spoken, today = language_of(contact), desk.local_now(contact).date()
        day = say_day(wished.until - timedelta(days=1), today, spoken)
        text = words_for(contact, greetings.AWAY, name=_name(desk, contact), day=day)
        if contact.id in desk.cases:
            staff = staff_name(desk.assignee(contact), spoken)
            text += "\n" + words_for(contact, greetings.STOPPED_CASE_GOES_ON, staff=staff)
        send(desk, contact, text_messages(text), reply)
        return "wish:away"
    contact.preferred_hour = wished.hour if wished.kind == "hour" else None
    words = greetings.OWN_HOUR if wished.kind == "hour" else greetings.ANY_HOUR
    say(desk, contact, words, reply, hour=wished.hour)
    return f"wish:{wished.kind}"


def wants_human(desk: Desk, contact: Contact, text: str, message_id: str, reply: Reply) -> str:
    """担当者と話す: a case, at any time. An open question waits: what they write now is for the human."""
    known = desk.cases.get(contact.id)
    kept = known is None or known.promise_at > desk.now
    contact.unread = contact.unread or contact.talk == "human"  # 「お電話お願いします」 to what they wrote
    pause(desk, contact)
    case = open_case(
        desk,
        contact,
        "wants_human",
        conversation=desk.conversations.get(contact.id),
        text=text,
        message_id=message_id,
    )
    words = greetings.HUMAN if known is None else greetings.HUMAN_ALREADY
    if case.first_response_at is not None:
        words = greetings.HUMAN_TALKING  # who talks already promises nothing anew
    elif not kept:
        words = greetings.HUMAN_LATE  # a promise that broke is not replaced by another
    facts = desk.facts(contact, desk.purchase_of(contact, case.purchase_id))
    say(desk, contact, words, reply, staff=facts["staff"], promise=facts["promise"])
    return "wants_human"


def bind_staff(session: Session, desk: Desk, contact: Contact, text: str, reply: Reply) -> str | None:
    """A staff member's link code («ST-……»): their own LINE gets the alerts from now on. None: just words.

    Who types a code that is no good is told nothing of codes: a customer's «ST-…» is a message like any
    other, and who guesses learns nothing. Guesses count with those at claim codes.
    """
    plain = unicodedata.normalize("NFKC", text).upper()
    match = STAFF_CODE.fullmatch(re.sub(r"[\s\-‐‑‒–—―−ー]", "", plain))
    if match is None or has_guessed(desk, contact):
        return None
    code = f"ST-{match[1][:4]}-{match[1][4:]}"
    staff = session.scalar(select(Staff).where(Staff.line_code == code).with_for_update())
    if staff is None or not staff.active:
        missed(desk, contact)
        return None
    if staff.line_code_until is None or staff.line_code_until < desk.now:
        say(desk, contact, greetings.STAFF_CODE_OVER, reply)  # a real code: nobody guesses one
        return "staff_code_over"
    staffing.bind_line(session, staff, contact.line_user_id, contact.channel_id, desk.now)
    contact.claim_misses = 0
    say(desk, contact, greetings.STAFF_BOUND, reply, kind="case_reply", staff=staff_name(staff))
    return "staff_bound"
