"""What the product did for one customer, moment by moment: decided, said, heard, billed; and what comes.

Only rows that services wrote are read; nothing is worked out anew. Sentences about decisions are those of the
why-button, in both languages; all else is codes the page has words for.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from conversations.reasons import reason_en, reason_ja
from conversations.state import FINAL
from models.case import Case, CaseEntry
from models.contact import Contact, by_line_user_id
from models.conversation import Answer, Conversation
from models.outbound import OutboundMessage, of_contact
from models.purchase import Milestone, Purchase
from models.purchase import of_contact as purchases_of
from models.script import JourneyVersion, ScriptVersion
from models.timer import Timer
from models.touchpoint import Touchpoint, why
from services.published import scripts_cache
from services.shop import Shop

MOST: Final = 200  # of each kind, the newest
COMING: Final = 12
ENDED: Final = {status.value for status in FINAL}
SHOWN_ENTRIES: Final = (
    "opened", "joined", "reply", "proposal", "accepted", "declined", "closed",
    "promised_after_kept", "promised_after_broken", "belated",
)  # fmt: skip


def of_person(session: Session, shop: Shop, line_user_id: str) -> dict[str, Any] | None:
    """Everything about one person; None if they never met the shop."""
    contact = by_line_user_id(session, shop.channel_id, line_user_id)
    if contact is None:
        return None
    sent = of_contact(session, contact.id, MOST)
    owned = purchases_of(session, contact.id)
    entries = [
        *_decisions(session, shop, contact, sent),
        *_talks(session, shop, contact),
        *_sent(sent),
        *_answers(session, contact),
        *_cases(session, contact),
        *_progress(session, owned),
    ]
    entries.reverse()  # rows were read newest first
    entries.sort(key=lambda entry: (entry["at"], _ORDER.index(entry["kind"])))
    return {
        "entries": entries[-MOST:],
        "coming": _coming(session, shop, contact, owned),
        "billed": sum(row.billed for row in sent),
        "outbox": _outbox(session, contact),
        "talk": contact.talk,
        "stopped": contact.stopped_at is not None,
        "orders": [_order(purchase) for purchase in owned],
    }


def published(session: Session, since: datetime) -> list[dict[str, Any]]:
    """Versions published after the shop was first set up: what somebody changed."""
    found = []
    for kind, table, name in (
        ("script", ScriptVersion, ScriptVersion.script),
        ("journey", JourneyVersion, JourneyVersion.journey),
    ):
        statement = select(name, table.version, table.published_at, table.body).where(
            table.version > 1, table.published_at >= since
        )
        for content_id, version, at, body in session.execute(statement):
            title = body.get("title", content_id)
            found.append(
                _entry("published", at, f"{kind}-{content_id}-{version}", what=kind, id=content_id)
                | {"version": version, "title": title}
            )
    return found


# At the same instant: what happened, what was decided, what was said, what was heard.
_ORDER: Final = ("order", "milestone", "decided", "talk_began", "answer", "case", "talk_ended", "sent")


def _entry(kind: str, at: datetime, key: object, **more: Any) -> dict[str, Any]:
    return {"kind": kind, "at": at.isoformat(), "key": f"{kind}-{key}", **more}


def _decisions(
    session: Session, shop: Shop, contact: Contact, sent: list[OutboundMessage]
) -> Iterator[dict[str, Any]]:
    """Which touchpoint was due, what was decided, why, and what its own message cost."""
    decisions = why(session, contact.id, MOST)
    ids = {decision.touchpoint_id for decision in decisions if decision.touchpoint_id}
    rows = {row.id: row for row in session.scalars(select(Touchpoint).where(Touchpoint.id.in_(ids)))}
    for decision in decisions:
        row = rows.get(decision.touchpoint_id or 0)
        if row is None:
            continue
        mine = [one for one in sent if one.touchpoint_id == row.id]
        yield _entry(
            "decided", decision.at, decision.id, **_touchpoint(session, shop, row),
            verdict=decision.verdict, until=_iso(decision.until),
            why={"ja": reason_ja(decision.reason, decision.detail),
                 "en": reason_en(decision.reason, decision.detail)},
            billed=sum(one.billed for one in mine) if decision.verdict == "send" else 0,
        )  # fmt: skip


def _touchpoint(session: Session, shop: Shop, row: Touchpoint) -> dict[str, Any]:
    written = scripts_cache.journey(session, row.journey_version_id).touchpoint(row.key)
    script = shop.library.scripts.get(written.script) if written is not None else None
    return {
        "touchpoint": row.key,
        "title": script.title if script is not None else row.key,
        "round": row.round,
        "planned_at": _iso(row.planned_at),
    }


def _talks(session: Session, shop: Shop, contact: Contact) -> Iterator[dict[str, Any]]:
    """Conversations and the version each keeps to its end, with the one that is published now."""
    statement = (
        select(Conversation, ScriptVersion.version, ScriptVersion.body)
        .join(ScriptVersion, ScriptVersion.id == Conversation.script_version_id)
        .where(Conversation.contact_id == contact.id)
        .order_by(Conversation.id.desc())
        .limit(MOST)
    )
    for talk, version, body in session.execute(statement):
        current = shop.script_versions.get(talk.script)
        latest = session.get(ScriptVersion, current).version if current is not None else version  # type: ignore[union-attr]
        told = {
            "script": talk.script,
            "title": body.get("title", talk.script),
            "version": version,
            "latest": latest,
            "status": talk.status,
            "open": talk.status not in ENDED,
        }
        yield _entry("talk_began", talk.started_at, talk.id, **told)
        if talk.finished_at is not None:
            yield _entry("talk_ended", talk.finished_at, talk.id, **told)


def _sent(rows: list[OutboundMessage]) -> Iterator[dict[str, Any]]:
    """Messages; what a decision already tells the cost of is named again only if it did not go out."""
    for row in rows:
        if row.touchpoint_id is not None and row.status == "sent":
            continue
        yield _entry(
            "sent", row.sent_at or row.created_at, row.id, status=row.status, method=row.method,
            billed=int(row.billed), by="staff" if row.author.startswith("staff:") else "bot",
            attempts=row.attempts, error=row.error[:120],
        )  # fmt: skip


def _outbox(session: Session, contact: Contact) -> dict[str, int]:
    """How many requests to LINE stand how: what whoever makes trouble wants to see."""
    statement = select(OutboundMessage.status, func.count()).where(OutboundMessage.contact_id == contact.id)
    found = session.execute(statement.group_by(OutboundMessage.status))
    return {row[0]: row[1] for row in found}


def _answers(session: Session, contact: Contact) -> Iterator[dict[str, Any]]:
    statement = select(Answer).where(Answer.contact_id == contact.id, Answer.redacted_at.is_(None))
    for answer in session.scalars(statement.order_by(Answer.id.desc()).limit(MOST)):
        yield _entry(
            "answer", answer.answered_at, answer.id, axis=answer.axis, label=answer.label, score=answer.score
        )


def _cases(session: Session, contact: Contact) -> Iterator[dict[str, Any]]:
    statement = (
        select(CaseEntry, Case)
        .join(Case, Case.id == CaseEntry.case_id)
        .where(Case.contact_id == contact.id, CaseEntry.kind.in_(SHOWN_ENTRIES))
        .order_by(CaseEntry.id.desc())
        .limit(MOST)
    )
    for entry, case in session.execute(statement):
        yield _entry(
            "case", entry.at, entry.id, what=entry.kind, reason=case.reason,
            promise_at=_iso(case.promise_at) if entry.kind in ("opened", "joined") else None,
        )  # fmt: skip


def _progress(session: Session, owned: list[Purchase]) -> Iterator[dict[str, Any]]:
    ids = {purchase.id for purchase in owned}
    for told in session.scalars(select(Milestone).where(Milestone.purchase_id.in_(ids))):
        yield _entry("milestone", told.told_at, told.id, name=told.name, happened_at=_iso(told.at))
    for purchase in owned:
        if purchase.status_at is not None:
            yield _entry("order", purchase.status_at, purchase.id, status=purchase.status)
        if purchase.bound_at is not None:
            yield _entry("order", purchase.bound_at, f"bound-{purchase.id}", status="bound")


def _coming(session: Session, shop: Shop, contact: Contact, owned: list[Purchase]) -> list[dict[str, Any]]:
    """What is planned, the next first, with why it was put off, and clocks of the open conversation."""
    statement = select(Touchpoint).where(
        Touchpoint.contact_id == contact.id, Touchpoint.status == "planned", Touchpoint.due_at.is_not(None)
    )
    coming = [
        {
            **_touchpoint(session, shop, row),
            "kind": "touchpoint",
            "due_at": _iso(row.due_at),
            "why": {"ja": reason_ja(row.reason), "en": reason_en(row.reason)} if row.reason else None,
        }
        for row in session.scalars(statement)
    ]
    running = select(Timer).where(Timer.contact_id == contact.id, Timer.due_at.is_not(None))
    coming += [{"kind": timer.kind, "due_at": _iso(timer.due_at)} for timer in session.scalars(running)]
    return sorted(coming, key=lambda one: str(one["due_at"]))[:COMING]


def _order(purchase: Purchase) -> dict[str, Any]:
    return {
        "number": purchase.external_id,
        "product": purchase.items[0].name if purchase.items else "",
        "status": purchase.status,
        "journey": purchase.journey,
        "expected_on": purchase.expected_delivery_on.isoformat() if purchase.expected_delivery_on else None,
    }


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at is not None else None
