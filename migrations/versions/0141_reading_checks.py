"""what staff say of a reading of a customer's own words

Revision: 0141
Follows: 0140
"""

import sqlalchemy as sa
from alembic import op

import models.base

revision = "0141"
down_revision = "0140"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = models.base.UTCDateTime()


def upgrade() -> None:
    op.create_table(
        "reading_checks",
        sa.Column("id", KEY, nullable=False),
        sa.Column("answer_id", KEY, nullable=False),
        sa.Column("staff_id", KEY, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("band", sa.String(), nullable=False),
        sa.Column("is_right", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["answer_id"], ["answers.id"], name="fk_reading_checks_answer_id_answers"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_reading_checks_staff_id_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_reading_checks"),
        sa.UniqueConstraint("answer_id", name="uq_reading_checks_answer_id"),
    )


def downgrade() -> None:
    op.drop_table("reading_checks")
