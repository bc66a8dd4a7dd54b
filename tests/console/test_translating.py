"""A script's sentences in another language, typed in the console: kept, checked, tried, published."""

import re
from html import unescape
from typing import Any

import pytest

from conversations.library import load_library
from conversations.script import Script
from conversations.translating import is_whole
from models.publication import Draft, Publication
from models.script import ScriptVersion
from models.staff import AuditEntry
from services.published import publish, scripts_cache
from tests.console.house import Browser, House
from tests.console.test_scripts import draft, live, mid_way

ONE = "/scripts/script/checkin"
ENGLISH = f"{ONE}/languages/en"
REPEAT = "s:steps.used.repeat"
OFTEN = "s:steps.used.choices.often.label"
ASK = "s:steps.used.ask"
JAPANESE = "もう使ってみましたか？"


@pytest.fixture
def marketer(house: House) -> Browser:
    return house.browser().enter(house.hire("midori@example.jp", "marketer", name="緑"))


def fields(page: str) -> dict[str, str]:
    """What a browser would send of this form."""
    found = dict(re.findall(r'<input class="form-control"[^>]* name="(s:[^"]+)" value="([^"]*)"', page))
    found |= dict(re.findall(r'<textarea [^>]*name="(s:[^"]+)"[^>]*>\n?(.*?)</textarea>', page, re.S))
    found |= dict(re.findall(r'name="(m:[^"]+)" value="([^"]*)"', page))
    found |= dict(re.findall(r'name="(revision)" value="(\d+)"', page)[:1])
    return {unescape(name): unescape(text) for name, text in found.items()}


def types(
    browser: Browser, typed: dict[str, str], *, at: str = ENGLISH, then: str = "stay", **more: Any
) -> Any:
    form = {**fields(browser.see(at)), **typed, "then": then, **more}
    return browser.post(f"{at}/draft", form, page=at)


def confirm(browser: Browser, name: str = "checkin", nth: int = 0) -> Any:
    """Press the (nth) button of the page before publishing."""
    at = f"/scripts/script/{name}/review"
    form = [f for f in re.findall(r"<form.*?</form>", browser.see(at), re.S) if f"/{name}/publish" in f][nth]
    hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form))
    del hidden["csrf_token"]
    return browser.post(f"/scripts/script/{name}/publish", hidden, page=at, follow_redirects=True)


def spoken(house: House, name: str = "checkin") -> Script:
    scripts_cache.clear()
    with house.database.read() as session:
        return scripts_cache.get(session, live(house, name).version_id or 0)


def said(house: House, locale: Any = "en", name: str = "checkin") -> str:
    return spoken(house, name).translations[locale].steps["used"].repeat or ""


def test_the_table_shows_every_sentence_beside_what_is_said_for_it(house: House, marketer: Browser) -> None:
    page = unescape(marketer.see(ENGLISH))
    assert "すべてそろっています" in page
    assert fields(page)[OFTEN] == "I use it often"
    assert fields(page)["s:steps.used.choices.often.also"] == "often / every day / daily"
    assert JAPANESE in page
    assert 'data-gap="{{ product }}"' in page
    assert 'data-most="20"' in page
    assert marketer.get(f"{ONE}/languages/ja").status_code == 404, "it is written in Japanese"
    assert marketer.get(f"{ONE}/languages/xx").status_code == 404


def test_a_translation_goes_from_a_draft_to_a_version_and_the_japanese_stays(
    house: House, marketer: Browser
) -> None:
    before = live(house)
    mid_way(house)
    assert types(marketer, {REPEAT: "Tried {{ product }} yet?"}, then="review").status_code == 302
    assert said(house) == "Have you tried {{ product }} yet?", "a draft reaches nobody"
    page = unescape(marketer.see(f"{ONE}/review"))
    for shown in ("いま1人が途中です", "訳もいっしょに公開します", "Tried {{ product }} yet?", "変わる文 1"):
        assert shown in page
    assert "公開しました" in confirm(marketer).text
    assert said(house) == "Tried {{ product }} yet?"
    after = live(house)
    assert (after.text, after.source, after.cause) == (before.text, "built_in", "translation")
    assert [row.version for row in house.rows(ScriptVersion, script="checkin")] == [1, 2]
    assert [row.text for row in house.rows(Draft)] == [""]
    entry = next(e for e in house.rows(AuditEntry) if e.action == "script.translated")
    assert (entry.subject, entry.detail["languages"]) == ("script:checkin", ["en"])
    assert "ほかの言葉の訳を公開" in marketer.see(ONE)
    assert "公開中の内容と同じです" in marketer.see(f"{ONE}/review")


def test_what_the_console_published_outlives_a_restart_and_a_file_that_changes_later_wins(
    house: House, marketer: Browser, tmp_path: Any
) -> None:
    types(marketer, {REPEAT: "Tried {{ product }} yet?"})
    confirm(marketer)
    own = said_file(house)
    (tmp_path / "checkin.en.yaml").write_text(own, encoding="utf-8")
    for folder, expected in ((None, "Tried {{ product }} yet?"), (tmp_path, "From a file?")):
        with house.database.begin() as uow:
            publish(uow.session, load_library(folder), house.clock())
            uow.commit()
        assert said(house) == expected
        with house.database.begin() as uow:
            publish(uow.session, load_library(folder), house.clock())
            uow.commit()
    assert [row.source for row in house.rows(Publication, kind="translation")] == ["console", "file"]
    types(marketer, {REPEAT: "And typed again?"})
    confirm(marketer)
    with house.database.begin() as uow:
        publish(uow.session, load_library(tmp_path), house.clock())
        uow.commit()
    assert said(house) == "And typed again?", "the file did not change since"


def said_file(house: House) -> str:
    text = house.rows(Publication, kind="translation", name="checkin.en")[0].text
    return text.replace("Tried {{ product }} yet?", "From a file?")


def test_what_is_wrong_is_said_at_its_row_and_not_published(house: House, marketer: Browser) -> None:
    typed = {OFTEN: "I use it very, very often", ASK: "Hello {{ nmae }}!", REPEAT: "｛｛product｝｝ tried?"}
    form = {**fields(marketer.see(ENGLISH)), **typed}
    marks = unescape(marketer.post(f"{ENGLISH}/check", form, page=ENGLISH).text)
    assert "直すところ 3" in marks
    for field, why in (
        (OFTEN, "1〜20 文字"),
        (ASK, "「nmae」という差し込みはありません"),
        (REPEAT, "半角で"),
    ):
        assert why in marks.partition(f'data-problems="{field}"')[2].partition("</div>")[0]
    types(marketer, typed)
    page = unescape(marketer.see(ENGLISH))
    assert fields(page)[ASK] == "Hello {{ nmae }}!", "right or wrong, it is kept"
    review = marketer.see(f"{ONE}/review")
    assert "あと3文" in review
    assert "公開する</button>" not in review
    assert said(house) == "Have you tried {{ product }} yet?"


def test_a_lost_gap_is_pointed_out_and_a_missing_sentence_keeps_the_language_a_draft(
    house: House, marketer: Browser
) -> None:
    types(marketer, {REPEAT: "Tried it yet?", OFTEN: ""})
    page = unescape(marketer.see(ENGLISH))
    assert "差し込み「product」が、訳にありません" in page
    assert "まだの文 1" in page
    assert f'<tr class="missing" id="row-{OFTEN}">' in page
    assert "あと1文" in marketer.see(f"{ONE}/review")


def test_a_draft_can_be_tried_in_its_language_before_it_is_whole(house: House, marketer: Browser) -> None:
    assert types(marketer, {ASK: "How is it going?", OFTEN: ""}, then="try").location.endswith(
        "/try?draft=1&locale=en"
    )
    page = unescape(marketer.see(f"{ONE}/try?draft=1&locale=en"))
    assert "How is it going?" in page
    assert "まだの文が1あり" in page
    assert ">よく使っている<" in page
    assert "How is it going?" not in marketer.see(f"{ONE}/try?locale=en"), "that is what is live"


def test_nobody_overwrites_what_they_did_not_see_and_nothing_typed_is_lost(
    house: House, marketer: Browser
) -> None:
    form = {**fields(marketer.see(ENGLISH)), REPEAT: "Mine?"}
    types(marketer, {REPEAT: "Theirs?"})
    refused = marketer.post(f"{ENGLISH}/draft", form, page=ENGLISH)
    assert refused.status_code == 409
    page = unescape(refused.text)
    assert fields(page)[REPEAT] == "Mine?"
    assert "Theirs?" in page.partition("いま保存されている訳")[2]
    again = marketer.post(f"{ENGLISH}/draft", fields(page), page=ENGLISH)
    assert again.status_code == 302
    stale = {**form, "revision": "1"}
    assert marketer.post(f"{ENGLISH}/discard", stale, page=ENGLISH, follow_redirects=True).text.count(
        "ほかの人が先に"
    )
    assert fields(marketer.see(ENGLISH))[REPEAT] == "Mine?"


def changed_japanese(house: House, marketer: Browser) -> None:
    text = live(house).text.replace(JAPANESE, "もうお試しいただけましたか？")
    assert draft(house, marketer, text) == 302


def test_a_changed_sentence_is_mended_before_it_is_published_and_goes_live_with_it(
    house: House, marketer: Browser
) -> None:
    changed_japanese(house, marketer)
    review = marketer.see(f"{ONE}/review")
    assert ENGLISH.removeprefix("/scripts") in review, "the way to mend it first"
    page = unescape(marketer.see(ENGLISH))
    assert "元の文は、台本の下書きのものです" in page
    assert "元の文が変わった" in page
    assert "訳したときの文：" in page
    types(marketer, {}, **{"t:used": "1"})
    assert "すべてそろっています" in marketer.see(ENGLISH)
    review = unescape(marketer.see(f"{ONE}/review"))
    assert "訳が直るまで元の言葉で届くようになる言葉：中文（0人）、ไทย（0人）" in review
    confirm(marketer)
    script = spoken(house)
    assert "もうお試しいただけましたか" in live(house).text
    assert script.translations["en"].seen != script.translations["th"].seen
    assert {row.text for row in house.rows(Draft)} == {""}


def test_what_is_typed_anew_counts_as_looked_at_and_what_is_not_does_not(
    house: House, marketer: Browser
) -> None:
    changed_japanese(house, marketer)
    old = re.findall(r'<tr class="old" id="row-([^"]+)">', marketer.see(ENGLISH))
    assert old
    types(marketer, {})
    assert re.findall(r'<tr class="old" id="row-([^"]+)">', marketer.see(ENGLISH)) == old
    types(marketer, dict.fromkeys(old, "Did you find the time to try {{ product }}?"))
    assert 'class="old"' not in marketer.see(ENGLISH)


def test_the_languages_alone_may_be_published_while_the_script_is_being_written(
    house: House, marketer: Browser
) -> None:
    text = live(house).text
    types(marketer, {REPEAT: "Tried {{ product }} yet?"})
    changed_japanese(house, marketer)
    assert "訳だけを公開する" in marketer.see(f"{ONE}/review")
    confirm(marketer, nth=-1)
    assert said(house) == "Tried {{ product }} yet?"
    assert live(house).text == text
    assert [row.text != "" for row in house.rows(Draft, kind="script")] == [True]
    assert is_whole(spoken(house), "en")


def test_going_back_brings_the_languages_back_too(house: House, marketer: Browser) -> None:
    first = live(house).id
    types(marketer, {REPEAT: "Tried {{ product }} yet?"})
    confirm(marketer)
    page = unescape(marketer.see(f"{ONE}/versions/{first}"))
    assert "Have you tried {{ product }} yet?" in page
    form = {"publication": first, "seen": live(house).id}
    marketer.post(f"{ONE}/restore", form, page=f"{ONE}/versions/{first}")
    assert said(house) == "Have you tried {{ product }} yet?"
    assert fields(marketer.see(ENGLISH))[REPEAT] == "Have you tried {{ product }} yet?"


def test_a_copy_keeps_its_languages_and_is_published_with_them(house: House, marketer: Browser) -> None:
    form = {"from": "script/checkin", "title": "常連のお客様に", "id": "regulars"}
    assert marketer.post("/scripts/new", form, page="/scripts/new").status_code == 302
    page = unescape(marketer.see("/scripts/script/regulars/review"))
    assert page.count("訳もいっしょに公開します") == 3
    assert "regulars.en" not in marketer.see("/journeys"), "a language is no script of its own"
    assert "公開しました" in confirm(marketer, "regulars").text
    assert all(is_whole(spoken(house, "regulars"), locale) for locale in ("en", "zh-Hant", "th"))
    assert said(house, name="regulars") == "Have you tried {{ product }} yet?"


def test_a_copy_that_is_thrown_away_takes_its_languages_along(house: House, marketer: Browser) -> None:
    form = {"from": "script/checkin", "title": "常連のお客様に", "id": "regulars"}
    marketer.post("/scripts/new", form, page="/scripts/new")
    revision = house.rows(Draft, kind="script", name="regulars")[0].revision
    at = "/scripts/script/regulars"
    marketer.post(f"{at}/discard", {"revision": revision}, page=f"{at}/edit")
    assert {row.text for row in house.rows(Draft)} == {""}


def test_whoever_only_reads_sees_the_sentences_and_no_way_to_write(house: House) -> None:
    viewer = house.browser().enter(house.hire("mieru@example.jp", "viewer", name="見"))
    page = viewer.see(ONE)
    assert "Have you tried" in page
    assert "/languages/en" not in page
    assert viewer.get(ENGLISH).status_code == 403


HOSTILE = "<img src=x onerror=alert(1)>\"'&{{ ''.__class__ }}{% for i in x %}"


@pytest.mark.parametrize("sign", ["\u2028", "\u2029", "\ufffe", "\uffff", "\r\n", "\x85", "\ufeff"])
def test_no_sign_among_the_lines_costs_what_was_typed(house: House, marketer: Browser, sign: str) -> None:
    """What word processors paste between two lines made the whole draft unreadable."""
    types(marketer, {REPEAT: f"one\ntwo{sign}three", ASK: "Kept?"})
    kept = fields(marketer.see(ENGLISH))
    assert kept[ASK] == "Kept?"
    assert kept[REPEAT].startswith("one\ntwo")
    assert kept[REPEAT].endswith("three")


def test_what_is_typed_is_a_text_on_the_page_and_cannot_be_published_as_a_program(
    house: House, marketer: Browser
) -> None:
    types(marketer, {REPEAT: HOSTILE, OFTEN: "steps: {x: y}"})
    page = marketer.see(ENGLISH)
    assert "<img" not in page
    assert fields(page)[REPEAT] == HOSTILE
    assert fields(page)[OFTEN] == "steps: {x: y}"
    assert "<img" not in marketer.see(f"{ONE}/review")
    assert "<img" not in marketer.see(f"{ONE}/try?draft=1&locale=en")
    with house.database.read() as session:
        assert session.query(Publication).filter_by(kind="translation").count() == 0
