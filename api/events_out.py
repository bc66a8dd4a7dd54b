"""The events out, as the description shows them: OpenAPI 3.1's `webhooks`, one per type (docs/webhooks.md).

What is sent is written in `services.announcing` and where things happen; a test holds every message that a
customer's story makes against these shapes. New fields may come: receivers ignore what they do not know.
"""

from datetime import datetime
from typing import Any, Final, Literal

from pydantic import BaseModel, Field

from services.announcing import PING, TYPES

_REF: Final = "#/components/schemas/{model}"


class EventData(BaseModel):
    """Whom it is about: numbers and the shop's own order number, nothing that names a person."""

    contact_id: int
    purchase: str | None = Field(description="The shop's order number, null without a purchase.")


class AnswerData(EventData):
    script: str
    step: str
    axis: str = Field(description="used, result, feeling, comment, … or empty")
    kind: str = Field(description="choice, scale, text, number, date, photo or checklist")
    score: int | None = Field(description="1 to 5 where the question has scores.")
    value: str | None = Field(description="The choice for taps; null for what was typed.")
    answered_at: datetime


class CheckInData(EventData):
    script: str
    outcome: str = Field(description="happy, unhappy, wants_human, health or empty")


class CaseData(EventData):
    case_id: int
    reason: str = Field(description="unhappy, health, wants_human, order_change, order_wish, question, …")
    level: int = Field(description="Health: 1 possible, 2 now; else 0.")
    promise_at: datetime = Field(description="By when the customer was promised an answer.")


class CaseAnsweredData(CaseData):
    in_time: bool


class CaseEscalatedData(CaseData):
    rung: Literal["assignee", "lead", "owner"]
    late: bool = Field(description="Whether the promised time has passed.")


class CaseClosedData(CaseData):
    close_reason: str


class PingData(BaseModel):
    endpoint_id: int


_DATA: Final[dict[str, tuple[type[BaseModel], str]]] = {
    "purchase.claimed": (EventData, "A purchase was connected to somebody in LINE"),
    "answer.captured": (AnswerData, "A question was answered"),
    "check_in.completed": (CheckInData, "A check-in was answered to its end"),
    "case.opened": (CaseData, "Somebody needs a human"),
    "case.answered": (CaseAnsweredData, "A human answered first"),
    "case.escalated": (CaseEscalatedData, "A step of the ladder was taken"),
    "case.closed": (CaseClosedData, "A case is done"),
    "case.reopened": (CaseData, "A case that was closed goes on"),
    "promise.broken": (CaseData, "The promised time passed without an answer"),
    "health.reported": (CaseData, "A case is about somebody's health, from now on"),
    PING: (PingData, "Somebody tried the endpoint out"),
}


def add_webhooks(spec: dict[str, Any]) -> None:
    """Put `webhooks` and their schemas into a description."""
    schemas = spec["components"]["schemas"]
    for model, _ in _DATA.values():
        schemas[model.__name__] = model.model_json_schema()
    spec["webhooks"] = {type: _webhook(type) for type in (*TYPES, PING)}


def _webhook(type: str) -> dict[str, Any]:
    model, summary = _DATA[type]
    envelope = {
        "type": "object",
        "required": ["type", "timestamp", "data"],
        "properties": {
            "type": {"const": type},
            "timestamp": {"type": "string", "format": "date-time"},
            "data": {"$ref": _REF.format(model=model.__name__)},
        },
    }
    headers = [
        {"name": name, "in": "header", "required": True, "schema": {"type": "string"}, "description": text}
        for name, text in (
            ("webhook-id", "The same at every attempt."),
            ("webhook-timestamp", "Seconds since 1970."),
            ("webhook-signature", "v1,… after Standard Webhooks; two while a secret is renewed."),
        )
    ]
    return {
        "post": {
            "operationId": f"on_{type.replace('.', '_')}",
            "summary": summary,
            "security": [],
            "parameters": headers,
            "requestBody": {"required": True, "content": {"application/json": {"schema": envelope}}},
            "responses": {"2XX": {"description": "Taken; anything else is sent again later"}},
        }
    }
