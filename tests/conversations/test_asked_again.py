"""How a question is asked once more, and after an apology: short and kind, in every shipped script."""

from datetime import UTC, datetime

import pytest

from conversations.effects import QuestionBubble, Say, TextBubble
from conversations.engine import advance
from conversations.events import Replied, Started, Tapped
from conversations.library import built_in_files, files_of, load_files, load_library
from conversations.script import AskStep
from conversations.starter import FOLDER
from conversations.state import State

LIBRARY = load_library()
AT = datetime(2026, 11, 26, 3, tzinfo=UTC)
FACTS = {
    "name": "佐藤様", "product": "美容液", "shop": "花しずく", "staff": "田中", "promise": "本日17:30",
    "expectation": "うるおい",
}  # fmt: skip
LONG = 30  # letters: more is not read twice
ASK_ON = {
    "ja": "ご連絡の前に",
    "en": "Before we write to you",
    "zh-Hant": "在我們聯絡您之前",
    "th": "ก่อนที่เราจะติดต่อไป",
}


def taken(*deeds: str, locale: str = "ja", script: str = "cosmetics-checkin") -> list:
    """What was said after the last of these words or taps («step:choice»)."""
    facts = {**FACTS, "locale": locale}
    turn = advance(LIBRARY.scripts[script], State(), Started(AT, facts))
    for deed in deeds:
        step, colon, choice = deed.partition(":")
        asked = turn.state.asked_at.get(step, 0)
        event = Tapped(AT, step, asked, choice, facts=facts) if colon else Replied(AT, deed, "m", facts)
        turn = advance(LIBRARY.scripts[script], turn.state, event)
    return [bubble for effect in turn.effects if isinstance(effect, Say) for bubble in effect.bubbles]


@pytest.mark.parametrize("name", ["", *sorted(folder.name for folder in FOLDER.iterdir())])
def test_every_long_question_has_a_short_one_for_the_second_time(name: str) -> None:
    library = load_files([*built_in_files(), *(files_of(FOLDER / name) if name else [])])
    long = [
        f"{script.id}.{step.id}"
        for script in library.scripts.values()
        for step in script.steps
        if isinstance(step, AskStep) and step.repeat is None and (len(step.ask) > LONG or "\n" in step.ask)
    ]
    assert long == []


def test_the_question_how_it_went_is_not_told_twice() -> None:
    first, again = taken("used:daily"), taken("used:daily", "ほにゃらら")
    assert "うるおい" in first[-1].text
    assert again[-1].text == "いまの変化に、いちばん近いのはどれですか？"


@pytest.mark.parametrize("locale", ASK_ON)
def test_an_apology_has_its_own_bubble_and_whoever_is_asked_on_hears_why(locale: str) -> None:
    sorry, question = taken("used:daily", "result:worse", locale=locale)
    assert isinstance(sorry, TextBubble)
    assert "本日17:30" in sorry.text
    assert isinstance(question, QuestionBubble)
    assert question.text.startswith(ASK_ON[locale])
    assert "\n\n" in question.text


def test_that_is_said_once_and_to_nobody_who_is_content() -> None:
    said = taken("used:daily", "result:worse", "feeling/feeling-word/side:")  # a tap of nothing
    assert said == []
    assert not taken("used:daily", "result:clear")[-1].text.startswith(ASK_ON["ja"])
    dark = taken("used:daily", "result:worse", "feeling/face:sad")
    assert [ASK_ON["ja"] in bubble.text for bubble in dark] == [False] * len(dark)


@pytest.mark.parametrize("locale", ["ja", "en", "zh-Hant", "th"])
def test_how_much_is_what_the_box_says_whatever_was_bought(locale: str) -> None:
    box = {
        "ja": "箱や容器に書かれた",
        "en": "the box says",
        "zh-Hant": "外盒或容器上標示",
        "th": "ที่เขียนไว้บนกล่อง",
    }
    tip = taken("try:stuck", "stuck:amount", locale=locale, script="cosmetics-howto")
    how = taken("used:not-yet", "not-yet:how", locale=locale)
    assert box[locale] in tip[0].text
    assert box[locale] in how[0].text
