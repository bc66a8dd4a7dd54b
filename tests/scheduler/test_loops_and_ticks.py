"""Loops and ticks: they go on after failures, do all there is, and stop without cutting anything."""

import threading
from collections.abc import Callable

import pytest

from scheduler.loops import Loop
from scheduler.ticks import ROUNDS, Tick, make_scheduler, run


class Never:
    """A wake that nobody rings: waits are over at once."""

    def wait(self, timeout: float) -> bool:
        return threading.Event().wait(0.001)


def until(condition: Callable[[], bool]) -> None:
    for _ in range(2000):
        if condition():
            return
        threading.Event().wait(0.005)
    raise AssertionError("it did not happen within ten seconds")


def test_a_loop_goes_on_after_a_step_that_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scheduler.loops.AFTER_FAILURE", 0.01)
    calls: list[int] = []

    def step() -> int:
        calls.append(1)
        if len(calls) == 1:
            raise RuntimeError("once")
        return 0

    loop = Loop("test", step, Never())
    loop.start()
    until(lambda: len(calls) > 3)
    assert loop.is_running
    loop.stop()
    assert not loop.is_running


def test_a_loop_takes_a_breath_after_doing_little_and_none_after_doing_much() -> None:
    left = [500, 500, 3]
    rests: list[float] = []
    loop = Loop("test", lambda: left.pop() if left else 0, Never(), breath=0.25)
    loop._rest = rests.append  # type: ignore[method-assign]
    loop.start()
    until(lambda: not left)
    loop.stop()
    assert rests == [0.25]


def test_stopping_waits_for_the_step_that_runs() -> None:
    begun, may_end, ended = threading.Event(), threading.Event(), threading.Event()

    def step() -> int:
        begun.set()
        may_end.wait(10)
        ended.set()
        return 0

    loop = Loop("test", step, Never())
    loop.start()
    begun.wait(10)
    stopper = threading.Thread(target=loop.stop)
    stopper.start()
    assert not ended.is_set()
    may_end.set()
    stopper.join(10)
    assert ended.is_set()


def test_a_tick_does_all_there_is_but_lets_others_in() -> None:
    left = [3, 2, 1, 0]
    assert run(Tick("some", 1, lambda: left.pop(0))) == 6
    assert run(Tick("endless", 1, lambda: 1)) == ROUNDS
    assert run(Tick("once", 1, lambda: 1, again=False)) == 1


def test_a_tick_that_fails_is_logged_and_comes_again(caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> int:
        raise RuntimeError("no")

    assert run(Tick("bad", 1, fail)) == 0
    assert any(getattr(record, "action", "") == "tick_failed" for record in caplog.records)


def test_the_scheduler_keeps_its_jobs_in_memory_and_never_runs_one_twice_at_once() -> None:
    scheduler = make_scheduler([Tick("a", 5, lambda: 0), Tick("b", 9, lambda: 0)])
    scheduler.start(paused=True)
    jobs = scheduler.get_jobs()
    assert {job.id for job in jobs} == {"a", "b"}
    assert all(job.max_instances == 1 and job.coalesce for job in jobs)
    scheduler.shutdown()
