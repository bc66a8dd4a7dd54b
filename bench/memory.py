"""P10: memory of the all-in-one `python bot.py run`, idle, and the time from its start until it is ready.

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


def environment(folder: str, port: int) -> dict[str, str]:
    """A shop of its own, talking to nobody."""
    return {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{folder}/bench.db",
        "LINE_API_BASE": "http://127.0.0.1:9",
        "LINE_CHANNEL_SECRET": "0" * 32,
        "LINE_CHANNEL_ACCESS_TOKEN": "bench",
        "LINE_BASIC_ID": "@bench",
        "SECRET_KEY": "0" * 48,
        "HOST": "127.0.0.1",
        "PORT": str(port),
    }


def measure(idle: float) -> tuple[float, list[tuple[float, float]]]:
    """(seconds until ready, (PSS, RSS) of each process after `idle` seconds)."""
    with tempfile.TemporaryDirectory() as folder:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        settings = environment(folder, port)
        command = [sys.executable, str(ROOT / "bot.py")]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run([*command, "migrate"], check=True, cwd=folder, env=settings, **quiet)
        began = time.perf_counter()
        process = subprocess.Popen([*command, "run"], cwd=folder, env=settings, **quiet)
        try:
            while not is_ready(port):
                if process.poll() is not None or time.perf_counter() - began > 60:
                    raise RuntimeError("`bot.py run` did not become ready; run it by hand to see why")
                time.sleep(0.02)
            ready = time.perf_counter() - began
            time.sleep(idle)
            found = [(megabytes(pid, "Pss"), megabytes(pid, "Rss")) for pid in family(process.pid)]
        finally:
            process.terminate()
            process.wait()
    return ready, found


def is_ready(port: int) -> bool:
    try:
        answer = urllib3.request("GET", f"http://127.0.0.1:{port}/health/live", timeout=2.0, retries=False)
    except urllib3.exceptions.HTTPError:
        return False
    return answer.status == 200


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="bench memory", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--idle", type=float, default=3.0, help="seconds to wait before measuring")
    given = parser.parse_args(argv)
    starts, sums = [], []
    for _ in range(given.rounds):
        ready, found = measure(given.idle)
        starts.append(ready)
        sums.append(sum(pss for pss, _ in found))
        each = ", ".join(f"{pss:.0f}/{rss:.0f}" for pss, rss in found)
        print(
            f"ready after {ready:.2f} s; {len(found)} processes, MB PSS/RSS each: {each}; sum {sums[-1]:.0f}"
        )
    print(f"median: ready after {statistics.median(starts):.2f} s (goal 3, moonshot 1.5)")
    print(f"median: {statistics.median(sums):.0f} MB (goal 200, moonshot 120)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
