"""Checking messages before they are accepted (walking skeleton: shape only)."""

from typing import Any

from emulator.wire import body_errors, invalid_property


def message_shapes(messages: Any) -> list[dict[str, Any]]:
    """Only what delivery itself needs: one to five objects with a type."""
    if messages is None:
        raise body_errors(("May not be empty", "messages"))
    if not isinstance(messages, list):
        raise invalid_property("messages")
    if not 1 <= len(messages) <= 5:
        raise body_errors(("Size must be between 1 and 5", "messages"))
    for index, message in enumerate(messages):
        if not isinstance(message, dict):
            raise invalid_property(f"messages[{index}]")
        if not isinstance(message.get("type"), str):
            raise body_errors(("May not be empty", f"messages[{index}].type"))
    return messages


def check_messages(messages: Any, quotes: bool = True) -> list[dict[str, Any]]:
    return message_shapes(messages)


def check_rich_menu(menu: dict[str, Any]) -> dict[str, Any]:
    return menu
