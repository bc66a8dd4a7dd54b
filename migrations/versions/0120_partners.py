"""personal codes for telling a friend, purchases that came by them, and words customers let us show

Revision: 0120
Follows: 0141
"""

import sqlalchemy as sa
from alembic import op

import models.base

revision = "0120"
down_revision = "0141"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = models.base.UTCDateTime()
COLLECTED = sa.text("axis IN ('helped', 'hardest')")


def upgrade() -> None:
    with op.batch_alter_table("contacts") as table:
        table.add_column(sa.Column("referral_code", sa.String(), nullable=True))
        table.add_column(sa.Column("partner_since", TIME, nullable=True))
    op.create_index("uq_contacts_referral_code", "contacts", ["referral_code"], unique=True)
    op.create_table(
        "referrals",
        sa.Column("id", KEY, nullable=False),
        sa.Column("channel_id", KEY, nullable=False),
        sa.Column("referrer_id", KEY, nullable=False),
        sa.Column("purchase_id", KEY, nullable=False),
        sa.Column("is_own", sa.Boolean(), nullable=False),
        sa.Column("linked_at", TIME, nullable=False),
        sa.Column("thanks_id", KEY, nullable=True),
        sa.ForeignKeyConstraint(["channel_id"], ["channels.id"], name="fk_referrals_channel_id_channels"),
        sa.ForeignKeyConstraint(["referrer_id"], ["contacts.id"], name="fk_referrals_referrer_id_contacts"),
        sa.ForeignKeyConstraint(["purchase_id"], ["purchases.id"], name="fk_referrals_purchase_id_purchases"),
        sa.ForeignKeyConstraint(["thanks_id"], ["touchpoints.id"], name="fk_referrals_thanks_id_touchpoints"),
        sa.PrimaryKeyConstraint("id", name="pk_referrals"),
        sa.UniqueConstraint("purchase_id", name="uq_referrals_purchase_id"),
    )
    op.create_index("ix_referrals_referrer", "referrals", ["referrer_id"])
    op.create_index("ix_referrals_thanks", "referrals", ["thanks_id"])
    op.create_index("ix_referrals_linked", "referrals", ["channel_id", "linked_at"])
    op.create_table(
        "testimonials",
        sa.Column("id", KEY, nullable=False),
        sa.Column("channel_id", KEY, nullable=False),
        sa.Column("contact_id", KEY, nullable=False),
        sa.Column("purchase_id", KEY, nullable=True),
        sa.Column("answer_id", KEY, nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("signed", sa.String(), nullable=False),
        sa.Column("asked", sa.String(), nullable=False),
        sa.Column("gift", sa.String(), nullable=False),
        sa.Column("agreed_at", TIME, nullable=False),
        sa.Column("withdrawn_at", TIME, nullable=True),
        sa.Column("withdrawn_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["channel_id"], ["channels.id"], name="fk_testimonials_channel_id_channels"),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name="fk_testimonials_contact_id_contacts"),
        sa.ForeignKeyConstraint(
            ["purchase_id"], ["purchases.id"], name="fk_testimonials_purchase_id_purchases"
        ),
        sa.ForeignKeyConstraint(["answer_id"], ["answers.id"], name="fk_testimonials_answer_id_answers"),
        sa.PrimaryKeyConstraint("id", name="pk_testimonials"),
        sa.UniqueConstraint("answer_id", name="uq_testimonials_answer_id"),
    )
    op.create_index("ix_testimonials_contact", "testimonials", ["contact_id"])
    op.create_index("ix_testimonials_agreed", "testimonials", ["channel_id", "agreed_at"])
    op.create_index(
        "ix_answers_collected", "answers", ["channel_id", "answered_at"],
        postgresql_where=COLLECTED, sqlite_where=COLLECTED,
    )  # fmt: skip


def downgrade() -> None:
    op.drop_index("ix_answers_collected", "answers")
    for table in ("testimonials", "referrals"):
        op.drop_table(table)
    op.drop_index("uq_contacts_referral_code", "contacts")
    with op.batch_alter_table("contacts") as table:
        table.drop_column("partner_since")
        table.drop_column("referral_code")
