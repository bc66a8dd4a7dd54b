"""From problems to refusals, in the three ways LINE words them.

a property of the wrong JSON type   The property, 'messages[0].text', in the request body is invalid …
plain properties                    The request body has 2 error(s)        property: messages[0].text
flex contents, whole messages       A message (messages[0]) … is invalid   property: /body/contents/0
"""

import logging
from typing import Any

from emulator.rules import Path, Problem, Problems
from emulator.rules_messages import MESSAGE
from emulator.rules_rich_menu import RICH_MENU
from emulator.wire import LineError, body_errors, invalid_property

log = logging.getLogger(__name__)
MOST_MESSAGES = 5


def message_shapes(messages: Any) -> list[dict[str, Any]]:
    """Only what delivery itself needs: one to five objects with a type."""
    if messages is None:
        raise body_errors(("May not be empty", "messages"))
    if not isinstance(messages, list):
        raise invalid_property("messages")
    if not 1 <= len(messages) <= MOST_MESSAGES:
        raise body_errors((f"Size must be between 1 and {MOST_MESSAGES}", "messages"))
    for index, message in enumerate(messages):
        if not isinstance(message, dict):
            raise invalid_property(f"messages[{index}]")
        if not isinstance(message.get("type"), str):
            raise body_errors(("May not be empty", f"messages[{index}].type"))
    return messages


def check_messages(messages: Any, quotes: bool = True) -> list[dict[str, Any]]:
    """The messages, or LINE's refusal of them. `quotes`: whether quote tokens may be used here."""
    checked = message_shapes(messages)
    problems = Problems()
    for index, message in enumerate(checked):
        problems.animated = 0
        path = ("messages", index)
        try:
            MESSAGE(message, path, problems)
        except RecursionError:
            log.info("a message is nested too deeply to be looked at")
            problems.of_message((*path, "contents"), "nested too deeply")
        if not quotes and message.get("quoteToken") is not None:
            problems.add((*path, "quoteToken"), "quoteToken can't be used here")
    if problems:
        raise _refusal(problems, checked)
    return checked


def check_rich_menu(menu: dict[str, Any]) -> dict[str, Any]:
    problems = Problems()
    RICH_MENU(menu, (), problems)
    for problem in problems:
        if problem.wrong_type:
            raise invalid_property(_dotted(problem.path))
    if problems:
        raise body_errors(*((problem.message, _dotted(problem.path)) for problem in problems))
    return menu


def _refusal(problems: Problems, messages: list[dict[str, Any]]) -> LineError:
    of_message = [p for p in problems if p.whole_message or _in_flex(p, messages)]
    plain = [p for p in problems if p not in of_message]
    for problem in plain:
        if problem.wrong_type:
            return invalid_property(_dotted(problem.path))
    if plain:
        return body_errors(*((problem.message, _dotted(problem.path)) for problem in plain))
    first = of_message[0].path[1]
    details = [
        {"message": problem.message, "property": _pointer(problem.path)}
        for problem in of_message
        if problem.path[1] == first
    ]
    return LineError(400, f"A message (messages[{first}]) in the request body is invalid", details)


def _in_flex(problem: Problem, messages: list[dict[str, Any]]) -> bool:
    path = problem.path
    return len(path) > 2 and path[2] == "contents" and messages[int(path[1])].get("type") == "flex"


def _dotted(path: Path) -> str:
    """messages[0].quickReply.items[2].action"""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")


def _pointer(path: Path) -> str:
    """A JSON pointer inside of flex contents, or inside of any other message."""
    inner = path[3:] if len(path) > 2 and path[2] == "contents" else path[2:]
    return "/" + "/".join(str(part).replace("~", "~0").replace("/", "~1") for part in inner)
