"""what is known of consents given before they were kept

Revision: 0042
Follows: 0041
"""

from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

KNOWN = (("befriended", "befriended_at"), ("stopped", "stopped_at"), ("blocked", "blocked_at"))


def upgrade() -> None:
    for kind, column in KNOWN:
        op.execute(
            f"""INSERT INTO consents (contact_id, at, kind, "by")
            SELECT id, {column}, '{kind}', 'customer' FROM contacts
            WHERE {column} IS NOT NULL AND erased_at IS NULL AND NOT EXISTS (
                SELECT 1 FROM consents WHERE consents.contact_id = contacts.id AND kind = '{kind}')
            ORDER BY id"""  # noqa: S608 - our own words
        )


def downgrade() -> None:
    """What was known stays known."""
