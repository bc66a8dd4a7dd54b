"""The refill card, the stock page, the results of forecasts, and the hour a customer asked for."""

import csv
import io
from datetime import timedelta

from models.consent import Consent
from models.contact import Contact
from models.refill import OutOfStock, RefillForecast, RemainingTold
from models.result import ResultProduct
from models.staff import AuditEntry
from models.touchpoint import Decision, Touchpoint
from services import purchases
from tests.console.house import HANAKO, Browser, House

DAY = timedelta(days=1)


def delivered(house: House) -> tuple[Browser, int]:
    """Hanako's parcel came ten days ago; who looks is an agent."""
    contact = house.buys(HANAKO, "山田花子", "A-1")
    with house.database.begin() as uow:
        purchase = uow.session.get_one(type(house.purchases()[0]), house.purchases()[0].id)
        purchases.tell_milestone(
            uow.session, house.shop, purchase, "delivered", house.clock() - 10 * DAY, "", house.clock()
        )
        uow.commit()
    return house.browser().enter(house.hire("sato@example.jp", "agent", "佐藤")), contact.id


def test_the_card_says_when_it_runs_out_why_and_what_comes_then(house: House) -> None:
    browser, contact = delivered(house)
    page = browser.see(f"/customers/{contact}")
    assert "なくなるころ" in page
    assert "10回に8回" in page
    assert "シナリオに書かれた目安から" in page
    assert "次のご案内" in page


def test_what_is_noted_of_the_rest_does_not_hide_the_words_that_wait(house: House) -> None:
    browser, _ = delivered(house)
    house.says(HANAKO, "1")
    house.taps(HANAKO, "うるおい")
    house.says(HANAKO, "全部できました")
    house.says(HANAKO, "しばらく旅に出ています")
    house.says(HANAKO, "あと2週間くらいでなくなります")
    assert "またお声がけしますね" in house.said()
    page = browser.see("/")
    assert "「しばらく旅に出ています」" in page
    assert "あと2週間くらい" not in page


def test_staff_correct_what_is_left_and_the_card_says_so(house: House) -> None:
    browser, contact = delivered(house)
    (before,) = house.rows(RefillForecast)
    purchase = house.purchases()[0].id
    answer = browser.post(f"/purchases/{purchase}/rest", {"level": "7d"})
    assert answer.location.endswith(f"/customers/{contact}#refill")
    (after,) = house.rows(RefillForecast)
    assert after.runs_out_at < before.runs_out_at
    page = browser.see(f"/customers/{contact}")
    assert "「あと約7日」（スタッフが記録）" in page
    assert "佐藤" in page
    assert "あと約1週間" in page
    (kept,) = house.rows(AuditEntry, action="refill.corrected")
    assert kept.detail["level"] == "7d"


def test_nonsense_about_what_is_left_changes_nothing(house: House) -> None:
    browser, _ = delivered(house)
    purchase = house.purchases()[0].id
    for level in ("", "still", "999d", "x"):
        browser.post(f"/purchases/{purchase}/rest", {"level": level})
    assert house.rows(RemainingTold) == []


def test_a_subscriber_is_marked_and_unmarked_with_one_button(house: House) -> None:
    browser, contact = delivered(house)
    purchase = house.purchases()[0].id
    browser.post(f"/purchases/{purchase}/subscription", {"on": "yes"})
    page = browser.see(f"/customers/{contact}")
    assert "次の分は定期便で届くため、ご案内しません" in page
    browser.post(f"/purchases/{purchase}/subscription", {"on": "no"})
    assert "次の分は定期便" not in browser.see(f"/customers/{contact}")
    done = [row.action for row in house.rows(AuditEntry) if "subscribed" in row.action]
    assert done == ["purchase.subscribed", "purchase.unsubscribed"]


def test_what_is_out_of_stock_is_noted_with_a_day_and_taken_back(house: House) -> None:
    browser, contact = delivered(house)
    assert "在庫切れの商品はありません" in browser.see("/stock")
    day = (house.clock() + 9 * DAY).date()
    browser.post("/stock", {"sku": "SER-30", "until": day.isoformat()})
    (row,) = house.rows(OutOfStock)
    assert (row.sku, row.until) == ("SER-30", day)
    page = browser.see("/stock")
    assert "しずく美容液" in page
    assert f"{day.month}/{day.day} に戻る予定" in page
    assert "在庫切れ" in browser.see(f"/customers/{contact}")
    browser.post("/stock/back", {"sku": "SER-30"})
    assert house.rows(OutOfStock) == []


def test_a_day_gone_by_or_no_product_is_refused_in_words(house: House) -> None:
    browser, _ = delivered(house)
    for form in ({"sku": "SER-30", "until": "2020-01-01"}, {"sku": "SER-30", "until": "soon"}, {"sku": ""}):
        answer = browser.post("/stock", form)
        assert answer.status_code == 422
        assert 'role="alert"' in answer.text
    assert house.rows(OutOfStock) == []


def settle(house: House, *, off: int, fixed: int, last: int) -> None:
    """The forecast's order came so many days after it; the two simple rules were off by so many."""
    with house.database.begin() as uow:
        row = uow.session.query(RefillForecast).one()
        came = house.clock() - DAY
        row.bought_again_at, row.runs_out_at = came, came - off * DAY
        row.earliest_at, row.latest_at = came - 20 * DAY, came + 20 * DAY
        row.fixed_at, row.last_at = came + fixed * DAY, came - last * DAY
        uow.commit()


def test_results_compare_the_forecasts_with_what_two_simple_rules_had_said(house: House) -> None:
    browser, _ = delivered(house)
    assert "見通しと、その後のご注文" in browser.see("/results/refills")
    settle(house, off=3, fixed=8, last=12)
    page = browser.see("/results/refills")
    for number in ("±3.0日", "±8.0日", "±12.0日", "100%"):
        assert number in page
    text = browser.get("/results/refills/forecasts.csv").get_data(as_text=True).lstrip("\ufeff")
    (_, row) = csv.reader(io.StringIO(text))
    assert row[1:] == ["1", "1", "3.0", "8.0", "12.0", "1.0"]
    assert browser.get("/results/refills/reminders.xlsx").status_code == 200
    assert "次の分の見通し" in browser.see("/results")


def test_results_tell_who_ordered_within_thirty_days_of_a_message(house: House) -> None:
    browser, _ = delivered(house)
    now = house.clock()
    with house.database.begin() as uow:
        point = uow.session.query(Touchpoint).filter_by(key="refill").one()
        point.status, point.decided_at = "sent", now - 40 * DAY
        uow.session.query(RefillForecast).one().bought_again_at = now - 20 * DAY
        uow.commit()
    text = browser.get("/results/refills/reminders.csv").get_data(as_text=True).lstrip("\ufeff")
    (_, row) = csv.reader(io.StringIO(text))
    assert row[1:] == ["1", "0", "1", "1", "1.0"]


def test_products_called_alike_are_told_apart_by_their_number(house: House) -> None:
    names = {"SER-30": "しずく美容液", "SER-50": "しずく美容液", "LOT-1": "しずく化粧水"}
    with house.database.begin() as uow:
        for sku, name in names.items():
            uow.session.add(ResultProduct(channel_id=house.shop.channel_id, sku=sku, name=name))
        uow.commit()
    page = house.browser().enter(house.hire("m@example.jp", "marketer")).see("/results/refills")
    for said in ("しずく美容液 · SER-30", "しずく美容液 · SER-50", "しずく化粧水"):
        assert f">{said}</option>" in page


def test_an_empty_shop_says_what_makes_a_forecast(house: House) -> None:
    browser = house.browser().enter(house.hire("sato@example.jp", "viewer"))
    assert "この期間には、まだ見通しがありません" in browser.see("/results/refills")


def test_what_gave_way_to_what_is_counted_and_told_on_the_customers_page(house: House) -> None:
    browser, contact = delivered(house)
    with house.database.begin() as uow:
        point = uow.session.query(Touchpoint).filter_by(key="howto").one()
        for day in (2, 1):
            uow.session.add(
                Decision(
                    touchpoint_id=point.id, contact_id=contact, at=house.clock() - day * DAY,
                    verdict="postpone", reason="displaced", detail={"for": "発送のお知らせ"},
                )
            )  # fmt: skip
        uow.commit()
    assert "（「発送のお知らせ」が先）" in browser.see(f"/customers/{contact}")
    page = browser.see("/results")
    assert "ゆずった連絡" in page
    text = browser.get("/results/charts/gave_way.csv").get_data(as_text=True).lstrip("\ufeff")
    (_, row) = csv.reader(io.StringIO(text))
    assert row[1:5] == ["発送のお知らせ", "同じ日に、より大切な連絡があった", "2", "1"]


def test_the_hour_a_customer_asked_for_is_shown_and_staff_may_note_it(house: House) -> None:
    browser, contact = delivered(house)
    house.says(HANAKO, "20時に届けて")
    assert house.contact().preferred_hour == 20
    assert "20時ごろにお送りします" in house.said()
    page = browser.see(f"/customers/{contact}")
    assert "20時ごろをご希望です" in page
    plan = page[page.index("その後、いかがですか（化粧品・14日目）") :].partition("</summary>")[0]
    assert " 20:00" in plan, "the plan stands at their hour"
    assert " 19:00" not in plan
    browser.post(f"/customers/{contact}/hour", {"hour": "7"})
    assert house.contact().preferred_hour == 7
    browser.post(f"/customers/{contact}/hour", {"hour": ""})
    assert house.contact().preferred_hour is None


def test_a_customer_on_a_journey_is_left_in_peace_until_they_are_back(house: House) -> None:
    browser, contact = delivered(house)
    house.says(HANAKO, "旅行中なので1週間休んでください")
    row: Contact = house.contact()
    assert row.paused_until is not None
    assert row.paused_until.astimezone(house.shop.tz).date() == (
        house.clock().astimezone(house.shop.tz).date() + 7 * DAY
    )
    assert "お休みしますね" in house.said()
    assert [c.kind for c in house.rows(Consent)][-1] == "away"
    assert "お客様がしばらくのお休みをご希望" in browser.see(f"/customers/{contact}")
    house.says(HANAKO, "再開")
    assert house.contact().paused_at is None
