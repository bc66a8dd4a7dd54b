"""`LINE_BASIC_ID` was changed: the customers of the account before are shown, and nobody waits for them."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from composition import Sonogo
from models.case import Case
from models.channel import Channel
from models.contact import Contact
from models.outbound import OutboundMessage
from models.purchase import Purchase
from models.touchpoint import Touchpoint
from services import purchases
from services.clock import system_clock
from services.purchases import NewItem, NewPurchase
from services.touchpoints import run_due
from tests.channels.conftest import FIRST, SECOND, Town, owner_of, until

PAGES = (
    "/", "/today/list", "/customers", "/customers?q=山田", "/customers/{contact}", "/purchases",
    "/purchases/{purchase}", "/cases/{case}", "/health", "/results", "/results/words", "/journeys",
    "/settings", "/settings/quota", "/settings/channels", "/settings/channels/{channel}", "/settings/shop",
    "/settings/hours", "/settings/staff", "/settings/audit", "/settings/webhooks", "/me",
)  # fmt: skip


def a_customer(sonogo: Sonogo) -> dict[str, int]:
    """Somebody with a purchase, something due, and a case: of the account `sonogo` serves."""
    now = system_clock()
    with sonogo.database.begin() as uow:
        contact = Contact(
            channel_id=sonogo.shop.channel_id, line_user_id="U" + "a" * 32, friend_state="friend",
            befriended_at=now, last_inbound_at=now, unread=True, created_at=now,
        )  # fmt: skip
        uow.session.add(contact)
        uow.session.flush()
        order = NewPurchase("A-1", now, (NewItem("SER-30", "美容液", "cosmetics", 1, 4200),), "山田花子")
        purchase, _ = purchases.register(uow.session, sonogo.shop, order, now)
        purchase.contact_id = contact.id
        case = Case(
            channel_id=contact.channel_id, contact_id=contact.id, purchase_id=purchase.id, reason="health",
            level=1, status="open", text="頬がかゆい", opened_at=now, promise_at=now + timedelta(hours=3),
        )  # fmt: skip
        uow.session.add(case)
        uow.session.flush()
        uow.session.add(
            Touchpoint(
                channel_id=contact.channel_id, contact_id=contact.id, purchase_id=purchase.id, key="old",
                journey_version_id=next(iter(sonogo.shop.journey_versions.values())),
                status="planned", due_at=now - timedelta(hours=1), planned_at=now - timedelta(hours=1),
            )
        )  # fmt: skip
        uow.commit()
        ids = {"contact": contact.id, "purchase": purchase.id, "case": case.id}
    return {**ids, "channel": sonogo.shop.channel_id}


def test_every_page_shows_the_customers_of_the_account_before(town: Town) -> None:
    before = a_customer(town.build())
    now_served = town.build(
        line_basic_id=SECOND.basic_id, line_channel_secret=SECOND.secret,
        line_channel_access_token=SECOND.access_token,
    )  # fmt: skip
    owner = owner_of(now_served)
    answers = {page: owner.see(page.format(**before)).status_code for page in PAGES}
    assert answers == dict.fromkeys(PAGES, 200)
    assert "山田花子" in owner.see("/customers").text
    assert "使っていません" in owner.see(f"/settings/channels/{before['channel']}").text
    assert "お返事は届きません" in owner.see(f"/cases/{before['case']}").text
    with now_served.database.read() as session:
        purchase = session.get_one(Purchase, before["purchase"])
        assert owner.client.get(f"/c/{purchase.claim_code}").status_code in (200, 410)


def test_settings_are_those_of_the_account_that_is_served(town: Town) -> None:
    town.build()
    now_served = town.build(line_basic_id=SECOND.basic_id, shop_name="2号店")
    owner = owner_of(now_served)
    form = {"do": "save", "promise": "60", "hours-mon": "09:00-12:00", "holidays": "none", "closings": "0"}
    form |= {"quiet-start": "20:00", "quiet-end": "09:00", "asks-count": "1", "asks-hours": "72"}
    form |= {"pushes-count": "3", "pushes-hours": "168", "claim": "180"}
    assert owner.post("/settings/shop", page="/settings/shop", **form).status_code == 302
    until(
        lambda: now_served.shop_of(now_served.shop.channel_id).rules.promise_within == timedelta(hours=1),
        "the shop that is served promises an hour",
    )


def test_nothing_due_to_them_holds_up_the_others_and_nothing_goes_out(town: Town) -> None:
    old = town.build()
    before = a_customer(old)
    token = SECOND.access_token
    now_served = town.build(line_basic_id=SECOND.basic_id, line_channel_access_token=token)
    run_due(now_served.database, now_served.shop_of, now_served.clock)
    now = system_clock()
    with now_served.database.begin() as uow:
        uow.session.add(
            OutboundMessage(
                channel_id=before["channel"], to="U" + "a" * 32, contact_id=before["contact"],
                kind="check_in", messages="[]", retry_key="k1", due_at=now, created_at=now,
            )
        )  # fmt: skip
        uow.commit()
    town.work(now_served)

    def told() -> set[str]:
        with now_served.database.read() as session:
            mine = OutboundMessage.channel_id == before["channel"]
            return set(session.scalars(select(OutboundMessage.status).where(mine)))

    until(lambda: told() == {"discarded"}, "what was to be said by the account before is given up")
    chat = town.line.platform.channel.friendships
    assert all(not friendship.chat for friendship in chat.values())


def test_the_account_that_comes_back_into_the_environment_is_served_again(town: Town) -> None:
    town.build()
    town.build(line_basic_id=SECOND.basic_id)
    again = town.build()
    with again.database.read() as session:
        sources = dict(session.execute(select(Channel.basic_id, Channel.source)).all())
    assert sources == {FIRST.basic_id: "environment", SECOND.basic_id: ""}


@pytest.mark.parametrize("number", [99])
def test_an_account_that_never_was_has_no_shop(town: Town, number: int) -> None:
    with pytest.raises(LookupError):
        town.build().shop_of(number)
