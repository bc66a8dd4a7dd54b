"""The page, its files, and the few calls only a page needs: news, pictures, and both clocks at once."""

import hashlib
from typing import Any

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
LONGEST_WAIT = 24


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
        """{"advance_seconds": n}: LINE's clock and the product's."""
        seconds = float(given()["advance_seconds"])
        return _told(lambda: product.advance(seconds))

    @page.post("/phone/next")
    def to_the_next_message() -> Response:
        """{"hours": n}: hour by hour until a message was sent, for at most n hours."""
        hours = int(given().get("hours", 1))
        if not 1 <= hours <= LONGEST_WAIT:
            return refused(f"hours: 1 to {LONGEST_WAIT} at a time")
        return _told(lambda: product.to_the_next_message(hours))

    return page


def _told(ask: Any) -> Response:
    try:
        return shown(ask())
    except ProductAway as away:
        return refused(str(away), 502)
