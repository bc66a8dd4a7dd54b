"""what a case's page needs: topic, priority, snoozing, merging, due items, who is reading, written-out texts

Revision: 0020
Follows: 0030
"""

import sqlalchemy as sa
from alembic import op

import models.base

revision = "0020"
down_revision = "0030"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = models.base.Json
TIME = models.base.UTCDateTime()
UNREAD = sa.text("unread")
NOT_DONE = sa.text("done_at IS NULL")


def upgrade() -> None:
    with op.batch_alter_table("cases") as table:
        table.add_column(sa.Column("topic", sa.String(), nullable=False, server_default=""))
        table.add_column(sa.Column("priority", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("repromised", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("snoozed_until", TIME, nullable=True))
        table.add_column(sa.Column("merged_into_id", KEY, nullable=True))
        table.create_foreign_key("fk_cases_merged_into_id_cases", "cases", ["merged_into_id"], ["id"])
    with op.batch_alter_table("case_entries") as table:
        table.add_column(sa.Column("detail", JSON, nullable=False, server_default="{}"))
    with op.batch_alter_table("proposals") as table:
        table.add_column(sa.Column("lines", JSON, nullable=False, server_default="[]"))
        table.add_column(sa.Column("dates", JSON, nullable=False, server_default="[]"))
        table.add_column(sa.Column("chosen", sa.String(), nullable=False, server_default=""))
    op.create_index(
        "ix_contacts_unread", "contacts", ["last_inbound_at"], postgresql_where=UNREAD, sqlite_where=UNREAD
    )
    _due_items()
    _readers()
    _templates()


def _due_items() -> None:
    op.create_table(
        "due_items",
        sa.Column("id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("contact_id", KEY, nullable=False),
        sa.Column("proposal_id", KEY, nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("assignee_id", KEY, nullable=True),
        sa.Column("due_at", TIME, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("done_at", TIME, nullable=True),
        sa.Column("done_by_id", KEY, nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_due_items_case_id_cases"),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name="fk_due_items_contact_id_contacts"),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposals.id"], name="fk_due_items_proposal_id_proposals"),
        sa.ForeignKeyConstraint(["assignee_id"], ["staff.id"], name="fk_due_items_assignee_id_staff"),
        sa.ForeignKeyConstraint(["done_by_id"], ["staff.id"], name="fk_due_items_done_by_id_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_due_items"),
    )
    op.create_index("ix_due_items_case_id", "due_items", ["case_id"])
    op.create_index(
        "ix_due_items_not_done", "due_items", ["due_at"], postgresql_where=NOT_DONE, sqlite_where=NOT_DONE
    )


def _readers() -> None:
    op.create_table(
        "case_readers",
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("staff_id", KEY, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("writing", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_readers_case_id_cases"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_case_readers_staff_id_staff"),
        sa.PrimaryKeyConstraint("case_id", "staff_id", name="pk_case_readers"),
    )


def _templates() -> None:
    op.create_table(
        "case_templates",
        sa.Column("id", KEY, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("proposal", sa.String(), nullable=False),
        sa.Column("lines", JSON, nullable=False),
        sa.Column("actions", JSON, nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("updated_at", TIME, nullable=False),
        sa.Column("updated_by_id", KEY, nullable=True),
        sa.ForeignKeyConstraint(
            ["updated_by_id"], ["staff.id"], name="fk_case_templates_updated_by_id_staff"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_case_templates"),
    )


def downgrade() -> None:
    op.drop_table("case_templates")
    op.drop_table("case_readers")
    op.drop_table("due_items")
    op.drop_index("ix_contacts_unread", "contacts")
    with op.batch_alter_table("proposals") as table:
        for name in ("chosen", "dates", "lines"):
            table.drop_column(name)
    with op.batch_alter_table("case_entries") as table:
        table.drop_column("detail")
    with op.batch_alter_table("cases") as table:
        table.drop_constraint("fk_cases_merged_into_id_cases", type_="foreignkey")
        for name in ("merged_into_id", "snoozed_until", "repromised", "priority", "topic"):
            table.drop_column(name)
