"""設定 › Webhook: an owner adds, tries, renews and removes; nothing inside the network, nobody else's log."""

import re

import pytest

from models.staff import AuditEntry
from models.webhook import WebhookDelivery, WebhookEndpoint
from tests.console.house import Browser, House

PAGE = "/settings/webhooks"
FORM = {"url": "https://example.jp/hook", "name": "基幹", "events": ["case.opened", "promise.broken"]}


@pytest.fixture
def owner(house: House) -> Browser:
    return house.browser().enter(house.hire("owner@example.jp", "owner", "社長"))


def log(house: House, endpoint_id: int, status: str) -> WebhookDelivery:
    with house.database.begin() as uow:
        row = WebhookDelivery(
            endpoint_id=endpoint_id, message_id="msg_1", type="case.opened", payload='{"<b>":1}',
            status=status, attempts=3, due_at=house.clock(), created_at=house.clock(), code=500,
            error="refused", tried_at=house.clock(), took_ms=12,
        )  # fmt: skip
        uow.session.add(row)
        uow.commit()
        return row


def test_an_endpoint_is_added_and_its_secret_is_seen_once(house: House, owner: Browser) -> None:
    assert "送り先はまだありません" in owner.see(PAGE)
    page = owner.post(PAGE, FORM).text
    secret = re.search(r"whsec_[A-Za-z0-9+/=]+", page)
    assert secret
    (row,) = house.rows(WebhookEndpoint)
    assert row.events == ["case.opened", "promise.broken"]
    assert secret[0] not in owner.see(f"{PAGE}/{row.id}")
    assert "基幹" in owner.see(PAGE)
    renewed = owner.post(f"{PAGE}/{row.id}", {"what": "secret"}).text
    other = re.search(r"whsec_[A-Za-z0-9+/=]+", renewed)
    assert other
    assert other[0] != secret[0]
    assert "これまでの秘密も、24時間は有効です" in renewed
    entries = house.rows(AuditEntry)
    assert [entry.action for entry in entries] == ["webhook.added", "webhook.secret_renewed"]
    assert not any("example.jp" in str(entry.detail) for entry in entries)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"url": "http://example.jp/"}, "https:// で始まる"),
        ({"url": "https://127.0.0.1/"}, "社内向け"),
        ({"url": "https://[::ffff:169.254.169.254]/latest"}, "社内向け"),
        ({"url": "javascript:alert(1)"}, "アドレスを読み取れません"),
        ({"url": "https://u:p@example.jp/"}, "アドレスを読み取れません"),
        ({"events": []}, "知らせるできごと"),
        ({"events": ["case.opened", "all.secrets"]}, "知らせるできごと"),
    ],
)
def test_what_cannot_be_is_refused_and_what_was_typed_stays(
    house: House, owner: Browser, change: dict[str, object], said: str
) -> None:
    answer = owner.post(PAGE, {**FORM, **change})
    assert answer.status_code == 409
    assert said in answer.text
    assert 'value="基幹"' in answer.text
    assert house.rows(WebhookEndpoint) == []


def test_a_changed_address_is_looked_at_as_well(house: House, owner: Browser) -> None:
    owner.post(PAGE, FORM)
    (row,) = house.rows(WebhookEndpoint)
    refused = owner.post(f"{PAGE}/{row.id}", {**FORM, "what": "save", "url": "https://10.0.0.1/"})
    assert refused.status_code == 409
    owner.post(f"{PAGE}/{row.id}", {**FORM, "what": "save", "events": ["case.closed"]})
    (row,) = house.rows(WebhookEndpoint)
    assert (row.url, row.events) == ("https://example.jp/hook", ["case.closed"])


def test_trying_stopping_and_sending_again(house: House, owner: Browser) -> None:
    owner.post(PAGE, FORM)
    owner.post(PAGE, FORM)
    first, second = house.rows(WebhookEndpoint)
    owner.post(f"{PAGE}/{first.id}", {"what": "ping"})
    (ping,) = house.rows(WebhookDelivery)
    assert (ping.type, ping.status, ping.endpoint_id) == ("ping", "pending", first.id)
    failed = log(house, first.id, "failed")
    page = owner.see(f"{PAGE}/{first.id}")
    assert "受け取る側が断りました" in page
    assert "&lt;b&gt;" in page
    other = owner.post(f"{PAGE}/{second.id}/log/{failed.id}")
    assert other.status_code == 409, "not by another endpoint's address"
    owner.post(f"{PAGE}/{first.id}", {"what": "off"})
    assert owner.post(f"{PAGE}/{first.id}/log/{failed.id}").status_code == 409
    owner.post(f"{PAGE}/{first.id}", {"what": "on"})
    assert owner.post(f"{PAGE}/{first.id}/log/{failed.id}").status_code == 302
    again = house.rows(WebhookDelivery)[1]
    assert (again.status, again.attempts, again.message_id) == ("pending", 0, "msg_1")
    owner.post(f"{PAGE}/{first.id}", {"what": "remove"})
    assert [row.id for row in house.rows(WebhookEndpoint)] == [second.id]
    assert house.rows(WebhookDelivery) == []


def test_one_that_switched_itself_off_is_told_on_the_first_page(house: House, owner: Browser) -> None:
    owner.post(PAGE, FORM)
    with house.database.begin() as uow:
        row = uow.session.query(WebhookEndpoint).one()
        row.active, row.off_why = False, "failing"
        uow.commit()
    assert "Webhookの送り先が、止まっています" in owner.see("/")
    assert "5日間届かなかったため" in owner.see(PAGE)
    owner.post(f"{PAGE}/{row.id}", {"what": "on"})
    assert "Webhookの送り先が、止まっています" not in owner.see("/")
