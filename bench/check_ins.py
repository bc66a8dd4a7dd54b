"""People in the middle of the real check-in script, and the taps that answer it to its end.

The rows are made directly, so that a load can begin at once with as many people as it needs.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import orjson
from sqlalchemy import func, insert, select

from composition import Sonogo
from conversations.effects import Say
from conversations.engine import advance
from conversations.events import Started, Tapped
from conversations.state import State
from line.messages import render
from line.postbacks import Answer, parse_postback
from models.contact import Contact
from models.conversation import Conversation
from models.purchase import Purchase, PurchaseItem
from models.touchpoint import Touchpoint

SCRIPT: Final = "cosmetics-checkin"
CHUNK: Final = 5000
WAITS: Final = {"status": "waiting", "anchor_at": None, "decided_at": None}  # for the check-in's happy end
FACTS: Final = {
    "name": "佐藤花子様", "product": "しずく美容液", "shop": "花しずく",
    "staff": "担当者", "promise": "明日11:00",
}  # fmt: skip


def way_through(sonogo: Sonogo) -> tuple[State, list[str]]:
    """How the conversation stands once it has asked, and the data of each tap from there to the end."""
    script = sonogo.shop.library.scripts[SCRIPT]
    now = datetime.now(UTC)
    turn = advance(script, State(), Started(now, FACTS))
    first, taps = turn.state, []
    while not turn.state.is_final:
        said = [bubble for effect in turn.effects if isinstance(effect, Say) for bubble in effect.bubbles]
        buttons = [action for action in _actions(render(said, "TOKEN")) if "data" in action]
        answers = [button for button in buttons if isinstance(parse_postback(button["data"]), Answer)]
        chosen = answers[min(1, len(answers) - 1)]  # the second best: a fairly happy customer
        tap = parse_postback(chosen["data"])
        assert isinstance(tap, Answer)
        taps.append(chosen["data"])
        turn = advance(script, turn.state, Tapped(now, tap.step, tap.turn, tap.choice, {}, FACTS))
    return first, taps


def _actions(part: Any) -> Iterator[dict[str, Any]]:
    if isinstance(part, list):
        for one in part:
            yield from _actions(one)
    elif isinstance(part, dict):
        if isinstance(part.get("action"), dict):
            yield part["action"]
        for value in part.values():
            yield from _actions(value)


def begin(sonogo: Sonogo, count: int, state: State) -> range:
    """`count` new people, each just asked the first question; their numbers."""
    with sonogo.database.read() as session:
        first = (session.scalar(select(func.max(Contact.id))) or 0) + 1
    for start in range(first, first + count, CHUNK):
        many = range(start, min(start + CHUNK, first + count))
        with sonogo.database.begin() as uow:
            for model, row in ((Contact, _contact), (Purchase, _purchase), (PurchaseItem, _item)):
                uow.session.execute(insert(model), [row(sonogo, i) for i in many])
            uow.session.execute(insert(Touchpoint), [t for i in many for t in _touchpoints(sonogo, i)])
            uow.session.execute(insert(Conversation), [_conversation(sonogo, i, state) for i in many])
            uow.commit()
    return range(first, first + count)


def event(number: int, data: str, event_id: str, reply_token: str) -> bytes:
    """The webhook of one tap, as LINE sends it."""
    tap = {
        "type": "postback",
        "postback": {"data": data.replace("TOKEN", f"bench{number}")},
        "webhookEventId": event_id,
        "deliveryContext": {"isRedelivery": False},
        "timestamp": int(datetime.now(UTC).timestamp() * 1000),
        "source": {"type": "user", "userId": f"U{number:032x}"},
        "replyToken": reply_token,
        "mode": "active",
    }
    return orjson.dumps({"destination": "U" + "b" * 32, "events": [tap]})


def _contact(sonogo: Sonogo, i: int) -> dict[str, Any]:
    now = sonogo.clock()
    friend = {"friend_state": "friend", "befriended_at": now, "profile_at": now, "created_at": now}
    return {"id": i, "channel_id": sonogo.shop.channel_id, "line_user_id": f"U{i:032x}", **friend}


def _purchase(sonogo: Sonogo, i: int) -> dict[str, Any]:
    now = sonogo.clock()
    return {
        "id": i, "channel_id": sonogo.shop.channel_id, "external_id": f"B-{i}", "purchased_at": now,
        "claim_code": f"{i:08d}", "claim_expires_at": now, "contact_id": i, "bound_at": now,
        "customer_name": "佐藤花子", "journey": "cosmetics", "created_at": now,
        "facts": {"expectation": "うるおい"},
    }  # fmt: skip


def _item(sonogo: Sonogo, i: int) -> dict[str, Any]:
    return {"purchase_id": i, "sku": "SER-30", "name": "しずく美容液", "category": "cosmetics", "quantity": 1}


def _touchpoints(sonogo: Sonogo, i: int) -> Iterator[dict[str, Any]]:
    now = sonogo.clock()
    version = sonogo.shop.journey_versions["cosmetics"]
    sent = {"status": "sent", "anchor_at": now, "decided_at": now}
    for touchpoint in sonogo.shop.library.journeys["cosmetics"].touchpoints:
        yield {
            "channel_id": sonogo.shop.channel_id, "purchase_id": i, "contact_id": i, "key": touchpoint.id,
            "journey_version_id": version, **(WAITS if touchpoint.anchor.kind == "completed" else sent),
        }  # fmt: skip


def _conversation(sonogo: Sonogo, i: int, state: State) -> dict[str, Any]:
    asked = sonogo.clock() - timedelta(minutes=1)
    return {
        "token": f"bench{i}", "channel_id": sonogo.shop.channel_id, "contact_id": i, "purchase_id": i,
        "script_version_id": sonogo.shop.script_versions[SCRIPT], "script": SCRIPT,
        "status": state.status.value, "step": state.step, "turn": state.turn, "state": state.to_json(),
        "started_at": asked, "updated_at": asked,
    }  # fmt: skip
