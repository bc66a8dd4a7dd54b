"""A script or journey that was not there before: a starter, a copy, a blank page; to its publishing."""

from html import unescape

import pytest

from conversations.checks import read_and_check
from conversations.library import load_library
from conversations.starter import blank_journey, blank_script, copied, starters
from models import publication as publications
from models.publication import Draft, Publication
from models.staff import AuditEntry
from tests.console.house import HANAKO, Browser, House
from tests.console.test_scripts import live

NEW = "/scripts/new"


@pytest.fixture
def marketer(house: House) -> Browser:
    return house.browser().enter(house.hire("midori@example.jp", "marketer", name="緑"))


def begin(browser: Browser, **form: str) -> tuple[int, str]:
    """Status and where it leads."""
    answer = browser.post(NEW, {"from": "script/", "title": "お茶のその後", **form}, page=NEW)
    return answer.status_code, answer.headers.get("Location", "") or unescape(answer.text)


def publish(house: House, browser: Browser, kind: str, name: str) -> str:
    page = f"/scripts/{kind}/{name}"
    row = next(row for row in house.rows(Draft) if (row.kind, row.name) == (kind, name))
    form = {"seen": 0, "revision": row.revision}
    return browser.post(f"{page}/publish", form, page=f"{page}/review", follow_redirects=True).text


def is_live(house: House, kind: str, name: str) -> bool:
    with house.database.read() as session:
        row = publications.live_one(session, kind, name)
    return row is not None and row.version_id is not None


@pytest.mark.parametrize("title", ["お茶", 'a "quoted": title # and \\ more', "- x", "yes"])
def test_what_one_begins_with_has_nothing_to_mend(title: str) -> None:
    scripts = load_library().scripts
    for text in (
        blank_script("tea", title, "check_in"), blank_script("tea", title, "welcome"),
        blank_journey("tea", title),
    ):  # fmt: skip
        content, problems = read_and_check(text, scripts)
        assert [one for one in problems if one.severity == "error"] == []
        assert {one.code for one in problems} <= {"no_stop_words"}, "a welcome says how to stop"
        assert content is not None
        assert (content.id, content.title) == ("tea", title)


def test_a_copy_keeps_every_word_and_comment_but_the_id_and_the_title() -> None:
    library = load_library()
    for key, text in library.texts.items():
        if not key.startswith(("script/", "journey/")):
            continue  # a translation has no title of its own
        new = copied(text, "mine", "わたしの: 「写し」")
        assert new is not None, key
        kept = [line for line in text.splitlines() if not line.startswith(("id:", "title:", "# yaml"))]
        assert [line for line in new.splitlines() if not line.startswith(("id:", "title:"))] == kept
        content, problems = read_and_check(new, library.scripts)
        assert content is not None, (key, problems)


def test_a_text_in_another_layout_is_not_copied_wrongly() -> None:
    assert copied("{id: a, title: b, steps: []}", "mine", "x") is None


def test_a_blank_script_is_a_draft_until_it_is_published(house: House, marketer: Browser) -> None:
    status, where = begin(marketer, id="tea-checkin")
    assert (status, where) == (302, "/console/scripts/script/tea-checkin/edit")
    page = "/scripts/script/tea-checkin"
    assert "お茶のその後" in marketer.see(f"{page}/edit")
    assert "tea-checkin" in marketer.see("/journeys")
    assert marketer.get(page).status_code == 404, "nothing is live under this name yet"
    assert "まだ公開していない" in marketer.see("/journeys")
    assert "下書きを試しています" in marketer.see(f"{page}/try")
    assert "はじめての公開です" in marketer.see(f"{page}/review")
    said = publish(house, marketer, "script", "tea-checkin")
    assert "公開しました" in said
    assert live(house, "tea-checkin").source == "console"
    assert "まだ公開していない" not in marketer.see("/journeys")
    actions = [row.action for row in house.rows(AuditEntry) if row.subject == "script:tea-checkin"]
    assert actions == ["script.begun", "script.published"]


def test_a_copy_gets_an_id_of_its_own_when_none_is_typed(house: House, marketer: Browser) -> None:
    for number in (2, 3):
        _, where = begin(marketer, **{"from": "script/checkin"})
        assert where == f"/console/scripts/script/checkin-{number}/edit"
    _, where = begin(marketer, **{"from": "journey/default"})
    assert where == "/console/scripts/journey/default-2/edit"
    text = next(row.text for row in house.rows(Draft) if row.name == "checkin-2")
    assert "もう使ってみましたか？" in text


def test_what_cannot_be_begun_is_said_and_what_was_typed_stays(house: House, marketer: Browser) -> None:
    for form, said in (
        ({"id": "Tea Checkin"}, "id は英小文字で始め"),
        ({"id": "checkin"}, "同じ id がもう使われています"),
        ({"title": "  "}, "題名を入れてください"),
        ({"from": "script/none"}, "もとにするものが見つかりません"),
    ):
        status, page = begin(marketer, **form)
        assert status == 409
        assert said in page
        assert form.get("id", "") in page
    assert house.rows(Draft) == []


def test_a_begun_text_that_is_thrown_away_is_gone_and_its_name_is_free(
    house: House, marketer: Browser
) -> None:
    begin(marketer, id="tea")
    page = "/scripts/script/tea"
    said = marketer.post(f"{page}/discard", {"revision": 1}, page=f"{page}/edit", follow_redirects=True).text
    assert "下書きを捨てました" in said
    assert marketer.get(f"{page}/edit").status_code == 404
    assert begin(marketer, id="tea")[0] == 302


def test_a_starter_brings_its_scripts_and_a_journey_to_look_through(house: House, marketer: Browser) -> None:
    answer = marketer.post("/scripts/starters", {"starter": "food"}, page=NEW, follow_redirects=True)
    page = unescape(answer.text)
    assert "ひな形を入れました" in page
    assert "公開すると、これからの次の購入が" in page
    assert "スイーツ" in page
    assert is_live(house, "script", "food-checkin")
    assert not is_live(house, "journey", "food")
    house.buys(HANAKO, "山田花子", "A-1", product="羊羹")
    assert "公開しました" in publish(house, marketer, "journey", "food")
    assert is_live(house, "journey", "food")
    assert "入っています" in marketer.see(NEW)
    again = marketer.post("/scripts/starters", {"starter": "food"}, page=NEW)
    assert again.status_code == 409
    assert "同じ id がもう使われています" in unescape(again.text)


def test_a_starter_whose_name_is_taken_changes_nothing(house: House, marketer: Browser) -> None:
    begin(marketer, id="food-first")
    before = len(house.rows(Publication))
    answer = marketer.post("/scripts/starters", {"starter": "food"}, page=NEW)
    assert answer.status_code == 409
    assert "food-first" in answer.text
    assert len(house.rows(Publication)) == before
    assert marketer.post("/scripts/starters", {"starter": "nothing"}, page=NEW).status_code == 409


def test_every_starter_is_taken_whole(house: House, marketer: Browser) -> None:
    for one in starters():
        answer = marketer.post("/scripts/starters", {"starter": one.name}, page=NEW)
        assert answer.status_code == 302, one.name
        assert "公開しました" in publish(house, marketer, "journey", one.name), one.name


def test_two_journeys_for_the_same_goods_are_named_before_publishing(house: House, marketer: Browser) -> None:
    marketer.post("/scripts/starters", {"starter": "food"}, page=NEW)
    publish(house, marketer, "journey", "food")
    begin(marketer, **{"from": "journey/food"}, id="a-tea", title="お茶")
    page = unescape(marketer.see("/scripts/journey/a-tea/review"))
    assert "「食べもの・飲みもののその後」も同じ商品を対象にしています" in page
    assert "id が先の「a-tea」" in page
