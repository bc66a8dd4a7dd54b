"""One message with everything LINE documents for Flex, and a chat with every other kind of message."""

from typing import Any

Json = dict[str, Any]
PICTURE = "https://pictures.example/photo.png"
ICON = "https://pictures.example/icon.png"


def postback(label: str, **more: Any) -> Json:
    return {"type": "postback", "label": label, "data": f"d={label}", "displayText": label} | more


def box(layout: str, *contents: Json, **more: Any) -> Json:
    return {"type": "box", "layout": layout, "contents": list(contents)} | more


def words(text: str, **more: Any) -> Json:
    return {"type": "text", "text": text} | more


def button(label: str, **more: Any) -> Json:
    return {"type": "button", "action": postback(label)} | more


def image(**more: Any) -> Json:
    return {"type": "image", "url": PICTURE} | more


SPANS = {
    "type": "text",
    "wrap": True,
    "contents": [
        {"type": "span", "text": "太字 ", "weight": "bold", "color": "#0a6cff"},
        {"type": "span", "text": "斜体 ", "style": "italic", "size": "lg"},
        {"type": "span", "text": "下線 ", "decoration": "underline"},
        {"type": "span", "text": "取消", "decoration": "line-through", "size": "xs"},
    ],
}
STARS = box(
    "baseline",
    *[{"type": "icon", "url": ICON, "size": "sm", "margin": "xs"}] * 4,
    {"type": "icon", "url": ICON, "size": "xxl", "aspectRatio": "2:1", "offsetTop": "2px"},
    words("4.0", size="sm", color="#8c8c8c", margin="md", flex=0),
    words("xxl", size="xxl", align="end"),
)
COLUMNS = box(
    "horizontal",
    words("flex 1", flex=1, gravity="center", size="xs"),
    {"type": "separator", "color": "#ff5500", "margin": "sm"},
    words("flex 3 は一行で切れて三点リーダーになります", flex=3, margin="sm"),
    image(size="xs", flex=0, aspectRatio="1:1", aspectMode="cover", gravity="bottom"),
    spacing="md",
    borderWidth="semi-bold",
    borderColor="#cccccc",
    cornerRadius="lg",
    paddingAll="md",
)
SIZES = box(
    "baseline",
    *[words(size, size=size, flex=0) for size in ("xxs", "xs", "sm", "md", "lg", "xl")],
    words("20px", size="20px", flex=0, style="italic"),
    spacing="sm",
)
STAGE = box(
    "vertical",
    words("上", color="#ffffff", weight="bold"),
    {"type": "filler", "flex": 1},
    box(
        "vertical",
        words("SALE", color="#ffffff", size="xs", align="center", gravity="center"),
        position="absolute",
        offsetTop="8px",
        offsetEnd="8px",
        width="52px",
        height="22px",
        backgroundColor="#ff334bcc",
        cornerRadius="20px",
        justifyContent="center",
    ),
    words("右へ 12px", color="#ffffff", position="relative", offsetStart="12px", decoration="underline"),
    height="110px",
    paddingAll="lg",
    cornerRadius="md",
    background={
        "type": "linearGradient",
        "angle": "135deg",
        "startColor": "#0b3d75",
        "centerColor": "#06c755",
        "centerPosition": "60%",
        "endColor": "#ffd54f",
    },
)
SPREAD = box(
    "horizontal",
    box("vertical", words("30%", align="center"), width="30%", backgroundColor="#e3f4ea"),
    box("vertical", words("60px", align="center"), width="60px", backgroundColor="#fde2e0"),
    justifyContent="space-between",
    alignItems="center",
)
EVERYTHING: Json = {
    "type": "bubble",
    "size": "mega",
    "direction": "ltr",
    "header": box("vertical", words("ヘッダー header", weight="bold", size="lg", color="#ffffff")),
    "hero": image(
        size="full",
        aspectRatio="20:13",
        aspectMode="cover",
        backgroundColor="#eeeeee",
        action=postback("写真"),
    ),
    "body": box(
        "vertical",
        words("wrap: 折り返す長い文章です。" * 2, wrap=True, lineSpacing="6px"),
        words("maxLines 2: とても長い説明です。" * 6, wrap=True, maxLines=2, size="sm", color="#666666"),
        SPANS,
        STARS,
        SIZES,
        {"type": "separator", "margin": "lg"},
        COLUMNS,
        SPREAD,
        STAGE,
        words("shrink-to-fit: とても長いので字が小さくなる一行です", adjustMode="shrink-to-fit"),
        words("中央", align="center"),
        words("タップできる文字", align="end", color="#42659a", action=postback("文字")),
        box(
            "vertical",
            words("タップできる箱", wrap=True),
            action=postback("箱"),
            paddingAll="sm",
            backgroundColor="#f1f5f3",
        ),
        button("primary md", style="primary"),
        button("secondary sm", style="secondary", height="sm", margin="md"),
        button("色つき primary", style="primary", height="sm", color="#905c44"),
        spacing="md",
    ),
    "footer": box(
        "horizontal",
        button("link", style="link", height="sm"),
        button(
            "もう一つのlink",
            style="link",
            height="sm",
            color="#b3261e",
            adjustMode="shrink-to-fit",
            gravity="center",
        ),
    ),
    "styles": {
        "header": {"backgroundColor": "#06794C"},
        "footer": {"backgroundColor": "#fafafa", "separator": True, "separatorColor": "#ff9800"},
    },
}
VIDEO: Json = {
    "type": "bubble",
    "size": "kilo",
    "hero": {
        "type": "video",
        "url": "https://pictures.example/film.mp4",
        "previewUrl": PICTURE,
        "altContent": image(size="full"),
        "aspectRatio": "16:9",
        "action": {"type": "uri", "label": "くわしく", "uri": "https://pictures.example/more"},
    },
    "body": box("vertical", words("動画 hero", weight="bold")),
}
CAROUSEL: Json = {
    "type": "carousel",
    "contents": [
        {
            "type": "bubble",
            "size": "micro",
            "hero": image(size="full", aspectMode="cover", aspectRatio="320:213"),
            "body": box(
                "vertical",
                words(f"カード {n}", weight="bold", size="sm", wrap=True),
                spacing="sm",
                paddingAll="13px",
            ),
            "action": postback(f"カード{n}"),
        }
        for n in range(1, 5)
    ],
}


def flex(contents: Json, alt: str = "お知らせ") -> Json:
    return {"type": "flex", "altText": alt, "contents": contents}


def template(kind: str, **more: Any) -> Json:
    return {"type": "template", "altText": "選んでください", "template": {"type": kind} | more}


OTHERS: tuple[Json, ...] = (
    {"type": "text", "text": "くわしくは https://pictures.example/page をどうぞ。\n二行目です。"},
    {"type": "sticker", "packageId": "446", "stickerId": "1989"},
    {"type": "image", "originalContentUrl": PICTURE, "previewImageUrl": PICTURE},
    {"type": "video", "originalContentUrl": "https://pictures.example/v.mp4", "previewImageUrl": PICTURE},
    {"type": "audio", "originalContentUrl": "https://pictures.example/a.m4a", "duration": 60000},
    {"type": "location", "title": "お店", "address": "東京都千代田区", "latitude": 35.6, "longitude": 139.7},
    {
        "type": "imagemap",
        "baseUrl": "https://pictures.example/map",
        "altText": "地図",
        "baseSize": {"width": 1040, "height": 520},
        "actions": [
            {
                "type": "message",
                "label": "左",
                "text": "左です",
                "area": {"x": 0, "y": 0, "width": 520, "height": 520},
            }
        ],
    },
    template(
        "buttons",
        title="題",
        text="どれですか",
        thumbnailImageUrl=PICTURE,
        actions=[postback("一つ目"), postback("二つ目")],
        defaultAction=postback("写真全体"),
    ),
    template("confirm", text="よろしいですか？", actions=[postback("はい"), postback("いいえ")]),
    template("carousel", columns=[{"text": f"列 {n}", "actions": [postback(f"列{n}")]} for n in (1, 2, 3)]),
    template(
        "image_carousel", columns=[{"imageUrl": PICTURE, "action": postback(f"絵{n}")} for n in (1, 2, 3)]
    ),
    {"type": "text", "text": "担当の鈴木です。", "sender": {"name": "鈴木"}},
    flex(CAROUSEL),
    flex(VIDEO),
)
