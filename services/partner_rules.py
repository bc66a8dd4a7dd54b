"""パートナーの決まり: whom customers turn to, where a friend may buy, what is given in return.

Decided in the console, beside the shop's other rules (`shop_rules`); they have no variable of their own.
"""

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from models import publication, shop_setting
from models.staff import Staff
from services import staffing
from services.shop import PartnerRules

PREFIX: Final = "partner_"
LIMITS: Final[Mapping[str, int]] = {"contact": 30, "shop_page": 300, "referral_gift": 60, "words_gift": 60}


def decided(chosen: Mapping[str, Mapping[str, Any]]) -> PartnerRules:
    texts = {f.name: chosen.get(PREFIX + f.name, {}).get("text", "") for f in fields(PartnerRules)}
    return PartnerRules(**{name: str(text) for name, text in texts.items()})


def read(typed: Mapping[str, str]) -> tuple[PartnerRules, list[str]]:
    """What a form says, and the names of what cannot be used."""
    texts = {name: " ".join(typed.get(name, "").split()) for name in LIMITS}
    wrong = [name for name, text in texts.items() if len(text) > LIMITS[name] or "{" in text]
    page = texts["shop_page"]
    if page and not _is_page(page):
        wrong.append("shop_page")
    return PartnerRules(**texts), wrong


def keep(
    session: Session, channel_id: int, before: PartnerRules, wanted: PartnerRules, staff: Staff, now: datetime
) -> list[str]:
    """Decide what differs; an empty text is none. The names that changed."""
    old, new = asdict(before), asdict(wanted)
    changed = [name for name in new if new[name] != old[name]]
    for name in changed:
        if new[name]:
            shop_setting.choose(session, channel_id, PREFIX + name, {"text": new[name]}, now, staff.id)
        else:
            shop_setting.give_back(session, channel_id, PREFIX + name)
    if changed:
        publication.count_up(session)  # every process looks again
        detail: dict[str, object] = {name: [old[name], new[name]] for name in changed}
        staffing.audit(session, now, "settings.changed", "partner", staff_id=staff.id, detail=detail)
    return changed


def _is_page(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.hostname) and not parts.username
