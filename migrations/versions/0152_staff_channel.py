"""staff: by which LINE account each of them is alerted

Revision: 0152
Follows: 0151
"""

import sqlalchemy as sa
from alembic import op

revision = "0152"
down_revision = "0151"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    # Added in place: SQLite cannot rebuild a table that others refer to.
    op.add_column("staff", sa.Column("line_channel_id", KEY, nullable=True))
    op.execute(
        "UPDATE staff SET line_channel_id = (SELECT min(channel_id) FROM contacts"
        " WHERE contacts.line_user_id = staff.line_user_id) WHERE line_user_id IS NOT NULL"
    )


def downgrade() -> None:
    op.drop_column("staff", "line_channel_id")
