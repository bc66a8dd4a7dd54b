"""APScheduler, ticking. Memory store only: rows say what is due, a tick only looks (docs/adr/0007).

Each tick is safe late, twice, or from two machines at once. A tick that fails is logged and comes again.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import monotonic

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

log = logging.getLogger(__name__)
SLOW = 60.0  # seconds: a tick longer than this is said loudly
ROUNDS = 50  # a tick goes on while there is more to do, but lets others in after this many rounds


@dataclass(frozen=True, slots=True)
class Tick:
    """Run `step` every `seconds`. It returns how much it did; while that is more than 0 it is run again."""

    name: str
    seconds: float
    step: Callable[[], int]
    again: bool = True


def run(tick: Tick) -> int:
    """One firing: do what is due; how much that was."""
    started = monotonic()
    total = 0
    try:
        for _ in range(ROUNDS if tick.again else 1):
            done = tick.step()
            total += done
            if not done:
                break
    except Exception:
        log.exception("a tick failed; it will come again", extra={"action": "tick_failed", "tick": tick.name})
    took = monotonic() - started
    if total or took > SLOW:
        level = logging.ERROR if took > SLOW else logging.INFO
        fields = {"action": "tick", "tick": tick.name, "count": total, "ms": round(took * 1000)}
        log.log(level, "tick", extra=fields)
    return total


def make_scheduler(ticks: Sequence[Tick]) -> BackgroundScheduler:
    """A scheduler with all ticks; the caller starts it and shuts it down."""
    scheduler = BackgroundScheduler(
        executors={"default": ThreadPoolExecutor(4)},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": 30},
        timezone="UTC",
    )
    for tick in ticks:
        scheduler.add_job(run, "interval", seconds=tick.seconds, args=[tick], id=tick.name)
    return scheduler
