"""results: days counted, their counters, tags on what customers wrote

Revision: 0030
Follows: 0040
"""

import sqlalchemy as sa
from alembic import op

import models.base

revision = "0030"
down_revision = "0040"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = models.base.UTCDateTime()
DECIDED = sa.text("status IN ('sent', 'skipped', 'cancelled')")
WRITTEN = sa.text("axis = 'comment'")
CELLS = ("partner", "reassure", "expect", "rescue")
SCORES = (1, 2, 3, 4, 5)
SPANS = ("15", "60", "180", "1440", "over")
VISITS = (
    "skipped", "cancelled", "undelivered", "unreachable", "told", "complete", "refused", "later", "partial",
    "open", "silent", "ended", "started", "billed", "blocked",
    *(f"result_{s}" for s in SCORES), *(f"feeling_{s}" for s in SCORES), *CELLS,
    *(f"ripe_{c}" for c in CELLS), *(f"bought_{c}" for c in CELLS),
)  # fmt: skip
CASES = (
    "opened", "kept", "broken", "waiting", "answered", "wall_seconds", "business_seconds",
    *(f"wall_{m}" for m in SPANS), *(f"business_{m}" for m in SPANS),
    "lifts", "before", "after", "better", "same", "worse",
)  # fmt: skip
PURCHASES = ("purchases", "bound", "delivered", "won")


def upgrade() -> None:
    op.create_table(
        "result_days",
        sa.Column("channel_id", KEY, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("due_at", TIME, nullable=False),
        sa.Column("counted_at", TIME, nullable=True),
        sa.ForeignKeyConstraint(["channel_id"], ["channels.id"], name="fk_result_days_channel_id_channels"),
        sa.PrimaryKeyConstraint("channel_id", "day", name="pk_result_days"),
    )
    op.create_index("ix_result_days_due", "result_days", ["channel_id", "due_at"])
    op.create_table(
        "result_products",
        sa.Column("channel_id", KEY, nullable=False),
        sa.Column("sku", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["channels.id"], name="fk_result_products_channel_id_channels"
        ),
        sa.PrimaryKeyConstraint("channel_id", "sku", name="pk_result_products"),
    )
    op.create_table(
        "answer_tags",
        sa.Column("answer_id", KEY, nullable=False),
        sa.Column("tag", sa.String(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["answer_id"], ["answers.id"], name="fk_answer_tags_answer_id_answers"),
        sa.PrimaryKeyConstraint("answer_id", "tag", name="pk_answer_tags"),
    )
    op.create_index("ix_answer_tags_tag", "answer_tags", ["tag", "answer_id"])
    key, purpose = sa.Column("key", sa.String(), nullable=False), sa.Column("purpose", sa.String(), nullable=False)
    _counters("visit_counts", (key, purpose), VISITS)
    _counters("case_counts", (sa.Column("staff", sa.Integer(), nullable=False),), CASES)
    _counters("purchase_counts", (sa.Column("days", sa.Integer(), nullable=True),), PURCHASES)
    op.create_index(
        "ix_touchpoints_decided", "touchpoints", ["channel_id", "decided_at"],
        postgresql_where=DECIDED, sqlite_where=DECIDED,
    )  # fmt: skip
    op.create_index("ix_cases_opened", "cases", ["channel_id", "opened_at"])
    op.create_index(
        "ix_answers_written", "answers", ["channel_id", "id"],
        postgresql_where=WRITTEN, sqlite_where=WRITTEN,
    )  # fmt: skip


def _counters(name: str, own: tuple[sa.Column, ...], measures: tuple[str, ...]) -> None:
    op.create_table(
        name,
        sa.Column("id", KEY, nullable=False),
        sa.Column("channel_id", KEY, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("product", sa.String(), nullable=False),
        sa.Column("cohort", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        *own,
        *(sa.Column(measure, sa.Integer(), nullable=False) for measure in measures),
        sa.ForeignKeyConstraint(["channel_id"], ["channels.id"], name=f"fk_{name}_channel_id_channels"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
    )
    op.create_index(f"ix_{name}_whole", name, ["channel_id", "whole", "day"])
    op.create_index(f"ix_{name}_product", name, ["channel_id", "product", "day"])


def downgrade() -> None:
    op.drop_index("ix_answers_written", "answers")
    op.drop_index("ix_cases_opened", "cases")
    op.drop_index("ix_touchpoints_decided", "touchpoints")
    for name in ("purchase_counts", "case_counts", "visit_counts", "answer_tags", "result_products", "result_days"):
        op.drop_table(name)
