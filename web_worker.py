"""gunicorn's worker with threads, made for a webhook with a 2-second limit. What is different:

- A connection gets a thread only when it said something, and a plain request (`plain_requests`) for a path
  that is served directly gets none: the loop reads it, hands it over, and writes the answer when it is told.
- All connections that wait to be accepted are, not one per turn of the loop.
- A request that waited too long for a thread is refused unread.
- Whoever does not close its side after our last word is waited for beside everything else. gunicorn waits up
  to 2 s in the loop itself, with every other connection behind it.
- A terminal's Ctrl-C is the arbiter's business.

It touches gunicorn's internals: read it against gunicorn when moving that pin (docs/adr/0002, 0022).
"""

import contextlib
import errno
import selectors
import signal
import socket
import time
from collections.abc import Callable, Mapping
from email.utils import formatdate
from functools import lru_cache, partial
from http import HTTPStatus
from typing import Any, Final

from gunicorn.workers.gthread import ThreadWorker
from prometheus_client import Counter

from plain_requests import Not, Plain, look
from web_connections import Connection, Queue, Told

FIRST_WORD: Final = 20  # seconds a connection may be open without having said anything
LAST_WORD: Final = 2.0  # seconds the other side has to close after us
LONGEST_QUEUE: Final = 0.7  # seconds a request may wait for a thread; LINE waits 2 for its answer
LONGEST_ROUND: Final = 0.4  # seconds a plain one may have waited to be read
A_WAIT: Final = 0.002  # seconds: who looks for longer found nothing at first
ACCEPTED_AT_ONCE: Final = 256
_READ: Final = 64 * 1024
SORRY: Final = "Please deliver again."
SHED: Final = Counter("sonogo_web_shed", "Requests refused unread, because nobody had time for them.")
_NOBODY_THERE: Final = (errno.EAGAIN, errno.ECONNABORTED, errno.EMFILE, errno.ENFILE)

Answer = Callable[[int, str], None]  # status and a plain sentence; from any thread, once
# Takes (headers, body) and answers later, or says False: «not without a thread», and nothing has happened.
Direct = Callable[[Mapping[bytes, bytes], bytes, Answer], bool]


class WebWorker(ThreadWorker):  # type: ignore[misc]
    """Its app offers `direct`: the paths served without a thread."""

    def init_signals(self) -> None:
        super().init_signals()
        signal.signal(signal.SIGINT, signal.SIG_IGN)

    def run(self) -> None:
        self.pending_conns, self.keepalived_conns, self._lingering = Queue(), Queue(), Queue()
        self._direct: Mapping[str, Direct] = self.app.direct
        self._told = Told()
        self.poller.register(self._told, selectors.EVENT_READ, self._answer_told)
        self._looked_at = self._ready_since = time.monotonic()
        super().run()

    def wait_for_and_dispatch_events(self, timeout: float) -> None:
        """One round. What is found at once may be as old as the last look; for anything else it waited."""
        asked_at = time.monotonic()
        ready = self.poller.select(timeout)
        looked_at = time.monotonic()
        self._ready_since = looked_at if looked_at - asked_at > A_WAIT else self._looked_at
        self._looked_at = looked_at
        for key, _ in ready:
            key.data(key.fileobj)

    # --- A connection's way: accepted → read → answered here, or given to a thread → kept or closed ------

    def accept(self, listener: Any) -> None:
        for _ in range(min(ACCEPTED_AT_ONCE, self.worker_connections - self.nr_conns)):
            try:
                client, address = listener.accept()
            except OSError as error:
                if error.errno not in _NOBODY_THERE:
                    raise
                return
            self.nr_conns += 1
            connection = Connection(self.cfg, client, address, listener.getsockname(), linger=self._linger)
            connection.timeout = time.monotonic() + FIRST_WORD
            self.pending_conns.append(connection)
            self._listen_to(connection)

    def on_client_socket_readable(self, connection: Connection, client: socket.socket) -> None:
        """It says something. (gunicorn's name: what it registers for kept connections comes here, too.)"""
        if client.fileno() < 0:  # closed in this very round, by its own last answer
            return
        if connection.answering:
            self.poller.unregister(client)
            connection.deaf = True
            return
        try:
            said = client.recv(_READ)
        except BlockingIOError:
            return
        except OSError:
            self._hang_up(connection)
            return
        if not said:  # it stops in the middle of a request: gunicorn says so
            (self._give_to_thread if connection.held else self._hang_up)(connection)
            return
        held = connection.held = connection.held + said
        found = look(held)
        if isinstance(found, Plain):
            self._take(connection, found)
        elif found is Not.UNUSUAL:
            self._give_to_thread(connection)

    def _take(self, connection: Connection, request: Plain) -> None:
        direct = self._direct.get(request.path)
        if direct is None:
            self._give_to_thread(connection)
            return
        self._remove(connection)
        self._keep(connection)
        connection.answering = True
        if time.monotonic() - self._ready_since > LONGEST_ROUND:
            SHED.inc()
            connection.held = b""
            self._write(connection, request, HTTPStatus.SERVICE_UNAVAILABLE, SORRY)
        elif direct(request.headers, request.body, partial(self._told.put, connection, request)):
            connection.held = b""
        else:
            connection.answering = False
            self._give_to_thread(connection)

    def _answer_told(self, told: Told) -> None:
        for connection, request, status, sentence in told.take():
            self._write(connection, request, status, sentence)

    def _write(self, connection: Connection, request: Plain, status: int, sentence: str) -> None:
        if connection not in self.keepalived_conns:  # its time was over: we are being stopped
            return
        keep = request.keep and self.alive
        connection.answering = False
        answer = _response(status, sentence, keep, int(time.time()))
        try:
            whole = connection.sock.send(answer) == len(answer)
        except OSError:
            whole = False
        if not keep or not whole:
            self._hang_up(connection)
        elif connection.deaf:
            connection.deaf = False
            self._listen_to(connection)

    def _give_to_thread(self, connection: Connection) -> None:
        self._remove(connection)
        self._hand_over(connection)

    def _hand_over(self, connection: Connection) -> None:
        """gunicorn reads it from the first byte."""
        self.poller.unregister(connection.sock)
        connection.init()
        connection.parser.unreader.unread(connection.held)
        connection.held = b""
        connection.data_ready = True
        self.enqueue_req(connection)

    def _listen_to(self, connection: Connection) -> None:
        readable = partial(self.on_client_socket_readable, connection)
        self.poller.register(connection.sock, selectors.EVENT_READ, readable)

    def _keep(self, connection: Connection) -> None:
        connection.set_timeout()
        self.keepalived_conns.append(connection)

    def _remove(self, connection: Connection) -> None:
        (self.keepalived_conns if connection in self.keepalived_conns else self.pending_conns).remove(
            connection
        )

    def _hang_up(self, connection: Connection) -> None:
        if not connection.deaf:
            self.poller.unregister(connection.sock)
        self._remove(connection)
        self.nr_conns -= 1
        connection.close()

    # --- Threads -----------------------------------------------------------------------------------------

    def enqueue_req(self, connection: Connection) -> None:
        connection.queued_at = time.monotonic()
        super().enqueue_req(connection)

    def handle(self, connection: Connection) -> Any:
        """A request nobody had time for is refused unread, at once: its sender gave up, or soon will."""
        if time.monotonic() - connection.queued_at > LONGEST_QUEUE:
            return self._shed(connection.sock)
        return super().handle(connection)

    def _shed(self, client: socket.socket) -> bool:
        with contextlib.suppress(OSError):
            client.setblocking(False)
            client.recv(1 << 16)  # bytes left unread would turn our answer into a reset
            client.send(_response(HTTPStatus.SERVICE_UNAVAILABLE, SORRY, False, int(time.time())))
        SHED.inc()
        return False

    # --- The last word -----------------------------------------------------------------------------------

    def _linger(self, connection: Connection) -> None:
        """Nothing more will be said; until the other side sees that, what it still sends is thrown away."""
        try:
            connection.sock.setblocking(False)
            connection.sock.shutdown(socket.SHUT_WR)
        except OSError:
            connection.close()
            return
        connection.timeout = time.monotonic() + LAST_WORD
        self._lingering.append(connection)
        self.poller.register(connection.sock, selectors.EVENT_READ, partial(self._drain, connection))

    def _drain(self, connection: Connection, client: socket.socket) -> None:
        try:
            ended = not client.recv(_READ)
        except BlockingIOError:
            return
        except OSError:
            ended = True
        if ended:
            self._lingering.remove(connection)
            self._forget(connection)

    def murder_pending(self) -> None:
        super().murder_pending()
        now = time.monotonic()
        while self._lingering and self._lingering[0].timeout <= now:
            self._forget(self._lingering.popleft())

    def _forget(self, connection: Connection) -> None:
        self.poller.unregister(connection.sock)
        connection.close()


@lru_cache(maxsize=16)
def _response(status: int, sentence: str, keep: bool, now: int) -> bytes:
    body = sentence.encode()
    lines = (
        f"HTTP/1.1 {status} {HTTPStatus(status).phrase}",
        f"Date: {formatdate(now, usegmt=True)}",
        "Content-Type: text/plain; charset=utf-8",
        f"Content-Length: {len(body)}",
        f"Connection: {'keep-alive' if keep else 'close'}",
        *(("Retry-After: 1",) if status == HTTPStatus.SERVICE_UNAVAILABLE else ()),
    )
    return "\r\n".join((*lines, "", "")).encode() + body
