"""The control API for channels: settings that on LINE are made in the manager, quota, keys."""

from typing import Any

from flask import Blueprint, Response, request

from emulator.channel import Channel
from emulator.control import given, refused, shown
from emulator.state import Platform

SETTINGS = (
    "secret",
    "webhook_url",
    "webhook_active",
    "mode",
    "verified",
    "chat_mode",
    "mark_as_read_mode",
)


def channel_named(platform: Platform, channel_id: str | None) -> Channel:
    """The channel meant; the first when none is named."""
    if channel_id is None:
        return platform.channel
    if channel_id not in platform.channels:
        raise ValueError(f"there is no channel {channel_id!r}")
    return platform.channels[channel_id]


def _as_dict(platform: Platform, channel: Channel) -> dict[str, Any]:
    now = platform.clock.now()
    counts = {"stranger": 0, "friend": 0, "blocked": 0}
    for friendship in channel.friendships.values():
        counts[friendship.status] += 1
    return {
        "channel_id": channel.channel_id,
        "access_token": channel.tokens.long_lived,
        "basic_id": channel.config.basic_id,
        "bot_user_id": channel.config.bot_user_id,
        "display_name": channel.config.display_name,
        "rate_scale": channel.buckets.scale,
        "quota": {
            "limit": channel.quota.limit,
            "used": channel.quota.used(now),
            "reserved": channel.quota.reserved,
        },
        "people": counts,
    } | {name: getattr(channel, name) for name in SETTINGS}


def make_blueprint(platform: Platform) -> Blueprint:
    page = Blueprint("control_channel", __name__, url_prefix="/emulator")

    @page.get("/channels")
    def channels() -> Response:
        return shown({"channels": [_as_dict(platform, one) for one in platform.channels.values()]})

    @page.patch("/channels/<channel_id>")
    def change(channel_id: str) -> Response:
        channel = channel_named(platform, channel_id)
        for name, value in given().items():
            if name == "rate_scale":
                channel.buckets.scale = float(value)
                channel.buckets.clear()
            elif name in SETTINGS:
                setattr(channel, name, value)
            else:
                return refused(f"no setting {name!r}")
        return shown(_as_dict(platform, channel))

    @page.post("/channels/<channel_id>/keys")
    def register_key(channel_id: str) -> Response:
        """Register an assertion signing key: {"kid": …, "n": …, "e": …}."""
        jwk = given()
        channel_named(platform, channel_id).tokens.public_keys[str(jwk["kid"])] = jwk
        return shown({"kid": jwk["kid"]}, 201)

    @page.get("/quota")
    def quota() -> Response:
        channel = channel_named(platform, request.args.get("channel"))
        return shown(_as_dict(platform, channel)["quota"])

    @page.post("/quota")
    def set_quota() -> Response:
        """{"limit": n or null, "used": n, "reserved": n}, each optional."""
        content = given()
        channel = channel_named(platform, content.get("channel"))
        with platform.lock:
            if "limit" in content:
                channel.quota.limit = content["limit"]
            if "used" in content:
                channel.quota.set_used(platform.clock.now(), int(content["used"]))
            if "reserved" in content:
                channel.quota.reserved = int(content["reserved"])
        return shown(_as_dict(platform, channel)["quota"])

    return page
