"""P6, P7, P9: from a tap to the reply that answers it, end to end, in real processes, in one run.

    python bot.py bench latency [--rates 300 600 1000 1500] [--seconds 5] [--burst 20000] [--only sqlite]

The real check-in script is answered by taps at a fixed rate; a round trip counts from the moment its webhook
was due. `echo` is the sample of LINE's own SDK under the same server with as many processes: it stores
nothing and knows no script. SQLite: one web and one worker (`run`); PostgreSQL: one web and two workers.
"""

import argparse
import secrets
import tempfile
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench import check_ins
from bench.intake import cpu_of, wait_for
from bench.load import a_body, a_request
from bench.round_trip import Line, Trips, Webhook
from bench.web import SECRET
from composition import build
from settings import Settings
from tests import databases
from tests.processes.programs import ROOT, Program, free_port

CASES = ("echo", "sqlite", "postgresql")


@dataclass
class Case:
    """One thing to be loaded: where, and how to make webhooks for it."""

    name: str
    port: int
    programs: Sequence[Program]
    webhooks: Callable[[int, int], list[Webhook]]  # (events, people)

    def cpu(self) -> float:
        return sum(cpu_of(program.pid) for program in self.programs)


@contextmanager
def an_echo(line: Line, folder: Path) -> Iterator[Case]:
    port = free_port()
    program = Program(
        ("-m", "bench.web", "echo", "2", "16", str(port), line.address), {}, folder / "echo.log"
    )

    def webhooks(events: int, people: int) -> list[Webhook]:
        made = []
        for n in range(events):
            event_id = uuid.uuid4().hex[:26].upper()
            token = uuid.uuid4().hex
            body = a_body(event_id, n % people)
            at = body.index(b'"replyToken":"') + 14
            made.append(Webhook(token, a_request(body[:at] + token.encode() + body[at + 32 :], SECRET)))
        return made

    try:
        program.start()
        wait_for(port)
        yield Case("echo", port, [program], webhooks)
    finally:
        program.close()


@contextmanager
def a_sonogo(kind: str, line: Line, folder: Path) -> Iterator[Case]:
    port = free_port()
    url = databases.sqlite_url() if kind == "sqlite" else databases.postgres_url()[0]
    environment = {
        "LINE_CHANNEL_SECRET": SECRET, "LINE_CHANNEL_ACCESS_TOKEN": "token", "LINE_BASIC_ID": "@bench",
        "LINE_API_BASE": line.address, "DATABASE_URL": url, "SECRET_KEY": secrets.token_urlsafe(48),
        "PORT": str(port), "LOG_LEVEL": "WARNING",
    }  # fmt: skip
    given = {name.lower(): value for name, value in environment.items()}
    sonogo = build(Settings(_env_file=None, **given))  # type: ignore[call-arg]
    state, taps = check_ins.way_through(sonogo)
    commands = ("run",) if kind == "sqlite" else ("web", "worker", "worker")
    bot = str(ROOT / "bot.py")
    programs = [
        Program((bot, command), environment, folder / f"{kind}-{n}-{command}.log")
        for n, command in enumerate(commands)
    ]

    def webhooks(events: int, people: int) -> list[Webhook]:
        numbers = check_ins.begin(sonogo, max(people, -(-events // len(taps))), state)
        made = []
        for n in range(events):
            turn, who = divmod(n, len(numbers))
            event_id, token = uuid.uuid4().hex[:26].upper(), uuid.uuid4().hex
            body = check_ins.event(numbers[who], taps[turn], event_id, token)
            made.append(Webhook(token, a_request(body, SECRET)))
        return made

    try:
        for program in programs:
            program.start()
        wait_for(port)
        programs[0].ready(f"http://127.0.0.1:{port}/health/ready")
        yield Case(kind, port, programs, webhooks)
    finally:
        for program in programs:
            program.close()
        databases.close(sonogo.database)


def measure(case: Case, line: Line, rate: float, seconds: float) -> tuple[Trips, float]:
    """The round trips at this rate, and the product's milliseconds of CPU per event."""
    webhooks = case.webhooks(int(rate * seconds), 1000)
    before = case.cpu()
    trips = line.load(case.port, webhooks, rate)
    return trips, (case.cpu() - before) * 1000 / max(trips.sent, 1)


def show(name: str, rate: float, trips: Trips, cpu: float, base: Trips | None) -> None:
    p50, p99 = trips.percentile(0.5), trips.percentile(0.99)
    ratio = f"{p50 / base.percentile(0.5):7.1f}x {p99 / base.percentile(0.99):7.1f}x" if base else ""
    done = len(trips.seconds) / trips.lasted if trips.lasted else 0.0
    print(
        f"{name:11} {rate:6.0f} {done:7.0f} {p50:8.1f} {p99:8.1f} {trips.unanswered:6} {trips.refused:6}"
        f" {trips.twice:5} {cpu:7.2f}  {ratio}",
        flush=True,
    )


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="bench latency", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rates", type=float, nargs="*", default=[300, 600, 1000, 1500])
    parser.add_argument("--seconds", type=float, default=5.0, help="of each load")
    parser.add_argument(
        "--burst", type=int, default=4000, help="events at 2,000/s, each of another person; P9: 20000"
    )
    parser.add_argument("--only", choices=CASES, nargs="*", default=CASES)
    given = parser.parse_args(argv)
    line, makers = Line(), {"echo": an_echo}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="sonogo-bench-")))
        cases = [
            stack.enter_context(makers[n](line, folder) if n in makers else a_sonogo(n, line, folder))
            for n in given.only
        ]
        for case in cases:
            line.load(case.port, case.webhooks(200, 100), 100)  # warm
        print(f"{'':11} {'rate':>6} {'done/s':>7} {'p50 ms':>8} {'p99 ms':>8} {'never':>6} {'not200':>6}"
              f" {'twice':>5} {'CPU ms':>7}  to echo: p50, p99")  # fmt: skip
        for rate in given.rates:
            base = None
            for case in cases:
                trips, cpu = measure(case, line, rate, given.seconds)
                show(case.name, rate, trips, cpu, base)
                base = trips if case.name == "echo" else base
        for case in cases if given.burst else []:
            trips = line.load(case.port, case.webhooks(given.burst, given.burst), 2000)
            print(
                f"burst, {case.name}: {trips.sent} people at 2,000/s; answered after {trips.lasted:.1f} s,"
                f" slowest {trips.percentile(1) / 1000:.1f} s, never {trips.unanswered},"
                f" not 200: {trips.refused}, twice {trips.twice}"
            )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
