"""Both languages say everything, and the numbers that count down read the same everywhere."""

import ast
import itertools
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import console
from console import labels
from console.display import Display
from console.labels import LABELS
from console.readable import Readable, button_words, read_messages
from console.timeline import marked
from console.words import ENGLISH, GROUPS

SPOKEN = ("display.py",)  # weekdays and spans are said in place
FOLDER = Path(console.__file__).parent
NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
TOKYO = ZoneInfo("Asia/Tokyo")


def test_every_text_of_the_pages_has_its_english() -> None:
    templates = "".join(path.read_text("utf-8") for path in FOLDER.rglob("templates/**/*.html"))
    texts = set(re.findall(r"""\bt\(\s*["']([^"']+)["']""", templates))
    texts |= {text for words in LABELS.values() for text in words.values() if text}
    texts |= {text for path in FOLDER.glob("*.py") if path.name not in SPOKEN for text in _japanese_in(path)}
    assert len(texts) > 200
    assert texts - set(ENGLISH) == set()


def test_no_english_is_kept_for_what_nobody_says_any_more() -> None:
    modules = [
        path
        for room in ("console", "services", "conversations", "line")
        for path in (FOLDER.parent / room).rglob("*.py")
        if path.parent.name != "words"
    ]
    said = {text for path in modules for text in _japanese_in(path)}
    said |= {path.read_text("utf-8") for path in FOLDER.rglob("templates/**/*.html")}
    everything = "\n".join(said)
    japanese = {text for text in ENGLISH if re.search("[ぁ-んァ-ヶ一-龠]", text)}
    assert {text for text in japanese if text not in everything} == set()


def _japanese_in(path: Path) -> set[str]:
    """The Japanese a module says, its docstrings left out."""
    tree = ast.parse(path.read_text("utf-8"))
    explained = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in explained
        if re.search("[ぁ-んァ-ヶ一-龠]", node.value)
    }


def test_two_groups_of_pages_never_say_the_same_text_differently() -> None:
    for one, other in itertools.combinations(GROUPS, 2):
        for japanese in set(one.ENGLISH) & set(other.ENGLISH):
            assert one.ENGLISH[japanese] == other.ENGLISH[japanese], japanese


def test_a_kind_of_code_has_its_words_in_one_place() -> None:
    for one, other in itertools.combinations(labels.GROUPS, 2):
        assert set(one.LABELS) & set(other.LABELS) == set(), (one.__name__, other.__name__)


def test_translations_keep_the_blanks() -> None:
    for japanese, english in ENGLISH.items():
        assert set(re.findall(r"{\w+}", japanese)) == set(re.findall(r"{\w+}", english)), japanese


def test_no_japanese_stands_in_a_template_outside_the_dictionary() -> None:
    for path in FOLDER.rglob("templates/**/*.html"):
        text = re.sub(r"{{.*?}}|{%.*?%}|{#.*?#}", "", path.read_text("utf-8"), flags=re.S)
        assert set(re.findall(r"[ぁ-んァ-ヶ一-龠]+", text)) <= {"日本語"}, path.name


@pytest.mark.parametrize(
    ("after", "japanese", "english"),
    [
        (timedelta(seconds=30), "あと0分", "0 min left"),
        (timedelta(minutes=25), "あと25分", "25 min left"),
        (timedelta(hours=2, minutes=10), "あと2時間10分", "2 h 10 min left"),
        (timedelta(days=3, hours=1), "あと3日", "3 d left"),
        (-timedelta(seconds=1), "0分超過", "0 min late"),
        (-timedelta(minutes=25), "24分超過", "24 min late"),
        (-timedelta(hours=3, minutes=1), "3時間0分超過", "3 h 0 min late"),
    ],
)
def test_time_left_is_said_in_both_languages(after: timedelta, japanese: str, english: str) -> None:
    assert Display("ja", NOW).left(NOW + after) == japanese
    assert Display("en", NOW).left(NOW + after) == english


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (datetime(2026, 11, 24, 5, 30, tzinfo=UTC), "今日 14:30"),
        (datetime(2026, 11, 24, 15, 30, tzinfo=UTC), "明日 00:30"),
        (datetime(2026, 11, 23, 14, 59, tzinfo=UTC), "昨日 23:59"),
        (datetime(2026, 11, 27, 1, 0, tzinfo=UTC), "11/27（金） 10:00"),
        (datetime(2027, 1, 4, 1, 0, tzinfo=UTC), "2027/1/4（月） 10:00"),
        (None, "—"),
    ],
)
def test_moments_are_said_as_people_say_them(at: datetime | None, said: str) -> None:
    assert Display("ja", NOW).when(at, TOKYO) == said


def test_alarm_words_are_marked_and_everything_is_escaped() -> None:
    assert marked("頬が<b>かゆい", ["かゆい"]) == "頬が&lt;b&gt;<mark>かゆい</mark>"
    assert marked("かゆくて赤い", ["かゆくて", "ゆく", "赤い"]) == "<mark>かゆくて</mark><mark>赤い</mark>"
    assert marked("ABC", ["b", "", 3, None]) == "A<mark>B</mark>C"
    assert marked("<i>", []) == "&lt;i&gt;"


def test_bubbles_read_as_text_and_buttons() -> None:
    messages = (
        '[{"type":"text","text":"こんにちは"},{"type":"sticker"},'
        '{"type":"flex","altText":"x","contents":{"type":"bubble","body":{"type":"box","contents":['
        '{"type":"text","text":"いかがですか"},{"type":"box","contents":[{"type":"text","text":"長い"}],'
        '"action":{"type":"postback","label":"長い","data":"d1","displayText":"長いほう"}}]},'
        '"footer":{"type":"box","contents":[{"type":"button","action":{"type":"postback","label":"はい","data":"d2"}}]}}}]'
    )
    assert read_messages(messages) == [
        Readable("こんにちは"),
        Readable("", kind="sticker"),
        Readable("いかがですか", ("長い", "はい")),
    ]
    assert button_words([messages]) == {"d1": "長いほう", "d2": "はい"}
