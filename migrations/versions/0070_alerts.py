"""alerts that wait for somebody's hours, staff's own hours, and the ladder's place of each case

Revision: 0070
Follows: 0100
"""

import sqlalchemy as sa
from alembic import op

import models.base

revision = "0070"
down_revision = "0100"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = models.base.UTCDateTime()
NOT_CLOSED = sa.text("status <> 'closed'")
WAITING = sa.text("done_at IS NULL")


def upgrade() -> None:
    op.add_column("cases", sa.Column("ladder_step", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("cases", sa.Column("next_step_at", TIME, nullable=True))
    op.create_index(
        "ix_cases_next_step", "cases", ["next_step_at"], postgresql_where=NOT_CLOSED, sqlite_where=NOT_CLOSED
    )
    # Promises that still run are watched from now on; those that broke before are not shouted about now.
    op.execute(
        "UPDATE cases SET next_step_at = opened_at WHERE status <> 'closed'"
        " AND first_response_at IS NULL AND promise_at > CURRENT_TIMESTAMP"
    )
    op.create_table(
        "alerts",
        sa.Column("id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("contact_id", KEY, nullable=False),
        sa.Column("staff_id", KEY, nullable=False),
        sa.Column("headline", sa.String(), nullable=False),
        sa.Column("remark", sa.String(), nullable=False),
        sa.Column("ways", sa.String(), nullable=False),
        sa.Column("due_at", TIME, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("done_at", TIME, nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_alerts_case_id_cases"),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name="fk_alerts_contact_id_contacts"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_alerts_staff_id_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_alerts"),
    )
    op.create_index("ix_alerts_case_id", "alerts", ["case_id"])
    op.create_index(
        "ix_alerts_waiting", "alerts", ["due_at"], postgresql_where=WAITING, sqlite_where=WAITING
    )
    op.create_table(
        "staff_hours",
        sa.Column("staff_id", KEY, nullable=False),
        sa.Column("hours", sa.String(), nullable=False),
        sa.Column("away_from", sa.Date(), nullable=True),
        sa.Column("away_until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_staff_hours_staff_id_staff"),
        sa.PrimaryKeyConstraint("staff_id", name="pk_staff_hours"),
    )


def downgrade() -> None:
    op.drop_table("staff_hours")
    op.drop_table("alerts")
    op.drop_index("ix_cases_next_step", "cases")
    op.drop_column("cases", "next_step_at")
    op.drop_column("cases", "ladder_step")
