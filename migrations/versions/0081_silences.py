"""what was said because nothing had moved is found by an index of its own

Revision: 0081
Follows: 0080
"""

import sqlalchemy as sa
from alembic import op

revision = "0081"
down_revision = "0080"
branch_labels = None
depends_on = None

SILENCE = sa.text("key = 'silence'")


def upgrade() -> None:
    op.create_index(
        "ix_touchpoints_silence",
        "touchpoints",
        ["status", "purchase_id"],
        postgresql_where=SILENCE,
        sqlite_where=SILENCE,
    )


def downgrade() -> None:
    op.drop_index("ix_touchpoints_silence", table_name="touchpoints")
