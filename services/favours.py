"""What sentences may say about favours: the customer's share link, what is given in return.

What is given is told wherever a favour is asked, and so is nothing (景品表示法: what is paid for says so).
"""

import secrets
from typing import Final

from conversations.codes import ALPHABET
from conversations.locales import Locale
from line.links import share_link
from models.contact import Contact
from services.shop import Shop

LENGTH: Final = 10  # 30¹⁰ codes: nobody guesses one
SHARED: Final[dict[Locale, str]] = {
    "ja": "{shop}を使っています。よかったら、こちらをどうぞ。",
    "en": "I use {shop}. Have a look if you like.",
    "zh-Hant": "我在用{shop}的商品，有興趣的話可以看看。",
    "th": "เราใช้ของ{shop}อยู่ ลองเข้ามาดูได้นะ",
}
PAID: Final[dict[Locale, str]] = {
    "ja": "【紹介特典あり】",
    "en": "[Referral reward] ",
    "zh-Hant": "【介紹有贈禮】",
    "th": "[มีของตอบแทนผู้แนะนำ] ",
}
GIFT_FOR_TELLING: Final[dict[Locale, str]] = {
    "ja": (
        "お友だちがお買い上げになると、お礼に「{gift}」をお渡しします。"
        "お伝えになるときは、そのことも添えてください。"
    ),
    "en": "If your friend buys, you are given “{gift}” in return. Please say so when you tell them.",
    "zh-Hant": "朋友購買後，我們會送您「{gift}」作為謝禮。介紹時，也請一併告知這件事。",
    "th": "ถ้าเพื่อนซื้อสินค้า เราจะมอบ “{gift}” เป็นการขอบคุณ เวลาแนะนำกรุณาบอกเรื่องนี้ด้วยนะคะ",
}
GIFT_FOR_WORDS: Final[dict[Locale, str]] = {
    "ja": "お礼に「{gift}」をお渡しし、掲載にもそのことを書き添えます。",
    "en": "You are given “{gift}” in return, and we say so where your words are shown.",
    "zh-Hant": "我們會送您「{gift}」作為謝禮，刊登時也會註明這件事。",
    "th": "เราจะมอบ “{gift}” เป็นการขอบคุณ และจะระบุไว้ตรงที่แสดงข้อความด้วยค่ะ",
}


def draw_code() -> str:
    """Small letters: never taken for a claim code, and easy on the eye in an address."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH)).lower()


def landing_url(shop: Shop, code: str) -> str:
    return f"{shop.public_url.rstrip('/')}/r/{code}"


def link_to_share(shop: Shop, code: str, locale: Locale) -> str:
    """LINE's own «choose whom to send it to», with our words and the customer's page in it."""
    paid = PAID[locale] if shop.partner.referral_gift else ""  # who is paid for telling says so
    words = SHARED[locale].format(shop=shop.name)
    return share_link(f"{paid}{words}\n{landing_url(shop, code)}")


def facts_of(shop: Shop, contact: Contact, locale: Locale = "ja") -> dict[str, str]:
    """What sentences may say about favours; what there is not, is not there."""
    rules, facts = shop.partner, {}
    if contact.referral_code is not None:
        facts["share_link"] = link_to_share(shop, contact.referral_code, locale)
    if rules.referral_gift:
        facts["referral_gift"] = rules.referral_gift
        facts["share_disclosure"] = GIFT_FOR_TELLING[locale].format(gift=rules.referral_gift)
    if rules.words_gift:
        facts["words_gift"] = rules.words_gift
        facts["words_disclosure"] = GIFT_FOR_WORDS[locale].format(gift=rules.words_gift)
    return facts
