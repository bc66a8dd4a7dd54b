"""What a browser is asked to prove with a passkey, and whether it did: the library's part of it.

Loaded when somebody uses one (`services/passkeys.py`): 6 MB that an idle process does not carry.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

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

from services.passkeys import Party

_VERIFIED: Final = UserVerificationRequirement.REQUIRED


@dataclass(frozen=True, slots=True)
class Made:
    """A new passkey; its id and public key as base64url."""

    credential_id: str
    public_key: str
    sign_count: int


def to_make(party: Party, owner: bytes, email: str, name: str, there: Sequence[str]) -> tuple[str, str]:
    """What the browser needs to make one, as JSON, and the challenge. `there`: ids it must not make again."""
    options = generate_registration_options(
        rp_id=party.host,
        rp_name=party.name,
        user_id=owner,
        user_name=email,
        user_display_name=name or email,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=_VERIFIED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(base64url_to_bytes(one)) for one in there],
    )
    return options_to_json(options), bytes_to_base64url(options.challenge)


def made(party: Party, answer: dict[str, Any], challenge: str) -> Made | None:
    """The passkey that was made, if the answer holds."""
    try:
        found = verify_registration_response(
            credential=answer,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=party.host,
            expected_origin=party.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, LookupError):  # a key without its parts is a KeyError
        return None
    return Made(
        bytes_to_base64url(found.credential_id), bytes_to_base64url(found.credential_public_key),
        found.sign_count,
    )  # fmt: skip


def to_use(party: Party) -> tuple[str, str]:
    """What the browser needs to use one, as JSON, and the challenge. It names no account and no key."""
    options = generate_authentication_options(rp_id=party.host, user_verification=_VERIFIED)
    return options_to_json(options), bytes_to_base64url(options.challenge)


def used(
    party: Party, answer: dict[str, Any], challenge: str, public_key: str, sign_count: int
) -> int | None:
    """The passkey's new count, if the answer holds."""
    try:
        shown = verify_authentication_response(
            credential=answer,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=party.host,
            expected_origin=party.origin,
            credential_public_key=base64url_to_bytes(public_key),
            credential_current_sign_count=sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, LookupError):  # a key without its parts is a KeyError
        return None
    return shown.new_sign_count
