"""How the web side is served: gunicorn in this very program, one worker process with threads.

The listening socket is opened before anything forks and belongs to the oldest process: while a web process
is being replaced, LINE's calls wait in its queue instead of being refused. Why gunicorn and what lost
against it: docs/adr/0002. Keeping several processes alive is `supervisor.py`'s business.
"""

import errno
import logging
import resource
import socket
import struct
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, NamedTuple, NoReturn, Protocol

from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.glogging import Logger

from supervisor import die_with_parent, run_processes
from web_worker import Direct, WebWorker

GRACE: Final = 25  # seconds a request may take to finish after SIGTERM; less than containers' 30
SLOW_CLIENT: Final = 10  # seconds without a byte from, or taken by, a client in the middle of a request
CONNECTIONS: Final = 4000
BACKLOG: Final = 1024
LEAVING: Final = 4.0  # seconds: a server killed with -9 leaves a process that still has to see it and let go
WsgiApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class WebSettings(Protocol):
    """What serving needs of the settings."""

    @property
    def host(self) -> str: ...
    @property
    def port(self) -> int: ...
    @property
    def web_threads(self) -> int: ...


class Served(NamedTuple):
    """What the web process runs. `start` begins its threads, `stop` ends them when no request is left.

    `direct`: paths whose plain requests are answered without a thread (`web_worker`); the app has them, too.
    """

    app: WsgiApp
    start: Callable[[], object] = lambda: None
    stop: Callable[[], object] = lambda: None
    direct: Mapping[str, Direct] = MappingProxyType({})


def listen(host: str, port: int) -> socket.socket:
    """Open the address. OSError if it stays taken: a killed server's process needs a moment to let go."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    deadline = time.monotonic() + LEAVING
    while True:
        try:
            listener = socket.create_server((host, port), family=family, backlog=BACKLOG)
            break
        except OSError as error:
            if error.errno != errno.EADDRINUSE or time.monotonic() > deadline:
                raise
        time.sleep(0.1)
    # Accepted sockets inherit it: who falls silent, or takes no more, must not hold a thread for ever.
    for waits in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
        listener.setsockopt(socket.SOL_SOCKET, waits, struct.pack("ll", SLOW_CLIENT, 0))
    return listener


def serve_web(
    make_app: Callable[[], Served], settings: WebSettings, listener: socket.socket | None = None
) -> NoReturn:
    """Serve until SIGTERM or SIGINT; requests under way are finished. `make_app` runs after the fork."""
    listener = listener or listen(settings.host, settings.port)
    _Gunicorn(make_app, settings, listener).run()
    sys.exit(0)


def _open_files() -> int:
    """As many as the system allows us, which is often more than it gives at first."""
    given, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * CONNECTIONS if most == resource.RLIM_INFINITY else min(2 * CONNECTIONS, most)
    if given < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
    return max(given, wanted)


class _Gunicorn(BaseApplication):  # type: ignore[misc]
    def __init__(
        self, make_app: Callable[[], Served], settings: WebSettings, listener: socket.socket
    ) -> None:
        self._make_app = make_app
        self._settings = settings
        self._listener = listener
        self._served: Served | None = None
        super().__init__()

    def load_config(self) -> None:
        given: dict[str, Any] = {
            "bind": f"fd://{self._listener.fileno()}",
            "worker_class": WebWorker,
            "workers": 1,
            "threads": self._settings.web_threads,
            "timeout": 60,
            "graceful_timeout": GRACE,
            "worker_connections": min(CONNECTIONS, _open_files() - 200),
            "sendfile": False,  # Python's waits for ever for a client that takes no more
            "keepalive": 65,  # longer than a load balancer's 60: it, not we, closes idle connections
            "worker_tmp_dir": "/dev/shm" if Path("/dev/shm").is_dir() else None,  # noqa: S108
            "control_socket_disable": True,
            "forwarded_allow_ips": "",  # the app trusts a proxy by settings.trusted_proxies, gunicorn none
            "logger_class": _Log,
            "post_fork": lambda arbiter, worker: die_with_parent(arbiter.pid),
            "post_worker_init": lambda worker: self._start(),
            "worker_exit": lambda arbiter, worker: self._stop(),
        }
        for name, value in given.items():
            self.cfg.set(name, value)

    def load(self) -> WsgiApp:
        self._served = self._make_app()
        return self._served.app

    @property
    def direct(self) -> Mapping[str, Direct]:
        return self._served.direct if self._served is not None else {}

    def run(self) -> None:
        _Arbiter(self).run()

    def _start(self) -> None:
        if self._served is not None:
            self._served.start()

    def _stop(self) -> None:
        if self._served is not None:
            self._served.stop()


class _Arbiter(Arbiter):  # type: ignore[misc]
    def handle_int(self) -> None:
        """Ctrl-C ends as gracefully as SIGTERM."""
        raise StopIteration


class _Log(Logger):  # type: ignore[misc]
    """gunicorn's messages go where all others go; requests are counted, not logged."""

    def setup(self, cfg: Any) -> None:
        self.cfg = cfg
        self._access_log_enabled = False
        self.error_log = logging.getLogger("gunicorn.error")
        self.error_log.propagate = True

    def close_on_exec(self) -> None:
        """There are no files of gunicorn's own."""

    def reopen_files(self) -> None:
        """There are no files of gunicorn's own."""


__all__ = ["Served", "listen", "run_processes", "serve_web"]
