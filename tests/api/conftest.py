"""The API as the shop's systems meet it: one app, one shop, tokens."""

from collections.abc import Callable, Sequence

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from api.app import create_api, new_app
from models.database import Database
from services import tokens
from services.shop import Shop
from tests.conftest import FakeClock
from tests.services.shops import open_shop

Headers = dict[str, str]


@pytest.fixture
def shop(database: Database, clock: FakeClock) -> Shop:
    return open_shop(database, clock())


@pytest.fixture
def app(database: Database, shop: Shop, clock: FakeClock) -> APIFlask:
    made = new_app("api")
    create_api(made, database, lambda channel_id: shop, shop.channel_id, clock)

    @made.get("/console/")
    def console() -> str:
        return "<h1>対応</h1>"

    return made


@pytest.fixture
def client(app: APIFlask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def bearer(database: Database, clock: FakeClock) -> Callable[..., Headers]:
    """Headers with a new token of these scopes (all of them when none is named)."""

    def make(*scopes: str) -> Headers:
        wanted: Sequence[str] = scopes or tokens.SCOPES
        with database.begin() as uow:
            token, _ = tokens.create(uow.session, "EC", wanted, clock())
            uow.commit()
        return {"Authorization": f"Bearer {token}"}

    return make


@pytest.fixture
def headers(bearer: Callable[..., Headers]) -> Headers:
    return bearer()
