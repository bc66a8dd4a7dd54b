"""A LINE that says yes to every reply at once, as cheaply as Python can: it must not be what is measured."""

import multiprocessing
import select
import socket

_BODY = b'{"sentMessages":[{"id":"461230966842064897","quoteToken":"IStG5h1Tz7b"}]}'
_ANSWER = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Line-Request-Id: 0\r\nContent-Length: "
    + str(len(_BODY)).encode()
    + b"\r\n\r\n"
    + _BODY
)


def serve(listener: socket.socket) -> None:
    """Answer whatever asks, connection after connection."""
    poll = select.epoll()
    poll.register(listener, select.EPOLLIN)
    clients: dict[int, socket.socket] = {}
    while True:
        for descriptor, _ in poll.poll():
            if descriptor == listener.fileno():
                client, _ = listener.accept()
                client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                clients[client.fileno()] = client
                poll.register(client, select.EPOLLIN)
                continue
            client = clients[descriptor]
            try:
                asked = client.recv(65536)
                if asked.endswith(b"}"):  # the end of a JSON body; head and body may come apart
                    client.sendall(_ANSWER)
            except ConnectionError:
                asked = b""
            if not asked:
                poll.unregister(client)
                del clients[descriptor]
                client.close()


def start() -> int:
    """Serve from a process of its own, which ends with this one; the port."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
    multiprocessing.get_context("fork").Process(target=serve, args=(listener,), daemon=True).start()
    port: int = listener.getsockname()[1]
    listener.close()
    return port
