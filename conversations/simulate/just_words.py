"""What the simulated customer writes beside every question: trouble, thanks, what is left, a question to us.

As `services.texts`; each says whether it was that.
"""

from datetime import timedelta

from conversations import feelings
from conversations.alarms import is_unhappy
from conversations.arrived import says_arrived
from conversations.effects import CaseReason
from conversations.following import HEARD_AGAIN
from conversations.grave import grave
from conversations.left import read_left
from conversations.partner import REST_DAYS
from conversations.simulate import planning
from conversations.simulate.casework import open_case
from conversations.simulate.life import Kept, Life
from conversations.wanted import Wanted, wanted
from conversations.words import STANDARD_FACTS


def told_of_rest(life: Life, text: str) -> bool:
    """「あと2週間くらいでなくなります」: the forecast follows, whenever it is said."""
    left, talk = read_left(text), life.talks[-1] if life.talks else None
    if left is None or not left.plain or talk is None or planning.runs_out(life) is None:
        return False
    life.answers.append(
        Kept(life.now, talk.number, talk.script.id, "told", "remaining", left.level, None, text)
    )
    planning.answered(life, talk.row, "remaining", left.level)
    life.say("LEFT_NOTED")
    return True


def arrived(life: Life, text: str) -> bool:
    """「届きました」: good to hear; staff read it where nobody has told so."""
    if life.case is not None or life.bound_at is None or not says_arrived(text):
        return False
    if "delivered" not in life.milestones:
        life.note("shown to staff", "words")
    life.say("ARRIVED")
    return True


def alarm(life: Life, text: str, *, speak: bool = True) -> bool:
    """Words that need a human, outside every question. They may raise an alarm, never clear one."""
    reading, life_and_death = feelings.read(text), grave(text)
    if reading.health == 0 and reading.band != "act" and life_and_death is None:
        return False
    reason: CaseReason = life_and_death or ("health" if reading.health else "unhappy")
    known = life.case
    again = known is not None and known.reason in ("unhappy", "health") and known.promise_at > life.now
    open_case(life, reason, text)
    if speak:
        life.say("UNHAPPY_AGAIN" if again and reason == "unhappy" else reason.upper())
    return True


def shared(life: Life) -> None:
    """The link for a friend, to whoever asks for it and is well (as `services.sharing`)."""
    newest = {kept.axis: kept.score for kept in life.answers if kept.is_rating}
    low = is_unhappy(newest)
    closed = life.case_closed_at
    lately = closed is not None and life.now < closed + timedelta(days=REST_DAYS)
    if life.case is not None or low or lately or life.status != "active":
        return for_staff(life)
    return life.say("SHARE", {**STANDARD_FACTS[life.language], **life.all_facts()})


def asked(life: Life, text: str) -> bool:
    """A question or a wish about the order: what is known, else passed on (as `services.asking`)."""
    asks = wanted(text, has_case=life.case is not None)
    if asks is None:
        return False
    if not (asks.fact and life.all_facts().get(asks.fact)):
        _pass_on(life, text, asks)
        return True
    if asks.topic != "hours":
        life.note("shown to staff", "words")
    life.say(asks.fact.upper())
    return True


def _pass_on(life: Life, text: str, asks: Wanted) -> None:
    known = life.case
    life.note("shown to staff", "words")
    if known is not None and known.promise_at > life.now and text in known.said:
        return
    words = asks.words.upper()
    if known is not None and known.promise_at <= life.now:
        words = words if known.first_response_at is not None else "HUMAN_LATE"
    elif known is not None and not (asks.reason == "order_change" != known.reason):
        words = "PASSED_ON"
    open_case(life, asks.reason, text)
    life.say(words)


def for_staff(life: Life, words: str = "HEARD") -> None:
    """Nobody waits for this, a human will look: said so once in a while, never left unanswered."""
    life.note("shown to staff", "words")
    told = life.told_heard_at
    if life.case is not None or (told is not None and life.now - told < HEARD_AGAIN):
        return
    life.told_heard_at = life.now
    life.say(words)
