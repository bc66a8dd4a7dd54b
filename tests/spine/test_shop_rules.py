"""What an owner decides in the console is what the next promise says, in every process, on both databases."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from models import shop_setting
from models.case import Case
from models.shop_setting import ShopSetting
from models.staff import AuditEntry, Staff
from services import shop_rules
from services.inbox import Inbox
from services.published_shop import PublishedShop
from tests.spine.scenes import BORIS, at_checkin
from tests.spine.stage import Person, Stage


@pytest.fixture
def shop(stage: Stage) -> PublishedShop:
    live = PublishedShop(stage.database, stage.shop, reread=0)
    stage.shop_of = lambda _: live()  # type: ignore[method-assign]
    stage.inbox = Inbox(stage.database, lambda _: live(), stage.clock)
    stage.staff("佐藤")
    return live


def decide(stage: Stage, shop: PublishedShop, **texts: str) -> list[str]:
    """In a process of its own."""
    here = PublishedShop(stage.database, stage.shop, reread=0)()
    wanted, wrong = shop_rules.read(here.rules, texts, stage.clock())
    assert wrong == {}
    with stage.database.begin() as uow:
        staff = uow.session.get_one(Staff, 1)
        names = shop_rules.keep(uow.session, here.channel_id, here.rules, wanted, staff, stage.clock())
        uow.commit()
    return names


def unhappy(person: Person) -> None:
    person.tap("毎日使っている")
    person.received()
    person.say("５")


def test_the_next_promise_follows_and_the_given_one_stays(stage: Stage, shop: PublishedShop) -> None:
    first, second = at_checkin(stage), at_checkin(stage, "A-2", BORIS)
    unhappy(first)
    (given,) = stage.rows(Case)
    assert given.promise_at == stage.shop.rules.hours.promise_due(given.opened_at, timedelta(hours=3))
    assert decide(stage, shop, promise_within="8h", business_hours="sat 10:00-18:00") == [
        "business_hours", "promise_within",
    ]  # fmt: skip
    unhappy(second)
    before, after = stage.rows(Case)
    assert before.promise_at == given.promise_at
    assert after.promise_at.astimezone(shop().tz).strftime("%a %H:%M") == "Sat 18:00"


def test_what_equals_the_environment_again_follows_it_again(stage: Stage, shop: PublishedShop) -> None:
    default = shop_rules.texts_of(stage.shop.rules)
    decide(stage, shop, quiet_hours="22:00-07:00", fatigue_pushes="5 in 14d", erase_by_two="true")
    rules = shop().rules
    assert (rules.quiet[0].hour, rules.caps.pushes, rules.erase_by_two) == (22, 5, True)
    assert rules.caps.asks == stage.shop.rules.caps.asks
    assert rules.before == stage.shop.rules
    names = ("quiet_hours", "fatigue_pushes", "erase_by_two")
    decide(stage, shop, **{name: default[name] for name in names})
    with stage.database.read() as session:
        assert shop_setting.chosen(session, stage.shop.channel_id) == {}
    assert shop_rules.texts_of(shop().rules) == default
    assert decide(stage, shop) == []
    details = [entry.detail for entry in stage.rows(AuditEntry, action="settings.changed")]
    assert details[0]["quiet_hours"] == ["20:00-09:00", "22:00-07:00"]


def test_a_value_this_program_cannot_read_leaves_the_environments(stage: Stage, shop: PublishedShop) -> None:
    decide(stage, shop, claim_days="30", quiet_hours="22:00-07:00")
    with stage.database.begin() as uow:
        newer = update(ShopSetting).where(ShopSetting.name == "quiet_hours")
        uow.session.execute(newer.values(value={"text": "by the moon"}))
        uow.commit()
    rules = PublishedShop(stage.database, stage.shop, reread=0)().rules
    assert rules.claim_days == 30
    assert rules.quiet == stage.shop.rules.quiet


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("business_hours", ""), ("business_hours", "mon 18:00-10:00"), ("holidays", "XX"),
        ("closed_days", "01-01..12-31"), ("closed_days", "2027-03-01..2029-03-01"), ("promise_within", "0m"),
        ("promise_within", "60h"), ("quiet_hours", "09:00-09:00"), ("fatigue_asks", "0 in 3d"),
        ("fatigue_pushes", "1 in 9999999d"), ("claim_days", "0"), ("claim_days", "x"),
    ],
)  # fmt: skip
def test_rules_no_promise_could_be_kept_under_are_refused(
    stage: Stage, shop: PublishedShop, name: str, text: str
) -> None:
    _, wrong = shop_rules.read(shop().rules, {name: text}, stage.clock())
    assert set(wrong) == {name}
