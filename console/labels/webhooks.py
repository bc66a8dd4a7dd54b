"""Webhooks to other systems."""

from collections.abc import Mapping
from typing import Final

LABELS: Final[Mapping[str, Mapping[str, str]]] = {
    "webhook_type": {
        "purchase.claimed": "購入がLINEとつながった",
        "answer.captured": "回答があった",
        "check_in.completed": "アンケートが最後まで済んだ",
        "case.opened": "対応が始まった",
        "case.answered": "はじめてお返事した",
        "case.escalated": "見守りで知らせた",
        "case.closed": "対応を終えた",
        "case.reopened": "終えた対応をもう一度開いた",
        "promise.broken": "お約束の時刻を過ぎた",
        "health.reported": "お体・お肌の不調の知らせ",
        "ping": "試しの通知",
    },
    "webhook_state": {
        "pending": "送信待ち",
        "sending": "送信中",
        "delivered": "届きました",
        "failed": "届きませんでした",
    },
    "webhook_off": {
        "staff": "送るのを止めています。",
        "failing": "5日間届かなかったため、送るのを止めました。直ったら、再開してください。",
        "gone": "受け取る側が「もう受け取らない（410）」と答えたため、送るのを止めました。",
    },
    "webhook_error": {
        "refused": "受け取る側が断りました",
        "redirected": "別のアドレスへ案内されました（ついて行きません）",
        "private_address": "社内向けのアドレスのため、送りません",
        "no_https": "httpsではありません",
        "no_address": "アドレスとして読み取れません",
        "secret_lost": "SECRET_KEYが変わり、秘密を開けません。秘密を新しくしてください",
        "switched_off": "送るのを止めたため",
        "TimeoutError": "10秒待っても応答がありません",
    },
    "webhook_problem": {
        "no_address": "アドレスを読み取れません。https:// から入れてください。",
        "no_https": "https:// で始まるアドレスだけに送れます。",
        "private_address": "社内向けのアドレスには送れません。",
        "no_events": "知らせるできごとを、一つ以上選んでください。",
        "too_many": "送り先は20までです。",
        "off": "送るのを止めています。先に再開してください。",
        "gone": "見つかりません。もう一度選んでください。",
        "changed_meanwhile": "ほかの人が先に変えたため、保存していません。下は、いまの内容です。",
    },
}
