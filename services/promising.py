"""約束し直す: a new time, told to the customer before the old one breaks. Kindly said, recorded, and counted.

A promise ends in one of three ways: kept, broken, or moved (told anew in time). How each ended is a line of
the case's history; how the running one stands, `casework.promise_state` says.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from conversations.following import UNTOLD
from conversations.locales import Locale
from conversations.moments import say_when
from conversations.promises import MOVED_ON
from line.limits import TEXT
from line.messages import text_messages
from models.case import ENDED, PROMISE_ENDED, Case, CaseEntry
from models.contact import Contact
from models.staff import Staff
from services import ladder
from services.casework import Refusal, hold, refusal_to_answer, tell
from services.languages import language_of
from services.naming import staff_name
from services.shop import Shop

LONGEST: Final = timedelta(days=14)
STEPS: Final = (timedelta(hours=1), timedelta(hours=3), timedelta(hours=8))  # of business time
SORRY: Final[dict[Locale, str]] = {
    "ja": (
        "お待たせしており、申し訳ございません。"
        "きちんと確かめてからお返事したく、もう少しお時間をいただけますでしょうか。"
    ),
    "en": "I am sorry to keep you waiting. I would like to check this properly before I answer.",
    "zh-Hant": "讓您久等了，非常抱歉。我想好好確認之後再回覆您，可以請您再給我一點時間嗎？",
    "th": "ขออภัยที่ทำให้รอนะคะ อยากตรวจสอบให้แน่ใจก่อนตอบ ขอเวลาอีกสักครู่ได้ไหมคะ",
}
BY: Final[dict[Locale, str]] = {
    "ja": "{until}までに、{staff}からこちらのトークでご連絡いたします。",
    "en": "{staff} will write to you here by {until}.",
    "zh-Hant": "{staff}會在{until}前，於這個聊天室與您聯絡。",
    "th": "{staff}จะติดต่อคุณทางแชทนี้ภายใน{until}ค่ะ",
}


@dataclass(frozen=True, slots=True)
class Tally:
    """How promises ended."""

    kept: int
    moved: int
    broken: int

    @property
    def percent(self) -> int | None:
        """Kept, of those that were kept or broken; moved ones are counted by how they end."""
        ended = self.kept + self.broken
        return round(100 * self.kept / ended) if ended else None


def promise_again(
    session: Session, shop: Shop, case: Case, staff: Staff, until: datetime, text: str, now: datetime,
    *, seen: int | None = None,
) -> CaseEntry | Refusal:  # fmt: skip
    """Tell the customer a new time. The time is said by us, so that what is told is what is kept."""
    bench = hold(session, shop, case, now)
    words = message(bench.contact, staff, shop, text, until, now)
    done = refusal_to_answer(bench, staff, words, "re_promised", seen, TEXT)
    if done is not None:
        return done
    if case.first_response_at is not None:
        return Refusal("no_promise")
    if not max(now, case.promise_at) < until <= now + LONGEST:
        return Refusal("when")
    before, in_time = case.promise_at, now <= case.promise_at
    case.promise_at = until
    ladder.begin(bench.desk, case)
    case.repromised += 1 if in_time else 0
    moved = {"from": before.isoformat(), "until": until.isoformat()}
    return tell(
        bench, staff, "re_promised" if in_time else "promised_after_broken", words, text_messages(words),
        as_kind="promise", detail=moved,
    )  # fmt: skip


def message(contact: Contact, staff: Staff, shop: Shop, text: str, until: datetime, now: datetime) -> str:
    """What the customer reads: the writer's sentence, then the time."""
    language = language_of(contact)
    by = BY[language].format(
        until=say_when(until, now, shop.zone, language), staff=staff_name(staff, language)
    )
    return "\n".join((text.strip() or SORRY[language], by))


def choices(shop: Shop, case: Case, now: datetime) -> list[datetime]:
    """Times a human may well keep: a little, somewhat and a day later, in business hours."""
    start = max(now, case.promise_at)
    found = [shop.rules.hours.promise_due(start, step) for step in STEPS]
    return [due for due in dict.fromkeys(found) if due > start]


def tally(session: Session, since: datetime, now: datetime, channel_id: int | None = None) -> Tally:
    """How the promises of the cases (of one account) opened since then ended so far.

    A line is written after its case was opened: older ones need no look at theirs.
    """
    opened = [Case.opened_at >= since]
    if channel_id is not None:
        opened.append(Case.channel_id == channel_id)
    lines = (
        select(CaseEntry.kind, func.count())
        .join(Case, Case.id == CaseEntry.case_id)
        .where(*opened, PROMISE_ENDED, CaseEntry.at >= since)
        .group_by(CaseEntry.kind)
    )
    counts = {"kept": 0, "moved": 0, "broken": 0}
    for kind, count in session.execute(lines):
        counts[ENDED[kind]] += count
    kept = Case.first_response_at <= Case.promise_at
    running = select(func.count().filter(kept), func.count().filter(_broken(now))).where(*opened)
    in_time, late = session.execute(running).one()
    return Tally(counts["kept"] + in_time, counts["moved"], counts["broken"] + late)


def _broken(now: datetime) -> ColumnElement[bool]:
    """`promises.ending_of` says the same of one case."""
    over, went_on = Case.promise_at < now, Case.close_reason.in_(MOVED_ON)
    given_up = Case.closed_at.is_not(None) & (~went_on | (Case.closed_at > Case.promise_at))
    unanswered = Case.first_response_at.is_(None) & Case.reason.not_in(UNTOLD)
    left = unanswered & (given_up | (Case.closed_at.is_(None) & over))
    return (Case.first_response_at > Case.promise_at) | left
