"""The customer's own clock, shown where it differs from the shop's: is it night where the answer arrives?"""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from conversations.windows import within
from models.contact import Contact
from models.purchase import Purchase
from services.planning import zone_of
from services.shop import Shop


@dataclass(frozen=True, slots=True)
class TheirTime:
    zone: ZoneInfo
    is_quiet: bool  # the hours in which nothing goes out by itself


def their_time(shop: Shop, contact: Contact, purchase: Purchase | None, now: datetime) -> TheirTime | None:
    """None where the customer's clock shows what the shop's does."""
    zone = ZoneInfo(zone_of(shop, contact, purchase))
    local = now.astimezone(zone)
    if local.utcoffset() == now.astimezone(shop.tz).utcoffset():
        return None
    return TheirTime(zone, within(local.time(), *shop.rules.quiet))
