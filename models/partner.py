"""パートナー: purchases that came by a customer's word, and words a customer lets the shop show.

Whether a friend's purchase still counts is read from the purchase itself: cancelled it does not, and neither
does one's own. A testimonial keeps the wording agreed to, how it was asked, and what was given for it.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, ForeignKey, Index, UniqueConstraint, and_, func, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Key
from models.contact import Contact
from models.conversation import Answer
from models.inbound import GAVE_LINK, InboundEvent
from models.purchase import Purchase


class Referral(Base):
    """A purchase that named a customer's code."""

    __tablename__ = "referrals"
    __table_args__ = (
        UniqueConstraint("purchase_id"),  # a purchase came by one person's word
        Index("ix_referrals_referrer", "referrer_id"),
        Index("ix_referrals_thanks", "thanks_id"),
        Index("ix_referrals_linked", "channel_id", "linked_at"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channels.id"))
    referrer_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"))
    purchase_id: Mapped[int] = mapped_column(ForeignKey("purchases.id"))
    is_own: Mapped[bool] = mapped_column(default=False)  # the code's own customer bought: counts for nothing
    linked_at: Mapped[datetime]
    thanks_id: Mapped[int | None] = mapped_column(ForeignKey("touchpoints.id"))  # the touchpoint that thanks


class Testimonial(Base):
    """What a customer wrote, and lets the shop show until they take it back."""

    __tablename__ = "testimonials"
    __table_args__ = (
        UniqueConstraint("answer_id"),
        Index("ix_testimonials_contact", "contact_id"),
        Index("ix_testimonials_agreed", "channel_id", "agreed_at"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channels.id"))
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"))
    purchase_id: Mapped[int | None] = mapped_column(ForeignKey("purchases.id"))
    answer_id: Mapped[int] = mapped_column(ForeignKey("answers.id"))  # where they wrote it
    words: Mapped[str]
    signed: Mapped[str] = mapped_column(default="")  # how it is signed: 「佐〇さま」; "" without a name
    asked: Mapped[str] = mapped_column(default="")  # the question they said yes to, as they read it
    gift: Mapped[str] = mapped_column(default="")  # what they were given for it; "" nothing
    agreed_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[str] = mapped_column(default="")  # customer | staff:<id> | unsent | erased


# A friend's purchase that still stands: not ended, and not the referrer's own under another name.
COUNTS: Final[ColumnElement[bool]] = and_(
    Referral.is_own.is_(False),
    Purchase.status == "active",
    or_(Purchase.contact_id.is_(None), Purchase.contact_id != Referral.referrer_id),
)


def referrer_of(session: Session, code: str) -> Contact | None:
    """Whose code this is, of whichever LINE account; nobody's once they were erased."""
    mine = (Contact.referral_code == code, Contact.erased_at.is_(None))
    return session.scalar(select(Contact).where(*mine))


def referral_of(session: Session, purchase_id: int) -> Referral | None:
    return session.scalar(select(Referral).where(Referral.purchase_id == purchase_id))


def counts(session: Session, thanks_id: int) -> bool:
    """Whether the purchase this touchpoint thanks for still stands."""
    statement = select(Referral.id).join(Purchase, Purchase.id == Referral.purchase_id)
    return session.scalar(statement.where(Referral.thanks_id == thanks_id, COUNTS)) is not None


def brought_by(session: Session, contact_id: int) -> Sequence[tuple[Referral, bool, str]]:
    """(referral, whether it counts, how the purchase stands) of one customer's friends, newest first."""
    statement = (
        select(Referral, COUNTS.label("counts"), Purchase.status)
        .join(Purchase, Purchase.id == Referral.purchase_id)
        .where(Referral.referrer_id == contact_id)
        .order_by(Referral.id.desc())
    )
    return [(row, bool(stands), status) for row, stands, status in session.execute(statement)]


def asked_for_link(session: Session, contact_id: int) -> datetime | None:
    """When this customer last asked for a link for a friend: by an answer, or in words of their own."""
    mine = (Answer.contact_id == contact_id, Answer.axis == "referral", Answer.value == "yes")
    tapped = session.scalar(select(func.max(Answer.answered_at)).where(*mine))
    wrote = (
        select(func.max(InboundEvent.occurred_at))
        .join(
            Contact,
            (Contact.channel_id == InboundEvent.channel_id)
            & (Contact.line_user_id == InboundEvent.line_user_id),
        )
        .where(Contact.id == contact_id, InboundEvent.outcome == GAVE_LINK)
    )
    return max(filter(None, (tapped, session.scalar(wrote))), default=None)


def words_of(session: Session, contact_id: int) -> Sequence[Testimonial]:
    """Newest first, those taken back too."""
    mine = select(Testimonial).where(Testimonial.contact_id == contact_id)
    return session.scalars(mine.order_by(Testimonial.id.desc())).all()


def forget_words(session: Session, answer_ids: Iterable[int], by: str, wording: str, at: datetime) -> None:
    """What was written is gone (unsent, erased): nobody shows it any more, and it stands nowhere."""
    mine = Testimonial.answer_id.in_(list(answer_ids))
    session.execute(
        update(Testimonial).where(mine, Testimonial.withdrawn_at.is_(None)).values(
            withdrawn_at=at, withdrawn_by=by
        )
    )  # fmt: skip
    session.execute(update(Testimonial).where(mine).values(words=wording, asked="", signed=""))
