"""パートナー: what a script of `purpose: referral` knows about its customer, and what their answers change.

Hold the lane; nothing commits. Before the first word the customer gets their code and the script gets their
own words; each answer of the axes `partner` and `testimonial` is kept as a consent, with how it was asked.
"""

from datetime import timedelta
from functools import partial
from typing import Final

from sqlalchemy import delete
from sqlalchemy.orm import Session

from conversations.effects import RecordAnswer
from conversations.following import NOT_TALKED
from conversations.partner import REST_DAYS, initial_of
from conversations.plan import PlannedAsk, plan_of
from conversations.translating import in_locale
from models import consent
from models.appending import change
from models.case import troubled
from models.contact import Contact
from models.conversation import Answer, Conversation, said_by
from models.partner import Testimonial
from models.purchase import Purchase
from services.desk import Desk
from services.favours import draw_code
from services.languages import language_of
from services.published import scripts_cache
from services.redaction import GONE

OWN: Final = ("own_words", "felt", "initial")
_said: Final = partial(said_by, axes=("comment", "word"))
_partner_or_not: Final = partial(consent.newest, kinds=("partner_on", "partner_off"))


def prepare(desk: Desk, contact: Contact, purchase: Purchase) -> None:
    """The customer's code, and what they said in their own words, before an offer begins."""
    if contact.referral_code is None:
        change(desk.session, contact, referral_code=draw_code())
    kept = {name: value for name, value in purchase.facts.items() if name not in OWN}
    written = _newest(desk, contact, purchase.id, "comment")
    if written is not None:
        kept["own_words"] = written.label
    felt = _newest(desk, contact, purchase.id, "word")
    if felt is not None:
        kept["felt"] = _as_seen(desk.session, contact, felt)
    initial = initial_of(purchase.customer_name)
    if initial:
        kept["initial"] = initial
    change(desk.session, purchase, facts=kept)


def is_trouble_near(desk: Desk, contact: Contact) -> bool:
    """Whether a case that was trouble is open, or closed not long ago."""
    since = desk.now - timedelta(days=REST_DAYS)
    return bool(desk.together.ask(contact.id, "troubled", partial(troubled, since=since, beside=NOT_TALKED)))


def answered(desk: Desk, contact: Contact, conversation: Conversation, said: RecordAnswer) -> None:
    """A consent given or refused by tap."""
    if said.axis == "partner":
        set_partner(desk.session, contact, said.value == "yes", desk)
    elif said.axis == "testimonial":
        _lend(desk, contact, conversation, said)


def set_partner(session: Session, contact: Contact, yes: bool, desk: Desk, by: str = "customer") -> None:
    if yes == (contact.partner_since is not None):
        return
    change(session, contact, partner_since=desk.now if yes else None)
    consent.record(session, contact.id, "partner_on" if yes else "partner_off", desk.now, by=by)


def has_left(desk: Desk, contact: Contact) -> bool:
    """They said 「パートナーをやめる」, and were told that no favour will be asked."""
    return desk.together.ask(contact.id, "partner", _partner_or_not) == "partner_off"


def _lend(desk: Desk, contact: Contact, conversation: Conversation, said: RecordAnswer) -> None:
    """They let their words be shown, or not: those of this purchase, as they were written."""
    session = desk.session
    written = _newest(desk, contact, conversation.purchase_id, "comment")
    if written is None or said.value == "no":
        return
    purchase = desk.purchase_of(contact, conversation.purchase_id)
    name = purchase.customer_name if purchase is not None else ""
    session.execute(delete(Testimonial).where(Testimonial.answer_id == written.id))
    session.add(
        Testimonial(
            channel_id=contact.channel_id, contact_id=contact.id, purchase_id=conversation.purchase_id,
            answer_id=written.id, words=written.label,
            signed=initial_of(name) if said.value == "initial" else "",
            asked=said.asked or said.question, gift=desk.shop.partner.words_gift, agreed_at=desk.now,
            withdrawn_by="",
        )
    )  # fmt: skip
    consent.record(session, contact.id, "words_shown", desk.now)


def _as_seen(session: Session, contact: Contact, answer: Answer) -> str:
    """The button they chose, in the language they are spoken to in: staff's label is the author's."""
    script = in_locale(scripts_cache.get(session, answer.script_version_id), language_of(contact))
    ask = plan_of(script).nodes.get(answer.step)
    choice = ask.choices.get(answer.value) if isinstance(ask, PlannedAsk) else None
    return choice.label if choice is not None else answer.label


def _newest(desk: Desk, contact: Contact, purchase_id: int | None, axis: str) -> Answer | None:
    """What they answered last on this axis about this purchase, if it still stands."""
    said = desk.together.ask(contact.id, "said", _said) or ()
    found = next((a for a in reversed(said) if a.axis == axis and a.purchase_id == purchase_id), None)
    return found if found is not None and found.label != GONE else None
