"""What is stored: one table per file with its queries. Functions take a session and never commit."""

from models import (
    case,
    channel,
    contact,
    conversation,
    inbound,
    mail,
    operation,
    outbound,
    purchase,
    script,
    staff,
    timer,
    token,
    touchpoint,
)
from models.base import Base

__all__ = [
    "Base",
    "case",
    "channel",
    "contact",
    "conversation",
    "inbound",
    "mail",
    "operation",
    "outbound",
    "purchase",
    "script",
    "staff",
    "timer",
    "token",
    "touchpoint",
]
