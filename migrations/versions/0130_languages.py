"""the language a customer chose for themselves

Revision: 0130
Follows: 0160
"""

import sqlalchemy as sa
from alembic import op

revision = "0130"
down_revision = "0160"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("contacts") as table:
        table.add_column(sa.Column("chosen_language", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("contacts") as table:
        table.drop_column("chosen_language")
