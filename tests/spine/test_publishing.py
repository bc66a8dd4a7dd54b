"""Publishing from the console while people are mid-way: they finish theirs, everybody else gets the new one.

`stage` works with what a worker would see; `elsewhere` is a second process on the same database.
"""

from pathlib import Path

import pytest
from sqlalchemy import update

from conversations.library import load_library
from conversations.translation_cells import text_of as translation_text
from models import publication as publications
from models.contact import Contact
from models.conversation import Conversation
from models.experiment import Experiment, tallies
from models.publication import Publication
from models.script import ScriptVersion
from models.staff import Staff
from models.touchpoint import Decision, Touchpoint
from services import drafts, experiments, pausing, publishing
from services.inbox import Inbox
from services.published import publish, scripts_cache
from services.published_shop import PublishedShop
from services.wordings import variant_of
from tests.spine.scenes import BORIS, at_checkin, befriended, delivered_two_weeks_ago
from tests.spine.stage import Stage

ASKED = "  - id: later\n    script: delivered\n    anchor: answered(checkin.used=not-yet)\n    offset: 3d\n"
OLD, NEW = "もう使ってみましたか？", "もうお試しいただけましたか？"


@pytest.fixture
def shop(stage: Stage) -> PublishedShop:
    """The stage's one process, following what is live."""
    live = PublishedShop(stage.database, stage.shop, reread=0)
    stage.shop_of = lambda _: live()  # type: ignore[method-assign]
    stage.inbox = Inbox(stage.database, lambda _: live(), stage.clock)
    stage.staff("佐藤")
    return live


def text_of(stage: Stage, name: str, kind: str = "script") -> str:
    with stage.database.read() as session:
        row = publications.live_one(session, kind, name)
        assert row is not None
        return row.text


def put(stage: Stage, name: str, text: str, kind: str = "script", seen: int | None = None):  # type: ignore[no-untyped-def]
    with stage.database.begin() as uow:
        staff = uow.session.get_one(Staff, 1)
        row = publications.live_one(uow.session, kind, name)
        last = row.id if row is not None and seen is None else seen or 0
        done = publishing.publish_text(uow.session, kind, name, text, staff, stage.clock(), seen=last)
        if not isinstance(done, publishing.Refusal):
            uow.commit()
        return done


def reworded(stage: Stage) -> Publication:
    done = put(stage, "cosmetics-checkin", text_of(stage, "cosmetics-checkin").replace(OLD, NEW))
    assert isinstance(done, Publication)
    return done


def test_people_mid_way_finish_their_version_and_a_second_process_has_the_new_one(
    stage: Stage, shop: PublishedShop
) -> None:
    elsewhere = PublishedShop(stage.database, stage.shop, reread=0)
    before = elsewhere().script_versions["cosmetics-checkin"]
    anna = at_checkin(stage)
    assert OLD in anna.heard()
    row = reworded(stage)
    assert elsewhere().script_versions["cosmetics-checkin"] == row.version_id != before
    boris = at_checkin(stage, "B-1", BORIS)
    assert NEW in boris.heard()
    labels = anna.labels()
    anna.tap(labels[0])
    boris.tap(boris.labels()[0])
    talks = {talk.contact_id: talk for talk in stage.rows(Conversation, script="cosmetics-checkin")}
    assert [talks[i].script_version_id for i in sorted(talks)] == [before, row.version_id]
    assert all(talk.turn > 1 for talk in talks.values()), "both go on in their own version"
    with stage.database.read() as session:
        counted = publishing.midway(session, {"cosmetics-checkin"})["cosmetics-checkin"]
    assert counted == {1: 1, 2: 1}


def test_looking_again_costs_nothing_while_nothing_was_published(stage: Stage, shop: PublishedShop) -> None:
    shop()
    assert shop() is shop(), "not even a new object"
    before = shop()
    reworded(stage)
    assert shop() is not before
    untouched = before.library.scripts["cosmetics-welcome"]
    assert shop().library.scripts["cosmetics-welcome"] is untouched


def test_a_script_that_calls_it_is_published_with_it(stage: Stage, shop: PublishedShop) -> None:
    before = shop().script_versions
    text = text_of(stage, "feeling")
    assert isinstance(put(stage, "feeling", text.replace("いま", "今", 1) + "# \n"), Publication)
    changed = {name for name, version in shop().script_versions.items() if before[name] != version}
    assert "feeling" in changed
    assert "checkin" in changed
    assert "cosmetics-shipped" not in changed
    with stage.database.read() as session:
        row = publications.live_one(session, "script", "checkin")
    assert row is not None
    assert (row.cause, row.source) == ("part", "built_in")


def test_what_would_break_another_is_not_published(stage: Stage, shop: PublishedShop) -> None:
    journey = text_of(stage, "default", "journey")
    assert isinstance(put(stage, "default", f"{journey}\n{ASKED}", "journey"), Publication)
    before = shop().script_versions
    done = put(stage, "checkin", text_of(stage, "checkin").replace("- id: used", "- id: tried"))
    assert done == publishing.Refusal("breaks_others")
    assert shop().script_versions == before


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda text: text.replace("purpose: check_in", "purpose: chek_in"), "errors"),
        (lambda text: text.replace("id: cosmetics-checkin", "id: another", 1), "other_id"),
        (lambda text: text, "unchanged"),
        (lambda text: text + "#" * publishing.LONGEST, "too_long"),
    ],
)
def test_what_is_not_right_is_refused_and_nothing_changes(
    stage: Stage, shop: PublishedShop, change, why
) -> None:  # type: ignore[no-untyped-def]
    count = len(stage.rows(Publication))
    text = change(text_of(stage, "cosmetics-checkin"))
    if why == "unchanged":
        assert isinstance(put(stage, "cosmetics-checkin", text), Publication), "it is the shop's own now"
        count += 1
    done = put(stage, "cosmetics-checkin", text)
    assert done == publishing.Refusal(why)
    assert len(stage.rows(Publication)) == count


def test_two_who_publish_at_once_do_not_overwrite_each_other(stage: Stage, shop: PublishedShop) -> None:
    with stage.database.read() as session:
        row = publications.live_one(session, "script", "cosmetics-checkin")
    assert row is not None
    reworded(stage)
    mine = text_of(stage, "cosmetics-checkin").replace(NEW, "いかがですか？")
    assert put(stage, "cosmetics-checkin", mine, seen=row.id) == publishing.Refusal("changed_meanwhile")


def test_an_old_text_comes_back_as_one_more_publication(stage: Stage, shop: PublishedShop) -> None:
    with stage.database.read() as session:
        first = publications.live_one(session, "script", "cosmetics-checkin")
    assert first is not None
    second = reworded(stage)
    with stage.database.begin() as uow:
        staff = uow.session.get_one(Staff, 1)
        third = publishing.restore(
            uow.session, "script", "cosmetics-checkin", first.id, staff, stage.clock(), seen=second.id
        )
        uow.commit()
    assert isinstance(third, Publication)
    assert (third.text, third.cause, third.restored_id) == (first.text, "restored", first.id)
    assert third.version_id == first.version_id, "the same words are the same version"
    assert stage.rows(Publication, id=second.id)[0].text == second.text
    assert shop().script_versions["cosmetics-checkin"] == first.version_id
    assert len(stage.rows(ScriptVersion, script="cosmetics-checkin")) == 2


def _started(stage: Stage, folder: Path | None = None) -> None:
    """A process starts: it looks at its files."""
    with stage.database.begin() as uow:
        publish(uow.session, load_library(folder), stage.clock())
        uow.commit()


def test_a_restart_leaves_what_the_console_published(stage: Stage, shop: PublishedShop) -> None:
    row = reworded(stage)
    count = len(stage.rows(Publication))
    _started(stage)
    assert len(stage.rows(Publication)) == count
    assert shop().script_versions["cosmetics-checkin"] == row.version_id


def test_the_later_change_wins_between_file_and_console(
    stage: Stage, shop: PublishedShop, tmp_path: Path
) -> None:
    original = text_of(stage, "cosmetics-checkin")
    file = tmp_path / "mine.yaml"

    def said() -> str:
        return text_of(stage, "cosmetics-checkin")

    reworded(stage)
    file.write_text(original.replace(OLD, "一"), encoding="utf-8")
    _started(stage, tmp_path)
    assert "一" in said(), "a file that is new came later"
    reworded_again = put(stage, "cosmetics-checkin", original.replace(OLD, "二"))
    assert isinstance(reworded_again, Publication)
    _started(stage, tmp_path)
    assert "二" in said(), "the file did not change"
    file.write_text(original.replace(OLD, "三"), encoding="utf-8")
    _started(stage, tmp_path)
    assert "三" in said(), "the file changed after the console"
    file.write_text("id: [", encoding="utf-8")
    _started(stage, tmp_path)
    assert "三" in said(), "a file that cannot be read changes nothing"
    file.unlink()
    _started(stage, tmp_path)
    assert said() == original, "without the file, what comes with the program"


def test_what_only_a_file_had_goes_with_the_file(stage: Stage, shop: PublishedShop, tmp_path: Path) -> None:
    file = tmp_path / "extra.yaml"
    file.write_text(
        text_of(stage, "cosmetics-shipped").replace("id: cosmetics-shipped", "id: extra", 1), encoding="utf-8"
    )
    _started(stage, tmp_path)
    assert "extra" in shop().script_versions
    file.unlink()
    _started(stage, tmp_path)
    assert "extra" not in shop().script_versions
    assert "extra" not in shop().library.scripts


def test_a_version_of_a_newer_program_leaves_the_one_before(stage: Stage, shop: PublishedShop) -> None:
    before = shop().script_versions["cosmetics-checkin"]
    row = reworded(stage)
    with stage.database.begin() as uow:
        version = uow.session.get_one(ScriptVersion, row.version_id)
        version.body = {**version.body, "a_word_of_tomorrow": 1}
        uow.commit()
    assert shop().script_versions["cosmetics-checkin"] == before
    assert "cosmetics-welcome" in shop().script_versions


def _pause(stage: Stage, **resume: bool) -> int:
    with stage.database.begin() as uow:
        staff = uow.session.get_one(Staff, 1)
        if resume:
            done = pausing.resume(uow.session, "cosmetics", "checkin", staff, stage.clock(), **resume)
        else:
            done = int(pausing.pause(uow.session, "cosmetics", "checkin", staff, stage.clock()))
        uow.commit()
        return done


def test_a_paused_touchpoint_waits_and_says_why_and_goes_on(stage: Stage, shop: PublishedShop) -> None:
    assert _pause(stage) == 1
    assert _pause(stage) == 0, "once is enough"
    anna = at_checkin(stage)
    assert anna.heard() == ""
    row = stage.rows(Touchpoint, key="checkin")[0]
    assert (row.status, row.reason, row.due_at) == ("planned", "touchpoint_paused", None)
    assert stage.rows(Decision, touchpoint_id=row.id)[-1].reason == "touchpoint_paused"
    decisions = len(stage.rows(Decision))
    stage.travel(hours=20)
    assert len(stage.rows(Decision)) == decisions, "what is held is not looked at again and again"
    with stage.database.read() as session:
        assert pausing.waiting(session) == {("cosmetics", "checkin"): 1}
    assert _pause(stage, send=True) == 1
    stage.play()
    assert OLD in anna.heard()


def test_what_came_due_while_paused_can_be_let_go(stage: Stage, shop: PublishedShop) -> None:
    _pause(stage)
    anna = at_checkin(stage)
    assert _pause(stage, send=False) == 1
    stage.travel(days=1)
    assert anna.heard() == ""
    row = stage.rows(Touchpoint, key="checkin")[0]
    assert (row.status, row.reason) == ("skipped", "paused_over")
    last = stage.rows(Decision, touchpoint_id=row.id)[-1]
    assert (last.verdict, last.reason, last.detail) == ("skip", "paused_over", {})


def _start(stage: Stage, text: str):  # type: ignore[no-untyped-def]
    with stage.database.begin() as uow:
        staff = uow.session.get_one(Staff, 1)
        row = experiments.start(uow.session, "cosmetics-checkin", text, staff, stage.clock())
        uow.commit()
        return row


def test_each_customer_gets_one_wording_and_it_is_written_down(stage: Stage, shop: PublishedShop) -> None:
    row = _start(stage, text_of(stage, "cosmetics-checkin").replace(OLD, NEW))
    assert _start(stage, "x") == publishing.Refusal("changed_meanwhile"), "one at a time"
    heard = {}
    for number in range(6):
        user = "U" + f"{number:032x}"
        person = befriended(stage, f"C-{number}", user)
        delivered_two_weeks_ago(stage, f"C-{number}")
        heard[user] = person
    stage.travel(hours=7)
    for user, person in heard.items():
        contact = stage.contact(user)
        wanted = NEW if variant_of(row.id, contact.id) == "b" else OLD
        assert wanted in person.heard()
    with stage.database.read() as session:
        counted = tallies(session, [row.id])
    assert sum(tally.began for tally in counted.values()) == 6
    assert {variant_of(row.id, stage.contact(u).id) for u in heard} == {v for _, v in counted}
    sent = [d.detail for d in stage.rows(Decision, verdict="send") if "variant" in d.detail]
    assert len(sent) == 6


def test_a_trial_takes_nobodys_language_away(stage: Stage, shop: PublishedShop) -> None:
    row = _start(stage, text_of(stage, "cosmetics-checkin").replace(OLD, NEW))
    people = []
    for number in range(4):
        person = befriended(stage, f"C-{number}", "U" + f"{number:032x}")
        delivered_two_weeks_ago(stage, f"C-{number}")
        people.append(person)
    with stage.database.begin() as uow:
        uow.session.execute(update(Contact).values(chosen_language="th"))
        uow.commit()
    stage.travel(hours=7)
    for person in people:
        assert "ได้ลองใช้หรือยังคะ" in person.heard()
    with stage.database.read() as session:
        assert tallies(session, [row.id]) == {}


def test_the_chosen_wording_is_live_afterwards(stage: Stage, shop: PublishedShop) -> None:
    row = _start(stage, text_of(stage, "cosmetics-checkin").replace(OLD, NEW))
    assert shop().trials["cosmetics-checkin"].experiment_id == row.id
    with stage.database.begin() as uow:
        staff = uow.session.get_one(Staff, 1)
        experiments.finish(uow.session, row.id, "b", staff, stage.clock())
        uow.commit()
    assert shop().trials == {}
    assert shop().script_versions["cosmetics-checkin"] == row.version_b_id
    assert NEW in text_of(stage, "cosmetics-checkin")
    assert stage.rows(Experiment)[0].outcome == "b"


def test_publishing_anew_ends_the_experiment(stage: Stage, shop: PublishedShop) -> None:
    _start(stage, text_of(stage, "cosmetics-checkin").replace(OLD, NEW))
    put(stage, "cosmetics-checkin", text_of(stage, "cosmetics-checkin").replace(OLD, "いかがでしょう？"))
    assert shop().trials == {}
    assert stage.rows(Experiment)[0].outcome == "changed"


def test_a_draft_is_not_overwritten_unseen(stage: Stage, shop: PublishedShop) -> None:
    with stage.database.begin() as uow:
        staff = uow.session.get_one(Staff, 1)

        def save(text: str, revision: int):  # type: ignore[no-untyped-def]
            return drafts.save_draft(
                uow.session, "script", "checkin", text, staff, stage.clock(), revision=revision
            )

        first = save("一", 0)
        assert save("二", 0) == publishing.Refusal("changed_meanwhile")
        assert save("三", 1).revision == 2
        assert first.text == "三"
        drafts.discard_draft(uow.session, first, stage.clock())
        assert publications.draft_of(uow.session, "script", "checkin") is None
        assert save("四", 2) == publishing.Refusal("changed_meanwhile"), "a page from before does not fit"
        assert save("五", 3).text == "五"
        uow.commit()


def test_who_read_a_draft_before_a_colleague_saved_it_does_not_overwrite_it(
    stage: Stage, shop: PublishedShop
) -> None:
    """Both looked at the same draft; one waits for the other's commit and must see it."""
    with stage.database.begin() as uow:
        staff = uow.session.get_one(Staff, 1)
        drafts.save_draft(uow.session, "script", "checkin", "一", staff, stage.clock(), revision=0)
        uow.commit()
    with stage.database.read() as late:
        assert publications.draft_of(late, "script", "checkin") is not None  # stays in this session's memory
        with stage.database.begin() as uow:
            drafts.save_draft(uow.session, "script", "checkin", "二", staff, stage.clock(), revision=1)
            uow.commit()
        late.rollback()
        row = publications.draft_of(late, "script", "checkin")
        assert row is not None
        assert (row.text, row.revision) == ("二", 2)
    with stage.database.begin() as uow:
        taken = drafts.take_draft(uow.session, "script", "checkin", revision=1)
    assert taken == publishing.Refusal("changed_meanwhile"), "it is not what was reviewed"


def test_who_is_held_back_by_a_process_that_is_a_moment_late_is_not_forgotten(
    stage: Stage, shop: PublishedShop
) -> None:
    """Its shop still says «paused», but the touchpoint goes on: nobody would look at that row again."""
    _pause(stage)
    late = shop()
    assert _pause(stage, send=True) == 0
    stage.shop_of = lambda _: late  # type: ignore[method-assign]
    stage.inbox = Inbox(stage.database, lambda _: late, stage.clock)
    anna = at_checkin(stage)
    assert OLD in anna.heard()


def test_a_wording_of_a_newer_program_leaves_everybody_with_what_is_live(
    stage: Stage, shop: PublishedShop
) -> None:
    row = _start(stage, text_of(stage, "cosmetics-checkin").replace(OLD, NEW))
    with stage.database.begin() as uow:
        version = uow.session.get_one(ScriptVersion, row.version_b_id)
        version.body = {**version.body, "a_word_of_tomorrow": 1}
        uow.commit()
    scripts_cache.clear()
    assert shop().trials == {}
    assert OLD in at_checkin(stage).heard()


def test_a_wording_that_no_longer_fits_is_not_chosen(stage: Stage, shop: PublishedShop) -> None:
    b = text_of(stage, "checkin").replace("- id: used", "- id: tried")
    with stage.database.begin() as uow:
        staff = uow.session.get_one(Staff, 1)
        row = experiments.start(uow.session, "checkin", b, staff, stage.clock())
        uow.commit()
    assert isinstance(row, Experiment)
    put(stage, "default", f"{text_of(stage, 'default', 'journey')}\n{ASKED}", "journey")
    with stage.database.begin() as uow:
        done = experiments.finish(uow.session, row.id, "b", staff, stage.clock())
    assert done == publishing.Refusal("breaks_others")
    assert stage.rows(Experiment)[0].ended_at is None, "it goes on"
    assert "checkin" in shop().trials


def test_an_experiment_ends_when_its_script_is_withdrawn(
    stage: Stage, shop: PublishedShop, tmp_path: Path
) -> None:
    file = tmp_path / "extra.yaml"
    text = text_of(stage, "cosmetics-shipped").replace("id: cosmetics-shipped", "id: extra", 1)
    file.write_text(text, encoding="utf-8")
    _started(stage, tmp_path)
    with stage.database.begin() as uow:
        staff = uow.session.get_one(Staff, 1)
        other = text.replace("発送", "出荷")
        assert isinstance(experiments.start(uow.session, "extra", other, staff, stage.clock()), Experiment)
        uow.commit()
    file.unlink()
    _started(stage, tmp_path)
    assert stage.rows(Experiment)[0].outcome == "changed"
    assert shop().trials == {}


def said_anew(stage: Stage, name: str, old: str, new: str) -> Publication:
    """The script's English published from the console with these words, its own text untouched."""
    text = text_of(stage, name)
    with stage.database.begin() as uow:
        row = publications.live_one(uow.session, "script", name)
        assert row is not None
        english = scripts_cache.get(uow.session, row.version_id or 0).translations["en"]
        staff = uow.session.get_one(Staff, 1)
        done = publishing.publish_text(
            uow.session, "script", name, text, staff, stage.clock(), seen=row.id,
            translations={"en": translation_text(english).replace(old, new)},
        )  # fmt: skip
        assert isinstance(done, Publication), done
        uow.commit()
        return done


def english_of(shop: PublishedShop, name: str, part: str = "") -> str:
    script = shop().library.scripts[name]
    return (script.parts[part] if part else script).translations["en"].model_dump_json()


def test_a_translation_published_alone_is_live_everywhere_and_stays_after_a_restart(
    stage: Stage, shop: PublishedShop
) -> None:
    elsewhere = PublishedShop(stage.database, stage.shop, reread=0)
    before = elsewhere().script_versions["cosmetics-checkin"]
    done = said_anew(stage, "cosmetics-checkin", "Have you tried", "Did you try")
    assert (done.cause, done.source) == ("translation", "built_in")
    assert "Did you try" in english_of(elsewhere, "cosmetics-checkin")
    after = elsewhere().script_versions["cosmetics-checkin"]
    assert after != before
    with stage.database.begin() as uow:
        scripts, _ = publish(uow.session, load_library(), stage.clock())
        uow.commit()
    assert scripts["cosmetics-checkin"] == after
    assert english_of(elsewhere, "cosmetics-checkin").count("Did you try") >= 1


def test_what_a_called_script_says_in_another_language_is_said_by_its_callers_too(
    stage: Stage, shop: PublishedShop
) -> None:
    before = shop().script_versions["cosmetics-checkin"]
    said_anew(stage, "feeling-skin", "Which", "Of these, which")
    assert "Of these, which" in english_of(shop, "cosmetics-checkin", "feeling-skin")
    assert shop().script_versions["cosmetics-checkin"] != before


def test_a_sentence_that_lost_its_ground_is_not_published_along(stage: Stage, shop: PublishedShop) -> None:
    """What a translation puts in is no longer there: it would have nothing to show."""
    name, gift = "cosmetics-checkin", "{{ facts.gift | default('袋') }}は"
    before = text_of(stage, name)
    assert isinstance(put(stage, name, before.replace(OLD, gift + OLD)), Publication)
    said_anew(stage, name, "Have you tried", "With {{ facts.gift | default('it') }}, have you tried")
    assert isinstance(put(stage, name, before), Publication)
    assert shop().library.scripts[name].translations.keys() == {"th", "zh-Hant"}
