"""How people are called in a sentence: a customer by the name they bought under, and whoever answers them."""

from typing import Final

from conversations.locales import Locale
from conversations.words import STANDARD_FACTS
from models.contact import Contact
from models.purchase import Purchase
from models.staff import Staff

HONORIFICS: Final = ("様", "さま", "さん", "さま方", "殿", "先生")


def name_of(contact: Contact, purchase: Purchase | None, locale: Locale = "ja") -> str:
    """How to address this person: the name they bought under, as is polite; never LINE's display name."""
    name = (purchase.customer_name if purchase else "").strip()
    if not name:
        return STANDARD_FACTS[locale]["name"]
    if locale == "ja":
        return name if name.endswith(HONORIFICS) else f"{name}様"
    bare = bare_name(name)
    return f"คุณ{bare}" if locale == "th" and not bare.startswith("คุณ") else bare


def name_for_staff(contact: Contact, purchase: Purchase | None) -> str:
    """Whom staff read about: who bought under no name is known by LINE's, marked as that."""
    bought_under = (purchase.customer_name if purchase else "").strip()
    from_line = " ".join(contact.display_name.split())
    if bought_under or not from_line:
        return name_of(contact, purchase)
    return f"{from_line}（LINE）"


def bare_name(name: str) -> str:
    """A name without 様 or さん, for those who do not read Japanese."""
    return next((name.removesuffix(one).strip() for one in HONORIFICS if name.endswith(one)), name)


def staff_name(staff: Staff | None, locale: Locale = "ja") -> str:
    """As customers read it."""
    return staff.name if staff is not None and staff.name else STANDARD_FACTS[locale]["staff"]
