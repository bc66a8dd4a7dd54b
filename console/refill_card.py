"""置き薬 on a customer's page: when it will be empty, why, what comes then, and who needs nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask import abort, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from console.guards import AGENTS, Console
from console.queries import PurchaseView
from console.routing import ID, Route
from conversations.pace_words import because
from models import refill
from models.contact import Contact
from models.purchase import Purchase
from models.refill import OutOfStock, RefillForecast, RemainingTold
from models.staff import Staff
from models.touchpoint import Touchpoint
from services import purchases, refills, remaining, subscriptions
from services.published import scripts_cache
from services.shop import Shop
from services.staffing import audit


@dataclass(frozen=True, slots=True)
class Card:
    """One purchase of something that is used up. `row`: None until delivered. `next`: the next reminder."""

    purchase: Purchase
    sku: str
    product: str
    row: RefillForecast | None
    because: str
    next: Touchpoint | None
    subscribes: bool
    bought_again: bool
    out: OutOfStock | None
    told: Sequence[RemainingTold]

    @property
    def is_open(self) -> bool:
        """Whether what is left still matters."""
        return self.row is not None and not self.bought_again and not self.subscribes


def cards_of(session: Session, shop: Shop, views: Iterable[PurchaseView], language: str) -> list[Card]:
    """Newest first; what no journey calls used up has none."""
    cards = []
    for view in views:
        journey = shop.library.journeys.get(view.purchase.journey)
        if view.purchase.status == "active" and journey is not None and journey.supply is not None:
            cards.append(_card(session, view, language))
    return cards


def _card(session: Session, view: PurchaseView, language: str) -> Card:
    purchase = view.purchase
    sku, _ = refills.product_of(purchase)
    row = refill.forecast_of(session, purchase.id)
    reason = because(refills.read_forecast(row), "en" if language == "en" else "ja") if row else ""
    coming = [visit.touchpoint for visit in view.visits if visit.touchpoint.status == "planned"]
    from_forecast = [point for point in coming if _hangs_on_it(session, point)]
    return Card(
        purchase=purchase,
        sku=sku,
        product=purchase.items[0].name if purchase.items else purchase.external_id,
        row=row,
        because=reason,
        next=min(from_forecast, key=_when, default=None),
        subscribes=refills.subscribes(session, purchase),
        bought_again=refills.bought_again(session, purchase),
        out=refill.out_of(session, purchase.channel_id, sku),
        told=refill.told_by_staff(session, purchase.id),
    )


def _when(point: Touchpoint) -> tuple[bool, datetime | None, int]:
    return point.due_at is None, point.due_at, point.id


def _hangs_on_it(session: Session, point: Touchpoint) -> bool:
    written = scripts_cache.journey(session, point.journey_version_id).touchpoint(point.key)
    return written is not None and written.anchor.kind == "runs_out"


def correct(console: Console, purchase_id: int) -> ResponseReturnValue:
    """Staff know better what is left."""
    now = console.clock()
    with console.database.begin() as uow:
        purchase = _bound(uow.session, purchase_id)
        purchases.hold(uow.session, purchase)
        staff = uow.session.get_one(Staff, g.staff.id)
        shop = console.shop_of(purchase.channel_id)
        done = remaining.correct(uow.session, shop, purchase, request.form.get("level", ""), staff, now)
        uow.commit()
    if done:
        flash("残りを記録しました。見通しとご案内の日も、これに合わせて動きました。", "done")
    else:
        flash("記録できませんでした。残りを選び直してください。", "bad")
    return _back(purchase)


def subscribe(console: Console, purchase_id: int) -> ResponseReturnValue:
    """The product comes by itself from now on, or no longer."""
    on, now = request.form.get("on") == "yes", console.clock()
    with console.database.begin() as uow:
        purchase = _bound(uow.session, purchase_id)
        purchases.hold(uow.session, purchase)
        sku, _ = refills.product_of(purchase)
        if subscriptions.subscribe(uow.session, purchase, [sku], on):
            action = "purchase.subscribed" if on else "purchase.unsubscribed"
            audit(
                uow.session, now, action, f"purchase:{purchase.id}", staff_id=g.staff.id, detail={"sku": sku}
            )
        uow.commit()
    flash(
        "定期便として記録しました。次の分のご案内はしません。" if on else "定期便の記録を外しました。", "done"
    )
    return _back(purchase)


def _bound(session: Session, purchase_id: int) -> Purchase:
    purchase = session.get(Purchase, purchase_id)
    contact = session.get(Contact, purchase.contact_id) if purchase and purchase.contact_id else None
    if purchase is None or contact is None or contact.erased_at is not None:
        abort(404)
    return purchase


def _back(purchase: Purchase) -> ResponseReturnValue:
    return redirect(url_for("console.customer", contact_id=purchase.contact_id) + "#refill")


_ONE: Final = f"/purchases/<{ID}:purchase_id>"
ROUTES: Final = (
    Route(f"{_ONE}/rest", "purchase_rest", "POST", correct, AGENTS),
    Route(f"{_ONE}/subscription", "purchase_subscription", "POST", subscribe, AGENTS),
)
