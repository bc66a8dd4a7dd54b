"""From what a conversation wants to say to what LINE is told: lists of message dicts, at most five each.

Pure: the same bubbles make the same bytes. Questions are Flex bubbles with their buttons inside, because
quick replies vanish with the next message and do not exist on LINE for PC. Every bubble's altText says the
question with its choices numbered, so that notifications and old clients show something one can answer.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import orjson

from conversations.counting import graphemes, utf16_units
from conversations.effects import (
    Bubble,
    Button,
    ImageBubble,
    LinkBubble,
    QuestionBubble,
    StickerBubble,
    TextBubble,
)
from line import flex
from line.limits import (
    ALT_TEXT,
    BUBBLE_BYTES,
    DATA,
    DISPLAY_TEXT,
    LABEL,
    MESSAGES,
    SENDER_NAME,
    TEXT,
    URI,
    split_text,
    trim,
)
from line.postbacks import answer_data
from line.wording import JAPANESE, Wording

Message = dict[str, Any]
FACES: Final = ("😢", "🙁", "😐", "🙂", "😊")  # score 1 … 5


def render(
    bubbles: Iterable[Bubble],
    conversation_token: str = "",
    *,
    words: Wording = JAPANESE,
    sender: Mapping[str, str] | None = None,
) -> list[list[Message]]:
    """The requests to make, in order; usually one. `sender` is LINE's {name, iconUrl} override."""
    messages = [message for bubble in bubbles for message in _render(bubble, conversation_token, words)]
    if sender and sender.get("name"):
        named = {**sender, "name": trim(sender["name"], SENDER_NAME)}
        messages = [message | {"sender": named} for message in messages]
    return [messages[start : start + MESSAGES] for start in range(0, len(messages), MESSAGES)]


def to_json(messages: Sequence[Message]) -> str:
    """The JSON array a row keeps and every attempt sends unchanged."""
    return orjson.dumps(messages).decode()


def body_for_push(to: str, messages_json: str) -> bytes:
    """The request body of a push; the same row gives the same bytes every time."""
    return b'{"to":%b,"messages":%b}' % (orjson.dumps(to), messages_json.encode())


def body_for_reply(reply_token: str, messages_json: str) -> bytes:
    return b'{"replyToken":%b,"messages":%b}' % (orjson.dumps(reply_token), messages_json.encode())


def text_messages(text: str) -> list[Message]:
    return [{"type": "text", "text": piece} for piece in split_text(text)]


def in_words(bubble: QuestionBubble, words: Wording = JAPANESE) -> str:
    """The question as plain text with its choices numbered, for those who see no bubble."""
    choices = [f"{place} {button.label}" for place, button in enumerate(bubble.buttons, 1)]
    return "\n".join((bubble.text, *choices, *filter(None, [_how_to_answer(bubble, words)])))


def hint_of(bubble: QuestionBubble, words: Wording = JAPANESE) -> str:
    """What stands below the buttons. That numbers answer, too, is not said again and again."""
    if bubble.input == "choice" and not bubble.hint and not bubble.by_number:
        return ""
    return _how_to_answer(bubble, words)


def _how_to_answer(bubble: QuestionBubble, words: Wording) -> str:
    """How to answer besides tapping: the author's hint, or the one that fits what is awaited."""
    if bubble.hint:
        return bubble.hint
    match bubble.input:
        case "choice":
            loud = [button.label for button in bubble.buttons if not button.quiet]
            return words.by_number.format(n=len(loud), first=loud[0], last=loud[-1]) if len(loud) > 1 else ""
        case "text":
            return words.write
        case "number":
            return words.number
        case "photo":
            return words.photo
        case "date":
            return words.date


def _render(bubble: Bubble, token: str, words: Wording) -> list[Message]:
    match bubble:
        case TextBubble(text=text):
            return text_messages(text)
        case ImageBubble(url=url, preview_url=preview):
            return [{"type": "image", "originalContentUrl": url, "previewImageUrl": preview or url}]
        case StickerBubble(package_id=package, sticker_id=sticker):
            return [{"type": "sticker", "packageId": package, "stickerId": sticker}]
        case LinkBubble():
            return _link(bubble)
        case QuestionBubble():
            return _question(bubble, token, words)


def _link(link: LinkBubble) -> list[Message]:
    if utf16_units(link.url) > URI:
        return text_messages(f"{link.text}\n{link.label}: {link.url}")
    body = [flex.paragraph(trim(link.text, TEXT))]
    button = flex.main_button(flex.open_page(link.label, link.url))
    return [flex.flex(f"{link.text}\n{link.url}", flex.bubble(body, [button]))]


def _question(question: QuestionBubble, token: str, words: Wording) -> list[Message]:
    if not question.buttons and question.input != "date":
        return text_messages("\n\n".join(filter(None, (question.text, hint_of(question, words)))))
    body: list[flex.Component] = [flex.paragraph(trim(question.text, TEXT), bold=True)]
    loud = [button for button in question.buttons if not button.quiet]
    faces = _faces(loud) if question.style == "faces" else {}
    for button in loud:
        action = _answer(question, token, button)
        if face := faces.get(button.choice):
            body.append(flex.face_row(face, _without_symbol(button.label), action))
        else:
            body.append(flex.button(button.label, action))
    if question.input == "date":
        body.append(flex.main_button(_pick_date(question, token, words)))
    if hint := hint_of(question, words):
        body.append(flex.small(hint))
    quiet = [
        flex.quiet_button(button.label, _answer(question, token, button))
        for button in question.buttons
        if button.quiet
    ]
    bubble = flex.bubble(body, quiet)
    if len(orjson.dumps(bubble)) > BUBBLE_BYTES:
        return text_messages(in_words(question, words))
    return [flex.flex(_alt_text(question, words), bubble)]


def _alt_text(question: QuestionBubble, words: Wording) -> str:
    """The choices are kept whole; the question gives way if it is very long."""
    whole = in_words(question, words)
    if utf16_units(whole) <= ALT_TEXT:
        return whole
    room = ALT_TEXT - utf16_units(whole) + utf16_units(question.text)
    text = trim(question.text, max(room, 1))
    return trim(text + whole[len(question.text) :], ALT_TEXT)


def _answer(question: QuestionBubble, token: str, button: Button) -> flex.Action:
    data = answer_data(token, question.turn, question.step, button.choice)
    label = trim(button.label, LABEL, graphemes)
    said = trim(button.label, DISPLAY_TEXT, graphemes)
    if utf16_units(data) > DATA:  # the tap types the label instead, which is understood as well
        return {"type": "message", "label": label, "text": said}
    return {"type": "postback", "label": label, "data": data, "displayText": said}


def _pick_date(question: QuestionBubble, token: str, words: Wording) -> flex.Action:
    data = answer_data(token, question.turn, question.step, "")
    return {"type": "datetimepicker", "label": words.pick_date, "data": data, "mode": "date"}


def _faces(buttons: Sequence[Button]) -> dict[str, str]:
    """A face for each choice: the label's own, the score's if choices are 1 … 5, else from happy to sad."""
    own = {button.choice: button.label[0] for button in buttons if _begins_with_symbol(button.label)}
    if len(own) == len(buttons):
        return own
    if len(buttons) != len(FACES):
        return {}
    scores = {str(score): face for score, face in enumerate(FACES, 1)}
    if {button.choice for button in buttons} == set(scores):
        return scores
    return {button.choice: face for button, face in zip(buttons, reversed(FACES), strict=True)}


def _begins_with_symbol(label: str) -> bool:
    return len(label) > 1 and unicodedata.category(label[0]) == "So"


def _without_symbol(label: str) -> str:
    return label[1:].lstrip("\ufe0f ").strip() or label if _begins_with_symbol(label) else label
