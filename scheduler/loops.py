"""Loops that do what is stored until nothing is left, then sleep until somebody commits or a moment passes.

A step returns how much it did. Every step may run late, twice, or on two machines at once.
"""

import logging
import threading
from collections.abc import Callable
from typing import Protocol

log = logging.getLogger(__name__)
PATIENCE = 0.25  # seconds without a wake before looking anyway
FEW = 8  # so little done in one step is worth a breath: what comes meanwhile is done together
AFTER_FAILURE = 1.0


class Wake(Protocol):
    """Tells that something was committed, here or by another process."""

    def wait(self, timeout: float) -> bool: ...


class Loop:
    """One thread running `step` until stopped. Stopping waits for the step that runs: nothing is cut.

    `breath`: seconds to rest after a step that did little, where a step costs more than what it does.
    """

    def __init__(
        self,
        name: str,
        step: Callable[[], int],
        wake: Wake,
        *,
        patience: float = PATIENCE,
        breath: float = 0.0,
    ) -> None:
        self.name = name
        self._step = step
        self._wake = wake
        self._patience = patience
        self._breath = breath
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self, timeout: float | None = None) -> None:
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(timeout)

    @property
    def is_running(self) -> bool:
        return self._thread.is_alive()

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                done = self._step()
            except Exception:
                log.exception(
                    "a loop's step failed; it will try again",
                    extra={"action": "step_failed", "loop": self.name},
                )
                self._stop.wait(AFTER_FAILURE)
                continue
            if not done and not self._stop.is_set():
                self._wake.wait(self._patience)
            elif self._breath and done < FEW:
                self._rest(self._breath)

    def _rest(self, seconds: float) -> None:
        self._stop.wait(seconds)
