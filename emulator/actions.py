"""What a person does on their phone, and the webhook events that come of it."""

from collections.abc import Callable

from emulator import events
from emulator.channel import Channel
from emulator.content import DEFAULT_TYPE, MEDIA, Content, default_bytes
from emulator.delivery import Delivery
from emulator.events import Event
from emulator.ids import new_message_id, new_token
from emulator.people import ChatEntry, Friendship, User
from emulator.state import Platform

LINK_TOKEN_LIFE = 10 * 60


class NotPossible(Exception):
    """The person cannot do that; the control API tells why."""


def _event(platform: Platform, channel: Channel, user: User, kind: str, at_ms: int, part: Event) -> Event:
    known = user.user_id if user.consented else None
    event = events.common(kind, known, channel.mode, at_ms) | part
    if kind in events.WITH_REPLY_TOKEN and channel.mode == "active":
        event["replyToken"] = channel.reply_tokens.issue(user.user_id, platform.clock.now())
    return event


def _happen(
    platform: Platform,
    channel: Channel,
    user: User,
    kind: str,
    part: Event,
    entry: ChatEntry,
    change: Callable[[Friendship], None] | None = None,
) -> list[Delivery]:
    """Write it into the chat and tell the bot, in one order for both."""
    with platform.lock:
        friendship = channel.friendship(user.user_id)
        if change is not None:
            change(friendship)
        friendship.add(entry)
        event = _event(platform, channel, user, kind, entry.at_ms, part)
        return platform.webhooks.emit(channel, [event])


def follow(platform: Platform, channel: Channel, user: User) -> list[Delivery]:
    """Add the account as a friend, or unblock it."""
    with platform.lock:
        friendship = channel.friendship(user.user_id)
        if friendship.status == "friend":
            raise NotPossible("is a friend already")
        part = {"follow": {"isUnblocked": friendship.status == "blocked"}}
        entry = ChatEntry(0, platform.clock.now_ms(), "follow", True, shown=False)
        return _happen(
            platform, channel, user, "follow", part, entry, lambda f: setattr(f, "status", "friend")
        )


def block(platform: Platform, channel: Channel, user: User) -> list[Delivery]:
    with platform.lock:
        if channel.friendship(user.user_id).status != "friend":
            raise NotPossible("is no friend")
        entry = ChatEntry(0, platform.clock.now_ms(), "unfollow", True, shown=False)
        return _happen(
            platform, channel, user, "unfollow", {}, entry, lambda f: setattr(f, "status", "blocked")
        )


def delete(platform: Platform, user: User) -> None:
    """The account is deleted: nothing reaches it any more, and no event tells so."""
    with platform.lock:
        user.deleted = True


def say(platform: Platform, channel: Channel, user: User, content: Event) -> tuple[str, list[Delivery]]:
    """Send a message of any type; gives its id."""
    kind = content.get("type", "text")
    if kind not in events.MESSAGES:
        raise NotPossible(f"there is no message of type {kind!r}")
    if kind == "text" and not (isinstance(content.get("text"), str) and content["text"]):
        raise NotPossible("a text message needs a text")
    with platform.lock:
        if channel.friendship(user.user_id).status == "blocked":
            raise NotPossible("has blocked the account")
        message_id = new_message_id()
        at_ms = platform.clock.now_ms()
        message: Event = {"id": message_id, "type": kind} | events.MESSAGES[kind](content)
        if kind in events.WITH_QUOTE_TOKEN:
            message["quoteToken"] = platform.quote_tokens.issue(channel.channel_id, user.user_id, message_id)
        read_token = message["markAsReadToken"] = new_token(24)
        channel.read_tokens[read_token] = (user.user_id, at_ms)
        if kind in MEDIA:
            _keep_content(platform, channel, message_id, kind, content)
        entry = ChatEntry(0, at_ms, "message", True, message=message, message_ids=(message_id,))
        part = {"message": message}
        now = platform.clock.now()
        sent = _happen(platform, channel, user, "message", part, entry, lambda f: setattr(f, "wrote_at", now))
        return message_id, sent


def _keep_content(platform: Platform, channel: Channel, message_id: str, kind: str, content: Event) -> None:
    data = content.get("data")
    channel.contents[message_id] = Content(
        kind=kind,
        data=data if isinstance(data, bytes) else default_bytes(kind),
        content_type=content.get("contentType", DEFAULT_TYPE[kind]),
        ready_at=platform.clock.now() + float(content.get("readyAfterSeconds", 0)),
        failed=bool(content.get("transcodingFails", False)),
    )


def unsend(platform: Platform, channel: Channel, user: User, message_id: str) -> list[Delivery]:
    """Take a message back: from the chat, from the data API, and the bot is asked to forget it."""
    with platform.lock:
        entries = [
            e for e in channel.friendship(user.user_id).chat if message_id in e.message_ids and e.from_user
        ]
        if not entries:
            raise NotPossible("did not send that message")
        if entries[0].unsent:
            raise NotPossible("has unsent that message already")
        entries[0].unsent = True
        entries[0].message = {"id": message_id, "type": (entries[0].message or {}).get("type")}
        if message_id in channel.contents:
            channel.contents[message_id].unsend()
        entry = ChatEntry(0, platform.clock.now_ms(), "unsend", True, message_ids=(message_id,), shown=False)
        return _happen(platform, channel, user, "unsend", {"unsend": {"messageId": message_id}}, entry)


def postback(
    platform: Platform,
    channel: Channel,
    user: User,
    data: str,
    params: dict[str, str] | None = None,
    display_text: str | None = None,
) -> list[Delivery]:
    """Tap a postback button. A display text shows as a bubble of the user, but is no message event."""
    if channel.friendship(user.user_id).status == "blocked":
        raise NotPossible("has blocked the account")
    content: Event = {"data": data} | ({"params": params} if params else {})
    shown = {"type": "text", "text": display_text} if display_text else None
    entry = ChatEntry(0, platform.clock.now_ms(), "postback", True, message=shown, shown=bool(shown))
    return _happen(platform, channel, user, "postback", {"postback": content}, entry)


def link_account(
    platform: Platform, channel: Channel, token: str, nonce: str, ok: bool = True
) -> list[Delivery]:
    """The user came back from the provider's page. A used or expired link token sends nothing."""
    with platform.lock:
        user_id, issued_at = channel.link_tokens.pop(token, ("", 0.0))
        if not user_id or platform.clock.now() - issued_at > LINK_TOKEN_LIFE:
            raise NotPossible("the link token is used or expired")
        user = platform.users[user_id]
        link = {"link": {"result": "ok" if ok else "failed", "nonce": nonce}}
        entry = ChatEntry(0, platform.clock.now_ms(), "accountLink", True, shown=False)
        if ok:
            return _happen(platform, channel, user, "accountLink", link, entry)
        event = events.common("accountLink", None, channel.mode, platform.clock.now_ms()) | link
        del event["source"]
        return platform.webhooks.emit(channel, [event])


def occur(platform: Platform, channel: Channel, user: User, kind: str, part: Event) -> list[Delivery]:
    """Any other event of a person: beacon, videoPlayComplete, membership, …"""
    entry = ChatEntry(0, platform.clock.now_ms(), kind, True, shown=False)
    return _happen(platform, channel, user, kind, part, entry)
