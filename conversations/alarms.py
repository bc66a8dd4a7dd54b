"""What an answer or a sentence sets off by itself, whatever the script says: cases, marks, promises.

    they may not want to live     → case (crisis), whom to call now, no further question
    somebody has died             → case (bereaved), a tender word, no further question
    health word or health choice  → case (health), stop-using words, no further question
    score ≤ 2 on result or feeling, choice marked unhappy, text that reads as a complaint
                                  → case (unhappy) and a promise in the same turn, once
    two steps worse than last time → case (drop) and a promise, unless «unhappy» says it already
    choice marked wants_human     → case (wants_human) and a promise
    a question to us, or a wish   → what is known (a delivery, our hours); else case (question), a promise
    an order that shall go another way → case (order_change) and a promise
    money back, broken, not come  → as «unhappy», and nothing is asked in the same breath
    another question, or «hurry»  → joins the case; a short line that it is passed on
    more words beside an answer   → shown to staff; a short line that they will be read
What somebody hopes for (axis `expectation`) names the trouble they have today: 「朝の乾燥がつらい」 is no
complaint about us. Health words and an order gone wrong are alarms there, too.
An offer (purpose `referral`) ends with any of these. Text raises alarms and never clears one.
`speak=False` (a human is talking): the case opens, nothing is said.
"""

from collections.abc import Mapping

from conversations import feelings
from conversations.answers import Answer, from_text
from conversations.draft import Draft
from conversations.effects import Remember
from conversations.grave import Grave, grave
from conversations.plan import PlannedAsk
from conversations.readings_abroad import is_abroad
from conversations.requests import added, beside
from conversations.state import Status
from conversations.wanted import wanted

UNHAPPY_SCORE = 2
HEALTH_CHOICE_LEVEL = 2


def is_unhappy(scores: Mapping[str, int | None]) -> bool:
    """Whether the newest result or the newest feeling was low. `scores`: axis → newest score, 1 to 5."""
    newest = (scores.get(axis) for axis in ("result", "feeling"))
    return any(score is not None and score <= UNHAPPY_SCORE for score in newest)


def hear(draft: Draft, text: str, *, speak: bool = True, hoped: bool = False) -> feelings.Reading:
    """Read a text for alarms. `hoped`: it says what they hope for."""
    reading = feelings.read(text)
    if (what := grave(text)) is not None:
        gravely(draft, what, text, speak=speak)
    elif reading.health >= 1:
        health(draft, reading.health, reading.matched, text, speak=speak)
    elif reading.hard or (reading.band == "act" and not hoped):
        unhappy(draft, reading.matched, text, speak=speak)
    return reading


def weigh(draft: Draft, ask: PlannedAsk, answer: Answer, text: str) -> None:
    """Set off what this answer means: by its mark, its score, its words."""
    axis = ask.step.axis
    if answer.mark == "health":
        health(draft, HEALTH_CHOICE_LEVEL, (answer.label,), text or answer.label)
        return
    if not answer.exact:
        reading = hear(draft, text, hoped=axis == "expectation")
        if reading.health >= 1 or grave(text):
            return
        if reading.hard and ask.step.kind != "text" and draft.status is Status.WAITING:
            draft.status = Status.HUMAN  # money back, broken, not come: nobody is asked on beside that
        answered = not reading.needs_human and asked_us(draft, text)
        if not answered and reading.band == "unknown" and is_abroad(text):
            draft.show_staff("words the rules cannot read")
        if not (answered or reading.needs_human or answer.kind == "text" or ask.step.kind == "text"):
            _beside(draft, ask, text)
    scored = answer.score if axis in ("result", "feeling") else None
    if answer.mark == "unhappy" or (scored is not None and scored <= UNHAPPY_SCORE):
        unhappy(draft, (), text or answer.label)
    elif scored is not None and _dropped(draft, axis, scored) and "case:unhappy" not in draft.told:
        drop(draft, text or answer.label)
    if answer.mark == "wants_human":
        draft.mark("wants_human", draft.step)
        if draft.open_case("wants_human", text=text or answer.label):
            draft.say_word("human")
        _no_more_favours(draft)
    elif answer.mark == "happy":
        draft.mark("happy", draft.step)
    if scored is not None:
        draft.do(Remember(f"last_{axis}", str(scored)))


def _beside(draft: Draft, ask: PlannedAsk, text: str) -> None:
    """「うるおいかな、あと来週は留守です」: the answer is taken, and a human reads the rest.

    A second sentence that answers the same, or is only glad, adds nothing.
    """
    rest = beside(text)[1]
    more = "" if rest else added(text)
    if more and (feelings.read(more).band == "fine" or from_text(ask, more, draft.event.at) is not None):
        more = ""
    if rest or more:
        draft.show_staff("words beside an answer", getattr(draft.event, "message_id", ""))
        draft.say_word("beside")


def asks_us(text: str) -> bool:
    """Whether a text wants an answer of ours, whatever else it may be."""
    return wanted(text, has_case=False) is not None


def asked_us(draft: Draft, text: str, *, adrift: bool = False) -> bool:
    """A question or a wish of the customer's: what is known, else a human by a told time.

    The promise is told once; what is asked after it is passed on in a short line. False: they asked nothing.
    """
    asks = wanted(text, has_case=draft.has_case(), adrift=adrift)
    if asks is None:
        return False
    if asks.fact and draft.event.facts.get(asks.fact):
        draft.say_word(asks.fact)
        return True
    first = draft.open_case(asks.reason, text=text, each=True)
    draft.say_word(asks.words if first else "passed_on")
    _no_more_favours(draft)
    return True


def health(draft: Draft, level: int, matched: tuple[str, ...], text: str, *, speak: bool = True) -> None:
    """A health word: a human at once, the questions end."""
    draft.mark("health", draft.step)
    opened = draft.open_case("health", level=level, matched=matched, text=text)
    if not opened:
        draft.show_staff("health words again")
    if speak and draft.tell("case:health words"):
        draft.say_word("health")
    if draft.status is Status.WAITING:
        draft.end(Status.COMPLETED)


def gravely(draft: Draft, what: Grave, text: str, *, speak: bool = True) -> None:
    """Life and death: a person comes, the questions end, and nothing goes by itself afterwards."""
    draft.mark("wants_human", draft.step)
    draft.open_case(what, text=text, each=True)
    if speak and draft.tell(f"case:{what} words"):
        draft.say_word(what)
    if draft.status is Status.WAITING:
        draft.end(Status.COMPLETED)


def unhappy(draft: Draft, matched: tuple[str, ...], text: str, *, speak: bool = True) -> None:
    """An unhappy answer: a human, and a promise in the same turn; once per conversation."""
    draft.mark("unhappy", draft.step)
    if draft.open_case("unhappy", matched=matched, text=text) and speak and "case:drop" not in draft.told:
        draft.say_word("unhappy")
        draft.sorry = True
    _no_more_favours(draft)


def drop(draft: Draft, text: str) -> None:
    """Much worse than last time, though not bad in itself."""
    if draft.open_case("drop", text=text):
        draft.say_word("drop")
        draft.sorry = True
    _no_more_favours(draft)


def _no_more_favours(draft: Draft) -> None:
    """Somebody who is unhappy is asked for nothing: an offer is over."""
    if draft.plan.offers and draft.status is Status.WAITING:
        draft.end(Status.COMPLETED)


def _dropped(draft: Draft, axis: str, score: int) -> bool:
    return feelings.is_drop(_score(draft.event.facts.get(f"last_{axis}")), score)


def _score(value: object) -> int | None:
    try:
        return int(str(value)) if value is not None else None
    except ValueError:
        return None
