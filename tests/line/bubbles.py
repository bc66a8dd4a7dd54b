"""Bubbles of every kind and size, for the tests of this folder."""

from conversations.effects import (
    Bubble,
    Button,
    ImageBubble,
    LinkBubble,
    QuestionBubble,
    StickerBubble,
    TextBubble,
)

YES_NO = QuestionBubble(
    "佐藤様、もうお使いになりましたか？",
    "used",
    1,
    (
        Button("yes", "はい、使いました"),
        Button("not_yet", "まだ使っていません"),
        Button("refuse", "今は答えない", quiet=True),
        Button("human", "担当者と話す", quiet=True),
    ),
    by_number=True,
)
FACES = QuestionBubble(
    "いまのお気持ちに近いのはどれですか？",
    "check/feeling",
    3,
    tuple(
        Button(str(score), label)
        for score, label in (
            (5, "とてもうれしい"),
            (4, "うれしい"),
            (3, "ふつう"),
            (2, "もやもや"),
            (1, "つらい"),
        )
    ),
    style="faces",
)
DATE = QuestionBubble("いつ頃お使いになれそうですか？", "when", 2, (), input="date")
FREE = QuestionBubble(
    "ひとことお聞かせください。", "comment", 4, (), input="text", hint="写真でもかまいません"
)
NUMBER = QuestionBubble("残りは何回分ですか？", "rest", 5, (Button("empty", "もうない"),), input="number")
PHOTO = QuestionBubble(
    "写真をお願いします。", "photo", 6, (Button("skip", "送らない", quiet=True),), input="photo"
)
LONG_LABELS = QuestionBubble(
    "どれがいちばん近いですか？",
    "stuck",
    7,
    tuple(
        Button(f"c{i}", f"{i}つめの、ボタンには入りきらないくらい長い選択肢です" * (1 + i % 3))
        for i in range(6)
    ),
)
LINK = LinkBubble("使い方の動画です。", "動画を見る", "https://shop.example/howto?id=1")
IMAGE = ImageBubble("https://shop.example/a.jpg", "https://shop.example/a-small.jpg")
STICKER = StickerBubble("446", "1988")

EVERY: tuple[Bubble, ...] = (
    TextBubble("こんにちは。"),
    TextBubble("長い文です。" * 2000),
    TextBubble("👍" * 6000),
    YES_NO,
    FACES,
    DATE,
    FREE,
    NUMBER,
    PHOTO,
    LONG_LABELS,
    LINK,
    LinkBubble("長い住所", "開く", "https://shop.example/" + "a" * 1200),
    IMAGE,
    STICKER,
    QuestionBubble("長い問い。" * 900, "long", 8, YES_NO.buttons),
    QuestionBubble("多い", "many", 9, tuple(Button(f"c{i}", f"選択肢その{i}" * 4) for i in range(60))),
    QuestionBubble("深い", "/".join(["とても長い段の名前"] * 40), 10, YES_NO.buttons),
)
