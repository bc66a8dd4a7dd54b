"""A wish without a question mark is heard where it answers nothing, and beside an answer; four languages."""

import pytest

from conversations.commands import command
from conversations.effects import OpenCase, RecordAnswer, Say, ShowStaff
from conversations.engine import advance
from conversations.events import Replied, Started
from conversations.library import load_library
from conversations.requests import asks_for, beside, greets
from conversations.state import State, Status
from tests.conversations.test_questions import AT, said

LIBRARY = load_library()
FACTS = {"promise": "本日17:30", "staff": "田中"}
THINGS = (
    "領収書をお願いします",
    "領収書ほしいです",
    "領収書の発行は可能ですか",
    "サンプルもいただけるとうれしいです",
    "説明書を送ってください",
    "ラッピングしていただきたいです",
    "のし紙をつけてください",
    "I need a receipt please",
    "Please send me an invoice",
    "請給我收據",
    "可以開發票嗎",
    "ขอใบเสร็จค่ะ",
)
ONLY_ADRIFT = (
    "玄関に置いてほしいです",
    "平日に届けてください",
    "先に小さいほうをお願いします",
    "Please leave it with the neighbours",
    "請幫我放管理室",
    "ช่วยห่อให้หน่อยค่ะ",
)
NOTHING = (
    "領収書ありがとうございました",
    "領収書が届きました",
    "領収書は要りません",
    "よろしくお願いします",
    "もう少し待ってください",
    "お体に気をつけてくださいね",
    "風邪ひかないようにしてくださいね",
    "これからも美味しいコーヒーを作ってください",
    "シミが消えてほしいです",
    "Please keep up the good work",
    "I want to tell you that it is wonderful",
    "希望皮膚會變好",
    "請多保重",
    "ขอให้ขายดีนะคะ",
    "ช่วยให้ผิวดีขึ้นเยอะเลย",
    "また今度にしてください",
    "楽しみにしています",
    "うるおいがほしくて買いました",
    "毎日使っています",
    "I like it",
    "很好用",
    "ชอบมากค่ะ",
    "",
)
CALLS = (
    "電話ください",
    "お電話いただけますか",
    "午後に電話をください",
    "折り返しお願いします",
    "連絡をください",
    "call me back please",
    "請打電話給我",
    "โทรกลับด้วยค่ะ",
)
NO_CALLS = (
    "電話しないでください",
    "電話番号を教えてください",
    "電話しました",
    "連絡がありました",
    "連絡不要",
    "夕方に連絡をください",  # their own hour
)


@pytest.mark.parametrize("text", THINGS)
def test_a_thing_asked_for_is_heard_wherever_it_is_said(text: str) -> None:
    assert asks_for(text)


@pytest.mark.parametrize("text", ONLY_ADRIFT)
def test_any_other_wish_is_heard_where_it_answers_nothing(text: str) -> None:
    assert asks_for(text, adrift=True)
    assert not asks_for(text), "in a comment it is a comment"


@pytest.mark.parametrize("text", NOTHING)
def test_news_thanks_and_patience_ask_for_nothing(text: str) -> None:
    assert not asks_for(text, adrift=True)


@pytest.mark.parametrize("text", CALLS)
def test_whoever_wants_to_be_called_wants_a_person(text: str) -> None:
    assert command(text) == "human"


@pytest.mark.parametrize("text", NO_CALLS)
def test_who_speaks_of_telephones_is_not_asking_to_be_called(text: str) -> None:
    assert command(text) != "human"


@pytest.mark.parametrize(
    ("text", "answer", "rest"),
    [
        ("うるおいかな、あと領収書ほしいです", "うるおいかな", "領収書ほしいです"),
        ("うるおい。それと来週は留守です", "うるおい", "来週は留守です"),
        ("Moisture, also I am away next week", "Moisture", "I am away next week"),
        ("保濕,另外我下週不在家", "保濕", "我下週不在家"),
        ("ความชุ่มชื้น อีกอย่าง อาทิตย์หน้าไม่อยู่บ้าน", "ความชุ่มชื้น", "อาทิตย์หน้าไม่อยู่บ้าน"),
    ],
)
def test_an_answer_is_told_from_what_was_said_beside_it(text: str, answer: str, rest: str) -> None:
    assert beside(text) == (answer, rest)


@pytest.mark.parametrize(
    "text", ["あと2週間くらいでなくなります", "うるおい", "乾燥、あとシミも", "使ったあと調子がいい"]
)
def test_nothing_stands_beside_a_single_answer(text: str) -> None:
    assert beside(text) == (text, "")


def write(script: str, *texts: str, locale: str = "ja") -> tuple[State, list]:
    """Begin the script, write these one after the other; the last turn's state and effects."""
    chosen = LIBRARY.scripts[script]
    facts = {**FACTS, "locale": locale}
    state, effects = State(), []
    for event in (Started(AT, facts), *(Replied(AT, text, f"m{n}", facts) for n, text in enumerate(texts))):
        turn = advance(chosen, state, event)
        state, effects = turn.state, list(turn.effects)
    return state, effects


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("うるおいかな、あと領収書ほしいです", "うかがいました。田中に伝えますね。\n本日17:30までに"),
        ("うるおいかな。あと、住所を変更したいです", "田中にすぐ伝えます。"),
        ("うるおいかな。それと送料はいくらですか？", "田中におつなぎしますね。"),
        ("うるおいです。間違えて二個注文しました", "田中にすぐ伝えます。"),
        ("うるおい。領収書は宛名「株式会社山田」でお願いします", "うかがいました。"),
        ("うるおい。もう一本追加でお願いします", "田中にすぐ伝えます。"),
    ],
)
def test_the_answer_is_taken_and_the_wish_beside_it_gets_a_promise(text: str, words: str) -> None:
    _, effects = write("cosmetics-welcome", text)
    assert [e.value for e in effects if isinstance(e, RecordAnswer)] == ["moisture"]
    assert [e.text for e in effects if isinstance(e, OpenCase)] == [text]
    assert words in "\n".join(getattr(bubble, "text", "") for bubble in said(effects))


@pytest.mark.parametrize(
    ("locale", "text", "words"),
    [
        ("ja", "うるおい。来週は旅行で留守にします", "書き添えてくださったことも、田中が拝見しますね。"),
        ("ja", "うるおい。それと来週は留守です", "書き添えてくださったことも、田中が拝見しますね。"),
        ("en", "Moisture, also I am away next week", "田中 will read what you added, too."),
    ],
)
def test_what_else_is_said_beside_an_answer_is_read_by_a_person_and_they_hear_so(
    locale: str, text: str, words: str
) -> None:
    _, effects = write("cosmetics-welcome", text, locale=locale)
    assert [e.value for e in effects if isinstance(e, RecordAnswer)] == ["moisture"]
    assert not [e for e in effects if isinstance(e, OpenCase)]
    assert [e for e in effects if isinstance(e, ShowStaff)]
    assert words in "\n".join(getattr(bubble, "text", "") for bubble in said(effects))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("領収書をお願いします", "question"),
        ("玄関に置いてほしいです", "question"),
        ("間違えて2個注文しちゃった", "order_change"),
        ("別の人の名前になってます", "order_change"),
        ("もう一本追加したいです", "order_change"),
    ],
)
def test_a_wish_in_the_middle_of_a_question_is_never_called_unreadable(text: str, reason: str) -> None:
    state, effects = write("cosmetics-checkin", text)
    assert [e.reason for e in effects if isinstance(e, OpenCase)] == [reason]
    told, *asked = said(effects)
    assert "本日17:30までに" in told.text
    assert len(asked) == (reason == "question"), "who wants the order changed is asked nothing"
    assert (state.status, state.tries) == (Status.WAITING, 0)


def test_whoever_wants_to_be_called_in_the_middle_gets_a_human_and_is_asked_nothing_more() -> None:
    state, effects = write("cosmetics-checkin", "電話ください")
    assert [e.reason for e in effects if isinstance(e, OpenCase)] == ["wants_human"]
    assert state.status is Status.HUMAN
    assert [e for e in effects if isinstance(e, Say)]


@pytest.mark.parametrize(
    ("script", "text"),
    [
        ("cosmetics-welcome", "うるおい。ありがとうございます"),
        ("cosmetics-welcome", "うるおい！楽しみにしています"),
        ("cosmetics-checkin", "はい。毎日使っています"),
    ],
)
def test_thanks_joy_and_the_same_once_more_add_nothing(script: str, text: str) -> None:
    _, effects = write(script, text)
    assert [e for e in effects if isinstance(e, RecordAnswer)]
    assert not [e for e in effects if isinstance(e, ShowStaff)]


def test_a_wish_for_the_product_in_a_comment_stays_a_comment() -> None:
    talk = ("毎日使っている", "1", "1", "うれしい", "もっと大きいのも作ってほしいです")
    _, effects = write("cosmetics-checkin", *talk)
    assert [e.label for e in effects if isinstance(e, RecordAnswer)] == [talk[-1]]
    assert not [e for e in effects if isinstance(e, OpenCase)]


@pytest.mark.parametrize(
    "text",
    [
        "週末に使います",
        "まだ使っていません",
        "今は忙しいので返事はできません",
        "これからです",
        "明日",
        "夜に",
        "あとで返品します",
        "よろしくない",
        "I will return it later",
        "",
    ],
)
def test_what_may_be_an_answer_or_trouble_is_no_greeting(text: str) -> None:
    assert not greets(text)
