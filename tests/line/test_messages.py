"""What a customer sees: bubbles with their buttons inside, within LINE's limits, and in words."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conversations.counting import graphemes, utf16_units
from conversations.effects import Button, QuestionBubble, TextBubble
from line import cards
from line.limits import problems, split_text, trim
from line.links import claim_text, friend_link, oa_message_link
from line.messages import body_for_push, body_for_reply, render, to_json
from line.postbacks import Answer, Proposal, parse_postback
from line.wording import ENGLISH, wording
from tests.line.bubbles import DATE, EVERY, FACES, FREE, LONG_LABELS, YES_NO

TOKEN = "c0ffee"


def actions(part: Any) -> Iterator[dict[str, Any]]:
    if isinstance(part, list):
        for item in part:
            yield from actions(item)
    elif isinstance(part, dict):
        if "action" in part:
            yield part["action"]
        for value in part.values():
            yield from actions(value)


def texts(part: Any) -> list[str]:
    if isinstance(part, list):
        return [text for item in part for text in texts(item)]
    if isinstance(part, dict):
        own = [part["text"]] if part.get("type") == "text" else []
        return own + [text for value in part.values() for text in texts(value)]
    return []


def only(bubble: Any) -> dict[str, Any]:
    [[message]] = render([bubble], TOKEN)
    return message


def test_each_choice_is_a_button_inside_the_bubble_that_says_what_was_tapped() -> None:
    message = only(YES_NO)
    found = [(a["displayText"], parse_postback(a["data"])) for a in actions(message["contents"])]
    assert found == [(b.label, Answer(TOKEN, 1, "used", b.choice)) for b in YES_NO.buttons]
    assert "quickReply" not in message


def test_quiet_buttons_stand_apart_and_look_smaller() -> None:
    footer = only(YES_NO)["contents"]["footer"]["contents"]
    assert [(part["style"], part["action"]["label"]) for part in footer] == [
        ("link", "今は答えない"),
        ("link", "担当者と話す"),
    ]


def test_five_faces_each_stand_beside_their_words() -> None:
    rows = [part for part in only(FACES)["contents"]["body"]["contents"] if part["type"] == "box"]
    assert [texts(row) for row in rows] == [
        ["😊", "とてもうれしい"],
        ["🙂", "うれしい"],
        ["😐", "ふつう"],
        ["🙁", "もやもや"],
        ["😢", "つらい"],
    ]


def test_faces_written_into_the_labels_are_the_faces_shown() -> None:
    own = QuestionBubble("?", "s", 1, (Button("a", "🥰 最高"), Button("b", "😭つらい")), style="faces")
    rows = [part for part in only(own)["contents"]["body"]["contents"] if part["type"] == "box"]
    assert [texts(row) for row in rows] == [["🥰", "最高"], ["😭", "つらい"]]


def test_notifications_and_old_clients_see_the_question_with_numbered_choices() -> None:
    assert only(YES_NO)["altText"].splitlines()[:3] == [
        "佐藤様、もうお使いになりましたか？",
        "1 はい、使いました",
        "2 まだ使っていません",
    ]


def test_a_hint_says_what_the_first_and_the_last_number_mean() -> None:
    hint = "番号でも答えられます（1＝はい、使いました … 2＝まだ使っていません）"
    assert hint in texts(only(YES_NO))
    [[english]] = render([YES_NO], TOKEN, words=ENGLISH)
    assert any("1 = はい、使いました … 2 = " in text for text in texts(english))


def test_numbers_are_told_below_the_buttons_only_where_asked_for_and_always_to_old_clients() -> None:
    quiet = only(replace(YES_NO, by_number=False))
    assert not [text for text in texts(quiet["contents"]) if "番号" in text]
    assert "番号でも答えられます" in quiet["altText"]
    own = only(replace(YES_NO, by_number=False, hint="ひとつだけ選んでください"))
    assert "ひとつだけ選んでください" in texts(own["contents"])


def test_a_very_long_question_keeps_its_choices_in_the_alt_text() -> None:
    message = only(QuestionBubble("長い問い。" * 600, "s", 1, YES_NO.buttons))
    assert utf16_units(message["altText"]) <= 1500
    assert "4 担当者と話す" in message["altText"]


def test_long_labels_wrap_instead_of_being_cut_off() -> None:
    shown = texts(only(LONG_LABELS)["contents"])
    assert all(button.label in shown for button in LONG_LABELS.buttons)


def test_a_date_is_picked_with_a_picker_and_a_free_answer_needs_no_bubble() -> None:
    [action] = actions(only(DATE)["contents"])
    assert (action["type"], action["mode"]) == ("datetimepicker", "date")
    assert parse_postback(action["data"]) == Answer(TOKEN, 2, "when", "")
    assert only(FREE) == {"type": "text", "text": "ひとことお聞かせください。\n\n写真でもかまいません"}


def test_six_bubbles_are_two_requests() -> None:
    requests = render([TextBubble(str(n)) for n in range(6)], TOKEN)
    assert [len(messages) for messages in requests] == [5, 1]


def test_a_text_too_long_for_one_message_is_parted_at_a_sentence() -> None:
    [messages] = render([TextBubble("一文です。" * 1500)], TOKEN)
    assert [utf16_units(message["text"]) for message in messages] == [5000, 2500]
    assert all(message["text"].endswith("。") for message in messages)


def test_every_kind_and_size_of_bubble_keeps_lines_limits() -> None:
    for bubble in EVERY:
        for messages in render([bubble], TOKEN):
            assert problems(messages) == []


def test_limits_broken_by_hand_are_named() -> None:
    label = {"type": "postback", "label": "あ" * 41, "data": "d" * 301}
    body = {"type": "box", "layout": "vertical", "contents": [{"type": "button", "action": label}]}
    flexed = {"type": "flex", "altText": "x" * 1501, "contents": {"type": "bubble", "body": body}}
    assert problems([flexed]) == [
        "messages[0]: altText counts 1501, at most 1500",
        "messages[0]: label counts 41, at most 40",
        "messages[0]: data counts 301, at most 300",
    ]
    assert problems([]) == ["0 messages; a request takes 1 to 5"]
    assert problems([{"type": "text", "text": "👍" * 2501}]) == [
        "messages[0]: text counts 5002, at most 5000"
    ]


def test_a_senders_name_can_be_shown_and_is_made_to_fit() -> None:
    [[message]] = render([TextBubble("a")], TOKEN, sender={"name": "サポートの田中" * 4})
    assert message["sender"]["name"].startswith("サポートの田中")
    assert problems([message]) == []


def test_a_row_gives_the_same_bytes_every_time() -> None:
    stored = to_json(render([YES_NO], TOKEN)[0])
    push = body_for_push("U1", stored)
    assert push == body_for_push("U1", stored)
    assert orjson.loads(push) == {"to": "U1", "messages": render([YES_NO], TOKEN)[0]}
    assert orjson.loads(body_for_reply('t"\\', stored))["replyToken"] == 't"\\'


def test_a_proposal_is_answered_with_one_of_three_taps() -> None:
    message = cards.proposal("新しいものと交換いたします。", "tok", title="ご提案")
    taps = [parse_postback(action["data"]) for action in actions(message["contents"])]
    assert taps == [Proposal("tok", "accept"), Proposal("tok", "other"), Proposal("tok", "decline")]
    assert problems([message]) == []


def test_an_alert_shows_the_customers_words_the_promise_and_the_way_there() -> None:
    message = cards.staff_alert(
        "佐藤様: 期待外れ", "あ" * 900, "明日 11:00", "https://shop.example/console/1"
    )
    shown = texts(message)
    assert any(text.startswith("「あああ") and text.endswith("…」") for text in shown)
    assert "お約束の時刻: 明日 11:00" in shown
    assert [action["uri"] for action in actions(message)] == ["https://shop.example/console/1"]
    assert problems([message, cards.claimed("ようこそ", "3通お送りします", "「配信停止」で止まります")]) == []


def test_links_open_the_account_and_the_chat_with_words() -> None:
    # https://developers.line.biz/en/docs/messaging-api/using-line-url-scheme/
    assert oa_message_link("@linedevelopers", "Hi there!") == (
        "https://line.me/R/oaMessage/%40linedevelopers/?Hi%20there%21"
    )
    assert friend_link("@shop") == "https://line.me/R/ti/p/%40shop"
    assert claim_text("AB12-CD34", "購入コード") == "購入コード: AB12-CD34"


@pytest.mark.parametrize(
    ("tag", "accept"), [("en-GB", "Yes, please"), ("ja", "お願いする"), ("", "お願いする")]
)
def test_words_follow_the_customers_language(tag: str, accept: str) -> None:
    assert wording(tag).accept == accept


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=400), st.integers(10, 120))
def test_parted_and_trimmed_texts_fit_and_cut_no_character(text: str, limit: int) -> None:
    assert all(0 < utf16_units(piece) <= limit for piece in split_text(text, limit))
    assert utf16_units(trim(text, limit)) <= limit
    assert graphemes(trim(text, limit, graphemes)) <= limit


def test_no_family_is_parted() -> None:
    family = "👨‍👩‍👧"
    assert trim(family * 3, 2, graphemes) == family + "…"
    assert split_text("あ" * 8 + "か\u3099", 9) == ["あ" * 8, "か\u3099"]
