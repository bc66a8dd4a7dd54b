"""A corpus of messages: valid ones of every type, and invalid ones each with its single mistake."""

from typing import Any

Json = dict[str, Any]
URL = "https://example.com/a.jpg"


def text(words: str = "こんにちは", **more: Any) -> Json:
    return {"type": "text", "text": words} | more


def postback(label: str | None = "はい", **more: Any) -> Json:
    action = {"type": "postback", "data": "a=1"} | more
    return action | ({"label": label} if label is not None else {})


def flex(contents: Any, **more: Any) -> Json:
    return {"type": "flex", "altText": "お知らせ", "contents": contents} | more


def bubble(*parts: Any, **more: Any) -> Json:
    return {"type": "bubble", "body": box(*parts)} | more


def box(*parts: Any, layout: str = "vertical", **more: Any) -> Json:
    return {"type": "box", "layout": layout, "contents": list(parts)} | more


def words(**more: Any) -> Json:
    return {"type": "text", "text": "文"} | more


def button(action: Any = None) -> Json:
    return {"type": "button", "action": action or postback()}


def template(kind: str, **more: Any) -> Json:
    return {"type": "template", "altText": "選んでください", "template": {"type": kind} | more}


def buttons(**more: Any) -> Json:
    return template("buttons", **({"text": "どれですか", "actions": [postback()]} | more))


def column(count: int = 1, **more: Any) -> Json:
    return {"text": "列", "actions": [postback(str(n)) for n in range(count)]} | more


def quick(*actions: Json, **more: Any) -> Json:
    return text(quickReply={"items": [{"type": "action", "action": action} | more for action in actions]})


def image(**more: Any) -> Json:
    return {"type": "image", "originalContentUrl": URL, "previewImageUrl": URL} | more


def imagemap(**more: Any) -> Json:
    area = {"x": 0, "y": 0, "width": 1040, "height": 1040}
    return {
        "type": "imagemap",
        "baseUrl": "https://example.com/map",
        "altText": "地図",
        "baseSize": {"width": 1040, "height": 1040},
        "actions": [{"type": "message", "text": "はい", "area": area}],
    } | more


def location(**more: Any) -> Json:
    place = {"title": "店", "address": "東京", "latitude": 35.6, "longitude": 139.7}
    return {"type": "location"} | place | more


def picker(**more: Any) -> Json:
    return quick({"type": "datetimepicker", "label": "日", "data": "d", "mode": "date"} | more)


def video(**more: Any) -> Json:
    picture = {"type": "image", "url": URL}
    shown = {"type": "video", "url": "https://example.com/v.mp4", "previewUrl": URL, "altContent": picture}
    return {"type": "bubble", "hero": shown} | more


FAMILY = "👨‍👩‍👧‍👦"  # one grapheme cluster, eleven UTF-16 units

VALID: dict[str, Json] = {
    "text": text(),
    "text of 5000": text("あ" * 5000),
    "text with emoji of LINE": text(
        "$ hi $",
        emojis=[
            {"index": 0, "productId": "5ac1bfd5040ab15980c9b435", "emojiId": "001"},
            {"index": 5, "productId": "5ac1bfd5040ab15980c9b435", "emojiId": "002"},
        ],
    ),
    "text with emoji after 👍": text("👍$", emojis=[{"index": 2, "productId": "p", "emojiId": "1"}]),
    "textV2": {
        "type": "textV2",
        "text": "{name}さん、{{0}} {smile}",
        "substitution": {
            "name": {"type": "mention", "mentionee": {"type": "all"}},
            "smile": {"type": "emoji", "productId": "5ac1bfd5040ab15980c9b435", "emojiId": "002"},
        },
    },
    "sticker": {"type": "sticker", "packageId": "446", "stickerId": "1988"},
    "image": image(),
    "video": image(type="video", trackingId="track-1"),
    "audio": {"type": "audio", "originalContentUrl": "https://example.com/a.m4a", "duration": 60000},
    "location": location(),
    "imagemap": imagemap(),
    "coupon": {"type": "coupon", "couponId": "01JYNW8JMQVFBNWF1APF8Z3FS7", "deliveryTag": "winter_1"},
    "buttons": buttons(title="題", thumbnailImageUrl=URL, defaultAction=postback(None)),
    "confirm": template("confirm", text="いいですか", actions=[postback("はい"), postback("いいえ")]),
    "carousel": template("carousel", columns=[column(2), column(2)]),
    "image carousel": template("image_carousel", columns=[{"imageUrl": URL, "action": postback("はい")}]),
    "flex bubble": flex(
        bubble(
            words(wrap=True, size="lg", color="#333333", weight="bold", maxLines=0),
            {"type": "text", "contents": [{"type": "span", "text": "蛙", "color": "#4f8f00"}]},
            {"type": "separator", "margin": "md"},
            {"type": "image", "url": URL, "size": "full", "aspectRatio": "1.91:1", "aspectMode": "cover"},
            box({"type": "icon", "url": URL, "size": "lg"}, words(), layout="baseline", spacing="8px"),
            box(
                background={
                    "type": "linearGradient",
                    "angle": "90deg",
                    "startColor": "#FFFF00",
                    "endColor": "#0080ff80",
                },
                width="30%",
                height="30px",
                cornerRadius="md",
                borderWidth="semi-bold",
            ),
            {"type": "filler", "flex": 1},
            button(postback("選択" * 20, displayText="選びました")),
            size="kilo",
            styles={"body": {"backgroundColor": "#ffffff", "separator": True}},
            direction="ltr",
        )
    ),
    "flex carousel": flex({"type": "carousel", "contents": [bubble(words())] * 12}),
    "flex video": flex(video(size="mega")),
    "quick replies": quick(
        postback(),
        {"type": "message", "label": "文", "text": "文"},
        {"type": "camera", "label": "カメラ"},
        {"type": "cameraRoll", "label": "写真"},
        {"type": "location", "label": "場所"},
        {"type": "uri", "label": "電話", "uri": "tel:0312345678"},
        {"type": "clipboard", "label": "写す", "clipboardText": "ABC"},
        imageUrl=URL,
    ),
    "label of 20 families": quick(postback(FAMILY * 20)),
    "datetime picker": picker(initial="2026-11-22", min="2026-01-01", max="2026-12-31"),
    "sender": text(sender={"name": "係の花子", "iconUrl": URL}),
    "unknown property outside of flex": text(newProperty=1),
}

INVALID: dict[str, Any] = {
    "no type": {"text": "x"},
    "unknown type": {"type": "hologram"},
    "not an object": "text",
    "text missing": {"type": "text"},
    "text empty": text(""),
    "text a number": text(7),  # type: ignore[arg-type]
    "text of 5001": text("あ" * 5001),
    "text of 2501 thumbs, 5002 units": text("👍" * 2501),
    "emoji index not at a dollar": text("a$", emojis=[{"index": 0, "productId": "p", "emojiId": "1"}]),
    "emoji index counted in characters": text("👍$", emojis=[{"index": 1, "productId": "p", "emojiId": "1"}]),
    "two emoji at one dollar": text("$", emojis=[{"index": 0, "productId": "p", "emojiId": "1"}] * 2),
    "21 emoji": text("$" * 21, emojis=[{"index": n, "productId": "p", "emojiId": "1"} for n in range(21)]),
    "textV2 placeholder unknown": {"type": "textV2", "text": "{who}"},
    "textV2 single brace": {"type": "textV2", "text": "a } b"},
    "textV2 key too long": {
        "type": "textV2",
        "text": "x",
        "substitution": {"k" * 21: {"type": "emoji", "productId": "p", "emojiId": "1"}},
    },
    "sticker without id": {"type": "sticker", "packageId": "446"},
    "image over http": image(originalContentUrl="http://example.com/a.jpg"),
    "image address of 2001": image(originalContentUrl="https://example.com/" + "a" * 1981),
    "image address not encoded": image(originalContentUrl="https://example.com/写真.jpg"),
    "image without preview": image(previewImageUrl=None),
    "video tracking id with a space": image(type="video", trackingId="a b"),
    "audio without duration": {"type": "audio", "originalContentUrl": "https://example.com/a.m4a"},
    "audio duration a string": {"type": "audio", "originalContentUrl": URL, "duration": "60"},
    "location title of 101": location(title="あ" * 101),
    "location off the earth": location(latitude=91),
    "location without address": location(address=None),
    "imagemap of another width": imagemap(baseSize={"width": 1000, "height": 1000}),
    "imagemap without actions": imagemap(actions=[]),
    "coupon tag with a hyphen": {"type": "coupon", "couponId": "c", "deliveryTag": "winter-1"},
    "alt text missing": flex(bubble(words()), altText=None),
    "alt text of 1501": flex(bubble(words()), altText="あ" * 1501),
    "buttons with 5 actions": buttons(actions=[postback(str(n)) for n in range(5)]),
    "buttons without actions": buttons(actions=[]),
    "buttons text of 161": buttons(text="あ" * 161),
    "buttons text of 61 under a title": buttons(text="あ" * 61, title="題"),
    "buttons title of 41": buttons(title="あ" * 41),
    "template label of 21": buttons(actions=[postback("あ" * 21)]),
    "template label missing": buttons(actions=[postback(None)]),
    "unknown template": template("wheel"),
    "confirm with 1 action": template("confirm", text="?", actions=[postback()]),
    "confirm text of 241": template("confirm", text="あ" * 241, actions=[postback()] * 2),
    "carousel of 11": template("carousel", columns=[column()] * 11),
    "carousel of unequal actions": template("carousel", columns=[column(1), column(2)]),
    "carousel with one picture only": template("carousel", columns=[column(thumbnailImageUrl=URL), column()]),
    "carousel column with 4 actions": template("carousel", columns=[column(4)]),
    "image carousel label of 13": template(
        "image_carousel", columns=[{"imageUrl": URL, "action": postback("あ" * 13)}]
    ),
    "postback without data": buttons(actions=[{"type": "postback", "label": "x"}]),
    "postback data of 301": quick(postback(data="a" * 301)),
    "postback display text of 301": quick(postback(displayText="あ" * 301)),
    "postback with two texts": quick(postback(displayText="a", text="b")),
    "postback fills in without a keyboard": quick(postback(fillInText="a")),
    "message action text of 301": quick({"type": "message", "label": "x", "text": "あ" * 301}),
    "uri of an unknown scheme": quick({"type": "uri", "label": "x", "uri": "javascript:alert(1)"}),
    "uri of 1001": quick({"type": "uri", "label": "x", "uri": "https://example.com/" + "a" * 981}),
    "unknown action": quick({"type": "dance", "label": "x"}),
    "camera in a template": buttons(actions=[{"type": "camera", "label": "x"}]),
    "menu switch in a quick reply": quick(
        {"type": "richmenuswitch", "label": "x", "richMenuAliasId": "a", "data": "d"}
    ),
    "clipboard text of 1001": quick({"type": "clipboard", "label": "x", "clipboardText": "a" * 1001}),
    "picker of an unknown mode": picker(mode="week"),
    "picker with a time for a day": picker(initial="10:00"),
    "picker that ends before it begins": picker(min="2026-12-31", max="2026-01-01"),
    "14 quick replies": quick(*[postback(str(n)) for n in range(14)]),
    "no quick replies": quick(),
    "quick reply label of 21": quick(postback("あ" * 21)),
    "quick reply label missing": quick(postback(None)),
    "sender name of 21": text(sender={"name": "あ" * 21}),
    "sender called LINE": text(sender={"name": "LINE サポート"}),
    "sender icon over http": text(sender={"iconUrl": "http://example.com/i.png"}),
    "flex without contents": {"type": "flex", "altText": "x"},
    "flex of an unknown container": flex({"type": "balloon"}),
    "flex unknown component": flex(bubble({"type": "chart"})),
    "flex unknown property": flex(bubble(words(blink=True))),
    "flex unknown style property": flex(bubble(words(), styles={"type": "x"})),
    "flex text empty": flex(bubble({"type": "text", "text": ""})),
    "flex text without words": flex(bubble({"type": "text"})),
    "flex colour by name": flex(bubble(words(color="red"))),
    "flex size by fancy": flex(bubble(words(size="huge"))),
    "flex wrap a string": flex(bubble(words(wrap="true"))),
    "flex box without layout": flex({"type": "bubble", "body": {"type": "box", "contents": []}}),
    "flex icon outside of a baseline box": flex(bubble({"type": "icon", "url": URL})),
    "flex button in a baseline box": flex(bubble(box(button(), layout="baseline"))),
    "flex button without label": flex(bubble(button(postback(None)))),
    "flex label of 41": flex(bubble(button(postback("あ" * 41)))),
    "flex picture over http": flex(bubble({"type": "image", "url": "http://example.com/a.png"})),
    "flex picture four times as high": flex(bubble({"type": "image", "url": URL, "aspectRatio": "1:4"})),
    "flex video in a small bubble": flex(video(size="nano")),
    "flex video in a carousel": flex({"type": "carousel", "contents": [video()]}),
    "flex 11 moving pictures": flex(bubble(*[{"type": "image", "url": URL, "animated": True}] * 11)),
    "flex gradient without angle": flex(
        bubble(box(background={"type": "linearGradient", "startColor": "#000000", "endColor": "#ffffff"}))
    ),
    "flex carousel of 13": flex({"type": "carousel", "contents": [bubble(words())] * 13}),
    "flex carousel of two sizes": flex(
        {"type": "carousel", "contents": [bubble(words()), bubble(words(), size="nano")]}
    ),
    "flex bubble over 30 KB": flex(bubble(words(text="あ" * 10_300))),
    "flex carousel over 50 KB": flex({"type": "carousel", "contents": [bubble(words(text="あ" * 2000))] * 9}),
}
