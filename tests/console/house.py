"""A shop with its console, and customers who write: real services and rows, LINE left out.

What the bot and staff say is marked as sent by `deliver`; what customers say goes through the real inbox.
"""

import itertools
import re
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache
from typing import Any

import orjson
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from console import make_blueprint
from console.guards import signed
from conversations.library import Library, load_library
from models.case import Case, Proposal
from models.case_template import CaseTemplate
from models.channel import Channel
from models.contact import Contact
from models.database import Database
from models.inbound import store
from models.outbound import OutboundMessage
from models.purchase import Purchase
from models.staff import Staff
from services import purchases, sessions
from services.inbox import Inbox
from services.passwords import hash_password
from services.published import publish, scripts_cache
from services.purchases import NewItem, NewPurchase
from services.shop import Shop
from services.written import Written, save
from tests.conftest import FakeClock

PASSWORD = "correct horse battery"
HASH = hash_password(PASSWORD)
HANAKO = "U" + "a" * 32
TARO = "U" + "b" * 32


@dataclass
class House:
    """The shop, its people and its pages."""

    database: Database
    clock: FakeClock
    shop: Shop
    app: Flask
    inbox: Inbox
    numbers: Any = field(default_factory=lambda: itertools.count(1))

    # --- customers -----------------------------------------------------------------------------------

    def event(self, user_id: str, **content: Any) -> str:
        """One webhook event, stored and handled; its message id."""
        number = next(self.numbers)
        message_id = f"m{number:06}"
        if "message" in content:
            content["message"] = {"id": message_id, **content["message"]}
        payload = {
            "webhookEventId": f"e{number:06}",
            "replyToken": f"r{number:06}",
            "timestamp": int(self.clock().timestamp() * 1000),
            "source": {"type": "user", "userId": user_id},
            "mode": "active",
            **content,
        }
        row = {
            "channel_id": self.shop.channel_id,
            "webhook_event_id": payload["webhookEventId"],
            "line_user_id": user_id,
            "type": payload["type"],
            "message_id": message_id if "message" in content else None,
            "occurred_at": self.clock(),
            "received_at": self.clock(),
            "payload": orjson.dumps(payload).decode(),
            "outcome": "",
            "attempts": 0,
        }
        with self.database.begin() as uow:
            store(uow.session, [row])
            uow.commit()
        while self.inbox.drain():
            pass
        self.deliver()
        return message_id

    def says(self, user_id: str, text: str) -> str:
        return self.event(user_id, type="message", message={"type": "text", "text": text})

    def taps(self, user_id: str, label: str) -> None:
        """Press the newest button with this label."""
        contact = self.contact(user_id)
        for row in reversed(self.rows(OutboundMessage, contact_id=contact.id)):
            found = re.search(rf'"label":"{re.escape(label)}","data":"([^"]+)"', row.messages)
            if found:
                self.event(user_id, type="postback", postback={"data": found[1]})
                return
        raise AssertionError(f"no button {label!r}")

    def buys(self, user_id: str, name: str, external_id: str, product: str = "しずく美容液") -> Contact:
        """An order, friendship, and the claim of it."""
        items = (NewItem("SER-30", product, "cosmetics", 1, 4200),)
        order = NewPurchase(external_id, self.clock(), items, customer_name=name)
        with self.database.begin() as uow:
            purchase, _ = purchases.register(uow.session, self.shop, order, self.clock())
            uow.commit()
        self.event(user_id, type="follow", follow={"isUnblocked": False})
        code = purchase.claim_code
        self.says(user_id, f"購入コード: SN-{code[:4]}-{code[4:]}")
        return self.contact(user_id)

    def deliver(self) -> None:
        with self.database.begin() as uow:
            waiting = update(OutboundMessage).where(OutboundMessage.status == "pending")
            uow.session.execute(waiting.values(status="sent", sent_at=self.clock(), method="push"))
            uow.commit()

    def complains(self, user_id: str = HANAKO, text: str = "二度と買いません。返金してください") -> Case:
        self.says(user_id, text)
        return self.rows(Case, contact_id=self.contact(user_id).id)[-1]

    # --- staff ---------------------------------------------------------------------------------------

    def hire(self, email: str, role: str = "agent", name: str = "") -> Staff:
        with self.database.begin() as uow:
            row = Staff(
                email=email, name=name or email.partition("@")[0], role=role, password=HASH, active=True,
                fs_uniquifier=email, created_at=self.clock(),
            )  # fmt: skip
            uow.session.add(row)
            uow.commit()
            return row

    def writes_out(self, *texts: Written) -> list[CaseTemplate]:
        """A lead writes these texts out (or one that serves)."""
        lead = self.hire("texts@example.jp", "lead", "店長")
        with self.database.begin() as uow:
            texts = texts or (Written("reply", "はじめの一言", "{{ name }}、{{ staff }}です。"),)
            made = [save(uow.session, lead, None, text, self.clock()) for text in texts]
            uow.commit()
        return [row for row in made if isinstance(row, CaseTemplate)]

    def another_process(self) -> "House":
        """The same shop's pages, served by a process that remembers nothing of this one."""
        return replace(self, app=_process(self.database, self.shop, self.clock))

    def browser(self, email: str | None = None) -> "Browser":
        browser = Browser(self, self.app.test_client())
        if email is not None:
            assert browser.sign_in(email).status_code == 302
        return browser

    # --- rows ----------------------------------------------------------------------------------------

    def rows(self, model: Any, **where: Any) -> list[Any]:
        with self.database.read() as session:
            return list(session.scalars(select(model).filter_by(**where).order_by(model.id)))

    def contact(self, user_id: str = HANAKO) -> Contact:
        return self.rows(Contact, line_user_id=user_id)[0]  # type: ignore[no-any-return]

    def case(self, case_id: int) -> Case:
        return self.rows(Case, id=case_id)[0]  # type: ignore[no-any-return]

    def said(self, user_id: str = HANAKO) -> str:
        """Everything that was sent to this customer, as JSON."""
        return "\n".join(r.messages for r in self.rows(OutboundMessage, contact_id=self.contact(user_id).id))

    def proposals(self) -> list[Proposal]:
        return self.rows(Proposal)

    def purchases(self) -> list[Purchase]:
        return self.rows(Purchase)


@dataclass
class Browser:
    """One person's browser: fills in the hidden fields of the form it looks at, as a browser does."""

    house: House
    client: FlaskClient

    def get(self, path: str, **more: Any) -> TestResponse:
        return self.client.get(f"/console{path}", **more)

    def see(self, path: str) -> str:
        answer = self.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.text

    def token(self, path: str = "/me") -> str:
        """From a page of ours; signed out, every page leads to the sign-in form, which has one, too."""
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.get(path, follow_redirects=True).text)
        assert found, path
        return found[1]

    def post(
        self, path: str, form: dict[str, Any] | None = None, *, page: str = "/me", **more: Any
    ) -> TestResponse:
        data = {"csrf_token": self.token(page), **(form or {})}
        return self.client.post(f"/console{path}", data=data, **more)

    def enter(self, staff: Staff) -> "Browser":
        """Signed in without the slow password check."""
        with self.house.database.begin() as uow:
            token = sessions.begin(uow.session, staff, "password", "", self.house.clock(), quiet=True)
            uow.commit()
        with self.client.session_transaction("/console/") as session:
            session.update(signed(staff, token))
        return self

    def sign_in(self, email: str, password: str = PASSWORD, **form: Any) -> TestResponse:
        return self.post("/sign-in", {"email": email, "password": password, **form})

    def seen(self, case_id: int) -> int:
        found = re.search(r'name="seen" value="(\d+)"', self.see(f"/cases/{case_id}"))
        assert found
        return int(found[1])

    def act(self, case_id: int, what: str, seen: int | None = None, **form: Any) -> TestResponse:
        """Send one of the forms of a case's page as it is shown now (or was, when `seen` is given)."""
        page = f"/cases/{case_id}"
        hidden: dict[str, Any] = {"seen": seen}
        if seen is None:
            found = re.findall(r'name="(seen|heard)" value="(\d+)"', self.see(page))
            hidden = dict(found)
        return self.post(f"{page}/{what}", {**hidden, **form}, page=page)


@cache
def _library() -> Library:
    return load_library()


def build(
    database: Database,
    clock: FakeClock,
    wall: FakeClock | None = None,
    public_url: str = "https://shop.example.jp",
) -> House:
    scripts_cache.clear()
    library = _library()
    with database.begin() as uow:
        channel = Channel(basic_id="@sonogo", name="花しずく", created_at=clock())
        uow.session.add(channel)
        uow.session.flush()
        scripts, journeys = publish(uow.session, library, clock())
        uow.commit()
    shop = Shop(
        channel.id, "@sonogo", "花しずく", public_url, "Asia/Tokyo", library,
        script_versions=scripts, journey_versions=journeys, page_keys=("a key of this house",),
    )  # fmt: skip
    app = _process(database, shop, clock, wall)
    return House(database, clock, shop, app, Inbox(database, lambda _: shop, clock))


def _process(database: Database, shop: Shop, clock: FakeClock, wall: FakeClock | None = None) -> Flask:
    app = Flask("console-tests")
    app.secret_key = "for tests only"
    app.register_blueprint(
        make_blueprint(database, lambda _: shop, clock, wall or clock, secure=False, idle=timedelta(hours=4))
    )
    return app
