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
    with op.batch_alter_table("staff") as table:
        table.add_column(sa.Column("line_channel_id", KEY, nullable=True))
        table.create_foreign_key("fk_staff_line_channel_id_channels", "channels", ["line_channel_id"], ["id"])
    op.execute(
        "UPDATE staff SET line_channel_id = (SELECT min(channel_id) FROM contacts"
        " WHERE contacts.line_user_id = staff.line_user_id) WHERE line_user_id IS NOT NULL"
    )


def downgrade() -> None:
    with op.batch_alter_table("staff") as table:
        table.drop_constraint("fk_staff_line_channel_id_channels", type_="foreignkey")
        table.drop_column("line_channel_id")
