"""今日の対応 narrowed to one LINE account, where there are several: what is shown, polled and kept."""

import re
from datetime import timedelta

import pytest

from models.case import Case
from models.channel import Channel
from models.contact import Contact
from models.due_item import DueItem
from models.purchase import Purchase
from tests.console.house import HANAKO, TARO, Browser, House


@pytest.fixture
def visitor(house: House) -> Browser:
    return house.browser().enter(house.hire("sato@example.jp", name="佐藤"))


def second_account(house: House) -> int:
    """Another account, with somebody who waits, something to do for them, and somebody who wrote."""
    now = house.clock()
    with house.database.begin() as uow:
        channel = Channel(basic_id="@second", name="2号店", created_at=now, quota_limit=200, quota_used=7)
        uow.session.add(channel)
        uow.session.flush()
        waits, wrote = (
            Contact(channel_id=channel.id, line_user_id=user, created_at=now, display_name=name, **more)
            for user, name, more in (
                ("U" + "d" * 32, "二宮", {}),
                ("U" + "e" * 32, "三好", {"unread": True, "last_inbound_at": now}),
            )
        )
        uow.session.add_all([waits, wrote])
        uow.session.flush()
        for contact in (waits, wrote):
            order = Purchase(
                channel_id=channel.id, external_id=contact.display_name, contact_id=contact.id,
                customer_name=contact.display_name, purchased_at=now, created_at=now, bound_at=now,
                claim_code=f"CODE{contact.id}", claim_expires_at=now,
            )  # fmt: skip
            uow.session.add(order)
        case = Case(
            channel_id=channel.id, contact_id=waits.id, reason="unhappy", opened_at=now,
            promise_at=now - timedelta(hours=1),
        )  # fmt: skip
        uow.session.add(case)
        uow.session.flush()
        uow.session.add(
            DueItem(case_id=case.id, contact_id=waits.id, text="電話する", due_at=now, created_at=now)
        )
        uow.commit()
        return channel.id


def names_on(page: str) -> set[str]:
    return {name for name in ("山田", "佐々木", "二宮", "三好", "電話する") if name in page}


def test_one_account_alone_has_nothing_to_choose(house: House, visitor: Browser) -> None:
    house.buys(HANAKO, "山田花子", "A-1")
    house.complains()
    page = visitor.see("/?channel=1")
    assert "山田花子" in page
    assert 'name="channel"' not in page
    assert 'data-url="/console/today/list"' in page


def test_today_of_one_account_shows_its_people_its_duties_its_promises_and_its_quota(
    house: House, visitor: Browser
) -> None:
    house.buys(HANAKO, "山田花子", "A-1")
    house.complains()
    house.buys(TARO, "佐々木太郎", "A-2")
    house.says(TARO, "こんにちは")
    second = second_account(house)
    assert names_on(visitor.see("/")) == {"山田", "佐々木", "二宮", "三好", "電話する"}
    assert names_on(visitor.see("/?channel=1")) == {"山田", "佐々木"}
    page = visitor.see(f"/?channel={second}")
    assert names_on(page) == {"二宮", "三好", "電話する"}
    assert f'<option value="{second}" selected>2号店</option>' in page
    assert "7<small> / 200" in page
    assert "間に合わなかった 1" in page
    assert "まだお約束はありません。" in visitor.see("/?channel=1")
    assert names_on(visitor.see(f"/?channel={second}&mine=1")) == set()


def test_polling_and_the_links_keep_the_account(house: House, visitor: Browser) -> None:
    house.buys(HANAKO, "山田花子", "A-1")
    house.complains()
    second = second_account(house)
    page = visitor.see(f"/?channel={second}&mine=1")
    polled = re.search(r'data-url="([^"]+)" data-etag="([^"]+)"', page)
    assert polled
    address, tag = polled[1].replace("&amp;", "&").removeprefix("/console"), f'"{polled[2]}"'
    assert sorted(address.partition("?")[2].split("&")) == [f"channel={second}", "mine=1"]
    assert visitor.get(address, headers={"If-None-Match": tag}).status_code == 304
    assert visitor.get("/today/list", headers={"If-None-Match": tag}).status_code == 200
    links = re.findall(r'<nav class="whose".*?</nav>', page, re.S)[0]
    assert links.count(f"channel={second}") == 2


def test_after_reading_somebodys_words_the_same_account_is_shown(house: House, visitor: Browser) -> None:
    second = second_account(house)
    wrote = house.rows(Contact, display_name="三好")[0].id
    assert f'<input type="hidden" name="channel" value="{second}">' in visitor.see(f"/?channel={second}")
    answer = visitor.post(f"/customers/{wrote}/read", {"channel": str(second)})
    assert answer.location == f"/console/?channel={second}#words"
    assert visitor.post(f"/customers/{wrote}/read").location == "/console/#words"


@pytest.mark.parametrize("nonsense", ["99", "x", "-1", "²", "9" * 30])
def test_an_account_that_is_not_there_is_read_as_none_chosen(
    house: House, visitor: Browser, nonsense: str
) -> None:
    second_account(house)
    assert names_on(visitor.see(f"/?channel={nonsense}")) == {"二宮", "三好", "電話する"}
