"""Pushes per second: the relay (claim → send → record) against bare pooled clients and the official SDK.

P4: relay ≥ 2 × the SDK with one shared client, which only sends (the best of 1, 16 and all threads).
P5: relay ≥ 0.5 × a bare pooled client that posts the same stored bytes: urllib3's pool with a thread per
request in flight, as one would write it, and our own client without database and order.
Believe the ratios: they take turns in each round; medians over the rounds. CPU is the sending process's, per
push. Our own limit of 1,900 a second is lifted for `relay` and holds for `sustained`.

    python bot.py bench relay [--messages 2000] [--rounds 3] [--in-flight 128] [--delay-ms 0 50]
"""

import argparse
import asyncio
import queue
import statistics
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import urllib3
from sqlalchemy import func, insert, select

from bench.slow_line import SlowLine
from conversations.effects import Button, QuestionBubble
from delivery import rate
from delivery.relay import Relay
from line.client import PUSH, LineClient
from line.messages import body_for_push, render, to_json
from models.channel import Channel
from models.database import Database, connect
from models.migrate import upgrade
from models.outbound import OutboundMessage

QUESTION = QuestionBubble(
    "佐藤様、モイスト美容液はもうお使いになりましたか？",
    "used",
    1,
    tuple(
        Button(f"c{n}", label)
        for n, label in enumerate(("毎日使っている", "ときどき", "一度だけ", "まだ", "やめた"))
    ),
)
MESSAGES = to_json(render([QUESTION], "c0ffee0123456789")[0])


def now() -> datetime:
    return datetime.now(UTC)


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="bench relay", description=__doc__.splitlines()[0])
    parser.add_argument("--messages", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--in-flight", type=int, default=128)
    parser.add_argument("--delay-ms", type=float, nargs="*", default=[0, 50], help="how long LINE takes")
    parser.add_argument("--database", help="address of an empty database; default: a new SQLite file")
    chosen = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="sonogo-bench-") as folder:
        database = connect(chosen.database or f"sqlite:///{Path(folder) / 'bench.db'}")
        upgrade(database)
        channel_id = _channel(database)
        print(f"push of a Flex question ({len(MESSAGES.encode())} bytes), {chosen.in_flight} in flight,")
        print(
            f"{database.engine.dialect.name}, medians of {chosen.rounds} alternating rounds: pushes/s (CPU)\n"
        )
        names = "LINE takes          SDK       urllib3    our client         relay     sustained"
        print(f"{names}  P4 relay/SDK  P5 relay/urllib3  relay/our client  doubled")
        for delay in chosen.delay_ms:
            _compare(database, channel_id, delay, chosen)
        database.dispose()


@dataclass(frozen=True, slots=True)
class Speed:
    """Of one turn: pushes per second, and microseconds of this process's CPU for each."""

    rate: float
    cpu: float

    def __str__(self) -> str:
        return f"{self.rate:6.0f} ({self.cpu:4.0f})"


@contextmanager
def _timed(count: int, found: list[Speed]) -> Iterator[None]:
    began, cpu = time.perf_counter(), time.process_time()
    yield
    lasted, spent = time.perf_counter() - began, time.process_time() - cpu
    found.append(Speed(count / lasted, spent / count * 1e6))


def _compare(database: Database, channel_id: int, delay: float, chosen: argparse.Namespace) -> None:
    line = SlowLine(delay / 1000)
    count, in_flight = chosen.messages, chosen.in_flight
    found: dict[str, list[Speed]] = {name: [] for name in ("sdk", "urllib3", "ours", "relay", "sustained")}
    limit = rate.PER_SECOND
    try:
        for _ in range(chosen.rounds):
            few = max(count // 5, 100)  # the SDK is slow: fewer say as much
            tries: list[Speed] = []
            for threads in (1, 16, in_flight):
                _sdk(line, few, threads, tries)
            found["sdk"].append(max(tries, key=lambda one: one.rate))
            _urllib3(line, count, in_flight, found["urllib3"])
            _ours(line, count, in_flight, found["ours"])
            for name, per_second in (("relay", 1e9), ("sustained", limit)):
                rate.PER_SECOND = per_second  # type: ignore[misc]
                _relay(database, channel_id, line, count, in_flight, found[name])
        medians = {name: statistics.median_low([one.rate for one in many]) for name, many in found.items()}
        shown = "  ".join(
            str(Speed(medians[name], statistics.median(one.cpu for one in many)))
            for name, many in found.items()
        )
        sdk, bare, ours, relay = (medians[name] for name in ("sdk", "urllib3", "ours", "relay"))
        ratios = f"{relay / sdk:>12.2f}× {relay / bare:>16.2f}× {relay / ours:>16.2f}×"
        print(f"{delay:>7.0f} ms {shown} {ratios} {line.doubled:>8}", flush=True)
    finally:
        rate.PER_SECOND = limit  # type: ignore[misc]
        line.stop()


def _sdk(line: SlowLine, count: int, threads: int, found: list[Speed]) -> None:
    """The official client as its users should use it: one client for all, the message built beforehand."""
    from linebot.v3.messaging import ApiClient, Configuration, MessagingApi, PushMessageRequest

    api = MessagingApi(ApiClient(Configuration(host=line.address, access_token="token")))  # noqa: S106
    body = PushMessageRequest.from_dict({"to": "U1", "messages": render([QUESTION], "c0ffee0123456789")[0]})
    _threads(count, threads, lambda: api.push_message(body, x_line_retry_key=str(uuid.uuid4())), found)


def _urllib3(line: SlowLine, count: int, threads: int, found: list[Speed]) -> None:
    """What one would write: a pool as large as there are threads, the stored bytes, the answer read."""
    pool = urllib3.connection_from_url(line.address, maxsize=threads, block=True, retries=False, timeout=10)

    def push() -> None:
        headers = {
            "Authorization": "Bearer token",
            "Content-Type": "application/json",
            "X-Line-Retry-Key": str(uuid.uuid4()),
        }
        answer = pool.urlopen("POST", PUSH, body=body_for_push("U1", MESSAGES), headers=headers)
        orjson.loads(answer.data)

    _threads(count, threads, push, found)


def _threads(count: int, threads: int, call: Callable[[], Any], found: list[Speed]) -> None:
    work: queue.SimpleQueue[bool] = queue.SimpleQueue()
    for _ in range(count):
        work.put(True)
    for _ in range(threads):
        work.put(False)

    def run() -> None:
        while work.get():
            call()

    workers = [threading.Thread(target=run) for _ in range(threads)]
    with _timed(count, found):
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()


def _ours(line: SlowLine, count: int, in_flight: int, found: list[Speed]) -> None:
    async def run() -> None:
        client = LineClient(line.address, "token", connections=in_flight)
        left = iter(range(count))

        async def one_after_the_other() -> None:
            for _ in left:
                await client.push(body_for_push("U1", MESSAGES), str(uuid.uuid4()))

        await asyncio.gather(*(one_after_the_other() for _ in range(in_flight)))
        await client.close()

    with _timed(count, found):
        asyncio.run(run())


def _relay(
    database: Database, channel_id: int, line: SlowLine, count: int, in_flight: int, found: list[Speed]
) -> None:
    """One relay of one process, from rows waiting to rows sent and committed."""
    _fill(database, channel_id, count)
    stop = threading.Event()
    client = LineClient(line.address, "token", connections=in_flight)
    relay = Relay(database, channel_id, client, now, in_flight=in_flight)
    thread = threading.Thread(target=relay.run, args=(stop,))
    with _timed(count, found):
        thread.start()
        while _waiting(database):
            time.sleep(0.02)
    stop.set()
    relay.wake()
    thread.join()


def _channel(database: Database) -> int:
    with database.begin() as uow:
        channel = Channel(basic_id=f"@bench{uuid.uuid4().hex[:8]}", created_at=now())
        uow.session.add(channel)
        uow.commit()
        return channel.id


def _fill(database: Database, channel_id: int, count: int) -> None:
    same = {"channel_id": channel_id, "kind": "check_in", "author": "bot", "messages": MESSAGES, "error": ""}
    new = {"status": "pending", "method": "", "attempts": 0, "ambiguous": False, "billed": False}
    same |= {**new, "request_id": "", "needs_staff": False, "due_at": now(), "created_at": now()}
    rows = [{**same, "to": f"U{n:032}", "retry_key": str(uuid.uuid4())} for n in range(count)]
    with database.begin() as uow:
        uow.session.execute(insert(OutboundMessage), rows)
        uow.commit()


def _waiting(database: Database) -> int:
    unfinished = select(func.count()).where(OutboundMessage.status.in_(("pending", "sending")))
    with database.read() as session:
        return session.scalar(unfinished) or 0


if __name__ == "__main__":
    main()
