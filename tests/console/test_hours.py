"""営業時間とお約束 as an owner changes them: shown before it counts, saved, given back."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from console import make_blueprint
from console.hours_form import fields_of, texts_from
from conversations.business_hours import YEAR_END, BusinessHours
from conversations.opening import read_business_hours, read_closed_days
from models.shop_setting import ShopSetting
from services.published_shop import PublishedShop
from services.shop import Rules
from services.shop_rules import read, texts_of
from tests.console.house import Browser, House

OWNER = "owner@example.jp"


@pytest.fixture
def owner(house: House) -> Browser:
    """The console as it runs: its shop follows the database."""
    live = PublishedShop(house.database, house.shop, reread=0)
    app = Flask("hours")
    app.secret_key = "for tests only"
    app.register_blueprint(
        make_blueprint(house.database, lambda _: live(), house.clock, house.clock, secure=False)
    )
    return Browser(house, app.test_client()).enter(house.hire(OWNER, "owner"))


def decisions(house: House) -> list[str]:
    with house.database.read() as session:
        return list(session.scalars(select(ShopSetting.name)))


def form_of(page: str) -> dict[str, str]:
    """The form as the browser would send it, unchanged."""
    fields = dict(re.findall(r'<input(?: type="\w+")? name="([\w-]+)"[^>]* value="([^"]*)"', page))
    checked = re.findall(r'type="checkbox" name="([\w-]+)" value="yes" checked', page)
    fields |= dict.fromkeys(checked, "yes")
    fields["closings"] = re.search(r'name="closings" value="(\d+)"', page)[1]  # type: ignore[index]
    for name, options in re.findall(r'<select name="(\w+)">(.*?)</select>', page, re.S):
        fields[name] = re.search(r'value="(\w+)" selected', options)[1]  # type: ignore[index]
    return fields


def test_saving_what_is_shown_changes_nothing(house: House, owner: Browser) -> None:
    form = form_of(owner.see("/settings/shop"))
    assert form["hours-mon"] == "10:00-18:00"
    owner.post("/settings/shop", {**form, "do": "save"})
    assert decisions(house) == []
    assert "変わったところはありません" in owner.see("/settings/shop")


def test_one_sees_what_it_does_before_it_counts(house: House, owner: Browser) -> None:
    form = form_of(owner.see("/settings/shop"))
    form |= {"hours-tue": "", "hours-sat": "１０：００〜１５：００", "closed-first-1": "2026-11-25"}
    shown = owner.post("/settings/shop", {**form, "do": "try"}).text
    assert "まだ保存していません" in shown
    assert "11/26（木） 10:00" in shown  # Tuesday noon: now closed, and tomorrow is a day off
    assert "11/25" in shown
    assert decisions(house) == []
    assert owner.post("/settings/shop", {**form, "do": "save"}).status_code == 302
    page = owner.see("/settings/shop")
    assert "11/26（木） 10:00" in page
    assert 'name="hours-sat" maxlength="60" placeholder="休み" value="10:00-15:00"' in page
    assert owner.post("/settings/shop/default").status_code == 302
    assert decisions(house) == []
    assert "いま営業中です" in owner.see("/settings/shop")


def test_a_mistake_is_shown_where_it_is_and_nothing_is_lost(house: House, owner: Browser) -> None:
    form = form_of(owner.see("/settings/shop"))
    form |= {"hours-wed": "あさから", "quiet-end": form["quiet-start"], "hours-thu": "<b>9:00</b>"}
    answer = owner.post("/settings/shop", {**form, "do": "save"})
    assert answer.status_code == 422
    assert re.search(r'name="hours-wed"[^>]*value="あさから" aria-invalid="true"', answer.text)
    assert "&lt;b&gt;9:00" in answer.text
    assert "送らない時間の、はじめと終わり" in answer.text
    assert decisions(house) == []


@pytest.mark.parametrize(
    "form", [{}, {"closings": "x"}, {"closings": "99999999"}, {"hours-mon": "10:00-18:00"}]
)
def test_half_a_form_is_refused(house: House, owner: Browser, form: dict[str, str]) -> None:
    assert owner.post("/settings/shop", {**form, "do": "save"}).status_code == 422
    assert decisions(house) == []


@pytest.mark.parametrize(
    ("first", "last"), [("9999-12-31", ""), ("0001-01-01", ""), ("2026-12-01", "9999-12-31")]
)
def test_a_closing_at_the_end_of_time_is_a_mistake_like_any_other(
    house: House, owner: Browser, first: str, last: str
) -> None:
    form = form_of(owner.see("/settings/shop")) | {"closed-first-1": first, "closed-last-1": last}
    for do in ("try", "save"):
        refused = owner.post("/settings/shop", {**form, "do": do})
        assert refused.status_code == 422
        assert "お休みの日付をご確認ください" in refused.text
    assert decisions(house) == []


def test_the_form_says_back_what_it_was_given(house: House) -> None:
    week = read_business_hours("mon-wed 9:00-12:00 13:00-24:00, sun 10:00-12:00")
    closed = (YEAR_END, *read_closed_days("2026-08-13..2026-08-16, 05-01"))
    rules = Rules(hours=BusinessHours(week, closed=closed), promise_within=timedelta(minutes=90))
    texts = texts_from(fields_of(rules, house.clock().date()))
    again, wrong = read(rules, texts, house.clock())
    assert wrong == {}
    assert texts_of(again) == texts_of(rules)
