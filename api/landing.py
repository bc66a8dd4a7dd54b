"""/c/<code>: the page behind the claim link. A phone gets a button into LINE, a computer a QR code.

Nobody's name is on it: whoever holds a code learns nothing but how to send it. Guessing is throttled.
"""

import re
from datetime import datetime
from math import ceil
from typing import Final

from flask import Blueprint, Response, make_response, render_template, request, url_for

from api import landing_words as words
from api.headers import guard
from api.landing_page_words import LANDING
from api.throttle import Throttle
from conversations.locales import NAMES, Locale
from conversations.replies import find_codes, is_well_formed, show_code
from line.links import friend_link
from models import purchase as purchases
from models.database import Database
from models.purchase import Purchase
from services.callers import caller_of
from services.claim_links import claim_links, lead_in
from services.claim_qr import draw_qr
from services.shop import Clock, Shop, ShopOf

_PHONE: Final = re.compile(r"iPhone|iPod|Android.*Mobile|Mobile.*Android|Windows Phone", re.IGNORECASE)
_LONGEST: Final = 60
_QR_AGE: Final = 3600
_TYPES: Final = {"svg": "image/svg+xml", "png": "image/png"}


def make_blueprint(
    database: Database,
    shop_of: ShopOf,
    channel_id: int,
    clock: Clock,
    *,
    views: Throttle | None = None,
    misses: Throttle | None = None,
) -> Blueprint:
    """Open to everybody with a code; `channel_id` is whose page an unknown code gets."""
    bp = Blueprint(
        "landing",
        __name__,
        url_prefix="/c",
        template_folder="templates",
        static_folder="static",
        static_url_path="/static",
    )
    bp.after_request(guard)
    views = views or Throttle(per_second=2, burst=60)
    misses = misses or Throttle(per_second=1 / 30, burst=10)

    def look_up(typed: str) -> Purchase | words.Refusal:
        """The purchase a code opens, or why it opens none. Misses are counted by address."""
        address = caller_of(request.remote_addr)
        if views.take(address) or misses.wait(address):
            return words.THROTTLED
        code = read_code(typed)
        purchase = None
        if code:
            with database.read() as session:
                purchase = purchases.by_claim_code(session, code)
        if purchase is None:
            misses.take(address)
            return words.UNKNOWN
        return _closed(purchase, clock()) or purchase

    @bp.get("/<code>")
    def page(code: str) -> Response:
        found = look_up(code)
        if isinstance(found, words.Refusal):
            return refuse(shop_of(channel_id), found, language_wanted(), misses)
        language, shop = language_wanted(found.locale), shop_of(found.channel_id)
        links = claim_links(shop.basic_id, shop.public_url, found.claim_code, language)
        html = render_template(
            "landing/claim.html",
            language=language,
            names=NAMES,
            w=LANDING[language],
            claim_lead=lead_in(language),
            shop=shop,
            links=links,
            code=show_code(found.claim_code),
            qr=url_for("landing.qr", code=found.claim_code, kind="svg", lang=language),
            on_phone=bool(_PHONE.search(request.user_agent.string)),
            how_often=words.how_often(shop.rules, language),
            until=words.last_day(found.claim_expires_at.astimezone(shop.tz), language),
            friend_url=friend_link(shop.basic_id),
        )
        return private(make_response(html))

    @bp.get("/<code>/qr.<any(svg, png):kind>")
    def qr(code: str, kind: str) -> Response:
        found = look_up(code)
        if isinstance(found, words.Refusal):
            return refuse(shop_of(channel_id), found, language_wanted(), misses)
        shop = shop_of(found.channel_id)
        language = request.args.get("lang") or found.locale or language_wanted()
        url = claim_links(shop.basic_id, shop.public_url, found.claim_code, language).claim_url
        response = Response(draw_qr(url, kind), content_type=_TYPES[kind])
        response.headers["Cache-Control"] = f"public, max-age={_QR_AGE}"
        response.add_etag()
        response.make_conditional(request)
        return response

    return bp


def read_code(typed: str) -> str | None:
    """The bare code in any spelling: full-width, lower case, with spaces or hyphens, with or without SN."""
    if len(typed) > _LONGEST:
        return None
    for text in (typed, f"SN-{typed}"):
        codes = [code for code in find_codes(text) if is_well_formed(code)]
        if len(codes) == 1:
            return codes[0]
    return None


def _closed(purchase: Purchase, now: datetime) -> words.Refusal | None:
    if purchase.contact_id is not None:
        return words.USED
    if purchase.status != "active" or now >= purchase.claim_expires_at:
        return words.EXPIRED
    return None


def language_wanted(known: str = "") -> Locale:
    """What the address asks for; else the customer's own, as far as known; else the browser's."""
    accepted = request.accept_languages.best_match(words.ACCEPTED)
    return words.language_asked(request.args.get("lang", "") or known, accepted)


def refuse(shop: Shop, refusal: words.Refusal, language: Locale, misses: Throttle) -> Response:
    html = render_template(
        "landing/refusal.html",
        language=language,
        names=NAMES,
        w=LANDING[language],
        shop=shop,
        title=refusal.title(language),
        phrases=refusal.phrases(language),
        text=refusal.text(language),
        friend_url=friend_link(shop.basic_id) if refusal.offers_chat else "",
    )
    response = private(make_response(html, refusal.status))
    if refusal is words.THROTTLED:
        wait = misses.wait(caller_of(request.remote_addr))
        response.headers["Retry-After"] = str(max(1, ceil(wait)))
    return response


def private(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    response.headers["Vary"] = "Accept-Language, User-Agent"
    return response
