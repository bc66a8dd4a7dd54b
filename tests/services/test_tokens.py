"""Bearer tokens: shown once, kept as a hash, refused when revoked or unknown."""

from datetime import timedelta

import pytest

from models.database import Database
from models.token import ApiToken
from services import tokens
from tests.conftest import FakeClock


def test_a_token_opens_the_door_and_is_nowhere_in_the_database(database: Database, clock: FakeClock) -> None:
    with database.begin() as uow:
        token, row = tokens.create(uow.session, "EC", ["purchases:write", "purchases:write"], clock())
        uow.commit()
    assert token.startswith("sng_")
    assert len(token) == 4 + 43
    with database.read() as session:
        kept = session.get_one(ApiToken, row.id)
        assert token not in (kept.digest, kept.prefix, kept.name)
        assert kept.scopes == ["purchases:write"]
        found = tokens.verify(session, token)
        assert found is not None
        assert found.id == row.id


@pytest.mark.parametrize("wrong", ["", "sng_", "sng_" + "x" * 43, "あ", "sng_" + "あ" * 43, "x" * 10_000])
def test_anything_else_does_not(database: Database, clock: FakeClock, wrong: str) -> None:
    with database.begin() as uow:
        tokens.create(uow.session, "EC", tokens.SCOPES, clock())
        uow.commit()
    with database.read() as session:
        assert tokens.verify(session, wrong) is None


def test_a_revoked_token_does_not(database: Database, clock: FakeClock) -> None:
    with database.begin() as uow:
        token, row = tokens.create(uow.session, "EC", tokens.SCOPES, clock())
        assert tokens.revoke(uow.session, row.prefix, clock()) == 1
        assert tokens.revoke(uow.session, row.prefix, clock()) == 0
        uow.commit()
    with database.read() as session:
        assert tokens.verify(session, token) is None


def test_unknown_and_empty_scopes_are_refused(database: Database, clock: FakeClock) -> None:
    with database.begin() as uow:
        for scopes in ([], ["everything"]):
            with pytest.raises(ValueError, match="scopes are"):
                tokens.create(uow.session, "EC", scopes, clock())


def test_use_is_noted_every_few_minutes_not_every_time(database: Database, clock: FakeClock) -> None:
    with database.begin() as uow:
        _, row = tokens.create(uow.session, "EC", tokens.SCOPES, clock())
        assert tokens.is_due_to_be_seen(row, clock())
        tokens.seen(uow.session, row.id, clock())
        uow.commit()
    with database.read() as session:
        kept = session.get_one(ApiToken, row.id)
        assert not tokens.is_due_to_be_seen(kept, clock())
        assert tokens.is_due_to_be_seen(kept, clock() + timedelta(minutes=5))
