"""Signed webhook calls over kept-alive connections, from one process of its own; every event id is new.

`closed`: each connection sends its next request when the last one is answered; measures capacity.
`open_loop`: requests leave at a fixed rate whatever happens, over as many connections as that takes; latency
counts from the moment a request was due, so that a stalled server cannot hide behind a waiting client.
"""

import multiprocessing
import select
import socket
import time
import uuid
from dataclasses import dataclass, field

import orjson

from line.signature import sign

BOT = "U" + "b" * 32


@dataclass
class Result:
    """What came back. `seconds` are latencies of the answered requests."""

    statuses: dict[int, int] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)
    lasted: float = 0.0
    broken: int = 0  # connections that ended without an answer
    slowest: float = 0.0  # seconds from sending, not from when it was due: what the server alone answers for
    kept_ids: list[str] = field(default_factory=list)  # event ids answered 200

    @property
    def rate(self) -> float:
        return self.statuses.get(200, 0) / self.lasted if self.lasted else 0.0

    def percentile(self, share: float) -> float:
        """In milliseconds."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000 if ordered else float("nan")


def a_body(event_id: str, user: int, text: str = "はい、使ってみました") -> bytes:
    """A webhook with one text message, as LINE sends it."""
    event = {
        "type": "message",
        "message": {"type": "text", "id": event_id[:18], "quoteToken": "q" * 44, "text": text},
        "webhookEventId": event_id,
        "deliveryContext": {"isRedelivery": False},
        "timestamp": 1_790_000_000_000,
        "source": {"type": "user", "userId": f"U{user:032x}"},
        "replyToken": uuid.uuid4().hex,
        "mode": "active",
    }
    return orjson.dumps({"destination": BOT, "events": [event]})


def a_request(body: bytes, secret: str) -> bytes:
    head = (
        "POST /callback HTTP/1.1\r\nHost: shop.example\r\nUser-Agent: LineBotWebhook/2.0\r\n"
        "Content-Type: application/json; charset=utf-8\r\n"
        f"X-Line-Signature: {sign(secret, body)}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


class _Wire:
    """One kept-alive connection with at most one request under way."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.due = self.sent_at = 0.0
        self.event_id = ""
        self.seen = b""

    def send(self, request: tuple[str, bytes], due: float) -> None:
        self.event_id, self.due = request[0], due
        self.socket.sendall(request[1])

    def answer(self) -> tuple[int, bool] | None:
        """(status, may the connection be used again); status 0: it broke; None: there is more to come."""
        try:
            data = self.socket.recv(4096)
        except ConnectionError:
            return 0, False
        if not data:
            return 0, False
        self.seen += data
        head, end, body = self.seen.partition(b"\r\n\r\n")
        head = head.lower()
        length = head.partition(b"content-length: ")[2].partition(b"\r\n")[0]
        if not end or len(body) < int(length or 0):
            return None
        self.seen = b""
        return int(head[9:12]), b"connection: close" not in head


class _Load:
    def __init__(self, port: int, secret: str, users: int) -> None:
        self.port, self.secret, self.users = port, secret, users
        self.poll = select.epoll()
        self.wires: dict[int, _Wire] = {}
        self.idle: list[_Wire] = []
        self.result = Result()
        self.ready: list[tuple[str, bytes]] = []

    def prepare(self, count: int) -> None:
        for number in range(count):
            event_id = uuid.uuid4().hex[:26].upper()
            self.ready.append((event_id, a_request(a_body(event_id, number % self.users), self.secret)))

    def connect(self) -> _Wire:
        wire = _Wire(self.port)
        self.wires[wire.socket.fileno()] = wire
        self.poll.register(wire.socket, select.EPOLLIN)
        return wire

    def drop(self, wire: _Wire) -> None:
        self.poll.unregister(wire.socket)
        del self.wires[wire.socket.fileno()]
        wire.socket.close()

    def collect(self, timeout: float) -> list[_Wire]:
        """Take the answers that came within `timeout`; the connections that are free again."""
        free = []
        for descriptor, _ in self.poll.poll(timeout):
            wire = self.wires[descriptor]
            answer = wire.answer()
            if answer is None:
                continue
            status, again = answer
            if status:
                self.result.statuses[status] = self.result.statuses.get(status, 0) + 1
                now = time.perf_counter()
                self.result.seconds.append(now - wire.due)
                self.result.slowest = max(self.result.slowest, now - (wire.sent_at or wire.due))
                if status == 200:
                    self.result.kept_ids.append(wire.event_id)
            elif wire.due:
                self.result.broken += 1
            wire.due = 0.0
            if again:
                free.append(wire)
            else:
                self.drop(wire)
        return free

    def closed(self, connections: int, seconds: float) -> Result:
        began = time.perf_counter()
        for _ in range(connections):
            self.connect().send(self.ready.pop(), time.perf_counter())
        while time.perf_counter() - began < seconds and self.ready:
            free = self.collect(0.1)
            free += [self.connect() for _ in range(connections - len(self.wires))]
            for wire in free:
                if self.ready:
                    wire.send(self.ready.pop(), time.perf_counter())
        self.result.lasted = time.perf_counter() - began
        return self.result

    def open_loop(self, rate: float, seconds: float, connections: int) -> Result:
        began = time.perf_counter()
        total, sent = int(rate * seconds), 0
        while sent < total or (any(w.due for w in self.wires.values())):
            now = time.perf_counter()
            if now - began > seconds + 10:
                break
            while sent < total and began + sent / rate <= now:
                if not self.idle and len(self.wires) >= connections:
                    break
                sending_at = time.perf_counter()
                wire = self.idle.pop() if self.idle else self.connect()
                wire.sent_at = sending_at
                try:
                    wire.send(self.ready.pop(), began + sent / rate)
                except ConnectionError:
                    self.result.broken += 1
                    self.drop(wire)
                sent += 1
            due_in = began + sent / rate - time.perf_counter() if sent < total else 0.05
            self.idle += self.collect(max(0.0005, min(due_in, 0.05)))
        self.result.lasted = time.perf_counter() - began
        return self.result


def _child(pipe: object, how: str, port: int, secret: str, users: int, numbers: tuple[float, ...]) -> None:
    load = _Load(port, secret, users)
    if how == "closed":
        connections, seconds, most = numbers
        load.prepare(int(most))
        pipe.send(load.closed(int(connections), seconds))  # type: ignore[attr-defined]
    else:
        rate, seconds, connections = numbers
        load.prepare(int(rate * seconds) + 1)
        pipe.send(load.open_loop(rate, seconds, int(connections)))  # type: ignore[attr-defined]


def _run(how: str, port: int, secret: str, users: int, *numbers: float) -> Result:
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe()
    process = context.Process(target=_child, args=(theirs, how, port, secret, users, numbers))
    process.start()
    theirs.close()
    result: Result = ours.recv()
    process.join()
    return result


def closed(
    port: int, secret: str, *, connections: int, seconds: float, most: int, users: int = 1000
) -> Result:
    """Capacity: `most` requests at most are prepared beforehand."""
    return _run("closed", port, secret, users, connections, seconds, most)


def open_loop(
    port: int, secret: str, *, rate: float, seconds: float, connections: int = 1500, users: int = 1000
) -> Result:
    """Latency at a given rate."""
    return _run("open", port, secret, users, rate, seconds, connections)
