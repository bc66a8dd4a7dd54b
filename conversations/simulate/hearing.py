"""What the customer does comes in by the same doors as in production (`services.listening`, `.texts`).

A text may be, in this order: a wish that works at any time, something for the human who is talking, an
answer to the open question, or just words: an answer that comes late, trouble, thanks, what is left, a
question to us. (Nobody here sends codes or answers a proposal.)
"""

from datetime import datetime, time, timedelta
from typing import Final, cast

from conversations import feelings
from conversations.events import Event, MediaKind, Replied, ShowedMedia, Tapped, Unsent
from conversations.folding import fold
from conversations.following import ANSWERED_LATE, UNREACHABLE
from conversations.grave import grave
from conversations.leaving import Leaving, leaving
from conversations.locales import language_wish
from conversations.plan import PlannedAsk, plan_of
from conversations.replies import command, is_closing
from conversations.simulate import planning
from conversations.simulate.casework import open_case
from conversations.simulate.deciding import go_on, start_due_now
from conversations.simulate.diary import Did
from conversations.simulate.just_words import alarm, arrived, asked, for_staff, shared, told_of_rest
from conversations.simulate.life import Deed, Life, Talk
from conversations.simulate.talking import change_language, pause, stop, take_turn
from conversations.state import Status
from conversations.translating import in_locale
from conversations.urgent import order_change
from conversations.wishes import Wish, asks, wish

REDO: Final = timedelta(minutes=1)


def follow_and_claim(life: Life) -> None:
    """友だち追加 by the claim link: the account is added, then the code is sent."""
    _here(life, "followed")
    life.friend = "friend"
    life.say("HELLO")
    _here(life, "claimed")
    life.bound_at = life.now
    planning.lay_out(life)
    if life.status != "active":
        return life.say("CLAIMED_ENDED")
    if life.stopped_at is not None:
        return life.say("STILL_STOPPED")
    return None if start_due_now(life) else life.say("CLAIMED")


def do(life: Life, deed: Deed) -> None:
    """The customer does something; whoever has blocked the account can only unblock it."""
    if deed.step and deed.talk:
        life.talks[deed.talk - 1].reacting.discard(deed.step)
    if life.bound_at is None or (life.friend == "blocked" and deed.what != "unblock"):
        return None
    match deed.what:
        case "tap":
            return _tap(life, deed)
        case "says":
            return _says(life, deed)
        case "sends":
            return _sends(life, cast(MediaKind, deed.text))
        case "unsends":
            return _unsends(life, deed.text)
        case "block":
            life.friend = "blocked"
            life.diary.append(Did(life.now, "blocked"))
            return None
        case "unblock":
            return _unblock(life)
        case "stop":
            return _says(life, Deed("says", text="配信停止"))
        case "resume":
            return _says(life, Deed("says", text="再開"))
    raise ValueError(f"nobody does {deed.what!r}")


def _here(life: Life, what: str, text: str = "") -> None:
    life.diary.append(Did(life.now, what, text))
    life.heard_from_at, life.free_reply = life.now, True


def _take(life: Life, talk: Talk, event: Event) -> None:
    """The customer's answer; what follows a talk that it ends rides along."""
    done = talk.state.is_final
    take_turn(life, talk, event, "answer")
    if not done and talk.state.status is Status.COMPLETED:
        go_on(life, talk)


def _unblock(life: Life) -> None:
    if life.friend != "blocked":
        return
    _here(life, "unblocked")
    life.friend = "friend"
    planning.replan(life)
    planning.reopen(life, UNREACHABLE)
    life.say("WELCOME_BACK_STOPPED" if life.stopped_at else "WELCOME_BACK")


def _tap(life: Life, deed: Deed) -> None:
    talk = life.talks[deed.talk - 1]
    _here(life, "tapped", deed.text or deed.choice)
    if life.human and talk.state.is_final:
        return  # no word of the bot's between two people
    tapped = Tapped(life.local_now, deed.step, deed.turn, deed.choice, deed.params, life.all_facts())
    _take(life, talk, tapped)


def _says(life: Life, deed: Deed) -> None:
    text, message_id = deed.text, life.message_id()
    _here(life, "wrote", text)
    if (spoken := language_wish(text)) is not None:
        return None if change_language(life, spoken) or life.human else life.say("LANGUAGE_CHOSEN")
    match command(text):
        case "stop":
            return _stopped(life)
        case "resume":
            return _resumed(life)
        case "human":
            return _wants_human(life)
        case "share" if not life.human:
            return shared(life)
    leaves = leaving(text)
    if leaves is not None and (
        leaves.kind == "stop" or not (life.human or feelings.read(text).health or grave(text))
    ):
        return _leaves(life, leaves, text, message_id)
    wished = wish(text, life.local_now.date(), answering=life.human or life.open is not None)
    if wished is not None and not (life.human and asks(life.course.staff.says)):
        return _wished(life, wished)
    if life.human:
        if not alarm(life, text, speak=False) and order_change(text):
            open_case(life, "order_change", text)
        return None
    if life.open is not None:
        calls = feelings.read(text).needs_human or grave(text) is not None
        waits = life.open.state.status is Status.HUMAN and not calls
        if waits and asked(life, text):
            return None
        replied = Replied(life.local_now, text, message_id, life.all_facts())
        _take(life, life.open, replied)
        if life.chance.random() < life.persona.unsends:
            life.later(life.now + REDO, Deed("unsends", text=message_id))
        return None
    if _answered_late(life, text, message_id):
        return None
    if alarm(life, text) or is_closing(text) or told_of_rest(life, text):
        return None
    if arrived(life, text) or asked(life, text):
        return None
    return for_staff(life)


def _answered_late(life: Life, text: str, message_id: str) -> bool:
    """The answer to the newest question, in its own words, after it expired (as `services.afterthoughts`)."""
    talk = life.talks[-1] if life.talks else None
    if talk is None or talk.state.status is not Status.EXPIRED or talk.finished_at is None:
        return False
    spoken = in_locale(talk.script, talk.state.locale)
    ask = plan_of(spoken).nodes.get(talk.state.step)
    if life.now - talk.finished_at > ANSWERED_LATE or not isinstance(ask, PlannedAsk):
        return False
    if ask.spoken.get(fold(text)) not in ask.choices:
        return False
    _take(life, talk, Replied(life.local_now, text, message_id, life.all_facts()))
    return True


def _sends(life: Life, kind: MediaKind) -> None:
    message_id = life.message_id()
    _here(life, "sent", kind)
    if life.human or (life.open is None and kind == "sticker"):
        return None
    if life.open is None:
        return for_staff(life, "HEARD_PHOTO" if kind == "image" else "HEARD")
    showed = ShowedMedia(life.local_now, kind, message_id, facts=life.all_facts())
    return _take(life, life.open, showed)


def _unsends(life: Life, message_id: str) -> None:
    """The message given, else the newest one."""
    message_id = message_id or f"m{life.messages}"
    life.diary.append(Did(life.now, "unsent"))
    touched: list[Talk] = [t for t in (life.open, life.sources.get(message_id)) if t is not None]
    for talk in {talk.number: talk for talk in touched}.values():
        take_turn(life, talk, Unsent(life.local_now, message_id, life.all_facts()), "answer")


def _stopped(life: Life) -> None:
    life.stopped_at = life.stopped_at or life.now
    stop(life, "stopped")
    life.say("STOPPED")


def _leaves(life: Life, leaves: Leaving, text: str, message_id: str) -> None:
    """配信停止 among other words, how to do so, or enough of us (as `services.farewells`)."""
    if leaves.kind == "stop":
        if leaves.rest and life.human:
            alarm(life, leaves.rest, speak=False)
        elif leaves.rest and life.open is not None:
            _take(life, life.open, Replied(life.local_now, text, message_id, life.all_facts()))
        elif leaves.rest and not alarm(life, leaves.rest):
            asked(life, leaves.rest)
        return _stopped(life)
    if leaves.kind != "how":
        stop(life, "tired")
    if leaves.kind == "cancel":
        open_case(life, "order_change", text)
        life.say("ORDER_CHANGE")
    return life.say({"how": "HOW_TO_LEAVE", "tired": "TIRED", "cancel": "ONLY_MESSAGES"}[leaves.kind])


def _wished(life: Life, wished: Wish) -> None:
    """Their own hour, any hour again, or peace until a day."""
    if wished.kind != "away":
        life.own_hour = wished.hour if wished.kind == "hour" else None
        life.note("own hour", str(wished.hour) if wished.kind == "hour" else "any")
        words = "OWN_HOUR" if wished.kind == "hour" else "ANY_HOUR"
        return life.say(words, {**life.all_facts(), "hour": str(wished.hour)})
    stop(life, "paused")
    life.away_until = datetime.combine(wished.until, time(), life.local_now.tzinfo)
    last = wished.until - timedelta(days=1)
    return life.say("AWAY", {**life.all_facts(), "day": f"{last.month}月{last.day}日"})


def _resumed(life: Life) -> None:
    life.stopped_at = life.away_until = None
    planning.reopen(life, ("stopped", "paused"))
    life.say("RESUMED")


def _wants_human(life: Life) -> None:
    """担当者と話す: a case, at any time. An open question waits."""
    known = life.case
    late = known is not None and known.promise_at <= life.now
    pause(life)
    open_case(life, "wants_human")
    if known is not None and known.first_response_at is not None:
        return life.say("HUMAN_TALKING")
    if late:
        return life.say("HUMAN_LATE")
    return life.say("HUMAN" if known is None else "HUMAN_ALREADY")
