"""retention: what each night threw away

Revision: 0151
Follows: 0150
"""

import sqlalchemy as sa
from alembic import op

import models.base

revision = "0151"
down_revision = "0150"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "retention_nights",
        sa.Column("night", sa.Date(), nullable=False),
        sa.Column("counts", models.base.Json, nullable=False),
        sa.Column("marks", models.base.Json, nullable=False),
        sa.Column("began_at", models.base.UTCDateTime(), nullable=False),
        sa.Column("finished_at", models.base.UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("night", name="pk_retention_nights"),
    )


def downgrade() -> None:
    op.drop_table("retention_nights")
