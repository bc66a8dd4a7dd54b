"""What the tests of `conversations` share: two small scripts of their own, and `--update-transcripts`."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from conversations.events import Fact
from conversations.library import load_files
from conversations.script import Script

HERE = Path(__file__).parent


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-transcripts", action="store_true", help="rewrite tests/transcripts/*.json")


@pytest.fixture(scope="session")
def small_scripts() -> dict[str, Script]:
    library = load_files(sorted((HERE / "scripts").glob("*.yaml")))
    assert library.problems == ()
    return dict(library.scripts)


@pytest.fixture(scope="session")
def checkin(small_scripts: dict[str, Script]) -> Script:
    return small_scripts["small-checkin"]


@pytest.fixture(scope="session")
def at() -> datetime:
    return datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def facts() -> dict[str, Fact]:
    return {
        "name": "佐藤様",
        "product": "うるおい美容液",
        "shop": "花しずく",
        "staff": "田中",
        "promise": "明日11:00",
    }


@pytest.fixture(scope="session")
def script_of() -> Callable[..., Script]:
    """A script from its steps."""

    def make(*steps: object, **rest: object) -> Script:
        return Script.model_validate(
            {"id": "s", "title": "t", "purpose": "check_in", "steps": list(steps), **rest}
        )

    return make
