"""The facts of one person's turn (`conversations.events.Facts`): each is worked out when it is first read.

A text names two or three of thirty. What nobody reads costs nothing: neither the sentence it would be nor,
where no one of the batch reads it, the query behind it. What was read stays as it was; who looks at all of
them has all of them.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Final

from conversations.events import Fact
from conversations.hours_said import say_hours
from conversations.locales import Locale
from conversations.progress import expected_facts
from conversations.timing import say_when
from conversations.words import STANDARD_FACTS
from models.contact import Contact
from models.purchase import Purchase
from services import favours
from services.naming import name_of, staff_name
from services.progress_pages import page_url, parcel_facts

if TYPE_CHECKING:
    from services.desk import Desk

WorkOut = Callable[[], Mapping[str, Fact]]
PARCEL: Final = ("parcel", "delivery_known", "claimed_late")
FAVOURS: Final = ("share_link", "referral_gift", "share_disclosure", "words_gift", "words_disclosure")
SCORES: Final = ("last_result", "last_feeling")


class LazyFacts(Mapping[str, Fact]):
    """`known` at once. `later`: these names, or some of them, are worked out by this, and it counts more."""

    def __init__(self, known: Mapping[str, Fact], later: Mapping[tuple[str, ...], WorkOut]) -> None:
        self._known = dict(known)
        self._later = {name: work_out for names, work_out in later.items() for name in names}

    def __getitem__(self, name: str) -> Fact:
        work_out = self._later.get(name)
        if work_out is not None:
            try:
                self._known |= work_out()
            except KeyError as error:  # else it would read as a fact there is not
                raise RuntimeError(f"the fact {name} could not be worked out") from error
            self._later = {other: work for other, work in self._later.items() if work is not work_out}
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        for name in list(self._later):
            self.get(name)
        return iter(self._known)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def facts_of(desk: "Desk", contact: Contact, purchase: Purchase | None, locale: Locale) -> LazyFacts:
    """What templates and conditions may read now, said in this language."""
    shop = desk.shop
    later: dict[tuple[str, ...], WorkOut] = {
        ("staff",): lambda: {"staff": _staff(desk, contact, locale)},
        ("contact_person",): lambda: {
            "contact_person": shop.partner.contact or _staff(desk, contact, locale)
        },
        ("promise",): lambda: {"promise": _promise(desk, contact, locale)},
        ("opening_hours",): lambda: {"opening_hours": say_hours(shop.rules.hours, _today(desk), locale)},
        FAVOURS: lambda: favours.facts_of(shop, contact, locale),
        SCORES: lambda: _scores(desk, contact),
    }
    if purchase is not None:
        later |= _of_purchase(desk, purchase, contact.time_zone or purchase.time_zone or shop.zone, locale)
    return LazyFacts(_at_hand(desk, contact, purchase, locale), later)


def _of_purchase(
    desk: "Desk", purchase: Purchase, zone: str, locale: Locale
) -> dict[tuple[str, ...], WorkOut]:
    shop, now, expected = desk.shop, desk.now, purchase.expected_delivery_on
    return {
        ("progress_page",): lambda: {"progress_page": page_url(shop, purchase)},
        ("expected_on",): lambda: expected_facts(expected, now, zone, locale),
        PARCEL: lambda: parcel_facts(shop, purchase, desk.milestones[purchase.id], zone, now, locale),
    }


def _at_hand(desk: "Desk", contact: Contact, purchase: Purchase | None, locale: Locale) -> dict[str, Fact]:
    """What costs nothing."""
    facts: dict[str, Fact] = {"locale": locale}
    if purchase is not None:
        facts |= purchase.facts
        if purchase.items:
            item = purchase.items[0]
            facts |= {
                "product": item.name, "category": item.category, "sku": item.sku, "quantity": item.quantity,
            }  # fmt: skip
        facts["order_number"] = purchase.external_id
        facts |= desk.news.get(purchase.id, {})
    help_line = desk.shop.rules.help_line or STANDARD_FACTS[locale]["help_line"]
    named = name_of(contact, purchase, locale)
    return facts | {"name": named, "shop": desk.shop.name, "help_line": help_line}


def _staff(desk: "Desk", contact: Contact, locale: Locale) -> str:
    return staff_name(desk.assignee(contact), locale)


def _promise(desk: "Desk", contact: Contact, locale: Locale) -> str:
    """When a human will have answered: as their open case promises, else as a new one would."""
    case = desk.cases.get(contact.id)
    promise = case.promise_at if case is not None and case.promise_at > desk.now else desk.promise_at
    return say_when(promise, desk.now, desk.shop.zone, locale)


def _scores(desk: "Desk", contact: Contact) -> dict[str, Fact]:
    scores = desk.scores.get(contact.id, {})
    return {"last_result": scores.get("result"), "last_feeling": scores.get("feeling")}


def _today(desk: "Desk") -> date:
    return desk.now.astimezone(desk.shop.tz).date()
