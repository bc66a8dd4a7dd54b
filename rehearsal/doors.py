"""`/demo/…`: what a try-out may do besides being a customer. Registered with CLOCK=travel only.

Who may knock: a program on this machine. Not another machine, not a page of another site in somebody's
browser (it cannot send JSON without being asked first, and says where it comes from), not a name that was
made to point here. `/demo/clock` is older and part of the contract: other machines may move it.
"""

from dataclasses import asdict
from datetime import datetime, timedelta
from ipaddress import ip_address
from typing import Any, Final
from urllib.parse import urlsplit

from apiflask import APIBlueprint
from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue

from models.database import Database
from rehearsal import diary, happenings, moments, replays, scripts
from rehearsal.folder import NoFolder
from rehearsal.happenings import Impossible
from rehearsal.live_shop import LiveShop
from services.clock import TravelClock

FARTHEST: Final = 3.2e9  # seconds
MOST_PEOPLE: Final = 20
SHOWN_CHANGES: Final = timedelta(days=400)
OPEN_TO_ALL: Final = ("rehearsal.show_clock", "rehearsal.advance_clock")


def make_blueprint(database: Database, live: LiveShop, clock: TravelClock) -> Blueprint:
    # Not described: the API's description looks into every blueprint that guards its requests.
    doors = APIBlueprint("rehearsal", __name__, url_prefix="/demo", enable_openapi=False)
    doors.before_request(_only_from_here)
    doors.register_error_handler(Impossible, _impossible)
    doors.register_error_handler(NoFolder, lambda _: _impossible(Impossible("no_folder")))

    def moment(now: datetime) -> Response:
        with database.read() as session:
            found = moments.look(session, live().channel_id, _people(), now)
        next_at = found.next_at.isoformat() if found.next_at else None
        return jsonify(now=now.isoformat(), next_at=next_at, busy=found.is_busy)

    @doors.get("/clock")
    def show_clock() -> Response:
        return jsonify(now=clock().isoformat())

    @doors.post("/clock")
    def advance_clock() -> ResponseReturnValue:
        seconds = _given().get("advance_seconds")
        if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 <= seconds <= FARTHEST:
            return jsonify(error='send {"advance_seconds": n} with n of 0 or more'), 422
        return jsonify(now=clock.advance(seconds).isoformat())

    @doors.get("/next")
    def show_next() -> Response:
        """?people=U…,U…: the next due moment, and whether something due now is not done yet."""
        return moment(clock())

    @doors.post("/due")
    def do_due() -> Response:
        """Do what is due now instead of waiting for a worker's tick."""
        moments.do_due(database, lambda _: live(), clock)
        return moment(clock())

    @doors.get("/diary")
    def show_diary() -> Response:
        """?people=U…: what was decided, said, heard and billed, and what comes."""
        shop = live()
        with database.read() as session:
            return jsonify(
                people={one: diary.of_person(session, shop, one) for one in _people()},
                published=diary.published(session, clock() - SHOWN_CHANGES),
            )

    @doors.get("/orders")
    def show_products() -> Response:
        with database.read() as session:
            return jsonify(products=happenings.choices(session, live()))

    @doors.post("/orders")
    def order() -> ResponseReturnValue:
        """{"name", "journey"}: somebody buys."""
        given = _given()
        name, journey = str(given.get("name", ""))[:40], str(given.get("journey", ""))
        return jsonify(happenings.order(database, live(), name, journey, clock())), 201

    @doors.post("/events")
    def drop_in() -> Response:
        """{"line_user_id", "what", …}: it happens now."""
        given, what = _given(), str(_given().get("what", ""))
        if what == "long_holiday":
            return jsonify(outcome=happenings.close_for_long(live, clock()))
        user = str(given.get("line_user_id", ""))
        return jsonify(outcome=happenings.happen(database, live(), user, what, given, clock()))

    @doors.get("/scripts")
    def show_scripts() -> Response:
        with database.read() as session:
            return jsonify(scripts=scripts.listed(session, live), can_save=live.folder.path is not None)

    @doors.get("/scripts/<kind>/<content_id>")
    def show_script(kind: str, content_id: str) -> ResponseReturnValue:
        with database.read() as session:
            found = scripts.opened(session, live, kind, content_id)
        return jsonify(found) if found is not None else (jsonify(error="not_found"), 404)

    @doors.post("/scripts/check")
    def check() -> Response:
        """{"text"}: what is wrong, and what it costs. Nothing is kept."""
        return jsonify(scripts.checked(live(), str(_given().get("text", ""))))

    @doors.post("/scripts/save")
    def save() -> ResponseReturnValue:
        """{"kind", "id", "text", "fingerprint"}: checked, written, published; 409 and why if not."""
        given = [str(_given().get(name, "")) for name in ("kind", "id", "text", "fingerprint")]
        saved = scripts.save(database, live, *given)
        return jsonify(asdict(saved)), 409 if saved.refused else 200

    @doors.post("/scripts/replay")
    def replay() -> ResponseReturnValue:
        """{"line_user_id", "text"}: what this customer did, with the script as typed."""
        given, shop = _given(), live()
        changed = replays.with_text(shop, str(given.get("text", "")))
        if changed is None:
            return jsonify(error="errors"), 409
        with database.read() as session:
            played = replays.of_person(session, shop, str(given.get("line_user_id", "")), changed, clock())
        return jsonify(replays=played)

    return doors


def _given() -> dict[str, Any]:
    given = request.get_json(silent=True)
    return given if isinstance(given, dict) else {}


def _people() -> list[str]:
    return [one for one in request.args.get("people", "").split(",") if one][:MOST_PEOPLE]


def _only_from_here() -> ResponseReturnValue | None:
    if request.method == "POST" and not request.is_json:
        return jsonify(error="send application/json"), 415
    if request.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin"):
        return jsonify(error="not from another site"), 403
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
        return jsonify(error="not from another site"), 403
    if request.endpoint in OPEN_TO_ALL:
        return None
    if not _is_loopback(request.remote_addr or "") or not _is_loopback(_host_name(request.host)):
        return jsonify(error="only from this machine"), 403
    return None


def _host_name(host: str) -> str:
    return urlsplit(f"//{host}").hostname or ""


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"


def _impossible(error: Impossible) -> ResponseReturnValue:
    return jsonify(error=error.code), 409
