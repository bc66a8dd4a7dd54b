"""What a customer did in recorded conversations, played again with another version of the script.

Read from the stored webhooks; nothing is written, nobody is sent anything. The facts are today's for both
versions, so what differs is the script. What staff did in between is not replayed.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from conversations.events import Replied, ShowedMedia, Started, Stopped, Tapped, Unsent
from conversations.following import ring_at
from conversations.library import with_parts
from conversations.parser import parse_script
from conversations.plan import PlannedAsk, plan_of
from conversations.replaying import Deed, Line, differences, replay
from conversations.script import Script
from conversations.windows import Hours
from line.events import read
from line.postbacks import Answer as AnswerTap
from line.postbacks import parse_postback
from models.contact import Contact, by_line_user_id
from models.conversation import Conversation
from models.inbound import InboundEvent
from models.script import ScriptVersion
from services.desk import Desk
from services.planning import zone_of
from services.published import scripts_cache
from services.shop import Shop

MOST: Final = 3  # conversations, the newest
LONGEST: Final = 500  # events of one conversation
HEARD: Final = ("taken", "ignored:")  # what `listening` says of an event a conversation was asked about


def with_text(shop: Shop, text: str) -> Mapping[str, Script] | None:
    """Every script this text would change: itself, and those that call it. None: it cannot be read."""
    parsed = parse_script(text, shop.library.scripts)
    if not isinstance(parsed, Script):
        return None
    known = {**shop.library.scripts, parsed.id: parsed}
    callers = [script for script in known.values() if parsed.id in script.parts or script.id == parsed.id]
    return {script.id: with_parts(script, known) for script in callers}


def of_person(
    session: Session, shop: Shop, line_user_id: str, changed: Mapping[str, Script], now: datetime
) -> list[dict[str, Any]]:
    """This person's newest conversations with any of these scripts, old against new."""
    contact = by_line_user_id(session, shop.channel_id, line_user_id)
    if contact is None:
        return []
    statement = select(Conversation).where(
        Conversation.contact_id == contact.id, Conversation.script.in_(changed)
    )
    talks = session.scalars(statement.order_by(Conversation.id.desc()).limit(MOST))
    desk = Desk(session, shop, [contact], now)
    return [_compared(desk, contact, talk, changed[talk.script]) for talk in talks]


def _compared(desk: Desk, contact: Contact, talk: Conversation, new: Script) -> dict[str, Any]:
    old = scripts_cache.get(desk.session, talk.script_version_id)
    purchase = desk.purchase_of(contact, talk.purchase_id)
    zone = ZoneInfo(zone_of(desk.shop, contact, purchase))
    began = Started(talk.started_at.astimezone(zone), desk.facts(contact, purchase))
    deeds = list(_deeds(desk.session, contact, talk, zone))
    hours = Hours(str(zone), desk.shop.rules.quiet)
    until = (talk.finished_at or desk.now).astimezone(zone)

    def play(script: Script) -> list[Line]:
        return replay(
            script, began, deeds, until, labels=_labels(old),
            rings_at=lambda at: ring_at(at, hours, case_open=False),
        )  # fmt: skip

    found = differences(play(old), play(new))
    version = desk.session.get_one(ScriptVersion, talk.script_version_id).version
    return {
        "script": talk.script,
        "title": new.title,
        "version": version,
        "began_at": talk.started_at.isoformat(),
        "changes": sum(one.change != "same" for one in found),
        "misfits": sum(one.new is not None and not one.new.fits for one in found),
        "lines": [{"change": one.change, "old": _line(one.old), "new": _line(one.new)} for one in found],
    }


def _deeds(session: Session, contact: Contact, talk: Conversation, zone: ZoneInfo) -> Iterator[Deed]:
    statement = select(InboundEvent).where(
        InboundEvent.channel_id == contact.channel_id,
        InboundEvent.line_user_id == contact.line_user_id,
        InboundEvent.handled_at >= talk.started_at,
        InboundEvent.redacted_at.is_(None),
    )
    if talk.finished_at is not None:
        statement = statement.where(InboundEvent.handled_at <= talk.finished_at)
    for row in session.scalars(statement.order_by(InboundEvent.id).limit(LONGEST)):
        deed = _deed(row, talk, zone)
        if deed is not None:
            yield deed
    if talk.status == "stopped" and talk.finished_at is not None:
        yield Stopped(talk.finished_at.astimezone(zone), "stopped")


def _deed(row: InboundEvent, talk: Conversation, zone: ZoneInfo) -> Deed | None:
    event, at = read(row.payload), (row.handled_at or row.occurred_at).astimezone(zone)
    if event.type == "postback":
        tap = parse_postback(event.postback_data)
        if not isinstance(tap, AnswerTap) or tap.conversation != talk.token:
            return None
        return Tapped(at, tap.step, tap.turn, tap.choice, dict(event.postback_params))
    if event.type == "unsend":
        return Unsent(at, event.message_id)
    if event.type != "message" or not row.outcome.startswith(HEARD):
        return None
    if event.text is not None:
        return Replied(at, event.text, event.message_id)
    return ShowedMedia(at, event.media or "unknown", event.message_id, event.keywords)


def _labels(script: Script) -> dict[tuple[str, str], str]:
    """What every button reads."""
    return {
        (path, button.choice): button.label
        for path, node in plan_of(script).nodes.items()
        if isinstance(node, PlannedAsk)
        for button in node.buttons
    }


def _line(line: Line | None) -> dict[str, Any] | None:
    return {"who": line.who, "text": line.text, "fits": line.fits} if line is not None else None
