"""Every page of the console by its route, in the ways it is asked for: what `bot.py bench console` opens.

A path may name what there is to look at in braces (`places`). A route that is in neither table is noticed by
tests/console/test_bench_pages.py.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bench.grown import LONG, NOW
from console import earlier
from console.customer_list import write_cursor
from conversations.library import Library
from models.case import NOT_CLOSED, Case, CaseEntry
from models.contact import Contact
from models.health_report import HealthReport
from models.inbound import InboundEvent
from models.outbound import OutboundMessage
from models.publication import Publication
from models.purchase import Purchase
from models.upload import Upload
from models.webhook import WebhookEndpoint

DAYS: Final = 180
PERIOD: Final = f"since={(NOW - timedelta(days=DAYS)).date()}&until={NOW.date()}"
# A rare word of two letters each, words nobody wrote, a name, what many wrote, parts of numbers.
WORDS: Final = (
    "山田花子", "藤色の小瓶", "ヒリヒリ", "存在しない言葉", "です", "肌", "山田 ヒリヒリ", "090-1000-0777",
    "0777", "A-0077777", "c777@example.jp",
)  # fmt: skip
PRODUCTS: Final = ("", "&product=SKU-03", "&product=SKU-NONE")
NARROWED: Final = (
    *PRODUCTS, "&cohort=2026-08-31", "&version={journey_version}",
    "&product=SKU-03&cohort=2026-08-31&version={journey_version}",
)  # fmt: skip
PAGES: Final[Mapping[str, Sequence[str]]] = {
    "today": ("/", "/?mine=1", "/?all=1", "/?channel=1", "/?channel=2"),
    "today_list": ("/today/list", "/today/list?all=1", "/today/list?channel=2"),
    "case": ("/cases/{case}", "/cases/{long_case}", "/cases/{closed_case}", "/cases/{health_case}"),
    "case_earlier": ("/cases/{long_case}/earlier", "/cases/{long_case}/earlier?before={long_deep}"),
    "case_pulse": ("/cases/{long_case}/pulse",),
    "customers": (
        "/customers", "/customers?after={deep}", "/customers?channel=2", "/customers?product=SKU-03",
        "/customers?product=SKU-RARE", "/customers?product=SKU-NONE", "/customers?journey=cosmetics",
        "/customers?journey=none", "/customers?product=SKU-RARE&state=open_case&feeling=bad",
        "/customers?q=ヒリヒリ&after={deep}", "/customers?q=ヒリヒリ&state=open_case",
        "/customers?q=ヒリヒリ&product=SKU-RARE", "/customers?q=ヒリヒリ&channel=2",
        *(f"/customers?state={state}" for state in (
            "reachable", "open_case", "health", "unread", "paused", "stopped", "blocked", "not_friend",
            "unbound",
        )),
        *(f"/customers?feeling={feeling}" for feeling in ("good", "middle", "bad", "none")),
        *(f"/customers?q={words}" for words in WORDS),
    ),
    "customer": (
        "/customers/{contact}", "/customers/{long}", "/customers/{long}?before={hours_ago}",
        *(f"/customers/{{long}}?show={show}" for show in ("talk", "answers", "why", "care")),
    ),
    "customer_erase": ("/customers/{contact}/erase",),
    "purchases": (
        "/purchases", "/purchases?after={bought_deep}", "/purchases?channel=2", "/purchases?product=SKU-03",
        "/purchases?product=SKU-RARE", "/purchases?product=SKU-NONE", "/purchases?journey=cosmetics",
        "/purchases?journey=none",
        *(f"/purchases?state={state}" for state in (
            "open", "claimed", "unmoved", "unsaid", "expired", "cancelled", "returned",
        )),
        *(f"/purchases?q={words}" for words in ("佐藤さくら", *WORDS)),
    ),
    "purchase": (
        "/purchases/{purchase}", "/purchases/{open_purchase}?who=花子", "/purchases/{open_purchase}?who=です",
    ),
    "purchase_qr": ("/purchases/{open_purchase}/qr.svg",),
    "purchase_sheet": ("/purchases/sheet",),
    "purchase_new": ("/purchases/new",),
    "import": ("/purchases/import",),
    "import_preview": ("/purchases/import/{upload}",),
    "health": ("/health",),
    "health_file": ("/health.csv", "/health.xlsx"),
    "stock": ("/stock", "/stock?channel=2"),
    "templates": ("/templates",),
    "template": ("/templates/1",),
    "template_new": ("/templates/new",),
    "journeys": ("/journeys",),
    "script": ("/scripts/script/checkin", "/scripts/journey/{journey}"),
    "script_edit": ("/scripts/script/checkin/edit", "/scripts/journey/{journey}/edit"),
    "script_language": ("/scripts/script/checkin/languages/en",),
    "script_version": ("/scripts/script/checkin/versions/{publication}",),
    "script_try": ("/scripts/script/checkin/try",),
    "script_new": ("/scripts/new",),
    "journey_life": ("/scripts/journey/{journey}/life",),
    "me": ("/me",),
    "security": ("/me/security",),
    "settings": ("/settings",),
    "settings_shop": ("/settings/shop",),
    "settings_staff": ("/settings/staff",),
    "settings_tokens": ("/settings/tokens",),
    "settings_quota": ("/settings/quota",),
    "settings_partner": ("/settings/partner",),
    "settings_audit": (
        "/settings/audit", "/settings/audit?page=20", "/settings/audit?page=2000", "/settings/audit?staff=2",
        "/settings/audit?staff=2&page=500", "/settings/audit?staff=12", "/settings/audit?staff=99",
    ),
    "assignment": ("/settings/assignment",),
    "hours": ("/settings/hours",),
    "retention": ("/settings/retention",),
    "channels": ("/settings/channels",),
    "channel": ("/settings/channels/1",),
    "channel_new": ("/settings/channels/new",),
    "webhooks": ("/settings/webhooks",),
    "webhook": ("/settings/webhooks/{endpoint}",),
    "results": (
        "/results", *(f"/results?{PERIOD}{more}" for more in NARROWED), f"/results?{PERIOD}&staff=2",
        f"/results?{PERIOD}&staff=2&product=SKU-03", "/results?channel=2",
    ),
    "result_chart": (
        f"/results/charts/funnel.csv?{PERIOD}", f"/results/charts/funnel.xlsx?{PERIOD}&product=SKU-03",
    ),
    "result_cell": (
        *(f"/results/cells/rescue?{PERIOD}{more}" for more in NARROWED),
        f"/results/cells/partner?{PERIOD}", f"/results/cells/partner?{PERIOD}&page=20",
        f"/results/cells/partner?{PERIOD}&page=2000",
        f"/results/cells/reassure?{PERIOD}&product=SKU-03&page=20",
        f"/results/cells/expect?{PERIOD}&version={{journey_version}}&page=20",
    ),
    "result_words": (
        *(f"/results/words?{PERIOD}{more}" for more in PRODUCTS), f"/results/words?{PERIOD}&page=20",
        f"/results/words?{PERIOD}&page=1000", f"/results/words?{PERIOD}&tag=タグ3",
        f"/results/words?{PERIOD}&tag=誰も付けない", f"/results/words?{PERIOD}&product=SKU-RARE",
        "/results/words?since=2026-05-28&until=2026-06-10",
        *(f"/results/words?{PERIOD}&q={words}" for words in (
            "べたつき", "ヒリヒリ", "です", "肌", "藤色の小瓶", "こんな言葉はない", "Nobody",
        )),
        f"/results/words?{PERIOD}&q=べたつき&page=20", f"/results/words?{PERIOD}&q=べたつき&product=SKU-03",
        f"/results/words?{PERIOD}&q=こんな言葉はない&product=SKU-03",
    ),
    "result_rows": tuple(f"/results/rows/{what}.csv?{PERIOD}" for what in ("visits", "cases", "purchases")),
    "result_words_file": (f"/results/words.csv?{PERIOD}", f"/results/words.csv?{PERIOD}&q=こんな言葉はない"),
    "result_refills": (f"/results/refills?{PERIOD}", f"/results/refills?{PERIOD}&product=SKU-03"),
    "result_refill": (f"/results/refills/forecasts.csv?{PERIOD}", f"/results/refills/reminders.csv?{PERIOD}"),
    "partner_feedback": (
        f"/results/feedback?{PERIOD}", f"/results/feedback?{PERIOD}&axis=helped",
        f"/results/feedback?{PERIOD}&axis=helped&theme=v4", f"/results/feedback?{PERIOD}&axis=helped&page=20",
        f"/results/feedback?{PERIOD}&product=SKU-03",
    ),
    "partner_feedback_file": (f"/results/feedback.csv?{PERIOD}",),
    "partner_friends": (f"/results/friends?{PERIOD}", f"/results/friends?{PERIOD}&product=SKU-03"),
    "partner_friends_file": (f"/results/friends.csv?{PERIOD}",),
    "partner_words": tuple(
        f"/results/testimonials?{asked}"
        for asked in ("", "state=withdrawn", "state=all", "page=20", "state=all&page=150")
    ),
    "partner_words_file": ("/results/testimonials.csv",),
}  # fmt: skip
NOT_OPENED: Final[Mapping[str, str]] = {
    "static": "files",
    "missing": "no page",
    "sign_in": "leads on whoever is signed in",
    "meet_browser": "needs a link that was sent",
    "welcome": "needs a link that was sent",
    "ask_code": "needs half a sign-in",
    "confirm": "leads on whoever was just confirmed",
    "factor": "needs one that was begun",
    "script_review": "needs a draft",
}


def paths(places: Mapping[str, Any], endpoints: Sequence[str] = ()) -> Iterator[tuple[str, str]]:
    """(route, address) of every page, or of those routes' pages."""
    for endpoint in endpoints or PAGES:
        for path in PAGES[endpoint]:
            yield endpoint, "/console" + path.format_map(places)


def places(session: Session, library: Library, journey_version: int) -> dict[str, Any]:
    """What there is to look at: the newest of each, and what has the longest history."""

    def newest(column: Any, *which: Any) -> Any:
        return session.scalar(select(func.max(column)).where(*which))

    of_script = (Publication.kind == "script", Publication.name == "checkin")
    long_case = newest(Case.id, Case.contact_id == LONG)
    of_long = (  # the middle of the longest talk
        (OutboundMessage.id, OutboundMessage.contact_id == LONG, 500),
        (CaseEntry.id, CaseEntry.case_id == long_case, 150),
        (InboundEvent.id, InboundEvent.line_user_id == f"U{LONG:032}", 500),
    )
    long_deep = earlier.Place(*(max((newest(column, mine) or 0) - back, 0) for column, mine, back in of_long))
    customers = newest(Contact.id)
    return {
        "case": newest(Case.id, NOT_CLOSED, Case.id != long_case),
        "long_case": long_case,
        "long_deep": long_deep,
        "closed_case": newest(Case.id, Case.status == "closed"),
        "health_case": newest(HealthReport.case_id),
        "long": LONG,
        "contact": newest(Contact.id, Contact.channel_id == 1),
        "purchase": newest(Purchase.id, Purchase.contact_id.is_not(None)),
        "open_purchase": newest(Purchase.id, Purchase.contact_id.is_(None)),
        "upload": newest(Upload.id),
        "publication": newest(Publication.id, *of_script),
        "endpoint": session.scalar(select(func.min(WebhookEndpoint.id))),
        "journey": next(iter(library.journeys)),
        "journey_version": journey_version,
        "deep": write_cursor(NOW - timedelta(seconds=customers // 2), 1),
        "bought_deep": write_cursor(NOW - timedelta(minutes=customers // 2), 1),
        "hours_ago": write_cursor(NOW - timedelta(hours=8), 0),
    }
