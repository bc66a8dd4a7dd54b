"""Webhook events as LINE writes them. Each function gives the part that is particular to its type."""

from typing import Any

from emulator.ids import new_ulid

Event = dict[str, Any]


def common(kind: str, user_id: str | None, mode: str, now_ms: int) -> Event:
    """What every event of a one-to-one chat has. In LINE's samples the ULID is ~130 ms younger."""
    source = {"type": "user"} if user_id is None else {"type": "user", "userId": user_id}
    return {
        "type": kind,
        "mode": mode,
        "timestamp": now_ms,
        "source": source,
        "webhookEventId": new_ulid(now_ms + 130),
        "deliveryContext": {"isRedelivery": False},
    }


LINE_PROVIDER = {"contentProvider": {"type": "line"}}


def text(content: Event) -> Event:
    return {key: content[key] for key in ("text", "emojis", "mention", "quotedMessageId") if key in content}


def image(content: Event) -> Event:
    chosen = {"contentProvider": content.get("contentProvider", {"type": "line"})}
    return chosen | ({"imageSet": content["imageSet"]} if "imageSet" in content else {})


def video(content: Event) -> Event:
    return {"duration": content.get("duration", 5000)} | LINE_PROVIDER


def audio(content: Event) -> Event:
    return {"duration": content.get("duration", 3000)} | LINE_PROVIDER


def file(content: Event) -> Event:
    return {"fileName": content.get("fileName", "file.txt"), "fileSize": content.get("fileSize", 2138)}


def location(content: Event) -> Event:
    place: Event = {
        "title": content.get("title", "LY Corporation"),
        "address": content.get("address", "1-3 Kioicho, Chiyoda-ku, Tokyo, 102-8282, Japan"),
        "latitude": content.get("latitude", 35.67966),
        "longitude": content.get("longitude", 139.73669),
    }
    return {key: value for key, value in place.items() if value is not None}


def sticker(content: Event) -> Event:
    chosen: Event = {
        "packageId": str(content.get("packageId", "446")),
        "stickerId": str(content.get("stickerId", "1988")),
        "stickerResourceType": content.get("stickerResourceType", "STATIC"),
    }
    return chosen | {key: content[key] for key in ("keywords", "text", "quotedMessageId") if key in content}


MESSAGES = {
    "text": text,
    "image": image,
    "video": video,
    "audio": audio,
    "file": file,
    "location": location,
    "sticker": sticker,
}
WITH_QUOTE_TOKEN = frozenset({"text", "image", "video", "sticker"})
WITH_REPLY_TOKEN = frozenset(
    {"message", "follow", "postback", "accountLink", "beacon", "videoPlayComplete", "membership"}
)
