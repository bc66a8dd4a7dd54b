"""The web processes bench/intake.py measures: `python -m bench.web KIND PROCESSES THREADS PORT ARGUMENT`.

echo: the sample of line-bot-sdk's README (stores nothing), replying to ARGUMENT, a base URL.
flask, fast: our intake on the database ARGUMENT, through the Flask route or without a thread.
"""

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import NamedTuple

from flask import Flask, abort, request

from server import Served, listen, run_processes, serve_web

SECRET = "0123456789abcdef0123456789abcdef"  # noqa: S105
BASIC_ID = "@bench"


class Size(NamedTuple):
    host: str
    port: int
    web_threads: int


def echo(base: str) -> Served:
    """https://github.com/line/line-bot-sdk-python#synopsis, with our address of the API."""
    from linebot.v3 import WebhookHandler
    from linebot.v3.exceptions import InvalidSignatureError
    from linebot.v3.messaging import (
        ApiClient,
        Configuration,
        MessagingApi,
        ReplyMessageRequest,
        TextMessage,
    )
    from linebot.v3.webhooks import MessageEvent, TextMessageContent

    app = Flask("echo")
    configuration = Configuration(access_token="token", host=base)  # noqa: S106
    handler = WebhookHandler(SECRET)

    @app.route("/callback", methods=["POST"])
    def callback() -> str:
        signature = request.headers["X-Line-Signature"]
        body = request.get_data(as_text=True)
        try:
            handler.handle(body, signature)
        except InvalidSignatureError:
            abort(400)
        return "OK"

    @handler.add(MessageEvent, message=TextMessageContent)
    def handle_message(event: MessageEvent) -> None:
        with ApiClient(configuration) as api_client:
            line_bot_api = MessagingApi(api_client)
            line_bot_api.reply_message_with_http_info(
                ReplyMessageRequest(
                    reply_token=event.reply_token, messages=[TextMessage(text=event.message.text)]
                )
            )

    return Served(app)


def ours(url: str, fast: bool) -> Served:
    from models.database import connect
    from webhook.blueprint import make_blueprint
    from webhook.fast_path import PATH, direct
    from webhook.intake import Intake

    intake = Intake(connect(url), {BASIC_ID: (SECRET,)}, lambda: datetime.now(UTC))
    app = Flask("ours")
    app.register_blueprint(make_blueprint(intake))
    doors = {PATH: direct(intake)} if fast else {}
    return Served(app, intake.start, intake.stop, doors)


def main(kind: str, processes: str, threads: str, port: str, argument: str) -> int:
    makers: dict[str, Callable[[], Served]] = {
        "echo": lambda: echo(argument),
        "flask": lambda: ours(argument, fast=False),
        "fast": lambda: ours(argument, fast=True),
    }
    size = Size("127.0.0.1", int(port), int(threads))
    listener = listen(size.host, size.port)
    numbers = range(int(processes))
    return run_processes({f"web-{n}": lambda: serve_web(makers[kind], size, listener) for n in numbers})


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
