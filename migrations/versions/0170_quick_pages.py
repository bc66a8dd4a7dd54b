"""indexes for pages that grew slow: who was asked for a friend, partners, what waits for stock, digits in fours

Telephone and order numbers have too few different pairs; four digits in a row find them. Building the indexes of
the search anew takes some seconds per 10⁵ customers.

Revision: 0170
Follows: 0161
"""

import sqlalchemy as sa
from alembic import op

revision = "0170"
down_revision = "0161"
branch_labels = None
depends_on = None

ASKED = sa.text("axis = 'referral'")
PARTNER = sa.text("partner_since IS NOT NULL")
WAITED = sa.text("reason = 'out_of_stock'")
# As in 0040 and 0041, the same pair of a text named more than once: the index keeps one of each by itself.
PAIRS = """
    SELECT letters[at] || letters[at + 1]
    FROM (SELECT string_to_array(folded, NULL) AS letters) AS split,
         generate_series(1, cardinality(letters) - 1) AS at
"""
FOURS = """
    SELECT substr(run[1], at, 4)
    FROM regexp_matches(folded, '[0-9]{4,}', 'g') AS run, generate_series(1, length(run[1]) - 3) AS at
"""
GRAMS = f"""
CREATE OR REPLACE FUNCTION sonogo_grams(folded text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT COST 100000 AS $$
    SELECT array({PAIRS}) || CASE WHEN folded ~ '[0-9]{{4}}' THEN array({FOURS}) ELSE '{{}}' END
$$
"""
GRAMS_BEFORE = """
CREATE OR REPLACE FUNCTION sonogo_grams(folded text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT COST 100000 AS $$
    SELECT coalesce(array_agg(DISTINCT letters[at] || letters[at + 1]), '{}')
    FROM (SELECT string_to_array(folded, NULL) AS letters) AS split,
         generate_series(1, cardinality(letters) - 1) AS at
$$
"""


def upgrade() -> None:
    op.create_index(
        "ix_answers_asked_for_friends", "answers", ["channel_id", "answered_at", "contact_id", "value"],
        postgresql_where=ASKED, sqlite_where=ASKED,
    )  # fmt: skip
    op.create_index(
        "ix_touchpoints_out_of_stock", "touchpoints", ["channel_id", "purchase_id"],
        postgresql_where=WAITED, sqlite_where=WAITED,
    )  # fmt: skip
    op.create_index(
        "ix_contacts_partner", "contacts", ["partner_since"],
        postgresql_where=PARTNER, sqlite_where=PARTNER,
    )  # fmt: skip
    op.drop_index("ix_purchase_items_sku", "purchase_items")
    op.create_index("ix_purchase_items_sku", "purchase_items", ["sku", "id"])
    _grams(GRAMS)


def downgrade() -> None:
    _grams(GRAMS_BEFORE)
    op.drop_index("ix_purchase_items_sku", "purchase_items")
    op.create_index("ix_purchase_items_sku", "purchase_items", ["sku"])
    op.drop_index("ix_contacts_partner", "contacts")
    op.drop_index("ix_touchpoints_out_of_stock", "touchpoints")
    op.drop_index("ix_answers_asked_for_friends", "answers")


def _grams(function: str) -> None:
    """The function is another, so what it was computed for is computed anew."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(sa.text(function))
        op.execute("REINDEX INDEX ix_search_entries_body")
        op.execute("REINDEX INDEX ix_search_entries_reach")
