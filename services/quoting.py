"""お客様の言葉: which of the words that opened or joined a case stand at its head, in lists and in alerts.

The gravest do, as the reason a case goes by is the gravest, too: 「もやもやする」 said first must not hide
the 「かゆい」 of an hour later. Among equals the first do: they began it. All of them stay in the history.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from conversations.following import GRAVITY
from models.among import among
from models.case import Case, CaseEntry

REASONS: Final = {
    "crisis": "命にかかわるかもしれない言葉",
    "health": "お体・お肌の不調",
    "bereaved": "ご不幸のお知らせ",
    "unhappy": "ご不満",
    "wants_human": "担当者と話したい",
    "order_change": "ご注文の変更・キャンセルのご希望",
    "drop": "気持ちが下がった",
    "order_wish": "ご注文のご希望",
    "question": "ご質問",
    "message": "お客様からのメッセージ",
    "unreadable": "読み取れない返答",
    "failed": "台本が進めなくなった",
    "undelivered": "メッセージが届かない",
}
HEARD: Final = ("opened", "joined")
_HEARD_OF: Final = (
    select(CaseEntry)
    .where(among(CaseEntry.case_id, "cases"), CaseEntry.kind.in_(HEARD))
    .order_by(CaseEntry.id)
)
_CODES: Final = {said: code for code, said in REASONS.items()}


class Quote(NamedTuple):
    """What an alert repeats: the gravest words and their time; `newest` what was said since, if anything."""

    words: str
    at: datetime
    newest: str = ""


def entry_of(
    case: Case, kind: str, reason: str, level: int, text: str, message_id: str, at: datetime
) -> CaseEntry:
    """One line of the history: what opened or joined the case, with the customer's words below the reason."""
    said = "\n".join(filter(None, [REASONS[reason], text]))
    detail = {"reason": reason, "level": level}
    return CaseEntry(case_id=case.id, at=at, kind=kind, message_id=message_id, text=said, detail=detail)


def words_of(entry: CaseEntry) -> str:
    """The customer's words in such a line; "" where nothing was said, or it was taken back."""
    return entry.text.partition("\n")[2]


def heard_of(session: Session, case_ids: Iterable[int]) -> dict[int, list[CaseEntry]]:
    """Everything that opened or joined these cases, oldest first."""
    found: dict[int, list[CaseEntry]] = defaultdict(list)
    for entry in session.scalars(_HEARD_OF, {"cases": list(case_ids)}):
        found[entry.case_id].append(entry)
    return found


def quote_gravest(session: Session, case: Case) -> None:
    """Put the gravest words at the case's head; call when words joined it."""
    said = [entry for entry in heard_of(session, [case.id])[case.id] if words_of(entry)]
    if said:
        gravest = max(said, key=_gravity)  # the first among equals
        case.text, case.message_id = words_of(gravest), gravest.message_id


def said_at(case: Case, heard: Sequence[CaseEntry]) -> datetime:
    """When the words at its head were said."""
    for entry in heard:
        by_message = case.message_id and entry.message_id == case.message_id
        if by_message or (case.text and words_of(entry) == case.text):
            return entry.at
    return case.opened_at


def times_of(session: Session, cases: Iterable[Case]) -> dict[int, datetime]:
    """Case → when the words at its head were said; one query for all of them."""
    shown = list(cases)
    heard = heard_of(session, [case.id for case in shown])
    return {case.id: said_at(case, heard.get(case.id, [])) for case in shown}


def quote_of(session: Session, case: Case) -> Quote:
    """For an alert: the words at its head, when, and what came last."""
    heard = heard_of(session, [case.id])[case.id]
    newest = next((words for entry in reversed(heard) if (words := words_of(entry))), "")
    return Quote(case.text, said_at(case, heard), newest if newest != case.text else "")


def _gravity(entry: CaseEntry) -> tuple[int, int]:
    """Lines written before this was kept say their reason in words only."""
    reason = entry.detail.get("reason") or _CODES.get(entry.text.partition("\n")[0], GRAVITY[0])
    return GRAVITY.index(reason), entry.detail.get("level", 0)
