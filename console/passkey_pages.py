"""パスキー over HTTP: two short talks in JSON, to add one and to come in with it (static/passkey.js)."""

from datetime import UTC, datetime
from functools import partial
from typing import Any, Final

from flask import Response, abort, flash, g, jsonify, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from console.guards import PUBLIC, READERS, Console, begin_session, safe_next
from console.routing import ID, Route
from models.channel import all_channels
from models.staff import Staff
from services import passkeys, sessions
from services.callers import caller_of
from services.passkeys import Party

JSON_LIMIT: Final = 64 * 1024


def party(console: Console) -> Party | None:
    """Who we are, by PUBLIC_URL; None where passkeys cannot be."""
    with console.database.read() as reading:
        shop = console.shop_of(all_channels(reading)[0].id)
    return passkeys.party_of(shop.public_url, shop.name)


def offer(console: Console) -> ResponseReturnValue:
    with console.database.read() as reading:
        made = passkeys.offer(reading, _party(console), g.staff)
    if made is None:
        return jsonify(problem="enough"), 409
    _remember("add", made[1], console.wall_clock())
    return _json(made[0])


def add(console: Console) -> ResponseReturnValue:
    now, challenge = console.wall_clock(), _challenge("add", console.wall_clock())
    with console.database.begin() as uow:
        staff = uow.session.get_one(Staff, g.staff.id)
        name = str(_said().get("name", ""))
        row = passkeys.add(uow.session, _party(console), staff, _answer(), challenge, name, now)
        uow.commit()
    if row is None:
        return jsonify(problem="passkey"), 422
    flash("パスキーを追加しました。", "done")
    return jsonify(next=url_for("console.security") + "#passkeys")


def rename(console: Console, passkey_id: int) -> ResponseReturnValue:
    with console.database.begin() as uow:
        if passkeys.rename(uow.session, g.staff, passkey_id, request.form.get("name", "")):
            flash("変更しました。", "done")
        uow.commit()
    return redirect(url_for("console.security") + "#passkeys")


def remove(console: Console, passkey_id: int) -> ResponseReturnValue:
    with console.database.begin() as uow:
        if passkeys.remove(uow.session, g.staff, passkey_id, console.wall_clock()):
            flash("パスキーを削除しました。端末やパスワード管理アプリの側からも消してください。", "done")
        uow.commit()
    return redirect(url_for("console.security") + "#passkeys")


def ask(console: Console) -> ResponseReturnValue:
    """Says the same to everybody: a passkey itself knows whose it is."""
    made = passkeys.ask(_party(console))
    _remember("use", made[1], console.wall_clock())
    return _json(made[0])


def enter(console: Console) -> ResponseReturnValue:
    now = console.wall_clock()
    challenge = _challenge("use", now)
    with console.database.begin() as uow:
        allowed = passkeys.count_try(uow.session, caller_of(request.remote_addr), now)
        uow.commit()
    if not allowed:
        return jsonify(problem="throttled"), 429
    with console.database.begin() as uow:
        staff = passkeys.use(uow.session, _party(console), _answer(), challenge, now)
        token = ""
        if staff is not None:
            token = sessions.begin(uow.session, staff, "passkey", request.user_agent.string[:500], now)
        uow.commit()
    if staff is None:
        return jsonify(problem="passkey"), 401
    begin_session(staff, token)
    return jsonify(next=safe_next(str(_said().get("next", ""))))


def confirm(console: Console) -> ResponseReturnValue:
    """Who sits there is shown once more; somebody else's passkey shows nothing."""
    now = console.wall_clock()
    challenge = _challenge("use", now)
    with console.database.begin() as uow:
        staff = passkeys.use(uow.session, _party(console), _answer(), challenge, now)
        mine = staff is not None and staff.id == g.staff.id
        token = sessions.renew(uow.session, g.session, staff, now) if mine and staff is not None else ""
        uow.commit()
    if not mine or staff is None:
        return jsonify(problem="passkey"), 401
    begin_session(staff, token)
    return jsonify(next=safe_next(str(_said().get("next", ""))))


def _party(console: Console) -> Party:
    return party(console) or abort(409)


def _json(text: str) -> Response:
    return Response(text, mimetype="application/json")


def _said() -> dict[str, Any]:
    if b"\\u0000" in request.get_data():  # as the guard refuses it in a form
        abort(400)
    said = request.get_json(silent=True)
    return said if isinstance(said, dict) else {}


def _answer() -> dict[str, Any]:
    answer = _said().get("answer")
    return answer if isinstance(answer, dict) else {}


def _remember(why: str, challenge: str, now: datetime) -> None:
    session["challenge"] = {"why": why, "value": challenge, "at": now.timestamp()}


def _challenge(why: str, now: datetime) -> str:
    """What this browser was asked a moment ago, for this purpose; it is forgotten by being looked at."""
    asked = session.pop("challenge", None)
    if not isinstance(asked, dict) or asked.get("why") != why:
        abort(409)
    age = now - datetime.fromtimestamp(float(asked["at"]), UTC)
    if not 0 <= age.total_seconds() <= passkeys.CHALLENGE_LIFE.total_seconds():
        abort(409)
    return str(asked["value"])


_route = partial(Route, limit=JSON_LIMIT)
ROUTES: Final = (
    _route("/sign-in/passkey/ask", "passkey_ask", "POST", ask, PUBLIC),
    _route("/sign-in/passkey", "passkey_enter", "POST", enter, PUBLIC),
    _route("/me/confirm/passkey", "passkey_confirm", "POST", confirm, READERS, early=True),
    _route("/me/passkeys/offer", "passkey_offer", "POST", offer, READERS, fresh=True, early=True),
    _route("/me/passkeys", "passkey_add", "POST", add, READERS, fresh=True, early=True),
    Route(f"/me/passkeys/<{ID}:passkey_id>", "passkey_rename", "POST", rename, READERS),
    Route(f"/me/passkeys/<{ID}:passkey_id>/remove", "passkey_remove", "POST", remove, READERS, fresh=True),
)
