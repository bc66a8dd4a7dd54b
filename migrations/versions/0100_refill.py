"""how fast products are used up, when each purchase will be empty, what is out of stock, who subscribes

Revision: 0100
Follows: 0081
"""

import sqlalchemy as sa
from alembic import op

import models.base

revision = "0100"
down_revision = "0081"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = models.base.Json
TIME = models.base.UTCDateTime()
UNSETTLED = sa.text("bought_again_at IS NULL")
SETTLED = sa.text("bought_again_at IS NOT NULL")
HAS_PHONE = sa.text("phone <> ''")
HAS_EMAIL = sa.text("email <> ''")


def upgrade() -> None:
    with op.batch_alter_table("purchases") as table:
        table.add_column(sa.Column("subscription", sa.Boolean(), nullable=False, server_default=sa.false()))
    for name, there in (("phone", HAS_PHONE), ("email", HAS_EMAIL)):
        op.create_index(
            f"ix_purchases_{name}", "purchases", ["channel_id", name],
            postgresql_where=there, sqlite_where=there,
        )  # fmt: skip
    op.create_table(
        "product_paces",
        sa.Column("id", KEY, nullable=False),
        sa.Column("channel_id", KEY, nullable=False),
        sa.Column("sku", sa.String(), nullable=False),
        sa.Column("body", JSON, nullable=False),
        sa.Column("learnt_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["channel_id"], ["channels.id"], name="fk_product_paces_channel_id_channels"),
        sa.PrimaryKeyConstraint("id", name="pk_product_paces"),
        sa.UniqueConstraint("channel_id", "sku", name="uq_product_paces_channel_id_sku"),
    )
    op.create_table(
        "refill_forecasts",
        sa.Column("id", KEY, nullable=False),
        sa.Column("channel_id", KEY, nullable=False),
        sa.Column("purchase_id", KEY, nullable=False),
        sa.Column("sku", sa.String(), nullable=False),
        *(
            sa.Column(name, TIME, nullable=False)
            for name in ("made_at", "starts_at", "runs_out_at", "earliest_at", "latest_at")
        ),
        sa.Column("basis", JSON, nullable=False),
        sa.Column("bought_again_at", TIME, nullable=True),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["channels.id"], name="fk_refill_forecasts_channel_id_channels"
        ),
        sa.ForeignKeyConstraint(
            ["purchase_id"], ["purchases.id"], name="fk_refill_forecasts_purchase_id_purchases"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_refill_forecasts"),
        sa.UniqueConstraint("purchase_id", name="uq_refill_forecasts_purchase_id"),
    )
    op.create_index(
        "ix_refill_forecasts_open", "refill_forecasts", ["channel_id"],
        postgresql_where=UNSETTLED, sqlite_where=UNSETTLED,
    )  # fmt: skip
    op.create_index(
        "ix_refill_forecasts_settled", "refill_forecasts", ["channel_id", "bought_again_at"],
        postgresql_where=SETTLED, sqlite_where=SETTLED,
    )  # fmt: skip
    op.create_table(
        "out_of_stock",
        sa.Column("id", KEY, nullable=False),
        sa.Column("channel_id", KEY, nullable=False),
        sa.Column("sku", sa.String(), nullable=False),
        sa.Column("since", TIME, nullable=False),
        sa.ForeignKeyConstraint(["channel_id"], ["channels.id"], name="fk_out_of_stock_channel_id_channels"),
        sa.PrimaryKeyConstraint("id", name="pk_out_of_stock"),
        sa.UniqueConstraint("channel_id", "sku", name="uq_out_of_stock_channel_id_sku"),
    )


def downgrade() -> None:
    for table in ("out_of_stock", "refill_forecasts", "product_paces"):
        op.drop_table(table)
    for name in ("email", "phone"):
        op.drop_index(f"ix_purchases_{name}", "purchases")
    with op.batch_alter_table("purchases") as table:
        table.drop_column("subscription")
