"""The operator's commands where a shop has two LINE accounts: none guesses whose customers are meant."""

import os
import subprocess
import sys
from pathlib import Path

import orjson
import pytest
from sqlalchemy import select

from models.channel_key import ChannelKeys
from models.contact import Contact
from models.purchase import Purchase
from services.clock import system_clock
from tests.channels.conftest import FIRST, SECOND, Town, add_second, owner_of

ROOT = Path(__file__).resolve().parents[2]
SHEET = "注文番号,購入日,商品名,SKU\nR-1,2026-11-20,化粧水,SKU-1\n"
AMY = "U" + "a" * 32


class Ran:
    def __init__(self, done: "subprocess.CompletedProcess[str]") -> None:
        self.code, self.said, self.wrong = done.returncode, done.stdout, done.stderr


def run(town: Town, *words: str) -> Ran:
    """`python bot.py …` with the environment of the first account."""
    environment = {
        "DATABASE_URL": town.url, "LINE_BASIC_ID": FIRST.basic_id, "LINE_CHANNEL_SECRET": FIRST.secret,
        "LINE_CHANNEL_ACCESS_TOKEN": FIRST.access_token, "LINE_API_BASE": town.line.base_url,
        "SECRET_KEY": "k" * 48, "SHOP_NAME": "花しずく", "PUBLIC_URL": town.address, "LOG_LEVEL": "ERROR",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "bot.py", *words], cwd=ROOT, env={**os.environ, **environment},
        capture_output=True, text=True, timeout=100, check=False,
    )  # fmt: skip
    return Ran(done)


@pytest.fixture
def second(town: Town) -> int:
    return add_second(town, owner_of(town.build()))


def bought(town: Town, channel_id: int, order: str, user_id: str) -> int:
    """An order of somebody who is a friend of this account; the contact's number."""
    sonogo, now = town.build(), system_clock()
    with sonogo.database.begin() as uow:
        contact = Contact(channel_id=channel_id, line_user_id=user_id, created_at=now, display_name="花子")
        uow.session.add(contact)
        uow.session.flush()
        order_row = Purchase(
            channel_id=channel_id, external_id=order, contact_id=contact.id, purchased_at=now, created_at=now,
            claim_code=f"{channel_id}{order}", claim_expires_at=now,
        )  # fmt: skip
        uow.session.add(order_row)
        uow.commit()
        return contact.id


def test_one_account_is_never_asked_for(town: Town) -> None:
    own = bought(town, town.build().shop.channel_id, "A-1", AMY)
    assert orjson.loads(run(town, "export", "A-1").said)["contact"]["id"] == own
    refused = run(town, "export", "A-1", "--channel", "@nobody")
    assert refused.code == 1
    assert f"no LINE account '@nobody' here. Accounts: --channel {FIRST.basic_id} (花しずく)" in refused.wrong


def test_a_person_is_found_at_either_account_and_never_mistaken_for_another(town: Town, second: int) -> None:
    own = bought(town, town.build().shop.channel_id, "A-1", AMY)
    other = bought(town, second, "A-1", AMY)
    only = bought(town, second, "B-1", "U" + "b" * 32)
    assert orjson.loads(run(town, "export", "B-1").said)["contact"]["id"] == only
    for who in ("A-1", AMY):
        refused = run(town, "erase", who, "--yes")
        assert refused.code == 1
        assert "is known in several LINE accounts" in refused.wrong
        assert f"--channel {FIRST.basic_id} (" in refused.wrong
        assert f"--channel {SECOND.basic_id} ({SECOND.display_name})" in refused.wrong
    assert run(town, "erase", "A-1", "--yes", "--channel", "second").code == 0
    with town.build().database.read() as session:
        gone = dict(session.execute(select(Contact.id, Contact.erased_at)).all())
    assert gone[own] is None
    assert gone[other] is not None
    assert gone[only] is None


def test_orders_are_read_for_the_account_that_is_named(town: Town, second: int, tmp_path: Path) -> None:
    sheet = tmp_path / "orders.csv"
    sheet.write_text(SHEET, encoding="utf-8")
    refused = run(town, "purchases", "import", str(sheet))
    assert refused.code == 1
    assert f"say which one. Accounts: --channel {FIRST.basic_id} (花しずく), --channel {SECOND.basic_id}" in (
        refused.wrong
    )
    taken = run(town, "purchases", "import", str(sheet), "--channel", SECOND.basic_id)
    assert taken.code == 0, taken.said + taken.wrong
    with town.build().database.read() as session:
        assert list(session.scalars(select(Purchase.channel_id))) == [second]


def test_the_doctor_visits_every_account_and_mends_each_where_its_keys_are(town: Town, second: int) -> None:
    town.line.platform.channels[SECOND.channel_id].tokens.long_lived = "exchanged"
    report = run(town, "doctor").said
    general, own, other = report.partition(f"\n{FIRST.basic_id}")[0], *report.split("\n\n")[1:]
    assert "settings are complete" in general
    assert "access token" not in general
    assert "The channel access token is valid." in own
    assert other.startswith(
        f"{SECOND.basic_id} {SECOND.display_name}\n✖ LINE refuses the channel access token."
    )
    assert "paste it in *Settings → LINE accounts*" in other
    assert "LINE_CHANNEL_ACCESS_TOKEN" not in other
    narrowed = run(town, "doctor", "--channel", FIRST.basic_id).said
    assert FIRST.basic_id in narrowed
    assert SECOND.display_name not in narrowed
    unknown = run(town, "doctor", "--channel", "@nobody")
    assert (unknown.code, "Accounts:" in unknown.wrong) == (1, True)


def test_keys_that_cannot_be_opened_are_a_finding(town: Town, second: int) -> None:
    sonogo = town.build()
    with sonogo.database.begin() as uow:
        uow.session.get_one(ChannelKeys, second).token = "sealed with a key that is gone"
        uow.commit()
    assert (
        "✖ The keys of this account cannot be opened: SECRET_KEY was exchanged." in run(town, "doctor").said
    )
