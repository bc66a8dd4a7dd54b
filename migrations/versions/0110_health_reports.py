"""facts of a health report, and whether and by when it must be passed on

Revision: 0110
Follows: 0050
"""

import sqlalchemy as sa
from alembic import op

import models.base

revision = "0110"
down_revision = "0050"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = models.base.UTCDateTime()
WORDS = ("weight", "ongoing", "stopped", "doctor", "used_for", "lot", "note", "duty")


def upgrade() -> None:
    op.create_table(
        "health_reports",
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("channel_id", KEY, nullable=False),
        sa.Column("known_at", TIME, nullable=False),
        sa.Column("symptoms", models.base.Json, nullable=False),
        sa.Column("sites", models.base.Json, nullable=False),
        sa.Column("began_on", sa.Date(), nullable=True),
        *(sa.Column(name, sa.String(), nullable=False) for name in WORDS),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("reported_on", sa.Date(), nullable=True),
        sa.Column("changed_at", TIME, nullable=False),
        sa.Column("changed_by_id", KEY, nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_health_reports_case_id_cases"),
        sa.ForeignKeyConstraint(["channel_id"], ["channels.id"], name="fk_health_reports_channel_id_channels"),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["staff.id"], name="fk_health_reports_changed_by_id_staff"
        ),
        sa.PrimaryKeyConstraint("case_id", name="pk_health_reports"),
    )
    op.create_index("ix_health_reports_due", "health_reports", ["channel_id", "due_on"])


def downgrade() -> None:
    op.drop_table("health_reports")
