"""channels: where each is set up, and sealed keys of those that were added in the console

Revision: 0150
Follows: 0120
"""

import sqlalchemy as sa
from alembic import op

import models.base

revision = "0150"
down_revision = "0120"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = models.base.UTCDateTime()


def upgrade() -> None:
    # Added in place: SQLite cannot rebuild a table that others refer to.
    op.add_column("channels", sa.Column("source", sa.String(), nullable=False, server_default=""))
    op.create_table(
        "channel_keys",
        sa.Column("channel_id", KEY, nullable=False, autoincrement=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("old_secret", sa.String(), nullable=True),
        sa.Column("old_secret_until", TIME, nullable=True),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("changed_at", TIME, nullable=False),
        sa.Column("changed_by", KEY, nullable=True),
        sa.ForeignKeyConstraint(["channel_id"], ["channels.id"], name="fk_channel_keys_channel_id_channels"),
        sa.ForeignKeyConstraint(["changed_by"], ["staff.id"], name="fk_channel_keys_changed_by_staff"),
        sa.PrimaryKeyConstraint("channel_id", name="pk_channel_keys"),
    )


def downgrade() -> None:
    op.drop_table("channel_keys")
    op.drop_column("channels", "source")
