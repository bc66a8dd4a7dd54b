"""Both ends of the wire in one loop: sends webhooks at a rate, and is the LINE their replies arrive at.

A round trip begins when its webhook was due, sent or not, and ends when the reply with its token has arrived
whole. One thread serves all the time, so that the product may call whenever it likes.
"""

import re
import select
import socket
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

BODY: Final = (
    b'{"sentMessages":[{"id":"461230966842064897","quoteToken":"q"}],"type":"none","totalUsage":0,'
    b'"userId":"U","displayName":"x"}'
)
ANSWER: Final = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nx-line-request-id: 0\r\nContent-Length: "
    + str(len(BODY)).encode()
    + b"\r\n\r\n"
    + BODY
)
LENGTH: Final = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
TOKEN: Final = re.compile(rb'"replyToken": ?"([0-9a-f]{32})"')
PATIENCE: Final = 15.0  # seconds without any reply before the rest counts as never answered


@dataclass(frozen=True, slots=True)
class Webhook:
    token: str
    request: bytes


@dataclass
class Trips:
    """What came of one load. `seconds` are the round trips of those that were answered."""

    sent: int = 0
    refused: int = 0  # answered by anything but 200
    seconds: list[float] = field(default_factory=list)
    twice: int = 0  # replies with a token that had been answered
    lasted: float = 0.0  # from the first due to the last reply

    @property
    def unanswered(self) -> int:
        return self.sent - len(self.seconds)

    def percentile(self, share: float) -> float:
        """In milliseconds."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000 if ordered else float("nan")


@dataclass
class _Load:
    port: int
    webhooks: Sequence[Webhook]
    rate: float
    began: float = 0.0
    trips: Trips = field(default_factory=Trips)
    due: dict[bytes, float] = field(default_factory=dict)
    heard_at: float = 0.0
    done: threading.Event = field(default_factory=threading.Event)


class Line:
    """`load` may be called again and again; `address` stays."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
        self.address = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._poll = select.epoll()
        self._poll.register(self._listener, select.EPOLLIN)
        self._clients: dict[int, tuple[socket.socket, bytearray]] = {}
        self._wires: dict[int, tuple[socket.socket, bytearray]] = {}
        self._idle: list[socket.socket] = []
        self._load: _Load | None = None
        threading.Thread(target=self._serve, name="line", daemon=True).start()

    def load(self, port: int, webhooks: Sequence[Webhook], rate: float) -> Trips:
        """Send all of these at this rate, and wait for their replies."""
        load = _Load(port, webhooks, rate, began=time.perf_counter() + 0.05)
        self._load = load
        load.done.wait()
        self._load = None
        return load.trips

    def _serve(self) -> None:
        while True:
            load, wait = self._load, 0.02
            if load is not None and not load.done.is_set():
                wait = self._send_due(load)
            for descriptor, _ in self._poll.poll(wait):
                if descriptor == self._listener.fileno():
                    self._accept()
                elif descriptor in self._wires:
                    self._answered(descriptor)
                else:
                    self._asked(descriptor)

    def _send_due(self, load: _Load) -> float:
        """Send what is due; how long nothing more will be."""
        now, trips = time.perf_counter(), load.trips
        while trips.sent < len(load.webhooks):
            due = load.began + trips.sent / load.rate
            if due > now:
                return min(due - now, 0.02)
            webhook = load.webhooks[trips.sent]
            load.due[webhook.token.encode()] = due
            trips.sent += 1
            load.heard_at = now
            (self._idle.pop() if self._idle else self._connect(load.port)).sendall(webhook.request)
        if not load.due or now - load.heard_at > PATIENCE:
            self._hang_up()
            load.done.set()
        return 0.005

    def _connect(self, port: int) -> socket.socket:
        wire = socket.create_connection(("127.0.0.1", port))
        wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._wires[wire.fileno()] = (wire, bytearray())
        self._poll.register(wire, select.EPOLLIN)
        return wire

    def _hang_up(self) -> None:
        for descriptor, (wire, _) in list(self._wires.items()):
            self._poll.unregister(descriptor)
            wire.close()
        self._wires.clear()
        self._idle.clear()

    def _answered(self, descriptor: int) -> None:
        """The product answered a webhook."""
        wire, held = self._wires[descriptor]
        part = _receive(wire)
        held += part
        answer = _whole(held)
        if part and answer is None:
            return
        if self._load is not None and not held.startswith(b"HTTP/1.1 200"):
            self._load.trips.refused += 1
        if part and b"\nconnection: close" not in held.lower():
            held.clear()
            self._idle.append(wire)
            return
        self._poll.unregister(descriptor)
        del self._wires[descriptor]
        wire.close()

    def _accept(self) -> None:
        client, _ = self._listener.accept()
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._clients[client.fileno()] = (client, bytearray())
        self._poll.register(client, select.EPOLLIN)

    def _asked(self, descriptor: int) -> None:
        """The product called: a reply, or anything else it may want to know."""
        client, held = self._clients[descriptor]
        part = _receive(client)
        held += part
        body = _whole(held)
        if body is not None:
            held.clear()
            self._arrived(body)
            part = part if _send(client, ANSWER) else b""
        if not part:
            self._poll.unregister(descriptor)
            del self._clients[descriptor]
            client.close()

    def _arrived(self, body: bytes) -> None:
        found, load = TOKEN.search(body), self._load
        if found is None or load is None:
            return
        now = load.heard_at = time.perf_counter()
        due = load.due.pop(found[1], None)
        if due is None:
            load.trips.twice += 1
            return
        load.trips.seconds.append(now - due)
        load.trips.lasted = now - load.began


def _whole(held: bytearray) -> bytes | None:
    """The body, once all of it is here."""
    head, end, body = bytes(held).partition(b"\r\n\r\n")
    length = LENGTH.search(head)
    return body if end and len(body) >= (int(length[1]) if length else 0) else None


def _receive(wire: socket.socket) -> bytes:
    try:
        return wire.recv(65536)
    except ConnectionError:
        return b""


def _send(wire: socket.socket, answer: bytes) -> bool:
    try:
        wire.sendall(answer)
    except ConnectionError:
        return False
    return True
