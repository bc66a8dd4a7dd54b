"""Every message we can render, against LINE's own description, the official SDK and a strict LINE.

The description's discriminators mean nothing to JSON-Schema validators, so each is rewritten to `oneOf`
with the `type` fixed; unknown properties, which LINE refuses in Flex, are refused.
"""

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import orjson
import pytest
import urllib3
import yaml

from conversations.effects import Bubble, TextBubble
from line import cards
from line.messages import Message, render
from tests.line.bubbles import EVERY, YES_NO

CARDS: list[Message] = [
    cards.proposal("交換いたします。", "tok", title="ご提案"),
    cards.staff_alert("佐藤様", "かゆい", "明日 11:00", "https://shop.example/console/cases/1"),
    cards.claimed("ようこそ", "3通お送りします", "「配信停止」で止まります"),
]


def requests_for(bubbles: tuple[Bubble, ...]) -> Iterator[list[Message]]:
    for bubble in bubbles:
        yield from render([bubble], "c0ffee")
        yield from render(
            [bubble], "c0ffee", sender={"name": "田中", "iconUrl": "https://shop.example/i.png"}
        )
    for card in CARDS:
        yield [card]


EVERY_REQUEST = list(requests_for(EVERY))


@pytest.fixture(scope="module")
def validator(shared: Path) -> jsonschema_rs.Draft202012Validator:
    described = yaml.safe_load((shared / "line-openapi" / "messaging-api.yml").read_text(encoding="utf-8"))
    schemas = described["components"]["schemas"]
    for name, schema in list(schemas.items()):
        if "discriminator" in schema:
            _choose_by_type(schemas, name)
    for schema in schemas.values():
        _seal(schema)
    root = {"$ref": "#/components/schemas/PushMessageRequest", "components": {"schemas": schemas}}
    return jsonschema_rs.Draft202012Validator(root)


def _choose_by_type(schemas: dict[str, Any], name: str) -> None:
    base = schemas[name]
    discriminator = base.pop("discriminator")
    bare = f"{name}-bare"
    schemas[bare] = base
    variants = []
    for value, ref in discriminator["mapping"].items():
        kind = ref.rpartition("/")[2]
        for part in schemas[kind].get("allOf", []):
            if part.get("$ref", "").endswith(f"/{name}"):
                part["$ref"] = f"#/components/schemas/{bare}"
        fixed = {"properties": {discriminator["propertyName"]: {"const": value}}}
        variants.append({"allOf": [{"$ref": ref}, fixed]})
    schemas[name] = {"oneOf": variants}


def _seal(schema: dict[str, Any]) -> None:
    """Refuse what is described nowhere, in schemas that are whole (not bases of others)."""
    if schema.get("type") == "object" and "allOf" in schema:
        schema["unevaluatedProperties"] = False


@pytest.mark.parametrize("messages", EVERY_REQUEST, ids=lambda messages: messages[0]["type"])
def test_lines_own_description_accepts_what_we_render(
    validator: jsonschema_rs.Draft202012Validator, messages: list[Message]
) -> None:
    validator.validate({"to": "U" + "0" * 32, "messages": messages})


def test_the_description_refuses_what_is_wrong(validator: jsonschema_rs.Draft202012Validator) -> None:
    [[good]] = render([YES_NO], "c0ffee")
    wrong = copy.deepcopy(good)
    wrong["contents"]["body"]["contents"][0]["colour"] = "#000000"
    unknown = copy.deepcopy(good)
    unknown["contents"]["body"]["contents"][0]["type"] = "txt"
    for messages in ([wrong], [unknown], [{"type": "text", "text": 5}], [good] * 6, []):
        assert not validator.is_valid({"to": "U" + "0" * 32, "messages": messages})


def test_the_official_sdk_accepts_what_we_render_and_changes_nothing_of_it() -> None:
    from linebot.v3.messaging import FlexMessage, PushMessageRequest, TextMessage

    for messages in EVERY_REQUEST:
        PushMessageRequest.from_dict({"to": "U1", "messages": messages})
    [[flexed]] = render([YES_NO], "c0ffee")
    again = FlexMessage.from_json(orjson.dumps(flexed).decode()).to_dict()
    assert {k: v for k, v in again.items() if v is not None} == flexed
    [[text]] = render([TextBubble("a")], "")
    assert TextMessage.from_dict(text).text == "a"


def test_a_strict_line_accepts_all_of_it() -> None:
    from emulator.testing import RunningEmulator

    with RunningEmulator() as emulator:
        headers = {"Authorization": f"Bearer {emulator.access_token}", "Content-Type": "application/json"}
        url = f"{emulator.base_url}/v2/bot/message/validate/push"  # the check that costs no message
        for messages in EVERY_REQUEST:
            answer = urllib3.request("POST", url, body=orjson.dumps({"messages": messages}), headers=headers)
            assert (answer.status, answer.data) == (200, b"{}")
