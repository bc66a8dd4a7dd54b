"""A case's day on its pages: what staff see, press and are told."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import update

from console import board
from models.case import Case, CaseEntry
from models.channel import Channel
from models.contact import Contact
from models.due_item import DueItem
from models.inbound import InboundEvent
from models.touchpoint import Touchpoint
from services import unread
from services.written import Written
from tests.console.house import HANAKO, TARO, Browser, House


def group(page: str, name: str) -> str:
    """One group of today's list."""
    found = re.search(rf'<(section|details) class="group {name}".*?</\1>', page, re.S)
    return found[0] if found else ""


def two_customers(house: House) -> tuple[Case, Case, Browser]:
    house.hire("sato@example.jp", name="佐藤")
    house.buys(HANAKO, "山田花子", "A-1")
    house.buys(TARO, "佐々木太郎", "A-2")
    upset = house.complains(TARO, "最悪です。返金してください")
    house.clock.advance(minutes=30)
    ill = house.complains(HANAKO, "発疹が出て、かゆいです")
    return upset, ill, house.browser("sato@example.jp")


def test_health_comes_first_even_before_a_broken_promise(house: House) -> None:
    upset, ill, browser = two_customers(house)
    house.clock.now = upset.promise_at + timedelta(minutes=1)
    page = browser.see("/")
    assert f"/cases/{ill.id}" in group(page, "health")
    assert f"/cases/{upset.id}" in group(page, "overdue")
    assert page.index(f"case-{ill.id}") < page.index(f"case-{upset.id}")


def test_a_promise_about_to_break_is_told_apart(house: House) -> None:
    upset, _, browser = two_customers(house)
    house.clock.now = upset.promise_at - timedelta(minutes=20)
    assert f"/cases/{upset.id}" in group(browser.see("/"), "risk")


def test_a_strangers_case_is_merged_only_once_it_is_said_whose_it_is(house: House) -> None:
    upset, ill, browser = two_customers(house)
    form = {"into": ill.id, "text": "もう一つのトークでご案内します。"}
    asked = browser.act(upset.id, "merge", **form)
    assert asked.status_code == 409
    assert "山田花子" in asked.text
    assert "この方の対応にまとめてよろしいですか" in asked.text
    assert (house.case(upset.id).status, house.said(TARO).count("もう一つのトーク")) == ("open", 0)
    assert browser.act(upset.id, "merge", sure=upset.id, **form).status_code == 409
    assert browser.act(upset.id, "merge", sure=ill.id, **form).status_code == 302
    assert house.case(upset.id).merged_into_id == ill.id
    assert house.said(TARO).endswith('もう一つのトークでご案内します。"}]'), "and nothing is asked after it"


def test_words_without_a_case_are_answered_or_put_away(house: House) -> None:
    house.hire("sato@example.jp", name="佐藤")
    house.buys(HANAKO, "山田花子", "A-1")
    house.buys(TARO, "佐々木太郎", "A-2")
    house.says(HANAKO, "詰め替え用があるとうれしいです")
    house.says(TARO, "営業時間も見てみます")
    browser = house.browser("sato@example.jp")
    assert "詰め替え用があるとうれしいです" in browser.see("/")
    browser.post(f"/customers/{house.contact(TARO).id}/read")
    assert "営業時間" not in browser.see("/")
    answer = browser.post(f"/customers/{house.contact(HANAKO).id}/case")
    (case,) = house.rows(Case)
    assert answer.location == f"/console/cases/{case.id}"
    assert case.reason == "message"


def test_no_words_are_hidden_by_how_many_are_shown(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(board, "SHOWN", 1)
    house.hire("sato@example.jp", name="佐藤")
    for user, words in ((HANAKO, "ところで旅に出ています"), (TARO, "ところで犬を飼いました")):
        house.says(user, words)
    browser = house.browser("sato@example.jp")
    page = browser.see("/")
    assert ("旅に出て" in page, "犬を飼い" in page) == (True, False)
    assert '<span class="count">2</span>' in unread_words(house)
    assert "ほか1人も、すべて表示する" in page
    assert "犬を飼い" in browser.see("/?all=1")


def test_words_to_read_are_those_nobody_answered(house: House) -> None:
    house.hire("sato@example.jp", name="佐藤")
    house.buys(HANAKO, "山田花子", "A-1")
    for text in ("詰め替え用はありますか", "20時に届けて", "配信停止", "再開", "ありがとう"):
        house.says(HANAKO, text)
    assert "「詰め替え用はありますか」" in house.browser("sato@example.jp").see("/")


def test_a_new_promise_is_told_before_the_old_one_breaks(house: House) -> None:
    upset, _, browser = two_customers(house)
    page = browser.see(f"/cases/{upset.id}")
    choice = re.search(r'action="[^"]+/repromise".*?name="at" value="([^"]+)"', page, re.S)
    assert choice
    browser.act(upset.id, "repromise", at=choice[1], text="確かめております。")
    assert house.case(upset.id).repromised == 1
    assert "確かめております。" in house.said(TARO)
    assert "お約束の時刻を変えました" in browser.see(f"/cases/{upset.id}")
    refused = browser.act(upset.id, "repromise", at="own", own="2020-01-01T10:00", text="書いたひとこと")
    assert refused.status_code == 409
    assert "書いたひとこと</textarea>" in refused.text


def test_an_answer_written_while_a_colleague_called_is_kept_and_not_sent(house: House) -> None:
    upset, _, second = two_customers(house)
    first = house.browser().enter(house.hire("tanaka@example.jp", name="田中"))
    seen = second.seen(upset.id)
    first.act(upset.id, "log", way="phone", direction="out", reached="1", text="ご返金で合意しました")
    refused = second.act(upset.id, "reply", seen=seen, text="佐藤の書きかけ")
    assert refused.status_code == 409
    assert "先にお客様とお話ししました" in refused.text
    assert "ご返金で合意しました" in refused.text
    assert "佐藤の書きかけ</textarea>" in refused.text
    assert "佐藤の書きかけ" not in house.said(TARO)


def test_who_is_reading_and_who_is_writing_is_shown_to_colleagues_only(house: House) -> None:
    upset, _, sato = two_customers(house)
    tanaka = house.browser().enter(house.hire("tanaka@example.jp", name="田中"))
    assert "さんが" not in tanaka.get(f"/cases/{upset.id}/pulse?writing").text
    assert "田中さんが書いています" in sato.get(f"/cases/{upset.id}/pulse").text
    assert "田中さんが見ています" in sato.see("/")
    house.clock.advance(minutes=2)
    assert "田中さん" not in sato.get(f"/cases/{upset.id}/pulse").text


def test_an_estimate_is_changed_and_sent_again_in_one_form(house: House) -> None:
    upset, _, browser = two_customers(house)
    form = {
        "kind": "refund",
        "text": "ご返金します。",
        "line": ["商品"],
        "quantity": ["1"],
        "price": ["4,200"],
    }
    browser.act(upset.id, "propose", **form)
    again = browser.see(f"/cases/{upset.id}?again=1")
    assert 'value="4200"' in again
    assert "ご返金します。</textarea>" in again
    refused = browser.act(upset.id, "propose", **{**form, "price": ["たくさん"]})
    assert refused.status_code == 409
    assert 'value="たくさん"' in refused.text


def test_an_accepted_proposal_is_due_on_todays_page_until_it_is_done(house: House) -> None:
    upset, _, browser = two_customers(house)
    browser.act(upset.id, "propose", kind="exchange", text="交換します。")
    house.deliver()
    house.taps(TARO, "お願いする")
    assert "済みにする" in browser.see("/")
    (item,) = house.rows(DueItem)
    assert browser.act(upset.id, f"due/{item.id}/done").status_code == 302
    assert house.rows(DueItem)[0].done_at is not None
    assert "済みにする" not in browser.see("/")


def test_a_lead_writes_texts_and_agents_only_use_them(house: House) -> None:
    upset, _, agent = two_customers(house)
    lead = house.browser().enter(house.hire("lead@example.jp", "lead", "田中"))
    assert "ひな形はまだありません" in lead.see("/templates")
    lead.post("/templates/starters", page="/templates")
    greeting = {"kind": "reply", "title": "ご挨拶", "text": "{{ name }}、{{ staff }}です。", "active": 1}
    made = lead.post("/templates/new", greeting)
    assert made.status_code == 302
    refused = lead.post("/templates/new", {"kind": "reply", "title": "x", "text": "{{ secret }} 書いた文"})
    assert refused.status_code == 409
    assert "書いた文</textarea>" in refused.text
    assert 'data-text="佐々木太郎様、佐藤です。"' in agent.see(f"/cases/{upset.id}")
    assert agent.post("/templates/starters").status_code == 403


def test_a_macro_of_the_page_does_its_steps_in_one_commit(house: House) -> None:
    upset, _, browser = two_customers(house)
    thanks = Written("macro", "お礼で終える", "ありがとうございました。", actions={"close": "solved"})
    (macro,) = house.writes_out(thanks)
    browser.act(upset.id, "macro", macro=macro.id, text="ありがとうございました。")
    assert house.case(upset.id).status == "closed"
    assert [e.kind for e in house.rows(CaseEntry, case_id=upset.id)][-3:] == ["reply", "closed", "macro"]


def test_a_case_put_aside_leaves_the_list_and_says_until_when(house: House) -> None:
    upset, _, browser = two_customers(house)
    browser.act(upset.id, "reply", text="お待ちください。")
    browser.act(upset.id, "snooze", at="own", own="2026-12-01T10:00")
    assert f"/cases/{upset.id}" in group(browser.see("/"), "snoozed")
    house.says(TARO, "写真です")
    assert f"/cases/{upset.id}" in group(browser.see("/"), "answered")


def test_the_months_messages_are_forecast_against_the_limit(house: House) -> None:
    browser = house.browser().enter(house.hire("sato@example.jp"))
    with house.database.begin() as uow:
        channel = uow.session.query(Channel).one()
        channel.quota_limit, channel.quota_used = 200, 190
        uow.commit()
    page = browser.see("/")
    assert "このままだと、月末には" in page
    assert "足りなくなります" in page


def test_what_is_planned_already_counts_before_anything_is_sent(house: House) -> None:
    """«0 by the end of the month: enough» stood above more planned messages than the month has."""
    browser = house.browser().enter(house.hire("sato@example.jp"))
    house.buys(HANAKO, "山田花子", "A-1")  # what she gets by the end of the month is planned now
    with house.database.begin() as uow:
        channel = uow.session.query(Channel).one()
        channel.quota_limit, channel.quota_used = 1, 0
        uow.session.execute(
            update(Touchpoint).values(status="planned", due_at=house.clock() + timedelta(hours=1))
        )
        uow.commit()
    assert "足りる見込み" not in browser.see("/")


def test_silence_is_told_where_people_usually_write(house: House) -> None:
    house.buys(HANAKO, "山田花子", "A-1")
    house.clock.advance(days=2)
    assert "途絶えています" not in house.browser().enter(house.hire("sato@example.jp")).see("/")
    for _ in range(25):
        house.says(HANAKO, "こんにちは")
    assert len(house.rows(InboundEvent)) > 25
    house.clock.advance(hours=23)
    assert "途絶えています" not in house.browser().enter(house.hire("a@example.jp")).see("/")
    house.clock.advance(hours=2)
    assert "途絶えています" in house.browser().enter(house.hire("b@example.jp")).see("/")


def test_a_case_shows_what_is_to_come_and_why_it_waits(house: House) -> None:
    house.hire("sato@example.jp", name="佐藤")
    house.buys(HANAKO, "山田花子", "A-1")
    case = house.complains()
    page = house.browser("sato@example.jp").see(f"/cases/{case.id}")
    assert "このあとの予定" in page
    assert "がわかると予定が決まります" in page


def test_the_sentence_on_top_agrees_with_what_is_listed_below(house: House) -> None:
    """«Nobody is in a hurry» stood above a refund that was sixteen days late."""
    upset, ill, browser = two_customers(house)
    for case in (upset, ill):
        browser.act(case.id, "reply", text="確かめております。")
    assert "お返事待ちや、明日以降のお約束だけです。" in lead(browser)
    with house.database.begin() as uow:
        owed = DueItem(
            case_id=upset.id, contact_id=upset.contact_id, text="ご返金", created_at=house.clock(),
            due_at=house.clock() + timedelta(hours=2),
        )  # fmt: skip
        uow.session.add(owed)
        uow.commit()
    assert "いま急ぐお客様はいません" in lead(browser)
    assert "これから24時間の「やること」が1件あります。" in lead(browser)
    house.clock.advance(hours=3)
    late = lead(browser)
    assert "いま急ぐ" not in late
    assert "期限を過ぎた「やること」が <strong>1件</strong>" in late
    assert "いちばん古いのは 佐々木太郎様「ご返金」。" in late
    assert f"/cases/{upset.id}" in late
    browser.post(f"/cases/{upset.id}/due/{house.rows(DueItem)[0].id}/done")
    assert "お返事待ちや、明日以降のお約束だけです。" in lead(browser)


def test_unread_words_are_told_on_top_as_well(house: House) -> None:
    house.hire("sato@example.jp", name="佐藤")
    house.buys(HANAKO, "山田花子", "A-1")
    house.says(HANAKO, "今日は雨ですね")
    browser = house.browser("sato@example.jp")
    assert "まだ読んでいないメッセージが <strong>1件</strong>" in lead(browser)
    browser.post(f"/customers/{house.contact(HANAKO).id}/read")
    assert "対応が必要なお客様は、いません。" in lead(browser)


def lead(browser: Browser) -> str:
    """The sentence on top of Today."""
    found = re.search(r'<section class="lead".*?</section>', browser.see("/"), re.S)
    assert found
    return found[0]


def unread_words(house: House) -> str:
    page = house.browser().enter(house.hire(f"s{next(house.numbers)}@example.jp")).see("/")
    found = re.search(r'<section class="group" id="words".*?</section>', page, re.S)
    return found[0] if found else ""


def test_today_quotes_the_words_that_wait_not_the_answers_that_came_since(house: House) -> None:
    house.buys(HANAKO, "山田花子", "A-1")
    house.says(HANAKO, "しばらく旅に出ています")
    wrote_at = house.clock().astimezone(house.shop.tz)
    assert "旅に出て" in unread_words(house)
    house.clock.advance(days=2)
    house.says(HANAKO, "1")
    house.taps(HANAKO, "うるおい")
    shown = unread_words(house)
    assert "旅に出て" in shown
    assert "「1」" not in shown
    assert f"{wrote_at.month}/{wrote_at.day}" in shown, "the time of these words, not of the last tap"


def test_once_read_an_answered_tap_or_number_is_no_unread_message(house: House) -> None:
    house.buys(HANAKO, "山田花子", "A-1")
    house.says(HANAKO, "しばらく旅に出ています")
    with house.database.begin() as uow:
        unread.mark_read(uow.session, house.contact().id, house.hire("r@example.jp"), house.clock())
        uow.commit()
    house.says(HANAKO, "1")
    house.taps(HANAKO, "うるおい")
    assert unread_words(house) == ""
    house.event(HANAKO, type="message", message={"type": "image"})
    assert "写真やスタンプなど" in unread_words(house)


# --- how many wait for the shop ---------------------------------------------------------------------


def counted(page: str) -> tuple[str, str]:
    """The number at the head of the page, and the one in the browser's tab."""
    said = re.search(r"<strong>(\d+)人</strong>", page)
    tab = re.search(r'data-count="(\d+)"', page)
    assert tab is not None
    return (said[1] if said else "", tab[1])


def test_who_wrote_without_a_case_is_counted_among_those_who_wait(house: House) -> None:
    house.hire("sato@example.jp", name="佐藤")
    house.buys(HANAKO, "山田花子", "A-1")
    house.buys(TARO, "佐々木太郎", "A-2")
    browser = house.browser("sato@example.jp")
    assert counted(browser.see("/")) == ("", "0")
    house.says(HANAKO, "きょうは天気がいいですね")
    assert counted(browser.see("/")) == ("", "1"), "the head names the messages"
    house.complains(TARO)
    assert counted(browser.see("/")) == ("2", "2")


def test_whom_something_overdue_is_owed_is_counted_once_and_never_beside_their_own_case(house: House) -> None:
    house.hire("sato@example.jp", name="佐藤")
    house.buys(HANAKO, "山田花子", "A-1")
    case = house.complains()
    with house.database.begin() as uow:
        for text in ("ご返金", "お電話"):
            uow.session.add(
                DueItem(
                    case_id=case.id, contact_id=case.contact_id, text=text,
                    due_at=house.clock() - timedelta(days=5), created_at=house.clock() - timedelta(days=6),
                )
            )  # fmt: skip
        uow.commit()
    browser = house.browser("sato@example.jp")
    assert counted(browser.see("/")) == ("1", "1"), "the case"
    with house.database.begin() as uow:
        row = uow.session.get_one(Case, case.id)
        row.status, row.closed_at = "closed", house.clock()
        uow.session.get_one(Contact, case.contact_id).unread = False
        uow.commit()
    assert counted(browser.see("/")) == ("", "1"), "what is owed"


def test_promises_of_another_day_are_named_beside_the_number(house: House) -> None:
    house.hire("sato@example.jp", name="佐藤")
    for number, who in enumerate((HANAKO, TARO)):
        house.buys(who, "山田花子", f"A-{number}")
        house.complains(who)
    with house.database.begin() as uow:
        uow.session.get_one(Case, house.rows(Case)[0].id).promise_at = house.clock() + timedelta(days=3)
        uow.commit()
    page = house.browser("sato@example.jp").see("/")
    assert counted(page) == ("1", "1")
    assert "ほかに、明日以降のお約束が1人" in page


def test_what_was_hoped_for_in_own_words_is_listed_once_without_the_button_that_led_there(
    house: House,
) -> None:
    house.hire("sato@example.jp", name="佐藤")
    house.buys(HANAKO, "山田花子", "A-1")
    house.taps(HANAKO, "自分の言葉で伝える")
    house.says(HANAKO, "朝、鏡を見るのが楽しみになること")
    page = house.browser("sato@example.jp").see(f"/customers/{house.contact(HANAKO).id}")
    listed = page[page.index('<ol class="feelings">') :].partition("</ol>")[0]
    assert "朝、鏡を見るのが楽しみになること" in listed
    assert "自分の言葉で伝える" not in listed
