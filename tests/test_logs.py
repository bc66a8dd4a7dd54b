"""One event per line, and a net under the rule that no personal data is logged."""

import io
import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import structlog

import logs

Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def lines() -> Iterator[Lines]:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    stream = io.StringIO()
    logs.configure("json", "INFO", stream)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.handlers[:] = before
    root.setLevel(level)
    structlog.reset_defaults()


def test_both_kinds_of_loggers_write_the_same_kind_of_line(lines: Lines) -> None:
    structlog.get_logger("services.turns").info("turn taken", action="turn", contact_id=3)
    logging.getLogger("delivery.relay").info("message sent", extra={"action": "sent", "contact_id": 3})
    ours, theirs = lines()
    assert ours["event"] == "turn taken"
    assert theirs["event"] == "message sent"
    assert ours.keys() == theirs.keys()
    assert (ours["logger"], ours["level"], ours["contact_id"]) == ("services.turns", "info", 3)


PERSONAL = (
    "text name phone email token reply_token body channel_secret Authorization display_name customer headers"
    " x-line-signature claim_code payload"
)


@pytest.mark.parametrize("field", PERSONAL.split())
def test_a_field_that_could_carry_personal_data_is_replaced(lines: Lines, field: str) -> None:
    logging.getLogger("x").warning("odd", extra={field if field != "name" else "full_name": "山田花子"})
    structlog.get_logger("x").warning("odd", **{field: "山田花子"})
    structlog.get_logger("x").warning("odd", detail={"rows": [{field: "山田花子"}]})
    for line in lines():
        assert "山田花子" not in json.dumps(line, ensure_ascii=False)
        assert logs.REDACTED in json.dumps(line)


def test_ids_counts_and_codes_of_answers_stay_readable(lines: Lines) -> None:
    fields = {"contact_id": 3, "turn": 2, "status_code": 429, "error_code": "quota", "took_ms": 4.5}
    structlog.get_logger("x").info("fine", **fields)
    assert fields.items() <= lines()[0].items()


def test_an_exception_tells_where_and_which_but_not_its_words(lines: Lines) -> None:
    try:
        raise ValueError("phone 090-1234-5678 is taken")
    except ValueError:
        logging.getLogger("x").exception("a row is set aside")
        structlog.get_logger("x").exception("a row is set aside")
    for line in lines():
        assert line["error"] == "builtins.ValueError"
        assert "test_logs.py" in line["where"][-1]
        assert "090" not in json.dumps(line)


def test_context_is_in_every_line_inside_and_none_outside(lines: Lines) -> None:
    with logs.context(request_id="r1"):
        logging.getLogger("x").info("inside")
    logging.getLogger("x").info("outside")
    inside, outside = lines()
    assert inside["request_id"] == "r1"
    assert "request_id" not in outside


def test_a_message_with_line_breaks_is_still_one_line(lines: Lines) -> None:
    logging.getLogger("x").info("first\nsecond")
    assert [line["event"] for line in lines()] == ["first\nsecond"]


def test_the_console_format_is_for_people() -> None:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    stream = io.StringIO()
    logs.configure("console", "DEBUG", stream)
    logging.getLogger("x").debug("message sent", extra={"contact_id": 3, "text": "山田花子"})
    root.handlers[:] = before
    root.setLevel(level)
    structlog.reset_defaults()
    assert "message sent" in stream.getvalue()
    assert "contact_id=3" in stream.getvalue()
    assert "山田" not in stream.getvalue()
