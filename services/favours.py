"""What sentences may say about favours: the customer's share link, whom to turn to, what is given in return.

What is given is told wherever a favour is asked, and so is nothing (景品表示法: what is paid for says so).
"""

import secrets
from typing import Final

from conversations.codes import ALPHABET
from line.links import share_link
from models.contact import Contact
from services.shop import Shop

LENGTH: Final = 10  # 30¹⁰ codes: nobody guesses one
# By language: what the friend reads, the mark of a paid word, what is given for telling and for words.
SHARED: Final = {
    "ja": "{shop}を使っています。よかったら、こちらをどうぞ。",
    "en": "I use {shop}. Have a look if you like.",
    "zh": "我在用{shop}，有興趣可以看看。",
    "th": "เราใช้{shop}อยู่ ลองดูได้นะ",
}
PAID: Final = {
    "ja": "【紹介特典あり】",
    "en": "[Referral reward] ",
    "zh": "【推薦有禮】",
    "th": "[มีของขวัญแนะนำ] ",
}
FOR_TELLING: Final = {
    "ja": "お友だちがお買い上げになると、お礼に「{gift}」をお渡しします。"
    "お伝えになるときは、そのことも添えてください。",
    "en": "If your friend buys, we give you “{gift}”. Please say so when you tell them.",
    "zh": "朋友購買後，我們會送您「{gift}」作為謝禮，介紹時也請一併說明。",
    "th": 'ถ้าเพื่อนซื้อ เราจะมอบ "{gift}" ให้คุณ ตอนแนะนำโปรดบอกเรื่องนี้ด้วย',
}
FOR_WORDS: Final = {
    "ja": "お礼に「{gift}」をお渡しし、掲載にもそのことを書き添えます。",
    "en": "We give you “{gift}” for it, and say so where we show them.",
    "zh": "我們會送您「{gift}」作為謝禮，刊登時也會註明。",
    "th": 'เราจะมอบ "{gift}" เป็นการขอบคุณ และจะระบุไว้ตอนเผยแพร่ด้วย',
}


def draw_code() -> str:
    """Small letters: never taken for a claim code, and easy on the eye in an address."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH)).lower()


def landing_url(shop: Shop, code: str) -> str:
    return f"{shop.public_url.rstrip('/')}/r/{code}"


def link_to_share(shop: Shop, code: str, language: str) -> str:
    """LINE's own «choose whom to send it to», with our words and the customer's page in it."""
    spoken = _spoken(language)
    paid = PAID[spoken] if shop.partner.referral_gift else ""  # who is paid for telling says so
    words = SHARED[spoken].format(shop=shop.name)
    return share_link(f"{paid}{words}\n{landing_url(shop, code)}")


def facts_of(shop: Shop, contact: Contact, staff: str) -> dict[str, str]:
    """What sentences may say about favours; what there is not, is not there."""
    rules, spoken = shop.partner, _spoken(contact.language)
    facts = {"contact_person": rules.contact or staff}
    if contact.referral_code is not None:
        facts["share_link"] = link_to_share(shop, contact.referral_code, contact.language)
    if rules.referral_gift:
        facts["referral_gift"] = rules.referral_gift
        facts["share_disclosure"] = FOR_TELLING[spoken].format(gift=rules.referral_gift)
    if rules.words_gift:
        facts["words_gift"] = rules.words_gift
        facts["words_disclosure"] = FOR_WORDS[spoken].format(gift=rules.words_gift)
    return facts


def _spoken(language: str) -> str:
    """The language of these sentences, as far as the customer's is one of them."""
    begins = language.lower()[:2]
    return begins if begins in SHARED else "ja"
