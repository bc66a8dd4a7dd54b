"""A conversation longer than any page shows: what a customer wrote, what staff wrote, what they noted."""

from datetime import timedelta
from typing import Any

import orjson
from sqlalchemy import insert

from models.case import Case, CaseEntry
from models.inbound import InboundEvent
from models.outbound import OutboundMessage
from models.staff import Staff
from tests.console.house import House


def write(house: House, case: Case, staff: Staff, words: int) -> set[str]:
    """So many words, oldest first, at three in a minute: some at the same instant, some told later than they
    were written. What they say.
    """
    contact = house.contact()
    began = house.clock() - timedelta(days=7)
    rows: dict[Any, list[dict[str, Any]]] = {InboundEvent: [], OutboundMessage: [], CaseEntry: []}
    for n in range(words):
        at = began + timedelta(minutes=n // 3)
        if n % 3 == 0:
            message = {"type": "text", "id": f"long{n}", "text": f"言葉{n}番"}
            payload = orjson.dumps({"type": "message", "message": message}).decode()
            rows[InboundEvent].append({
                "channel_id": case.channel_id, "webhook_event_id": f"long{n}", "type": "message",
                "line_user_id": contact.line_user_id, "message_id": f"long{n}", "occurred_at": at,
                "received_at": at, "payload": payload, "handled_at": at,
            })  # fmt: skip
        elif n % 3 == 1:
            messages = orjson.dumps([{"type": "text", "text": f"言葉{n}番"}]).decode()
            late = timedelta(hours=9) if n % 7 == 0 else timedelta()
            rows[OutboundMessage].append({
                "channel_id": case.channel_id, "to": contact.line_user_id, "contact_id": contact.id,
                "kind": "case_reply", "author": f"staff:{staff.id}", "messages": messages, "status": "sent",
                "retry_key": f"long{n}", "due_at": at, "sent_at": at + late, "created_at": at,
            })  # fmt: skip
        else:
            rows[CaseEntry].append(
                {"case_id": case.id, "at": at, "staff_id": staff.id, "kind": "note", "text": f"言葉{n}番"}
            )
    with house.database.begin() as uow:
        for model, values in rows.items():
            uow.session.execute(insert(model), values)
        uow.commit()
    return {f"言葉{n}番" for n in range(words)}
