"""P10: memory of the all-in-one `python bot.py run`, idle, and the time from its start until it is ready.

As any start but the first: the database is there, and so is Python's byte code. It answers when /health/live
does, it is ready when /health/ready says so. The CPU of all processes until then says more on a busy machine.
PSS counts a page shared by n processes as 1/n of a page in each, so the sum is what the machine gives; the
sum of RSS counts shared pages as often as they are shared.
"""

import argparse
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import urllib3

ROOT = Path(__file__).resolve().parent.parent


def family(pid: int) -> list[int]:
    """This process and all below it."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except FileNotFoundError:
        return []
    return [pid, *(one for child in children for one in family(int(child)))]


def megabytes(pid: int, kind: str) -> float:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith(f"{kind}:"):
            return int(line.split()[1]) / 1024
    return 0.0


def environment(folder: str, port: int, code: str) -> dict[str, str]:
    """A shop of its own, talking to nobody; `code`: the folder of Python's byte code."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {
        **kept,
        "PYTHONPYCACHEPREFIX": code,
        "DATABASE_URL": f"sqlite:///{folder}/bench.db",
        "LINE_API_BASE": "http://127.0.0.1:9",
        "LINE_CHANNEL_SECRET": "0" * 32,
        "LINE_CHANNEL_ACCESS_TOKEN": "bench",
        "LINE_BASIC_ID": "@bench",
        "SECRET_KEY": "0" * 48,
        "HOST": "127.0.0.1",
        "PORT": str(port),
    }


@dataclass(frozen=True, slots=True)
class Start:
    """Seconds until it answered and was ready, and of CPU until then; (PSS, RSS) of each process later."""

    live: float
    ready: float
    cpu: float
    memory: list[tuple[float, float]]


def measure(idle: float, code: str) -> Start:
    """One start, looked at again after `idle` seconds."""
    with tempfile.TemporaryDirectory() as folder:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        settings = environment(folder, port, code)
        command = [sys.executable, str(ROOT / "bot.py")]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run([*command, "migrate"], check=True, cwd=folder, env=settings, **quiet)
        began = time.perf_counter()
        process = subprocess.Popen([*command, "run"], cwd=folder, env=settings, **quiet)
        try:
            live = wait_for(process, began, port, "live")
            ready = wait_for(process, began, port, "ready")
            cpu = sum(cpu_seconds(pid) for pid in family(process.pid))
            time.sleep(idle)
            found = [(megabytes(pid, "Pss"), megabytes(pid, "Rss")) for pid in family(process.pid)]
        finally:
            process.terminate()
            process.wait()
    return Start(live, ready, cpu, found)


def wait_for(process: "subprocess.Popen[bytes]", began: float, port: int, health: str) -> float:
    """Seconds since `began` when it first said that it is `live`, or `ready`."""
    while not answers(f"http://127.0.0.1:{port}/health/{health}"):
        if process.poll() is not None or time.perf_counter() - began > 60:
            raise RuntimeError("`bot.py run` does not answer; run it by hand to see why")
        time.sleep(0.02)
    return time.perf_counter() - began


def answers(url: str) -> bool:
    try:
        return urllib3.request("GET", url, timeout=2.0, retries=False).status == 200
    except urllib3.exceptions.HTTPError:
        return False


def cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def total(start: Start) -> float:
    return sum(pss for pss, _ in start.memory)


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="bench memory", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--idle", type=float, default=3.0, help="seconds to wait before measuring")
    given = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as code:
        measure(0, code)  # compiles
        starts = [measure(given.idle, code) for _ in range(given.rounds)]
    for start in starts:
        each = ", ".join(f"{pss:.0f}/{rss:.0f}" for pss, rss in start.memory)
        print(
            f"answers after {start.live:.2f} s, ready {start.ready:.2f} s ({start.cpu:.2f} s of CPU);",
            end=" ",
        )
        print(f"{len(start.memory)} processes, MB PSS/RSS each: {each}; sum {total(start):.0f}")
    live, ready, cpu = (
        statistics.median(getattr(one, name) for one in starts) for name in ("live", "ready", "cpu")
    )
    print(
        f"median: answers after {live:.2f} s, ready {ready:.2f} s ({cpu:.2f} s of CPU; goal 3, moonshot 1.5)"
    )
    print(f"median: {statistics.median(map(total, starts)):.0f} MB (goal 200, moonshot 120)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
