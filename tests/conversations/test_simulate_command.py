"""`python bot.py simulate`: what a marketer types and reads."""

import json
import random
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from commands.simulating import simulate_journey
from conversations.library import BUILT_IN, load_library
from conversations.simulate import hearing, just_words
from conversations.simulate.personas import PERSONAS
from conversations.simulate.record import dump, replay
from services import greetings
from services.own_words import OWN

SHIPPED = (BUILT_IN / "scripts" / "checkin.yaml").read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("SCRIPTS_DIR", "HOLIDAYS", "BUSINESS_HOURS", "SHOP_NAME", "TIME_ZONE"):
        monkeypatch.delenv(name, raising=False)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(simulate_journey, arguments)


def test_the_diary_shows_day_hour_decision_reason_message_buttons_tap_and_cost() -> None:
    shown = run("cosmetics").output
    assert "17日目 · 2026-06-18（木）" in shown
    assert (
        "19:00  ✓ 「その後、いかがですか（化粧品・14日目）」 送る: 予定の時刻になったため、お送りしました"
        in shown
    )
    assert "💬 (1通) 佐藤 花様、" in shown
    assert "[毎日使っている] [何度か使った]" in shown
    assert "👤 タップ 毎日使っている" in shown
    assert "💬 (無料) ありがとうございます。" in shown
    assert "10日間、連絡なし" in shown
    assert "✓ 送りすぎ: 0" in shown


def test_what_was_answered_is_not_told_again_as_remembered() -> None:
    shown = run("cosmetics").output
    assert "✎ 期待: うるおい" in shown
    assert "✎ 準備: 洗面台に置き場所をつくる" in shown
    assert "✎ 気持ち: 😊 うれしい (5/5)" in shown
    assert "覚えた" not in shown


@pytest.mark.parametrize("persona", sorted(PERSONAS))
@pytest.mark.parametrize("events", [("delayed", "golden-week"), ("stuck",), ("cancelled",)])
def test_a_japanese_diary_is_in_japanese(persona: str, events: tuple[str, ...]) -> None:
    """Only what an author or a customer wrote may be in other letters: names to remember, what they type."""
    wanted = [part for event in events for part in ("--event", event)]
    shown = run("cosmetics", "--customer", persona, *wanted).output
    lines = [line for line in shown.splitlines() if re.search("[📦◷✓✗↷✎⚑▶■⏰·]", line)]
    told = [line for line in lines if not re.search("覚えた:|👤|💬|🧑|https?:", line)]
    assert [line for line in told if re.search("[A-Za-z]{2,}", line)] == []


def test_an_unhappy_life_shows_the_case_and_its_promise_in_english_too() -> None:
    shown = run("default", "--customer", "unhappy", "--lang", "en", "--event", "golden-week").output
    assert "⚑ case opened: unhappy · promise 05-07 Thu 13:00" in shown
    assert "It was due, and nothing spoke against it" in shown
    assert "promise kept" in shown


def test_a_recorded_life_is_a_test_that_passes() -> None:
    assert run("cosmetics", "--customer", "unhappy", "--days", "40", "--record", "life.json").exit_code == 0
    text, library = Path("life.json").read_text(encoding="utf-8"), load_library()
    assert dump(replay(json.loads(text), library.journeys, library.scripts, random.Random)) == text
    assert json.loads(text)["violations"] == 0


def test_many_customers_become_figures() -> None:
    shown = run("default", "--customers", "12", "--seed", "3").output
    assert re.search(r"checkin +\d+ +\d+", shown)
    assert "お客様／友だち: 12 / 12" in shown
    assert "完了した「その後」1件あたりの通数" in shown
    assert "✓ 対応中の質問: 0" in shown
    assert shown == run("default", "--customers", "12", "--seed", "3").output


def test_one_s_own_customer_and_events_are_read_from_files() -> None:
    Path("hana.yaml").write_text("name: 山田 花子\nmood: unhappy\n", encoding="utf-8")
    Path("new.yaml").write_text(SHIPPED.replace("version: 1", "version: 2"), encoding="utf-8")
    Path("events.yaml").write_text(
        "start: 2026-09-01\nevents:\n  - { day: 3, what: publish, file: new.yaml }\n", encoding="utf-8"
    )
    shown = run("default", "--customer", "hana.yaml", "--events", "events.yaml").output
    assert "0日目 · 2026-09-01" in shown
    assert "山田 花子様" in shown
    assert "📦 公開 「その後、いかがですか（14日目）」 v2" in shown
    assert "▶ 会話 「その後、いかがですか（14日目）」 v2" in shown


def test_a_journey_may_be_a_file_with_its_scripts_beside_it() -> None:
    Path("tea.yaml").write_text(
        "id: tea\ntitle: お茶\nfor: all\ntouchpoints:\n  - { id: hi, script: tea-hi, anchor: befriended }\n",
        encoding="utf-8",
    )
    Path("tea-hi.yaml").write_text(
        "id: tea-hi\ntitle: t\npurpose: welcome\nsteps:\n  - say: ようこそ、{{ name }}\n", encoding="utf-8"
    )
    assert "ようこそ、佐藤 花様" in run("tea.yaml").output


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("nowhere",), "no journey 'nowhere'; there are: cosmetics, default"),
        (("default", "--customer", "nobody"), "no persona 'nobody'; there are: kind"),
        (("default", "--customer", "bad.yaml"), "bad.yaml 1行目"),
        (("default", "--events", "lost.yaml"), "no script to publish"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(arguments: tuple[str, ...], says: str) -> None:
    Path("bad.yaml").write_text("mood: cheerful\n", encoding="utf-8")
    Path("lost.yaml").write_text(
        "events:\n  - { day: 3, what: publish, file: gone.yaml }\n", encoding="utf-8"
    )
    result = run(*arguments)
    assert result.exit_code != 0
    assert says in result.output


def test_every_word_sonogo_says_by_itself_is_one_of_production_s() -> None:
    written = [Path(module.__file__).read_text(encoding="utf-8") for module in (hearing, just_words)]
    used = set(re.findall(r'"([A-Z_]{4,})"', "".join(written)))
    used |= {"HEALTH", "UNHAPPY"}
    assert len(used) > 10
    assert {word for word in used if word not in OWN and not hasattr(greetings, word)} == set()


def test_a_wish_about_when_we_write_is_answered_in_its_own_terms_and_kept() -> None:
    hour = run("cosmetics", "--event", "own-hour").output
    assert "これからのご連絡は、20時ごろにお送りしますね" in hour
    assert "20:00  ✓ 「まずはこれだけ（化粧品・3日目）」 送る" in hour
    assert "· ご希望の時間: 20時\n" in hour
    assert "◷ 「まずはこれだけ（化粧品・3日目）」 予定: 06-07（日） 20:00" in hour  # as it will be
    away = run("cosmetics", "--event", "away").output
    assert "6月19日までは、こちらからのご連絡をお休みしますね" in away
    assert "自動のご連絡をお休みしているため" in away
