"""The emulator against LINE's own OpenAPI description: answers, webhooks, and what is refused."""

import copy
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from emulator.testing import RunningEmulator
from emulator.validation import check_messages
from emulator.wire import LineError
from tests.emulator.conftest import Raw, text
from tests.emulator.description import Description
from tests.emulator.messages import INVALID, VALID
from tests.emulator.receiver import Receiver
from tests.emulator.test_webhooks import everything_a_person_does

NOBODY = "U" + "0" * 32
# LINE's description bounds these at zero or not at all where its documentation is stricter, so only
# the emulator refuses them; what the description refuses, the emulator must.
MUTANTS: tuple[Any, ...] = (7, [], {}, "", True)


@pytest.fixture(scope="module")
def messaging(shared: Path) -> Description:
    return Description(shared / "line-openapi" / "messaging-api.yml")


@pytest.fixture(scope="module")
def webhook(shared: Path) -> Description:
    return Description(shared / "line-openapi" / "webhook.yml")


@pytest.fixture(scope="module")
def oauth(shared: Path) -> Description:
    return Description(shared / "line-openapi" / "channel-access-token.yml")


def refuses(message: Any) -> bool:
    try:
        check_messages([message])
    except LineError:
        return True
    return False


@pytest.mark.parametrize("name", VALID)
def test_valid_messages_are_valid_to_line_as_well(messaging: Description, name: str) -> None:
    assert messaging.problems("Message", VALID[name]) == []


def test_the_description_really_refuses(messaging: Description) -> None:
    """Guards the transformation: were it to fail, everything would be valid."""
    refused = [name for name, message in INVALID.items() if messaging.problems("Message", message)]
    assert len(refused) >= 15
    assert {"unknown type", "text missing", "text a number", "flex unknown component"} <= set(refused)


def mutants(message: Any) -> Iterator[tuple[str, Any]]:
    """The message with one property left out or replaced by a value of another type."""

    def places(part: Any, path: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
        inner = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
        for key, value in inner:
            yield (*path, key)
            yield from places(value, (*path, key))

    for path in places(message, ()):
        for value in (None, *MUTANTS):
            changed = copy.deepcopy(message)
            at = changed
            for key in path[:-1]:
                at = at[key]
            if value is None:
                del at[path[-1]]
            else:
                at[path[-1]] = value
            yield f"{'/'.join(map(str, path))} = {value!r}", changed


@pytest.mark.parametrize("name", [name for name in VALID if name not in ("flex carousel", "text of 5000")])
def test_what_lines_description_refuses_the_emulator_refuses(messaging: Description, name: str) -> None:
    accepted = [
        what for what, m in mutants(VALID[name]) if not refuses(m) and messaging.problems("Message", m)
    ]
    assert accepted == []


def test_every_webhook_fits_the_description(
    emulator: RunningEmulator, bot: Receiver, webhook: Description, raw: Raw
) -> None:
    user = everything_a_person_does(emulator)
    token = raw("POST", f"/v2/bot/user/{user.user_id}/linkToken").content["linkToken"]
    emulator.act(user, "account_link", {"link_token": token, "nonce": "bm9uY2UtMTIzNDU2"})
    emulator.request("PATCH", f"/emulator/channels/{emulator.channel.channel_id}", {"mode": "standby"})
    emulator.act(user, "say", {"text": "代わりの人が見ています"})
    emulator.post("/emulator/webhooks/1/redeliver", {"wait": True})
    assert len(bot.received) == 18
    for got in bot.received:
        assert webhook.problems("CallbackRequest", got.content) == [], got.content


def test_every_answer_fits_the_description(
    emulator: RunningEmulator, bot: Receiver, messaging: Description, raw: Raw
) -> None:
    emulator.channel.verified = True
    hanako = emulator.add_friend("花子", picture_url="https://example.com/h.png").user_id
    emulator.act(hanako, "say", {"text": "はい"})
    said = bot.events[0]
    video = emulator.act(hanako, "say", {"type": "video"})["message_id"]
    action = {"type": "postback", "data": "a"}
    area = {"bounds": {"x": 0, "y": 0, "width": 100, "height": 100}, "action": action}
    menu = {
        "size": {"width": 2500, "height": 1686},
        "selected": False,
        "name": "主",
        "chatBarText": "menu",
        "areas": [area],
    }
    m = "/v2/bot/message"
    made = raw("POST", "/v2/bot/richmenu", menu).content["richMenuId"]
    cast = raw("POST", f"{m}/narrowcast", {"messages": [text()]}).headers["x-line-request-id"]
    many = {"messages": [text()], "to": [hanako], "customAggregationUnits": ["u1"]}
    calls: list[tuple[str, str, Any, int]] = [
        ("POST", f"{m}/push", {"to": hanako, "messages": [text()]}, 200),
        ("POST", f"{m}/reply", {"replyToken": said["replyToken"], "messages": [text()]}, 200),
        ("POST", f"{m}/reply", {"replyToken": said["replyToken"], "messages": [text()]}, 400),
        ("POST", f"{m}/push", {"to": hanako, "messages": [text("")]}, 400),
        ("POST", f"{m}/multicast", many, 200),
        ("POST", f"{m}/broadcast", {"messages": [text()]}, 200),
        ("POST", f"{m}/narrowcast", {"messages": [text()]}, 202),
        ("GET", f"{m}/progress/narrowcast?requestId={cast}", None, 200),
        ("POST", f"{m}/validate/push", {"messages": [text()]}, 200),
        ("GET", f"{m}/quota", None, 200),
        ("GET", f"{m}/quota/consumption", None, 200),
        ("GET", f"{m}/delivery/push?date=20260101", None, 200),
        ("GET", f"{m}/delivery/reply?date=20991231", None, 200),
        ("GET", f"{m}/aggregation/info", None, 200),
        ("GET", f"{m}/aggregation/list", None, 200),
        ("GET", f"{m}/{video}/content/transcoding", None, 200),
        ("GET", f"/v2/bot/profile/{hanako}", None, 200),
        ("GET", f"/v2/bot/profile/{NOBODY}", None, 404),
        ("GET", "/v2/bot/followers/ids", None, 200),
        ("GET", "/v2/bot/info", None, 200),
        ("POST", "/v2/bot/chat/loading/start", {"chatId": hanako}, 202),
        ("POST", "/v2/bot/chat/markAsRead", {"markAsReadToken": said["message"]["markAsReadToken"]}, 200),
        ("POST", f"/v2/bot/user/{hanako}/linkToken", {}, 200),
        ("GET", "/v2/bot/channel/webhook/endpoint", None, 200),
        ("PUT", "/v2/bot/channel/webhook/endpoint", {"endpoint": bot.url}, 200),
        ("POST", "/v2/bot/channel/webhook/test", {}, 200),
        ("POST", "/v2/bot/richmenu", menu, 200),
        ("POST", "/v2/bot/richmenu/validate", menu, 200),
        ("GET", "/v2/bot/richmenu/list", None, 200),
        ("GET", f"/v2/bot/richmenu/{made}", None, 200),
        ("POST", f"/v2/bot/user/{hanako}/richmenu/{made}", {}, 200),
        ("GET", f"/v2/bot/user/{hanako}/richmenu", None, 200),
        ("POST", "/v2/bot/richmenu/bulk/unlink", {"userIds": [hanako]}, 202),
        ("POST", f"/v2/bot/user/all/richmenu/{made}", {}, 200),
        ("GET", "/v2/bot/user/all/richmenu", None, 200),
        ("POST", "/v2/bot/richmenu/alias", {"richMenuAliasId": "a", "richMenuId": made}, 200),
        ("GET", "/v2/bot/richmenu/alias/a", None, 200),
        ("GET", "/v2/bot/richmenu/alias/list", None, 200),
    ]
    for method, path, content, status in calls:
        answer = raw(method, path, content)
        assert answer.status == status, (method, path, answer.raw)
        bare = path.partition("?")[0]
        assert messaging.problems_of_answer(method, bare, status, answer.content) == [], (method, path)


def test_a_conflict_fits_the_description(emulator: RunningEmulator, messaging: Description, raw: Raw) -> None:
    hanako, key = emulator.add_friend().user_id, str(uuid.uuid4())
    raw.push(hanako, key=key)
    again = raw.push(hanako, key=key)
    assert messaging.problems_of_answer("POST", "/v2/bot/message/push", 409, again.content) == []


def test_issued_tokens_fit_the_description(emulator: RunningEmulator, oauth: Description, raw: Raw) -> None:
    config = emulator.channel.config
    form = f"grant_type=client_credentials&client_id={config.channel_id}&client_secret={config.secret}"
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    for path in ("/oauth2/v3/token", "/v2/oauth/accessToken"):
        answer = raw("POST", path, body=form.encode(), headers=headers, token=None)
        assert oauth.problems_of_answer("POST", path, answer.status, orjson.loads(answer.raw)) == []
    refused = raw("POST", "/v2/oauth/accessToken", body=b"", headers=headers, token=None)
    assert refused.status == 400
    assert oauth.problems_of_answer("POST", "/v2/oauth/accessToken", 400, refused.content) == []
