"""The control API for people: make one, and let them do what people do in a chat."""

import base64
import logging
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, request

from emulator import actions, taps
from emulator.actions import NotPossible
from emulator.buttons import visible
from emulator.channel import Channel
from emulator.control import given, refused, shown
from emulator.control_channel import channel_named
from emulator.delivery import Delivery
from emulator.people import User
from emulator.showing import lines_of, person
from emulator.state import Platform

log = logging.getLogger(__name__)
USER_FIELDS = ("language", "picture_url", "status_message", "provider", "consented")


def outcome(sent: list[Delivery], content: dict[str, Any], **more: Any) -> Response:
    """What came of it. With "wait": true only after the bot has answered its webhook."""
    if content.get("wait"):
        for delivery in sent:
            delivery.done.wait(10)
    return shown({"deliveries": [delivery.as_dict() for delivery in sent]} | more)


def make_blueprint(platform: Platform) -> Blueprint:
    page = Blueprint("control_users", __name__, url_prefix="/emulator/users")

    def channel_meant(content: dict[str, Any] | None = None) -> Channel:
        named = (content or {}).get("channel") or request.args.get("channel")
        return channel_named(platform, named)

    @page.app_errorhandler(NotPossible)
    def not_possible(error: NotPossible) -> Response:
        return refused(str(error), 409)

    @page.app_errorhandler(KeyError)
    def missing(error: KeyError) -> Response:
        if error.args[0] == (request.view_args or {}).get("user_id"):
            return refused(f"there is no user {error.args[0]}", 404)
        log.warning("refused as an incomplete request", exc_info=error)
        return refused(f"unknown or missing: {error.args[0]}")

    @page.get("")
    def people() -> Response:
        channel = channel_meant()
        with platform.lock:
            return shown({"users": [person(platform, channel, user) for user in platform.users.values()]})

    @page.post("")
    def create() -> Response:
        """{"display_name", "user_id"?, "language"?, …, "follow"?: true to be a friend at once, silently}"""
        content = given()
        more = {name: content[name] for name in USER_FIELDS if name in content}
        user = platform.add_user(content.get("display_name", "太郎"), content.get("user_id"), **more)
        channel = channel_meant(content)
        if content.get("follow"):
            channel.friendship(user.user_id).status = "friend"
        return shown(person(platform, channel, user), 201)

    @page.get("/<user_id>")
    def one(user_id: str) -> Response:
        return shown(person(platform, channel_meant(), platform.users[user_id]))

    def simple(name: str, act: Callable[[Platform, Channel, User], list[Delivery]]) -> None:
        def view(user_id: str) -> Response:
            content = given()
            user = platform.users[user_id]
            sent = act(platform, channel_meant(content), user)
            return outcome(sent, content)

        page.add_url_rule(f"/<user_id>/{name}", name, view, methods=["POST"])

    simple("follow", actions.follow)
    simple("block", actions.block)
    simple("unblock", actions.follow)

    @page.delete("/<user_id>")
    def delete(user_id: str) -> Response:
        actions.delete(platform, platform.users[user_id])
        return shown({})

    @page.post("/<user_id>/say")
    def say(user_id: str) -> Response:
        """{"text": …} or any message {"type": "image", "data_base64"?, "contentType"?, …}."""
        content = given()
        if encoded := content.pop("data_base64", None):
            content["data"] = base64.b64decode(encoded)
        message_id, sent = actions.say(platform, channel_meant(content), platform.users[user_id], content)
        return outcome(sent, content, message_id=message_id)

    @page.post("/<user_id>/unsend")
    def unsend(user_id: str) -> Response:
        content = given()
        user = platform.users[user_id]
        sent = actions.unsend(platform, channel_meant(content), user, str(content["message_id"]))
        return outcome(sent, content)

    @page.post("/<user_id>/tap")
    def tap(user_id: str) -> Response:
        """{"label"} or {"message_id"?, "place"?, "index"} or {"data", "displayText"?}; all with "params"?."""
        content = given()
        channel, user = channel_meant(content), platform.users[user_id]
        if "data" in content:
            sent = actions.postback(
                platform, channel, user, content["data"], content.get("params"), content.get("displayText")
            )
            return outcome(sent, content)
        with platform.lock:
            button = taps.find(
                channel,
                user,
                content.get("label"),
                content.get("message_id"),
                int(content.get("index", 0)),
                content.get("place"),
            )
            seen, sent = taps.tap(platform, channel, user, button, content.get("params"))
        return outcome(sent, content, **seen)

    @page.get("/<user_id>/buttons")
    def buttons(user_id: str) -> Response:
        channel, user = channel_meant(), platform.users[user_id]
        with platform.lock:
            found = [button.as_dict() for button in visible(channel, channel.friendship(user.user_id))]
        return shown({"buttons": found})

    @page.get("/<user_id>/chat")
    def chat(user_id: str) -> Response:
        """Oldest first; ?after=INDEX gives only what came since."""
        after = int(request.args.get("after", "-1"))
        channel, user = channel_meant(), platform.users[user_id]
        with platform.lock:
            entries = [e for e in channel.friendship(user.user_id).chat if e.index > after]
            lines = [line for entry in entries for line in lines_of(entry)]
        return shown({"user": person(platform, channel, user), "chat": lines})

    @page.post("/<user_id>/account_link")
    def account_link(user_id: str) -> Response:
        content = given()
        ok = content.get("result", "ok") == "ok"
        token, nonce = str(content["link_token"]), str(content["nonce"])
        return outcome(actions.link_account(platform, channel_meant(content), token, nonce, ok), content)

    @page.post("/<user_id>/events")
    def event(user_id: str) -> Response:
        """Another event of this person: {"type": "beacon", "beacon": {…}}."""
        content = given()
        part = {k: v for k, v in content.items() if k not in ("type", "wait", "channel")}
        user = platform.users[user_id]
        return outcome(actions.occur(platform, channel_meant(content), user, content["type"], part), content)

    return page
