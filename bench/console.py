"""bot.py bench console: server time of the customers' and purchases' pages over a shop that has grown.

Fills an empty database (both kinds, or the one asked for) with customers, purchases, answers, messages and
decisions by bulk inserts, folds them for searching, and asks for each page through the real application,
without a network: fastest, median and slowest of some rounds, in milliseconds.
"""

import argparse
import random
import statistics
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
from flask import Flask
from sqlalchemy import func, insert, select, text
from werkzeug.routing import Rule

from bench.entering import enter
from console import make_blueprint
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
from models.staff import Staff
from models.touchpoint import Decision, Touchpoint
from services import searching
from services.counting import count_all
from services.published import publish, scripts_cache
from services.purchases import draw_code
from services.shop import Shop
from tests import databases

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
CHUNK = 5_000
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
LIMIT = 100  # milliseconds of server time no page should need
NUMBERED: dict[str, Any] = {
    "contact_id": Contact, "purchase_id": Purchase, "case_id": Case, "staff_id": Staff,
}  # fmt: skip
PAGES = (
    ("list", "/customers"),
    ("list, page 200", ""),
    ("search a name", "/customers?q=山田花子"),
    ("search a rare word", "/customers?q=藤色の小瓶"),
    ("search a common word", "/customers?q=ヒリヒリ"),
    ("search nobody", "/customers?q=存在しない言葉"),
    ("search a telephone", "/customers?q=090-1000-0777"),
    ("search an order", "/customers?q=A-0077777"),
    ("filter: blocked", "/customers?state=blocked"),
    ("filter: open case", "/customers?state=open_case"),
    ("filter: bad feeling", "/customers?feeling=bad"),
    ("filter: rare product", "/customers?product=SKU-RARE"),
    ("one customer", "/customers/777"),
    ("purchases", "/purchases"),
    ("purchases: search", "/purchases?q=佐藤さくら"),
    ("purchases: open", "/purchases?state=open"),
    ("one purchase", "/purchases/777"),
)


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="bot.py bench console", description=__doc__)
    parser.add_argument("--customers", type=int, default=100_000)
    parser.add_argument("--answers", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], action="append")
    chosen = parser.parse_args(arguments)
    for kind in chosen.database or ["sqlite", "postgresql"]:
        database, _ = databases.open_fresh(kind)
        try:
            measure(database, kind, chosen.customers, chosen.answers, chosen.rounds)
        finally:
            databases.close(database)


def measure(database: Database, kind: str, customers: int, answers: int, rounds: int) -> None:
    scripts_cache.clear()
    began = time.perf_counter()
    shop, staff = _fill(database, customers, answers)
    filled = time.perf_counter()
    while searching.refresh(database, lambda: NOW):
        pass
    with database.engine.connect() as connection:
        connection.execute(text("ANALYZE"))
        connection.commit()
    folded = time.perf_counter()
    print(f"\n{kind}: {customers:,} customers, {answers:,} answers", end="")
    print(f" (filled in {filled - began:.0f} s, folded for searching in {folded - filled:.0f} s)")
    app = Flask("bench")
    app.secret_key = "for the bench only"  # noqa: S105
    app.register_blueprint(make_blueprint(database, lambda _: shop, lambda: NOW, lambda: NOW, secure=False))
    client = app.test_client()
    enter(client, database, staff, NOW)
    for name, path in PAGES:
        show(name, timed(client, f"/console{path or _deep(customers)}", rounds))
    print("  every page that can be opened by its address alone, or with a number:")
    days = count_all(database, shop, lambda: NOW)
    slow, seen, left = [], 0, []
    for rule in sorted(app.url_map.iter_rules(), key=str):
        path = _address(rule, database)
        if path is None:
            left.append(str(rule))
        elif client.get(path).status_code == 200:
            seen += 1
            times = timed(client, path, rounds)
            slow += [(path, times)] if statistics.median(times) > LIMIT else []
            show(path, times)
        else:
            left.append(f"{path} ({client.get(path).status_code})")
    print(f"  {seen} pages ({days} days counted before), {len(slow)} over {LIMIT} ms:")
    for path, times in slow:
        show(path, times)
    print(f"  not opened: {', '.join(left)}")


def timed(client: Any, path: str, rounds: int) -> list[float]:
    """Milliseconds of each round."""
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        answer = client.get(path)
        times.append((time.perf_counter() - started) * 1000)
        assert answer.status_code == 200, (path, answer.status_code)
    return times


def show(name: str, times: list[float]) -> None:
    fastest, median = min(times), statistics.median(times)
    print(f"  {name:32} fastest {fastest:7.1f}   median {median:7.1f}   slowest {max(times):7.1f} ms")


def _address(rule: Rule, database: Database) -> str | None:
    """Where this page is, with a number that is there; None when it is no page or needs a word."""
    if "GET" not in (rule.methods or ()) or not rule.rule.startswith("/console/"):
        return None
    if rule.endpoint == "console.static" or rule.rule.endswith("/sign-out"):
        return None
    values: dict[str, int] = {}
    for name in rule.arguments:
        model = NUMBERED.get(name)
        if model is None:
            return None
        with database.read() as session:
            found = session.scalar(select(func.max(model.id)))
        if found is None:
            return None
        values[name] = found
    built = rule.build(values)
    return built[1] if built is not None else None


def _deep(customers: int) -> str:
    """A cursor far down the list."""
    at = NOW - timedelta(seconds=customers // 2)
    return f"/customers?after={int(at.timestamp() * 1_000_000)}-1"


def _fill(database: Database, customers: int, answers: int) -> tuple[Shop, Staff]:
    library = load_library()
    with database.begin() as uow:
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
    )
    for model, rows in makers:
        _insert(database, model, rows)
    if not database.is_sqlite:
        _move_sequences(database, [model.__tablename__ for model, _ in makers])
    return shop, staff


def _insert(database: Database, model: type[Base], rows: Iterator[dict[str, Any]]) -> None:
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


def _move_sequences(database: Database, tables: list[str]) -> None:
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
    for n in range(1, count + count // 5 + 1):
        bound = n <= count
        yield {
            "id": n, "channel_id": 1, "external_id": f"A-{n:07}", "status": "active", "status_note": "",
            "purchased_at": NOW - timedelta(minutes=n), "email": f"c{n}@example.jp", "locale": "",
            "customer_name": f"{FAMILY[n % 20]} {GIVEN[n * 7 % 20]}", "phone": f"+81901{n:07}",
            "time_zone": "",
            "claim_code": draw_code(), "claim_expires_at": NOW + timedelta(days=90),
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
    """Ten per customer: mostly taps; each tenth is words."""
    for n in range(1, count + 1):
        who, step = (n - 1) % customers + 1, (n - 1) // customers
        words = step == 3
        score = (who * 7 + step) % 5 + 1
        yield {
            "id": n, "channel_id": 1, "contact_id": who, "purchase_id": who, "conversation_id": who,
            "script_version_id": version, "script": "checkin", "step": f"s{step}", "turn": step,
            "axis": "comment" if words else ("feeling", "result", "word")[step % 3],
            "kind": "text" if words else "scale", "question": "いかがですか", "value": str(score),
            "label": _words(who) if words else f"{score}",
            "score": None if words else score, "message_id": "",
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
    for n in range(1, customers * 4 + 1):
        who, number = (n - 1) % customers + 1, (n - 1) // customers
        yield {
            "id": n, "channel_id": 1, "purchase_id": who, "contact_id": who, "journey_version_id": version,
            "key": f"k{number}", "round": 0, "status": "sent" if number < 3 else "waiting", "postponed": 0,
            "reason": "due", "decided_at": NOW,
        }  # fmt: skip


def _decisions(customers: int) -> Iterator[dict[str, Any]]:
    for n in range(1, customers * 3 + 1):
        yield {
            "id": n, "touchpoint_id": n, "contact_id": (n - 1) % customers + 1, "at": NOW, "verdict": "send",
            "reason": "due", "detail": {},
        }  # fmt: skip


def _cases(customers: int) -> Iterator[dict[str, Any]]:
    drawn = random.Random(7).sample(range(1, customers + 1), max(1, customers // 500))
    for n, who in enumerate(drawn, 1):
        yield {
            "id": n, "channel_id": 1, "contact_id": who, "purchase_id": who,
            "reason": "health" if n % 9 == 0 else "unhappy",
            "level": 0, "text": "ヒリヒリします", "matched": [], "message_id": "", "status": "open",
            "opened_at": NOW, "promise_at": NOW + timedelta(hours=3), "close_reason": "",
        }  # fmt: skip
