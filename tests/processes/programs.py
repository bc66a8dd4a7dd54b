"""Real programs in a test: started with a log of their own, killed whole, waited for with a clear word."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import urllib3

from supervisor import die_with_parent

ROOT = Path(__file__).resolve().parents[2]
_HTTP = urllib3.PoolManager(retries=False, timeout=2)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def until(
    holds: Callable[[], object],
    what: str,
    seconds: float = 60,
    more: Callable[[], str] = lambda: "",
    *,
    every: float = 0.02,
) -> None:
    """Wait for a condition; an AssertionError that says what did not happen, and `more` as it is then."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            raise AssertionError(f"within {seconds:.0f} s it did not happen: {what}\n{more()}")
        time.sleep(every)


def answers(url: str, status: int = 200) -> bool:
    try:
        return _HTTP.request("GET", url).status == status
    except urllib3.exceptions.HTTPError:
        return False


def children_of(pid: int) -> list[int]:
    """The processes this one started and that still run, in the order of their starting."""
    try:
        listed = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return []
    return [int(child) for child in listed.split()]


def family_of(pid: int) -> list[int]:
    """The process, its children, theirs, and so on."""
    found = [pid]
    for one in found:
        found += children_of(one)
    return found


def kill_9(*pids: int) -> int:
    """SIGKILL; how many were there to be killed."""
    killed = 0
    for pid in pids:
        try:
            os.kill(pid, signal.SIGKILL)
            killed += 1
        except ProcessLookupError:
            continue
    return killed


@dataclass
class Program:
    """A Python program that can be started again after it was killed; all starts write to one log."""

    arguments: tuple[str, ...]
    environment: Mapping[str, str]
    log: Path
    starts: int = 0
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def start(self) -> "Program":
        self.log.parent.mkdir(parents=True, exist_ok=True)
        ours = os.getpid()
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, *self.arguments],
                cwd=self.log.parent,  # not where a developer's .env is
                env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", **self.environment},
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=lambda: die_with_parent(ours),  # also when the test run itself is killed
            )
        self.starts += 1
        return self

    @property
    def process(self) -> subprocess.Popen[bytes]:
        assert self._process is not None, "it was never started"
        return self._process

    @property
    def pid(self) -> int:
        return self.process.pid

    def ready(self, url: str, seconds: float = 60) -> "Program":
        """Wait until `url` answers 200."""
        until(lambda: self._check() and answers(url), f"{url} answers", seconds, self.tail)
        return self

    def kill(self) -> None:
        """All of it at once, as when the power goes."""
        kill_9(*family_of(self.pid))
        self.process.wait(20)

    def terminate(self, seconds: float = 40) -> int:
        """Ask it to stop, as an operator does; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(seconds)

    def close(self) -> None:
        """Gone, whatever happened."""
        if self._process is not None and self._process.poll() is None:
            self.kill()

    def tail(self, lines: int = 15) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    def _check(self) -> bool:
        code = self.process.poll()
        assert code is None, f"{self.arguments} ended with {code}:\n{self.tail()}"
        return True
