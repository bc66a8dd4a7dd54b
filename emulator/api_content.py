"""The data API: bytes of what users sent. The same port serves it, as a client has one host."""

from emulator.channel import Channel
from emulator.content import Content, plain_png
from emulator.endpoints import endpoint
from emulator.state import Platform
from emulator.wire import EMPTY, Answer, Call, LineError, json_answer, not_found


def _content(channel: Channel, call: Call) -> Content:
    known = channel.contents.get(call.args["message_id"])
    if known is None:
        raise not_found()
    if known.gone:
        raise LineError(410, "The content is gone")
    return known


@endpoint("GET", "/v2/bot/message/<message_id>/content")
def content(platform: Platform, channel: Channel, call: Call) -> Answer:
    known = _content(channel, call)
    if platform.clock.now() < known.ready_at:
        return Answer(202, EMPTY)
    return Answer(200, known.data, known.content_type)


@endpoint("GET", "/v2/bot/message/<message_id>/content/preview")
def preview(platform: Platform, channel: Channel, call: Call) -> Answer:
    known = _content(channel, call)
    if known.kind not in ("image", "video"):
        raise not_found()
    if platform.clock.now() < known.ready_at:
        return Answer(202, EMPTY)
    return Answer(200, known.data if known.kind == "image" else plain_png(), "image/png")


@endpoint("GET", "/v2/bot/message/<message_id>/content/transcoding")
def transcoding(platform: Platform, channel: Channel, call: Call) -> Answer:
    known = _content(channel, call)
    if known.kind not in ("video", "audio"):
        raise not_found()
    if known.failed:
        return json_answer({"status": "failed"})
    ready = platform.clock.now() >= known.ready_at
    return json_answer({"status": "succeeded" if ready else "processing"})
