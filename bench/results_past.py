"""A shop's past, the same every time: so many customers, their purchases, what was asked and answered.

Rows go in by COPY (PostgreSQL) or executemany (SQLite), a few hundred thousand a second.
"""

import random
import uuid
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Table, text

from conversations.library import load_library
from models.case import Case, CaseEntry
from models.channel import Channel
from models.contact import Contact
from models.conversation import Answer, Conversation
from models.database import Database
from models.outbound import OutboundMessage
from models.purchase import Milestone, Purchase, PurchaseItem
from models.staff import Staff
from models.touchpoint import Touchpoint
from services.published import publish, scripts_cache
from services.shop import Rules, Shop

NOW: Final = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
DAYS: Final = 180
BLOCK: Final = 2_000  # customers written at once
PRODUCTS: Final = tuple((f"SKU-{n:02}", f"商品その{n}") for n in range(1, 13))
WORDS: Final = ("肌がやわらかくなりました", "香りが好きです", "思ったより時間がかかります", "続けやすいです",
                "少しべたつきます", "もう少し早く届くとうれしいです")  # fmt: skip
SCRIPT_OF: Final = {
    "welcome": "cosmetics-welcome", "shipped": "cosmetics-shipped", "delivered": "cosmetics-delivered",
    "howto": "cosmetics-howto", "checkin": "cosmetics-checkin", "recovery": "recovery-skin",
}  # fmt: skip
MODELS: Final = (
    Contact, Purchase, PurchaseItem, Milestone, Touchpoint, Conversation, OutboundMessage, Answer, Case,
    CaseEntry,
)  # fmt: skip


class Past:
    """Makes rows as dictionaries of what is not a default, table by table."""

    def __init__(self, shop: Shop, staff: list[int], seed: int = 7) -> None:
        self.shop, self.staff, self.chance = shop, staff, random.Random(seed)
        self.counts: dict[Any, int] = defaultdict(int)
        self.rows: dict[Any, list[dict[str, Any]]] = defaultdict(list)

    def add(self, model: Any, **values: Any) -> int:
        self.counts[model] += 1
        self.rows[model].append({"id": self.counts[model], **values})
        return self.counts[model]

    def customer(self) -> None:
        chance = self.chance
        first = NOW - timedelta(days=chance.uniform(20, DAYS))
        blocked = None
        person = self.add(
            Contact, channel_id=self.shop.channel_id, line_user_id=f"U{self.counts[Contact]:032x}",
            friend_state="friend", befriended_at=first, created_at=first, profile_at=first,
        )  # fmt: skip
        row = self.rows[Contact][-1]
        at = first
        for _ in range(chance.choice((1, 2, 3, 4))):
            if at > NOW - timedelta(days=1):
                break
            blocked = self.purchase(person, at, blocked)
            at += timedelta(days=chance.uniform(20, 80))
        if blocked is not None:
            row["blocked_at"], row["friend_state"] = blocked, "blocked"

    def purchase(self, person: int, at: datetime, blocked: datetime | None) -> datetime | None:
        chance = self.chance
        number = self.counts[Purchase] + 1
        sku, name = chance.choice(PRODUCTS)
        purchase = self.add(
            Purchase, channel_id=self.shop.channel_id, external_id=f"B-{number}", purchased_at=at,
            claim_code=f"{number:08}", claim_expires_at=at + timedelta(days=180), contact_id=person,
            bound_at=at, customer_name="佐藤", journey="cosmetics", created_at=at,
        )  # fmt: skip
        self.add(PurchaseItem, purchase_id=purchase, sku=sku, name=name, category="cosmetics")
        delivered = at + timedelta(days=chance.uniform(2, 5))
        moments = (("welcome", at), ("shipped", at + timedelta(days=1)), ("delivered", delivered),
                   ("howto", delivered + timedelta(days=3)),
                   ("checkin", delivered + timedelta(days=14)))  # fmt: skip
        self.milestone(purchase, "delivered", delivered)
        if chance.random() < 0.7:
            self.milestone(purchase, "first_used", delivered + timedelta(days=chance.expovariate(1 / 4)))
        for key, moment in moments:
            if moment > NOW:
                break
            if blocked is not None and chance.random() < 0.9:
                self.touchpoint(person, purchase, key, moment, "skipped")
                continue
            if chance.random() < 0.04:
                self.touchpoint(person, purchase, key, moment, "skipped")
                continue
            self.asked(person, purchase, key, moment)
            if blocked is None and chance.random() < 0.006:
                blocked = moment + timedelta(hours=chance.uniform(0.1, 80))
        return blocked

    def milestone(self, purchase: int, name: str, at: datetime) -> None:
        if at <= NOW:
            self.add(Milestone, purchase_id=purchase, name=name, at=at, told_at=at)

    def touchpoint(self, person: int, purchase: int, key: str, at: datetime, status: str) -> int:
        version = self.shop.journey_versions["cosmetics"]
        return self.add(
            Touchpoint, channel_id=self.shop.channel_id, purchase_id=purchase, contact_id=person,
            journey_version_id=version, key=key, status=status, decided_at=at, planned_at=at, anchor_at=at,
        )  # fmt: skip

    def asked(self, person: int, purchase: int, key: str, at: datetime) -> None:
        chance = self.chance
        touchpoint = self.touchpoint(person, purchase, key, at, "sent")
        answers, status, pushes = self.answers_to(key)
        talk = self.add(
            Conversation, token=f"b{self.counts[Conversation]}", channel_id=self.shop.channel_id,
            contact_id=person, purchase_id=purchase, touchpoint_id=touchpoint,
            script_version_id=self.shop.script_versions[SCRIPT_OF[key]], script=SCRIPT_OF[key], status=status,
            started_at=at, updated_at=at, finished_at=at,
        )  # fmt: skip
        taken = chance.random() > 0.002
        for n in range(max(pushes, 1)):
            self.add(
                OutboundMessage, channel_id=self.shop.channel_id, to=f"U{person}", contact_id=person,
                conversation_id=talk, touchpoint_id=touchpoint, turn=1 + n, kind="check_in", messages="[]",
                retry_key=str(uuid.UUID(int=self.counts[OutboundMessage])), due_at=at, method="push",
                status="sent" if taken else "discarded", sent_at=at if taken else None,
                billed=taken and pushes > 0, created_at=at,
            )  # fmt: skip
        if not taken:
            return
        scores: dict[str, int] = {}
        for turn, (axis, value, label, score) in enumerate(answers, 2):
            said = at + timedelta(minutes=3 * turn)
            self.add(
                Answer, channel_id=self.shop.channel_id, contact_id=person, purchase_id=purchase,
                conversation_id=talk, script_version_id=self.shop.script_versions[SCRIPT_OF[key]],
                script=SCRIPT_OF[key], step=axis, turn=turn, axis=axis, kind="scale" if score else "choice",
                question="", value=value, label=label, score=score, answered_at=said,
            )  # fmt: skip
            if score:
                scores[axis] = score
        if key == "checkin" and min(scores.get("result", 5), scores.get("feeling", 5)) <= 2:
            self.case(person, purchase, talk, at + timedelta(minutes=10))

    def answers_to(self, key: str) -> tuple[list[tuple[str, str, str, int | None]], str, int]:
        chance = self.chance
        if key in ("shipped", "delivered"):
            return [], "completed", 1
        if chance.random() < 0.15:
            return (
                [],
                chance.choice(("expired", "expired", "refused", "stopped")),
                1 + (chance.random() < 0.5),
            )
        if key == "welcome":
            return [("expectation", "moisture", "うるおい", None)], "completed", 0
        if key == "howto":
            return [("used", "done", "できました", None)], "completed", 1
        feeling = chance.choices((1, 2, 3, 4, 5), (3, 7, 20, 30, 40))[0]
        face = [
            ("feeling", str(feeling), "顔", feeling),
            ("word", "relieved", "安心", None),
            ("strength", "2", "中", None),
        ]
        if chance.random() < 0.4:
            face.append(("comment", "", chance.choice(WORDS), None))
        if key == "recovery":
            return face, "completed", 1
        result = chance.choices((1, 2, 3, 4, 5), (3, 8, 25, 34, 30))[0]
        whole = [("used", "daily", "毎日使っている", None), ("result", str(result), "変化", result), *face]
        if chance.random() < 0.12:
            return whole[: chance.randint(1, 2)], chance.choice(("expired", "completed", "refused")), 1
        return whole, "completed", 1

    def case(self, person: int, purchase: int, talk: int, at: datetime) -> None:
        chance = self.chance
        staff = chance.choice(self.staff)
        answered = at + timedelta(minutes=chance.expovariate(1 / 200))
        closed = answered + timedelta(days=chance.uniform(0.1, 3))
        promise = at + timedelta(hours=5)
        is_closed = closed < NOW
        case = self.add(
            Case, channel_id=self.shop.channel_id, contact_id=person, purchase_id=purchase,
            conversation_id=talk, reason="unhappy", text="", status="closed" if is_closed else "answering",
            assignee_id=staff, opened_at=at, promise_at=promise,
            first_response_at=answered if answered < NOW else None, closed_at=closed if is_closed else None,
        )  # fmt: skip
        if not is_closed:
            row = self.rows[Case][-1]  # one open case per person: the bench has no two, so end it for good
            row.update(status="closed", closed_at=NOW - timedelta(minutes=1))
        if answered < NOW:
            self.add(CaseEntry, case_id=case, at=answered, staff_id=staff, kind="reply")
        if is_closed and closed + timedelta(days=2) < NOW and chance.random() < 0.9:
            self.asked(person, purchase, "recovery", closed + timedelta(days=2))


def open_shop(database: Database) -> tuple[Shop, list[int]]:
    library = load_library()
    scripts_cache.clear()
    with database.begin() as uow:
        channel = Channel(basic_id="@bench", created_at=NOW)
        people = [Staff(email=f"s{n}@example.jp", name=f"担当{n}", role="owner", fs_uniquifier=f"s{n}",
                        created_at=NOW) for n in range(1, 6)]  # fmt: skip
        uow.session.add_all([channel, *people])
        uow.session.flush()
        scripts, journeys = publish(uow.session, library, NOW)
        uow.commit()
    shop = Shop(
        channel.id,
        "@bench",
        "花しずく",
        "https://x.example",
        "Asia/Tokyo",
        library,
        Rules(),
        scripts,
        journeys,
    )
    return shop, [person.id for person in people]


def fill(database: Database, customers: int) -> tuple[Shop, dict[str, int]]:
    """Write the past of so many customers; how many rows of each table."""
    shop, staff = open_shop(database)
    past = Past(shop, staff)
    for start in range(0, customers, BLOCK):
        for _ in range(min(BLOCK, customers - start)):
            past.customer()
        _write(database, past.rows)
        past.rows.clear()
    with database.engine.connect() as connection:
        if not database.is_sqlite:
            for model in MODELS:
                name = model.__tablename__
                count = {"name": name, "last": past.counts[model]}
                connection.execute(text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :last)"), count)
        connection.execute(text("ANALYZE"))
        connection.commit()
    return shop, {model.__tablename__: past.counts[model] for model in MODELS}


def _write(database: Database, rows: dict[Any, list[dict[str, Any]]]) -> None:
    raw = database.engine.raw_connection()
    try:
        cursor = raw.cursor()
        if database.is_sqlite:
            cursor.execute("BEGIN IMMEDIATE")
        for model in MODELS:
            table: Table = model.__table__
            names = ",".join(f'"{column.name}"' for column in table.columns)
            if database.is_sqlite:
                marks = ",".join("?" * len(table.columns))
                cursor.executemany(
                    f"INSERT INTO {table.name} ({names}) VALUES ({marks})",  # noqa: S608
                    list(_tuples(table, rows[model], is_sqlite=True)),
                )
            else:
                with cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
                    for one in _tuples(table, rows[model], is_sqlite=False):
                        copy.write_row(one)
        raw.commit()
    finally:
        raw.close()


def _tuples(table: Table, rows: list[dict[str, Any]], *, is_sqlite: bool) -> Iterator[tuple[Any, ...]]:
    columns = [(column.name, _default(column)) for column in table.columns]

    def plain(value: Any) -> Any:
        if isinstance(value, datetime):
            return value.strftime("%Y-%m-%d %H:%M:%S.%f") if is_sqlite else value
        return value

    for row in rows:
        yield tuple(plain(row[name]) if name in row else default for name, default in columns)


def _default(column: Any) -> Any:
    if column.default is None:
        return None
    value = column.default.arg
    if callable(value):
        return "[]" if column.name == "matched" else "{}"
    return value
