"""What the program says about itself: one event per line, as JSON, ids only.

structlog and the standard library's loggers end in the same line. The last processor is a net under the
rule «no personal data in logs»: fields that could carry it are replaced, whoever logged them. Messages
themselves are fixed texts; what varies belongs in fields:

    log.info("message sent", action="message_sent", outbound_id=7, contact_id=3)
"""

import logging
import sys
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any, Final, TextIO

import structlog
from structlog.types import EventDict, Processor, WrappedLogger

REDACTED: Final = "[redacted]"
# Whole names, and the last word of names such as `customer_name` or `reply_token`.
_PERSONAL_NAMES: Final = (
    "address authorization birthday body code cookie customer email headers mail name note password payload"
    " phone profile question recipient secret signature subject text token tokens words"
)
PERSONAL: Final = frozenset(_PERSONAL_NAMES.split())
# Names that end like a personal one and are not.
HARMLESS: Final = frozenset(
    {"logger_name", "thread_name", "task_name", "status_code", "exit_code", "error_code", "listen_address"}
)


def configure(log_format: str = "json", level: str = "INFO", stream: TextIO | None = None) -> None:
    """Set up both kinds of loggers for this process; calling it again replaces the set-up."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    render: list[Processor]
    if log_format == "console":
        render = [redact, structlog.dev.ConsoleRenderer(colors=False)]
    else:
        render = [_exception, redact, structlog.processors.JSONRenderer(ensure_ascii=False, default=repr)]
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *render],
    )
    handler = logging.StreamHandler(stream or sys.stdout)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for noisy in ("apscheduler", "urllib3", "alembic"):  # their news is not ours
        logging.getLogger(noisy).setLevel(max(logging.WARNING, root.level))
    # A tick that still runs when the next is due is no news: it goes on where it is.
    logging.getLogger("apscheduler.scheduler").setLevel(max(logging.ERROR, root.level))


def redact(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Replace what could tell who a customer is or what they said, at any depth."""
    for key in list(event):
        if key not in ("event", "logger", "level", "timestamp"):
            event[key] = _clean(key, event[key])
    return event


def is_personal(key: str) -> bool:
    folded = key.lower().replace("-", "_")
    return folded not in HARMLESS and (folded in PERSONAL or folded.rsplit("_", 1)[-1] in PERSONAL)


@contextmanager
def context(**fields: Any) -> Iterator[None]:
    """Fields for every line inside: `with logs.context(contact_id=3): …`"""
    with structlog.contextvars.bound_contextvars(**fields):
        yield


def _clean(key: str, value: Any) -> Any:
    if value is not None and is_personal(key):
        return REDACTED
    if isinstance(value, dict):
        return {k: _clean(str(k), v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_clean("", v) for v in value]
    return value


def _exception(
    logger: WrappedLogger, method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Where it broke and what kind of error, never its words: they may hold a row's values."""
    info = event.pop("exc_info", None)
    if not info:
        return event
    if not isinstance(info, tuple):
        error = info if isinstance(info, BaseException) else sys.exc_info()[1]
        info = (type(error), error, error.__traceback__) if error else (None, None, None)
    kind, error, trace = info
    event["error"] = f"{kind.__module__}.{kind.__qualname__}" if kind else ""
    event["where"] = []
    while trace is not None:
        frame = trace.tb_frame
        event["where"].append(f"{frame.f_code.co_filename}:{trace.tb_lineno} {frame.f_code.co_name}")
        trace = trace.tb_next
    event["where"] = event["where"][-12:]
    cause = error.__cause__ if error else None
    if cause is not None:
        event["cause"] = f"{type(cause).__module__}.{type(cause).__qualname__}"
    return event
