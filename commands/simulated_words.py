"""What a simulated life's codes are called in a terminal, (Japanese, English); an author's own ids stay."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from conversations.simulate import Stage

Pair = tuple[str, str]
CODES: Final[Mapping[str, Mapping[str, Pair]]] = {
    "happened": {
        "milestone": ("進捗", "milestone"),
        "cancelled": ("キャンセル", "cancelled"),
        "refunded": ("返金", "refunded"),
        "returned": ("返品", "returned"),
        "quota_low": ("通数が残りわずか", "few messages left"),
        "quota_out": ("通数を使い切った", "no messages left"),
        "quota_ok": ("通数に余裕がある", "messages left again"),
        "delivery_date": ("お届け予定日", "delivery expected"),
        "bought_again": ("同じ商品をまた購入", "buys it again"),
        "friend_bought": ("友だちが購入", "a friend buys"),
        "out_of_stock": ("在庫切れ", "out of stock"),
        "in_stock": ("在庫が戻った", "back in stock"),
        "published": ("公開", "published"),
    },
    "milestone": {
        "purchased": ("ご注文", "purchased"),
        "shipped": ("発送", "shipped"),
        "delivered": ("お届け", "delivered"),
        "first_used": ("使いはじめ", "first used"),
        "befriended": ("友だち追加", "befriended"),
    },
    "ended": {
        "completed": ("会話が終わった", "completed"),
        "refused": ("答えたくないとのこと", "did not want to answer"),
        "expired": ("お返事がないまま終わった", "expired"),
        "stopped": ("途中で止まった", "stopped"),
        "failed": ("続けられなくなった", "failed"),
    },
    "axis": {
        "used": ("使用", "used"),
        "result": ("成果", "result"),
        "feeling": ("気持ち", "feeling"),
        "word": ("ことば", "word"),
        "strength": ("強さ", "strength"),
        "expectation": ("期待", "expectation"),
        "preparation": ("準備", "preparation"),
        "comment": ("ひとこと", "comment"),
        "photo": ("写真", "photo"),
        "remaining": ("残りの量", "left"),
        "helped": ("役に立ったこと", "what helped"),
        "hardest": ("むずかしいこと", "hardest"),
        "partner": ("ご意見をうかがう", "partner"),
        "testimonial": ("掲載の同意", "may be shown"),
        "referral": ("ご紹介の希望", "referral"),
        "other": ("そのほか", "other"),
    },
    "reason": {
        "unhappy": ("ご不満", "unhappy"),
        "health": ("お体・お肌のこと", "health"),
        "wants_human": ("担当者と話したい", "wants a human"),
        "unreadable": ("読み取れないお返事", "unreadable"),
        "drop": ("気持ちが下がった", "drop"),
        "failed": ("会話の不具合", "failed"),
        "order_wish": ("ご注文の希望", "order wish"),
        "crisis": ("命にかかわるかもしれない言葉", "may not want to live"),
        "bereaved": ("ご不幸のお知らせ", "bereaved"),
        "order_change": ("ご注文の変更・キャンセル", "order change"),
        "question": ("ご質問", "question"),
    },
    "outcome": {
        "happy": ("よい結果", "happy"),
        "unhappy": ("ご不満", "unhappy"),
        "health": ("お体・お肌のこと", "health"),
        "wants_human": ("担当者と話したい", "wants a human"),
    },
    "noted": {
        "remembered": ("覚えた", "remembered"),
        "milestone": ("進捗", "milestone"),
        "marked": ("結果", "marked"),
        "shown to staff": ("スタッフに見せる", "shown to staff"),
        "forgotten": ("取り消しを忘れる", "forgotten"),
        "ignored": ("何もしない", "ignored"),
        "own hour": ("ご希望の時間", "own hour"),
        "staff alarmed": ("スタッフに知らせる", "staff alarmed"),
        "staff cannot write": ("スタッフから送れない", "staff cannot write"),
    },
    "why": {
        "a button of a conversation that is over": ("終わった会話のボタン", ""),
        "a button that was never shown": ("お見せしていないボタン", ""),
        "a human is talking": ("スタッフが話している", ""),
        "a polite word after the end": ("終わったあとのごあいさつ", ""),
        "a timer of an older turn": ("前の質問の時刻", ""),
        "messages were not stopped here": ("ここでは止まっていない", ""),
        "no reminder is wanted": ("催促はしない", ""),
        "the conversation has not begun": ("会話が始まっていない", ""),
        "the conversation is over": ("会話が終わっている", ""),
        "the conversation is waiting for an answer": ("お返事を待っている", ""),
        "the same old button again": ("同じ前のボタンをもう一度", ""),
        "this question waits for ever": ("期限のない質問", ""),
        "any": ("いつでも", "any"),
        "blocked": ("ブロックされている", "blocked"),
        "nothing_moves": ("お荷物に動きがない", "nothing moves"),
        "words": ("ことばへのお返事が要るもの", "words"),
        "comment": ("ひとこと", "comment"),
        "sticker": ("スタンプ", "sticker"),
        "image": ("写真", "photo"),
        "video": ("動画", "video"),
        "audio": ("音声", "audio"),
        "file": ("ファイル", "file"),
        "location": ("位置情報", "location"),
        "unknown": ("そのほか", "something else"),
        "text": ("ことば", "text"),
        "text after the end": ("終わったあとのことば", ""),
        "text that is no answer": ("質問と違うことば", ""),
        "words the rules cannot read": ("読み取れないことば", ""),
        "health words again": ("お体・お肌のことば、ふたたび", ""),
        "asked to stop messages": ("送らないでほしいとのこと", ""),
    },
}
DAYS_JA: Final = "月火水木金土日"


def named(kind: str, code: str, lang: str) -> str:
    """What a code is called; one that has no name (an author's own) is shown as it is."""
    japanese, english = CODES[kind].get(code, (code, code))
    return japanese if lang == "ja" else english or code


def titles_of(stage: Stage, lang: str) -> dict[str, str]:
    """What touchpoints and scripts are called, by id. Titles are Japanese: English keeps the ids."""
    if lang != "ja":
        return {}
    titles = {script.id: f"「{script.title}」" for script in stage.scripts.values()}
    return titles | {t.id: titles[t.script] for t in stage.journey.planned if t.script in titles}


def day_of(at: datetime, lang: str, *, year: bool = False) -> str:
    """2026-06-18（木）; Thu in English."""
    shown = f"{at:%Y-%m-%d}" if year else f"{at:%m-%d}"
    return f"{shown}（{DAYS_JA[at.weekday()]}）" if lang == "ja" else f"{shown} {at:%a}"
