"""The three addresses that bring a buyer into the chat: LINE's link, our landing page, its QR code."""

from dataclasses import dataclass
from typing import Final

from conversations.locales import Locale, pick_locale
from conversations.replies import show_code
from line.links import claim_text, oa_message_link

# Short on purpose: every Japanese letter is nine bytes in the link, and the QR code has to hold them all.
_LEADS: Final[dict[Locale, str]] = {
    "ja": "こんにちは！購入コード",
    "en": "Hello! My purchase code",
    "zh-Hant": "您好！我的購買代碼",
    "th": "สวัสดี! รหัสการซื้อ",
}


def lead_in(locale: Locale) -> str:
    return _LEADS[locale]


def lead_language(text: str) -> Locale | None:
    """The language of the words a claim link put before its code, if they are still there."""
    return next((locale for locale, lead in _LEADS.items() if lead in text), None)


@dataclass(frozen=True, slots=True)
class ClaimLinks:
    claim_url: str  # opens LINE with the code already typed (phones only)
    landing_url: str  # for the thank-you page, the mail, the parcel insert
    qr_url: str  # the QR code of claim_url, as SVG


def claim_links(basic_id: str, public_url: str, code: str, locale: str = "") -> ClaimLinks:
    """The links for a bare claim code. `locale` is the customer's, and chooses the prefilled words."""
    text = claim_text(show_code(code), lead_in(pick_locale(locale)))
    landing = f"{public_url.rstrip('/')}/c/{code}"
    return ClaimLinks(oa_message_link(basic_id, text), landing, f"{landing}/qr.svg")
