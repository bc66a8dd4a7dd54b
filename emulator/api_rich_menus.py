"""Rich menus: made, given an image, linked to one user, to many, or to everyone."""

from typing import Any

from emulator.channel import Channel
from emulator.endpoints import endpoint
from emulator.ids import USER_ID, new_token
from emulator.state import Platform
from emulator.validation import check_rich_menu
from emulator.wire import (
    EMPTY,
    Answer,
    Call,
    LineError,
    body_errors,
    invalid_property,
    json_answer,
    not_found,
    read_json,
)

MOST = 1000
MAX_IMAGE = 1024 * 1024


def _known(channel: Channel, rich_menu_id: Any) -> str:
    if not isinstance(rich_menu_id, str) or rich_menu_id not in channel.rich_menus:
        raise not_found("The richmenu does not exist")
    return rich_menu_id


@endpoint("POST", "/v2/bot/richmenu", calls=100, seconds=3600)
def create(platform: Platform, channel: Channel, call: Call) -> Answer:
    menu = check_rich_menu(read_json(call))
    if len(channel.rich_menus) >= MOST:
        raise LineError(400, "The number of rich menus has reached the limit")
    rich_menu_id = "richmenu-" + new_token(16).lower()
    channel.rich_menus[rich_menu_id] = {"richMenuId": rich_menu_id} | menu
    return json_answer({"richMenuId": rich_menu_id})


@endpoint("POST", "/v2/bot/richmenu/validate")
def validate(platform: Platform, channel: Channel, call: Call) -> Answer:
    check_rich_menu(read_json(call))
    return Answer(200, EMPTY)


@endpoint("GET", "/v2/bot/richmenu/list", calls=10)
def list_all(platform: Platform, channel: Channel, call: Call) -> Answer:
    return json_answer({"richmenus": list(channel.rich_menus.values())})


@endpoint("GET", "/v2/bot/richmenu/<rich_menu_id>")
def get(platform: Platform, channel: Channel, call: Call) -> Answer:
    return json_answer(channel.rich_menus[_known(channel, call.args["rich_menu_id"])])


@endpoint("DELETE", "/v2/bot/richmenu/<rich_menu_id>", calls=100, seconds=3600)
def delete(platform: Platform, channel: Channel, call: Call) -> Answer:
    rich_menu_id = _known(channel, call.args["rich_menu_id"])
    with platform.lock:
        del channel.rich_menus[rich_menu_id]
        channel.rich_menu_images.pop(rich_menu_id, None)
        if channel.default_rich_menu == rich_menu_id:
            channel.default_rich_menu = None
        for friendship in channel.friendships.values():
            if friendship.rich_menu_id == rich_menu_id:
                friendship.rich_menu_id = None
    return Answer(200, EMPTY)


@endpoint("POST", "/v2/bot/richmenu/<rich_menu_id>/content")
def set_image(platform: Platform, channel: Channel, call: Call) -> Answer:
    rich_menu_id = _known(channel, call.args["rich_menu_id"])
    if call.content_type not in ("image/jpeg", "image/png"):
        raise LineError(415, f"The content type, {call.content_type}, is not supported")
    if not call.body or len(call.body) > MAX_IMAGE:
        raise LineError(413, "The image is too large") if call.body else LineError(400, "The image is empty")
    if rich_menu_id in channel.rich_menu_images:
        raise LineError(400, "An image has already been uploaded to the richmenu")
    channel.rich_menu_images[rich_menu_id] = (call.body, call.content_type)
    return Answer(200, EMPTY)


@endpoint("GET", "/v2/bot/richmenu/<rich_menu_id>/content")
def image(platform: Platform, channel: Channel, call: Call) -> Answer:
    known = channel.rich_menu_images.get(_known(channel, call.args["rich_menu_id"]))
    if known is None:
        raise not_found("The image does not exist")
    return Answer(200, known[0], known[1])


@endpoint("POST", "/v2/bot/user/all/richmenu/<rich_menu_id>")
def set_default(platform: Platform, channel: Channel, call: Call) -> Answer:
    channel.default_rich_menu = _known(channel, call.args["rich_menu_id"])
    return Answer(200, EMPTY)


@endpoint("GET", "/v2/bot/user/all/richmenu")
def default(platform: Platform, channel: Channel, call: Call) -> Answer:
    if channel.default_rich_menu is None:
        raise not_found("no default richmenu")
    return json_answer({"richMenuId": channel.default_rich_menu})


@endpoint("DELETE", "/v2/bot/user/all/richmenu")
def cancel_default(platform: Platform, channel: Channel, call: Call) -> Answer:
    channel.default_rich_menu = None
    return Answer(200, EMPTY)


@endpoint("GET", "/v2/bot/user/<user_id>/richmenu")
def of_user(platform: Platform, channel: Channel, call: Call) -> Answer:
    friendship = channel.friendships.get(call.args["user_id"])
    if friendship is None or friendship.rich_menu_id is None:
        raise not_found("the user has no richmenu")
    return json_answer({"richMenuId": friendship.rich_menu_id})


@endpoint("POST", "/v2/bot/user/<user_id>/richmenu/<rich_menu_id>")
def link(platform: Platform, channel: Channel, call: Call) -> Answer:
    _link(platform, channel, [call.args["user_id"]], _known(channel, call.args["rich_menu_id"]))
    return Answer(200, EMPTY)


@endpoint("DELETE", "/v2/bot/user/<user_id>/richmenu")
def unlink(platform: Platform, channel: Channel, call: Call) -> Answer:
    _link(platform, channel, [call.args["user_id"]], None)
    return Answer(200, EMPTY)


@endpoint("POST", "/v2/bot/richmenu/bulk/link")
def bulk_link(platform: Platform, channel: Channel, call: Call) -> Answer:
    content = read_json(call)
    _link(platform, channel, _user_ids(content), _known(channel, content.get("richMenuId")))
    return Answer(202, EMPTY)


@endpoint("POST", "/v2/bot/richmenu/bulk/unlink")
def bulk_unlink(platform: Platform, channel: Channel, call: Call) -> Answer:
    _link(platform, channel, _user_ids(read_json(call)), None)
    return Answer(202, EMPTY)


def _user_ids(content: dict[str, Any]) -> list[str]:
    user_ids = content.get("userIds")
    if not isinstance(user_ids, list) or not 1 <= len(user_ids) <= 500:
        raise body_errors(("Size must be between 1 and 500", "userIds"))
    if not all(isinstance(u, str) and USER_ID.fullmatch(u) for u in user_ids):
        raise invalid_property("userIds")
    return user_ids


def _link(platform: Platform, channel: Channel, user_ids: list[str], rich_menu_id: str | None) -> None:
    """Linking to somebody who is no friend is answered 200 and does nothing."""
    with platform.lock:
        for user_id in user_ids:
            friendship = channel.friendships.get(user_id)
            if friendship is not None and friendship.status == "friend":
                friendship.rich_menu_id = rich_menu_id
