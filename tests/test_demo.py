"""`make demo` tells its story to the end, by the doors everybody uses."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_the_demo_leads_from_a_purchase_to_an_accepted_proposal_and_asks_again(tmp_path: Path) -> None:
    command = [
        sys.executable, "bot.py", "demo", "--once", "--folder", str(tmp_path),
        "--port", str(free_port()), "--line-port", str(free_port()),
    ]  # fmt: skip
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=280, check=False)
    logs = "\n".join(file.read_text()[-2000:] for file in tmp_path.glob("*.log"))
    assert told.returncode == 0, told.stdout[-3000:] + told.stderr[-2000:] + logs
    milestones = [
        "取り込めなかった行 0行",
        "はじめまして",
        "うるおい",
        "送り出しました",
        "もう使ってみましたか？ ",
        "鈴木が、",
        "提案: ",
        "お願いする",
        "その後のことが気になって",
    ]
    places = [told.stdout.find(words.strip()) for words in milestones]
    assert -1 not in places, dict(zip(milestones, places, strict=True))
    assert places == sorted(places), "told in this order"


def test_the_demo_says_plainly_when_its_port_is_taken(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        command = [sys.executable, "bot.py", "demo", "--once", "--folder", str(tmp_path), "--line-port", port]
        told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=100, check=False)
    assert told.returncode == 1
    assert "Traceback" not in told.stdout + told.stderr
    assert port in told.stdout
