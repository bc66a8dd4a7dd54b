"""A second LINE account is added in the console: checked, sealed, served by processes that run already."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text
from werkzeug.test import TestResponse

from line.signature import sign
from models.case import Case
from models.channel import Channel
from models.channel_key import ChannelKeys
from models.contact import Contact
from models.outbound import OutboundMessage
from models.purchase import Purchase
from models.staff import AuditEntry, Staff
from services import alerting, staffing, tokens
from services.desk import Desk
from services.sealing import Sealer
from tests.channels.conftest import FIRST, NEW, SECOND, Town, add_second, owner_of, until

ANNA, BOB, EARLY = "U" + "a" * 32, "U" + "b" * 32, "U" + "e" * 32


def heard(town: Town, channel_id: str, user_id: str) -> str:
    chat = town.line.get(f"/emulator/users/{user_id}/chat?after=-1&channel={channel_id}")["chat"]
    return "\n".join(str(line["message"]) for line in chat if line["from"] == "account")


def test_an_account_added_in_the_console_is_served_without_a_restart(town: Town) -> None:
    sonogo = town.build()
    town.address = town.serve(sonogo)
    town.work(sonogo)
    for config in (FIRST, SECOND):
        town.line.platform.channels[config.channel_id].webhook_url = f"{town.address}/callback"
    for user_id in (ANNA, BOB, EARLY):
        town.line.post("/emulator/users", {"display_name": "花子", "user_id": user_id})
    town.line.post(f"/emulator/users/{EARLY}/follow", {"channel": SECOND.channel_id, "wait": True})

    owner = owner_of(town.build(public_url=town.address))
    second = add_second(town, owner)
    page = owner.post(f"/settings/channels/{second}", page=NEW, what="webhook").text
    assert "LINEからWebhookが届きます。シークレットも正しいです。" in page
    for one in ("アクセストークンは有効です", "今月は 200 通のうち 0 通を使いました", "応答設定"):
        assert one in page

    town.line.post(f"/emulator/users/{ANNA}/follow", {"wait": True})
    town.line.post(f"/emulator/users/{BOB}/follow", {"channel": SECOND.channel_id, "wait": True})
    until(lambda: "花しずく" in heard(town, FIRST.channel_id, ANNA), "the first account greets")
    until(lambda: SECOND.display_name in heard(town, SECOND.channel_id, BOB), "the second greets by its name")
    with sonogo.database.read() as session:
        whose = dict(session.execute(select(Contact.line_user_id, Contact.channel_id)).all())
        told = dict(session.execute(select(OutboundMessage.to, OutboundMessage.channel_id)).all())
    assert EARLY not in whose, "it was not ours yet: its webhook was refused"
    assert whose == {ANNA: sonogo.shop.channel_id, BOB: second} == told
    with sonogo.database.read() as session:
        of_second = session.scalar(select(Contact.id).where(Contact.line_user_id == BOB))
    assert "2号店" in owner.see("/customers").text, "one may choose whose customers are listed"
    shown = owner.see(f"/customers?channel={second}").text
    assert set(re.findall(r'/console/customers/(\d+)"', shown)) == {str(of_second)}

    owner.post(f"/settings/channels/{second}", page=NEW, what="off")
    until(lambda: sonogo.book.served() == [sonogo.shop.channel_id], "it is served no more")
    body = b'{"destination":"' + SECOND.bot_user_id.encode() + b'","events":[]}'
    answer = owner.client.post(
        "/callback", data=body, headers={"x-line-signature": sign(SECOND.secret, body)}
    )
    assert answer.status_code == 400


def test_keys_are_sealed_and_stand_on_no_page(town: Town) -> None:
    sonogo = town.build()
    owner = owner_of(sonogo)
    second = add_second(town, owner)
    with sonogo.database.read() as session:
        keys = session.get_one(ChannelKeys, second)
        everything = " ".join(str(row) for row in session.execute(text("SELECT * FROM channel_keys")))
        entries = list(session.scalars(select(AuditEntry).where(AuditEntry.action == "channel.added")))
    assert SECOND.secret not in everything
    assert SECOND.access_token not in everything
    assert Sealer(["k" * 48], "line channels").open(keys.secret) == SECOND.secret
    assert Sealer(["k" * 48], "second factor").open(keys.secret) is None, "a purpose has its own key"
    assert [entry.subject for entry in entries] == [f"channel:{second}"]
    for page in ("/settings/channels", f"/settings/channels/{second}", "/settings/audit"):
        shown = owner.see(page).text
        assert SECOND.secret not in shown
        assert SECOND.access_token not in shown
    assert SECOND.secret not in repr(sonogo.book._served)


def test_a_secret_that_was_changed_is_believed_for_a_day_together_with_the_new(town: Town) -> None:
    sonogo = town.build()
    owner = owner_of(sonogo)
    second = add_second(town, owner)
    form = {"what": "keys", "secret": "c" * 32, "token": SECOND.access_token}
    assert owner.post(f"/settings/channels/{second}", page=NEW, **form).status_code == 302
    assert "それまでのシークレットも" in owner.see(f"/settings/channels/{second}").text
    sonogo.book.renew()
    sonogo.book.look()
    assert sonogo.book.secrets()[SECOND.basic_id] == ("c" * 32, SECOND.secret)
    with sonogo.database.begin() as uow:
        uow.session.get_one(ChannelKeys, second).old_secret_until = sonogo.clock()
        uow.commit()
    sonogo.book.renew()
    sonogo.book.look()
    assert sonogo.book.secrets()[SECOND.basic_id] == ("c" * 32,)


def test_the_key_that_seals_is_exchanged_and_the_accounts_go_on(town: Town) -> None:
    add_second(town, owner_of(town.build()))
    exchanged = town.build(secret_key="n" * 48, secret_key_old="k" * 48)
    assert SECOND.access_token in [exchanged.book.token(one) for one in exchanged.book.served()]
    lost = town.build(secret_key="n" * 48)
    assert lost.book.served() == [lost.shop.channel_id], "without the old key it cannot be opened"


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"secret": "", "token": SECOND.access_token}, "チャネルシークレットを読み取れません"),
        ({"secret": SECOND.secret, "token": "あ" * 40}, "アクセストークンを読み取れません"),
        ({"secret": SECOND.secret, "token": "x" * 40}, "LINEがアクセストークンを受けつけません"),
        (
            {"secret": FIRST.secret, "token": FIRST.access_token},
            "サーバーの設定（環境変数）ですでに使っています",
        ),
    ],
)
def test_what_cannot_be_is_said_with_what_to_do_and_nothing_is_kept(
    town: Town, form: dict[str, str], said: str
) -> None:
    sonogo = town.build()
    owner = owner_of(sonogo)
    answer = owner.post(NEW, page=NEW, **form)
    assert answer.status_code == 409
    assert said in answer.text
    assert not form["secret"] or form["secret"] not in answer.text
    with sonogo.database.read() as session:
        assert session.scalar(select(ChannelKeys)) is None


def test_keys_of_another_account_are_refused_and_a_wrong_secret_is_found_by_the_webhook(town: Town) -> None:
    sonogo = town.build()
    town.address = town.serve(sonogo)
    owner = owner_of(town.build(public_url=town.address))
    answer = owner.post(NEW, page=NEW, secret="z" * 32, token=SECOND.access_token)
    assert answer.status_code == 200
    with sonogo.database.read() as session:
        second = session.scalar(select(Channel.id).where(Channel.basic_id == SECOND.basic_id))
    page = owner.post(f"/settings/channels/{second}", page=NEW, what="webhook").text
    assert "チャネルシークレットが違います" in page
    form = {"what": "keys", "secret": FIRST.secret, "token": FIRST.access_token}
    refused = owner.post(f"/settings/channels/{second}", page=NEW, **form)
    assert refused.status_code == 409
    assert "別の公式アカウントのものです" in refused.text


def test_the_environment_wins_over_keys_typed_in(town: Town) -> None:
    add_second(town, owner_of(town.build()))
    both = town.build(
        line_basic_id=SECOND.basic_id, line_channel_secret="e" * 32,
        line_channel_access_token=SECOND.access_token,
    )  # fmt: skip
    both.book.look()
    assert both.book.secrets() == {SECOND.basic_id: ("e" * 32,)}
    refused = owner_of(both).post(f"/settings/channels/{both.shop.channel_id}", page=NEW, what="off")
    assert refused.status_code == 409


def test_the_environments_old_secret_is_believed_beside_the_new(town: Town) -> None:
    sonogo = town.build(line_channel_secret="n" * 32, line_channel_secret_old=FIRST.secret)
    assert sonogo.book.secrets()[FIRST.basic_id] == ("n" * 32, FIRST.secret)


def test_purchases_are_added_to_the_account_that_is_named(town: Town) -> None:
    sonogo = town.build()
    owner = owner_of(sonogo)
    second = add_second(town, owner)
    with sonogo.database.begin() as uow:
        token, _ = tokens.create(uow.session, "EC", tokens.SCOPES, sonogo.clock())
        uow.commit()
    items = [{"sku": "SER-30", "name": "美容液", "category": "cosmetics"}]
    order = {"external_id": "A-1", "purchased_at": "2026-11-20T14:30:00+09:00", "items": items}
    signed = {"Authorization": f"Bearer {token}"}

    def call(method: str, path: str, **more: Any) -> TestResponse:
        return owner.client.open(f"/api/v1{path}", method=method, headers=signed, **more)

    assert "%40sonogo" in call("POST", "/purchases", json=order).json["claim_url"]
    assert "%40second" in call("POST", "/purchases?channel=@second", json=order).json["claim_url"]
    told = {"milestone": "shipped"}
    assert call("POST", "/purchases/A-1/milestones?channel=@second", json=told).status_code == 200
    ours, theirs = call("GET", "/purchases/A-1").json, call("GET", "/purchases/A-1?channel=@second").json
    assert (ours["milestones"], theirs["milestones"]) != (theirs["milestones"], ours["milestones"])
    for path in ("/purchases/A-1", "/answers", "/cases"):
        assert call("GET", f"{path}?channel=@nobody").status_code == 422, path
        assert call("GET", f"{path}?channel=@second").status_code == 200, path
    form = {"external_id": "B-1", "purchased_at": "2026-11-20T14:30", "name": "美容液", "quantity": "1"}
    new = "/purchases/new"
    assert "2号店" in owner.see(new).text
    assert "2号店" in owner.see("/purchases/import").text
    assert owner.post(new, page=new, **form, channel=str(second)).status_code == 302
    assert owner.post(new, page=new, **{**form, "external_id": "B-2"}, channel="999").status_code == 302
    with sonogo.database.read() as session:
        rows = session.execute(select(Purchase.external_id, Purchase.channel_id)).all()
    first = sonogo.shop.channel_id
    assert sorted(map(tuple, rows)) == [("A-1", first), ("A-1", second), ("B-1", second), ("B-2", first)]


def test_staff_are_alerted_by_the_account_that_knows_their_line(town: Town) -> None:
    """Another account may know the same person by another id; one that is off tells nobody."""
    sonogo = town.build()
    second, first = add_second(town, owner_of(sonogo)), sonogo.shop.channel_id
    now = sonogo.clock()
    with sonogo.database.begin() as uow:
        staff = uow.session.scalars(select(Staff)).one()
        staffing.bind_line(uow.session, staff, ANNA, first, now)
        contact = Contact(channel_id=second, line_user_id=BOB, friend_state="friend", created_at=now)
        uow.session.add(contact)
        uow.session.flush()
        case = Case(
            channel_id=second, contact_id=contact.id, reason="health", level=1, status="open",
            opened_at=now, promise_at=now + timedelta(hours=3),
        )  # fmt: skip
        uow.session.add(case)
        uow.session.flush()
        desk = Desk(uow.session, sonogo.shop_of(second), [contact], now)
        alerting.alert(desk, contact, case, "お体のご連絡", to=[staff])
        assert alerting.in_line(uow.session, second) == {staff.id}
        uow.commit()
    with sonogo.database.begin() as uow:
        sent = uow.session.execute(select(OutboundMessage.to, OutboundMessage.channel_id)).all()
        assert [tuple(row) for row in sent] == [(ANNA, first)]
        staff.line_channel_id = second
        uow.session.merge(staff)
        uow.session.get_one(Channel, second).source = ""
        uow.session.flush()
        assert alerting.in_line(uow.session, first) == set()
