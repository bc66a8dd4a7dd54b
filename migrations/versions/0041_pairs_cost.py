"""the pairs of letters are worth an index: PostgreSQL is told what computing them costs

Revision: 0041
Follows: 0020
"""

from alembic import op

revision = "0041"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER FUNCTION sonogo_grams(text) COST 100000")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER FUNCTION sonogo_grams(text) COST 100")
