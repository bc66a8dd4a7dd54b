"""What a marketer does to scripts and journeys: draft, check, publish, bring back, pause, try two wordings.

A refusal never costs what was typed: the page comes back with it (409), and the browser keeps it as well.
"""

from typing import Final

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from console.guards import Console
from console.routing import Route
from console.script_opened import KIND, WRITING, opened
from console.spoken import languages_beside
from conversations.completion import complete
from conversations.journey import Journey
from conversations.locales import LOCALES
from models import publication as publications
from services import drafts, experiments, pausing, publishing, translations
from services.publishing import Refusal

WHY: Final = {
    "errors": "直すところが残っているため、公開していません。いまの内容のままです。",
    "other_id": "id は変えられません。元の id に戻してください。",
    "breaks_others": "この変更で、ほかの台本やシナリオが動かなくなるため、公開していません。",
    "changed_meanwhile": "ほかの人が先に変更しました。書いた文章は残っています。違いを確かめてください。",
    "unchanged": "公開中の内容と同じです。",
    "too_long": "文章が長すぎます（4万字まで）。",
    "unknown": "その版は見つかりませんでした。",
}


def check(console: Console, kind: str, name: str) -> ResponseReturnValue:
    """While somebody types: problems by line, the cost, and what may be written at the cursor."""
    text = _text()
    with console.database.read() as session:
        live = publications.live(session)
        looked = publishing.review(session, kind, name, text, live)
        scripts = publishing.live_scripts(session, live)
    line = request.form.get("line", "1")
    words = complete(kind, text, int(line), scripts) if line.isdecimal() and len(line) < 6 else []
    return render_template("console/_problems.html", kind=kind, review=looked, words=words)


def save(console: Console, kind: str, name: str) -> ResponseReturnValue:
    """Keep the draft; then stay, try it, or go on to publishing."""
    text = _text()
    with console.database.begin() as uow:
        opened(uow.session, kind, name, begun=True)
        revision = number_in("revision")
        done = drafts.save_draft(uow.session, kind, name, text, g.staff, console.clock(), revision=revision)
        if not isinstance(done, Refusal):
            uow.commit()
    if isinstance(done, Refusal):
        return _not_saved(console, kind, name, text, done)
    then = request.form.get("then")
    if then == "review":
        return redirect(url_for("console.script_review", kind=kind, name=name))
    if then == "try" and kind == "script":
        return redirect(url_for("console.script_try", name=name, draft=1))
    flash("下書きを保存しました。", "good draft")
    return redirect(url_for("console.script_edit", kind=kind, name=name))


def _not_saved(console: Console, kind: str, name: str, text: str, why: Refusal) -> ResponseReturnValue:
    """The page again with what was typed, beside what is there now."""
    with console.database.read() as session:
        one = opened(session, kind, name, begun=True)
        looked = publishing.review(session, kind, name, text, one.live)
        page = render_template(
            "console/script_edit.html", **one.page(), text=text, review=looked, refused=WHY[why.why],
            languages=languages_beside(looked.content),
            theirs=one.text if why.why == "changed_meanwhile" else "",
        )  # fmt: skip
    return page, 409


def discard(console: Console, kind: str, name: str) -> ResponseReturnValue:
    with console.database.begin() as uow:
        draft = drafts.take_draft(uow.session, kind, name, revision=number_in("revision"))
        if not isinstance(draft, Refusal):
            drafts.discard_draft(uow.session, draft, console.clock())
            live = publications.live_one(uow.session, kind, name)
            if kind == "script" and (live is None or live.version_id is None):
                for its in translations.drafts_of(uow.session, name).values():
                    drafts.discard_draft(uow.session, its, console.clock())
            uow.commit()
        live = publications.live_one(uow.session, kind, name)
    if not isinstance(draft, Refusal) and (live is None or live.version_id is None):
        flash("下書きを捨てました。", "good draft")
        return redirect(url_for("console.journeys"))
    return _then(draft, kind, name, "下書きを捨てました。")


def publish(console: Console, kind: str, name: str) -> ResponseReturnValue:
    """The draft with every language that is ready; `only`: the languages alone, the text stays."""
    asked = {
        locale: number_in(f"revision-{locale}") for locale in LOCALES if f"revision-{locale}" in request.form
    }
    with console.database.begin() as uow:
        opened(uow.session, kind, name, begun=True)
        done = translations.publish_drafts(
            uow.session, kind, name, g.staff, console.clock(), seen=number_in("seen"),
            revision=number_in("revision"), languages=asked,
            only_languages=request.form.get("only") == "languages",
        )  # fmt: skip
        if not isinstance(done, Refusal):
            uow.commit()
    return _then(
        done, kind, name, "公開しました。これから始まる会話に使われます。", back="console.script_review"
    )


def restore(console: Console, kind: str, name: str) -> ResponseReturnValue:
    with console.database.begin() as uow:
        done = publishing.restore(
            uow.session,
            kind,
            name,
            number_in("publication"),
            g.staff,
            console.clock(),
            seen=number_in("seen"),
        )
        if not isinstance(done, Refusal):
            uow.commit()
    return _then(done, kind, name, "以前の内容に戻しました。")


def pause(console: Console, name: str, key: str) -> ResponseReturnValue:
    with console.database.begin() as uow:
        _known_touchpoint(uow.session, name, key)
        pausing.pause(uow.session, name, key, g.staff, console.clock())
        uow.commit()
    flash("接点を止めました。時期が来た方は、再開するまで待ちます。", "good")
    return redirect(url_for("console.script", kind="journey", name=name))


def resume(console: Console, name: str, key: str) -> ResponseReturnValue:
    send = request.form.get("send") == "1"
    with console.database.begin() as uow:
        if publications.pause_of(uow.session, name, key) is None:
            _known_touchpoint(uow.session, name, key)  # a colleague was faster, or there is no such thing
        pausing.resume(uow.session, name, key, g.staff, console.clock(), send=send)
        live = publications.live_one(uow.session, "journey", name)
        uow.commit()
    flash("接点を再開しました。", "good")
    if live is None or live.version_id is None:
        return redirect(url_for("console.journeys"))
    return redirect(url_for("console.script", kind="journey", name=name))


def start_experiment(console: Console, name: str) -> ResponseReturnValue:
    """The draft becomes wording B."""
    with console.database.begin() as uow:
        opened(uow.session, "script", name)
        done: object
        draft = done = drafts.take_draft(uow.session, "script", name, revision=number_in("revision"))
        if not isinstance(draft, Refusal):
            done = experiments.start(uow.session, name, draft.text, g.staff, console.clock())
            if not isinstance(done, Refusal):
                drafts.discard_draft(uow.session, draft, console.clock())
                uow.commit()
    return _then(done, "script", name, "二つの文面を試しはじめました。", back="console.script_review")


def end_experiment(console: Console, name: str) -> ResponseReturnValue:
    chosen = "b" if request.form.get("chosen") == "b" else "a"
    with console.database.begin() as uow:
        done = experiments.finish(
            uow.session, number_in("experiment"), "b" if chosen == "b" else "a", g.staff, console.clock()
        )
        if not isinstance(done, Refusal):
            uow.commit()
    return _then(done, "script", name, "文面を決めました。これからは全員に同じ文面が届きます。")


def _then(done: object, kind: str, name: str, said: str, back: str = "console.script") -> ResponseReturnValue:
    if isinstance(done, Refusal):
        flash(WHY[done.why], "bad")
        return redirect(url_for(back, kind=kind, name=name))
    flash(said, "good draft")
    return redirect(url_for("console.script", kind=kind, name=name))


def _known_touchpoint(session: Session, name: str, key: str) -> None:
    journey = opened(session, "journey", name).content
    if not isinstance(journey, Journey) or journey.touchpoint(key) is None:
        abort(404)


def _text() -> str:
    """Browsers send line ends as CRLF."""
    return request.form.get("text", "").replace("\r\n", "\n")


def number_in(field: str) -> int:
    value = request.form.get(field, "0")
    return int(value) if value.isdecimal() and len(value) < 17 else 0


ONE: Final = f"/scripts/{KIND}/<name>"
TOUCHPOINT: Final = "/scripts/journey/<name>/touchpoints/<key>"
ROUTES: Final = (
    Route(f"{ONE}/check", "script_check", "POST", check, WRITING),
    Route(f"{ONE}/draft", "script_save", "POST", save, WRITING),
    Route(f"{ONE}/discard", "script_discard", "POST", discard, WRITING),
    Route(f"{ONE}/publish", "script_publish", "POST", publish, WRITING),
    Route(f"{ONE}/restore", "script_restore", "POST", restore, WRITING),
    Route(f"{TOUCHPOINT}/pause", "touchpoint_pause", "POST", pause, WRITING),
    Route(f"{TOUCHPOINT}/resume", "touchpoint_resume", "POST", resume, WRITING),
    Route("/scripts/script/<name>/experiment", "experiment_start", "POST", start_experiment, WRITING),
    Route("/scripts/script/<name>/experiment/end", "experiment_end", "POST", end_experiment, WRITING),
)
