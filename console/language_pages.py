"""ほかの言葉: a script's sentences, and beside them what is said in another language, to be typed.

As with the text itself: what is typed is a draft until it is published with the script, a refusal comes back
with everything typed (409), and the browser keeps it as well.
"""

from typing import Any, Final

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from console import translation_rows as rows
from console.guards import Console
from console.routing import Route
from console.script_actions import WHY, number_in
from console.script_opened import WRITING, Opened, opened
from conversations.locales import NAMES, Locale
from conversations.parser import parse_any
from conversations.script import Script
from conversations.translation_sheet import Sheet, problems_of
from models.publication import Draft
from services import drafts, translations
from services.publishing import Refusal
from services.translations import KIND, Said, name_of, said_in


def edit(console: Console, name: str, locale: Locale) -> ResponseReturnValue:
    with console.database.read() as session:
        one = opened(session, "script", name, begun=True)
        script = _script(one, locale)
        if script is None:
            flash("台本に直すところが残っています。先にそちらを直してください。", "bad")
            return redirect(url_for("console.script_edit", kind="script", name=name))
        said, draft = _said(session, one, script, locale)
        return _page(session, one, script, locale, said, draft)


def check(console: Console, name: str, locale: Locale) -> ResponseReturnValue:
    """While somebody types: what is wrong, by row, and how many are left."""
    with console.database.read() as session:
        one = opened(session, "script", name, begun=True)
        script = _script(one, locale)
        if script is None:
            abort(404)
        said, _ = _said(session, one, script, locale)
        typed = _typed(session, one, script, locale, said)
        table = translations.laid_out(session, script, typed)
    return render_template(
        "console/_language_marks.html", sheet=table, field_of=rows.field_of,
        problems=problems_of(script, locale, typed.cells),
    )  # fmt: skip


def save(console: Console, name: str, locale: Locale) -> ResponseReturnValue:
    """Keep what is typed; then stay, try it in the phone, or go on to publishing."""
    with console.database.begin() as uow:
        one = opened(uow.session, "script", name, begun=True)
        script = _script(one, locale)
        if script is None:
            abort(404)
        said, draft = _said(uow.session, one, script, locale)
        typed = _typed(uow.session, one, script, locale, said)
        done = translations.save(
            uow.session, script, locale, typed, g.staff, console.clock(), revision=number_in("revision")
        )
        if isinstance(done, Refusal):
            page = _page(uow.session, one, script, locale, typed, draft, refused=WHY[done.why], theirs=said)
            return page, 409
        uow.commit()
    then = request.form.get("then")
    if then == "review":
        return redirect(url_for("console.script_review", kind="script", name=name))
    if then == "try":
        return redirect(url_for("console.script_try", name=name, draft=1, locale=locale))
    flash("下書きを保存しました。", "good draft")
    return redirect(url_for("console.script_language", name=name, locale=locale))


def discard(console: Console, name: str, locale: Locale) -> ResponseReturnValue:
    with console.database.begin() as uow:
        draft = drafts.take_draft(uow.session, KIND, name_of(name, locale), revision=number_in("revision"))
        if not isinstance(draft, Refusal):
            drafts.discard_draft(uow.session, draft, console.clock())
            uow.commit()
    if isinstance(draft, Refusal):
        flash(WHY[draft.why], "bad")
        return redirect(url_for("console.script_language", name=name, locale=locale))
    flash("訳の下書きを捨てました。公開中の訳は変わりません。", "good draft")
    return redirect(url_for("console.script", kind="script", name=name))


def _script(one: Opened, locale: Locale) -> Script | None:
    """The script to translate: as it is being written if that can be read, else as it is live.

    404 where it is written in this very language.
    """
    parsed: object = one.content
    if one.draft is not None:
        drafted = parse_any(one.draft.text, one.library.scripts)
        parsed = drafted if isinstance(drafted, Script) and drafted.id == one.name else one.content
    if not isinstance(parsed, Script):
        return None
    if parsed.locale == locale:
        abort(404)
    return parsed


def _said(session: Session, one: Opened, script: Script, locale: Locale) -> tuple[Said, Draft | None]:
    """What is being written in this language, else what is published."""
    draft = translations.drafts_of(session, one.name).get(locale)
    return (said_in(draft.text) if draft else translations.published(one.live, script, locale)), draft


def _typed(session: Session, one: Opened, script: Script, locale: Locale, before: Said) -> Said:
    form = request.form.to_dict()
    live = [one.content] if isinstance(one.content, Script) else []
    cells = rows.typed_in(form, before, [*live, script])
    stands = translations.published(one.live, script, locale)
    seen = translations.noted_as_seen(
        session, script, before, stands, cells, ticked=rows.ticked_in(form), marks=rows.marks_in(form)
    )
    return Said(cells, seen)


def _page(
    session: Session, one: Opened, script: Script, locale: Locale, said: Said, draft: Draft | None, *,
    refused: str = "", theirs: Said | None = None,
) -> str:  # fmt: skip
    table: Sheet = translations.laid_out(session, script, said)
    page: dict[str, Any] = {
        **one.page(), "draft": draft, "revision": _revision(session, one, locale),
        "of_draft": one.draft is not None and script is not one.content,
        "locale": locale, "language": NAMES[locale], "script": script, "source": NAMES[script.locale],
        "sheet": table, "problems": problems_of(script, locale, said.cells), "rows": rows,
        "refused": refused, "theirs": theirs.cells if theirs is not None else {},
    }  # fmt: skip
    return render_template("console/script_language.html", **page)


def _revision(session: Session, one: Opened, locale: Locale) -> int:
    """Also of a draft that was thrown away or published: the next one counts on from it."""
    row = translations.draft_row(session, one.name, locale)
    return row.revision if row is not None else 0


LANGUAGE: Final = '/scripts/script/<name>/languages/<any(ja, en, "zh-Hant", th):locale>'
ROUTES: Final = (
    Route(LANGUAGE, "script_language", "GET", edit, WRITING),
    Route(f"{LANGUAGE}/check", "language_check", "POST", check, WRITING),
    Route(f"{LANGUAGE}/draft", "language_save", "POST", save, WRITING),
    Route(f"{LANGUAGE}/discard", "language_discard", "POST", discard, WRITING),
)
