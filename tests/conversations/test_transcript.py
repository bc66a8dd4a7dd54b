"""Golden transcripts: whole conversations, written down turn by turn in tests/transcripts/.

A scenario is what a player would type; `pytest tests/conversations --update-transcripts` rewrites the files.
Other files there (recorded with `python bot.py play SCRIPT --record FILE`) are replayed as they are.
"""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from conversations import events
from conversations.library import load_library
from conversations.locales import LOCALES
from conversations.play import HELP, play
from conversations.transcript import dump, event_from_json, event_to_json, replay, to_json, write

FOLDER = Path(__file__).parent.parent / "transcripts"
AT = datetime(2026, 11, 22, 19, 0, tzinfo=UTC)
CHECKIN = "cosmetics-checkin"
SCENARIOS = {
    "small.happy": ("small-checkin", "1", "1", "1", ":photo"),
    "small.unhappy": ("small-checkin", "1", "4", "5", "思っていたのと違いました"),
    "small.not-yet": ("small-checkin", "まだです"),
    "small.skip-and-limits": ("small-checkin", "③"),
    "small.human": ("small-checkin", "担当者と話したいです", "もしもし", ":handback", "1"),
    "checkin.happy": (CHECKIN, "1", "1", "1", "1", "お肌がふっくらしてうれしいです"),
    "checkin.worked-but-uneasy": (CHECKIN, "毎日", "1", "4", "2", "使い方がこれでいいのか"),
    "checkin.unhappy": (CHECKIN, "2", "4", "5", "3", "何も変わりませんでした"),
    "checkin.health-word": (CHECKIN, "1", "使うとヒリヒリして赤みが出ます", "まだ腫れています", "ありがとう"),
    "checkin.health-tap": (CHECKIN, "1", "3", "6"),
    "checkin.not-yet-used": (CHECKIN, "3", "2"),
    "checkin.not-delivered": (CHECKIN, "4"),
    "checkin.refuse": (CHECKIN, "答えたくない", "ありがとうございます"),
    "checkin.refuse-later": (CHECKIN, "1", "6"),
    "checkin.sticker-and-photo": (CHECKIN, ":sticker ok", ":sticker", ":photo", "1", ":photo"),
    "checkin.off-script": (CHECKIN, "あのですね", "ちょっと聞きたいことが", "なんというか"),
    "checkin.complaint": (CHECKIN, "返金してください", "1", "4", "5"),
    "checkin.reminder-and-timeout": (
        CHECKIN,
        ":wait 2d",
        ":wait 3d",
        ":tap used 1 daily",
        ":tap used 1 daily",
    ),
    "checkin.timeout-half-way": (CHECKIN, "1", ":wait 2d", "やっぱり、よかったです"),
    "checkin.unsend": (CHECKIN, "1", "1", "1", "1", "ないしょのはなし", ":unsend"),
    "checkin.takeover": (CHECKIN, "1", ":takeover", "もしもし", "1", ":sticker", ":handback", "2"),
    "checkin.stale-taps": (
        CHECKIN,
        "1",
        ":tap used 1 some",
        ":tap used 1 some",
        ":tap gone 1 x",
        "2",
        ":tap result 2 worse",
    ),
    "checkin.stopped": (CHECKIN, "1", ":stop 返品", "もう返したのに", ":tap result 2 clear"),
    "checkin.drop": (CHECKIN, "2", "3", "3"),
    "checkin.happy.en": (CHECKIN, "every day", "1", "happy", "1", "I love it, thank you!"),
    "checkin.happy.zh-Hant": (CHECKIN, "每天", "1", "開心", "1", "很喜歡，謝謝你們"),
    "checkin.happy.th": (CHECKIN, "ทุกวัน", "1", "ดีใจ", "1", "ชอบมากค่ะ ขอบคุณนะคะ"),
    "checkin.unhappy.en": (CHECKIN, "2", "Not at all", "5", "3", "no difference whatsoever"),
    "checkin.unhappy.zh-Hant": (CHECKIN, "2", "沒有感覺", "5", "3", "完全沒效果"),
    "checkin.unhappy.th": (CHECKIN, "2", "ไม่รู้สึกเลย", "5", "3", "ไม่ได้ผลเลย"),
    "checkin.health-word.en": (CHECKIN, "1", "it burns and my cheeks are red", "Thank you"),
    "checkin.health-word.zh-Hant": (CHECKIN, "1", "擦了之後又癢又紅", "謝謝"),
    "checkin.health-word.th": (CHECKIN, "1", "ใช้แล้วคันและแสบมากค่ะ", "ขอบคุณค่ะ"),
    "checkin.changes-language": (CHECKIN, "English", "1", "中文", "2", "ไทย", "🙂", "日本語"),
}
FACTS = {"checkin.drop": {"last_result": "5"}, "checkin.happy": {"expectation": "乾燥が気になる"}}


@pytest.fixture(scope="module")
def all_scripts(small_scripts):
    return {**load_library().scripts, **small_scripts}


def _play(script, lines, facts=None, locale=None):
    """What these lines make of the script: every entry, and every line shown."""
    typed, shown = iter(lines), []
    entries = play(script, lambda _: next(typed, None), shown.append, at=AT, facts=facts, locale=locale)
    return entries, shown


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_scenario_goes_as_written(name, all_scripts, request):
    script_id, *lines = SCENARIOS[name]
    locale = next((one for one in LOCALES if name.endswith(f".{one}")), None)
    entries, _ = _play(all_scripts[script_id], lines, FACTS.get(name), locale)
    text = dump(to_json(all_scripts[script_id], entries))
    golden = FOLDER / f"{name}.json"
    if request.config.getoption("--update-transcripts", default=False):
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.json")), ids=lambda p: p.stem)
def test_a_written_transcript_replays_to_itself_through_json(path, all_scripts):
    written = json.loads(path.read_text(encoding="utf-8"))
    assert replay(all_scripts[written["script"]], written) == written


@pytest.mark.parametrize(
    "event",
    [
        events.Started(AT, {"name": "佐藤様"}),
        events.Replied(AT, "はい", "m1"),
        events.Tapped(AT, "a", 1, "b", {"date": "2026-11-22"}),
        events.ShowedMedia(AT, "sticker", "m1", ("ok", "yes")),
        events.TimedOut(AT, "reminder", 3),
        events.Unsent(AT, "m1"),
        events.TakenOver(AT),
        events.HandedBack(AT),
        events.LanguageChosen(AT, "th"),
        events.Stopped(AT, "cancelled"),
    ],
    ids=lambda e: type(e).__name__,
)
def test_every_event_is_written_and_read_back(event):
    assert event_from_json(json.loads(json.dumps(event_to_json(event)))) == event


def test_an_unknown_event_is_refused():
    with pytest.raises(ValueError, match="no such event"):
        event_from_json({"type": "Exploded", "at": AT.isoformat()})


def test_writing_continues_from_a_state(checkin):
    first = write(checkin, [events.Started(AT)])
    second = write(checkin, [events.Tapped(AT, "used", 1, "yes")], first[-1].state)
    assert second[-1].state.step == "result"


def test_the_player_shows_numbered_buttons_and_what_happens_inside(checkin):
    _, shown = _play(checkin, ["1", "4", ":wait x", ":what", ":wait 1d", ":say 1", ":quit", "never"])
    text = "\n".join(shown)
    assert "     1 使いました" in text
    assert "     (4 答えたくない)" in text
    assert "⚑ 対応: unhappy" in text
    assert "⏰ reminder" in text
    assert "? :wait 30m" in text
    assert HELP in text
    assert "never" not in text
