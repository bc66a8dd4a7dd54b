"""What proposals are called and what the customer reads after a tap, in Japanese and English."""

# ruff: noqa: E501 - sentences stay whole, so that they can be read and found

from typing import Final

TITLES: Final = {
    "ja": {
        "advice": "使い方のご案内", "exchange": "商品の交換", "refund": "ご返金", "call": "お電話でのご相談",
        "substitute": "代わりの商品", "coupon": "クーポン", "free": "ご提案",
    },
    "en": {
        "advice": "How to use it", "exchange": "An exchange", "refund": "A refund", "call": "A phone call",
        "substitute": "Another product", "coupon": "A coupon", "free": "Our proposal",
    },
}  # fmt: skip
SAYINGS: Final = {
    "ja": {
        "accept": "ありがとうございます。「{title}」で進めます。続きは{staff}が、こちらのトークでご連絡いたします。",
        "decline": "承知しました。お返事をありがとうございます。ほかにご希望があれば、このままお送りください。{staff}が拝見します。",
        "other": "承知しました。ほかの方法を一緒に考えます。ご希望やお困りのことを、このままお送りください。{staff}が拝見します。",
        "accepted": "「{title}」は、すでに承っています。ありがとうございます。そのまま進めますので、ご安心ください。",
        "declined": "こちらのご提案へのお返事は、すでにいただいています。お気持ちが変わりましたら、このままお送りください。{staff}が拝見します。",
        "older": "こちらは前のご提案です。新しいご提案のボタンからお返事いただくか、ご希望をこのままお送りください。{staff}が拝見します。",
        "late": "お返事をありがとうございます。{staff}が確認し、こちらのトークでご連絡いたします。",
    },
    "en": {
        "accept": "Thank you. We will go ahead with: {title}. {staff} will write to you here.",
        "decline": "Of course, and thank you for telling us. If you have another wish, just write it here; {staff} will read it.",
        "other": "Of course. Let us find another way together: just write here what you wish; {staff} will read it.",
        "accepted": "You have already accepted: {title}. Thank you, it is on its way.",
        "declined": "You have already answered this proposal. If you changed your mind, just write here; {staff} will read it.",
        "older": "This is an earlier proposal. Please answer the newest one, or write here what you wish; {staff} will read it.",
        "late": "Thank you for your answer. {staff} will check and write to you here.",
    },
}  # fmt: skip
