"""contacts.reminded_at: when an unanswered question was last said once more to this person

Revision: 0161
Follows: 0130
"""

import sqlalchemy as sa
from alembic import op

import models.base

revision = "0161"
down_revision = "0130"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("contacts", sa.Column("reminded_at", models.base.UTCDateTime(), nullable=True))


def downgrade() -> None:
    op.drop_column("contacts", "reminded_at")
