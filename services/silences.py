"""The silence limit of a wait: nobody who waits hears nothing for longer than their journey allows.

A touchpoint `silence` of each waiting purchase is planned for the newest day the limit bears. When it is due
we look when the last word was said (`conversations.silence` counts): lately means it is put off to the new
limit; else the truth is told, and Today shows staff that nothing moves (`services.incidents`).
"""

from datetime import datetime

from conversations.journey import Touchpoint as Written
from conversations.progress import news_of
from conversations.silence import word_due
from conversations.translating import locale_of
from models.contact import Contact
from models.outbound import last_word
from models.purchase import Purchase
from models.touchpoint import Touchpoint
from services import planning
from services.desk import Desk
from services.languages import language_of
from services.progress_pages import known_of
from services.published import scripts_cache
from services.shop import Shop

OVER = ("purchase_cancelled", "stopped", "arrived")  # nobody waits any more, or wants to hear


def is_silence(written: Written) -> bool:
    return written.anchor.kind == "silence"


def heard_lately(desk: Desk, contact: Contact, purchase: Purchase, row: Touchpoint, written: Written) -> bool:
    """Something was said since this was planned: the silence began later, and so does its end."""
    last = _last(desk, contact, purchase)
    due = _due(desk.shop, contact, purchase, written, last) if last is not None else desk.now
    if due <= desk.now:
        return False
    row.anchor_at, row.planned_at, row.due_at, row.reason = last, due, due, "heard_lately"
    desk.decide(contact, "postpone", "heard_lately", touchpoint_id=row.id, until=due)
    return True


def tell_truth(desk: Desk, contact: Contact, purchase: Purchase, row: Touchpoint, written: Written) -> None:
    """Put what is known on the desk, for the message that says so."""
    zone = planning.zone_of(desk.shop, contact, purchase)
    following = word_due(desk.now, written.offset.after, zone, desk.shop.rules.quiet)
    known = known_of(desk.session, purchase, zone)
    journey = scripts_cache.journey(desk.session, row.journey_version_id)
    script = desk.shop.library.scripts.get(journey.wait.script) if journey.wait is not None else None
    spoken = language_of(contact)
    locale = locale_of(script, spoken) if script is not None else spoken
    desk.news[purchase.id] = news_of(journey, known, desk.now, following, row.round, locale)


def listen_on(desk: Desk, contact: Contact, purchase: Purchase, row: Touchpoint, written: Written) -> None:
    """This word is out, or could not be said: the next silence begins, while the purchase waits."""
    journey = scripts_cache.journey(desk.session, row.journey_version_id)
    if purchase.status != "active" or journey.wait is None:
        return
    if journey.wait.until not in desk.milestones[purchase.id]:
        due = _due(desk.shop, contact, purchase, written, desk.now)
        planning.add_round(desk.session, row, desk.now, due)


def _last(desk: Desk, contact: Contact, purchase: Purchase) -> datetime | None:
    """The last word, those of this very batch included."""
    said = [r.decided_at for r in desk.sent_lately[contact.id] if r.purchase_id == purchase.id]
    found = last_word(desk.session, contact.id, purchase.id)
    return max((at for at in (*said, found) if at is not None), default=None)


def _due(shop: Shop, contact: Contact, purchase: Purchase, written: Written, last: datetime) -> datetime:
    zone = planning.zone_of(shop, contact, purchase)
    return word_due(last, written.offset.after, zone, shop.rules.quiet)
