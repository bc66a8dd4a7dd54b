"""subscriptions are of a product; stock comes back; what staff know is left; what baselines said; what gave way

Revision: 0140
Follows: 0110
"""

import sqlalchemy as sa
from alembic import op

import models.base

revision = "0140"
down_revision = "0110"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = models.base.UTCDateTime()
GAVE_WAY = sa.text("reason IN ('displaced', 'fatigue')")


def upgrade() -> None:
    with op.batch_alter_table("purchase_items") as table:
        table.add_column(sa.Column("subscription", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(
        "UPDATE purchase_items SET subscription = true WHERE purchase_id IN"
        " (SELECT id FROM purchases WHERE subscription)"
    )
    op.drop_column("purchases", "subscription")
    with op.batch_alter_table("out_of_stock") as table:
        table.add_column(sa.Column("until", sa.Date(), nullable=True))
    with op.batch_alter_table("refill_forecasts") as table:
        table.add_column(sa.Column("fixed_at", TIME, nullable=True))
        table.add_column(sa.Column("last_at", TIME, nullable=True))
    op.create_table(
        "remaining_told",
        sa.Column("id", KEY, nullable=False),
        sa.Column("purchase_id", KEY, nullable=False),
        sa.Column("staff_id", KEY, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["purchase_id"], ["purchases.id"], name="fk_remaining_told_purchase_id_purchases"
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_remaining_told_staff_id_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_remaining_told"),
    )
    op.create_index("ix_remaining_told_purchase_id", "remaining_told", ["purchase_id"])
    op.create_index(
        "ix_decisions_gave_way", "decisions", ["at"], postgresql_where=GAVE_WAY, sqlite_where=GAVE_WAY
    )


def downgrade() -> None:
    op.drop_index("ix_decisions_gave_way", "decisions")
    op.drop_table("remaining_told")
    with op.batch_alter_table("refill_forecasts") as table:
        for name in ("last_at", "fixed_at"):
            table.drop_column(name)
    with op.batch_alter_table("out_of_stock") as table:
        table.drop_column("until")
    op.add_column(
        "purchases", sa.Column("subscription", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.execute(
        "UPDATE purchases SET subscription = true WHERE id IN"
        " (SELECT purchase_id FROM purchase_items WHERE subscription)"
    )
    with op.batch_alter_table("purchase_items") as table:
        table.drop_column("subscription")
