"""REST: the shop tells what was bought, what happened to it and how it ended. Decides nothing itself."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, Final

from apiflask import APIBlueprint, HTTPTokenAuth
from sqlalchemy.orm import Session

from api import queries, refills
from api.problems import Problem, at
from api.schemas import (
    DeliveryDateIn,
    DeliveryDateOut,
    EndingIn,
    EndingOut,
    Links,
    MilestoneIn,
    MilestoneTold,
    PurchaseIn,
    PurchaseOut,
)
from conversations.replies import show_code
from models import purchase as rows
from models.database import Database
from models.purchase import Purchase
from services import purchases, referrals
from services.claim_links import claim_links
from services.purchases import AlreadyEnded, NewItem, NewPurchase
from services.shop import Clock, Shop, ShopOf

_EXTERNAL_ID: Final = re.compile(purchases.EXTERNAL_ID)
_AHEAD: Final = timedelta(days=366)
_ENDINGS: Final = {"cancel": "cancelled", "refund": "refunded", "return": "returned"}


def add_views(
    bp: APIBlueprint,
    auth: HTTPTokenAuth,
    database: Database,
    shop_of: ShopOf,
    asked_about: Callable[[], int],
    clock: Clock,
) -> None:
    """The purchases of the channel a call is about."""

    @contextmanager
    def changing(external_id: str) -> Iterator[tuple[Session, Shop, Purchase]]:
        """The purchase inside a unit of work that is committed at the end."""
        channel_id = asked_about()
        with database.begin() as uow:
            yield uow.session, shop_of(channel_id), _find(uow.session, channel_id, external_id)
            uow.commit()

    @bp.post("/purchases")
    @bp.auth_required(auth, roles=["purchases:write"])
    @bp.input(PurchaseIn)
    @bp.output(Links, 201, description="Registered")
    @bp.doc(
        summary="Register a purchase",
        description="Told again (same `external_id`) nothing changes: 200 with what was told first.",
        operation_id="registerPurchase",
    )
    def register(json_data: PurchaseIn) -> tuple[dict[str, Any], int]:
        now = clock()
        _check(json_data.purchased_at, now, "purchased_at")
        shop = shop_of(asked_about())
        with database.begin() as uow:
            purchase, created = purchases.register(uow.session, shop, _order(json_data), now)
            links = _links(uow.session, shop, purchase)
            uow.commit()
        return links, HTTPStatus.CREATED if created else HTTPStatus.OK

    @bp.get("/purchases/<external_id>")
    @bp.auth_required(auth, roles=["purchases:read"])
    @bp.output(PurchaseOut)
    @bp.doc(summary="Read a purchase", operation_id="readPurchase")
    def read(external_id: str) -> dict[str, Any]:
        channel_id = asked_about()
        with database.read() as session:
            return _whole(session, shop_of(channel_id), _find(session, channel_id, external_id))

    @bp.post("/purchases/<external_id>/milestones")
    @bp.auth_required(auth, roles=["purchases:write"])
    @bp.input(MilestoneIn)
    @bp.output(MilestoneTold, description="Kept; `changed` tells whether it was news")
    @bp.doc(
        summary="Tell a milestone",
        description="Told again with another time it moves, and so do the plans. Without `at` it stays.",
        operation_id="tellMilestone",
    )
    def tell(external_id: str, json_data: MilestoneIn) -> dict[str, Any]:
        now = clock()
        if json_data.at is not None:
            _check(json_data.at, now, "at")
        with changing(external_id) as (session, shop, purchase):
            milestone, changed = purchases.tell_milestone(
                session, shop, purchase, json_data.milestone, json_data.at, json_data.note, now
            )
            return {
                "milestone": milestone.name,
                "at": milestone.at,
                "note": milestone.note,
                "changed": changed,
            }

    @bp.post("/purchases/<external_id>/delivery-date")
    @bp.auth_required(auth, roles=["purchases:write"])
    @bp.input(DeliveryDateIn)
    @bp.output(DeliveryDateOut, description="Kept; `changed` tells whether it was news")
    @bp.doc(
        summary="Move the delivery date",
        description="What counts from it moves, the customer's page shows it, and a journey may tell them.",
        operation_id="moveDeliveryDate",
    )
    def expect(external_id: str, json_data: DeliveryDateIn) -> dict[str, Any]:
        day, now = json_data.expected_delivery_on, clock()
        if abs(day - now.date()) > _AHEAD:
            raise at("expected_delivery_on", "is more than a year away")
        with changing(external_id) as (session, shop, purchase):
            changed = purchases.expect_delivery(session, shop, purchase, day, now)
            return {"external_id": purchase.external_id, "expected_delivery_on": day, "changed": changed}

    def add_ending(verb: str, status: str) -> None:
        @bp.post(f"/purchases/<external_id>/{verb}", endpoint=verb)
        @bp.auth_required(auth, roles=["purchases:write"])
        @bp.input(EndingIn)
        @bp.output(EndingOut, description=f"It is {status}; `changed` tells whether it was news")
        @bp.doc(
            summary=f"{verb.capitalize()} a purchase",
            description="Stops its journey. No ending goes back or turns into another: that is a 409.",
            operation_id=f"{verb}Purchase",
        )
        def finish(external_id: str, json_data: EndingIn) -> dict[str, Any]:
            try:
                with changing(external_id) as (session, shop, purchase):
                    changed = purchases.end(session, shop, purchase, status, json_data.note, clock())
                    return {
                        "external_id": purchase.external_id,
                        "status": purchase.status,
                        "status_at": purchase.status_at,
                        "note": purchase.status_note,
                        "changed": changed,
                    }
            except AlreadyEnded as ended:
                raise Problem(409, f"The purchase is already {ended.status}; nothing was changed.") from ended

    for verb, status in _ENDINGS.items():
        add_ending(verb, status)
    refills.add_subscription(bp, auth, changing)


def _find(session: Session, channel_id: int, external_id: str) -> Purchase:
    purchase = None
    if _EXTERNAL_ID.fullmatch(external_id):
        purchase = rows.by_external_id(session, channel_id, external_id)
    if purchase is None:
        raise Problem(404, "There is no purchase with this external_id.")
    return purchase


def _check(instant: datetime, now: datetime, field: str) -> None:
    if not purchases.is_plausible(instant, now):
        raise at(field, "is before the year 2000 or more than a year ahead")


def _order(told: PurchaseIn) -> NewPurchase:
    customer = told.customer
    return NewPurchase(
        external_id=told.external_id,
        purchased_at=told.purchased_at,
        items=tuple(NewItem(**item.model_dump()) for item in told.items),
        customer_name=customer.name if customer else "",
        phone=customer.phone if customer else "",
        email=customer.email if customer else "",
        locale=customer.locale if customer else "",
        time_zone=customer.time_zone if customer else "",
        expected_delivery_on=told.expected_delivery_on,
        referral_code=told.referral_code,
    )


def _links(session: Session, shop: Shop, purchase: Purchase) -> dict[str, Any]:
    links = claim_links(shop.basic_id, shop.public_url, purchase.claim_code, purchase.locale)
    return {
        "id": purchase.id,
        "external_id": purchase.external_id,
        "claim_code": show_code(purchase.claim_code),
        "claim_url": links.claim_url,
        "landing_url": links.landing_url,
        "qr_url": links.qr_url,
        "referral": referrals.standing_of(session, purchase),
    }


def _whole(session: Session, shop: Shop, purchase: Purchase) -> dict[str, Any]:
    told = queries.milestones(session, purchase.id)
    return {
        **_links(session, shop, purchase),
        "status": purchase.status,
        "status_at": purchase.status_at,
        "status_note": purchase.status_note,
        "purchased_at": purchase.purchased_at,
        "expected_delivery_on": purchase.expected_delivery_on,
        "claim_expires_at": purchase.claim_expires_at,
        "bound_at": purchase.bound_at,
        "customer": {
            "name": purchase.customer_name,
            "phone": purchase.phone,
            "email": purchase.email,
            "locale": purchase.locale,
            "time_zone": purchase.time_zone,
        },
        "items": [
            {
                "sku": item.sku,
                "name": item.name,
                "category": item.category,
                "quantity": item.quantity,
                "unit_price": item.unit_price,
                "subscription": item.subscription,
            }
            for item in purchase.items
        ],
        "milestones": [{"milestone": row.name, "at": row.at, "note": row.note} for row in told],
    }
