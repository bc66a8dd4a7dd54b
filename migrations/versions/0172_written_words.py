"""what customers wrote is found by when it was written, and on PostgreSQL by pairs of its letters

A page of an early month walked through everything written since, and a word nobody wrote through all of it.
Building the indexes takes some seconds per 10⁵ texts.

Revision: 0172
Follows: 0170
"""

import sqlalchemy as sa
from alembic import op

revision = "0172"
down_revision = "0170"
branch_labels = None
depends_on = None

WRITTEN = sa.text("axis = 'comment' AND redacted_at IS NULL")
WRITTEN_BEFORE = sa.text("axis = 'comment'")


def upgrade() -> None:
    op.drop_index("ix_answers_written", "answers")
    op.create_index(
        "ix_answers_written", "answers", ["channel_id", "answered_at", "id"],
        postgresql_where=WRITTEN, sqlite_where=WRITTEN,
    )  # fmt: skip
    if op.get_bind().dialect.name == "postgresql":
        op.create_index(
            "ix_answers_words", "answers", [sa.text("sonogo_grams(lower(label))")],
            postgresql_using="gin", postgresql_where=WRITTEN,
        )  # fmt: skip


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.drop_index("ix_answers_words", "answers")
    op.drop_index("ix_answers_written", "answers")
    op.create_index(
        "ix_answers_written", "answers", ["channel_id", "id"],
        postgresql_where=WRITTEN_BEFORE, sqlite_where=WRITTEN_BEFORE,
    )  # fmt: skip
