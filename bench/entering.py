"""A signed-in browser without the slow password check."""

from datetime import datetime

from flask.testing import FlaskClient

from console.guards import signed
from models.database import Database
from models.staff import Staff
from services import sessions


def enter(client: FlaskClient, database: Database, staff: Staff, now: datetime) -> None:
    with database.begin() as uow:
        token = sessions.begin(uow.session, staff, "password", "", now, quiet=True)
        uow.commit()
    with client.session_transaction("/console/") as session:
        session.update(signed(staff, token))
