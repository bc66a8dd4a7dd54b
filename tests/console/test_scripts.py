"""The pages of journeys and scripts: what they show, what they refuse, and that nothing typed is lost."""

from html import unescape

import pytest
from sqlalchemy import select

from models import publication as publications
from models.conversation import Conversation
from models.publication import Draft, Publication, TouchpointPause
from models.staff import AuditEntry, Staff
from services import experiments, publishing
from tests.console.house import HANAKO, Browser, House

OLD, NEW = "もう使ってみましたか？", "もうお試しいただけましたか？"
ONE = "/scripts/script/checkin"


@pytest.fixture
def marketer(house: House) -> Browser:
    return house.browser().enter(house.hire("midori@example.jp", "marketer", name="緑"))


def live(house: House, name: str = "checkin", kind: str = "script") -> Publication:
    with house.database.read() as session:
        row = publications.live_one(session, kind, name)
    assert row is not None
    return row


def draft_texts(house: House) -> list[str]:
    return [row.text for row in house.rows(Draft)]


def draft(house: House, browser: Browser, text: str, revision: int = 0, then: str = "stay") -> int:
    form = {"text": text.replace("\n", "\r\n"), "revision": revision, "then": then}
    return browser.post(f"{ONE}/draft", form, page=f"{ONE}/edit").status_code


def publish(house: House, browser: Browser, text: str) -> str:
    assert draft(house, browser, text) == 302
    revision = house.rows(Draft)[0].revision
    form = {"seen": live(house).id, "revision": revision}
    return browser.post(f"{ONE}/publish", form, page=f"{ONE}/review", follow_redirects=True).text


def test_the_list_says_what_is_live_who_is_mid_way_and_what_it_costs(house: House, marketer: Browser) -> None:
    page = marketer.see("/journeys")
    for said in ("お買いもののその後", "付属のまま", "第1版", "ひと月の見込み", "ほかの台本から呼ばれます"):
        assert said in page
    publish(house, marketer, live(house).text.replace(OLD, NEW))
    page = marketer.see("/journeys")
    assert "ここで編集" in page
    assert "第2版" in page


def test_a_script_is_a_picture_and_the_same_in_words(house: House, marketer: Browser) -> None:
    page = unescape(marketer.see(ONE))
    picture, _, words = page.partition('<svg class="flow"')[2].partition("</svg>")
    assert "よく使っている" in picture
    for step in ("used", "result", "feeling/face", "see-you"):
        assert f">{step.rpartition('/')[2]}<" not in picture, "an author's key is no word"
        assert f"<code>{step}</code>" in words
    assert "{{" not in picture
    assert "{%" not in picture
    assert "flow-narrow" in page
    assert "flow-wide" in page
    assert "返事がないとき（5日）" in words


def test_a_journey_shows_its_touchpoints_in_the_order_of_time(house: House, marketer: Browser) -> None:
    page = marketer.see("/scripts/journey/default")
    assert page.index(">友だち追加<") < page.index(">お届け<") < page.index(">対応を終えたとき<")
    assert "14日目 11:00" in page


def test_a_mistake_is_shown_by_its_line_while_typing(house: House, marketer: Browser) -> None:
    text = live(house).text.replace("purpose: check_in", "purpose: chek_in")
    page = marketer.post(f"{ONE}/check", {"text": text, "line": "5"}, page=f"{ONE}/edit").text
    assert 'data-line="5"' in page
    assert "使えるのは welcome, milestone, how_to, check_in" in unescape(page)
    assert 'data-word="welcome"' not in page, "only what begins like what is written"
    page = marketer.post(f"{ONE}/check", {"text": "id: x\npurpose: \n", "line": "2"}, page=f"{ONE}/edit").text
    assert 'data-word="check_in"' in page


def test_a_wrong_draft_is_kept_and_not_published(house: House, marketer: Browser) -> None:
    wrong = live(house).text.replace("purpose: check_in", "purpose: chek_in")
    assert "直すところが残っている" in publish(house, marketer, wrong)
    assert house.rows(Draft)[0].text == wrong
    assert live(house).cause == "text"
    assert live(house).source == "built_in"
    assert "公開する</button>" not in marketer.see(f"{ONE}/review")


def mid_way(house: House) -> None:
    """山田花子 has the check-in's first question before her."""
    house.buys(HANAKO, "山田花子", "A-1")
    version_id = live(house).version_id
    with house.database.begin() as uow:
        talk = uow.session.scalars(select(Conversation)).one()
        talk.script, talk.script_version_id, talk.status = "checkin", version_id or 0, "waiting"
        uow.commit()


def test_publishing_says_who_is_mid_way(house: House, marketer: Browser) -> None:
    mid_way(house)
    draft(house, marketer, live(house).text.replace(OLD, NEW))
    assert "いま1人が途中です。その方たちは、始めたときの版のまま" in marketer.see(f"{ONE}/review")
    assert "途中の方 1人" in marketer.see("/journeys")
    assert "第1版に 1人" in marketer.see(ONE)


def test_after_publishing_the_draft_is_gone_and_the_history_says_who(house: House, marketer: Browser) -> None:
    page = publish(house, marketer, live(house).text.replace(OLD, NEW))
    assert "公開しました。" in page
    assert "緑" in page
    assert draft_texts(house) == [""]
    entry = next(e for e in house.rows(AuditEntry) if e.action == "script.published")
    assert (entry.subject, entry.detail) == ("script:checkin", {"publication": live(house).id})


def test_what_somebody_else_saved_is_shown_beside_what_was_typed(house: House, marketer: Browser) -> None:
    draft(house, marketer, "id: theirs")
    form = {"text": "id: mine", "revision": 0}
    answer = marketer.post(f"{ONE}/draft", form, page=f"{ONE}/edit")
    assert answer.status_code == 409
    assert "id: mine" in answer.text
    assert "id: theirs" in answer.text
    assert house.rows(Draft)[0].text == "id: theirs"


def test_the_difference_is_told_by_signs_and_an_old_text_comes_back(house: House, marketer: Browser) -> None:
    first = live(house)
    draft(house, marketer, first.text.replace(OLD, NEW))
    page = marketer.see(f"{ONE}/review")
    assert '<tr class="minus">' in page
    assert '<tr class="plus">' in page
    assert "加わった行" in page
    publish_again = {"seen": first.id, "revision": house.rows(Draft)[0].revision}
    marketer.post(f"{ONE}/publish", publish_again, page=f"{ONE}/review")
    assert NEW in live(house).text
    form = {"publication": first.id, "seen": live(house).id}
    old = f"{ONE}/versions/{first.id}"
    page = marketer.post(f"{ONE}/restore", form, page=old, follow_redirects=True).text
    assert "以前の内容に戻しました。" in page
    assert live(house).text == first.text
    assert live(house).restored_id == first.id
    assert len(house.rows(Publication, kind="script", name="checkin")) == 3


def test_a_script_is_played_through_and_nobody_hears_of_it(house: House, marketer: Browser) -> None:
    house.buys(HANAKO, "山田花子", "A-1")
    before = house.said()
    page = unescape(marketer.see("/scripts/script/checkin/try"))
    assert OLD in page
    page = unescape(marketer.see("/scripts/script/checkin/try?m=tap:3"))
    assert "大丈夫です、ご自分のペースで" in page
    assert "7日後に、もう一度おたずねします" in page
    page = unescape(marketer.see("/scripts/script/checkin/try?m=wait"))
    assert "お返事は急ぎません" in page
    page = unescape(marketer.see("/scripts/script/checkin/try?say=かゆい"))
    assert "対応がひらきます" in page
    assert marketer.get("/scripts/script/checkin/try?m=tap:99&m=zzz&m=tap:x").status_code == 200
    assert house.said() == before


def test_a_paused_touchpoint_says_so_until_it_goes_on(house: House, marketer: Browser) -> None:
    base, page = "/scripts/journey/default/touchpoints/checkin", "/scripts/journey/default"
    shown = marketer.post(f"{base}/pause", page=page, follow_redirects=True).text
    assert "停止中" in shown
    assert "待っている方 0人" in shown
    assert "その後、いかがですか を止めています" in marketer.see("/journeys")
    shown = marketer.post(f"{base}/resume", {"send": "0"}, page=page, follow_redirects=True).text
    assert "停止中" not in shown
    assert marketer.post(f"{page}/touchpoints/nothing/pause", page=page).status_code == 404


def test_two_wordings_are_begun_and_ended_on_the_page(house: House, marketer: Browser) -> None:
    draft(house, marketer, live(house).text.replace(OLD, NEW))
    page = marketer.post(
        f"{ONE}/experiment", {"revision": 1}, page=f"{ONE}/review", follow_redirects=True
    ).text
    assert "B 新" in page
    row = house.rows(experiments.Experiment)[0]
    form = {"experiment": row.id, "chosen": "b"}
    page = marketer.post(f"{ONE}/experiment/end", form, page=ONE, follow_redirects=True).text
    assert "B に決めました" in page
    assert NEW in live(house).text


def test_a_script_is_only_text_on_a_page(house: House, marketer: Browser) -> None:
    evil = "<script>alert(1)</script>"
    text = live(house).text.replace("その後、いかがですか（14日目）", evil).replace(OLD, evil)
    publish(house, marketer, text)
    for path in ("/journeys", ONE, f"{ONE}/edit", f"{ONE}/try", f"{ONE}/versions/{live(house).id}"):
        page = marketer.see(path)
        assert evil not in page, path
        assert "&lt;script&gt;" in page, path


def test_readers_see_all_of_it_and_no_button_that_changes_anything(house: House) -> None:
    viewer = house.browser().enter(house.hire("v@example.jp", "viewer"))
    for path in ("/journeys", ONE, "/scripts/journey/default", f"{ONE}/try"):
        page = viewer.see(path)
        assert "/pause" not in page
        assert "/edit" not in page
    for path in ("/scripts/script/none", "/scripts/other/checkin", f"{ONE}/versions/999"):
        assert viewer.get(path).status_code == 404


def test_what_a_colleague_wrote_meanwhile_is_neither_published_nor_thrown_away(
    house: House, marketer: Browser
) -> None:
    first = live(house)
    draft(house, marketer, first.text.replace(OLD, NEW))
    newer = first.text.replace(OLD, "いかがですか？")
    draft(house, marketer, newer, revision=1)
    form = {"seen": first.id, "revision": 1}
    page = marketer.post(f"{ONE}/publish", form, page=f"{ONE}/review", follow_redirects=True).text
    assert "ほかの人が先に変更しました" in page
    page = marketer.post(f"{ONE}/discard", {"revision": 1}, page=ONE, follow_redirects=True).text
    assert "ほかの人が先に変更しました" in page
    marketer.post(f"{ONE}/experiment", {"revision": 1}, page=f"{ONE}/review")
    assert draft_texts(house) == [newer]
    assert live(house).id == first.id
    assert house.rows(experiments.Experiment) == []


def test_a_page_from_before_a_publishing_does_not_overwrite_the_draft_after_it(
    house: House, marketer: Browser
) -> None:
    text = live(house).text
    publish(house, marketer, text.replace(OLD, NEW))
    assert draft(house, marketer, "id: late", revision=0) == 409
    assert draft(house, marketer, "id: late", revision=1) == 409
    assert draft(house, marketer, "id: after", revision=2) == 302
    assert draft_texts(house) == ["id: after"]


def test_an_old_text_whose_part_is_gone_says_why_it_cannot_come_back(house: House, marketer: Browser) -> None:
    now = live(house)
    with house.database.begin() as uow:
        lost = now.text.replace("call: feeling", "call: no-longer")
        row = Publication(
            kind="script", name="checkin", version_id=now.version_id, text=lost, source="console",
            at=house.clock(),
        )  # fmt: skip
        uow.session.add(row)
        uow.commit()
        lost_id = row.id
    publish(house, marketer, now.text.replace(OLD, NEW))
    page = unescape(marketer.see(f"{ONE}/versions/{lost_id}"))
    assert "いまのままでは、この内容に戻せません。" in page
    assert "no-longer" in page
    assert "/restore" not in page
    form = {"publication": lost_id, "seen": live(house).id}
    page = marketer.post(f"{ONE}/restore", form, page=ONE, follow_redirects=True).text
    assert "公開していません。いまの内容のままです。" in page
    assert NEW in live(house).text


def test_the_review_says_what_was_published_since_and_which_trial_ends(
    house: House, marketer: Browser
) -> None:
    first = live(house)
    draft(house, marketer, first.text.replace(OLD, NEW))
    marketer.post(f"{ONE}/experiment", {"revision": 1}, page=f"{ONE}/review")
    draft(house, marketer, first.text.replace(OLD, "いかが？"), revision=2)
    page = marketer.see(f"{ONE}/review")
    assert "いま試している2つの文面の比較は終わります" in page
    assert "別の内容が公開されました" not in page
    house.clock.advance(minutes=5)
    row = house.rows(experiments.Experiment)[0]
    marketer.post(f"{ONE}/experiment/end", {"experiment": row.id, "chosen": "b"}, page=ONE)
    page = marketer.see(f"{ONE}/review")
    assert "別の内容が公開されました" in page
    assert "比較は終わります" not in page


def test_a_touchpoint_that_left_the_journey_while_paused_can_go_on(house: House, marketer: Browser) -> None:
    base, page = "/scripts/journey/default/touchpoints/recovery", "/scripts/journey/default"
    marketer.post(f"{base}/pause", page=page)
    text = live(house, "default", "journey").text
    shorter = text[: text.index("  - id: recovery")]
    with house.database.begin() as uow:
        staff = house.rows(Staff)[0]
        done = publishing.publish_text(
            uow.session, "journey", "default", shorter, staff, house.clock(),
            seen=live(house, "default", "journey").id,
        )  # fmt: skip
        assert isinstance(done, Publication)
        uow.commit()
    assert "以前のシナリオの途中の方がいます" in marketer.see(page)
    marketer.post(f"{base}/resume", {"send": "1"}, page=page)
    assert house.rows(TouchpointPause) == []
    assert "以前のシナリオの途中の方がいます" not in marketer.see(page)


def test_a_text_that_is_too_long_stays_in_the_page(house: House, marketer: Browser) -> None:
    form = {"text": "id: checkin\n" + "#" * 60_000, "revision": 0}
    answer = marketer.post(f"{ONE}/draft", form, page=f"{ONE}/edit")
    assert answer.status_code == 409
    assert "文章が長すぎます（4万字まで）。" in answer.text
    assert "#" * 60_000 in answer.text
    assert draft_texts(house) == []


def test_a_journeys_picture_and_list_say_names_and_conditions_and_no_signs(
    house: House, marketer: Browser
) -> None:
    page = unescape(marketer.see("/scripts/journey/cosmetics")).partition("<details>")[0]
    picture = page.partition('<svg class="axis"')[2].partition("</svg>")[0]
    assert "送り出す前のひとこと" in picture
    assert "behind-day3" not in picture
    assert "条件：「発送」の前 かつ 「お届け」の前" in page
    assert " in milestones" not in page


def test_the_why_button_says_a_touchpoints_condition_in_words(house: House, marketer: Browser) -> None:
    house.buys(HANAKO, "山田花子", "A-1")
    for path in ("/customers/1", "/purchases/1"):
        page = unescape(marketer.see(path))
        assert "条件：「発送」の前 かつ 「お届け」の前" in page, path
        assert " in milestones" not in page, path
