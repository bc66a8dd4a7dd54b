"""P8: a tick over planned touchpoints, none due and 500 due, as the number planned grows.

`python bot.py bench touchpoints [--planned 10000 1000000] [--postgresql]`. Prints milliseconds per tick
(medians) and the ratio to the smallest number planned: it should stay near 1.
"""

import argparse
import statistics
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import insert, text, update

from conversations.library import load_library
from models.channel import Channel
from models.contact import Contact, take_lanes_by_id
from models.database import Database
from models.purchase import Purchase, PurchaseItem
from models.touchpoint import Touchpoint, due
from services.published import publish, scripts_cache
from services.shop import Rules, Shop
from services.touchpoints import run_due
from tests import databases

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
DUE = 500
CHUNK = 10_000
TICKS = 9


def fill(database: Database, planned: int) -> Shop:
    """`planned` purchases of as many people, each with one check-in far ahead."""
    library = load_library()
    scripts_cache.clear()
    with database.begin() as uow:
        channel = Channel(basic_id="@bench", created_at=NOW)
        uow.session.add(channel)
        uow.session.flush()
        scripts, journeys = publish(uow.session, library, NOW)
        uow.commit()
    for start in range(0, planned, CHUNK):
        many = range(start + 1, min(start + CHUNK, planned) + 1)
        with database.begin() as uow:
            uow.session.execute(insert(Contact), [_contact(channel.id, i) for i in many])
            uow.session.execute(insert(Purchase), [_purchase(channel.id, i) for i in many])
            uow.session.execute(insert(PurchaseItem), [_item(i) for i in many])
            uow.session.execute(
                insert(Touchpoint), [_touchpoint(channel.id, journeys["cosmetics"], i) for i in many]
            )
            uow.commit()
    if not database.is_sqlite:
        with database.engine.connect() as connection:
            connection.execute(text("ANALYZE"))
            connection.commit()
    return Shop(
        channel.id, "@bench", "店", "https://x.example", "Asia/Tokyo", library, Rules(), scripts, journeys
    )


def _contact(channel_id: int, i: int) -> dict[str, object]:
    return {
        "id": i, "channel_id": channel_id, "line_user_id": f"U{i:032x}", "friend_state": "friend",
        "befriended_at": NOW, "profile_at": NOW, "created_at": NOW,
    }  # fmt: skip


def _purchase(channel_id: int, i: int) -> dict[str, object]:
    return {
        "id": i, "channel_id": channel_id, "external_id": f"B-{i}", "purchased_at": NOW,
        "claim_code": f"{i:08d}", "claim_expires_at": NOW, "contact_id": i, "bound_at": NOW,
        "customer_name": "佐藤", "journey": "cosmetics", "created_at": NOW,
    }  # fmt: skip


def _item(i: int) -> dict[str, object]:
    return {"purchase_id": i, "sku": "S", "name": "美容液", "category": "cosmetics", "quantity": 1}


def _touchpoint(channel_id: int, journey_version_id: int, i: int) -> dict[str, object]:
    due = NOW + timedelta(days=30, seconds=i % 86_400)
    return {
        "channel_id": channel_id, "purchase_id": i, "contact_id": i, "journey_version_id": journey_version_id,
        "key": "checkin", "round": 0, "status": "planned", "anchor_at": NOW, "planned_at": due, "due_at": due,
    }  # fmt: skip


def claim(database: Database) -> float:
    """Milliseconds to find what is due and hold the lanes of its people, as a tick begins."""
    began = time.perf_counter()
    with database.begin() as uow:
        seen = due(uow.session, NOW, DUE)
        held = take_lanes_by_id(uow.session, {row.contact_id for row in seen if row.contact_id})
        assert len(held) == DUE, f"{len(held)} of {DUE} lanes were held"
    return (time.perf_counter() - began) * 1000


def measure(kind: str, planned: int) -> tuple[float, float, float]:
    """Milliseconds: a tick with none due, claiming 500 due, doing 500 due (decided, rendered, committed)."""
    database, _ = databases.open_fresh(kind)
    try:
        shop = fill(database, planned)

        def tick() -> tuple[int, float]:
            began = time.perf_counter()
            done = run_due(database, lambda _: shop, lambda: NOW)
            return done, (time.perf_counter() - began) * 1000

        idle = [tick()[1] for _ in range(TICKS)]
        busy, claims = [], []
        for turn in range(min(3, planned // DUE)):
            first = 1 + turn * DUE
            with database.begin() as uow:
                due = (Touchpoint.id >= first) & (Touchpoint.id < first + DUE)
                uow.session.execute(update(Touchpoint).where(due).values(due_at=NOW, planned_at=NOW))
                uow.commit()
            claims.append(claim(database))
            began, done = time.perf_counter(), 0
            while (one := tick()[0]) > 0:
                done += one
            assert done == DUE, f"{done} of {DUE} were decided"
            busy.append((time.perf_counter() - began) * 1000)
        return statistics.median(idle), statistics.median(claims), statistics.median(busy)
    finally:
        databases.close(database)


def main(argv: Sequence[str] = ()) -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--planned", type=int, nargs="+", default=[1_000, 100_000])
    parser.add_argument("--postgresql", action="store_true")
    given = parser.parse_args(list(argv))
    kinds = ["sqlite", "postgresql"] if given.postgresql else ["sqlite"]
    heads = ("none due", f"claim {DUE}", f"do {DUE}")
    print(f"{'database':12} {'planned':>10} " + " ".join(f"{head:>18}" for head in heads) + "   ms (ratio)")
    for kind in kinds:
        first: tuple[float, ...] | None = None
        for planned in given.planned:
            taken = measure(kind, planned)
            first = first or taken
            cells = [f"{now:9.1f} ({now / then:5.2f})" for now, then in zip(taken, first, strict=True)]
            print(f"{kind:12} {planned:>10} " + " ".join(f"{cell:>18}" for cell in cells))


if __name__ == "__main__":
    import sys

    main(sys.argv[1:])
