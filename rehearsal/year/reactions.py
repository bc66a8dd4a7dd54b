"""How a customer answers what they read: by tap mostly, now and then in words, a sticker, or not at all."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any, Final

from conversations.plan import REFUSE, SKIP, PlannedAsk, PlannedChoice, plan_of
from conversations.script import Script
from line.postbacks import Answer, Proposal, answer_data, parse_postback, proposal_data
from rehearsal.year import sayings
from rehearsal.year.town import Customer, Ware

WORRIED: Final = 0.004  # so often somebody writes of their skin instead of answering
Event = dict[str, Any]  # the part of a webhook event that is particular to what was done
# How people mostly answer when they are asked a favour.
FAVOURS: Final = {
    "partner": {"yes": 0.5, "no": 0.5},
    "testimonial": {"nameless": 0.3, "initial": 0.12, "no": 0.58},
    "referral": {"yes": 0.18, "no": 0.82},
}
GOES_ON: Final = 0.97  # who has begun mostly goes on


@dataclass(frozen=True, slots=True)
class Asked:
    """A question on a phone: whose it is, and the choices its buttons offer."""

    token: str
    turn: int
    step: str
    labels: Mapping[str, str]  # choice → what its button says
    date_picker: bool = False


def asked_in(messages: tuple[dict[str, Any], ...]) -> Asked | None:
    """The question at the end of what came, if there is one."""
    token, turn, step, dated = "", 0, "", False
    labels: dict[str, str] = {}
    for action in _actions(list(messages)):
        tap = parse_postback(action.get("data"))
        if not isinstance(tap, Answer):
            continue
        if (tap.conversation, tap.turn, tap.step) != (token, turn, step):
            token, turn, step, labels = tap.conversation, tap.turn, tap.step, {}
        labels[tap.choice] = str(action.get("label", ""))
        dated = dated or action.get("type") == "datetimepicker"
    return Asked(token, turn, step, labels, dated) if token else None


def proposal_in(messages: tuple[dict[str, Any], ...]) -> str:
    """The token of the proposal among what came; "" if there is none."""
    taps = (parse_postback(action.get("data")) for action in _actions(list(messages)))
    return next((tap.token for tap in taps if isinstance(tap, Proposal)), "")


def answer(
    customer: Customer, asked: Asked, script: Script, ware: Ware, today: str, chance: Random, *, begun: bool,
    used: float | None = None,
) -> Event | None:  # fmt: skip
    """What they do about this question; None: nothing, now. `begun`: they answered in this talk already.

    `used`: the share of the product that is used up.
    """
    ask = plan_of(script).nodes.get(asked.step)
    going_on = GOES_ON if begun else customer.patience
    if not isinstance(ask, PlannedAsk) or chance.random() >= going_on:
        return None
    if chance.random() < 0.015 and not begun:
        return _message({"type": "sticker", "packageId": "446", "stickerId": "1988"})
    if chance.random() < 0.02 and REFUSE in asked.labels:
        return _tap(asked, REFUSE)
    if chance.random() < WORRIED:
        return _message({"type": "text", "text": chance.choice(sayings.HARM[customer.manner.language])})
    choices = [choice for choice in ask.choices.values() if choice.id in asked.labels]
    if choices:
        chosen = _choose(customer, ask, choices, ware, chance, used)
        if chance.random() < 0.06:
            return _message({"type": "text", "text": _typed(customer, asked, chosen)})
        return _tap(asked, chosen.id)
    if asked.date_picker:
        data = answer_data(asked.token, asked.turn, asked.step, "")
        return {"type": "postback", "postback": {"data": data, "params": {"date": today}}}
    if ask.step.kind == "number":
        return _message({"type": "text", "text": "3"})
    if SKIP in asked.labels and chance.random() < 0.6:
        return _tap(asked, SKIP)
    if ask.step.kind == "photo" or (ask.step.or_photo and chance.random() < 0.1):
        return _message({"type": "image", "contentProvider": {"type": "line"}})
    words = sayings.GLAD if customer.happiness.get(ware.sku, 4) >= 4 else sayings.SORRY
    return _message({"type": "text", "text": chance.choice(words[customer.manner.language])})


def _typed(customer: Customer, asked: Asked, chosen: PlannedChoice) -> str:
    """The words of a button instead of a tap, as they stand on it."""
    return chosen.label if customer.manner.language == "ja" else asked.labels[chosen.id]


def answer_offer(token: str, chance: Random) -> tuple[Event, bool]:
    """What they say to a proposal, and whether it is a yes."""
    drawn = chance.random()
    verdict: Any = "accept" if drawn < 0.78 else "other" if drawn < 0.9 else "decline"
    data = proposal_data(token, verdict)
    return {"type": "postback", "postback": {"data": data}}, verdict == "accept"


def _choose(
    customer: Customer, ask: PlannedAsk, choices: list[PlannedChoice], ware: Ware, chance: Random,
    used: float | None,
) -> PlannedChoice:  # fmt: skip
    by_id = {choice.id: choice for choice in choices}
    if used is not None and ask.step.axis == "remaining" and "plenty" in by_id:
        return by_id[_left(used + chance.gauss(0, 0.1))]
    if used is not None and "order" in by_id:
        return _another(customer, by_id, ware, chance, used)
    alarms = [choice for choice in choices if choice.mark == "health"]
    if alarms and chance.random() < 0.004:
        return alarms[0]
    plain = [choice for choice in choices if choice not in alarms] or choices
    scored = [choice for choice in plain if choice.score is not None]
    if scored:
        felt = ware.quality + customer.liking + 0.8 * min(customer.helped, 1) + chance.gauss(0, 0.6)
        if ask.step.axis == "feeling":  # people are milder about their feelings than about the result
            felt += 0.2
        nearest = min(scored, key=lambda choice: abs((choice.score or 3) - felt))
        if ask.step.axis in ("result", "feeling"):
            customer.happiness[ware.sku] = nearest.score or 3
        return nearest
    if likely := FAVOURS.get(ask.step.axis):
        return chance.choices(plain, [likely.get(choice.id, 0.1) for choice in plain])[0]
    weights = [1.0 / (place + 1) ** 1.3 for place in range(len(plain))]
    return chance.choices(plain, weights)[0]


def _left(used: float) -> str:
    """What they say is left; nobody measures."""
    return "plenty" if used < 0.37 else "half" if used < 0.68 else "little" if used < 0.96 else "gone"


def _another(
    customer: Customer, by_id: Mapping[str, PlannedChoice], ware: Ware, chance: Random, used: float
) -> PlannedChoice:
    """Whoever has enough says so; whoever is happy wants another one."""
    not_yet = by_id.get("still") or by_id.get("later") or by_id["order"]
    if used < 0.7 and chance.random() < 0.9:
        return not_yet
    if chance.random() < (0.05, 0.08, 0.18, 0.4, 0.62, 0.78)[customer.happiness.get(ware.sku, 3)]:
        customer.wishes.add(ware.sku)
        return by_id["order"]
    return by_id.get("stop", not_yet) if chance.random() < 0.5 else not_yet


def _tap(asked: Asked, choice: str) -> Event:
    data = answer_data(asked.token, asked.turn, asked.step, choice)
    return {"type": "postback", "postback": {"data": data}}


def _message(content: Event) -> Event:
    return {"type": "message", "message": content}


def _actions(part: Any) -> Iterator[dict[str, Any]]:
    """Every action in a message, in the order they are shown."""
    if isinstance(part, list):
        for one in part:
            yield from _actions(one)
    elif isinstance(part, dict):
        if isinstance(part.get("action"), dict):
            yield part["action"]
        for key, value in part.items():
            if key != "action":
                yield from _actions(value)
