"""Customers."""

# ruff: noqa: E501 - sentences stay whole, so that they can be read and found

from collections.abc import Mapping
from typing import Final

ENGLISH: Final[Mapping[str, str]] = {
    # customers
    "お名前・注文番号で探す": "Search by name or order number", "探す": "Search", "購入": "Purchases", "購入とつながっていません": "No purchase connected",
    "配信停止中": "messages stopped", "最後のメッセージ": "Last message", "前へ": "Back", "次へ": "More",
    "「{q}」に合うお客様は見つかりませんでした。": "No customer fits “{q}”.",
    "まだお客様がいません。購入のご案内に入れたコードから、友だち追加をお待ちしています。": "No customers yet. They come through the code in your purchase notice.",
    "まだLINEとつながっていない購入": "Purchases not yet connected with LINE", "LINEの名前": "LINE name", "進行中の対応をひらく": "Open the running case",
    "なぜ届いた／届いていない": "Why it came, or did not", "接点": "Touchpoint", "時刻": "Time", "{n}回目": "time {n}",
    "この購入に合うシナリオがありません。": "No journey fits this purchase.", "つながっている購入がありません。": "No purchase is connected.",
    "起点となる出来事（お届けなど）がまだのため、待っています": "Waits for what it starts from (delivery, for example)",
    "予定の時刻を待っています": "Waits for its time", "まだありません。": "None yet.", "まだお聞きしていません。": "Not asked yet.",
    "気持ちのうつりかわり": "Feelings over time", "注文番号": "Order", "友だち未確認": "not yet a friend", "友だち": "friend", "ブロック中": "blocked",
    "ご購入": "Bought", "発送": "Shipped", "お届け": "Delivered", "使いはじめ": "First used", "取消": "cancelled", "返金": "refunded", "返品": "returned",
    "起点待ち": "waiting", "予定": "planned", "見送り": "not sent", "取りやめ": "cancelled", "送信": "sent", "延期": "put off", "対象外": "not for them",
    "期待": "Expectation", "成果": "Result", "気持ち": "Feeling", "ことば": "In a word", "強さ": "How strong", "ひとこと": "Remark",
}  # fmt: skip
