"""A question is answered: with what is known of the delivery, else by a human; never by «could not read»."""

from datetime import UTC, date, datetime, timedelta

import pytest

from conversations.business_hours import BusinessHours
from conversations.effects import OpenCase, QuestionBubble, RecordAnswer, Say
from conversations.engine import advance
from conversations.events import Replied, Started
from conversations.hours_said import say_hours
from conversations.library import load_library
from conversations.opening import read_business_hours
from conversations.parcel import known_of_delivery
from conversations.progress import Known
from conversations.questions import question
from conversations.state import State, Status

LIBRARY = load_library()
AT = datetime(2026, 11, 26, 3, tzinfo=UTC)
DELIVERY = (
    "いつ届きますか",
    "いつ届きますか？",
    "いつごろ届く？",
    "いつ発送されますか",
    "発送はいつですか",
    "届くのはいつですか",
    "もう発送されましたか",
    "まだ届きませんか？",
    "荷物はどこですか",
    "配送状況を教えてください",
    "お届け予定日は？",
    "発送状況は？",
    "追跡番号を教えてください",
    "今日届きますか？",
    "明日着きますか",
    "あと何日で届きますか",
    "納期はいつですか",
    "配送日",
    "注文した商品はいつ来ますか？",
    "When will it arrive?",
    "when does my order ship",
    "Where is my parcel?",
    "has it been shipped yet?",
    "Tracking number please",
    "How long does delivery take?",
    "什麼時候會到？",
    "請問何時出貨",
    "包裹到哪了？",
    "出貨了嗎",
    "還要多久才會到",
    "ของจะถึงเมื่อไหร่คะ",
    "ส่งของหรือยังคะ",
    "กี่วันถึงคะ",
    "พัสดุถึงไหนแล้ว",
    "ขอเลขพัสดุหน่อยค่ะ",
    "お届け日はいつになりますか",
    "商品が届く日を知りたいです",
)
SHOP = (
    "送料はいくらですか？",
    "値段は？",
    "朝と夜どちらに使えばいいですか",
    "他の商品もありますか？",
    "返品できますか",
    "妊娠中でも使えますか？",
    "日焼け止めと一緒に使っても大丈夫でしょうか",
    "質問があります",
    "How much is it?",
    "Can I use it every day?",
    "多少錢",
    "可以每天用嗎",
    "ราคาเท่าไหร่คะ",
    "ใช้ทุกวันได้ไหมคะ",
)
HOURS = (
    "営業時間は？",
    "営業時間を教えてください",
    "営業時間",
    "何時までやってますか",
    "定休日はいつですか",
    "土日は営業していますか",
    "お休みはいつですか？",
    "年末年始は営業していますか",
    "what are your opening hours",
    "Opening hours?",
    "are you open on Sundays?",
    "營業時間",
    "請問幾點打烊？",
    "เปิดกี่โมงคะ",
    "เวลาทำการคืออะไรคะ",
)
NOTHING = (
    "え？",
    "これは？",
    "うーん",
    "今日届きました",
    "昨日届いて使っています",
    "まだ使っていません",
    "毎日使っている",
    "使い方がわからない",
    "いい感じです",
    "うるおい",
    "届いたので使ってみます",
    "発送ありがとうございました",
    "明日から使います",
    "今週使ってみます",
    "来週から始めます",
    "あのですね",
    "それがその",
    "どうでしょう",
    "ほにゃらら",
    "んー？？",
    "値段が高い",
    "時間がない",
    "Thank you",
    "I use it every day",
    "it arrived yesterday",
    "not yet",
    "已經收到了",
    "每天都用",
    "還沒用",
    "ได้รับแล้ว",
    "ใช้ทุกวัน",
    "ยังไม่ได้ใช้",
    "ส่งมาเร็วมาก ขอบคุณค่ะ",
    "明日届くそうです",
    "届くのが楽しみ！",
    "届くのが待ちきれません",
    "明日届くのでワクワク",
    "今日届いた！",
    "今天收到了，包裝很漂亮",
    "when it arrived I was so happy",
    "届いていない",
    "まだ届かない",
    "まだです",
    "いつも使っています",
    "いつかまた買います",
    "いつもより調子がいいです",
    "着け心地がいいです",
    "今日つきました",
    "まあまあですかね",
    "値段相応ですかね",
    "ยังไม่แน่ใจว่าได้ผลไหม",
    "not worth the price honestly",
    "ありがとうございます",
    "答えたくない",
    "担当者と話す",
    "12月5日まで休んで",
    "20時に届けて",
    "1",
    "",
)
FACTS = {"name": "佐藤様", "product": "美容液", "shop": "花しずく", "staff": "田中", "promise": "本日17:30"}


@pytest.mark.parametrize("text", DELIVERY)
def test_when_it_comes_is_asked_in_many_words(text: str) -> None:
    assert question(text) == "delivery"


@pytest.mark.parametrize("text", SHOP)
def test_anything_else_that_is_asked(text: str) -> None:
    assert question(text) == "shop"


@pytest.mark.parametrize("text", HOURS)
def test_when_somebody_is_there(text: str) -> None:
    assert question(text) == "hours"


SAID = {
    "ja": "月〜金 10:00〜18:00、土 10:00〜12:00 13:00〜15:00（祝日、12月29日(火)〜2027年1月3日(日)はお休み）",
    "en": (
        "Mon–Fri 10:00–18:00, Sat 10:00–12:00 13:00–15:00 "
        "(closed: public holidays, Tue 29 December–Sun 3 January 2027)"
    ),
    "zh-Hant": "週一～週五 10:00～18:00、週六 10:00～12:00 13:00～15:00",
    "th": "จ.–ศ. 10:00–18:00, ส. 10:00–12:00 13:00–15:00",
}


@pytest.mark.parametrize("locale", SAID)
def test_the_hours_are_said_as_a_person_says_them(locale: str) -> None:
    week = read_business_hours("mon-fri 10:00-18:00, sat 10:00-12:00 13:00-15:00")
    hours = BusinessHours(week, is_holiday=lambda day: False)
    said_ = say_hours(hours, date(2026, 12, 10), locale)
    assert said_.startswith(SAID[locale]), said_
    plain = say_hours(BusinessHours(week), date(2026, 6, 10), locale)
    assert "10:00" in plain
    assert "(" not in plain.replace("（", "("), "no holidays, and no closing soon"


@pytest.mark.parametrize("text", NOTHING)
def test_what_asks_nothing_of_us(text: str) -> None:
    assert question(text) is None


def write(script: str, *texts: str, **facts: str) -> tuple[State, list]:
    """Begin the script and write these; what came of the last."""
    turn = advance(LIBRARY.scripts[script], State(), Started(AT, {**FACTS, **facts}))
    for text in texts:
        turn = advance(LIBRARY.scripts[script], turn.state, Replied(AT, text, "m", {**FACTS, **facts}))
    return turn.state, list(turn.effects)


def said(effects: list) -> list:
    return [bubble for effect in effects if isinstance(effect, Say) for bubble in effect.bubbles]


LOCALES = {
    "ja": ("いつ届きますか", "田中におつなぎしますね。\n本日17:30までに"),
    "en": ("When will it arrive?", "田中 will write to you here by 本日17:30"),
    "zh-Hant": ("什麼時候會到？", "轉告田中，並在本日17:30前"),
    "th": ("ของจะถึงเมื่อไหร่คะ", "เราจะแจ้ง田中ให้นะคะ และจะตอบทางแชทนี้ภายใน本日17:30"),
}


@pytest.mark.parametrize("locale", LOCALES)
def test_a_question_in_the_middle_gets_a_human_and_the_open_question_stays(locale: str) -> None:
    text, promise = LOCALES[locale]
    state, effects = write("cosmetics-checkin", text, locale=locale)
    [case] = [effect for effect in effects if isinstance(effect, OpenCase)]
    assert (case.reason, case.text) == ("question", text)
    told, asked = said(effects)
    assert promise in told.text
    assert isinstance(asked, QuestionBubble)
    assert (state.status, state.step, state.tries) == (Status.WAITING, "used", 0)


@pytest.mark.parametrize("locale", LOCALES)
def test_when_the_day_is_known_it_is_told_and_no_case_opens(locale: str) -> None:
    _, effects = write("checkin", LOCALES[locale][0], locale=locale, delivery_known="12月5日の予定。")
    assert not [effect for effect in effects if isinstance(effect, OpenCase)]
    told, asked = said(effects)
    assert told.text.startswith("12月5日の予定。")
    assert isinstance(asked, QuestionBubble)


@pytest.mark.parametrize("locale", LOCALES)
def test_our_hours_are_told_in_the_middle_and_no_case_opens(locale: str) -> None:
    text = {"ja": "営業時間は？", "en": "Opening hours?", "zh-Hant": "營業時間", "th": "เปิดกี่โมงคะ"}[locale]
    _, effects = write("checkin", text, locale=locale, opening_hours="10-18")
    assert not [effect for effect in effects if isinstance(effect, OpenCase)]
    told, asked = said(effects)
    assert "10-18" in told.text
    assert isinstance(asked, QuestionBubble)


def test_the_promise_is_told_once_and_what_is_asked_after_it_is_passed_on() -> None:
    asked = ["送料はいくらですか？", "成分は？", "早くして", "のし紙はつきますか"]
    _, effects = write("checkin", *asked[:1])
    assert "本日17:30までに" in said(effects)[0].text
    for more in range(2, 5):
        _, effects = write("checkin", *asked[:more])
        assert said(effects)[0].text == "こちらも田中に伝えますね。"
        assert [e.text for e in effects if isinstance(e, OpenCase)] == [asked[more - 1]]


@pytest.mark.parametrize("locale", LOCALES)
def test_a_wish_about_the_order_is_a_case_of_its_own_with_a_promise(locale: str) -> None:
    text = {
        "ja": "キャンセルできますか",
        "en": "Can I cancel?",
        "zh-Hant": "可以取消嗎",
        "th": "ยกเลิกได้ไหมคะ",
    }
    _, effects = write("checkin", LOCALES[locale][0], text[locale], locale=locale)
    assert [(e.reason, e.text) for e in effects if isinstance(e, OpenCase)] == [
        ("order_change", text[locale])
    ]
    assert "本日17:30" in said(effects)[0].text


def test_a_wish_about_the_order_is_nobodys_hope() -> None:
    _, effects = write("cosmetics-welcome", "自分の言葉で伝える", "住所を変更したい")
    assert not [effect for effect in effects if isinstance(effect, RecordAnswer)]
    assert [e.reason for e in effects if isinstance(e, OpenCase)] == ["order_change"]


def test_a_question_is_nobodys_hope() -> None:
    state, effects = write("cosmetics-welcome", "自分の言葉で伝える", "いつ届きますか？")
    assert not [effect for effect in effects if isinstance(effect, RecordAnswer)]
    assert (state.status, state.step) == (Status.WAITING, "own-words")
    assert "ですね。覚えておいて" not in said(effects)[0].text


def test_a_question_in_a_comment_is_kept_and_answered() -> None:
    talk = ("毎日使っている", "1", "1", "うれしい", "詰め替えはありますか？")
    _, effects = write("cosmetics-checkin", *talk)
    assert [e.label for e in effects if isinstance(e, RecordAnswer)] == ["詰め替えはありますか？"]
    assert [e.reason for e in effects if isinstance(e, OpenCase)] == ["question"]
    assert "本日17:30までに" in said(effects)[0].text


def test_a_complaint_that_asks_is_a_complaint() -> None:
    _, effects = write("cosmetics-checkin", "ずっと届かないのですが、どうなっていますか？")
    assert [e.reason for e in effects if isinstance(e, OpenCase)] == ["unhappy"]


def test_a_favour_is_over_once_somebody_asks_us_something() -> None:
    state, effects = write("partner", "これは何に使われますか？")
    assert [e.reason for e in effects if isinstance(e, OpenCase)] == ["question"]
    assert state.status is Status.COMPLETED


def known(expected: date | None, **told: datetime) -> str:
    wait = LIBRARY.journeys["cosmetics"].wait
    return known_of_delivery(wait, Known({"purchased": AT, **told}, expected, "Asia/Tokyo"), "美容液", AT)


def test_what_is_known_of_a_delivery_is_a_day_somebody_told() -> None:
    assert known(date(2026, 11, 28)) == "美容液は、11月28日(土)にお届けの予定です。"
    sent = known(date(2026, 11, 28), shipped=AT - timedelta(days=1))
    assert sent == "11月25日(水)に発送しました。美容液は、11月28日(土)にお届けの予定です。"


def test_a_late_one_or_one_that_came_is_a_humans() -> None:
    assert known(None) == known(date(2026, 11, 25)) == ""
    assert known(date(2026, 11, 28), delivered=AT) == ""
