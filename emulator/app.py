"""The app: LINE's endpoints on their paths, and beside them the control API, which is Flask."""

import importlib

from flask import Flask, Response

from emulator import control, control_channel, control_users, control_webhooks, phone
from emulator.line_api import LineApi
from emulator.state import Platform

for name in (
    "channel",
    "content",
    "dialogs",
    "messages",
    "rich_menu_aliases",  # before rich_menus: /richmenu/alias/list is no /richmenu/<id>
    "rich_menus",
    "tokens",
    "users",
):
    importlib.import_module(f"emulator.api_{name}")


def create_app(platform: Platform, product_url: str | None = None) -> Flask:
    """`product_url`: whose clock the phone page moves along with LINE's."""
    app = Flask("emulator", static_folder=None)
    for module in (control, control_channel, control_users, control_webhooks):
        app.register_blueprint(module.make_blueprint(platform))
    app.register_blueprint(phone.make_blueprint(platform, product_url))
    app.register_error_handler(404, lambda _: control.refused("not found", 404))
    app.register_error_handler(405, _wrong_method)
    app.wsgi_app = LineApi(platform, app.wsgi_app)  # type: ignore[method-assign]
    return app


def _wrong_method(_: Exception) -> Response:
    return control.refused("no such method here", 405)
