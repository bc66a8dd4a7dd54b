"""Keeps the processes of `python bot.py run` alive: starts them, replaces the dead, ends them together.

    starting ──5 s later──> steady ──dies──> replaced within a second
       └──refuses to start, 3 times in a row──> everything ends, exit code of the one that refused
SIGTERM and SIGINT are passed on as SIGTERM; who is not done after the grace is killed; a second Ctrl-C does
that at once. If the supervisor itself is killed, Linux tells its children (`die_with_parent`).
"""

import ctypes
import gc
import logging
import os
import select
import signal
import sys
import time
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import FrameType
from typing import Final, NoReturn

log = logging.getLogger(__name__)

GRACE: Final = 30.0
STEADY_AFTER: Final = 5.0  # a process that ran this long has started
MAX_REFUSALS: Final = 3
_PR_SET_PDEATHSIG: Final = 1
_PAUSES: Final = (0.0, 0.1, 0.2, 0.4, 0.8)  # before the n-th replacement in a row
_WATCHED: Final = (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD)


@dataclass
class _Child:
    """One of the processes."""

    name: str
    target: Callable[[], object]
    pid: int = 0  # 0: not running
    started_at: float = 0.0
    start_at: float = 0.0  # when to (re)start
    deaths: int = 0  # in a row, without having been steady
    refusals: int = 0  # of these, those that ended by themselves with an error


def run_processes(targets: Mapping[str, Callable[[], object]], *, grace: float = GRACE) -> int:
    """Run each target in a process of its own until told to stop. Returns the exit code. Main thread only."""
    return _Supervisor(targets, grace).run()


def die_with_parent(parent: int) -> None:
    """Linux: get SIGTERM when the process that forked us ends, however it ends."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
        if os.getppid() != parent:  # it ended before we asked
            os.kill(os.getpid(), signal.SIGTERM)


class _Supervisor:
    def __init__(self, targets: Mapping[str, Callable[[], object]], grace: float) -> None:
        self._children = [_Child(name, target) for name, target in targets.items()]
        self._grace = grace
        self._pid = os.getpid()
        self._code = 0
        self._stop_by: float | None = None  # set once we are stopping

    def run(self) -> int:
        self._reading, self._writing = os.pipe()
        os.set_blocking(self._reading, False)
        os.set_blocking(self._writing, False)
        before = {number: signal.signal(number, _noted) for number in _WATCHED}
        woken_before = signal.set_wakeup_fd(self._writing, warn_on_full_buffer=False)
        gc.collect()
        gc.freeze()  # what is imported stays where it is: the children share its memory
        try:
            while self._look_after():
                select.select([self._reading], [], [], self._pause())
                self._obey()
        finally:
            signal.set_wakeup_fd(woken_before)
            for number, handler in before.items():
                signal.signal(number, handler)
            gc.unfreeze()
            os.close(self._reading)
            os.close(self._writing)
        return self._code

    def _look_after(self) -> bool:
        """Bury the dead and start what is missing. False when nothing is left to do."""
        now = time.monotonic()
        for child in self._children:
            if child.pid:
                pid, status = os.waitpid(child.pid, os.WNOHANG)
                if pid:
                    self._ended(child, os.waitstatus_to_exitcode(status), now)
        if self._stop_by is not None:
            if now >= self._stop_by:
                self._tell(signal.SIGKILL)
            return any(child.pid for child in self._children)
        for child in self._children:
            if not child.pid and now >= child.start_at:
                self._start(child)
        return True

    def _ended(self, child: _Child, code: int, now: float) -> None:
        child.pid = 0
        fields = {"action": "process_ended", "part": child.name, "exit": code}
        if self._stop_by is not None:
            log.info("supervisor: process ended", extra=fields)
            if code not in (0, -signal.SIGTERM) and self._code == 0:
                self._code = 1
            return
        log.warning("supervisor: process ended", extra=fields)
        if now - child.started_at >= STEADY_AFTER:
            child.deaths = child.refusals = 0
        child.deaths += 1
        child.refusals = child.refusals + 1 if code > 0 else 0
        child.start_at = now + _PAUSES[min(child.deaths, len(_PAUSES)) - 1]
        if child.refusals >= MAX_REFUSALS:
            sys.stderr.write(f"{child.name} cannot start: it ended {MAX_REFUSALS} times, see above.\n")
            self._code = code
            self._stop()

    def _start(self, child: _Child) -> None:
        sys.stdout.flush()
        sys.stderr.flush()
        signal.pthread_sigmask(signal.SIG_BLOCK, _WATCHED)  # a signal between fork and reset would be lost
        child.started_at = time.monotonic()
        child.pid = os.fork()
        if child.pid == 0:
            self._become(child)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _WATCHED)
        log.info("supervisor: process started", extra={"action": "process_started", "part": child.name})

    def _become(self, child: _Child) -> NoReturn:
        """In the new process: run the target, and never return into the supervisor's code."""
        code = 1
        try:
            signal.set_wakeup_fd(-1)
            for number in _WATCHED:
                signal.signal(number, signal.SIG_DFL)
            os.close(self._reading)
            os.close(self._writing)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _WATCHED)
            die_with_parent(self._pid)
            child.target()
            code = 0
        except SystemExit as end:
            code = _exit_code(end)
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)

    def _pause(self) -> float:
        now = time.monotonic()
        if self._stop_by is not None:
            return min(max(self._stop_by - now, 0.05), 1.0)
        starts = [child.start_at for child in self._children if not child.pid]
        return max(0.0, min([start - now for start in starts], default=60.0))

    def _obey(self) -> None:
        """Do what the signals say that came in."""
        try:
            numbers = os.read(self._reading, 4096)
        except BlockingIOError:
            return
        for number in numbers:
            if number not in (signal.SIGTERM, signal.SIGINT):
                continue
            if self._stop_by is None:
                self._stop()
            elif number == signal.SIGINT:
                self._stop_by = time.monotonic()

    def _stop(self) -> None:
        self._stop_by = time.monotonic() + self._grace
        self._tell(signal.SIGTERM)

    def _tell(self, number: signal.Signals) -> None:
        for child in self._children:
            if child.pid:
                os.kill(child.pid, number)


def _noted(number: int, frame: FrameType | None) -> None:
    """The wake-up descriptor has the number already."""


def _exit_code(end: SystemExit) -> int:
    if end.code is None:
        return 0
    if isinstance(end.code, int):
        return end.code & 0xFF
    sys.stderr.write(f"{end.code}\n")
    return 1
