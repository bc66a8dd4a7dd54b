"""A person in LINE, seen from one channel: 友だち or about to be. The contact is the *lane*.

Whoever changes what belongs to a contact (events, conversation, timers, touchpoints, cases) locks this row
first, so one person's affairs happen one at a time and in order, however many workers there are.

friend_state:  unknown ──follow──> friend ──unfollow──> blocked ──follow──> friend
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Final

from sqlalchemy import ForeignKey, Index, UniqueConstraint, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.among import among, pair_among
from models.base import Base, Key
from models.database import upsert

UNREAD = text("unread")
NAMELESS = text("profile_at IS NULL AND friend_state = 'friend'")
HEARD = text("coalesce(last_inbound_at, created_at)")  # the order of the customers' list
PARTNER = text("partner_since IS NOT NULL")
UNSEARCHED = text("searched_at IS NULL OR last_inbound_at > searched_at OR profile_at > searched_at")


class Contact(Base):
    __tablename__ = "contacts"
    __table_args__ = (
        # One person is one lane per channel.
        UniqueConstraint("channel_id", "line_user_id"),
        Index("uq_contacts_referral_code", "referral_code", unique=True),
        Index("ix_contacts_nameless", "id", postgresql_where=NAMELESS, sqlite_where=NAMELESS),
        Index("ix_contacts_heard", HEARD, "id"),
        Index("ix_contacts_unread", "last_inbound_at", postgresql_where=UNREAD, sqlite_where=UNREAD),
        Index("ix_contacts_partner", "partner_since", postgresql_where=PARTNER, sqlite_where=PARTNER),
        Index("ix_contacts_unsearched", "id", postgresql_where=UNSEARCHED, sqlite_where=UNSEARCHED),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channels.id"))
    line_user_id: Mapped[str]
    display_name: Mapped[str] = mapped_column(default="")  # as LINE says; never used to address the person
    language: Mapped[str] = mapped_column(default="")  # of their LINE, as the profile says (BCP 47)
    chosen_language: Mapped[str] = mapped_column(default="")  # their own choice, if they made one
    profile_at: Mapped[datetime | None]  # when LINE was last asked for the profile
    friend_state: Mapped[str] = mapped_column(default="unknown")  # unknown | friend | blocked
    befriended_at: Mapped[datetime | None]
    blocked_at: Mapped[datetime | None]
    stopped_at: Mapped[datetime | None]  # 配信停止; None again after 再開
    talk: Mapped[str] = mapped_column(default="bot")  # who talks: bot | human
    preferred_hour: Mapped[int | None]
    time_zone: Mapped[str | None]
    claim_misses: Mapped[int] = mapped_column(default=0)  # wrong claim codes in a row
    claim_missed_at: Mapped[datetime | None]
    last_inbound_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]  # an unanswered question was last said once more
    unread: Mapped[bool] = mapped_column(default=False)  # something only a human can answer came in
    paused_at: Mapped[datetime | None]  # by staff: nothing goes out by itself …
    paused_until: Mapped[datetime | None]  # … until then; None: until somebody lifts it
    marketing_off_at: Mapped[datetime | None]  # no offers (replenishment, referral); the rest goes on
    last_feeling: Mapped[int | None]  # the newest score, for the list (services.searching keeps it)
    searched_at: Mapped[datetime | None]  # what came up to then can be searched
    referral_code: Mapped[str | None]  # for telling a friend; drawn when they are first asked
    partner_since: Mapped[datetime | None]  # said yes to being asked now and then what they think
    erased_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


def add(session: Session, keys: Iterable[tuple[int, str]], now: datetime) -> None:
    """Make a row for each of these (channel, LINE user) that has none."""
    rows = [{"channel_id": c, "line_user_id": u, "created_at": now, **_NEW} for c, u in sorted(set(keys))]
    statement = upsert(session)(Contact).values(rows)
    session.execute(statement.on_conflict_do_nothing(index_elements=["channel_id", "line_user_id"]))


_NEW = {
    "display_name": "",
    "language": "",
    "chosen_language": "",
    "friend_state": "unknown",
    "talk": "bot",
    "claim_misses": 0,
    "unread": False,
}


def take_lanes(
    session: Session, keys: Iterable[tuple[int, str]], new: Collection[tuple[int, str]], now: datetime
) -> list[Contact]:
    """Lock those of the lanes nobody else holds, in a stable order; who is `new` gets a row first."""
    if new:
        add(session, new, now)
    return list(session.scalars(_LOCK_LANES, {"lanes": sorted(set(keys))}))


def take_lanes_by_id(session: Session, ids: Iterable[int]) -> list[Contact]:
    """Lock those of the contacts nobody else holds."""
    return list(session.scalars(_LOCK_IDS, {"ids": sorted(set(ids))}))


def lock(session: Session, contact_id: int) -> Contact:
    """Wait for one lane (a person's action in the console or the API) and hold it."""
    statement = select(Contact).where(Contact.id == contact_id).with_for_update()
    return session.scalars(statement.execution_options(populate_existing=True)).one()


def these(session: Session, ids: Collection[int]) -> dict[int, Contact]:
    """The people of these numbers."""
    return {contact.id: contact for contact in session.scalars(_THESE, {"ids": list(ids)})}


def by_line_user_id(session: Session, channel_id: int, line_user_id: str) -> Contact | None:
    statement = select(Contact).where(Contact.channel_id == channel_id, Contact.line_user_id == line_user_id)
    return session.scalar(statement)


# --- The statements of every batch, made once: making them costs more than running them ------------------

_THESE: Final = select(Contact).where(among(Contact.id, "ids"))
_LOCK: Final = (
    select(Contact)
    .order_by(Contact.id)
    .with_for_update(skip_locked=True)
    .execution_options(populate_existing=True)
)
_LOCK_LANES: Final = _LOCK.where(pair_among(Contact.channel_id, Contact.line_user_id, "lanes"))
_LOCK_IDS: Final = _LOCK.where(among(Contact.id, "ids"))
