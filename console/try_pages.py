"""試してみる: a script played in the console's phone, as it is live or as it is being written."""

from datetime import time
from typing import Any, Final

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from console import playing
from console.guards import READERS, Console
from console.routing import Route
from console.script_opened import Opened, opened, shown, zone_of
from conversations.locales import read_locale
from conversations.moments import on_day
from conversations.parser import parse_any
from conversations.script import Script
from conversations.translation_sheet import tried_out
from models import channel as channels
from services import translations
from services.translations import said_in


def try_out(console: Console, name: str) -> ResponseReturnValue:
    moves = [*request.args.getlist("m"), *(f"say:{said}" for said in request.args.getlist("say") if said)]
    locale = read_locale(request.args.get("locale", ""))
    with console.database.read() as session:
        one = opened(session, "script", name, begun=True)
        tongues = translations.drafts_of(session, name)
        if one.content is None and one.draft is None:
            abort(404)
        begun = one.draft is not None or locale in tongues
        of_draft = begun and (request.args.get("draft") == "1" or one.content is None)
        script, problems = _to_try(one, of_draft)
        lacking = 0
        if of_draft and script is not None and locale is not None and locale in tongues:
            said = said_in(tongues[locale].text)
            lacking = translations.laid_out(session, script, said).count("missing")
            script = tried_out(script, locale, said.cells)
        zone = zone_of(console, session)
        shop = channels.all_channels(session)[0]
        at = on_day(console.clock().astimezone(zone).date(), time(11), str(zone))
        facts: dict[str, Any] = {"shop": shop.name} if shop.name else {}
        play = playing.play(script, moves, at, facts, shown(console).t, locale or "") if script else None
        return render_template(
            "console/script_try.html", **one.page(), play=play, moves=moves, of_draft=of_draft,
            problems=problems, script=script, locale=locale or "", lacking=lacking,
            writes_language=of_draft and locale is not None and locale in tongues,
        )  # fmt: skip


def _to_try(one: Opened, of_draft: bool) -> tuple[Script | None, list[Any]]:
    if of_draft and one.draft is not None:
        parsed = parse_any(one.draft.text, one.library.scripts)
        return (parsed if isinstance(parsed, Script) else None), (parsed if isinstance(parsed, list) else [])
    return (one.content if isinstance(one.content, Script) else None), []


ROUTES: Final = (Route("/scripts/script/<name>/try", "script_try", "GET", try_out, READERS),)
