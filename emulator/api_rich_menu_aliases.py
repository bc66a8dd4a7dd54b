"""Rich menu aliases: names that stay while the menus behind them change."""

import re

from emulator.channel import Channel
from emulator.endpoints import endpoint
from emulator.state import Platform
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

ALIAS = re.compile(r"[a-z0-9_-]{1,32}")


def _menu(channel: Channel, rich_menu_id: object) -> str:
    if not isinstance(rich_menu_id, str) or not rich_menu_id:
        raise body_errors(("May not be empty", "richMenuId"))
    if rich_menu_id not in channel.rich_menus:
        raise LineError(400, "richmenu not found")
    return rich_menu_id


def _known(channel: Channel, call: Call) -> str:
    alias = call.args["alias"]
    if alias not in channel.rich_menu_aliases:
        raise not_found("richmenu alias not found")
    return alias


@endpoint("POST", "/v2/bot/richmenu/alias")
def create(platform: Platform, channel: Channel, call: Call) -> Answer:
    content = read_json(call)
    alias = content.get("richMenuAliasId")
    if not isinstance(alias, str) or not ALIAS.fullmatch(alias):
        raise invalid_property("richMenuAliasId")
    if alias in channel.rich_menu_aliases:
        raise LineError(400, "conflict richmenu alias id")
    channel.rich_menu_aliases[alias] = _menu(channel, content.get("richMenuId"))
    return Answer(200, EMPTY)


@endpoint("GET", "/v2/bot/richmenu/alias/list")
def list_all(platform: Platform, channel: Channel, call: Call) -> Answer:
    known = channel.rich_menu_aliases.items()
    return json_answer({"aliases": [{"richMenuAliasId": a, "richMenuId": menu} for a, menu in known]})


@endpoint("GET", "/v2/bot/richmenu/alias/<alias>")
def get(platform: Platform, channel: Channel, call: Call) -> Answer:
    alias = _known(channel, call)
    return json_answer({"richMenuAliasId": alias, "richMenuId": channel.rich_menu_aliases[alias]})


@endpoint("POST", "/v2/bot/richmenu/alias/<alias>")
def update(platform: Platform, channel: Channel, call: Call) -> Answer:
    alias = _known(channel, call)
    channel.rich_menu_aliases[alias] = _menu(channel, read_json(call).get("richMenuId"))
    return Answer(200, EMPTY)


@endpoint("DELETE", "/v2/bot/richmenu/alias/<alias>")
def delete(platform: Platform, channel: Channel, call: Call) -> Answer:
    del channel.rich_menu_aliases[_known(channel, call)]
    return Answer(200, EMPTY)
