"""Which wording a customer gets while two are tried: fixed per customer, and written down.

It follows from the numbers of the experiment and the contact alone: the same one every time, everywhere.
"""

import hashlib
from typing import Literal

from conversations.translating import locale_of
from models.contact import Contact
from models.conversation import Conversation
from models.experiment import Assignment
from services.desk import Desk
from services.languages import language_of
from services.published import scripts_cache
from services.shop import Trial

Variant = Literal["a", "b"]


def variant_of(experiment_id: int, contact_id: int) -> Variant:
    """Half of the customers get B; always the same half of this experiment."""
    mixed = hashlib.sha256(f"{experiment_id}:{contact_id}".encode()).digest()
    return "b" if mixed[0] & 1 else "a"


def version_for(desk: Desk, contact: Contact, script_id: str) -> tuple[int | None, Variant | None]:
    """The version this customer begins with, and their wording if two are being tried."""
    trial = desk.shop.trials.get(script_id)
    if trial is None:
        return desk.version_of(script_id), None
    if not _reads_both(desk, contact, trial):
        return (
            trial.a,
            None,
        )  # a new wording is Japanese only at first: nobody loses their language to a trial
    variant = variant_of(trial.experiment_id, contact.id)
    return (trial.b if variant == "b" else trial.a), variant


def _reads_both(desk: Desk, contact: Contact, trial: Trial) -> bool:
    """Whether both wordings are there in the language this customer is spoken to in."""
    wanted = language_of(contact)
    a, b = (scripts_cache.get(desk.session, version) for version in (trial.a, trial.b))
    return locale_of(a, wanted) == locale_of(b, wanted)


def assign(desk: Desk, conversation: Conversation, variant: Variant) -> None:
    """Write down who got which wording."""
    trial = desk.shop.trials[conversation.script]
    desk.session.flush()
    desk.session.add(
        Assignment(
            experiment_id=trial.experiment_id, contact_id=conversation.contact_id,
            conversation_id=conversation.id, variant=variant, at=desk.now,
        )
    )  # fmt: skip
