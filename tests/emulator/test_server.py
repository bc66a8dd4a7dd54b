"""The emulator as people start it: a process of its own, and nothing of the product inside."""

import ast
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import urllib3

from emulator.app import create_app
from emulator.state import Platform

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = {
    "conversations",
    "models",
    "line",
    "services",
    "delivery",
    "webhook",
    "api",
    "console",
    "scheduler",
    "settings",
    "bot",
}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(params=["--no-lean", "--lean"])
def served(request: pytest.FixtureRequest) -> Iterator[str]:
    port = free_port()
    command = [sys.executable, "-m", "emulator", "--port", str(port), "--quota", "-1", request.param]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    base = f"http://127.0.0.1:{port}"
    try:
        for _ in range(200):
            try:
                urllib3.request("GET", f"{base}/emulator/health", retries=False)
                break
            except urllib3.exceptions.HTTPError:
                time.sleep(0.05)
        yield base
    finally:
        process.terminate()
        process.communicate(timeout=10)


def test_the_command_serves_sends_and_drops(served: str) -> None:
    http = urllib3.PoolManager(
        retries=False, headers={"Authorization": "Bearer emulator-channel-access-token"}
    )
    user = http.request(
        "POST", f"{served}/emulator/users", json={"display_name": "花子", "follow": True}
    ).json()
    message = {"to": user["user_id"], "messages": [{"type": "text", "text": "はい"}]}
    pushed = http.request("POST", f"{served}/v2/bot/message/push", json=message)
    assert (pushed.status, len(pushed.json()["sentMessages"])) == (200, 1)
    assert http.request("GET", f"{served}/v2/bot/message/quota").json() == {"type": "none"}
    http.request("POST", f"{served}/emulator/faults", json={"kind": "drop_after", "times": 1})
    with pytest.raises(urllib3.exceptions.ProtocolError):
        http.request("POST", f"{served}/v2/bot/message/push", json=message)
    assert http.request("GET", f"{served}/emulator/sent").json()["counts"]["push"]["delivered"] == 2


def test_the_emulator_imports_nothing_of_the_product() -> None:
    for path in (ROOT / "emulator").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            assert not {name.partition(".")[0] for name in names} & PRODUCT, path


def test_every_control_path_is_written_down() -> None:
    written = (ROOT / "docs" / "emulator.md").read_text("utf-8")

    for rule in create_app(Platform()).url_map.iter_rules():
        words = re.sub(r"<[^>]+>", "", rule.rule).strip("/").split("/")
        assert all(word in written for word in words if word), rule.rule
