"""What the engine wants → rows of the same commit. One effect, one function; an effect nobody carries out is
a TypeError in the first test."""

from dataclasses import dataclass, field
from functools import singledispatch

from conversations.effects import (
    OUTCOMES,
    AskAgain,
    Effect,
    Ignored,
    MarkOutcome,
    OpenCase,
    ReachMilestone,
    RecordAnswer,
    Redact,
    Remember,
    Say,
    SetTimer,
    ShowStaff,
)
from conversations.sacrifice import kind_of
from line.messages import render
from line.wording import wording
from models.appending import Appended, append, change
from models.contact import Contact
from models.conversation import Answer, Conversation
from models.purchase import Milestone
from services import offering, order_wishes, planning
from services.announcing import announce
from services.cases import open_case
from services.desk import Desk
from services.outbox import Reply, queue
from services.redaction import redact

FOR_STAFF = "taken:for_staff"  # the outcome of an event a human is to see, whatever we answered


@dataclass(slots=True)
class TurnRows:
    """One turn being written down."""

    desk: Desk
    contact: Contact
    conversation: Conversation
    reply: Reply
    locale: str = "ja"  # what the turn is spoken in
    said: list[Appended] = field(default_factory=list)
    ignored: str = ""
    for_staff: bool = False


def carry_out(rows: TurnRows, effects: tuple[Effect, ...]) -> str:
    """Write all effects of one turn, in order. «taken», that staff are to see it, or why it meant nothing."""
    for effect in effects:
        _carry_out(effect, rows)
    if rows.for_staff:
        return FOR_STAFF
    return f"ignored:{rows.ignored}" if rows.ignored and not rows.said else "taken"


@singledispatch
def _carry_out(effect: Effect, rows: TurnRows) -> None:
    raise TypeError(f"nobody carries out {type(effect).__name__}")


@_carry_out.register
def _say(effect: Say, rows: TurnRows) -> None:
    desk, conversation = rows.desk, rows.conversation
    words = wording(rows.locale)
    for messages in render(effect.bubbles, conversation.token, words=words):
        rows.said += queue(
            desk.session, rows.contact, messages, kind=kind_of(conversation.purpose),
            now=desk.now, reply=rows.reply, conversation=conversation,
            touchpoint_id=conversation.touchpoint_id if conversation.turn <= 1 else None,
            turn=conversation.turn,
        )  # fmt: skip


@_carry_out.register
def record(effect: RecordAnswer, rows: TurnRows) -> None:
    """Keep an answer; what waits for it goes on."""
    conversation, desk = rows.conversation, rows.desk
    append(
        desk.session, Answer,
        channel_id=conversation.channel_id, contact_id=rows.contact.id,
        purchase_id=conversation.purchase_id, conversation_id=conversation,
        script_version_id=conversation.script_version_id,
        script=conversation.script, step=effect.step, turn=conversation.turn, axis=effect.axis,
        kind=effect.kind, question=effect.question, value=effect.value, label=effect.label,
        score=effect.score, message_id=effect.message_id, answered_at=desk.now,
    )  # fmt: skip
    announce(
        desk, "answer.captured", contact_id=rows.contact.id, purchase=_order(rows),
        script=conversation.script, step=effect.step, axis=effect.axis, kind=effect.kind, score=effect.score,
        value=effect.value if effect.kind in ("choice", "scale") else None, answered_at=desk.now,
    )  # fmt: skip
    if effect.axis in ("partner", "testimonial"):
        offering.answered(desk, rows.contact, conversation, effect)
    planning.answered(desk, rows.contact, conversation, effect.step, effect.axis, effect.value)


def _order(rows: TurnRows) -> str | None:
    """The shop's own number of the purchase this is about."""
    purchase = rows.desk.purchase_of(rows.contact, rows.conversation.purchase_id)
    return purchase.external_id if purchase is not None else None


@_carry_out.register
def _set_timer(effect: SetTimer, rows: TurnRows) -> None:
    last = rows.said[-1] if rows.said else None
    rows.desk.set_timer(
        rows.conversation, effect.kind, effect.turn, effect.after, after_message=last,
    )  # fmt: skip


@_carry_out.register
def _open_case(effect: OpenCase, rows: TurnRows) -> None:
    case = open_case(
        rows.desk, rows.contact, effect.reason, conversation=rows.conversation, level=effect.level,
        text=effect.text, matched=effect.matched, message_id=effect.message_id,
    )  # fmt: skip
    if effect.reason == "order_wish":
        order_wishes.note(rows.desk, case, rows.desk.purchase_of(rows.contact, rows.conversation.purchase_id))


@_carry_out.register
def _mark(effect: MarkOutcome, rows: TurnRows) -> None:
    known = rows.conversation.outcome or ""
    change(rows.desk.session, rows.conversation, outcome=max(known, effect.outcome, key=OUTCOMES.index))


@_carry_out.register
def _remember(effect: Remember, rows: TurnRows) -> None:
    purchase = rows.desk.purchase_of(rows.contact, rows.conversation.purchase_id)
    if purchase is not None:
        change(rows.desk.session, purchase, facts={**purchase.facts, effect.name: effect.value})


@_carry_out.register
def _milestone(effect: ReachMilestone, rows: TurnRows) -> None:
    desk = rows.desk
    purchase = desk.purchase_of(rows.contact, rows.conversation.purchase_id)
    if purchase is None or effect.name in desk.milestones[purchase.id]:
        return
    desk.milestones[purchase.id][effect.name] = desk.now
    append(desk.session, Milestone, purchase_id=purchase.id, name=effect.name, at=desk.now, told_at=desk.now)
    planning.reached(desk, purchase, effect.name)


@_carry_out.register
def _ask_again(effect: AskAgain, rows: TurnRows) -> None:
    planning.ask_again(rows.desk, rows.conversation, effect.after)


@_carry_out.register
def _show_staff(effect: ShowStaff, rows: TurnRows) -> None:
    rows.contact.unread = rows.for_staff = True


@_carry_out.register
def _redact(effect: Redact, rows: TurnRows) -> None:
    redact(rows.desk.session, rows.contact, effect.message_id, rows.desk.now)


@_carry_out.register
def _ignored(effect: Ignored, rows: TurnRows) -> None:
    rows.ignored = effect.why
