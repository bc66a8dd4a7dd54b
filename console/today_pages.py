"""今日の対応: whom to help next, by when. Polled; an unchanged list costs a 304 and moves nothing."""

import hashlib
from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlencode

from flask import Response, flash, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from console import board, queries
from console.board import Board
from console.customer_list import read_channel
from console.display import LANGUAGE_COOKIE
from console.guards import AGENTS, READERS, Console
from console.routing import ID, Route
from models import channel as channels
from models.contact import Contact
from models.staff import Staff, details_of
from services import incidents, promising, unread
from services.readiness import Limits
from services.staffing import audit

MONTH: Final = timedelta(days=30)


def today(console: Console) -> ResponseReturnValue:
    shown = _look(console)
    return render_template("console/today.html", **shown, etag=_tag(shown))


def polled(console: Console) -> ResponseReturnValue:
    shown = _look(console)
    tag = _tag(shown)
    if tag in request.if_none_match:
        response = Response(status=304)
    else:
        response = make_response(render_template("console/_board.html", **shown))
    response.set_etag(tag)
    response.headers["X-Now"] = str(int(console.clock().timestamp() * 1000))
    return response


def mark_read(console: Console, contact_id: int) -> ResponseReturnValue:
    """Read, and needs no answer."""
    with console.database.begin() as uow:
        if uow.session.get(Contact, contact_id) is None:
            return redirect(url_for("console.today"))
        staff = uow.session.get_one(Staff, g.staff.id)
        unread.mark_read(uow.session, contact_id, staff, console.clock())
        uow.commit()
    flash("確認済みにしました。", "done read")
    return redirect(_back())


def begin(console: Console, contact_id: int) -> ResponseReturnValue:
    """It needs an answer: a case."""
    with console.database.begin() as uow:
        contact = uow.session.get(Contact, contact_id)
        if contact is None or contact.erased_at is not None:
            return redirect(url_for("console.today"))
        staff = uow.session.get_one(Staff, g.staff.id)
        shop = console.shop_of(contact.channel_id)
        case = unread.begin_case(uow.session, shop, contact_id, staff, console.clock())
        case_id = case.id
        uow.commit()
    flash("対応を始めました。", "done begin")
    return redirect(url_for("console.case", case_id=case_id))


def _look(console: Console) -> dict[str, Any]:
    now = console.clock()
    mine = g.staff.id if _only_mine() else None
    with console.database.read() as reading:
        rows = channels.all_channels(reading)
        choices, accounts = queries.choices_of(rows), channels.served_of(rows)
        channel = _channel(choices)
        seen = board.look(
            reading, console.shop_of, now, console.wall_clock(), mine=mine, channel=channel, me=g.staff.id,
            everything="all" in request.args,
        )  # fmt: skip
        by_mail = any(console.shop_of(channel.id).mail_from for channel in accounts)
        wrong = incidents.look(reading, rows, now, console.wall_clock(), Limits(), by_mail=by_mail)
        asked_of = [row for row in accounts if channel in (None, row.id)]
        quotas = incidents.forecasts(reading, asked_of, console.shop_of, now)
        tally = promising.tally(reading, now - MONTH, now, channel)
    ids = {row.case.channel_id for row in seen.rows} | {words.contact.channel_id for words in seen.words}
    ids |= {duty.channel_id for duty in seen.duties}
    zones = {channel_id: console.shop_of(channel_id).tz for channel_id in ids}
    home = console.shop_of(accounts[0].id).tz
    asked = {name: 1 for name in ("mine", "all") if name in request.args}
    if channel:
        asked["channel"] = channel
    _on_record(console, seen, asked)
    return {
        "board": seen, "incidents": wrong, "quotas": quotas, "tally": tally, "zones": zones, "home": home,
        "asked": asked, "accounts": choices,
    }  # fmt: skip


def _on_record(console: Console, seen: Board, asked: dict[str, int]) -> None:
    """Who looked at people here: one line per person, hour and what was asked for, whatever is polled.

    Each process asks the log once an hour for each of these; everything else is a look into a dictionary. Who
    comes onto the board within the hour stands in the next hour's line; whom a wider look shows (all of them,
    another account's, not only one's own) stands in a line of its own. Two processes at once may leave two.
    """
    hour, wish = console.clock().replace(minute=0, second=0, microsecond=0), urlencode(asked)
    people = {row.case.contact_id for row in seen.rows} | {words.contact.id for words in seen.words}
    people |= {duty.item.contact_id for duty in seen.duties}
    known = console.looked.get(g.staff.id)
    wishes = known[1] if known is not None and known[0] == hour else set()
    if not people or wish in wishes:
        return
    with console.database.begin() as uow:
        kept = details_of(uow.session, g.staff.id, "today.viewed", hour)
        new = people.difference(*(detail["ids"] for detail in kept))
        if new and wish not in {detail.get("asked", "") for detail in kept}:
            detail: dict[str, object] = {"ids": sorted(new)} | ({"asked": wish} if wish else {})
            audit(
                uow.session, console.clock(), "today.viewed", "contacts", staff_id=g.staff.id, detail=detail
            )
            uow.commit()
    console.looked[g.staff.id] = hour, wishes | {wish}


def _only_mine() -> bool:
    return "mine" in request.args


def _channel(choices: list[tuple[str, str]]) -> int | None:
    """The LINE account asked for, where there are several; nonsense is read as nothing chosen."""
    chosen = read_channel(request.args)
    return int(chosen) if chosen in dict(choices) else None


def _back() -> str:
    """Where the button stood: the same account's board, at the unread words."""
    return url_for("console.today", channel=read_channel(request.form) or None) + "#words"


def _tag(shown: dict[str, Any]) -> str:
    """What the page says, without the time that is left: that counts down in the browser."""
    seen: Board = shown["board"]
    cases = [
        (
            row.case.id, row.case.status, row.case.reason, row.case.text, row.case.topic, row.case.priority,
            row.case.promise_at, row.case.snoozed_until, row.is_health, row.group, row.name, row.product,
            row.assignee, row.contact.unread, row.readers, row.undelivered, row.news,
        )
        for row in seen.rows
    ]  # fmt: skip
    words = [(said.contact.id, said.name, said.text, said.at) for said in seen.words]
    duties = [(d.item.id, d.item.text, d.item.due_at, d.assignee, d.is_late) for d in seen.duties]
    aside = (shown["incidents"], shown["quotas"], shown["tally"])
    told = (shown["asked"], seen.counts, seen.more_words, cases, words, duties, aside)
    whole = (g.staff.id, request.cookies.get(LANGUAGE_COOKIE), *told)
    return hashlib.sha256(repr(whole).encode()).hexdigest()[:32]


ROUTES: Final = (
    Route("/", "today", "GET", today, READERS),
    Route("/today/list", "today_list", "GET", polled, READERS, polled=True),
    Route(f"/customers/<{ID}:contact_id>/read", "words_read", "POST", mark_read, AGENTS),
    Route(f"/customers/<{ID}:contact_id>/case", "words_case", "POST", begin, AGENTS),
)
