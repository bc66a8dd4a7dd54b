"""People answer in their own way: two hopes at once, another one afterwards, «all done» at a checklist."""

from datetime import UTC, datetime

import pytest

from conversations.effects import OpenCase, QuestionBubble, RecordAnswer, Remember, Say
from conversations.engine import Turn, advance
from conversations.events import Replied, Started, Tapped
from conversations.library import load_library
from conversations.ready import is_all_done
from conversations.state import State, Status

SCRIPT = load_library().scripts["cosmetics-welcome"]
AT = datetime(2026, 11, 26, 3, tzinfo=UTC)
FACTS = {"name": "佐藤様", "product": "美容液", "shop": "花しずく", "staff": "田中", "promise": "本日17:30"}


HOWTO = load_library().scripts["cosmetics-howto"]


def taught(*texts: str) -> Turn:
    turn = advance(HOWTO, State(), Started(AT, FACTS))
    for text in texts:
        turn = advance(HOWTO, turn.state, Replied(AT, text, "m", FACTS))
    return turn


@pytest.mark.parametrize(
    ("text", "choice"),
    [("やってみたよ", "done"), ("はい", "done"), ("まだやってない", "later"), ("べたつきます", "stuck")],
)
def test_the_first_tip_reads_the_most_natural_words(text: str, choice: str) -> None:
    assert [value for _, _, value in answers(taught(text))] == [choice]


def test_what_sticks_is_helped_at_once() -> None:
    assert "半分の量" in told(taught("うまくいかない", "べたつきます"))


def test_nobody_who_complains_is_taught_in_the_same_breath() -> None:
    turn = taught("もう返品したので使っていません")
    assert [e.reason for e in turn.effects if isinstance(e, OpenCase)] == ["unhappy"]
    assert "できましたか" not in told(turn)
    after = advance(HOWTO, turn.state, Tapped(AT, "try", 1, "done", facts=FACTS))
    assert [value for _, _, value in answers(after)] == ["done"], "the buttons in sight still count"


def begun(locale: str = "ja") -> State:
    return advance(SCRIPT, State(), Started(AT, {**FACTS, "locale": locale})).state


def write(state: State, text: str) -> Turn:
    return advance(SCRIPT, state, Replied(AT, text, "m", FACTS))


def tap(state: State, step: str, choice: str) -> Turn:
    return advance(SCRIPT, state, Tapped(AT, step, state.asked_at[step], choice, facts=FACTS))


def told(turn: Turn) -> str:
    return "\n".join(b.text for e in turn.effects if isinstance(e, Say) for b in e.bubbles)


def answers(turn: Turn) -> list[tuple[str, str, str]]:
    return [(e.axis, e.kind, e.value) for e in turn.effects if isinstance(e, RecordAnswer)]


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("ja", "うるおいとハリの両方"),
        ("ja", "保湿とつや"),
        ("en", "moisture and glow, both"),
        ("zh-Hant", "保濕和香氣"),
        ("th", "ความชุ่มชื้นและกลิ่น"),
    ],
)
def test_two_hopes_in_one_breath_are_kept_in_their_own_words(locale: str, text: str) -> None:
    turn = write(begun(locale), text)
    assert answers(turn) == [("expectation", "text", text)]
    assert Remember("expectation", text) in turn.effects
    assert text in told(turn)


@pytest.mark.parametrize("text", ["うるおいです", "うるおい", "1"])
def test_one_hope_is_still_a_choice(text: str) -> None:
    assert answers(write(begun(), text)) == [("expectation", "choice", "moisture")]


@pytest.mark.parametrize("text", ["うるおいかハリか、どちらでしょう？", "うるおいはいらない、ハリもいらない"])
def test_who_doubts_or_denies_is_not_taken_at_their_word(text: str) -> None:
    assert ("expectation", "text", text) not in answers(write(begun(), text))


def test_another_button_corrects_the_hope_and_the_open_question_stays() -> None:
    state = write(begun(), "うるおい").state
    turn = tap(state, "expectation", "firmness")
    assert answers(turn) == [("expectation", "choice", "firmness")]
    assert Remember("expectation", "ハリ・つや") in turn.effects
    assert told(turn).startswith("「ハリ・つや」ですね。覚え直しました。")
    assert turn.state.step == "prepare"
    again = tap(turn.state, "expectation", "firmness")
    assert answers(again) == []
    assert "こちらは「ハリ・つや」とうかがっています" in told(again)


def test_it_is_corrected_after_the_end_too_but_a_button_that_leads_elsewhere_is_not() -> None:
    state = write(begun(), "うるおい").state
    assert answers(tap(state, "expectation", "own")) == []
    state = write(state, "全部できました").state
    assert state.status is Status.COMPLETED
    turn = tap(state, "expectation", "gentle")
    assert told(turn) == "「やさしい使い心地」ですね。覚え直しました。"
    assert turn.state.status is Status.COMPLETED


DONE = ("全部できました", "ぜんぶ終わりました", "全部", "準備完了です",
        "3つとも済みました", "もう全部やりました！",
        "all done", "I did everything", "Everything is ready", "全部完成了", "都準備好了", "ทำครบแล้วค่ะ",
        "เสร็จหมดแล้วค่ะ")  # fmt: skip
NOT_DONE = ("全部はできていません", "まだ全部できていません", "全部無理", "できました", "置き場所",
            "not all", "Later",
            "還沒全部完成", "ยังไม่ครบ", "ありがとう", "")  # fmt: skip


@pytest.mark.parametrize("text", DONE)
def test_all_done_is_read(text: str) -> None:
    assert is_all_done(text)


@pytest.mark.parametrize("text", NOT_DONE)
def test_less_than_all_is_not(text: str) -> None:
    assert not is_all_done(text)


@pytest.mark.parametrize(("locale", "hope", "text"), [
    ("ja", "うるおい", "全部できました"), ("en", "Moisture", "all done"),
    ("zh-Hant", "保濕", "全部完成了"), ("th", "1", "ทำครบแล้วค่ะ"),
])  # fmt: skip
def test_all_that_is_left_of_a_list_is_ticked_at_once(locale: str, hope: str, text: str) -> None:
    state = tap(write(begun(locale), hope).state, "prepare", "place").state
    turn = write(state, text)
    assert [value for _, _, value in answers(turn)] == ["hour,photo"], "one turn answers a step once"
    ready = {e.name for e in turn.effects if isinstance(e, Remember) and e.name.startswith("ready_")}
    assert ready == {"ready_hour", "ready_photo"}
    assert turn.state.status is Status.COMPLETED
    bubbles = [b for e in turn.effects if isinstance(e, Say) for b in e.bubbles]
    assert not [b for b in bubbles if isinstance(b, QuestionBubble)]
