"""The image and the composition: the rules a container linter would check, and the steps really run."""

import json
import re
import tomllib
from importlib.util import cache_from_source
from pathlib import Path
from typing import Any

import pytest
import yaml

from settings import Settings
from tests.containers import ROOT, Image, environment_of, ignored, read, starts_healthy

STEPS = read()
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
SECRET = re.compile(r"SECRET|TOKEN|PASSWORD|KEY", re.IGNORECASE)


def rests(verb: str) -> list[str]:
    return [step.rest for step in STEPS if step.verb == verb]


def test_every_base_image_is_pinned_to_a_version() -> None:
    for base in rests("FROM"):
        image, _, tag = base.split()[0].partition(":")
        assert image == "python"
        assert re.match(r"3\.1[123](\.\d+)?-slim", tag)


def test_it_does_not_run_as_root() -> None:
    (user,) = rests("USER")
    assert user not in ("root", "0")
    assert [step.verb for step in STEPS].index("USER") < [step.verb for step in STEPS].index("CMD")


def test_the_command_and_the_health_check_need_no_shell() -> None:
    (command,) = rests("CMD")
    assert json.loads(command) == ["python", "bot.py", "run"]
    (check,) = rests("HEALTHCHECK")
    assert json.loads(check[check.index("[") :])[0] == "python"
    assert "/health/live" in check


def test_libraries_come_before_code_so_that_a_change_of_code_downloads_nothing() -> None:
    copies = [i for i, step in enumerate(STEPS) if step.verb == "COPY"]
    install = next(i for i, step in enumerate(STEPS) if "pip install" in step.rest)
    code = next(i for i in copies if "*.py" in STEPS[i].rest)
    assert next(i for i in copies if "requirements.txt" in STEPS[i].rest) < install < code
    assert {"--require-hashes", "--no-cache-dir"} <= set(STEPS[install].words)


def test_all_code_is_compiled_in_the_image_because_nobody_can_do_it_later(tmp_path: Path) -> None:
    verbs = [(step.verb, step.rest) for step in STEPS]
    compiling = next(i for i, (verb, rest) in enumerate(verbs) if verb == "RUN" and "compileall" in rest)
    assert compiling > max(i for i, (verb, _) in enumerate(verbs) if verb == "COPY")
    image = Image(tmp_path)
    image.build(libraries=False)
    code = list((tmp_path / "app").rglob("*.py"))
    assert code
    assert [path for path in code if not Path(cache_from_source(str(path))).exists()] == []


def test_nothing_is_fetched_behind_the_back_and_nothing_secret_is_baked_in() -> None:
    assert rests("ADD") == []
    assert rests("ARG") == []
    assert not any(SECRET.search(name) for name in environment_of(STEPS))
    assert not any(re.search(r"\b(curl|wget|sudo|apt-get)\b", run) for run in rests("RUN"))


def test_every_package_of_the_product_is_in_it() -> None:
    packages = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"][
        "root_packages"
    ]
    copied = {word.strip("/") for copy in rests("COPY") for word in copy.split()}
    assert {*packages, "migrations", "*.py"} <= copied


def test_what_is_copied_is_there_and_not_ignored() -> None:
    for copy in rests("COPY"):
        if copy.startswith("--from"):
            continue
        for source in copy.split()[:-1]:
            found = [str(path.relative_to(ROOT)) for path in ROOT.glob(source)]
            assert found
            assert not any(ignored(name) for name in found)


STRANGERS = (
    ".env .git/config .venv/bin/python sonogo.db models/x.db tests/conftest.py tests/test_x.py"
    " secrets/secret_key models/__pycache__/a.pyc"
)


@pytest.mark.parametrize("name", STRANGERS.split())
def test_what_has_no_place_in_an_image_stays_out(name: str) -> None:
    assert ignored(name)


@pytest.mark.slow
def test_its_steps_give_a_product_that_starts_is_healthy_and_stops_when_told(tmp_path: Path) -> None:
    image = Image(tmp_path)
    image.build(libraries=False)
    assert starts_healthy(image) == ""


def test_compose_migrates_once_and_runs_two_of_each() -> None:
    services = COMPOSE["services"]
    assert services["migrate"]["command"][-1] == "migrate"
    for role in ("web", "worker"):
        assert services[role]["deploy"]["replicas"] == 2
        assert services[role]["command"] == ["python", "bot.py", role]
        waits = services[role]["depends_on"]
        assert waits["migrate"]["condition"] == "service_completed_successfully"
        assert waits["database"]["condition"] == "service_healthy"


def test_compose_runs_postgresql_16_and_asks_whether_it_is_well() -> None:
    database = COMPOSE["services"]["database"]
    assert database["image"].startswith("postgres:16")
    assert database["healthcheck"]["test"][1] == "pg_isready"


def test_compose_gives_secrets_as_files_only() -> None:
    for service in COMPOSE["services"].values():
        for name, value in service["environment"].items():
            if SECRET.search(name):
                assert name.endswith("_FILE")
                assert value.removeprefix("/run/secrets/") in COMPOSE["secrets"]
    assert all("secrets/" in secret["file"] for secret in COMPOSE["secrets"].values())


def test_compose_sets_only_variables_that_exist() -> None:
    known = {name.upper() for name in Settings.model_fields}
    given = COMPOSE["services"]["web"]["environment"]
    assert {name.removesuffix("_FILE") for name in given} <= known


def test_compose_leaves_time_to_finish_what_runs() -> None:
    assert COMPOSE["services"]["worker"]["stop_grace_period"] == "30s"
