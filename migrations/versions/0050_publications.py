"""what is published, by whom and from which text; drafts, pauses, experiments

Revision: 0050
Follows: 0072
"""

import sqlalchemy as sa
from alembic import op

import models.base

revision = "0050"
down_revision = "0072"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = models.base.UTCDateTime()
RUNNING = sa.text("ended_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "catalogues",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_catalogues"),
    )
    op.create_table(
        "publications",
        sa.Column("id", KEY, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("restored_id", sa.Integer(), nullable=True),
        sa.Column("staff_id", KEY, nullable=True),
        sa.Column("at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_publications_staff_id_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_publications"),
    )
    op.create_index("ix_publications_name", "publications", ["kind", "name", "id"])
    op.create_table(
        "drafts",
        sa.Column("id", KEY, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("staff_id", KEY, nullable=True),
        sa.Column("updated_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_drafts_staff_id_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_drafts"),
        sa.UniqueConstraint("kind", "name", name="uq_drafts_kind_name"),
    )
    op.create_table(
        "touchpoint_pauses",
        sa.Column("id", KEY, nullable=False),
        sa.Column("journey", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("staff_id", KEY, nullable=True),
        sa.Column("paused_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_touchpoint_pauses_staff_id_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_touchpoint_pauses"),
        sa.UniqueConstraint("journey", "key", name="uq_touchpoint_pauses_journey_key"),
    )
    _experiments()


def _experiments() -> None:
    op.create_table(
        "experiments",
        sa.Column("id", KEY, nullable=False),
        sa.Column("script", sa.String(), nullable=False),
        sa.Column("version_a_id", KEY, nullable=False),
        sa.Column("version_b_id", KEY, nullable=False),
        sa.Column("text_b", sa.String(), nullable=False),
        sa.Column("staff_id", KEY, nullable=True),
        sa.Column("started_at", TIME, nullable=False),
        sa.Column("ended_at", TIME, nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=f"fk_experiments_{column}_{table}")
            for column, table in (
                ("version_a_id", "script_versions"),
                ("version_b_id", "script_versions"),
                ("staff_id", "staff"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name="pk_experiments"),
    )
    op.create_index(
        "uq_experiments_running", "experiments", ["script"], unique=True,
        postgresql_where=RUNNING, sqlite_where=RUNNING,
    )  # fmt: skip
    op.create_table(
        "assignments",
        sa.Column("id", KEY, nullable=False),
        sa.Column("experiment_id", KEY, nullable=False),
        sa.Column("contact_id", KEY, nullable=False),
        sa.Column("conversation_id", KEY, nullable=False),
        sa.Column("variant", sa.String(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=f"fk_assignments_{column}_{table}")
            for column, table in (
                ("experiment_id", "experiments"),
                ("contact_id", "contacts"),
                ("conversation_id", "conversations"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name="pk_assignments"),
        sa.UniqueConstraint("conversation_id", name="uq_assignments_conversation_id"),
    )
    op.create_index("ix_assignments_contact_id", "assignments", ["contact_id"])
    op.create_index("ix_assignments_experiment", "assignments", ["experiment_id", "variant"])


def downgrade() -> None:
    for table in ("assignments", "experiments", "touchpoint_pauses", "drafts", "publications", "catalogues"):
        op.drop_table(table)
