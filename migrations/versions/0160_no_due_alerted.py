"""cases.due_alerted_at goes: when a step of the ladder was taken is in the case's entries

Revision: 0160
Follows: 0152
"""

import sqlalchemy as sa
from alembic import op

import models.base

revision = "0160"
down_revision = "0152"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_column("cases", "due_alerted_at")


def downgrade() -> None:
    op.add_column("cases", sa.Column("due_alerted_at", models.base.UTCDateTime(), nullable=True))
