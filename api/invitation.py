"""/r/<code>: the page a customer sends to a friend. It says truthfully what it is, and names nobody.

It leads to the LINE account whose customer sent it. Whoever holds a code learns nothing of whose it is;
guessing is throttled as on the claim pages.
"""

from flask import Blueprint, Response, make_response, render_template, request

from api import landing_words as words
from api.headers import guard
from api.invitation_words import FRIEND
from api.landing import language_wanted, private, refuse
from api.throttle import Throttle
from conversations.locales import NAMES
from line.links import friend_link
from models import partner
from models.database import Database
from services.callers import caller_of
from services.referrals import read_code
from services.shop import ShopOf

LONGEST = 60


def make_blueprint(
    database: Database,
    shop_of: ShopOf,
    channel_id: int,
    *,
    views: Throttle | None = None,
    misses: Throttle | None = None,
) -> Blueprint:
    """Open to everybody with a code; an unknown one gets `channel_id`'s page. Its look is the landing's."""
    bp = Blueprint("invitation", __name__, url_prefix="/r", template_folder="templates")
    bp.after_request(guard)
    views = views or Throttle(per_second=2, burst=60)
    misses = misses or Throttle(per_second=1 / 30, burst=10)

    @bp.get("/<code>")
    def page(code: str) -> Response:
        language, nobodys = language_wanted(), shop_of(channel_id)
        address = caller_of(request.remote_addr)
        if views.take(address) or misses.wait(address):
            return refuse(nobodys, words.THROTTLED, language, misses)
        with database.read() as session:
            known = read_code(code) if len(code) <= LONGEST else ""
            referrer = partner.referrer_of(session, known) if known else None
        if referrer is None:
            misses.take(address)
            return refuse(nobodys, words.NO_INVITATION, language, misses)
        shop = shop_of(referrer.channel_id)
        html = render_template(
            "landing/friend.html",
            language=language,
            names=NAMES,
            w=FRIEND[language], shop=shop, rules=shop.partner, code=known,
            friend_url=friend_link(shop.basic_id),
        )  # fmt: skip
        return private(make_response(html))

    return bp
