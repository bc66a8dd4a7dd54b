"""The whole product without its web server: stored webhooks in, the emulator as LINE out, one clock."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from conversations.library import Library, load_library
from delivery.relay import Relay
from emulator.testing import RunningEmulator
from line.client import LineClient
from models.channel import Channel
from models.contact import Contact
from models.database import Database
from models.purchase import Purchase
from models.staff import Staff
from services import purchases
from services.inbox import Inbox
from services.published import publish, scripts_cache
from services.purchases import NewItem, NewPurchase
from services.shop import Rules, Shop
from services.timers import ring
from services.touchpoints import run_due
from services.watching import watch_promises, watch_undelivered
from tests.conftest import FakeClock
from webhook.intake import Intake

ANNA = "U" + "a" * 32


@dataclass
class Stage:
    """`play()` lets everything happen that is due; the emulator's clock follows ours."""

    database: Database
    clock: FakeClock
    line: RunningEmulator
    shop: Shop
    intake: Intake
    inbox: Inbox
    relay: Relay

    def shop_of(self, channel_id: int) -> Shop:
        return self.shop

    def play(self) -> int:
        """Until nothing more happens."""
        total = 0
        for _ in range(50):
            self.line.post("/emulator/webhooks/wait", {})
            done = (
                self.inbox.drain()
                + ring(self.database, self.shop_of, self.clock)
                + run_due(self.database, self.shop_of, self.clock)
                + watch_promises(self.database, self.shop_of, self.clock)
                + watch_undelivered(self.database, self.shop_of, self.clock)
                + self.relay.run_once()
            )
            total += done
            if not done:
                return total
        raise AssertionError("it never came to rest")

    def travel(self, **by: float) -> None:
        """Both clocks forward, then let happen what is due."""
        self.clock.advance(**by)
        self.line.post("/emulator/clock", {"advance_seconds": timedelta(**by).total_seconds()})
        self.play()

    def travel_in_steps(self, days: int) -> None:
        for _ in range(days * 4):
            self.travel(hours=6)

    def buy(self, external_id: str = "A-1", *, product: str = "しずく美容液", **values: Any) -> Purchase:
        items = (NewItem("SER-30", product, "cosmetics", 1, 4200),)
        order = NewPurchase(external_id, self.clock(), items, customer_name="佐藤花子", **values)
        with self.database.begin() as uow:
            purchase, _ = purchases.register(uow.session, self.shop, order, self.clock())
            uow.commit()
            return purchase

    def milestone(self, external_id: str, name: str, at: datetime | None = None) -> None:
        with self.database.begin() as uow:
            row = self.purchase(external_id, uow.session)
            purchases.tell_milestone(uow.session, self.shop, row, name, at, "", self.clock())
            uow.commit()
        self.play()

    def purchase(self, external_id: str, session: Any) -> Purchase:
        return session.scalars(select(Purchase).where(Purchase.external_id == external_id)).one()  # type: ignore[no-any-return]

    def person(self, name: str = "花子", user_id: str = ANNA) -> "Person":
        self.line.post("/emulator/users", {"display_name": name, "user_id": user_id})
        return Person(self, user_id)

    def staff(self, name: str = "鈴木", line_user_id: str | None = None) -> int:
        with self.database.begin() as uow:
            row = Staff(
                email=f"{name}@example.jp", name=name, role="agent", fs_uniquifier=name,
                line_user_id=line_user_id, created_at=self.clock(),
            )  # fmt: skip
            uow.session.add(row)
            uow.commit()
            return row.id

    def rows(self, model: Any, **where: Any) -> list[Any]:
        with self.database.read() as session:
            return list(session.scalars(select(model).filter_by(**where).order_by(model.id)))

    def contact(self, user_id: str = ANNA) -> Contact:
        return self.rows(Contact, line_user_id=user_id)[0]  # type: ignore[no-any-return]

    def billed(self) -> int:
        return int(self.line.get("/emulator/quota")["used"])


@dataclass
class Person:
    """A customer's phone."""

    stage: Stage
    user_id: str
    seen: int = -1

    def _do(self, what: str, content: dict[str, Any] | None = None) -> dict[str, Any]:
        answer = self.stage.line.post(
            f"/emulator/users/{self.user_id}/{what}", {**(content or {}), "wait": True}
        )
        self.stage.play()
        return answer  # type: ignore[no-any-return]

    def follow(self) -> None:
        self._do("follow")

    def block(self) -> None:
        self._do("block")

    def say(self, text: str) -> str:
        return str(self._do("say", {"text": text})["message_id"])

    def send(self, kind: str, **more: Any) -> None:
        self._do("say", {"type": kind, **more})

    def tap(self, label: str) -> None:
        self._do("tap", {"label": label})

    def unsend(self, message_id: str) -> None:
        self._do("unsend", {"message_id": message_id})

    def labels(self) -> list[str]:
        return [b["label"] for b in self.stage.line.get(f"/emulator/users/{self.user_id}/buttons")["buttons"]]

    def received(self) -> list[dict[str, Any]]:
        """What came since the last look: LINE's messages with method and whether they were billed."""
        chat = self.stage.line.get(f"/emulator/users/{self.user_id}/chat?after={self.seen}")["chat"]
        if chat:
            self.seen = max(line["index"] for line in chat)
        return [line for line in chat if line["from"] == "account"]

    def heard(self) -> str:
        """The words that came since the last look."""
        return "\n".join(words_of(line["message"]) for line in self.received())


def words_of(message: dict[str, Any]) -> str:
    if message["type"] == "text":
        return str(message["text"])
    return str(message.get("altText", message["type"]))


def set_stage(
    database: Database, clock: FakeClock, line: RunningEmulator, library: Library | None = None
) -> Stage:
    library = library or load_library()
    scripts_cache.clear()
    with database.begin() as uow:
        channel = Channel(basic_id="@sonogo", name="花しずく", created_at=clock())
        uow.session.add(channel)
        uow.session.flush()
        scripts, journeys = publish(uow.session, library, clock())
        uow.commit()
    shop = Shop(
        channel.id,
        "@sonogo",
        "花しずく",
        "https://shop.example.jp",
        "Asia/Tokyo",
        library,
        Rules(),
        scripts,
        journeys,
        page_keys=("a key of this stage",),
    )
    intake = Intake(database, {"@sonogo": [line.channel.secret]}, clock)
    return Stage(
        database, clock, line, shop, intake,
        Inbox(database, lambda _: shop, clock),
        Relay(database, channel.id, LineClient(line.base_url, line.access_token), clock),
    )  # fmt: skip
