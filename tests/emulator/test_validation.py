"""Messages are refused for what LINE's documentation forbids, in LINE's words, and for nothing else."""

import time
from typing import Any

import pytest

from emulator.rules_messages import MESSAGES
from emulator.testing import RunningEmulator
from emulator.validation import check_messages
from emulator.wire import LineError
from tests.emulator.conftest import Raw
from tests.emulator.messages import INVALID, VALID, box, bubble, buttons, column, flex, template, text, words


def refusal(*messages: Any) -> dict[str, Any]:
    with pytest.raises(LineError) as refused:
        check_messages(list(messages))
    assert refused.value.status == 400
    return {"message": refused.value.message, "details": refused.value.details}


@pytest.mark.parametrize("name", INVALID)
def test_an_invalid_message_is_refused(name: str) -> None:
    assert refusal(INVALID[name])["message"]


@pytest.mark.parametrize("name", VALID)
def test_a_valid_message_is_accepted(name: str) -> None:
    assert check_messages([VALID[name]]) == [VALID[name]]


def test_the_corpus_is_large_and_knows_every_type() -> None:
    assert len(INVALID) >= 40
    assert {message["type"] for message in VALID.values()} == set(MESSAGES)


@pytest.mark.parametrize("count", [0, 6])
def test_a_request_carries_one_to_five_messages(count: int) -> None:
    assert refusal(*[text()] * count) == {
        "message": "The request body has 1 error(s)",
        "details": [{"message": "Size must be between 1 and 5", "property": "messages"}],
    }


def test_plain_mistakes_are_counted_and_placed() -> None:
    assert refusal(text(""), text(), text("あ" * 5001)) == {
        "message": "The request body has 2 error(s)",
        "details": [
            {"message": "May not be empty", "property": "messages[0].text"},
            {"message": "Length must be between 0 and 5000", "property": "messages[2].text"},
        ],
    }
    deep = refusal(buttons(actions=[{"type": "message", "label": "x"}]))
    assert deep["details"][0]["property"] == "messages[0].template.actions[0].text"


def test_a_wrong_json_type_is_a_property_that_cannot_be_read() -> None:
    expected = "The property, 'messages[0].text', in the request body is invalid (line: -, column: -)"
    assert refusal(INVALID["text a number"])["message"] == expected


def test_flex_mistakes_are_placed_by_a_pointer_inside_of_contents() -> None:
    wrong_style = flex(bubble(words(), styles={"type": "x"}))
    assert refusal(text(), wrong_style) == {
        "message": "A message (messages[1]) in the request body is invalid",
        "details": [{"message": "unknown field", "property": "/styles/type"}],
    }
    hero = {"type": "image", "url": "ftp://example.com/a.png"}
    assert refusal(flex({"type": "bubble", "hero": hero}))["details"] == [
        {"message": "invalid uri scheme", "property": "/hero/url"}
    ]
    footer = {"type": "bubble", "footer": box(words(), words(), {"type": "icon", "url": "https://a.b/c"})}
    assert refusal(flex(footer))["details"] == [
        {"message": "invalid property", "property": "/footer/contents/2"}
    ]


def test_unequal_columns_make_the_whole_message_invalid() -> None:
    answer = refusal(template("carousel", columns=[column(1), column(2)]))
    assert answer["message"] == "A message (messages[0]) in the request body is invalid"


def test_an_abyss_of_boxes_is_refused_and_not_fallen_into() -> None:
    abyss = box()
    for _ in range(400):
        abyss = box(abyss)
    assert "messages[0]" in refusal(flex({"type": "bubble", "body": abyss}))["message"]


def test_a_flex_message_of_usual_size_is_checked_quickly() -> None:
    choices = [
        {
            "type": "button",
            "style": "primary",
            "height": "sm",
            "color": "#06C755",
            "action": {
                "type": "postback",
                "label": f"選択肢{n}",
                "data": f"c=1&a={n}",
                "displayText": "はい",
            },
        }
        for n in range(8)
    ]
    message = flex(bubble(words(wrap=True, size="lg", weight="bold"), words(color="#333333"), *choices))
    rounds = []
    for _ in range(20):
        started = time.perf_counter()
        for _ in range(10):
            check_messages([message])
        rounds.append((time.perf_counter() - started) / 10)
    assert min(rounds) < 0.001, "should be far below; the promise is 150 µs on an idle machine"


def test_the_endpoints_give_the_refusal_over_http(emulator: RunningEmulator, raw: Raw) -> None:
    answer = raw.push(emulator.add_friend().user_id, flex(bubble(words(blink=True))))
    assert answer.status == 400
    assert answer.content["details"] == [{"message": "unknown field", "property": "/body/contents/0/blink"}]
    assert raw("POST", "/v2/bot/message/validate/push", {"messages": [text("")]}).status == 400


@pytest.mark.parametrize(
    "units", ["unit", ["a-b"], ["a", "b"], ["a" * 31], [""], [7]], ids=lambda units: str(units)[:12]
)
def test_aggregation_units_have_one_plain_name(emulator: RunningEmulator, raw: Raw, units: Any) -> None:
    assert raw.push(emulator.add_friend().user_id, customAggregationUnits=units).status == 400
