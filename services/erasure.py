"""One person, exported or erased. Erased means gone: what stays are rows without words, names or addresses.

Numbers survive (how many answered, how many were happy): they name nobody.
"""

from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from models import contact as contacts
from models import partner
from models.alert import Alert
from models.case import Case, CaseEntry, Proposal
from models.consent import Consent
from models.contact import Contact
from models.conversation import Answer, Conversation
from models.due_item import DueItem
from models.health_report import HealthReport
from models.inbound import InboundEvent
from models.mail import Mail
from models.outbound import OutboundMessage
from models.partner import Referral, Testimonial
from models.purchase import Milestone, Purchase
from models.reading_check import ReadingCheck
from models.refill import RefillForecast, RemainingTold
from models.result import AnswerTag
from models.timer import Timer
from models.touchpoint import Decision, Touchpoint
from services import searching
from services.alerting import case_path
from services.counting import mark_person
from services.redaction import GONE

LIVE = ("waiting", "planned")


def find(session: Session, channel_id: int, who: str) -> Contact | None:
    """The person behind an order number, a LINE user id or our own number («contact:12»)."""
    if who.startswith("contact:") and who[8:].isdigit():
        found = session.get(Contact, int(who[8:]))
        return found if found is not None and found.channel_id == channel_id else None
    by_line = contacts.by_line_user_id(session, channel_id, who)
    if by_line is not None:
        return by_line
    ordered = select(Contact).join(Purchase, Purchase.contact_id == Contact.id)
    return session.scalar(ordered.where(Purchase.external_id == who, Purchase.channel_id == channel_id))


def export(session: Session, contact: Contact) -> dict[str, Any]:
    """Everything kept about this person, as plain data."""
    mine = {"contact_id": contact.id}
    cases = _rows(session, Case, **mine)
    case_ids = [case["id"] for case in cases]
    entries = session.scalars(select(CaseEntry).where(CaseEntry.case_id.in_(case_ids)).order_by(CaseEntry.id))
    purchases, forecasts = [], []
    for purchase in session.scalars(select(Purchase).filter_by(**mine).order_by(Purchase.id)):
        items = [_plain(item) for item in purchase.items]
        milestones = _rows(session, Milestone, purchase_id=purchase.id)
        foreseen = _rows(session, RefillForecast, purchase_id=purchase.id)
        told = _rows(session, RemainingTold, purchase_id=purchase.id)
        forecasts += [{**row, "told_by_staff": told} for row in foreseen]
        purchases.append({**_plain(purchase), "items": items, "milestones": milestones})
    received = select(InboundEvent).where(
        InboundEvent.channel_id == contact.channel_id, InboundEvent.line_user_id == contact.line_user_id
    )
    return {
        "contact": _plain(contact),
        "purchases": purchases,
        "refill_forecasts": forecasts,
        "conversations": _rows(session, Conversation, **mine),
        "answers": _rows(session, Answer, **mine),
        "received": [_event(event) for event in session.scalars(received.order_by(InboundEvent.id))],
        "sent": _rows(session, OutboundMessage, **mine),
        "cases": cases,
        "case_entries": [_plain(entry) for entry in entries],
        "health_reports": [
            _plain(row)
            for row in session.scalars(select(HealthReport).where(HealthReport.case_id.in_(case_ids)))
        ],
        "proposals": _rows(session, Proposal, **mine),
        "due_items": _rows(session, DueItem, **mine),
        "touchpoints": _rows(session, Touchpoint, **mine),
        "decisions": _rows(session, Decision, **mine),
        "consents": _rows(session, Consent, **mine),
        "testimonials": _rows(session, Testimonial, **mine),
        "referrals": [_without_friend(row) for row in _rows(session, Referral, referrer_id=contact.id)],
    }


def erase(session: Session, contact: Contact, now: datetime) -> None:
    """Forget this person. Hold the lane. Safe to call twice."""
    mine = {"contact_id": contact.id}
    case_ids = select(Case.id).filter_by(**mine)
    received = (InboundEvent.channel_id == contact.channel_id) & (
        InboundEvent.line_user_id == contact.line_user_id
    )
    blank = {"payload": "{}", "redacted_at": now, "line_user_id": None, "message_id": None}
    session.execute(delete(Timer).filter_by(**mine))
    session.execute(update(InboundEvent).where(received).values({**blank, "handled_at": now}))
    their_answers = select(Answer.id).filter_by(**mine)
    session.execute(delete(AnswerTag).where(AnswerTag.answer_id.in_(their_answers)))
    partner.forget_words(session, session.scalars(their_answers).all(), "erased", GONE, now)
    session.execute(delete(Referral).where(Referral.referrer_id == contact.id))
    bought = select(Purchase.id).filter_by(**mine)
    session.execute(delete(Referral).where(Referral.purchase_id.in_(bought)))
    session.execute(delete(ReadingCheck).where(ReadingCheck.answer_id.in_(their_answers)))
    mark_person(session, contact, now)
    answers = {"question": "", "value": "", "label": GONE, "message_id": "", "redacted_at": now}
    session.execute(update(Answer).filter_by(**mine).values(answers))
    session.execute(update(Conversation).filter_by(**mine).values(state={}, step=""))
    theirs = (OutboundMessage.contact_id == contact.id) | OutboundMessage.case_id.in_(case_ids)  # alerts too
    unfinished = OutboundMessage.status.in_(("pending", "held"))
    session.execute(
        update(OutboundMessage).where(theirs, unfinished).values(status="discarded", error="erased")
    )
    wordless = {"messages": "[]", "reply_token": None, "sent_messages": None, "needs_staff": False}
    session.execute(update(OutboundMessage).where(theirs).values(wordless))
    session.execute(update(OutboundMessage).filter_by(**mine).values(to=""))
    session.execute(delete(Alert).filter_by(**mine))
    for case_id in session.scalars(case_ids):
        session.execute(delete(Mail).where(Mail.body.contains(case_path(case_id))))
    session.execute(update(CaseEntry).where(CaseEntry.case_id.in_(case_ids)).values(text=GONE, message_id=""))
    session.execute(update(Case).filter_by(**mine).values(text=GONE, matched=[], message_id=""))
    session.execute(
        update(Case).filter_by(**mine).where(Case.status != "closed")
        .values(status="closed", closed_at=now, close_reason="erased")
    )  # fmt: skip
    wordless_report = {"used_for": "", "lot": "", "note": ""}
    session.execute(update(HealthReport).where(HealthReport.case_id.in_(case_ids)).values(wordless_report))
    session.execute(update(Proposal).filter_by(**mine).values(text=GONE, lines=[]))
    undone = DueItem.done_at.is_(None)
    session.execute(update(DueItem).filter_by(**mine).where(undone).values(done_at=now))
    session.execute(update(DueItem).filter_by(**mine).values(text=GONE))
    session.execute(
        update(Touchpoint).filter_by(**mine).where(Touchpoint.status.in_(LIVE))
        .values(status="cancelled", reason="erased", decided_at=now)
    )  # fmt: skip
    open_ones = Conversation.status.in_(("new", "waiting", "human"))
    session.execute(
        update(Conversation).filter_by(**mine).where(open_ones).values(status="stopped", finished_at=now)
    )
    nobody = {"customer_name": "", "phone": "", "email": "", "status_note": "", "facts": {}}
    closed = {"page_number": Purchase.page_number + 1}  # its progress page
    session.execute(update(Purchase).filter_by(**mine).values({**nobody, **closed}))
    session.execute(update(Milestone).where(Milestone.purchase_id.in_(bought)).values(note=""))
    session.execute(delete(RemainingTold).where(RemainingTold.purchase_id.in_(bought)))
    session.execute(delete(RefillForecast).where(RefillForecast.purchase_id.in_(bought)))
    contact.line_user_id = f"erased:{contact.id}"
    contact.display_name, contact.language, contact.profile_at = "", "", now
    contact.time_zone = contact.preferred_hour = contact.reminded_at = None
    contact.referral_code = contact.partner_since = None
    contact.friend_state, contact.erased_at, contact.stopped_at = "blocked", now, now
    contact.talk, contact.unread, contact.last_feeling = "bot", False, None
    contact.paused_at = contact.paused_until = None
    searching.forget(session, contact)
    session.flush()


def _rows(session: Session, model: Any, **where: Any) -> list[dict[str, Any]]:
    rows = session.scalars(select(model).filter_by(**where).order_by(model.id))
    return [_plain(row) for row in rows]


def _plain(row: Any) -> dict[str, Any]:
    """A row as JSON-able values; keys of ours that open doors stay out."""
    secret = {"token", "retry_key", "reply_token", "lease_token", "claim_code", "sent_messages"}
    values = {c.key: getattr(row, c.key) for c in row.__table__.columns if c.key not in secret}
    return {k: v.isoformat() if hasattr(v, "isoformat") else v for k, v in values.items()}


def _without_friend(referral: dict[str, Any]) -> dict[str, Any]:
    """What a customer may know of a friend's purchase: that there was one, and when."""
    return {name: referral[name] for name in ("id", "linked_at", "is_own")}


def _event(event: InboundEvent) -> dict[str, Any]:
    kept = _plain(event)
    payload = orjson.loads(event.payload)
    if isinstance(payload, dict):
        payload.pop("replyToken", None)
        if isinstance(message := payload.get("message"), dict):
            payload["message"] = {k: v for k, v in message.items() if not k.endswith("Token")}
    return {**kept, "payload": payload}
