"""The page, its files, and the few calls only a page needs: news, pictures, clocks, the product's doors."""

import hashlib
import re
from collections.abc import Callable
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import orjson
from flask import Blueprint, Response, abort, render_template, request

from emulator.control import given, refused, shown
from emulator.phone import news
from emulator.phone.product import Product, ProductAway
from emulator.state import Platform

POLICY = (
    "default-src 'self'; img-src 'self' data: https: blob:; object-src 'none'; base-uri 'none';"
    " frame-ancestors 'none'; form-action 'none'"
)
PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
DOORS = re.compile(r"(diary|orders|events|scripts)(/[A-Za-z0-9_-]+)*")  # of the product's /demo/


def make_blueprint(platform: Platform, product_url: str | None = None) -> Blueprint:
    page = Blueprint(
        "phone",
        __name__,
        template_folder="templates",
        static_folder="static",
        static_url_path="/phone/static",
    )
    product = Product(platform, product_url)

    @page.after_request
    def guard(answer: Response) -> Response:
        answer.headers["Content-Security-Policy"] = POLICY
        answer.headers["X-Content-Type-Options"] = "nosniff"
        answer.headers["Referrer-Policy"] = "no-referrer"
        answer.headers.setdefault("Cache-Control", "no-cache")
        return answer

    @page.before_request
    def only_this_page() -> Response | None:
        """Another site's page may not move the clock: JSON from elsewhere needs a leave nobody gives."""
        if request.method == "POST" and request.mimetype != "application/json":
            return refused("send application/json", 415)
        origin = request.headers.get("Origin")
        if origin is not None and urlsplit(origin).netloc != request.host:
            return refused("not from another site", 403)
        return None

    @page.get("/")
    def phone() -> str:
        return render_template("phone.html", product_url=product_url)

    @page.get("/phone/news")
    def fresh() -> Response:
        """?people=ID:INDEX,…&journal=N&webhooks=N gives what came since; 304 when nothing did."""
        body = orjson.dumps(news.since(platform, request.args) | {"product_url": product_url})
        answer = Response(body, content_type="application/json")
        answer.set_etag(hashlib.blake2b(body, digest_size=12).hexdigest())
        answer.make_conditional(request)
        return answer

    @page.get("/phone/content/<message_id>")
    def content(message_id: str) -> Response:
        """A picture a customer sent. Anything that is no picture is only offered for saving."""
        kept = platform.channel.contents.get(message_id)
        if kept is None or kept.gone:
            abort(404)
        if kept.content_type in PICTURES:
            return Response(kept.data, content_type=kept.content_type)
        headers = {"Content-Disposition": "attachment"}
        return Response(kept.data, headers=headers, content_type="application/octet-stream")

    @page.get("/phone/menu/<rich_menu_id>")
    def menu(rich_menu_id: str) -> Response:
        data, content_type = platform.channel.rich_menu_images.get(rich_menu_id) or abort(404)
        return Response(data, content_type=content_type)

    @page.get("/phone/clock")
    def clock() -> Response:
        return _told(product.now)

    @page.post("/phone/clock")
    def advance() -> Response:
        """{"advance_seconds": n}: LINE's clock and the product's, with a stop wherever something is due."""
        seconds = float(given()["advance_seconds"])
        return _told(lambda: product.advance(seconds))

    @page.post("/phone/next")
    def to_the_next_message() -> Response:
        """{"people": [ids]}: from due moment to due moment until one of them got a message."""
        people = [str(one) for one in given().get("people", [])]
        return _told(lambda: product.to_the_next_message(people))

    @page.route("/phone/product/<path:door>", methods=["GET", "POST"])
    def product_door(door: str) -> Response:
        """A door of the product, for this page: the browser talks to one address only.

        A refusal (a script with a mistake, an event that cannot be) is an answer, not a failed request.
        """
        if not DOORS.fullmatch(door):
            return refused("not found", 404)
        if not _is_local(request.host):
            return refused("only under this machine's own name", 403)
        content = given() if request.method == "POST" else None
        try:
            status, body = product.knock(request.method, door, dict(request.args), content)
        except ProductAway as away:
            return refused(str(away), 502)
        return shown({"ok": status < 400, "told": orjson.loads(body)})

    return page


def _is_local(host: str) -> bool:
    """A name somebody else made point here is no name of this machine's."""
    name = urlsplit(f"//{host}").hostname or ""
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return name == "localhost"


def _told(ask: Callable[[], dict[str, Any]]) -> Response:
    try:
        return shown(ask())
    except ProductAway as away:
        return refused(str(away), 502)
