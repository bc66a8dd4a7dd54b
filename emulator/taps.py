"""Tapping a button: what LINE's app does for each type of action."""

from typing import Any

from emulator import actions
from emulator.actions import NotPossible
from emulator.buttons import Button, visible
from emulator.channel import Channel
from emulator.delivery import Delivery
from emulator.people import User
from emulator.state import Platform


def find(
    channel: Channel,
    user: User,
    label: str | None = None,
    message_id: str | None = None,
    index: int = 0,
    place: str | None = None,
) -> Button:
    """The newest visible button of that label, or the index-th of that message, of that place if given."""
    seen: list[str] = []
    with_index = 0
    for button in visible(channel, channel.friendship(user.user_id)):
        if message_id is not None and button.message_id != message_id:
            continue
        if place is not None and button.place != place:
            continue
        if label is not None and button.label != label:
            seen.append(button.label)
            continue
        if label is None and with_index != index:
            with_index += 1
            continue
        return button
    raise NotPossible(f"sees no such button; the labels in sight are {seen[:30]}")


def tap(
    platform: Platform, channel: Channel, user: User, button: Button, params: dict[str, str] | None = None
) -> tuple[dict[str, Any], list[Delivery]]:
    """What the app shows, and what the bot was told. URIs are opened by the client, not by us."""
    action = button.action
    with platform.lock:
        sent = _do(platform, channel, user, action, params)
        if button.place == "quickReply":
            for entry in channel.friendship(user.user_id).chat:
                if entry.index == button.entry_index:
                    entry.tapped = True
    shown: dict[str, Any] = {"button": button.as_dict(), "action": action}
    if action.get("type") == "uri":
        shown["open"] = action.get("uri") or action.get("linkUri")
    return shown, sent


def _do(
    platform: Platform, channel: Channel, user: User, action: dict[str, Any], params: dict[str, str] | None
) -> list[Delivery]:
    match action.get("type"):
        case "postback":
            shown = action.get("displayText") or action.get("text")
            return actions.postback(platform, channel, user, action["data"], None, shown)
        case "message":
            return actions.say(platform, channel, user, {"type": "text", "text": action["text"]})[1]
        case "datetimepicker":
            chosen = params or _initial(action)
            return actions.postback(platform, channel, user, action["data"], chosen)
        case "richmenuswitch":
            return _switch(platform, channel, user, action)
        case _:
            return []


def _initial(action: dict[str, Any]) -> dict[str, str]:
    """Confirming the picker without turning it gives its initial value."""
    if not action.get("initial"):
        raise NotPossible(f'must choose: give params, such as {{"{action["mode"]}": "…"}}')
    return {action["mode"]: action["initial"]}


def _switch(platform: Platform, channel: Channel, user: User, action: dict[str, Any]) -> list[Delivery]:
    alias = action["richMenuAliasId"]
    rich_menu_id = channel.rich_menu_aliases.get(alias)
    status = "SUCCESS" if rich_menu_id in channel.rich_menus else "RICHMENU_ALIAS_ID_NOTFOUND"
    if status == "SUCCESS":
        channel.friendship(user.user_id).rich_menu_id = rich_menu_id
    params = {"newRichMenuAliasId": alias, "status": status}
    return actions.postback(platform, channel, user, action["data"], params)
