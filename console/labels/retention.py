"""What is kept for how long, in plain Japanese."""

# ruff: noqa: E501 - sentences stay whole, so that they can be read and found

from collections.abc import Mapping
from typing import Final

LABELS: Final[Mapping[str, Mapping[str, str]]] = {
    "kept": {
        "events": "お客様から届いたメッセージ",
        "messages": "こちらから送ったメッセージの本文",
        "people": "ずっと音沙汰のないお客様",
        "decisions": "「なぜ届いた／届いていない」の記録",
        "webhooks": "Webhookの記録",
        "mails": "スタッフへのメールとお知らせ",
        "audit": "操作の記録",
        "traces": "終わったサインインと、取り込まなかったファイル",
    },
    "kept_why": {
        "events": "LINEから届いたままの記録。消えると、会話の画面にも検索にも出なくなります。",
        "messages": "送った日時と通数は残り、言葉だけが消えます。",
        "people": "連絡も購入もないまま、この期間が過ぎたお客様の個人情報。LINEとつながらなかった購入のお名前と連絡先も。",
        "decisions": "お問い合わせに答えるための記録。",
        "webhooks": "ほかのシステムに知らせた記録。",
        "mails": "お客様のお名前と言葉を含むことがあります。",
        "audit": "だれが何を見て、何をしたか。番号だけで、お名前は含みません。",
        "traces": "お名前や住所を含むファイルは、1時間で消えます。",
    },
    "period": {
        "0": "消さない", "7": "7日", "30": "30日", "90": "90日", "183": "半年", "365": "1年", "730": "2年",
        "1095": "3年", "1826": "5年", "2557": "7年", "3652": "10年",
    },
}  # fmt: skip
