"""What a grown shop has besides its customers: what staff did, what was kept for them, who brought friends.

Rows for `bench.grown`, table by table in the order they refer to each other. Contact LONG has a long talk.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final

import orjson
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bench.grown import LONG, NOW, SAID, insert_rows, move_sequences
from models.alert import Alert
from models.base import Base
from models.case import Case, CaseEntry, Proposal
from models.case_template import CaseTemplate
from models.channel import Channel
from models.consent import Consent
from models.contact import Contact
from models.conversation import Answer
from models.database import Database
from models.due_item import DueItem
from models.health_report import HealthReport
from models.inbound import InboundEvent
from models.outbound import OutboundMessage
from models.partner import Referral, Testimonial
from models.publication import Publication
from models.reading_check import ReadingCheck
from models.refill import ProductPace, RefillForecast, RemainingTold
from models.result import AnswerTag
from models.retention import RetentionNight
from models.staff import AuditEntry, Staff
from models.token import ApiToken
from models.upload import Upload
from models.view import SavedView
from models.webhook import WebhookDelivery, WebhookEndpoint

PEOPLE: Final = 12  # staff
PRODUCTS: Final = 40
BASIS: Final = {"intervals": [], "taps": [], "customers": 30, "season": False, "quantity": 1}
Rows = Iterator[dict[str, Any]]


def live_in(database: Database, customers: int) -> None:
    """Write all of it beside the customers there are."""
    with database.read() as session:
        tables = makers(session, customers)
    for model, rows in tables:
        insert_rows(database, model, rows)
    with database.begin() as uow:
        uow.session.execute(update(Contact), partners(customers))
        uow.commit()
    numbered = [
        model.__tablename__ for model, _ in tables if model.__table__.autoincrement_column is not None
    ]
    move_sequences(database, numbered)


def makers(session: Session, customers: int) -> list[tuple[type[Base], Rows]]:
    """Every table with its rows; `session` says what there is already."""
    script = session.scalars(select(Publication).where(Publication.name == "checkin")).first()
    assert script is not None
    words = session.execute(
        select(Answer.id, Answer.contact_id, Answer.label)
        .where(Answer.axis == "comment")
        .order_by(Answer.id)
        .limit(max(customers // 20, 4))
    ).all()
    return [
        (Channel, iter([{"id": 2, "basic_id": "@bench2", "name": "花しずく（海外）", "created_at": NOW}])),
        (Contact, _abroad(customers)),
        (Staff, _staff()),
        (Case, _closed_cases(customers)),
        (Case, iter([_case(customers * 2, LONG, NOW - timedelta(hours=1))])),
        (CaseEntry, _entries(customers)),
        (HealthReport, _reports(customers)),
        (Proposal, _proposals(customers)),
        (DueItem, _due(customers)),
        (Alert, _alerts(customers)),
        (InboundEvent, _long_heard(customers)),
        (OutboundMessage, _long_sent(customers)),
        (Consent, _consents(customers)),
        (CaseTemplate, _templates()),
        (SavedView, _views()),
        (Upload, _uploads()),
        (ApiToken, _tokens()),
        (WebhookEndpoint, _endpoints()),
        (WebhookDelivery, _deliveries(customers)),
        (AuditEntry, _audit(customers)),
        (Publication, _publications(script)),
        (RetentionNight, _nights()),
        (ProductPace, _paces()),
        (RefillForecast, _forecasts(customers)),
        (RemainingTold, _told(customers)),
        (Referral, _referrals(customers)),
        (Testimonial, _testimonials(words)),
        (ReadingCheck, _checks(words)),
        (AnswerTag, _tags(words)),
    ]


def partners(customers: int) -> list[dict[str, Any]]:
    """Changes of contacts: one in twenty is a partner."""
    return [
        {"id": n, "partner_since": NOW - timedelta(minutes=n), "referral_code": f"r{n:09}"}
        for n in range(1, customers + 1, 20)
    ]


def _abroad(customers: int) -> Rows:
    """The few people of the second LINE account."""
    for n in range(1, 11):
        yield {
            "id": customers + n, "channel_id": 2, "line_user_id": f"W{n:032}", "display_name": f"Alice {n}",
            "language": "en", "friend_state": "friend", "profile_at": NOW,
            "last_inbound_at": NOW - timedelta(days=90 + n), "created_at": NOW - timedelta(days=100),
            "paused_at": NOW if n == 1 else None, "stopped_at": NOW if n == 2 else None,
        }  # fmt: skip


def _staff() -> Rows:
    for n in range(2, PEOPLE + 1):
        yield {
            "id": n, "email": f"s{n}@example.jp", "name": f"担当{n}", "role": "agent",
            "fs_uniquifier": f"s{n}", "created_at": NOW,
        }  # fmt: skip


def _case(number: int, contact: int, opened: Any, **more: Any) -> dict[str, Any]:
    return {
        "id": number, "channel_id": 1, "contact_id": contact, "purchase_id": contact, "reason": "unhappy",
        "level": 0, "text": "ヒリヒリします", "matched": [], "message_id": "", "status": "open",
        "assignee_id": number % PEOPLE + 1, "opened_at": opened, "promise_at": opened + timedelta(hours=5),
        "topic": f"話題{number % 12}", "close_reason": "", **more,
    }  # fmt: skip


def _closed_cases(customers: int) -> Rows:
    for n in range(customers // 5):
        opened = NOW - timedelta(minutes=17 * n + 3_000)
        yield _case(
            customers + n, n % customers + 1, opened, status="closed", close_reason="solved",
            reason="health" if n % 20 == 0 else "unhappy", first_response_at=opened + timedelta(hours=1),
            closed_at=opened + timedelta(days=1),
        )  # fmt: skip


def _entries(customers: int) -> Rows:
    for n in range(customers // 2):
        yield {"case_id": customers + n % (customers // 5), "at": NOW - timedelta(minutes=n), "staff_id": 2,
               "kind": "note", "text": SAID[n % 10]}  # fmt: skip
    for n in range(300):
        yield {"case_id": customers * 2, "at": NOW - timedelta(minutes=300 - n), "staff_id": n % PEOPLE + 1,
               "kind": "note", "text": SAID[n % 10]}  # fmt: skip


def _reports(customers: int) -> Rows:
    for n in range(0, customers // 5, 20):
        known = NOW - timedelta(minutes=17 * n + 3_000)
        done = n % 60 != 0
        yield {
            "case_id": customers + n, "channel_id": 1, "known_at": known, "symptoms": ["redness"],
            "sites": ["face"], "duty": "yes" if done else "", "due_on": (known + timedelta(days=30)).date(),
            "reported_on": known.date() if done else None, "changed_at": known,
        }  # fmt: skip


def _proposals(customers: int) -> Rows:
    for n in range(customers // 20):
        yield {"token": f"p{n}", "case_id": customers + n, "contact_id": n % customers + 1, "staff_id": 2,
               "kind": "exchange", "text": "交換します", "sent_at": NOW, "status": "accepted"}  # fmt: skip


def _due(customers: int) -> Rows:
    for n in range(customers // 20):
        yield {
            "case_id": customers + n, "contact_id": n % customers + 1, "text": "新しい瓶を送る",
            "assignee_id": 2, "due_at": NOW - timedelta(hours=n - 20), "created_at": NOW - timedelta(days=3),
            "done_at": NOW if n > 60 else None,
        }  # fmt: skip


def _alerts(customers: int) -> Rows:
    for n in range(customers // 5):
        yield {"case_id": customers + n, "contact_id": n % customers + 1, "staff_id": 2, "headline": "x",
               "due_at": NOW, "created_at": NOW, "done_at": NOW, "outcome": "sent"}  # fmt: skip


def _long_heard(customers: int) -> Rows:
    for n in range(1, 1_001):
        number = customers * 3 + n
        payload = {"type": "message", "message": {"type": "text", "id": f"m{number}", "text": SAID[n % 10]}}
        yield {
            "id": number, "channel_id": 1, "webhook_event_id": f"e{number}", "line_user_id": f"U{LONG:032}",
            "type": "message", "message_id": f"m{number}", "occurred_at": NOW - timedelta(minutes=1_001 - n),
            "received_at": NOW, "payload": orjson.dumps(payload).decode(), "handled_at": NOW, "outcome": "",
            "attempts": 0,
        }  # fmt: skip


def _long_sent(customers: int) -> Rows:
    messages = orjson.dumps([{"type": "text", "text": "お知らせいただき、ありがとうございます"}]).decode()
    for n in range(1, 1_001):
        at = NOW - timedelta(minutes=1_001 - n, seconds=-20)
        yield {
            "id": customers * 4 + n, "channel_id": 1, "to": f"U{LONG:032}", "contact_id": LONG,
            "kind": "case_reply", "author": "staff:2", "messages": messages, "retry_key": f"long{n}",
            "status": "sent", "method": "push", "due_at": at, "sent_at": at, "created_at": at,
        }  # fmt: skip


def _consents(customers: int) -> Rows:
    for n in range(1, customers + 1):
        yield {"contact_id": n, "at": NOW - timedelta(days=60), "kind": "befriended"}


def _templates() -> Rows:
    for n in range(60):
        yield {"kind": "reply", "title": f"文例{n}", "text": "{{ name }}、{{ staff }}です。",
               "updated_at": NOW}  # fmt: skip


def _views() -> Rows:
    for n in range(60):
        yield {"staff_id": n % PEOPLE + 1, "page": "customers", "name": f"表示{n}",
               "filters": {"feeling": "bad"}, "shared": n % 2 == 0, "created_at": NOW}  # fmt: skip


def _uploads() -> Rows:
    for n in range(1, 101):
        yield {"id": n, "channel_id": 1, "staff_id": 1, "at": NOW, "name": "orders.csv", "status": "done"}


def _tokens() -> Rows:
    for n in range(30):
        yield {"name": f"店{n}", "prefix": f"sn_{n}", "digest": f"d{n}", "created_at": NOW}


def _endpoints() -> Rows:
    for n in range(1, 4):
        yield {"id": n, "url": f"https://hook{n}.example.jp/", "events": ["case.opened"], "secret": "x",
               "created_at": NOW}  # fmt: skip


def _deliveries(customers: int) -> Rows:
    for n in range(customers):
        at = NOW - timedelta(minutes=customers - n)
        yield {
            "endpoint_id": 1, "message_id": f"msg_{n}", "type": "answer.given",
            "payload": '{"type":"answer.given"}', "status": "delivered", "attempts": 1, "due_at": at,
            "created_at": at, "tried_at": at, "code": 200, "took_ms": 40,
        }  # fmt: skip


def _audit(customers: int) -> Rows:
    """Of the last person nearly nothing is on record."""
    for n in range(customers * 3):
        at = NOW - timedelta(minutes=(customers * 3 - n) // 3)
        yield {"at": at, "staff_id": PEOPLE if n % 100_000 == 7 else n % (PEOPLE - 1) + 1,
               "action": "contact.viewed", "subject": f"contact:{n % customers + 1}"}  # fmt: skip


def _publications(script: Publication) -> Rows:
    for _ in range(200):
        yield {"kind": script.kind, "name": script.name, "version_id": script.version_id,
               "text": script.text, "source": "console", "staff_id": 1, "at": NOW}  # fmt: skip


def _nights() -> Rows:
    for n in range(400):
        night = NOW - timedelta(days=n + 1)
        yield {"night": night.date(), "counts": {"events": 9}, "began_at": night, "finished_at": night}


def _paces() -> Rows:
    for n in range(PRODUCTS):
        yield {"channel_id": 1, "sku": f"SKU-{n:02}", "body": {"mean": 3.8}, "learnt_at": NOW}


def _forecasts(customers: int) -> Rows:
    for n in range(1, customers + 1):
        began = NOW - timedelta(days=n % 170, minutes=n % 1_440)
        ends = began + timedelta(days=45)
        settled = n % 2 == 0 and ends < NOW
        yield {
            "channel_id": 1, "purchase_id": n, "sku": f"SKU-{n % PRODUCTS:02}", "made_at": began,
            "starts_at": began, "runs_out_at": ends, "earliest_at": ends - timedelta(days=7),
            "latest_at": ends + timedelta(days=7), "basis": BASIS,
            "bought_again_at": ends + timedelta(days=n % 9 - 4) if settled else None,
            "fixed_at": ends + timedelta(days=5) if settled else None,
            "last_at": ends - timedelta(days=6) if settled else None,
        }  # fmt: skip


def _told(customers: int) -> Rows:
    for n in range(1, customers + 1, 20):
        yield {"purchase_id": n, "staff_id": 2, "at": NOW, "level": "half"}


def _referrals(customers: int) -> Rows:
    for n in range(customers // 20):
        yield {"channel_id": 1, "referrer_id": n // 3 * 20 % customers + 1, "purchase_id": customers - n,
               "linked_at": NOW - timedelta(minutes=20 * n), "is_own": n % 50 == 0}  # fmt: skip


def _testimonials(words: Any) -> Rows:
    for n, (answer, contact, label) in enumerate(words):
        yield {
            "channel_id": 1, "contact_id": contact, "purchase_id": contact, "answer_id": answer,
            "words": label, "signed": "佐〇さま", "asked": "載せてもよいですか",
            "agreed_at": NOW - timedelta(minutes=n), "withdrawn_at": NOW if n % 10 == 0 else None,
            "withdrawn_by": "customer" if n % 10 == 0 else "",
        }  # fmt: skip


def _checks(words: Any) -> Rows:
    for answer, _, _ in words:
        yield {"answer_id": answer, "staff_id": 2, "at": NOW, "band": "calm", "is_right": True}


def _tags(words: Any) -> Rows:
    for n, (answer, _, _) in enumerate(words):
        yield {"answer_id": answer, "tag": f"タグ{n % 25}", "staff_id": 2, "at": NOW}
