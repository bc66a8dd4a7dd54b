"""パスキー: added, used, named, removed. One is both steps at once: the device, and a face or PIN.

Its one rule: only what the library verified against our own address and our own challenge counts, and each
challenge is answered once. PUBLIC_URL says who we are; what a request says of itself does not matter.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from sqlalchemy.orm import Session
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from models import passkey
from models.passkey import Passkey
from models.staff import Staff
from services import staffing

CHALLENGE_LIFE: Final = timedelta(minutes=5)
MOST: Final = 10  # per person
NAME: Final = 40
ADDRESS_TRIES: Final = 60  # in staffing.THROTTLE_WINDOW
_VERIFIED: Final = UserVerificationRequirement.REQUIRED


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
    options = generate_registration_options(
        rp_id=party.host,
        rp_name=party.name,
        user_id=_handle(staff.id),
        user_name=staff.email,
        user_display_name=staff.name or staff.email,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=_VERIFIED
        ),
        exclude_credentials=[
            PublicKeyCredentialDescriptor(base64url_to_bytes(row.credential_id)) for row in there
        ],
    )
    return options_to_json(options), bytes_to_base64url(options.challenge)


def add(
    session: Session, party: Party, staff: Staff, answer: dict[str, Any], challenge: str, name: str,
    now: datetime,
) -> Passkey | None:  # fmt: skip
    """Keep a new passkey; None when the answer does not hold, or the key is somebody's already."""
    session.get(Staff, staff.id, with_for_update=True)
    try:
        made = verify_registration_response(
            credential=answer,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=party.host,
            expected_origin=party.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError):
        return None
    credential_id = bytes_to_base64url(made.credential_id)
    if passkey.locked_by_credential(session, credential_id) or not _once(session, challenge, now):
        return None
    if len(passkey.of_staff(session, staff.id)) >= MOST:
        return None
    row = Passkey(
        staff_id=staff.id, credential_id=credential_id,
        public_key=bytes_to_base64url(made.credential_public_key),
        sign_count=made.sign_count, transports=_transports(answer), name=name.strip()[:NAME] or "パスキー",
        created_at=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    _note(session, staff.id, "staff.passkey_added", row, now)
    return row


def ask(party: Party) -> tuple[str, str]:
    """What the browser needs to use one, as JSON, and the challenge. It names no account and no key."""
    options = generate_authentication_options(rp_id=party.host, user_verification=_VERIFIED)
    return options_to_json(options), bytes_to_base64url(options.challenge)


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
    try:
        shown = verify_authentication_response(
            credential=answer,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=party.host,
            expected_origin=party.origin,
            credential_public_key=base64url_to_bytes(row.public_key),
            credential_current_sign_count=row.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError):
        return None
    if not _once(session, challenge, now):
        return None
    row.sign_count, row.used_at = shown.new_sign_count, now
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
    return handle == bytes_to_base64url(_handle(staff.id))


def _once(session: Session, challenge: str, now: datetime) -> bool:
    """Whether this challenge is answered for the first time; noted longer than it lives."""
    return staffing.count_try(session, "challenge", challenge, 1, now)


def _transports(answer: dict[str, Any]) -> list[str]:
    response = answer.get("response")
    said = response.get("transports") if isinstance(response, dict) else None
    return [str(one)[:20] for one in said[:8]] if isinstance(said, list) else []


def _note(session: Session, staff_id: int, action: str, row: Passkey, now: datetime) -> None:
    staffing.audit(session, now, action, f"passkey:{row.id}", staff_id=staff_id)
