"""/p/<token>: a customer's own page, as for a parcel: where the order is, what is next, what to have ready.

No sign-in and no cookies: the token is the key, so a form of another site has nothing to ride on. It names
nobody beyond a first name, is never indexed or kept, tells nobody where it was opened from, and guessing is
throttled. Works without scripts.
"""

from collections.abc import Callable
from typing import Final
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from sqlalchemy.orm import Session

from api import progress_words as words
from api.headers import guard
from api.landing import language_wanted, refuse
from api.landing_page_words import PROGRESS
from api.landing_words import THROTTLED
from api.throttle import Throttle
from conversations.locales import NAMES
from line.links import oa_message_link
from models import contact as contacts
from models.contact import Contact
from models.database import Database
from models.purchase import Purchase
from services import progress_pages
from services.callers import caller_of
from services.languages import choose
from services.shop import Clock, Shop, ShopOf

_LONGEST: Final = 64
_MOST: Final = 2048  # bytes of a form
_HERE: Final = frozenset({"same-origin", "none"})


def make_blueprint(
    database: Database,
    shop_of: ShopOf,
    channel_id: int,
    clock: Clock,
    *,
    views: Throttle | None = None,
    misses: Throttle | None = None,
) -> Blueprint:
    bp = Blueprint("progress", __name__, url_prefix="/p", template_folder="templates")
    views = views or Throttle(per_second=2, burst=60)
    misses = misses or Throttle(per_second=1 / 30, burst=10)

    @bp.after_request
    def private(response: Response) -> Response:
        """Nobody keeps it, nobody learns its address; its forms come here only."""
        policy = "default-src 'self'; script-src 'none'; object-src 'none'; base-uri 'none'; "
        response.headers["Content-Security-Policy"] = policy + "form-action 'self'; frame-ancestors 'none'"
        response.headers["Cache-Control"] = "no-store"
        response.headers["Vary"] = "Accept-Language"
        return guard(response)

    def throttled() -> float:
        """The seconds this address has to wait; only who guesses ever waits long."""
        address = caller_of(request.remote_addr)
        return misses.wait(address) or views.take(address)

    @bp.get("/<token>")
    def page(token: str) -> Response:
        language, shop = language_wanted(), shop_of(channel_id)
        if throttled():
            return refuse(shop, THROTTLED, language, misses)
        with database.read() as session:
            found = progress_pages.find(session, shop, token) if len(token) <= _LONGEST else None
            if found is None:
                misses.take(caller_of(request.remote_addr))
                return refuse(shop, words.CLOSED, language, misses)
            shop = shop_of(found[0].channel_id)
            language = language_wanted(found[1].chosen_language or found[1].language)
            view = progress_pages.look(session, shop, *found, clock(), language)
        html = render_template(
            "progress/page.html",
            language=language,
            names=NAMES,
            w=PROGRESS[language],
            shop=shop,
            view=view,
            words=words,
            zone=ZoneInfo(view.zone),
            lead=words.lead(view, language),
            ask=oa_message_link(shop.basic_id, words.ASK[language]),
            token=token,
        )
        return make_response(html)

    def changed(token: str, change: Callable[[Session, Shop, Purchase, Contact], None]) -> Response | None:
        """Carry out what a form of this page asks for; else the page that says why not."""
        request.max_content_length = _MOST
        language, shop = language_wanted(), shop_of(channel_id)
        if request.headers.get("Sec-Fetch-Site", "same-origin") not in _HERE:
            return refuse(shop, words.CLOSED, language, misses)
        if throttled():
            return refuse(shop, THROTTLED, language, misses)
        with database.begin() as uow:
            found = progress_pages.find(uow.session, shop, token) if len(token) <= _LONGEST else None
            if found is None:
                misses.take(caller_of(request.remote_addr))
                return refuse(shop, words.CLOSED, language, misses)
            purchase, contact = found
            change(uow.session, shop_of(purchase.channel_id), purchase, contact)
            uow.commit()
        return None

    @bp.post("/<token>/ready")
    def ready(token: str) -> Response:
        """Tick an entry, or take it back: told twice, it is the same."""

        def tick(session: Session, shop: Shop, purchase: Purchase, contact: Contact) -> None:
            item, is_ready = request.form.get("item", ""), request.form.get("ready") == "yes"
            progress_pages.tick(session, shop, purchase, item, is_ready, clock())

        back = url_for("progress.page", token=token, lang=request.args.get("lang"))
        return changed(token, tick) or make_response(redirect(f"{back}#ready", 303))

    @bp.post("/<token>/language")
    def speak(token: str) -> Response:
        """The language they would rather read, here and in the chat."""

        def choice(session: Session, shop: Shop, purchase: Purchase, contact: Contact) -> None:
            choose(contacts.lock(session, contact.id), request.form.get("language", ""))

        return changed(token, choice) or make_response(redirect(url_for("progress.page", token=token), 303))

    return bp
