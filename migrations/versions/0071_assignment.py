"""who gets which case, and who is told when a promise is at risk

Revision: 0071
Follows: 0070
"""

import sqlalchemy as sa
from alembic import op

import models.base

revision = "0071"
down_revision = "0070"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = models.base.Json
TIME = models.base.UTCDateTime()
LISTS = ("reasons", "words", "categories", "languages", "staff_ids")


def upgrade() -> None:
    op.create_table(
        "assignment_rules",
        sa.Column("id", KEY, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        *(sa.Column(name, JSON, nullable=False) for name in LISTS),
        sa.Column("created_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_assignment_rules"),
    )
    op.create_table(
        "ladder_steps",
        sa.Column("id", KEY, nullable=False),
        sa.Column("rung", sa.String(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("ways", JSON, nullable=False),
        sa.Column("changed_by_id", KEY, nullable=True),
        sa.ForeignKeyConstraint(["changed_by_id"], ["staff.id"], name="fk_ladder_steps_changed_by_id_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_ladder_steps"),
    )


def downgrade() -> None:
    op.drop_table("ladder_steps")
    op.drop_table("assignment_rules")
