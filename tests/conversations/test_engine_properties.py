"""Whatever happens to whatever script: the engine never raises, and keeps its promises about every turn."""

import json
from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conversations.effects import QuestionBubble, Say, SetTimer, TextBubble
from conversations.engine import advance
from conversations.events import (
    HandedBack,
    Replied,
    ShowedMedia,
    Started,
    Stopped,
    TakenOver,
    Tapped,
    TimedOut,
    Unsent,
)
from conversations.script import Script
from conversations.state import FINAL, State, Status

AT = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
PATHS = ("a", "b", "c", "sub", "sub/x", "sub/y", "gone", "")
TEXTS = (
    "はい", "いいえ", "1", "２", "③", "99", "0", "-5", "1e400", "明日", "2026-02-31",
    "担当者と話す", "配信停止",
    "再開", "ありがとう", "顔が腫れてかゆい", "返金してください", "まあまあ",
    "答えたくない", "とばす", "",
    " ", "😭", "{{ name }}", "あ" * 6000, "\x00", "👍" * 3000,
)  # fmt: skip

targets = st.sampled_from(["a", "b", "c", "end", "gone"]) | st.none()
texts = st.sampled_from(
    ["やあ", "{{ name }}さん", "{{ answer_a }}", "{{ facts.x }}", "{{ n | default('') }}", "長" * 5000]
)
durations = st.sampled_from([timedelta(minutes=1), timedelta(days=1), timedelta(days=3)])
conditions = st.sampled_from(["scores.q <= 2", "n == 1", "q == 'x'", "facts.k", "length(n) > 1", "nope.x"])
choices = st.lists(
    st.builds(
        lambda i, go, mark: {"id": f"c{i}", "label": f"選択{i}", "go": go, "mark": mark, "score": i % 5 + 1},
        st.integers(0, 3),
        targets,
        st.sampled_from([None, "unhappy", "health", "happy", "wants_human"]),
    ),
    max_size=4,
)
asks = st.fixed_dictionaries(
    {
        "ask": texts,
        "kind": st.sampled_from(["choice", "scale", "text", "number", "date", "photo"]),
        "axis": st.sampled_from(["used", "result", "feeling", "comment", "other"]),
        "choices": choices,
        "scale": st.sampled_from([None, "faces", "result"]),
        "refuse": st.sampled_from([None, True, False, {"go": "b"}, {"go": "end"}]),
        "human": st.sampled_from([None, True]),
        "optional": st.sampled_from([None, True, {"go": "c"}]),
        "reminder": st.none() | st.builds(lambda after: {"after": after, "text": "まだ？"}, durations),
        "timeout": st.none() | st.builds(lambda after, go: {"after": after, "go": go}, durations, targets),
        "unreadable": st.none() | st.just({"go": "c"}),
        "save_as": st.sampled_from([None, "q", "n"]),
        "min": st.sampled_from([None, 1, "today"]),
        "pattern": st.sampled_from([None, "^x$", "(a+)+$"]),
    }
)
others = st.one_of(
    st.builds(lambda t: {"say": t}, st.lists(texts, min_size=1, max_size=5)),
    st.builds(
        lambda c, g, h: {"branch": [{"if": c, "go": g or "a"}, {"else": h or "b"}]},
        conditions,
        targets,
        targets,
    ),
    st.just({"set": {"n": "= n + 1"}}),
    st.just({"remember": {"word": "{{ n | default('') }}"}}),
    st.just({"milestone": "first_used"}),
    st.builds(lambda m: {"mark": m}, st.sampled_from(["happy", "unhappy"])),
    st.builds(lambda t: {"case": {"reason": "unhappy", "tell": t}}, texts),
    st.just({"again": "3d"}),
    st.just({"call": "part", "id": "sub"}),
    st.just({"end": "refused"}),
)


def _script(steps, inner, shared):
    names = iter(("a", "b", "c"))
    named = [{**s, "id": s.get("id") or next(names, f"s{i}")} for i, s in enumerate(steps)]
    part = {
        "id": "part",
        "title": "t",
        "purpose": "check_in",
        "steps": [{**inner[0], "id": "x"}, {**inner[1], "id": "y"}],
    }
    return Script.model_validate(
        {
            "id": "s",
            "title": "t",
            "purpose": "check_in",
            "variables": {"n": 1},
            "every_question": shared,
            "steps": named,
            "parts": {"part": part},
        }
    )


scripts = st.builds(
    _script,
    st.lists(asks | others, min_size=1, max_size=5),
    st.tuples(asks | others, asks),
    st.sampled_from([{}, {"refuse": True, "human": True, "timeout": {"after": "3d"}}]),
)
fact_maps = st.dictionaries(
    st.sampled_from(["name", "staff", "promise", "last_result", "last_feeling", "x", "k"]),
    st.none() | st.integers() | st.text(max_size=5) | st.booleans(),
    max_size=3,
)
ids = st.sampled_from(["", "m1", "m2"])
turns = st.integers(-1, 8)
events = st.one_of(
    st.builds(Started, st.just(AT), fact_maps),
    st.builds(Replied, st.just(AT), st.sampled_from(TEXTS) | st.text(max_size=20), ids, fact_maps),
    st.builds(
        Tapped,
        st.just(AT),
        st.sampled_from(PATHS),
        turns,
        st.sampled_from(["c0", "c1", "happy", "let_down", "none", "_refuse", "_human", "_skip", "_date", ""]),
        st.sampled_from([{}, {"date": "2026-11-22"}, {"date": "x"}, {"datetime": "2026-11-22T10:00"}]),
        fact_maps,
    ),
    st.builds(
        ShowedMedia,
        st.just(AT),
        st.sampled_from(["sticker", "image", "unknown"]),
        ids,
        st.just(()),
        fact_maps,
    ),
    st.builds(TimedOut, st.just(AT), st.sampled_from(["reminder", "timeout"]), turns, fact_maps),
    st.builds(Unsent, st.just(AT), ids, fact_maps),
    st.builds(TakenOver, st.just(AT), fact_maps),
    st.builds(HandedBack, st.just(AT), fact_maps),
    st.builds(Stopped, st.just(AT), st.just("x"), fact_maps),
)
happenings = st.lists(events, max_size=12).map(lambda later: [Started(AT, {}), *later])


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(scripts, happenings)
def test_any_events_on_any_script_keep_every_promise_of_a_turn(script, happened):
    twin = Script.model_validate_json(script.model_dump_json())
    state = State()
    for event in happened:
        before = state.to_json()
        turn = advance(script, state, event)
        assert state.to_json() == before, "the old state was changed"
        again = advance(twin, State.from_json(before), event)
        assert again == turn, "not deterministic, or not the same after JSON"
        assert State.from_json(json.loads(json.dumps(turn.state.to_json()))) == turn.state
        _check_turn(state, turn)
        state = turn.state


def _check_turn(before, turn):
    after = turn.state
    if before.status in FINAL:
        assert after.status is before.status
    assert before.turn <= after.turn <= before.turn + 1
    assert turn.effects or after != before
    says = [e for e in turn.effects if isinstance(e, Say)]
    assert len(says) <= 1
    for bubble in says[0].bubbles if says else ():
        if isinstance(bubble, TextBubble | QuestionBubble):
            assert len(bubble.text.encode("utf-16-le", "surrogatepass")) // 2 <= 5000
            assert bubble.text.strip()
        if isinstance(bubble, QuestionBubble):
            assert (bubble.step, bubble.turn) == (after.step, after.turn)
    if says:
        assert 1 <= len(says[0].bubbles) <= 5
        assert after.turn == before.turn + 1
    timers = [e for e in turn.effects if isinstance(e, SetTimer)]
    if timers:
        assert after.status is Status.WAITING
        assert {t.turn for t in timers} == {after.turn}
        assert all(t.after > timedelta(0) for t in timers)
    assert len(after.told) <= 60
