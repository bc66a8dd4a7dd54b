"""what an owner decides in the console: hours, limits, who needs a second factor, how long things are kept

Revision: 0061
Follows: 0060
"""

import sqlalchemy as sa
from alembic import op

import models.base

revision = "0061"
down_revision = "0060"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "shop_settings",
        sa.Column("channel_id", KEY, autoincrement=False, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", models.base.Json, nullable=False),
        sa.Column("changed_at", models.base.UTCDateTime(), nullable=False),
        sa.Column("changed_by", KEY, nullable=True),
        sa.ForeignKeyConstraint(["channel_id"], ["channels.id"], name="fk_shop_settings_channel_id_channels"),
        sa.ForeignKeyConstraint(["changed_by"], ["staff.id"], name="fk_shop_settings_changed_by_staff"),
        sa.PrimaryKeyConstraint("channel_id", "name", name="pk_shop_settings"),
    )


def downgrade() -> None:
    op.drop_table("shop_settings")
