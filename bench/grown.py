"""A shop that has grown, written by bulk inserts: what `bot.py bench console` opens its pages over.

Customers with purchases, answers, messages, decisions, what is planned for them, and some cases.
"""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import insert, select, text

from conversations.library import load_library
from models.base import Base
from models.case import Case
from models.channel import Channel
from models.contact import Contact
from models.conversation import Answer, Conversation
from models.database import Database
from models.inbound import InboundEvent
from models.outbound import OutboundMessage
from models.purchase import Milestone, Purchase, PurchaseItem
from models.refill import OutOfStock
from models.staff import Staff
from models.touchpoint import Decision, Touchpoint
from services.published import publish
from services.purchases import draw_code
from services.shop import Shop

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
CHUNK = 5_000
LONG = 7  # the contact with the longest history (`bench.lived_in`)
FAMILY = (
    "佐藤", "鈴木", "高橋", "田中", "伊藤", "渡辺", "山本", "中村", "小林", "加藤",
    "吉田", "山田", "佐々木", "松本", "井上", "木村", "林", "清水", "斎藤", "森",
)  # fmt: skip
GIVEN = (
    "花子", "陽菜", "美咲", "さくら", "結衣", "太郎", "蓮", "健", "翔", "大輔",
    "由美", "恵子", "直樹", "誠", "愛", "葵", "凛", "湊", "陽翔", "紬",
)  # fmt: skip
SAID = (
    "使い始めて一週間ですが肌がしっとりしてきました", "夜に塗ると少しヒリヒリします", "香りがとても好きです",
    "まだ届いていません", "母にも贈りたいです", "説明書の字が小さくて読みにくいです", "毎朝つかっています",
    "思っていたより量が少ないです", "乾燥しなくなりました", "もう少し安いとうれしいです",
)  # fmt: skip


def open_shop(database: Database) -> tuple[Shop, Staff]:
    """The shop of this database and who looks at its pages; both are made where there are none."""
    library = load_library()
    with database.begin() as uow:
        channel, staff = uow.session.scalar(select(Channel)), uow.session.scalar(select(Staff))
        if channel is None or staff is None:
            channel = Channel(basic_id="@bench", name="花しずく", created_at=NOW)
            staff = Staff(email="a@example.jp", role="owner", fs_uniquifier="a", created_at=NOW)
            uow.session.add_all([channel, staff])
            uow.session.flush()
        scripts, journeys = publish(uow.session, library, NOW)
        uow.commit()
    shop = Shop(
        channel.id, "@bench", "花しずく", "https://shop.example.jp", "Asia/Tokyo", library,
        script_versions=scripts, journey_versions=journeys,
    )  # fmt: skip
    return shop, staff


def is_empty(database: Database) -> bool:
    with database.read() as session:
        return session.scalar(select(Contact.id).limit(1)) is None


def fill(database: Database, shop: Shop, customers: int, answers: int) -> None:
    scripts, journeys = shop.script_versions, shop.journey_versions
    makers = (
        (Contact, _contacts(customers)),
        (Purchase, _purchases(customers, next(iter(journeys)))),
        (PurchaseItem, _items(customers)),
        (Milestone, _milestones(customers)),
        (Conversation, _conversations(customers, min(scripts.values()))),
        (Answer, _answers(customers, answers, min(scripts.values()))),
        (InboundEvent, _heard(customers, answers)),
        (OutboundMessage, _sent(customers)),
        (Touchpoint, _touchpoints(customers, min(journeys.values()))),
        (Decision, _decisions(customers)),
        (Case, _cases(customers)),
        (OutOfStock, _out_of_stock()),
    )
    for model, rows in makers:
        insert_rows(database, model, rows)
    move_sequences(database, [model.__tablename__ for model, _ in makers])


def insert_rows(database: Database, model: type[Base], rows: Iterator[dict[str, Any]]) -> None:
    """A few thousand at once."""
    chunk: list[dict[str, Any]] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == CHUNK:
            _write(database, model, chunk)
            chunk = []
    if chunk:
        _write(database, model, chunk)


def _write(database: Database, model: type[Base], rows: list[dict[str, Any]]) -> None:
    with database.begin() as uow:
        uow.session.execute(insert(model.__table__), rows)  # type: ignore[arg-type]
        uow.commit()


def move_sequences(database: Database, tables: list[str]) -> None:
    """The next row gets the number after those that were written with theirs."""
    if database.is_sqlite:
        return
    with database.engine.begin() as connection:
        for table in tables:
            last = f"(SELECT max(id) FROM {table})"  # noqa: S608 - our own tables
            moved = f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {last})"
            connection.execute(text(moved))


def _contacts(count: int) -> Iterator[dict[str, Any]]:
    for n in range(1, count + 1):
        yield {
            "id": n, "channel_id": 1, "line_user_id": f"U{n:032}", "display_name": f"{GIVEN[n % 20]}🌸",
            "language": "ja",
            "profile_at": NOW - timedelta(days=30), "claim_misses": 0,
            "unread": n % 500 == 0,
            "friend_state": "blocked" if n % 5 == 0 else "friend", "talk": "bot",
            "befriended_at": NOW - timedelta(days=60), "last_inbound_at": NOW - timedelta(seconds=n),
            "created_at": NOW - timedelta(days=60),
        }  # fmt: skip


def _purchases(count: int, journey: str) -> Iterator[dict[str, Any]]:
    codes: set[str] = set()  # drawn so often, the same one comes twice every third time
    while len(codes) < count + count // 5:
        codes.add(draw_code())
    for n in range(1, count + count // 5 + 1):
        bound = n <= count
        yield {
            "id": n, "channel_id": 1, "external_id": f"A-{n:07}", "status": "active", "status_note": "",
            "purchased_at": NOW - timedelta(minutes=n), "email": f"c{n}@example.jp", "locale": "",
            "customer_name": f"{FAMILY[n % 20]} {GIVEN[n * 7 % 20]}", "phone": f"+81901{n:07}",
            "time_zone": "",
            "claim_code": codes.pop(), "claim_expires_at": NOW + timedelta(days=90),
            "contact_id": n if bound else None, "bound_at": NOW if bound else None, "journey": journey,
            "facts": {}, "created_at": NOW,
        }  # fmt: skip


def _items(count: int) -> Iterator[dict[str, Any]]:
    for n in range(1, count + count // 5 + 1):
        sku = "SKU-RARE" if n % 9_973 == 0 else f"SKU-{n % 40:02}"
        yield {
            "id": n, "purchase_id": n, "sku": sku, "name": f"しずく美容液 {sku}", "category": "cosmetics",
            "quantity": 1, "unit_price": 4200,
        }  # fmt: skip


def _milestones(count: int) -> Iterator[dict[str, Any]]:
    for n in range(1, count + 1):
        yield {
            "id": n, "purchase_id": n, "name": "delivered", "at": NOW - timedelta(days=20), "note": "",
            "told_at": NOW,
        }  # fmt: skip


def _conversations(count: int, version: int) -> Iterator[dict[str, Any]]:
    for n in range(1, count + 1):
        yield {
            "id": n, "token": f"t{n}", "channel_id": 1, "contact_id": n, "purchase_id": n,
            "script": "checkin",
            "script_version_id": version, "purpose": "check_in", "status": "done", "step": "", "turn": 9,
            "state": {}, "outcome": "", "started_at": NOW, "updated_at": NOW,
        }  # fmt: skip


def _answers(customers: int, count: int, version: int) -> Iterator[dict[str, Any]]:
    """Ten per customer: mostly taps; each tenth is words. Each tenth customer is asked about friends, too."""
    for n in range(1, count + 1):
        who, step = (n - 1) % customers + 1, (n - 1) // customers
        score = (who * 7 + step) % 5 + 1
        axis, value, words = ("feeling", "result", "word")[step % 3], str(score), step == 3
        if words:
            axis = "comment"
        elif step in (8, 9) and who % 10 == 0:
            axis, value = ("helped", f"v{score}") if step == 8 else ("referral", "yes" if score > 3 else "no")
        scale = axis in ("feeling", "result", "word")
        yield {
            "id": n, "channel_id": 1, "contact_id": who, "purchase_id": who, "conversation_id": who,
            "script_version_id": version, "script": "checkin", "step": f"s{step}", "turn": step, "axis": axis,
            "kind": "text" if words else "scale" if scale else "choice",
            "question": "いかがですか", "value": value, "label": _words(who) if words else value,
            "score": score if scale else None, "message_id": "",
            "answered_at": NOW - timedelta(days=20 - step, seconds=who % 80_000),
        }  # fmt: skip


def _words(who: int) -> str:
    return f"{SAID[who % 10]}。藤色の小瓶" if who == 54_321 else f"{SAID[who % 10]}。{SAID[who // 10 % 10]}"


def _heard(customers: int, answers: int) -> Iterator[dict[str, Any]]:
    for n in range(1, customers * 3 + 1):
        who = (n - 1) % customers + 1
        payload = {"type": "message", "message": {"type": "text", "id": f"m{n}", "text": SAID[n * 3 % 10]}}
        yield {
            "id": n, "channel_id": 1, "webhook_event_id": f"e{n}", "line_user_id": f"U{who:032}",
            "type": "message", "message_id": f"m{n}", "occurred_at": NOW - timedelta(seconds=n),
            "received_at": NOW, "payload": orjson.dumps(payload).decode(), "handled_at": NOW, "outcome": "",
            "attempts": 0,
        }  # fmt: skip


def _sent(customers: int) -> Iterator[dict[str, Any]]:
    messages = orjson.dumps([{"type": "text", "text": "その後、いかがですか"}]).decode()
    for n in range(1, customers * 4 + 1):
        who = (n - 1) % customers + 1
        yield {
            "id": n, "channel_id": 1, "to": f"U{who:032}", "contact_id": who, "kind": "check_in",
            "author": "bot", "messages": messages, "retry_key": f"k{n}", "status": "sent", "method": "push",
            "due_at": NOW, "attempts": 1, "ambiguous": False, "billed": True, "request_id": "", "error": "",
            "needs_staff": False, "sent_at": NOW - timedelta(minutes=n % 9_000), "created_at": NOW,
        }  # fmt: skip


def _touchpoints(customers: int, version: int) -> Iterator[dict[str, Any]]:
    """Three that were decided and one within the next thirty days; some were not sent for want of stock."""
    for n in range(1, customers * 4 + 1):
        who, number = (n - 1) % customers + 1, (n - 1) // customers
        planned, lacked = number == 3, number == 2 and who % 50 == 0
        due = NOW + timedelta(minutes=who % 43_200 + 1) if planned else None
        yield {
            "id": n, "channel_id": 1, "purchase_id": who, "contact_id": who, "journey_version_id": version,
            "key": f"k{number}", "round": 0, "postponed": 0,
            "status": "planned" if planned else "skipped" if lacked else "sent",
            "reason": "out_of_stock" if lacked else "due", "planned_at": due, "due_at": due,
            "decided_at": None if planned else NOW,
        }  # fmt: skip


def _decisions(customers: int) -> Iterator[dict[str, Any]]:
    for n in range(1, customers * 3 + 1):
        yield {
            "id": n, "touchpoint_id": n, "contact_id": (n - 1) % customers + 1, "at": NOW, "verdict": "send",
            "reason": "due", "detail": {},
        }  # fmt: skip


def _cases(customers: int) -> Iterator[dict[str, Any]]:
    drawn = random.Random(7).sample(range(LONG + 1, customers + 1), max(1, customers // 500))
    for n, who in enumerate(drawn, 1):
        yield {
            "id": n, "channel_id": 1, "contact_id": who, "purchase_id": who,
            "reason": "health" if n % 9 == 0 else "unhappy",
            "level": 0, "text": "ヒリヒリします", "matched": [], "message_id": "", "status": "open",
            "opened_at": NOW, "promise_at": NOW + timedelta(hours=3), "close_reason": "",
        }  # fmt: skip


def _out_of_stock() -> Iterator[dict[str, Any]]:
    yield {"id": 1, "channel_id": 1, "sku": "SKU-10", "since": NOW - timedelta(days=3), "until": None}
