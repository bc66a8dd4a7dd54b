"""Edit → play: saved is checked and published; who is mid-way finishes what they began; taps are replayed."""

from sqlalchemy import select

from models.conversation import Conversation
from models.script import ScriptVersion
from tests.rehearsal.conftest import Trial
from tests.spine.scenes import BORIS, at_checkin, befriended
from tests.spine.stage import ANNA

FOLLOWS_AN_ANSWER = """id: mine
title: よく使う方へ
touchpoints:
  - id: more
    script: delivered
    anchor: answered(checkin.used=often)
"""
OLD, NEW = "もう使ってみましたか", "その後、使い心地はいかがでしょう"


def asks_anew(trial: Trial) -> tuple[str, str]:
    text, seen = trial.text("script", "cosmetics-checkin")
    assert OLD in text
    return text.replace(OLD, NEW), seen


def check_in_of(trial: Trial, user: str, kind: str) -> dict[str, object]:
    (found,) = (one for one in trial.kinds(user, kind) if one["script"] == "cosmetics-checkin")
    return dict(found)


def test_everything_there_is_can_be_opened(trial: Trial) -> None:
    listed = trial.get("scripts")
    assert listed["can_save"] is True
    assert {one["id"] for one in listed["scripts"]} >= {"cosmetics", "checkin", "feeling"}
    for one in listed["scripts"]:
        assert f"id: {one['id']}" in trial.text(one["kind"], one["id"])[0]
        assert (one["own"], one["version"]) == (False, 1)


def test_a_saved_script_is_published_and_who_is_midway_finishes_the_version_they_began(trial: Trial) -> None:
    stage = trial.stage
    hanako = at_checkin(stage)
    assert OLD in hanako.heard()
    hanako.tap("毎日使っている")
    saved = trial.save("cosmetics-checkin", *asks_anew(trial))
    assert saved["version"] == 2
    assert [(one["line_user_id"], one["version"]) for one in saved["midway"]] == [(ANNA, 1)]
    while hanako.labels() and stage.rows(Conversation)[-1].status == "waiting":
        hanako.tap(hanako.labels()[0])
    boris = at_checkin(stage, "B-1", BORIS)
    assert NEW in boris.heard()
    began = {user: check_in_of(trial, user, "talk_began") for user in (ANNA, BORIS)}
    assert (began[ANNA]["version"], began[ANNA]["latest"]) == (1, 2)
    assert (began[BORIS]["version"], began[BORIS]["latest"]) == (2, 2)
    ended = check_in_of(trial, ANNA, "talk_ended")
    assert (ended["status"], ended["version"]) == ("completed", 1)
    told = trial.get(f"diary?people={ANNA}")["published"]
    assert [(one["id"], one["version"]) for one in told] == [("cosmetics-checkin", 2)]


def test_a_script_that_is_called_gives_its_callers_new_versions(trial: Trial) -> None:
    text, seen = trial.text("script", "feeling-skin")
    saved = trial.save("feeling-skin", text.replace("id: face", "id: gesicht"), seen)
    callers = {"script/cosmetics-checkin", "script/recovery-skin"}
    assert set(saved["republished"]) == {"script/feeling-skin", *callers}


def test_a_mistake_is_named_with_its_line_and_nothing_is_published(trial: Trial) -> None:
    text, seen = trial.text("script", "checkin")
    wrong = text.replace("go: not-yet", "go: nowhere")
    refused = trial.save("checkin", wrong, seen, status=409)
    assert refused["refused"] == "errors"
    (problem,) = (one for one in refused["problems"] if one["code"] == "unknown_target")
    assert wrong.splitlines()[problem["line"] - 1].strip().endswith("go: nowhere }")
    assert "nowhere" in problem["ja"]
    assert "nowhere" in problem["en"]
    assert list(trial.live.folder.path.iterdir()) == []
    with trial.stage.database.read() as session:
        assert set(session.scalars(select(ScriptVersion.version))) == {1}
    checked = trial.post("scripts/check", text=wrong)
    assert checked["problems"] == refused["problems"]


def test_a_change_that_breaks_another_file_is_not_saved(trial: Trial) -> None:
    mine = trial.live.folder.path / "mine.yaml"
    mine.write_text(FOLLOWS_AN_ANSWER, encoding="utf-8")
    assert trial.live.refresh()
    text, seen = trial.text("script", "checkin")
    refused = trial.save("checkin", text.replace("{ id: often,", "{ id: daily,"), seen, status=409)
    assert refused["refused"] == "breaks_others"
    (problem,) = refused["problems"]
    assert (problem["file"], problem["line"], problem["code"]) == ("mine.yaml", 6, "unknown_answer")
    assert list(trial.live.folder.path.iterdir()) == [mine]


def test_what_somebody_else_wrote_meanwhile_is_not_overwritten(trial: Trial) -> None:
    text, seen = trial.text("script", "checkin")
    first = trial.save("checkin", text.replace("しばらく", "しばらーく"), seen)
    refused = trial.save("checkin", text.replace("しばらく", "少し"), seen, status=409)
    assert refused["refused"] == "changed_meanwhile"
    assert "しばらーく" in trial.text("script", "checkin")[0]
    again = trial.save("checkin", text.replace("しばらく", "少し"), first["fingerprint"])
    assert again["version"] == 3


def test_saving_what_is_there_again_makes_no_new_version(trial: Trial) -> None:
    text, seen = trial.text("script", "checkin")
    saved = trial.save("checkin", text, seen)
    assert (saved["version"], saved["republished"]) == (1, [])


def test_an_id_never_leads_out_of_the_folder(trial: Trial) -> None:
    text, _ = trial.text("script", "delivered")
    for bad in ("../../evil", "/etc/evil", "a/b"):
        refused = trial.save("delivered", text.replace("id: delivered", f"id: {bad}", 1), "", status=409)
        assert refused["refused"] == "errors"
    assert list(trial.live.folder.path.iterdir()) == []


def test_a_new_id_is_a_new_script_and_never_another_ones_place(trial: Trial) -> None:
    text, _ = trial.text("script", "delivered")
    made = trial.save("delivered", text.replace("id: delivered", "id: arrived", 1), "")
    assert (made["content_id"], made["version"]) == ("arrived", 1)
    taken = trial.save("delivered", text.replace("id: delivered", "id: checkin", 1), "", status=409)
    assert taken["refused"] == "id_taken"


def test_a_file_written_with_any_editor_is_published_and_a_broken_one_keeps_its_last_good_version(
    trial: Trial,
) -> None:
    text, _ = asks_anew(trial)
    file = trial.live.folder.path / "mine.yaml"
    file.write_text(text, encoding="utf-8")
    assert trial.live.refresh() is True
    good = trial.live().script_versions["cosmetics-checkin"]
    file.write_text("id: [", encoding="utf-8")
    assert trial.live.refresh() is True
    assert trial.live().script_versions["cosmetics-checkin"] == good
    assert trial.live.refresh() is False


def test_recorded_taps_are_played_against_the_text_as_typed(trial: Trial) -> None:
    hanako = at_checkin(trial.stage)
    hanako.tap("毎日使っている")
    hanako.say("４")
    before = len(hanako.stage.rows(Conversation))
    text, _ = asks_anew(trial)
    (replay,) = trial.post("scripts/replay", line_user_id=ANNA, text=text)["replays"]
    assert (replay["version"], replay["changes"], replay["misfits"]) == (1, 1, 0)
    (changed,) = (one for one in replay["lines"] if one["change"] == "changed")
    assert OLD in changed["old"]["text"]
    assert NEW in changed["new"]["text"]
    assert {"who": "customer", "text": "４", "fits": True} in [one["new"] for one in replay["lines"]]
    same, _ = trial.text("script", "cosmetics-checkin")
    (replay,) = trial.post("scripts/replay", line_user_id=ANNA, text=same)["replays"]
    assert replay["changes"] == 0
    assert len(hanako.stage.rows(Conversation)) == before


def test_a_tap_that_has_no_button_any_more_says_so(trial: Trial) -> None:
    hanako = at_checkin(trial.stage)
    hanako.tap("毎日使っている")
    text, _ = trial.text("script", "cosmetics-checkin")
    text = text.replace("毎日使っている", "はい").replace("{ id: daily,", "{ id: every-day,")
    (replay,) = trial.post("scripts/replay", line_user_id=ANNA, text=text)["replays"]
    assert replay["misfits"] == 1
    (misfit,) = (one["new"] for one in replay["lines"] if one["new"] and not one["new"]["fits"])
    assert misfit["text"] == "［毎日使っている］"


def test_a_changed_part_is_replayed_within_the_scripts_that_call_it(trial: Trial) -> None:
    hanako = befriended(trial.stage)
    assert hanako
    text, _ = trial.text("script", "cosmetics-welcome")
    (replay,) = trial.post("scripts/replay", line_user_id=ANNA, text=text)["replays"]
    assert (replay["script"], replay["changes"]) == ("cosmetics-welcome", 0)
    refused = trial.post("scripts/replay", 409, line_user_id=ANNA, text="id: [")
    assert refused["error"] == "errors"
