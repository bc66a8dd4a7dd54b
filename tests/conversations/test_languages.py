"""A script in several languages is one script: whole or not at all, and a tap means the same in each."""

import random
from datetime import UTC, date, datetime
from pathlib import Path
from textwrap import dedent

import pytest

from conversations.authored import Quiet
from conversations.checks import check_text
from conversations.commands import command, is_closing
from conversations.effects import OpenCase, RecordAnswer, Say
from conversations.engine import advance
from conversations.events import HandedBack, LanguageChosen, Replied, Started, TakenOver, Tapped
from conversations.feelings import read
from conversations.library import BUILT_IN, digest, load_library, load_texts
from conversations.locales import LOCALES, Locale, language_wish, read_locale
from conversations.moments import say_day, say_when
from conversations.play import NAMES
from conversations.script import AskStep, Script
from conversations.simulate import Stage, simulate
from conversations.simulate.course import Course
from conversations.simulate.diary import Said
from conversations.simulate.personas import PERSONAS
from conversations.state import State, Status
from conversations.translating import in_locale, is_whole, missing, seen_of
from conversations.words import STANDARD_FACTS, WORDS

LIBRARY = load_library()
ABROAD: tuple[Locale, ...] = ("en", "zh-Hant", "th")
AT = datetime(2026, 11, 22, 10, tzinfo=UTC)
FILES = [path for locale in ABROAD for path in sorted((BUILT_IN / "scripts" / locale).glob("*.yaml"))]
CHECKIN = LIBRARY.scripts["cosmetics-checkin"]
SOURCE = """
    id: tea
    title: お茶
    purpose: check_in
    steps:
      - id: used
        ask: "{{ name }}、飲みましたか？"
        choices:
          - { id: "yes", label: はい, also: [うん] }
          - { id: "no", label: いいえ }
        timeout: { after: 2d }
        refuse: 答えたくない
      - id: bye
        say: ありがとうございました。
    """
ENGLISH = """
    translates: tea
    locale: en
    steps:
      used:
        ask: "{{ name }}, did you drink it?"
        choices:
          "yes": { label: I did, also: [yes] }
          "no": Not yet
      bye:
        say: Thank you.
    """


def tea(english: str = ENGLISH, source: str = SOURCE) -> Script:
    texts = {"script/tea": dedent(source), "translation/tea.en": dedent(english)}
    return load_texts(texts).scripts["tea"]


def codes(english: str) -> list[tuple[int, str]]:
    scripts = load_texts({"script/tea": dedent(SOURCE)}).scripts
    return [(p.line, p.code) for p in check_text(dedent(english), scripts) if p.code != "translation_unseen"]


def facts(locale: Locale) -> dict[str, str]:
    return {"locale": locale, **NAMES[locale]}  # type: ignore[dict-item]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_shipped_translation_is_whole_up_to_date_and_within_lines_limits(path: Path) -> None:
    found = check_text(path.read_text(encoding="utf-8"), LIBRARY.scripts)
    assert [p.show("en") for p in found if p.code != "translation_superfluous"] == []


@pytest.mark.parametrize("locale", ABROAD)
def test_every_script_of_the_cosmetics_journey_is_spoken_in_each_language(locale: Locale) -> None:
    journey = LIBRARY.journeys["cosmetics"]
    for name in dict.fromkeys(touchpoint.script for touchpoint in journey.planned):
        script = LIBRARY.scripts[name]
        if script.purpose != "referral":
            assert is_whole(script, locale), name


@pytest.mark.parametrize("locale", ABROAD)
def test_a_translated_script_keeps_every_step_choice_and_mark(locale: Locale) -> None:
    for script in LIBRARY.scripts.values():
        spoken = in_locale(script, locale)
        pairs = list(zip(script.walk(), spoken.walk(), strict=True))
        for (path, step), (its_path, its_step) in pairs:
            assert path == its_path
            assert type(step) is type(its_step)
            if isinstance(step, AskStep) and isinstance(its_step, AskStep):
                assert [(c.id, c.go, c.mark, c.score) for c in step.choices] == [
                    (c.id, c.go, c.mark, c.score) for c in its_step.choices
                ]
                assert isinstance(step.refuse, Quiet) == isinstance(its_step.refuse, Quiet)
                assert (step.timeout, step.axis, step.name) == (
                    its_step.timeout, its_step.axis, its_step.name,
                )  # fmt: skip


def test_a_tap_means_the_same_in_every_language_and_staff_read_the_authors_words() -> None:
    kept = []
    for locale in LOCALES:
        turn = advance(CHECKIN, State(), Started(AT, facts(locale)))
        effects = list(turn.effects)
        for step, choice in (("used", "daily"), ("result", "clear"), ("feeling/face", "happy")):
            tap = Tapped(AT, step, turn.state.turn, choice, facts=facts(locale))
            turn = advance(CHECKIN, State.from_json(turn.state.to_json()), tap)
            effects += turn.effects
        answers = [e for e in effects if isinstance(e, RecordAnswer)]
        kept.append([(a.step, a.axis, a.value, a.label, a.score) for a in answers])
        first = next(e for e in effects if isinstance(e, Say)).bubbles[0]
        assert NAMES[locale]["name"] in first.text  # type: ignore[union-attr,operator]
    assert kept[0] == kept[1] == kept[2] == kept[3]
    assert [label for *_, label, _ in kept[0]] == ["毎日使っている", "はっきり感じる", "😊 うれしい"]


@pytest.mark.parametrize(
    ("locale", "typed", "choice"),
    [
        ("en", "every day", "daily"), ("en", "No, not yet", "not-yet"), ("en", "2", "some"),
        ("zh-Hant", "每天", "daily"), ("zh-Hant", "還沒", "not-yet"), ("zh-Hant", "沒收到", "missing"),
        ("th", "ทุกวัน", "daily"), ("th", "ยังเลย", "not-yet"), ("th", "ของยังไม่ถึง", "missing"),
        ("th", "まだです", "not-yet"),  # what is understood in the author's language still is
    ],
)  # fmt: skip
def test_typed_answers_are_understood_in_the_customers_language(
    locale: Locale, typed: str, choice: str
) -> None:
    begun = advance(CHECKIN, State(), Started(AT, facts(locale)))
    turn = advance(CHECKIN, begun.state, Replied(AT, typed, "m", facts(locale)))
    assert [e.value for e in turn.effects if isinstance(e, RecordAnswer)] == [choice]


def test_a_conversation_keeps_its_language_until_the_customer_chooses_another() -> None:
    begun = advance(CHECKIN, State(), Started(AT, facts("th"))).state
    assert begun.locale == "th"
    turn = advance(CHECKIN, begun, Tapped(AT, "used", 1, "daily", facts={**facts("ja"), "locale": "ja"}))
    assert turn.state.locale == "th"
    chosen = advance(CHECKIN, turn.state, LanguageChosen(AT, "en", facts("en")))
    (said,) = [e for e in chosen.effects if isinstance(e, Say)]
    assert "closest to the change you see" in said.bubbles[0].text  # type: ignore[union-attr]
    older = advance(CHECKIN, chosen.state, Tapped(AT, "result", turn.state.turn, "some", facts=facts("en")))
    assert [e.score for e in older.effects if isinstance(e, RecordAnswer)] == [4], "the old bubble counts"


def test_who_is_talking_to_a_person_gets_no_bubble_for_a_language() -> None:
    begun = advance(CHECKIN, State(), Started(AT, facts("ja"))).state
    human = advance(CHECKIN, begun, TakenOver(AT, facts("ja"))).state
    chosen = advance(CHECKIN, human, LanguageChosen(AT, "en", facts("en")))
    assert [e for e in chosen.effects if isinstance(e, Say)] == []
    back = advance(CHECKIN, chosen.state, HandedBack(AT, facts("en")))
    assert "Have you tried" in back.effects[0].bubbles[0].text  # type: ignore[union-attr]


def test_one_sentence_missing_and_the_whole_script_stays_as_it_was_written() -> None:
    assert in_locale(tea(), "en").locale == "en"
    lacking = tea(ENGLISH.replace("bye:\n        say: Thank you.", ""))
    assert missing(lacking, "en") == [("steps", "bye", "say", 0)]
    assert in_locale(lacking, "en") is lacking
    turn = advance(lacking, State(), Started(AT, {"name": "Anna", "locale": "en"}))
    assert turn.state.locale == ""
    assert "飲みましたか" in turn.effects[0].bubbles[0].text  # type: ignore[union-attr]


def test_a_part_that_is_missing_keeps_its_callers_too() -> None:
    caller = {**CHECKIN.parts}
    caller["feeling-word"] = caller["feeling-word"].model_copy(update={"translations": {}})
    broken = CHECKIN.model_copy(update={"parts": caller})
    assert in_locale(broken, "th") is broken
    assert in_locale(CHECKIN, "th") is not CHECKIN


def test_what_the_shop_no_longer_says_is_not_said_in_another_language() -> None:
    seen = "seen: {{ used: {used}, bye: {bye} }}\n".format(**seen_of(tea()))
    noted = dedent(ENGLISH) + seen
    assert in_locale(tea(noted), "en").locale == "en"
    changed = SOURCE.replace("ありがとうございました", "お手紙を書きますね")
    assert in_locale(tea(noted, changed), "en").locale == "ja"


def test_a_version_holds_its_translations_and_another_translation_is_another_version() -> None:
    again = Script.model_validate_json(tea().model_dump_json())
    assert in_locale(again, "en").steps[0].ask.startswith("{{ name }}, did")  # type: ignore[union-attr]
    assert digest(tea()) != digest(tea(ENGLISH.replace("I did", "Yes, I did")))


def test_the_check_names_each_fault_by_its_line() -> None:
    assert codes(ENGLISH) == []
    assert codes(ENGLISH.replace('"no": Not yet', "")) == [(8, "translation_missing")]
    assert (9, "translation_superfluous") in codes(ENGLISH.replace('"no": Not', '"maybe": Not'))
    assert codes(ENGLISH.replace("{{ name }}, did", "Did")) == [(6, "translation_variable")]
    assert codes(ENGLISH.replace("{{ name }}, did", "{{ nmae }}, did")) == [(6, "template_name")]
    assert (6, "wide_gap") in codes(ENGLISH.replace("{{ name }}, did", "｛｛ name ｝｝, did"))
    assert codes(ENGLISH.replace("Not yet", "Not yet, but I will do so soon")) == [(9, "label")]
    assert codes(ENGLISH.replace("did you", "did you " + "really " * 80)) == [(6, "question_long")]
    assert codes(ENGLISH.replace("locale: en", "locale: ja")) == [(3, "not_one_of")]
    assert codes(ENGLISH.replace("translates: tea", "translates: coffee")) == [(2, "unknown_script")]
    assert codes(ENGLISH.replace("ask:", "asks:")) == [(6, "unknown_word")]
    stale = dedent(ENGLISH) + "seen: { used: '00000000', bye: '00000000' }\n"
    assert [code for _, code in codes(stale)] == ["translation_stale", "translation_stale"]


def test_a_shop_that_rewrites_a_built_in_script_is_not_undercut_by_its_translation(tmp_path: Path) -> None:
    own = (BUILT_IN / "scripts" / "cosmetics-shipped.yaml").read_text(encoding="utf-8")
    (tmp_path / "mine.yaml").write_text(own.replace("丁寧に包んで", "手紙を添えて"), encoding="utf-8")
    library = load_library(tmp_path)
    assert library.problems == ()
    assert in_locale(library.scripts["cosmetics-shipped"], "en").locale == "ja"


@pytest.mark.parametrize("locale", LOCALES)
def test_the_engines_own_sentences_are_there_in_every_language_with_the_same_gaps(locale: Locale) -> None:
    assert WORDS[locale].keys() == WORDS["ja"].keys()
    assert STANDARD_FACTS[locale].keys() == STANDARD_FACTS["ja"].keys()
    for name, text in WORDS["ja"].items():
        assert WORDS[locale][name].count("{{") == text.count("{{"), name


@pytest.mark.parametrize(
    ("tag", "locale"),
    [("zh-TW", "zh-Hant"), ("zh-Hant-HK", "zh-Hant"), ("zh_CN", "zh-Hant"), ("en-GB", "en"), ("th", "th"),
     ("ja-JP", "ja"), ("ko", None), ("", None)],
)  # fmt: skip
def test_a_language_tag_is_read_as_other_programs_write_it(tag: str, locale: str | None) -> None:
    assert read_locale(tag) == locale


@pytest.mark.parametrize(
    ("text", "locale"),
    [("English", "en"), ("english please", "en"), ("中文", "zh-Hant"), ("繁體中文", "zh-Hant"), ("ไทย", "th"),
     ("ภาษาไทยค่ะ", "th"), ("日本語でお願いします", "ja"), ("日本語", "ja"), ("engineer", None),
     ("My English is not good, sorry about that", None), ("中", None)],
)  # fmt: skip
def test_a_word_asks_for_a_language_and_a_sentence_about_it_does_not(text: str, locale: str | None) -> None:
    assert language_wish(text) == locale


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("stop", "stop"), ("Please stop", "stop"), ("unsubscribe", "stop"),
        ("don't send me messages", "stop"),
        ("resume", "resume"), ("human", "human"), ("I want to talk to a human", "human"),
        ("停止通知", "stop"), ("取消訂閱", "stop"), ("請不要再傳訊息給我", "stop"), ("恢復通知", "resume"),
        ("真人客服", "human"), ("我想找真人客服", "human"),
        ("หยุดรับข้อความ", "stop"), ("ไม่ต้องส่งแล้วค่ะ", "stop"), ("รับข้อความต่อ", "resume"),
        ("ขอคุยกับเจ้าหน้าที่ค่ะ", "human"),
        ("cancel", None), ("取消", None), ("ยกเลิก", None), ("no", None), ("ไม่", None), ("ไม่ต้อง", None),
        ("I can't stop scratching", None), ("stop it from leaking", None),
    ],
)  # fmt: skip
def test_wishes_that_work_at_any_time_work_in_every_language(text: str, wish: str | None) -> None:
    assert command(text) == wish


@pytest.mark.parametrize("text", ["Thank you!", "thanks a lot", "謝謝您", "好的", "ขอบคุณมากค่ะ", "ได้ค่ะ"])
def test_a_polite_end_is_one_in_every_language(text: str) -> None:
    assert is_closing(text)


def test_times_are_said_as_people_say_them() -> None:
    now, due = datetime(2026, 11, 24, 1, tzinfo=UTC), datetime(2026, 11, 25, 2, tzinfo=UTC)
    said = {locale: say_when(due, now, "Asia/Tokyo", locale) for locale in LOCALES}
    assert said == {
        "ja": "明日11:00", "en": "tomorrow at 11:00", "zh-Hant": "明天11:00", "th": "พรุ่งนี้ เวลา 11:00 น.",
    }  # fmt: skip
    days = {locale: say_day(date(2027, 1, 6), date(2026, 12, 1), locale) for locale in LOCALES}
    assert days == {
        "ja": "2027年1月6日(水)", "en": "Wed 6 January 2027", "zh-Hant": "2027年1月6日（三）",
        "th": "วันพุธที่ 6 มกราคม 2570",
    }  # fmt: skip


# --- reading ---------------------------------------------------------------------------------------------


def replies(name: str) -> list[tuple[str, str, str]]:
    """(language, label, text) of a file of labelled replies."""
    found, language = [], ""
    for line in (Path(__file__).parents[1] / "data" / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            language = line[3:]
        elif line and not line.startswith("#"):
            label, text = line.split("\t")
            found.append((language, label, text))
    return found


REPLIES = replies("replies_abroad.tsv")
UNSEEN = replies("replies_abroad_unseen.tsv")


def reads(text: str) -> str:
    reading = read(text)
    return {2: "health", 1: "over"}.get(reading.health) or reading.band


@pytest.mark.parametrize("locale", ABROAD)
def test_there_are_enough_labelled_replies(locale: str) -> None:
    assert sum(language == locale for language, _, _ in REPLIES) >= 40


def test_no_word_of_harm_is_missed_in_any_language() -> None:
    known = [*REPLIES, *UNSEEN]
    assert [t for _, label, t in known if label == "health" and read(t).health != 2 and not in_doubt(t)] == []


def in_doubt(text: str) -> bool:
    """Read as nothing at all: a person reads it."""
    return read(text).band == "unknown"


@pytest.mark.parametrize("locale", ABROAD)
def test_nobody_who_needs_a_person_is_called_content(locale: str) -> None:
    for language, label, text in [*REPLIES, *UNSEEN]:
        if language == locale and label in ("health", "act"):
            assert read(text).band in ("act", "unknown"), text


@pytest.mark.parametrize("locale", ABROAD)
def test_nine_of_ten_labelled_replies_are_read_as_they_are_meant(locale: str) -> None:
    mine = [(label, text) for language, label, text in REPLIES if language == locale]
    assert sum(label == reads(text) for label, text in mine) >= 0.9 * len(mine)


@pytest.mark.parametrize("locale", ABROAD)
def test_what_a_content_customer_writes_opens_no_case(locale: str) -> None:
    content = [t for language, label, t in [*REPLIES, *UNSEEN] if language == locale and label == "fine"]
    assert sum(read(text).needs_human for text in content) <= 1


def test_words_nobody_could_read_are_shown_to_staff() -> None:
    state = advance(CHECKIN, State(), Started(AT, facts("en"))).state
    for step, choice in (("used", "daily"), ("result", "clear"), ("feeling/face", "happy"),
                         ("feeling/feeling-word/word-bright", "glad")):  # fmt: skip
        state = advance(CHECKIN, state, Tapped(AT, step, state.turn, choice, facts=facts("en"))).state
    turn = advance(CHECKIN, state, Replied(AT, "Ask me again next month", "m", facts("en")))
    assert turn.state.status is Status.COMPLETED
    assert any(type(effect).__name__ == "ShowStaff" for effect in turn.effects)
    turn = advance(CHECKIN, state, Replied(AT, "it made my face itchy", "m", facts("en")))
    assert [e.reason for e in turn.effects if isinstance(e, OpenCase)] == ["health"]


@pytest.mark.parametrize("locale", ABROAD)
@pytest.mark.parametrize("who", ["kind", "unhappy", "health"])
def test_ninety_days_are_lived_in_one_language(locale: Locale, who: str) -> None:
    persona = PERSONAS[who].model_copy(update={"language": locale, "name": "Anna", "writes": 1.0})
    stage = Stage(LIBRARY.journeys["cosmetics"], LIBRARY.scripts, course=Course(category="cosmetics"))
    diary = simulate(stage, persona, random.Random(1))
    said = [entry for entry in diary.entries if isinstance(entry, Said) and entry.by == "script"]
    texts = [getattr(bubble, "text", "") for entry in said for bubble in entry.bubbles]
    assert len(texts) > 8
    for text in texts:
        assert not any("\u3041" <= char <= "\u30f6" for char in own_words(text, stage)), text


def own_words(text: str, stage: Stage) -> str:
    """The text without what the shop brings along: its names are Japanese in every language."""
    for name in (stage.course.product, stage.shop.name, stage.shop.staff):
        text = text.replace(name, "")
    return text
