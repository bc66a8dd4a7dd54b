"""what customers are found by, what they agreed to, saved lists, erasures asked for, uploads

Revision: 0040
Follows: 0002
"""

import sqlalchemy as sa
from alembic import op

import models.base

revision = "0040"
down_revision = "0002"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = models.base.Json
TIME = models.base.UTCDateTime()
UNSEARCHED = sa.text("searched_at IS NULL OR last_inbound_at > searched_at OR profile_at > searched_at")
UNSEARCHED_PURCHASE = sa.text("searched_at IS NULL")
ASKED = sa.text("status = 'asked'")
NEW_OF_CONTACTS = ("paused_at", "paused_until", "marketing_off_at", "searched_at")
# The pairs of neighbouring letters of a text. Japanese has no spaces, and many names have two letters.
GRAMS = """
CREATE FUNCTION sonogo_grams(folded text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
    SELECT coalesce(array_agg(DISTINCT letters[at] || letters[at + 1]), '{}')
    FROM (SELECT string_to_array(folded, NULL) AS letters) AS split,
         generate_series(1, cardinality(letters) - 1) AS at
$$
"""


def upgrade() -> None:
    with op.batch_alter_table("contacts") as table:
        for name in NEW_OF_CONTACTS:
            table.add_column(sa.Column(name, TIME, nullable=True))
        table.add_column(sa.Column("last_feeling", sa.Integer(), nullable=True))
    with op.batch_alter_table("purchases") as table:
        table.add_column(sa.Column("searched_at", TIME, nullable=True))
    op.create_index(
        "ix_contacts_heard", "contacts", [sa.text("coalesce(last_inbound_at, created_at)"), "id"]
    )
    op.create_index(
        "ix_contacts_unsearched", "contacts", ["id"], postgresql_where=UNSEARCHED, sqlite_where=UNSEARCHED
    )
    op.create_index("ix_purchases_bought", "purchases", ["purchased_at", "id"])
    op.create_index(
        "ix_purchases_unsearched", "purchases", ["id"],
        postgresql_where=UNSEARCHED_PURCHASE, sqlite_where=UNSEARCHED_PURCHASE,
    )  # fmt: skip
    op.create_index("ix_purchase_items_sku", "purchase_items", ["sku"])
    _tables()
    if op.get_bind().dialect.name == "postgresql":
        op.execute(GRAMS)
        for column in ("body", "reach"):
            op.create_index(
                f"ix_search_entries_{column}", "search_entries", [sa.text(f"sonogo_grams({column})")],
                postgresql_using="gin",
            )  # fmt: skip


def _tables() -> None:
    op.create_table(
        "search_entries",
        sa.Column("id", KEY, nullable=False),
        sa.Column("contact_id", KEY, nullable=True),
        sa.Column("purchase_id", KEY, nullable=True),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("reach", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name="fk_search_entries_contact_id_contacts"),
        sa.ForeignKeyConstraint(
            ["purchase_id"], ["purchases.id"], name="fk_search_entries_purchase_id_purchases"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_search_entries"),
        sa.UniqueConstraint("contact_id", name="uq_search_entries_contact_id"),
        sa.UniqueConstraint("purchase_id", name="uq_search_entries_purchase_id"),
    )
    op.create_table(
        "consents",
        sa.Column("id", KEY, nullable=False),
        sa.Column("contact_id", KEY, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("until", TIME, nullable=True),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name="fk_consents_contact_id_contacts"),
        sa.PrimaryKeyConstraint("id", name="pk_consents"),
    )
    op.create_index("ix_consents_contact", "consents", ["contact_id", "id"])
    op.create_table(
        "saved_views",
        sa.Column("id", KEY, nullable=False),
        sa.Column("staff_id", KEY, nullable=False),
        sa.Column("page", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("filters", JSON, nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_saved_views_staff_id_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_saved_views"),
    )
    op.create_index("ix_saved_views_staff", "saved_views", ["staff_id"])
    op.create_table(
        "erasure_requests",
        sa.Column("id", KEY, nullable=False),
        sa.Column("contact_id", KEY, nullable=False),
        sa.Column("asked_by", KEY, nullable=False),
        sa.Column("asked_at", TIME, nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("decided_by", KEY, nullable=True),
        sa.Column("decided_at", TIME, nullable=True),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name="fk_erasure_requests_contact_id_contacts"
        ),
        sa.ForeignKeyConstraint(["asked_by"], ["staff.id"], name="fk_erasure_requests_asked_by_staff"),
        sa.ForeignKeyConstraint(["decided_by"], ["staff.id"], name="fk_erasure_requests_decided_by_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_erasure_requests"),
    )
    op.create_index(
        "uq_erasure_requests_open", "erasure_requests", ["contact_id"], unique=True,
        postgresql_where=ASKED, sqlite_where=ASKED,
    )  # fmt: skip
    op.create_table(
        "uploads",
        sa.Column("id", KEY, nullable=False),
        sa.Column("channel_id", KEY, nullable=False),
        sa.Column("staff_id", KEY, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("report", JSON, nullable=False),
        sa.ForeignKeyConstraint(["channel_id"], ["channels.id"], name="fk_uploads_channel_id_channels"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_uploads_staff_id_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_uploads"),
    )
    op.create_index("ix_uploads_at", "uploads", ["at"])


def downgrade() -> None:
    for table in ("uploads", "erasure_requests", "saved_views", "consents", "search_entries"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION sonogo_grams(text)")
    op.drop_index("ix_purchase_items_sku", table_name="purchase_items")
    op.drop_index("ix_purchases_unsearched", table_name="purchases")
    op.drop_index("ix_purchases_bought", table_name="purchases")
    op.drop_index("ix_contacts_unsearched", table_name="contacts")
    op.drop_index("ix_contacts_heard", table_name="contacts")
    with op.batch_alter_table("purchases") as table:
        table.drop_column("searched_at")
    with op.batch_alter_table("contacts") as table:
        table.drop_column("last_feeling")
        for name in NEW_OF_CONTACTS:
            table.drop_column(name)
