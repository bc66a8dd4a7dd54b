"""通して見る: a journey as one customer would live it, day by day, what it costs and why nothing came."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from console.guards import READERS, Console
from console.result_filters import shop_shown
from console.routing import Route
from console.saying import say_touchpoint
from console.script_opened import opened
from conversations.effects import Bubble
from conversations.journey import Journey
from conversations.parser import parse_any
from conversations.simulate import Diary
from conversations.simulate.diary import CaseClosed, CaseOpened, Decided, Did, Entry, Happened, Said
from conversations.simulate.personas import KIND, PERSONAS
from services.living_through import live_through
from services.own_words import own_words

SILENCE: Final = timedelta(days=5)  # without a word: worth a line
SAID: Final = ("tapped", "wrote", "sent")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the chat. kind: shop staff customer did decided case closed happened silence"""

    at: datetime
    kind: str
    text: str = ""
    bubbles: tuple[Bubble, ...] = ()
    billed: int = 0
    arrived: bool = True
    verdict: str = ""
    detail: dict[str, Any] = field(default_factory=dict)
    touchpoint: str = ""
    promise_at: datetime | None = None


def show(console: Console, name: str) -> ResponseReturnValue:
    persona = request.args.get("as", KIND)
    if persona not in PERSONAS:
        abort(404)
    with console.database.read() as session:
        one = opened(session, "journey", name, begun=True)
        if one.content is None and one.draft is None:
            abort(404)
        shop = shop_shown(console, session)
    of_draft = one.draft is not None and (request.args.get("draft") == "1" or one.content is None)
    parsed = parse_any(one.text, one.library.scripts) if of_draft else one.content
    journey = parsed if isinstance(parsed, Journey) else None
    start = console.clock().astimezone(shop.tz).date()
    diary = live_through(journey, one.library, shop, persona, start) if journey is not None else None
    lines = list(lines_of(diary)) if diary is not None else []
    points = journey.planned if journey is not None else ()
    return render_template(
        "console/journey_life.html", **{**one.page(), "zone": ZoneInfo(diary.zone) if diary else shop.tz},
        days=in_days(lines, diary) if diary else [], persona=persona, personas=tuple(PERSONAS),
        names={point.id: say_touchpoint(point, one.library.scripts) for point in points},
        of_draft=of_draft, problems=parsed if isinstance(parsed, list) else [],
        billed=sum(line.billed for line in lines), endless=diary is not None and diary.endless,
    )  # fmt: skip


def lines_of(diary: Diary) -> Iterator[Line]:
    """What a customer and a marketer would notice, in the order of time."""
    spoken = diary.began_at
    for entry in diary.entries:
        if isinstance(entry, Said) and entry.arrived:
            if entry.at - spoken >= SILENCE:
                yield Line(entry.at, "silence", str((entry.at - spoken).days))
            spoken = entry.at
        line = _line(entry)
        if line is not None:
            yield line


def _line(entry: Entry) -> Line | None:
    match entry:
        case Said():
            kind = "staff" if entry.by == "staff" else "shop"
            text = own_words(entry) if entry.words else ""
            return Line(entry.at, kind, text, entry.bubbles, entry.billed, entry.arrived)
        case Did(what=what, text=text):
            return Line(entry.at, "customer", text) if what in SAID else Line(entry.at, "did", what)
        case Decided(verdict=verdict) if verdict != "send":
            return Line(
                entry.at, "decided", entry.why, verdict=verdict, detail=dict(entry.detail),
                touchpoint=entry.touchpoint,
            )  # fmt: skip
        case CaseOpened(joined=False):
            return Line(entry.at, "case", entry.reason, promise_at=entry.promise_at)
        case CaseClosed():
            return Line(entry.at, "closed")
        case Happened(what="milestone", text=text):
            return Line(entry.at, "happened", text)
    return None


def in_days(lines: list[Line], diary: Diary) -> list[tuple[int, datetime, list[Line]]]:
    """(how many days after the beginning, a moment of that day, its lines)"""
    zone = ZoneInfo(diary.zone)
    first = diary.began_at.astimezone(zone).date()
    days: dict[int, list[Line]] = {}
    for line in lines:
        days.setdefault((line.at.astimezone(zone).date() - first).days, []).append(line)
    return [(number, found[0].at, found) for number, found in sorted(days.items())]


ROUTES: Final = (Route("/scripts/journey/<name>/life", "journey_life", "GET", show, READERS),)
