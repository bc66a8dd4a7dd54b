"""Pushes per second: the relay (claim → send → record) against a bare pooled client and the official SDK.

P4: relay ≥ 2 × the SDK with one shared client, which only sends (the best of 1, 16 and all threads).
P5: relay ≥ 0.5 × a bare pooled client that posts the same stored bytes.
Believe the ratios: the three take turns in each round; medians over the rounds.

    python bot.py bench relay [--messages 2000] [--rounds 3] [--in-flight 128] [--delay-ms 0 50]
"""

import argparse
import queue
import statistics
import tempfile
import threading
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, select

from bench.slow_line import SlowLine
from conversations.effects import Button, QuestionBubble
from delivery.relay import Relay
from line.client import LineClient
from line.messages import body_for_push, render, to_json
from models.channel import Channel
from models.database import Database, connect
from models.migrate import upgrade
from models.outbound import OutboundMessage
from models.wake import Wake

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
        print(f"push of a Flex question ({len(MESSAGES.encode())} bytes), {chosen.in_flight} in flight, ")
        print(f"{database.engine.dialect.name}, medians of {chosen.rounds} alternating rounds\n")
        print("LINE takes    SDK/s   bare/s  relay/s  P4 relay/SDK  P5 relay/bare  doubled")
        for delay in chosen.delay_ms:
            _compare(database, channel_id, delay, chosen)
        database.dispose()


def _compare(database: Database, channel_id: int, delay: float, chosen: argparse.Namespace) -> None:
    line = SlowLine(delay / 1000)
    rates: dict[str, list[float]] = {"sdk": [], "bare": [], "relay": []}
    try:
        for _ in range(chosen.rounds):
            few = max(chosen.messages // 5, 100)  # the SDK is slow: fewer say as much
            rates["sdk"].append(max(_sdk(line, few, threads) for threads in (1, 16, chosen.in_flight)))
            rates["bare"].append(_bare(line, chosen.messages, chosen.in_flight))
            rates["relay"].append(_relay(database, channel_id, line, chosen.messages, chosen.in_flight))
        sdk, bare, relay = (statistics.median(rates[name]) for name in ("sdk", "bare", "relay"))
        shown = f"{delay:>7.0f} ms {sdk:>8.0f} {bare:>8.0f} {relay:>8.0f}"
        print(f"{shown} {relay / sdk:>12.2f}× {relay / bare:>13.2f}× {line.doubled:>8}")
    finally:
        line.stop()


def _sdk(line: SlowLine, count: int, threads: int) -> float:
    """The official client as its users should use it: one client for all, the message built beforehand."""
    from linebot.v3.messaging import ApiClient, Configuration, MessagingApi, PushMessageRequest

    api = MessagingApi(ApiClient(Configuration(host=line.address, access_token="token")))  # noqa: S106
    body = PushMessageRequest.from_dict({"to": "U1", "messages": render([QUESTION], "c0ffee0123456789")[0]})
    return _rate(count, threads, lambda: api.push_message(body, x_line_retry_key=str(uuid.uuid4())))


def _bare(line: SlowLine, count: int, threads: int) -> float:
    client = LineClient(line.address, "token", connections=threads)
    return _rate(count, threads, lambda: client.push(body_for_push("U1", MESSAGES), str(uuid.uuid4())))


def _rate(count: int, threads: int, call: Callable[[], Any]) -> float:
    work: queue.SimpleQueue[bool] = queue.SimpleQueue()
    for _ in range(count):
        work.put(True)
    for _ in range(threads):
        work.put(False)

    def run() -> None:
        while work.get():
            call()

    workers = [threading.Thread(target=run) for _ in range(threads)]
    began = time.perf_counter()
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return count / (time.perf_counter() - began)


def _relay(database: Database, channel_id: int, line: SlowLine, count: int, in_flight: int) -> float:
    """One relay of one process, from rows waiting to rows sent and committed."""
    _fill(database, channel_id, count)
    wake, stop = Wake(database), threading.Event()
    client = LineClient(line.address, "token", connections=in_flight)
    relay = Relay(database, channel_id, client, now, in_flight=in_flight, on_finished=wake.set)
    began = time.perf_counter()
    thread = threading.Thread(target=relay.run, args=(wake, stop))
    thread.start()
    while _waiting(database):
        time.sleep(0.02)
    lasted = time.perf_counter() - began
    stop.set()
    wake.set()
    thread.join()
    wake.close()
    return count / lasted


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
