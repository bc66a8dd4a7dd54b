"""P1, P2, P3: durable intake against the echo sample of LINE's own SDK, under the same server, in one run.

All servers run from the start and are loaded in turn, round after round; printed are medians, and ratios to
the echo with as many processes. CPU per call is what a busy machine leaves comparable.
"""

import argparse
import os
import socket
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from bench import dummy_line
from bench.load import Result, closed, open_loop
from bench.web import BASIC_ID, SECRET
from models.channel import Channel
from models.database import Database
from tests import databases

ROOT = Path(__file__).resolve().parent.parent
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Case:
    """One server and what was measured of it."""

    kind: str  # of bench.web
    processes: int
    argument: str
    title: str
    port: int = 0
    process: subprocess.Popen[bytes] | None = None
    rates: list[float] = field(default_factory=list)
    p50: list[float] = field(default_factory=list)
    p99: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)  # microseconds per call

    def start(self, threads: int) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        size = (str(self.processes), str(threads), str(self.port))
        command = [sys.executable, "-m", "bench.web", self.kind, *size, self.argument]
        self.process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)

    def load(self, connections: int, seconds: float) -> Result:
        assert self.process is not None
        before = cpu_of(self.process.pid)
        most = int(seconds * 12_000)
        result = closed(self.port, SECRET, connections=connections, seconds=seconds, most=most)
        calls = result.statuses.get(200, 0) or 1
        self.rates.append(result.rate)
        self.p50.append(result.percentile(0.5))
        self.p99.append(result.percentile(0.99))
        self.cpu.append((cpu_of(self.process.pid) - before) / calls * 1e6)
        return result

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait()


def cpu_of(pid: int) -> float:
    """Seconds of CPU this process and its living children used."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except FileNotFoundError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / TICKS + sum(cpu_of(int(child)) for child in children)


def a_database(kind: str) -> tuple[Database, str]:
    database, url = databases.open_fresh(kind)
    with database.begin() as uow:
        uow.session.add(Channel(basic_id=BASIC_ID, created_at=datetime.now(UTC)))
        uow.commit()
    return database, url


def show(case: Case, echo: Case) -> None:
    rate, cpu = statistics.median(case.rates), statistics.median(case.cpu)
    ratios = f"{rate / statistics.median(echo.rates):5.2f}x  {statistics.median(echo.cpu) / cpu:5.2f}x"
    latency = f"{statistics.median(case.p50):7.1f} {statistics.median(case.p99):7.1f}"
    print(f"{case.title:34} {case.processes:2} {rate:8.0f} {latency} {cpu:8.0f}   {ratios}")


def show_open(title: str, rate: float, result: Result) -> None:
    worst = max(result.seconds, default=float("nan")) * 1000
    refused = sum(count for status, count in result.statuses.items() if status != 200)
    print(
        f"{title} at {rate:.0f}/s: p50 {result.percentile(0.5):.1f} ms, p99 {result.percentile(0.99):.1f} ms,"
        f" worst {worst:.0f} ms, from its sending {result.slowest * 1000:.0f} ms,"
        f" 200: {result.statuses.get(200, 0)}, shed: {refused}, broken: {result.broken}"
    )


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="bench intake", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=1.0, help="of each load")
    parser.add_argument("--threads", type=int, default=32)
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--without-postgresql", action="store_true")
    given = parser.parse_args(argv)

    line = f"http://127.0.0.1:{dummy_line.start()}"
    opened: list[Database] = []

    def fresh(kind: str) -> str:
        database, url = a_database(kind)
        opened.append(database)
        return url

    kinds = ["sqlite"] if given.without_postgresql else ["sqlite", "postgresql"]
    echoes = {n: Case("echo", n, line, "SDK's Flask echo, stores nothing") for n in (1, 2)}
    cases = list(echoes.values())
    for kind, n in (("sqlite", 1), ("postgresql", 2)):
        if kind in kinds:
            cases.append(Case("flask", n, fresh(kind), f"stored before 200, {kind}, Flask"))
            cases.append(Case("fast", n, fresh(kind), f"stored before 200, {kind}, fast path"))
    try:
        for case in cases:
            case.start(given.threads)
        for case in cases:
            wait_for(case.port)
        for case in cases:
            case.load(given.connections, 0.5)
            case.rates.clear(), case.p50.clear(), case.p99.clear(), case.cpu.clear()
        for _ in range(given.rounds):
            for case in cases:
                case.load(given.connections, given.seconds)
        print(f"{'':34} {'×':>2} {'calls/s':>8} {'p50 ms':>7} {'p99 ms':>7} {'µs CPU':>8}   calls/s  per CPU")
        for case in cases:
            show(case, echoes[case.processes])
        ours = next(case for case in cases if case.kind == "fast")
        capacity = statistics.median(ours.rates)
        half = open_loop(ours.port, SECRET, rate=capacity / 2, seconds=4)
        show_open("half of its capacity, sqlite,", capacity / 2, half)
        show_open(
            "twice its capacity, sqlite,",
            capacity * 2,
            open_loop(ours.port, SECRET, rate=capacity * 2, seconds=4),
        )
    finally:
        for case in cases:
            case.stop()
        for database in opened:
            databases.close(database)
    return 0


def wait_for(port: int, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=5) as client:
                client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                if client.recv(16).startswith(b"HTTP/1.1"):
                    return
        except OSError:
            pass
        if time.monotonic() > deadline:
            raise TimeoutError(f"no server on port {port}")
        time.sleep(0.05)


if __name__ == "__main__":
    sys.exit(main())
