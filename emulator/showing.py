"""People and chats as JSON, for the control API and the phone page alike."""

from typing import Any

from emulator.channel import Channel
from emulator.people import ChatEntry, User
from emulator.state import Platform


def person(platform: Platform, channel: Channel, user: User) -> dict[str, Any]:
    friendship = channel.friendship(user.user_id)
    return {
        "user_id": user.user_id,
        "display_name": user.display_name,
        "language": user.language,
        "picture_url": user.picture_url,
        "status_message": user.status_message,
        "consented": user.consented,
        "deleted": user.deleted,
        "status": friendship.status,
        "reachable": friendship.reachable(user, platform.clock.now()),
        "loading": platform.clock.now() < friendship.loading_until,
        "read_up_to_ms": friendship.read_up_to_ms,
        "rich_menu_id": friendship.rich_menu_id or channel.default_rich_menu,
        "chat_length": friendship.chat_length,
    }


def lines_of(entry: ChatEntry) -> list[dict[str, Any]]:
    """One line per message: a send of five bubbles is five lines."""
    common = {
        "index": entry.index,
        "at_ms": entry.at_ms,
        "from": "user" if entry.from_user else "account",
        "kind": entry.kind,
        "delivered": entry.delivered,
        "unsent": entry.unsent,
    }
    if entry.sent is None:
        ids = entry.message_ids
        return [common | {"message": entry.message, "message_id": ids[0] if ids else None}]
    sent = common | {
        "request_id": entry.sent.request_id,
        "billed": entry.delivered and entry.sent.billed > 0,
        "quick_replies_tapped": entry.tapped,
    }
    return [
        sent | {"message": message, "message_id": message_id}
        for message, message_id in zip(entry.sent.messages, entry.message_ids, strict=True)
    ]
