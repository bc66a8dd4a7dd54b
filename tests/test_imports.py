"""Who may import whom is kept by import-linter (pyproject.toml); here it runs, and is shown to notice."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]

# A line that must not be there → the contract it breaks.
SINS = {
    "services/planning.py": ("import scheduler.ticks", "Imports go one way"),
    "models/channel.py": ("import bot", "Nobody imports what puts the parts together"),
    "line/client.py": ("import settings", "The inner packages are told what they need and read no settings"),
    "emulator/clock.py": ("import models", "The emulator imports nothing of the product"),
    "webhook/__init__.py": ("import emulator", "The product imports nothing of the emulator"),
    "demo/world.py": ("import models", "The demo comes in by the doors everybody uses"),
    "conversations/state.py": (
        "import sqlalchemy",
        "What a conversation is knows no database, no web, no clock",
    ),
    "delivery/retry.py": ("import flask", "Flask only at the edges"),
    "services/turns.py": ("import apscheduler", "APScheduler only ticks: nothing else knows it"),
}


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("lint-imports")
    command = [str(program), "--no-cache", "--config", "pyproject.toml"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=100, check=False)


def test_every_import_contract_is_kept() -> None:
    done = lint_imports(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def sinful(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What import-linter says about a copy in which every contract is broken."""
    copy = tmp_path_factory.mktemp("sinful")
    for package in CONTRACTS["root_packages"]:
        shutil.copytree(ROOT / package, copy / package, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", *(path.name for path in ROOT.glob("*.py"))):
        shutil.copy(ROOT / name, copy / name)
    for path, (sin, _) in SINS.items():
        with (copy / path).open("a", encoding="utf-8") as file:
            file.write(f"\n{sin}\n")
    done = lint_imports(copy)
    assert done.returncode == 1, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("contract", [contract["name"] for contract in CONTRACTS["contracts"]])
def test_every_contract_notices_when_it_is_broken(sinful: str, contract: str) -> None:
    assert contract in {broken for _, broken in SINS.values()}, "plant a sin for this contract"
    assert f"{contract} BROKEN" in sinful


@pytest.mark.parametrize("package", CONTRACTS["root_packages"])
def test_every_package_says_what_it_is(package: str) -> None:
    assert (ROOT / package / "__init__.py").read_text("utf-8").startswith('"""')


def test_every_module_at_the_top_is_either_shared_or_forbidden_to_the_packages() -> None:
    top = {path.stem for path in ROOT.glob("*.py")}
    (root,) = (contract for contract in CONTRACTS["contracts"] if contract["id"] == "root")
    assert top == set(root["forbidden_modules"]) - {"commands", "demo"} | {"settings", "logs"}
