"""`python -m emulator`: a LINE platform on this machine."""

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from emulator.app import create_app
from emulator.channel import ChannelConfig
from emulator.lean_server import serve
from emulator.server import Server
from emulator.state import KEPT_SENDS, Platform, PlatformOptions

DEMO = ChannelConfig()


def channels_from(path: str | None, first: ChannelConfig) -> list[ChannelConfig]:
    """The channel of the flags, and those of a JSON file: a list of objects with the same names."""
    more = json.loads(Path(path).read_text("utf-8")) if path else []
    return [first, *(ChannelConfig(**channel) for channel in more)]


@click.command(context_settings={"auto_envvar_prefix": "EMULATOR", "show_default": True})
@click.option("--host", default="127.0.0.1", help="Address to listen on; the control API has no password.")
@click.option("--port", default=8001)
@click.option("--threads", default=32)
@click.option("--webhook-url", help="Where events go, such as http://127.0.0.1:8000/callback.")
@click.option("--product-url", help="Whose /demo/clock the phone page moves, as http://127.0.0.1:8000.")
@click.option("--channel-id", default=DEMO.channel_id)
@click.option("--channel-secret", default=DEMO.secret)
@click.option("--access-token", default=DEMO.access_token)
@click.option("--basic-id", default=DEMO.basic_id)
@click.option("--bot-user-id", default=DEMO.bot_user_id)
@click.option("--display-name", default=DEMO.display_name)
@click.option("--channels", "channels_file", help="JSON file with further channels.")
@click.option(
    "--redelivery/--no-redelivery", default=False, help="What was not answered with 200 comes again."
)
@click.option("--quota", default=200, help="Messages a month; negative for no limit.")
@click.option("--rate-limits/--no-rate-limits", default=True)
@click.option("--validate/--no-validate", default=True, help="Off for benches: only shapes are checked.")
@click.option("--lean/--no-lean", default=False, help="A server that costs less than gunicorn, for benches.")
@click.option("--kept-sends", default=KEPT_SENDS, help="How many accepted sends are remembered.")
def main(
    host: str,
    port: int,
    threads: int,
    webhook_url: str | None,
    product_url: str | None,
    channel_id: str,
    channel_secret: str,
    access_token: str,
    basic_id: str,
    bot_user_id: str,
    display_name: str,
    channels_file: str | None,
    redelivery: bool,
    quota: int,
    rate_limits: bool,
    validate: bool,
    lean: bool,
    kept_sends: int,
) -> None:
    """Run a LINE platform of your own, for the demo and for tests."""
    first = ChannelConfig(
        channel_id=channel_id,
        secret=channel_secret,
        access_token=access_token,
        basic_id=basic_id,
        bot_user_id=bot_user_id,
        display_name=display_name,
        webhook_url=webhook_url,
    )
    options = PlatformOptions(
        validate=validate, rate_limits=rate_limits, kept_sends=kept_sends, redelivery=redelivery
    )
    platform = Platform(channels_from(channels_file, first), options)
    for channel in platform.channels.values():
        channel.quota.limit = None if quota < 0 else quota
    click.echo(f"LINE emulator on http://{host}:{port} (channel {channel_id}, {basic_id}); the phone is at /")
    app = create_app(platform, product_url)
    if lean:
        serve(app, host, port)
    else:
        Server(app, host, port, threads).run()


def run(arguments: Sequence[str] | None = None) -> None:
    main(arguments)


if __name__ == "__main__":
    sys.argv[0] = f"{os.path.basename(sys.executable)} -m emulator"
    run()
