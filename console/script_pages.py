"""シナリオと台本: what is live, as a picture and as text; trying it, its history, what a change means."""

from collections.abc import Iterable
from typing import Any, Final

from flask import abort, g, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from console import axis, drawing, flow, language_review, script_queries, spoken
from console.comparing import compare
from console.guards import READERS, Console
from console.routing import ID, Route
from console.saying import say_anchor, say_offset, say_touchpoint
from console.script_opened import KIND, WRITING, Opened, opened, shown, zone_of
from conversations.checks import cost
from conversations.journey import Journey
from conversations.library import Library
from conversations.script import Script
from models import channel as channels
from models import experiment as experiments
from models import publication as publications
from models.publication import Publication
from services import forecast, pausing, publishing, translations
from services.publishing import Review


def index(console: Console) -> ResponseReturnValue:
    with console.database.read() as session:
        live = publications.live(session)
        library = script_queries.live_library(session, live)
        numbers = script_queries.version_numbers(
            session, "journey", [live["journey", name].version_id for name in library.journeys]
        )
        limits = [row.quota_limit for row in channels.all_channels(session) if row.quota_limit]
        return render_template(
            "console/journeys.html",
            scripts=script_queries.script_rows(session, live, library),
            journeys=[library.journeys[name] for name in sorted(library.journeys)],
            rows={name: live["journey", name] for name in library.journeys},
            numbers=numbers,
            forecasts=forecast.forecasts(session, library, console.clock()),
            paused=publications.pauses(session),
            names=axis.names(library),
            waiting=pausing.waiting(session),
            begun=script_queries.begun(session, live),
            may_write=g.staff.role in WRITING,
            limit=sum(limits) or None,
            zone=zone_of(console, session),
        )


def show(console: Console, kind: str, name: str) -> ResponseReturnValue:
    with console.database.read() as session:
        one = opened(session, kind, name)
        t = shown(console).t
        page = {
            **one.page(),
            "zone": zone_of(console, session),
            "past": script_queries.past(session, kind, name),
            "users": script_queries.users_of(name, one.library) if kind == "script" else (),
        }
        if isinstance(one.content, Script):
            steps = flow.tell(one.content, t)
            tried = experiments.of_script(session, name)
            return render_template(
                "console/script.html",
                **page,
                steps=steps,
                drawings=[drawing.draw(steps, form) for form in (drawing.NARROW, drawing.WIDE)],
                midway=publishing.midway(session, {name})[name],
                part=script_queries.is_part(name, one.library),
                cost=cost(one.content),
                experiments=tried,
                differences={r.id: compare(one.live_text, r.text_b) for r in tried if r.ended_at is None},
                tallies=experiments.tallies(session, [row.id for row in tried]),
                touchpoints=axis.touchpoints_of(one.library, name),
                say_anchor=say_anchor,
                say_offset=say_offset,
                scripts=one.library.scripts,
                spoken=spoken.spoken_in(one.content),
                writing=translations.drafts_of(session, name),
            )
        if one.content is None:
            abort(404)
        return render_template(
            "console/journey.html",
            **page,
            axis=axis.axis(one.content),
            scripts=one.library.scripts,
            pauses=(pauses := script_queries.pauses_of(session, name)),
            left_over=sorted(pauses.keys() - {touchpoint.id for touchpoint in one.content.touchpoints}),
            wrap=drawing.wrap,
            say_offset=say_offset,
            say_anchor=say_anchor,
            say_touchpoint=say_touchpoint,
            waiting=pausing.waiting(session),
            forecast=forecast.forecasts(session, one.library, console.clock())[name],
            staff=script_queries.staff_names(session),
            on_the_way=publishing.on_the_way(session, name),
        )


def version(console: Console, kind: str, name: str, publication_id: int) -> ResponseReturnValue:
    """One publication of the past, held against what is live."""
    with console.database.read() as session:
        one = opened(session, kind, name)
        old = session.get(Publication, publication_id)
        if old is None or (old.kind, old.name) != (kind, name):
            abort(404)
        past = script_queries.past(session, kind, name)
        then = publishing.said_then(session, old, one.live)
        looked = publishing.review(session, kind, name, old.text, one.live, then)
        return render_template(
            "console/script_version.html", **{**one.page(), "zone": zone_of(console, session)},
            old=old, mine=next((p for p in past if p.row.id == old.id), None),
            lines=compare(one.live_text, old.text), looked=looked,
            **language_review.said_otherwise(one.content, looked.content),
            **_mid_way(session, one),
        )  # fmt: skip


def edit(console: Console, kind: str, name: str) -> ResponseReturnValue:
    with console.database.read() as session:
        one = opened(session, kind, name, begun=True)
        if one.content is None and one.draft is None:
            abort(404)
        looked = publishing.review(session, kind, name, one.text, one.live)
        return render_template(
            "console/script_edit.html", **one.page(), text=one.text, review=looked,
            languages=spoken.languages_beside(looked.content),
        )  # fmt: skip


def review(console: Console, kind: str, name: str) -> ResponseReturnValue:
    """Before publishing: what changes, for whom, and what it costs."""
    with console.database.read() as session:
        one = opened(session, kind, name, begun=True)
        if one.content is None and one.draft is None:
            abort(404)
        looked = publishing.review(session, kind, name, one.text, one.live)
        looked, languages = language_review.with_languages(session, one, looked)
        return render_template(
            "console/script_review.html", **review_page(console, session, one, looked), **languages
        )


def _mid_way(session: Session, one: Opened, callers: Iterable[str] = ()) -> dict[str, int]:
    """Whom a publishing does not concern any more: they finish what they began."""
    if one.kind == "journey":
        return {"midway": 0, "on_the_way": publishing.on_the_way(session, one.name)}
    by_script = publishing.midway(session, {one.name, *callers})
    return {"midway": sum(sum(counts.values()) for counts in by_script.values()), "on_the_way": 0}


def review_page(console: Console, session: Session, one: Opened, looked: Review) -> dict[str, Any]:
    tried = {row.script for row in experiments.running(session)}
    same = one.content is not None and one.text == one.live_text
    content = looked.content
    return {
        **one.page(), "zone": zone_of(console, session), "review": looked, "same": same,
        "seen": one.row.id if one.row is not None else 0,
        "scripts": one.library.scripts,
        "lines": compare(one.live_text, one.text),
        "rivals": script_queries.rivals(content, one.library) if isinstance(content, Journey) else [],
        **_mid_way(session, one, looked.callers),
        "newer": one.draft is not None and one.row is not None and one.row.at > one.draft.updated_at,
        "ends_trials": [
            one.library.scripts[script].title
            for script in sorted(tried & {one.name, *looked.callers}) if one.kind == "script"
        ],
        "before": _pushes(one.content, one.library), "after": _pushes(content, one.library),
        "lost_languages": script_queries.lost_languages(session, one.content, content),
        "callers": [one.library.scripts[caller].title for caller in looked.callers],
        "may_try_two": one.kind == "script" and bool(axis.touchpoints_of(one.library, one.name))
        and one.name not in tried,
    }  # fmt: skip


def _pushes(content: Script | Journey | None, library: Library) -> tuple[int, int] | None:
    if isinstance(content, Script):
        spent = cost(content)
        return spent.usual, spent.worst
    return forecast.pushes(content, library) if content is not None else None


ROUTES: Final = (
    Route("/journeys", "journeys", "GET", index, READERS),
    Route(f"/scripts/{KIND}/<name>", "script", "GET", show, READERS),
    Route(f"/scripts/{KIND}/<name>/edit", "script_edit", "GET", edit, WRITING),
    Route(f"/scripts/{KIND}/<name>/review", "script_review", "GET", review, WRITING),
    Route(
        f"/scripts/{KIND}/<name>/versions/<{ID}:publication_id>", "script_version", "GET", version, READERS
    ),
)
