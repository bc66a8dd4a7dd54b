"""What a page has not seen yet: new lines of the chats it shows, marks on old ones, the journal, webhooks."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from emulator.channel import Channel
from emulator.people import Friendship, User
from emulator.showing import lines_of, person
from emulator.state import Platform

MOST_PEOPLE = 60
MOST_WEBHOOKS = 200


def since(platform: Platform, seen: Mapping[str, str]) -> dict[str, Any]:
    """Nothing in it depends on the time alone, so that two answers are alike while nothing happens."""
    channel = platform.channel
    journal, webhooks = int(seen.get("journal", "0")), int(seen.get("webhooks", "0"))
    shown = dict(_asked(seen.get("people", "")))
    with platform.lock:
        newest = list(platform.users.values())[-MOST_PEOPLE:]
        return {
            "generation": platform.generation,
            "offset_seconds": platform.clock.offset_seconds,
            "account": {
                "name": channel.config.display_name,
                "basic_id": channel.config.basic_id,
                "reads_at_once": channel.mark_as_read_mode == "auto",
            },
            "people": [_in_list(channel, user) for user in newest],
            "phones": [
                _phone(platform, channel, platform.users[user_id], after)
                for user_id, after in shown.items()
                if user_id in platform.users
            ],
            "journal": [line.as_dict() for line in platform.journal.since(journal)],
            "webhooks": _webhooks(platform, webhooks),
            "held": len(platform.webhooks.held),
            "settings": asdict(platform.webhooks.settings),
            "faults": [fault.as_dict() for fault in platform.faults.all()],
            "quota": {
                "limit": channel.quota.limit,
                "used": channel.quota.used(platform.clock.now()),
                "reserved": channel.quota.reserved,
            },
        }


def _asked(people: str) -> list[tuple[str, int]]:
    pairs = (one.partition(":") for one in people.split(",") if one)
    return [(user_id, int(after or -1)) for user_id, _, after in pairs]


def _in_list(channel: Channel, user: User) -> dict[str, Any]:
    known = channel.friendships.get(user.user_id)
    return {
        "user_id": user.user_id,
        "display_name": user.display_name,
        "status": known.status if known else "stranger",
        "chat_length": known.chat_length if known else 0,
    }


def _phone(platform: Platform, channel: Channel, user: User, after: int) -> dict[str, Any]:
    friendship = channel.friendship(user.user_id)
    fresh = [entry for entry in friendship.chat if entry.index > after]
    marked = [entry for entry in friendship.chat if entry.unsent or entry.tapped]
    return person(platform, channel, user) | {
        "lines": [line for entry in fresh for line in lines_of(entry)],
        "unsent": [entry.index for entry in marked if entry.unsent],
        "tapped": [entry.index for entry in marked if entry.tapped],
        "menu": _menu(channel, friendship),
        "accepted": sum(not entry.from_user for entry in friendship.chat),
    }


def _menu(channel: Channel, friendship: Friendship) -> dict[str, Any] | None:
    menu_id = friendship.rich_menu_id or channel.default_rich_menu or ""
    menu = channel.rich_menus.get(menu_id)
    if menu is None:
        return None
    return {"rich_menu_id": menu_id, "pictured": menu_id in channel.rich_menu_images, **menu}


def _webhooks(platform: Platform, after: int) -> list[dict[str, Any]]:
    """Deliveries after that number, oldest first, with whom they are about."""
    fresh: list[dict[str, Any]] = []
    for delivery in reversed(platform.webhooks.sender.log):
        if delivery.number <= after or len(fresh) == MOST_WEBHOOKS:
            break
        fresh.append(delivery.as_dict() | {"about": delivery.lane})
    return fresh[::-1]
