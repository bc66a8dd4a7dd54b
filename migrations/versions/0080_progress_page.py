"""a purchase's progress page can be revoked: links of an older number open nothing

Revision: 0080
Follows: 0061
"""

import sqlalchemy as sa
from alembic import op

revision = "0080"
down_revision = "0061"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("purchases") as table:
        table.add_column(sa.Column("page_number", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    with op.batch_alter_table("purchases") as table:
        table.drop_column("page_number")
