"""A LINE that takes its time: answers every push after a delay, counts requests and repeated retry keys."""

import heapq
import multiprocessing
import select
import socket
import time
from multiprocessing.sharedctypes import Synchronized

_BODY = b'{"sentMessages":[{"id":"461230966842064897","quoteToken":"IStG5h1Tz7b"}]}'
_ANSWER = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nx-line-request-id: 0\r\nContent-Length: "
    + str(len(_BODY)).encode()
    + b"\r\n\r\n"
    + _BODY
)
_KEY = b"retry-key: "


class SlowLine:
    """Runs in a process of its own, which ends with this one."""

    def __init__(self, delay: float) -> None:
        context = multiprocessing.get_context("fork")
        self._requests: Synchronized[int] = context.Value("q", 0)
        self._keys: Synchronized[int] = context.Value("q", 0)
        listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
        self.address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        arguments = (listener, delay, self._requests, self._keys)
        self._process = context.Process(target=_serve, args=arguments, daemon=True)
        self._process.start()
        listener.close()

    @property
    def doubled(self) -> int:
        """Pushes whose retry key had been seen before."""
        return self._requests.value - self._keys.value

    def stop(self) -> None:
        self._process.terminate()
        self._process.join()


def _serve(
    listener: socket.socket, delay: float, requests: "Synchronized[int]", keys: "Synchronized[int]"
) -> None:
    poll = select.epoll()
    poll.register(listener, select.EPOLLIN)
    clients: dict[int, socket.socket] = {}
    pending: dict[int, bytes] = {}
    due: list[tuple[float, int]] = []
    seen: set[bytes] = set()
    while True:
        wait = max(due[0][0] - time.monotonic(), 0) if due else -1
        for descriptor, _ in poll.poll(wait):
            if descriptor == listener.fileno():
                client, _ = listener.accept()
                client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                clients[client.fileno()] = client
                poll.register(client, select.EPOLLIN)
                continue
            part = _receive(clients[descriptor])
            if not part:
                poll.unregister(descriptor)
                clients.pop(descriptor).close()
                pending.pop(descriptor, None)
                continue
            whole = pending.pop(descriptor, b"") + part
            if not whole.endswith(b"}"):  # head and body may come apart; a body ends with its brace
                pending[descriptor] = whole
                continue
            at = whole.lower().find(_KEY) + len(_KEY)
            seen.add(whole[at : at + 36])
            requests.value, keys.value = requests.value + 1, len(seen)
            heapq.heappush(due, (time.monotonic() + delay, descriptor))
        while due and due[0][0] <= time.monotonic():
            client_or_none = clients.get(heapq.heappop(due)[1])
            if client_or_none is not None:
                client_or_none.sendall(_ANSWER)


def _receive(client: socket.socket) -> bytes:
    try:
        return client.recv(65536)
    except ConnectionError:
        return b""
