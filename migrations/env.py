"""Alembic's entrance: one history for SQLite (batch mode) and PostgreSQL (one machine at a time)."""

import warnings

from alembic import context
from sqlalchemy import text
from sqlalchemy.exc import SAWarning

from models import Base

LOCK = 7_266_061  # any fixed number: whoever migrates this database holds it

# SQLite cannot tell SQLAlchemy of an index over an expression (ix_contacts_heard): no news for an operator.
# Whoever makes SQLite rebuild such a table makes its index again.
warnings.filterwarnings("ignore", "Skipped unsupported reflection of expression-based index", SAWarning)

engine = context.config.attributes["engine"]

with engine.connect() as connection:
    is_sqlite = connection.dialect.name == "sqlite"
    if not is_sqlite:
        connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": LOCK})
        connection.commit()
    try:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=is_sqlite,
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()
    finally:
        if not is_sqlite:
            connection.rollback()
            connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": LOCK})
            connection.commit()
