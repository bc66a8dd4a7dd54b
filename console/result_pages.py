"""結果: what asking brought — the numbers, who is behind them, and what customers wrote."""

from collections.abc import Iterator
from typing import Any, Final

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from console import queries, timeline
from console.chart import Chart
from console.customer_pages import seen
from console.display import LANGUAGE_COOKIE, Display, language_of
from console.downloads import as_csv, as_excel
from console.guards import AGENTS, READERS, Console
from console.result_charts import CELLS_JA, cells_table, charts_of, gave_way_table
from console.result_filters import choices_of, periods_of, read_filters, shop_shown
from console.routing import ID, Route
from conversations import feelings
from conversations.results import CELLS
from models import reading_check
from models.contact import Contact
from models.conversation import Answer
from services import exports, giving_way, readings_checked, voices
from services.exporting import Value
from services.figures import figures
from services.naming import name_of
from services.staffing import audit

LEARNERS: Final = frozenset({"owner", "lead", "marketer"})  # who may take the rows away
TAGGERS: Final = AGENTS | {"marketer"}
PLAYBOOK: Final = {
    "partner": (
        "お礼を伝え、何がいちばん役に立ったかをうかがいましょう。",
        "お友だちに伝えやすい方法をご用意しましょう。口コミのお願いを点数で選んではいけません。",
    ),
    "reassure": (
        "効果は出ています。続け方・これからの見通しをお伝えして、不安を小さくしましょう。",
        "何がもやもやするのかを、人がひとことうかがいましょう。満足度の点数では見えない方々です。",
    ),
    "expect": (
        "気持ちは前向きです。使い方をひとつだけ、ていねいにお伝えしましょう。",
        "いつごろ変化を感じる方が多いかをお伝えし、その時期にもう一度うかがいましょう。",
    ),
    "rescue": (
        "人からひと声おかけしましょう。お約束のある方が先です。売り込みは止めます。",
        "使い方・交換・返金・お電話から、お客様に選んでいただきましょう。",
    ),
}


def show(console: Console) -> ResponseReturnValue:
    display = _display(console)
    with console.database.read() as reading:
        shop = shop_shown(console, reading)
        filters = read_filters(request.args, shop, console.clock())
        choices = choices_of(reading, shop, filters)
        found = figures(reading, filters)
        gave = giving_way.gave_way(reading, shop, filters)
    charts = [*charts_of(found, shop, choices.staff, display.t), gave_way_table(gave, display.t)]
    return render_template(
        "console/results.html",
        filters=filters,
        choices=choices,
        found=found,
        cells=CELLS_JA,
        charts={chart.id: chart for chart in charts},
        periods=periods_of(filters),
        zone=shop.tz,
        may_take=g.staff.role in LEARNERS,
    )


def chart_file(console: Console, name: str, kind: str) -> ResponseReturnValue:
    """One chart's table."""
    display = _display(console)
    with console.database.read() as reading:
        shop = shop_shown(console, reading)
        filters = read_filters(request.args, shop, console.clock())
        found = figures(reading, filters)
        names = queries.staff_names(reading)
        gave = giving_way.gave_way(reading, shop, filters)
    charts: list[Chart] = [
        *charts_of(found, shop, names, display.t), cells_table(found, display.t),
        gave_way_table(gave, display.t),
    ]  # fmt: skip
    chart = next((one for one in charts if one.id == name), None)
    if chart is None:
        abort(404)
    file = f"sonogo-{name}-{filters.since}-{filters.until}"
    return (as_csv if kind == "csv" else as_excel)(file, chart.file_head, chart.rows)


def rows_file(console: Console, what: str) -> ResponseReturnValue:
    """The rows behind the numbers, without names or words."""
    with console.database.begin() as uow:
        shop = shop_shown(console, uow.session)
        filters = read_filters(request.args, shop, console.clock())
        audit(uow.session, console.clock(), "results.exported", f"rows:{what}", staff_id=g.staff.id)
        uow.commit()
    export = exports.export_of(what, console.database, shop, filters)
    return as_csv(f"sonogo-{what}-{filters.since}-{filters.until}", export.head, export.rows)


def cell(console: Console, cell: str) -> ResponseReturnValue:
    """Who is in one cell, and what to do for them."""
    page = min(max(request.args.get("page", 0, type=int), 0), 100_000)
    with console.database.read() as reading:
        shop = shop_shown(console, reading)
        filters = read_filters(request.args, shop, console.clock())
        members, total = voices.members_of(reading, shop, filters, cell, page)
        ids = {member.contact_id for member in members}
        contacts = {one.id: one for one in reading.scalars(select(Contact).where(Contact.id.in_(ids)))}
        bought = queries.purchases_of(reading, ids)
        names = {
            number: name_of(one, next(iter(bought.get(number, [])), None)) for number, one in contacts.items()
        }
        html = render_template(
            "console/result_cell.html",
            cell=cell, cells=CELLS_JA, plays=PLAYBOOK[cell], members=members, contacts=contacts, names=names,
            page=page, more=total > (page + 1) * voices.PEOPLE, size=voices.PEOPLE, total=total,
            filters=filters, zone=shop.tz,
        )  # fmt: skip
    seen(console, "results.people_listed", f"cell:{cell}", {"ids": sorted(ids)})
    return html


def words(console: Console) -> ResponseReturnValue:
    """What customers wrote, to search and to tag."""
    page = min(max(request.args.get("page", 0, type=int), 0), 100_000)
    text, tag = _asked("q"), _asked("tag")
    with console.database.read() as reading:
        shop = shop_shown(console, reading)
        filters = read_filters(request.args, shop, console.clock())
        found, more = voices.voices(reading, shop, filters, text, tag, page)
        checks = reading_check.of_answers(reading, [voice.answer.id for voice in found])
        html = render_template(
            "console/result_words.html",
            readings={voice.answer.id: feelings.read(voice.answer.label) for voice in found},
            checks=checks, marked=timeline.marked,
            voices=found, more=more, page=page, size=voices.VOICES, q=text, tag=tag,
            tags=voices.tags_of(reading, shop), choices=choices_of(reading, shop, filters), filters=filters,
            zone=shop.tz, may_take=g.staff.role in LEARNERS, may_tag=g.staff.role in TAGGERS,
        )  # fmt: skip
    seen(console, "results.words_listed", "words", {"ids": sorted({one.answer.contact_id for one in found})})
    return html


def words_file(console: Console, kind: str) -> ResponseReturnValue:
    text, tag = _asked("q"), _asked("tag")
    with console.database.begin() as uow:
        shop = shop_shown(console, uow.session)
        filters = read_filters(request.args, shop, console.clock())
        audit(uow.session, console.clock(), "results.exported", "words", staff_id=g.staff.id)
        uow.commit()
    head = (
        "answered_at", "contact_id", "product", "words", "result", "feeling", "strength", "tags", "reading",
        "group",
    )  # fmt: skip

    def rows() -> Iterator[tuple[Value, ...]]:
        with console.database.read() as reading:
            for voice in voices.all_voices(reading, shop, filters, text, tag):
                said, scores = voice.answer, voice.scores
                guess = feelings.read(said.label)
                yield (
                    said.answered_at.astimezone(shop.tz).isoformat(), said.contact_id, voice.product,
                    said.label, scores.get("result"), face := scores.get("feeling"),
                    feelings.strength_of(face) if face else None, " ".join(voice.tags),
                    feelings.BANDS_JA[guess.band], guess.group,
                )  # fmt: skip

    return (as_csv if kind == "csv" else as_excel)(
        f"sonogo-words-{filters.since}-{filters.until}", head, rows()
    )


def check_reading(console: Console, answer_id: int) -> ResponseReturnValue:
    """合っている／違う: the label the rules are improved by."""
    right = request.form.get("right") == "yes"
    with console.database.begin() as uow:
        answer = _written(console, uow.session, answer_id)
        readings_checked.keep_of_answer(uow.session, answer, g.staff.id, right, console.clock())
        uow.commit()
    return _back(answer_id)


def put_tag(console: Console, answer_id: int) -> ResponseReturnValue:
    with console.database.begin() as uow:
        answer = _written(console, uow.session, answer_id)
        done = voices.put_tag(uow.session, answer, request.form.get("tag", ""), g.staff.id, console.clock())
        uow.commit()
    if not done:
        flash("タグを付けられませんでした。", "bad")
    return _back(answer_id)


def take_tag(console: Console, answer_id: int) -> ResponseReturnValue:
    with console.database.begin() as uow:
        voices.take_tag(uow.session, _written(console, uow.session, answer_id), request.form.get("tag", ""))
        uow.commit()
    return _back(answer_id)


def _written(console: Console, session: Session, answer_id: int) -> Answer:
    answer = session.get(Answer, answer_id)
    shop = shop_shown(console, session)
    if answer is None or answer.axis != "comment" or answer.channel_id != shop.channel_id:
        abort(404)
    return answer


def _back(answer_id: int) -> ResponseReturnValue:
    """To the list as it was asked for."""
    asked: dict[str, Any] = {
        name: request.args[name]
        for name in ("q", "page", "since", "until", "product")
        if name in request.args
    }
    if "list" in request.args:
        asked["tag"] = request.args["list"]
    return redirect(url_for("console.result_words", **asked, _anchor=f"voice-{answer_id}"))


def _asked(name: str) -> str:
    return request.args.get(name, "").strip()[:100]


def _display(console: Console) -> Display:
    return Display(language_of(request.cookies.get(LANGUAGE_COOKIE)), console.clock())


KIND: Final = "any(csv,xlsx):kind"
ROUTES: Final = (
    Route("/results", "results", "GET", show, READERS),
    Route(f"/results/charts/<name>.<{KIND}>", "result_chart", "GET", chart_file, READERS),
    Route("/results/rows/<any(visits,cases,purchases):what>.csv", "result_rows", "GET", rows_file, LEARNERS),
    Route(f"/results/cells/<any({','.join(CELLS)}):cell>", "result_cell", "GET", cell, READERS),
    Route("/results/words", "result_words", "GET", words, READERS),
    Route(f"/results/words.<{KIND}>", "result_words_file", "GET", words_file, LEARNERS),
    Route(f"/results/words/<{ID}:answer_id>/tag", "result_tag", "POST", put_tag, TAGGERS),
    Route(f"/results/words/<{ID}:answer_id>/reading", "result_reading", "POST", check_reading, AGENTS),
    Route(f"/results/words/<{ID}:answer_id>/untag", "result_untag", "POST", take_tag, TAGGERS),
)
