"""Scripts and journeys: who tries them, how one begins, what they are for."""

from collections.abc import Mapping
from typing import Final

LABELS: Final[Mapping[str, Mapping[str, str]]] = {
    "persona": {
        "kind": "ふつうの方",
        "happy": "とてもうれしい方",
        "unhappy": "満足していない方",
        "health": "お肌に合わない方",
        "silent": "お返事のない方",
        "late": "お返事の遅い方",
        "night-owl": "夜に返す方",
        "not-yet": "まだ使っていない方",
        "sticker-lover": "スタンプで返す方",
        "blocker": "ブロックする方",
        "stopper": "配信停止する方",
        "changes-mind": "送信を取り消す方",
    },
    "did": {
        "followed": "友だち追加",
        "claimed": "購入コードを送信",
        "unsent": "送信を取り消し",
        "blocked": "ブロック",
        "unblocked": "ブロック解除",
    },
    "beginning": {
        "bad_id": "id は英小文字で始め、英小文字・数字・- だけで書いてください。",
        "taken": "同じ id がもう使われています：",
        "no_title": "題名を入れてください（80文字まで）。",
        "no_copy": "この文章は、そのままでは写せません。白紙からつくって、文章を写してください。",
        "unknown": "もとにするものが見つかりません。もう一度選んでください。",
    },
    "purpose": {
        "check_in": "その後をたずねる",
        "how_to": "使い方を案内する",
        "milestone": "進み具合を知らせる",
        "welcome": "はじめのごあいさつ",
        "recovery": "対応のあとにたずねる",
        "replenishment": "次のご注文をうかがう",
        "referral": "お友だちに伝えていただく",
    },
    "spoken": {"ja": "日本語", "en": "英語", "zh": "中国語", "ko": "韓国語", "th": "タイ語"},
}
