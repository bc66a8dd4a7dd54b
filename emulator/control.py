"""The control API under /emulator/: the platform as a whole — clock, faults, sends, reset.

It has no authentication; the server listens on loopback unless told otherwise.
"""

import logging
from typing import Any

import orjson
from flask import Blueprint, Response, request

from emulator.clock import iso
from emulator.faults import Fault
from emulator.state import Platform

log = logging.getLogger(__name__)


def shown(content: Any, status: int = 200) -> Response:
    return Response(orjson.dumps(content), status, content_type="application/json")


def refused(message: str, status: int = 400) -> Response:
    return shown({"error": message}, status)


def given() -> dict[str, Any]:
    """The body, {} when there is none. Anything else than an object is refused by the error handler."""
    content = orjson.loads(request.get_data() or b"{}")
    if not isinstance(content, dict):
        raise ValueError("the body must be a JSON object")
    return content


def make_blueprint(platform: Platform) -> Blueprint:
    page = Blueprint("control", __name__, url_prefix="/emulator")

    @page.app_errorhandler(ValueError)
    def wrong_value(error: ValueError) -> Response:
        return refused(str(error))

    @page.app_errorhandler(TypeError)
    def wrong_field(error: TypeError) -> Response:
        log.warning("refused as a wrong request", exc_info=error)
        return refused(str(error))

    @page.get("/health")
    def health() -> Response:
        return shown({"status": "ok"})

    @page.get("/clock")
    def clock() -> Response:
        now = platform.clock.now()
        offset = platform.clock.offset_seconds
        return shown({"now": iso(now), "now_ms": int(now * 1000), "offset_seconds": offset})

    @page.post("/clock")
    def move_clock() -> Response:
        seconds = float(given()["advance_seconds"])
        platform.clock.advance(seconds)
        platform.journal.clock(seconds)
        return clock()

    @page.get("/faults")
    def faults() -> Response:
        return shown({"faults": [fault.as_dict() for fault in platform.faults.all()]})

    @page.post("/faults")
    def add_fault() -> Response:
        fault = Fault(**given())
        platform.faults.add(fault)
        platform.journal.note("fault", name=fault.kind, on=True)
        return shown(fault.as_dict(), 201)

    @page.delete("/faults")
    def clear_faults() -> Response:
        platform.faults.clear()
        platform.journal.note("fault", name="all", on=False)
        return faults()

    @page.get("/sent")
    def sent() -> Response:
        """Accepted sends, newest last; ?limit= and ?kind= narrow, ?messages=0 leaves the bodies out."""
        limit = int(request.args.get("limit", "200"))
        kind = request.args.get("kind")
        with platform.lock:
            everything = list(platform.sent)
        chosen = [one for one in everything if kind is None or one.kind == kind]
        counts: dict[str, dict[str, int]] = {}
        for one in everything:
            of_kind = counts.setdefault(one.kind, {"requests": 0, "delivered": 0, "billed": 0})
            of_kind["requests"] += 1
            of_kind["delivered"] += one.delivered
            of_kind["billed"] += one.billed
        with_messages = request.args.get("messages") != "0"
        newest = chosen[-limit:] if limit else []
        return shown({"counts": counts, "sent": [one.as_dict(with_messages) for one in newest]})

    @page.post("/reset")
    def reset() -> Response:
        platform.reset()
        return shown({})

    return page
