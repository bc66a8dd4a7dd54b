"""パスキー: added, used, named, removed. One is both steps at once: the device, and a face or PIN.

Its one rule: only what the library verified against our own address and our own challenge counts, and each
challenge is answered once. PUBLIC_URL says who we are; what a request says of itself does not matter.
"""

from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from models import passkey
from models.passkey import Passkey
from models.staff import Staff
from services import staffing

CHALLENGE_LIFE: Final = timedelta(minutes=5)
MOST: Final = 10  # per person
NAME: Final = 40
ADDRESS_TRIES: Final = 60  # in staffing.THROTTLE_WINDOW


@dataclass(frozen=True, slots=True)
class Party:
    """Who asks, as the browser sees it: the host a passkey belongs to, and the address it is used at."""

    host: str
    origin: str
    name: str


def party_of(public_url: str, name: str) -> Party | None:
    """None where browsers allow no passkeys: without https, except on this very machine."""
    parts = urlsplit(public_url)
    host = parts.hostname or ""
    if parts.scheme != "https" and host != "localhost":
        return None
    port = f":{parts.port}" if parts.port and (parts.scheme, parts.port) != ("https", 443) else ""
    return Party(host, f"{parts.scheme}://{host}{port}", name)


def offer(session: Session, party: Party, staff: Staff) -> tuple[str, str] | None:
    """What the browser needs to make one, as JSON, and the challenge; None when there are enough."""
    there = passkey.of_staff(session, staff.id)
    if len(there) >= MOST:
        return None
    from services import passkey_proof  # with the library: 6 MB that an idle process does not carry

    handle, ids = _handle(staff.id), [row.credential_id for row in there]
    return passkey_proof.to_make(party, handle, staff.email, staff.name, ids)


def add(
    session: Session, party: Party, staff: Staff, answer: dict[str, Any], challenge: str, name: str,
    now: datetime,
) -> Passkey | None:  # fmt: skip
    """Keep a new passkey; None when the answer does not hold, or the key is somebody's already."""
    session.get(Staff, staff.id, with_for_update=True)
    from services import passkey_proof  # with the library: 6 MB that an idle process does not carry

    made = passkey_proof.made(party, answer, challenge)
    if made is None:
        return None
    if passkey.locked_by_credential(session, made.credential_id) or not _once(session, challenge, now):
        return None
    if len(passkey.of_staff(session, staff.id)) >= MOST:
        return None
    row = Passkey(
        staff_id=staff.id, credential_id=made.credential_id, public_key=made.public_key,
        sign_count=made.sign_count, transports=_transports(answer), name=name.strip()[:NAME] or "パスキー",
        created_at=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    _note(session, staff.id, "staff.passkey_added", row, now)
    return row


def ask(party: Party) -> tuple[str, str]:
    """What the browser needs to use one, as JSON, and the challenge. It names no account and no key."""
    from services import passkey_proof  # with the library: 6 MB that an idle process does not carry

    return passkey_proof.to_use(party)


def count_try(session: Session, address: str, now: datetime) -> bool:
    return staffing.count_try(session, "passkey", address, ADDRESS_TRIES, now)


def use(
    session: Session, party: Party, answer: dict[str, Any], challenge: str, now: datetime
) -> Staff | None:
    """Whose passkey answered, if it holds. The row is locked: its counter and the challenge are used once."""
    row = passkey.locked_by_credential(session, str(answer.get("id", "")))
    staff = session.get(Staff, row.staff_id) if row is not None else None
    if row is None or staff is None or not staff.active or not _belongs(answer, staff):
        return None
    from services import passkey_proof  # with the library: 6 MB that an idle process does not carry

    count = passkey_proof.used(party, answer, challenge, row.public_key, row.sign_count)
    if count is None or not _once(session, challenge, now):
        return None
    row.sign_count, row.used_at = count, now
    return staff


def rename(session: Session, staff: Staff, passkey_id: int, name: str) -> bool:
    row = _own(session, staff, passkey_id)
    if row is None or not name.strip():
        return False
    row.name = name.strip()[:NAME]
    return True


def remove(session: Session, staff: Staff, passkey_id: int, now: datetime) -> bool:
    row = _own(session, staff, passkey_id)
    if row is None:
        return False
    _note(session, staff.id, "staff.passkey_removed", row, now)
    session.delete(row)
    return True


def _own(session: Session, staff: Staff, passkey_id: int) -> Passkey | None:
    row = session.get(Passkey, passkey_id, with_for_update=True)
    return row if row is not None and row.staff_id == staff.id else None


def _handle(staff_id: int) -> bytes:
    """What a passkey remembers of its owner: no name, no address."""
    return f"staff:{staff_id}".encode()


def _belongs(answer: dict[str, Any], staff: Staff) -> bool:
    """A discoverable passkey says whose it is; it must say the same as our row."""
    response = answer.get("response")
    handle = response.get("userHandle") if isinstance(response, dict) else None
    return handle == urlsafe_b64encode(_handle(staff.id)).decode().rstrip("=")


def _once(session: Session, challenge: str, now: datetime) -> bool:
    """Whether this challenge is answered for the first time; noted longer than it lives."""
    return staffing.count_try(session, "challenge", challenge, 1, now)


def _transports(answer: dict[str, Any]) -> list[str]:
    response = answer.get("response")
    said = response.get("transports") if isinstance(response, dict) else None
    return [str(one)[:20] for one in said[:8]] if isinstance(said, list) else []


def _note(session: Session, staff_id: int, action: str, row: Passkey, now: datetime) -> None:
    staffing.audit(session, now, action, f"passkey:{row.id}", staff_id=staff_id)
