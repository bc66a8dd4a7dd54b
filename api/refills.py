"""REST for 置き薬: who gets the next one by subscription, what is out of stock. Decides nothing itself."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any, Final

from apiflask import APIBlueprint, HTTPTokenAuth
from sqlalchemy.orm import Session

from api.problems import at
from api.schemas import StockIn, StockList, StockOut, SubscriptionIn, SubscriptionOut
from models import refill
from models.database import Database
from models.purchase import Purchase
from services import purchases, stock, subscriptions
from services.shop import Clock, Shop, ShopOf

Changing = Callable[[str], AbstractContextManager[tuple[Session, Shop, Purchase]]]
_AHEAD: Final = timedelta(days=366)


def add_subscription(bp: APIBlueprint, auth: HTTPTokenAuth, changing: Changing) -> None:
    """Of one purchase, which `changing` finds."""

    @bp.post("/purchases/<external_id>/subscription")
    @bp.auth_required(auth, roles=["purchases:write"])
    @bp.input(SubscriptionIn)
    @bp.output(SubscriptionOut, description="Kept; `changed` tells whether it was news")
    @bp.doc(
        summary="Tell a subscription",
        description="The next one comes by itself, so it is never offered. Ended for one order of a "
        "customer, it is ended for all their orders of the product. Without `sku`: every item of the order.",
        operation_id="tellSubscription",
    )
    def subscribe(external_id: str, json_data: SubscriptionIn) -> dict[str, Any]:
        with changing(external_id) as (session, _, purchase):
            purchases.hold(session, purchase)
            own = {item.sku for item in purchase.items}
            if json_data.sku and json_data.sku not in own:
                raise at("sku", "is none of this purchase's items")
            skus = {json_data.sku} if json_data.sku else own
            changed = subscriptions.subscribe(session, purchase, skus, json_data.subscribed)
            return {
                "external_id": purchase.external_id,
                "skus": sorted(skus),
                "subscribed": json_data.subscribed,
                "changed": changed,
            }


def add_stock(
    bp: APIBlueprint,
    auth: HTTPTokenAuth,
    database: Database,
    shop_of: ShopOf,
    asked_about: Callable[[], int],
    clock: Clock,
) -> None:
    """Of one LINE account."""

    @bp.get("/stock")
    @bp.auth_required(auth, roles=["purchases:read"])
    @bp.output(StockList)
    @bp.doc(summary="Read what is out of stock", operation_id="readStock")
    def read_stock() -> dict[str, Any]:
        with database.read() as session:
            rows = refill.all_out(session, asked_about())
        return {"items": [{"sku": r.sku, "since": r.since, "back_on": r.until} for r in rows]}

    @bp.post("/stock")
    @bp.auth_required(auth, roles=["purchases:write"])
    @bp.input(StockIn)
    @bp.output(StockOut, description="Kept; `released` tells how many reminders waited and are decided anew")
    @bp.doc(
        summary="Tell what is out of stock, or back",
        description="Reminders of a product that is out wait until `back_on`, or until it is told to be "
        "back; then they go to those they still help.",
        operation_id="tellStock",
    )
    def tell_stock(json_data: StockIn) -> dict[str, Any]:
        day, now = json_data.back_on, clock()
        shop = shop_of(asked_about())
        today = now.astimezone(shop.tz).date()
        if json_data.in_stock and day is not None:
            raise at("back_on", "goes with in_stock: false only")
        if day is not None and not today < day < today + _AHEAD:
            raise at("back_on", "is not from tomorrow to a year ahead")
        released = None
        with database.begin() as uow:
            if json_data.in_stock:
                released = stock.come_back(uow.session, shop, json_data.sku, now)
            else:
                stock.run_out(uow.session, shop, json_data.sku, day, now)
            uow.commit()
        return {
            "sku": json_data.sku, "in_stock": json_data.in_stock, "back_on": day, "released": released or 0,
        }  # fmt: skip
