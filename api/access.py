"""Who may call: bearer tokens with scopes, and not too often. 401 and 403 are problems like all others."""

from math import ceil
from typing import NoReturn

from apiflask import HTTPTokenAuth
from apiflask.exceptions import HTTPError

from api.problems import Problem
from api.throttle import Throttle
from models.database import Database
from models.token import ApiToken
from services import tokens
from services.shop import Clock


def make_auth(database: Database, clock: Clock, throttle: Throttle) -> HTTPTokenAuth:
    """The guard to write before a view: `@bp.auth_required(auth, roles=["purchases:read"])`."""
    auth = HTTPTokenAuth(description="A token from `python bot.py token create NAME`.")

    def verify(token: str) -> ApiToken | None:
        with database.read() as session:
            row = tokens.verify(session, token)
        if row is None:
            return None
        wait = throttle.take(row.id)
        if wait:
            raise Problem(429, headers={"Retry-After": str(ceil(wait))})
        now = clock()
        if tokens.is_due_to_be_seen(row, now):
            with database.begin() as uow:
                tokens.seen(uow.session, row.id, now)
                uow.commit()
        return row

    def scopes_of(row: ApiToken) -> list[str]:
        return [str(scope) for scope in row.scopes]

    def refused(error: HTTPError) -> NoReturn:
        raise Problem(error.status_code, headers={"WWW-Authenticate": "Bearer"})

    auth.verify_token(verify)
    auth.get_user_roles(scopes_of)
    auth.error_processor(refused)
    return auth
