"""Dead processes are replaced, those told to stop finish first, and no answered call is lost."""

import os
import signal
import socket
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
import urllib3

from bench.load import a_body, closed
from bench.web import BASIC_ID, SECRET
from line.signature import sign
from models.channel import Channel
from models.database import Database
from tests.webhook.conftest import stored_ids

ROOT = Path(__file__).resolve().parent.parent
Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def start() -> Iterator[Start]:
    """Run a Python program, which is gone at the end of the test whatever happened."""
    started: list[subprocess.Popen[str]] = []

    def start(*arguments: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, *arguments], cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.terminate()
        process.communicate()


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def until(holds: Callable[[], object], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.01)


def children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def answers(port: int, path: str = "/") -> bool:
    try:
        urllib3.request("GET", f"http://127.0.0.1:{port}{path}", timeout=1.0, retries=False)
    except urllib3.exceptions.HTTPError:
        return False
    return True


PROGRAM = """
import os, signal, sys, time
from supervisor import run_processes

def steady():
    signal.signal(signal.SIGTERM, lambda *_: (time.sleep(0.2), print("finished", flush=True), sys.exit(0)))
    os.write(1, f"up {os.getpid()}\\n".encode())
    while True:
        time.sleep(60)

def stubborn():
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    os.write(1, f"up {os.getpid()}\\n".encode())
    while True:
        time.sleep(60)

def refuses():
    sys.exit("DATABASE_URL is not an address.")

sys.exit(run_processes({name: globals()[name] for name in sys.argv[2:]}, grace=float(sys.argv[1])))
"""


@pytest.fixture
def program(tmp_path: Path, start: Start, monkeypatch: pytest.MonkeyPatch) -> Start:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    path = tmp_path / "program.py"
    path.write_text(textwrap.dedent(PROGRAM))
    return lambda *arguments: start(str(path), *arguments)


def next_up(process: subprocess.Popen[str]) -> int:
    assert process.stdout is not None
    word, _, pid = process.stdout.readline().partition(" ")
    assert word == "up"
    return int(pid)


def test_a_killed_process_is_replaced_and_the_others_are_left_alone(program: Start) -> None:
    process = program("1", "steady", "stubborn")
    first = {next_up(process), next_up(process)}
    victim = min(first)
    os.kill(victim, signal.SIGKILL)
    replacement = next_up(process)
    assert replacement not in first
    assert set(children(process.pid)) == (first - {victim}) | {replacement}


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop_it_lets_all_finish_and_ends_well(program: Start, told: signal.Signals) -> None:
    process = program("10", "steady")
    next_up(process)
    process.send_signal(told)
    out, _ = process.communicate(timeout=30)
    assert process.returncode == 0
    assert out.count("finished") == 1


def test_who_does_not_finish_in_time_is_killed(program: Start) -> None:
    process = program("0.3", "steady", "stubborn")
    pids = {next_up(process), next_up(process)}
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=30)
    assert process.returncode == 1
    assert not any(map(alive, pids))


def test_a_process_that_refuses_to_start_ends_all_with_its_sentence(program: Start) -> None:
    process = program("5", "steady", "refuses")
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 1
    assert "DATABASE_URL is not an address." in errors
    assert "refuses cannot start" in errors
    assert "Traceback" not in errors


def test_when_the_supervisor_is_killed_its_children_end_too(program: Start) -> None:
    process = program("5", "steady")
    child = next_up(process)
    process.kill()
    until(lambda: not alive(child))


WEB = """
import sys, time
from bench.web import Size
from server import Served, listen, run_processes, serve_web

def app(environ, start_response):
    if environ["PATH_INFO"] == "/slow":
        print("under way", flush=True)
        time.sleep(1)
    start_response("200 OK", [("Content-Length", "4")])
    return [b"done"]

def started():
    print("started", flush=True)

def stopped():
    print("stopped", flush=True)

size = Size("127.0.0.1", int(sys.argv[1]), 4)
listener = listen(size.host, size.port)
sys.exit(run_processes({"web": lambda: serve_web(lambda: Served(app, started, stopped), size, listener)}))
"""


def test_a_request_under_way_is_finished_before_the_end(
    tmp_path: Path, start: Start, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    (tmp_path / "web.py").write_text(WEB)
    process = start(str(tmp_path / "web.py"), str(port))
    assert process.stdout is not None
    assert process.stdout.readline() == "started\n"
    got: list[bytes] = []
    slow = threading.Thread(
        target=lambda: got.append(urllib3.request("GET", f"http://127.0.0.1:{port}/slow").data)
    )
    slow.start()
    assert process.stdout.readline() == "under way\n"
    process.send_signal(signal.SIGTERM)
    slow.join(30)
    assert got == [b"done"]
    assert process.stdout.readline() == "stopped\n"
    process.communicate(timeout=30)
    assert process.returncode == 0


def test_a_client_that_falls_silent_frees_its_thread(
    tmp_path: Path, start: Start, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    (tmp_path / "web.py").write_text(
        WEB.replace("from server", "import server\nserver.SLOW_CLIENT = 1\nfrom server")
    )
    start(str(tmp_path / "web.py"), str(port))
    until(lambda: answers(port))
    silent = [socket.create_connection(("127.0.0.1", port)) for _ in range(4)]
    for one in silent:
        one.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Le")
    until(lambda: answers(port))
    for one in silent:
        one.close()


def test_halves_of_requests_hold_no_thread(
    tmp_path: Path, start: Start, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More of them than there are threads; nobody else waits until their time is over."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    (tmp_path / "web.py").write_text(WEB)
    start(str(tmp_path / "web.py"), str(port))
    until(lambda: answers(port))
    halves = [socket.create_connection(("127.0.0.1", port)) for _ in range(20)]
    for one in halves:
        one.sendall(b"GET / HTTP/1.1\r\nHo")
    time.sleep(0.3)
    assert answers(port)
    halves[0].sendall(b"st: x\r\n\r\n")
    assert halves[0].recv(4096).startswith(b"HTTP/1.1 200 OK")
    for one in halves:
        one.close()


def test_a_client_that_takes_no_more_of_an_answer_frees_its_thread(
    tmp_path: Path, start: Start, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    big = tmp_path / "big"
    big.write_bytes(b"x" * 8_000_000)
    program = WEB.replace("from server", "import server\nserver.SLOW_CLIENT = 1\nfrom server")
    program = program.replace('"4")', '"8000000" if environ["PATH_INFO"] == "/big" else "4")').replace(
        '    return [b"done"]',
        '    if environ["PATH_INFO"] == "/big":\n'
        f'        return environ["wsgi.file_wrapper"](open({str(big)!r}, "rb"))\n'
        '    return [b"done"]',
    )
    (tmp_path / "web.py").write_text(program)
    start(str(tmp_path / "web.py"), str(port))
    until(lambda: answers(port))
    deaf = [socket.create_connection(("127.0.0.1", port)) for _ in range(6)]
    for one in deaf:
        one.sendall(b"GET /big HTTP/1.1\r\nHost: x\r\n\r\n")
    time.sleep(0.3)
    assert not answers(port), "they hold all threads"
    until(lambda: answers(port), 15)
    for one in deaf:
        one.close()


def exchange(port: int, *parts: bytes) -> bytes:
    """What the server says to these bytes and then the end of what we have to say."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as client:
        for part in parts:
            client.sendall(part)
        client.shutdown(socket.SHUT_WR)
        said = b""
        while more := client.recv(65536):
            said += more
    return said


def test_bodies_as_they_come_over_the_wire(
    database: Database, clock: Callable[[], datetime], start: Start, port: int
) -> None:
    with database.begin() as uow:
        uow.session.add(Channel(basic_id=BASIC_ID, created_at=clock()))
        uow.commit()
    url = database.engine.url.render_as_string(hide_password=False)
    start("-m", "bench.web", "fast", "1", "4", str(port), url)
    until(lambda: answers(port))

    def head(signature: str, *more: str) -> bytes:
        lines = ("POST /callback HTTP/1.1", "Host: shop.example", f"X-LINE-Signature: {signature}", *more)
        return "\r\n".join((*lines, "", "")).encode()

    whole, cut, chunked, bad = (a_body(name, 1) for name in ("WHOLE", "CUT", "CHUNKED", "BAD"))
    length = f"Content-Length: {len(whole)}"
    assert exchange(port, head(sign(SECRET, whole), length), whole).startswith(b"HTTP/1.1 200 OK")
    cut_off = exchange(port, head(sign(SECRET, cut), f"Content-Length: {len(cut)}"), cut[:-1])
    assert not cut_off or cut_off.startswith(b"HTTP/1.1 400")
    in_chunks = b"%x\r\n%s\r\n%x\r\n%s\r\n0\r\n\r\n" % (9, chunked[:9], len(chunked) - 9, chunked[9:])
    coding = "Transfer-Encoding: chunked"
    assert exchange(port, head(sign(SECRET, chunked), coding), in_chunks).startswith(b"HTTP/1.1 200 OK")
    assert b" 400 " in exchange(port, head(sign(SECRET, bad), coding), b"zz\r\n" + bad)[:20]
    too_large = exchange(port, head("x", f"Content-Length: {3 << 20}", "Connection: close"))
    assert too_large.startswith(b"HTTP/1.1 413")
    assert sorted(stored_ids(database)) == ["CHUNKED", "WHOLE"]
    assert answers(port)


DIRECT = """
import sys, threading, time
from bench.web import Size
from server import Served, listen, serve_web

def app(environ, start_response):
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body) + 8))])
    return [b"thread: ", body]

def direct(headers, body, answer):
    if body == b"not without a thread":
        return False
    if body == b"overload":
        time.sleep(1)
    threading.Timer(0.3 if body == b"later" else 0.0, answer, (200, "direct: " + body.decode())).start()
    return True

size = Size("127.0.0.1", int(sys.argv[1]), 4)
serve_web(lambda: Served(app, direct={"/direct": direct}), size, listen(size.host, size.port))
"""


@pytest.fixture
def served_directly(tmp_path: Path, start: Start, port: int, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    (tmp_path / "direct.py").write_text(DIRECT)
    start(str(tmp_path / "direct.py"), str(port))
    until(lambda: answers(port))
    return port


def a_post(body: bytes, *more: bytes, path: bytes = b"/direct", version: bytes = b"1.1") -> bytes:
    lines = (b"POST " + path + b" HTTP/" + version, b"Host: x", b"Content-Length: %d" % len(body), *more)
    return b"\r\n".join((*lines, b"", body))


def test_a_plain_request_is_answered_without_a_thread_and_all_others_by_one(served_directly: int) -> None:
    def said(*parts: bytes) -> bytes:
        return exchange(served_directly, *parts)

    close = b"Connection: close"
    whole = a_post(b"one", close)
    assert said(whole).endswith(b"direct: one")
    assert said(a_post(b"not without a thread", close)).endswith(b"thread: not without a thread")
    assert said(a_post(b"one", close, path=b"/other")).endswith(b"thread: one")
    assert said(a_post(b"one", close, path=b"/direct?x=1")).endswith(b"thread: one")
    assert said(a_post(b"one", b"Expect: 100-continue", close)).endswith(b"thread: one")
    assert said(a_post(b"x" * 400_000, close)).endswith(b"thread: " + b"x" * 400_000)
    assert said(a_post(b"one", version=b"1.0")).endswith(b"direct: one")


def test_a_request_that_comes_in_pieces_is_answered_whole(served_directly: int) -> None:
    request = a_post("はい、使ってみました".encode())
    with socket.create_connection(("127.0.0.1", served_directly), timeout=30) as client:
        for size in (1, 3, 70):
            for at in range(0, len(request), size):
                client.sendall(request[at : at + size])
            assert client.recv(65536).endswith("direct: はい、使ってみました".encode())


def test_who_says_more_before_the_answer_is_answered_in_order(served_directly: int) -> None:
    with socket.create_connection(("127.0.0.1", served_directly), timeout=30) as client:
        client.sendall(a_post(b"later"))
        client.sendall(a_post(b"next"))
        client.sendall(a_post(b"two at once") + a_post(b"in one packet", b"Connection: close"))
        said = b""
        while more := client.recv(65536):
            said += more
    found = [said.find(part) for part in (b": later", b": next", b": two at once", b": in one packet")]
    assert -1 not in found
    assert found == sorted(found)


def test_who_leaves_before_the_answer_costs_nobody_else_anything(served_directly: int) -> None:
    for _ in range(20):
        with socket.create_connection(("127.0.0.1", served_directly)) as client:
            client.sendall(a_post(b"later"))
    with socket.create_connection(("127.0.0.1", served_directly)) as client:
        client.sendall(a_post(b"half")[:-2])
    assert exchange(served_directly, a_post(b"one", b"Connection: close")).endswith(b"direct: one")


def test_who_stops_talking_while_the_last_answer_is_written_costs_nobody_else_anything(
    served_directly: int,
) -> None:
    with (
        socket.create_connection(("127.0.0.1", served_directly), timeout=30) as leaving,
        socket.create_connection(("127.0.0.1", served_directly), timeout=30) as other,
    ):
        leaving.sendall(a_post(b"later", b"Connection: close"))
        time.sleep(0.1)
        other.sendall(a_post(b"overload"))  # the loop is busy while the answer and the end both arrive
        time.sleep(0.6)
        leaving.shutdown(socket.SHUT_WR)
        assert leaving.recv(65536).endswith(b"direct: later")
        assert other.recv(65536).endswith(b"direct: overload")
        other.sendall(a_post(b"still there"))
        assert other.recv(65536).endswith(b"direct: still there")


def test_who_does_not_close_after_our_last_word_keeps_nobody_waiting(served_directly: int) -> None:
    stubborn = []
    for _ in range(8):  # one after the other they would hold up everybody for 2 s each
        client = socket.create_connection(("127.0.0.1", served_directly), timeout=30)
        client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert client.recv(65536)
        stubborn.append(client)
    with socket.create_connection(("127.0.0.1", served_directly), timeout=1.5) as client:
        client.sendall(a_post(b"one", b"Connection: close"))
        assert b"direct: one" in client.recv(65536)
    for client in stubborn:
        client.close()


def test_what_waited_too_long_to_be_read_is_refused_and_nothing_has_happened(served_directly: int) -> None:
    clients = [socket.create_connection(("127.0.0.1", served_directly), timeout=30) for _ in range(3)]
    clients[0].sendall(a_post(b"overload"))  # the loop is busy for a second
    time.sleep(0.2)
    for client in clients[1:]:
        client.sendall(a_post(b"one"))
    assert clients[0].recv(65536).startswith(b"HTTP/1.1 200")
    assert [client.recv(65536)[:12] for client in clients[1:]] == [b"HTTP/1.1 503"] * 2
    for client in clients:
        client.sendall(a_post(b"again"))
        assert client.recv(65536).endswith(b"direct: again")
        client.close()


@pytest.mark.slow
def posts_the_last(port: int) -> bool:
    """LINE's last call, made again while nobody answers: the web side may just be coming back."""
    body = a_body("THE-LAST", 1)
    headers = {"x-line-signature": sign(SECRET, body)}
    try:
        answer = urllib3.request("POST", f"http://127.0.0.1:{port}/callback", body=body, headers=headers)
    except urllib3.exceptions.HTTPError:
        return False
    return answer.status == 200


def test_after_kill_9_every_call_answered_200_is_in_the_database(
    database: Database, clock: Callable[[], datetime], start: Start, port: int
) -> None:
    with database.begin() as uow:
        uow.session.add(Channel(basic_id=BASIC_ID, created_at=clock()))
        uow.commit()
    url = database.engine.url.render_as_string(hide_password=False)
    process = start("-m", "bench.web", "fast", "1", "8", str(port), url)
    until(lambda: answers(port))
    killed: list[int] = []

    def kill_now_and_then() -> None:
        until(lambda: stored_ids(database))
        for turn in range(4):
            until(lambda: answers(port))
            time.sleep(0.3)  # in the midst of it
            arbiter = children(process.pid)[0]
            killed.append(arbiter if turn % 2 else children(arbiter)[0])
            os.kill(killed[-1], signal.SIGKILL)

    killer = threading.Thread(target=kill_now_and_then)
    killer.start()
    result = closed(port, SECRET, connections=16, seconds=8, most=20_000)
    killer.join()
    until(lambda: posts_the_last(port))
    assert len(killed) == 4
    assert len(result.kept_ids) > 100
    kept = stored_ids(database)
    assert set(result.kept_ids) | {"THE-LAST"} <= set(kept)
    assert len(kept) == len(set(kept))
