"""Life and death are told from figures of speech; a person comes and the questions end. Four languages."""

import pytest

from conversations.effects import OpenCase, QuestionBubble, SetTimer
from conversations.grave import grave
from conversations.state import Status
from conversations.words import STANDARD_FACTS
from tests.conversations.test_feelings import ROWS, UNSEEN
from tests.conversations.test_questions import said
from tests.conversations.test_requests import write

CRISIS = (
    "死にたい",
    "もう死にたいです",
    "シニタイ",
    "消えてしまいたい",
    "もう消えたい",
    "生きているのがつらい",
    "生きてる意味がない",
    "自殺したい",
    "仕事もなくて、もう生きていけません",
    "夫がいないと生きていけない",
    "生きる意味がない",
    "生きる気力もありません",
    "いなくなりたいです",
    "I want to die",
    "I don't want to live anymore",
    "thinking about suicide",
    "好想死",
    "想死了",
    "不想活了",
    "อยากตาย",
)
BEREAVED = (
    "母が亡くなって使えなくなりました",
    "母が旅立ちました",
    "犬が天国に行ってしまいました",
    "母がなくなってしまいました",
    "貓咪死了",
    "แม่เสียแล้วค่ะ",
    "先月、父が他界しました",
    "犬が死んでしまいました",
    "お葬式があってばたばたしています",
    "My mother passed away",
    "my dog died last week",
    "媽媽過世了",
    "แม่เสียชีวิตแล้วค่ะ",
)
NEITHER = (
    "死ぬほどおいしい",
    "死にたくないので健康に気をつけます",
    "シミが消えたいです",
    "私にたいしては優しい",
    "自殺行為ですよ",
    "生き生きしました",
    "肌が死んでいる",
    "亡くなった母が好きだった香りです",
    "化粧水が亡くなりました",
    "父も母も使っています",
    "これなしでは生きていけない",
    "これがないと生きていけません",
    "もうコーヒー無しじゃ生きられませんw",
    "この香りがなくては生きていけない",
    "もう消えたいシミがいっぱい",
    "息子が留学に旅立ちました",
    "娘が大学進学のため東京へ旅立ちました",
    "おばあちゃんが天国に行きたいくらい気持ちいいって",
    "dying to try it",
    "My cat died laughing at this",
    "my husband is dead tired",
    "my friend said her phone died",
    "娘も使うのですぐなくなってしまいました",
    "娘が死んだように寝ています",
    "貓咪可愛死了",
    "朋友羨慕死我了",
    "พี่คะ ปั๊มเสียแล้วค่ะ",
    "好用到想死",
    "先生去世界各地出差",
    "อร่อยจนอยากตาย",
    "the battery died",
    "想死你了",
    "很好用",
    "ชอบมากค่ะ",
    "",
)


@pytest.mark.parametrize("text", CRISIS)
def test_who_may_not_want_to_live_is_heard(text: str) -> None:
    assert grave(text) == "crisis"


@pytest.mark.parametrize("text", BEREAVED)
def test_word_of_a_death_is_heard(text: str) -> None:
    assert grave(text) == "bereaved"


@pytest.mark.parametrize("text", NEITHER)
def test_figures_of_speech_and_memories_are_neither(text: str) -> None:
    assert grave(text) is None


def test_no_ordinary_reply_is_taken_for_either() -> None:
    assert [text for _, _, text in (*ROWS, *UNSEEN) if grave(text)] == []


@pytest.mark.parametrize(
    ("locale", "text"),
    [("ja", "死にたい"), ("en", "I want to die"), ("zh-Hant", "好想死"), ("th", "อยากตาย")],
)
def test_in_the_middle_of_a_question_they_hear_whom_to_call_and_nothing_is_asked(
    locale: str, text: str
) -> None:
    state, effects = write("cosmetics-checkin", text, locale=locale)
    assert [(e.reason, e.text) for e in effects if isinstance(e, OpenCase)] == [("crisis", text)]
    (told,) = said(effects)
    assert not isinstance(told, QuestionBubble)
    assert STANDARD_FACTS[locale]["help_line"] in told.text
    assert "田中" in told.text
    assert "本日17:30" in told.text
    assert state.status is Status.COMPLETED
    assert not [e for e in effects if isinstance(e, SetTimer)]


def test_a_death_is_answered_tenderly_also_as_an_answer_in_own_words() -> None:
    talk = ("毎日使っている", "1", "1", "うれしい", "母が亡くなって、もう使う人がいません")
    state, effects = write("cosmetics-checkin", *talk)
    assert [e.reason for e in effects if isinstance(e, OpenCase)] == ["bereaved"]
    assert "心よりお悔やみを申し上げます" in said(effects)[0].text
    assert state.status is Status.COMPLETED
