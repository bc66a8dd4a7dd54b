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
SHARED: Final = {
    "ja": "{shop}を使っています。よかったら、こちらをどうぞ。",
    "en": "I use {shop}. Have a look if you like.",
}
PAID: Final = {"ja": "【紹介特典あり】", "en": "[Referral reward] "}


def draw_code() -> str:
    """Small letters: never taken for a claim code, and easy on the eye in an address."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH)).lower()


def landing_url(shop: Shop, code: str) -> str:
    return f"{shop.public_url.rstrip('/')}/r/{code}"


def link_to_share(shop: Shop, code: str, language: str) -> str:
    """LINE's own «choose whom to send it to», with our words and the customer's page in it."""
    spoken = "en" if language.startswith("en") else "ja"
    paid = PAID[spoken] if shop.partner.referral_gift else ""  # who is paid for telling says so
    words = SHARED[spoken].format(shop=shop.name)
    return share_link(f"{paid}{words}\n{landing_url(shop, code)}")


def facts_of(shop: Shop, contact: Contact, staff: str) -> dict[str, str]:
    """What sentences may say about favours; what there is not, is not there."""
    rules = shop.partner
    facts = {"contact_person": rules.contact or staff}
    if contact.referral_code is not None:
        facts["share_link"] = link_to_share(shop, contact.referral_code, contact.language)
    if rules.referral_gift:
        facts["referral_gift"] = rules.referral_gift
        facts["share_disclosure"] = (
            f"お友だちがお買い上げになると、お礼に「{rules.referral_gift}」をお渡しします。"
            "お伝えになるときは、そのことも添えてください。"
        )
    if rules.words_gift:
        facts["words_gift"] = rules.words_gift
        facts["words_disclosure"] = (
            f"お礼に「{rules.words_gift}」をお渡しし、掲載にもそのことを書き添えます。"
        )
    return facts
