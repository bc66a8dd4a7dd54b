"""The control API for webhooks: the log, raw events, and trouble on the way to the bot."""

from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, request

from emulator import events
from emulator.channel import Channel
from emulator.control import given, refused, shown
from emulator.control_channel import channel_named
from emulator.control_users import outcome
from emulator.state import Platform


def _filled(platform: Platform, channel: Channel, event: dict[str, Any]) -> dict[str, Any]:
    """Raw events get what they leave out of the common fields; what they give stays as it is."""
    common = events.common(str(event.get("type")), None, channel.mode, platform.clock.now_ms())
    if "source" not in event:
        del common["source"]
    return common | event


def make_blueprint(platform: Platform) -> Blueprint:
    page = Blueprint("control_webhooks", __name__, url_prefix="/emulator/webhooks")

    @page.get("")
    def log() -> Response:
        """Deliveries, newest last; ?limit=, ?bodies=1 to see the bytes that were signed."""
        limit = int(request.args.get("limit", "200"))
        sender = platform.webhooks.sender
        chosen = list(sender.log)[-limit:] if limit else []
        lines = [delivery.as_dict() for delivery in chosen]
        if request.args.get("bodies") == "1":
            for line, delivery in zip(lines, chosen, strict=True):
                line["body"] = delivery.body.decode()
        return shown({"count": sender.count, "held": len(platform.webhooks.held), "deliveries": lines})

    @page.get("/settings")
    def settings() -> Response:
        return shown(asdict(platform.webhooks.settings))

    @page.patch("/settings")
    def configure() -> Response:
        platform.webhooks.configure(given())
        return settings()

    @page.post("/events")
    def inject(  # the options of one POST
    ) -> Response:
        """{"events": […], "fill"?: false, "wrong_signature"?, "truncated"?, "wait"?}"""
        content = given()
        channel = channel_named(platform, content.get("channel"))
        raw = content.get("events", [])
        if content.get("fill", True):
            raw = [_filled(platform, channel, event) for event in raw]
        sent = platform.webhooks.emit(
            channel,
            raw,
            wrong_signature=bool(content.get("wrong_signature")),
            truncated=bool(content.get("truncated")),
        )
        return outcome(sent, content)

    @page.post("/release")
    def release() -> Response:
        """{"order"?: "as_is" | "reversed" | "shuffled", "batch"?: n (0: all in one), "copies"?: n}"""
        content = given()
        sent = platform.webhooks.release(
            content.get("order", "as_is"), int(content.get("batch", 1)), int(content.get("copies", 1))
        )
        return outcome(sent, content)

    @page.post("/<int:number>/redeliver")
    def redeliver(number: int) -> Response:
        for delivery in list(platform.webhooks.sender.log):
            if delivery.number == number:
                return outcome([platform.webhooks.redeliver(delivery)], given())
        return refused("no such delivery", 404)

    @page.post("/wait")
    def wait() -> Response:
        """Wait until every webhook sent so far was answered."""
        for delivery in list(platform.webhooks.sender.log):
            delivery.done.wait(10)
        return shown({"count": platform.webhooks.sender.count})

    return page
