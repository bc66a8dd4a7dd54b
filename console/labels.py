"""What codes of the database are called on a page. Japanese; `words.ENGLISH` says the same in English."""

from collections.abc import Mapping
from typing import Final

from services.cases import REASONS
from services.proposal_words import TITLES

LABELS: Final[Mapping[str, Mapping[str, str]]] = {
    "reason": REASONS,
    "proposal": TITLES["ja"],
    "group": {
        "overdue": "お約束を過ぎています",
        "today": "今日中にお返事",
        "answered": "お返事が来ています",
        "later": "明日以降",
        "waiting": "お客様のお返事待ち",
    },
    "status": {
        "open": "未対応",
        "answering": "対応中",
        "proposed": "提案中",
        "accepted": "承諾・実行待ち",
        "closed": "終了",
    },
    "promise": {
        "kept": "お約束を守れました",
        "broken": "お約束に間に合いませんでした",
        "overdue": "お約束の時刻を過ぎています",
        "waiting": "お約束の時刻まで",
    },
    "delivery": {
        "pending": "送信待ち",
        "sending": "送信中",
        "sent": "送信済み",
        "held": "通数の回復待ち",
        "unknown": "届いたか確認できません",
        "discarded": "届きませんでした",
        "proposal_sent": "お返事待ち",
        "proposal_accepted": "承諾されました",
        "proposal_declined": "辞退されました",
    },
    "media": {
        "sticker": "スタンプ",
        "image": "写真",
        "video": "動画",
        "audio": "音声",
        "file": "ファイル",
        "location": "位置情報",
        "unknown": "表示できないメッセージ",
    },
    "event": {
        "opened": "対応が始まりました",
        "joined": "ご連絡が加わりました",
        "promised_after_kept": "新しくお約束しました",
        "promised_after_broken": "お約束の時刻を過ぎたため、新しくお約束しました",
        "note": "メモ",
        "reply": "返信",
        "proposal": "提案",
        "taken": "担当になりました",
        "assigned": "担当を変えました",
        "accepted": "お客様が提案を承諾しました",
        "declined": "お客様が提案を辞退しました",
        "other": "お客様はほかの方法をご希望です",
        "closed": "対応を終えました",
        "followed": "友だち追加",
        "unblocked": "ブロック解除",
        "unfollowed": "ブロックされました",
    },
    "close": {
        "solved": "解決した",
        "advice": "使い方のご案内で解決した",
        "exchanged": "交換した",
        "refunded": "返金した",
        "no_answer": "お返事がなかった",
        "other": "そのほか",
    },
    "role": {
        "owner": "オーナー",
        "lead": "リーダー",
        "agent": "対応スタッフ",
        "marketer": "マーケター",
        "viewer": "閲覧のみ",
    },
    "purchase": {"active": "", "cancelled": "取消", "refunded": "返金", "returned": "返品"},
    "milestone": {
        "purchased": "ご購入",
        "shipped": "発送",
        "delivered": "お届け",
        "first_used": "使いはじめ",
    },
    "friend": {"unknown": "友だち未確認", "friend": "友だち", "blocked": "ブロック中"},
    "touchpoint": {
        "waiting": "起点待ち",
        "planned": "予定",
        "sent": "送信済み",
        "skipped": "見送り",
        "cancelled": "取りやめ",
    },
    "verdict": {"send": "送信", "postpone": "延期", "skip": "見送り", "ignore": "対象外"},
    "axis": {
        "expectation": "期待",
        "result": "成果",
        "feeling": "気持ち",
        "word": "ことば",
        "strength": "強さ",
        "comment": "ひとこと",
    },
    "problem": {
        "wrong": "メールアドレスかパスワードが違います。",
        "throttled": (
            "サインインの失敗が続いたため、しばらく受け付けていません。15分ほどおいてお試しください。"
        ),
        "short": "パスワードは12文字以上にしてください。",
        "long": "パスワードが長すぎます。",
        "guessable": "推測されやすいパスワードです。ほかのものにしてください。",
        "differs": "2回の入力が一致しません。",
    },
    "refusal": {
        "closed": "この対応はすでに終わっています。送信していません。",
        "empty": "文章が空です。入力してから送ってください。",
        "too_long": "文章が長すぎます。短くしてから送ってください。",
        "unreachable": "お客様がブロック中のため、LINEではお送りできません。電話やメールをご検討ください。",
        "answered": "{who}さんが{at}に先に返信しました。送信していません。下の会話をご確認ください。",
        "taken": "{who}さんが{at}に先に動いています。下の会話をご確認ください。",
        "unknown": "選ばれた項目が見つかりません。もう一度選んでください。",
    },
}


def label(kind: str, code: str) -> str:
    """The Japanese label of a code; an unknown code is shown as it is."""
    return LABELS[kind].get(code, code)
