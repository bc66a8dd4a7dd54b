"""Texts a shop may begin with; a lead puts them in with one click and changes them at will."""

# ruff: noqa: E501 - sentences stay whole, so that they can be read and found

from typing import Final

from services.estimates import Line
from services.written import Written

STARTERS: Final = (
    Written(
        "reply", "はじめの一言",
        "{{ name }}、ご連絡ありがとうございます。{{ shop }}の{{ staff }}です。ご不便をおかけして申し訳ございません。いま、状況を確かめております。",
    ),
    Written(
        "reply", "写真のお願い",
        "{{ name }}、お手数をおかけします。気になる部分のお写真を、このトークに1枚お送りいただけますでしょうか。{{ staff }}が拝見して、すぐにお返事いたします。",
    ),
    Written(
        "reply", "お肌の不調（まず使用を止めていただく）",
        "{{ name }}、お知らせくださりありがとうございます。まずは{{ product }}のご使用をお止めいただき、こすらずにお過ごしください。腫れや痛みがあるとき、続くときは、医療機関にご相談をお願いいたします。その後のご様子を、{{ staff }}にお聞かせください。",
    ),
    Written(
        "proposal", "使い方のご案内",
        "{{ product }}の効果を感じていただきやすい使い方を、{{ staff }}からご案内させてください。1日1分ほどで続けられます。", "advice",
    ),
    Written(
        "proposal", "交換（送料は当店負担）",
        "新しい{{ product }}と交換させてください。送料は当店で負担いたします。お手元の品は、お届けの際にお渡しください。", "exchange",
        (Line("交換の品", 1, 0), Line("送料（当店負担）", 1, 0)),
    ),
    Written(
        "proposal", "全額ご返金",
        "{{ product }}の代金を、全額ご返金させてください。3営業日以内にお手続きいたします。", "refund",
        (Line("商品代金", 1, 4200), Line("返送料（当店負担）", 1, 0)),
    ),
    Written(
        "proposal", "お電話でご相談", "よろしければ、お電話で10分ほどお話をお聞かせください。ご都合のよい時刻をお選びいただけます。", "call",
    ),
    Written(
        "macro", "写真をお願いして3日待つ",
        "{{ name }}、お手数をおかけします。気になる部分のお写真を、このトークに1枚お送りいただけますでしょうか。",
        actions={"take": True, "snooze_days": 3, "note": "写真をお願いしました。3日待って、お返事がなければこちらからご連絡します。"},
    ),
    Written(
        "macro", "解決のお礼を伝えて終える",
        "{{ name }}、お力になれてうれしいです。また気になることがありましたら、いつでもこのトークでお声がけください。",
        actions={"close": "solved"},
    ),
)  # fmt: skip
