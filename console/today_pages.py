"""今日の対応: whom to help next, by when. Polled; an unchanged list costs a 304 and moves nothing."""

import hashlib
from typing import Final

from flask import Response, g, make_response, render_template, request
from flask.typing import ResponseReturnValue

from console import queries
from console.display import LANGUAGE_COOKIE
from console.guards import READERS, Console
from console.routing import Route


def today(console: Console) -> ResponseReturnValue:
    board = _board(console)
    return render_template("console/today.html", board=board, etag=_tag(board), zones=_zones(console, board))


def board(console: Console) -> ResponseReturnValue:
    board = _board(console)
    tag = _tag(board)
    if tag in request.if_none_match:
        response = Response(status=304)
    else:
        page = render_template("console/_board.html", board=board, zones=_zones(console, board))
        response = make_response(page)
    response.set_etag(tag)
    response.headers["X-Now"] = str(int(console.clock().timestamp() * 1000))
    return response


def _board(console: Console) -> queries.Board:
    with console.database.read() as reading:
        return queries.board(reading, console.shop_of, console.clock())


def _zones(console: Console, board: queries.Board) -> dict[int, object]:
    return {row.case.channel_id: console.shop_of(row.case.channel_id).tz for row in board.rows}


def _tag(board: queries.Board) -> str:
    """What the list says, without the time that is left: that counts down in the browser."""
    shown = [(row.group, row.name, row.product, row.assignee, row.contact.unread) for row in board.rows]
    cases = [(row.case.id, row.case.status, row.case.reason, row.case.text) for row in board.rows]
    due = [(row.case.promise_at, row.is_health) for row in board.rows]
    seen = (g.staff.id, request.cookies.get(LANGUAGE_COOKIE), shown, cases, due)
    return hashlib.sha256(repr(seen).encode()).hexdigest()[:32]


ROUTES: Final = (
    Route("/", "today", "GET", today, READERS),
    Route("/today/list", "today_list", "GET", board, READERS, polled=True),
)
