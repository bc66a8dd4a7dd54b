"""今日の対応 counts a month's promises and messages, and a case finds its last line, without reading rows

How promises ended was looked for in every line of every case; what is planned for the rest of the month was
read row by row for its account; what was merged into a case, in all cases. Two indexes take the place of two,
two are new and hold few rows.

Revision: 0173
Follows: 0172
"""

import sqlalchemy as sa
from alembic import op

revision = "0173"
down_revision = "0172"
branch_labels = None
depends_on = None

PLANNED = sa.text("status = 'planned'")
PROMISE_ENDED = sa.text(
    "kind IN ('promised_after_kept', 're_promised', 'promised_after_broken', 'belated')"
)
MERGED = sa.text("merged_into_id IS NOT NULL")


def upgrade() -> None:
    op.create_index(
        "ix_cases_merged", "cases", ["merged_into_id"], postgresql_where=MERGED, sqlite_where=MERGED
    )
    op.drop_index("ix_touchpoints_due", "touchpoints")
    op.create_index(
        "ix_touchpoints_due", "touchpoints", ["due_at", "channel_id"],
        postgresql_where=PLANNED, sqlite_where=PLANNED,
    )  # fmt: skip
    op.drop_index("ix_case_entries_case_id", "case_entries")
    op.create_index("ix_case_entries_case", "case_entries", ["case_id", "id"])
    op.create_index(
        "ix_case_entries_ended", "case_entries", ["at", "case_id", "kind"],
        postgresql_where=PROMISE_ENDED, sqlite_where=PROMISE_ENDED,
    )  # fmt: skip


def downgrade() -> None:
    op.drop_index("ix_cases_merged", "cases")
    op.drop_index("ix_case_entries_ended", "case_entries")
    op.drop_index("ix_case_entries_case", "case_entries")
    op.create_index("ix_case_entries_case_id", "case_entries", ["case_id"])
    op.drop_index("ix_touchpoints_due", "touchpoints")
    op.create_index(
        "ix_touchpoints_due", "touchpoints", ["due_at"], postgresql_where=PLANNED, sqlite_where=PLANNED
    )
