"""What goes in and out of the API, as its description shows it. Strict: no coercion, no extra fields."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.fields import (
    Day,
    ExternalId,
    Instant,
    Locale,
    MaybeWord,
    MilestoneName,
    Note,
    Price,
    Quantity,
    Word,
    Zone,
)
from api.queries import CURSOR


class Told(BaseModel):
    """What a caller sends."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Item(Told):
    sku: Word
    name: Word
    category: MaybeWord = ""
    quantity: Quantity = 1
    unit_price: Price | None = Field(default=None, description="In the smallest unit of the currency (yen).")
    subscription: bool = Field(default=False, description="定期便: the next one comes by itself.")


class Customer(Told):
    """All optional. A phone number or mail address nobody can read is left out; it never costs the order."""

    name: MaybeWord = ""
    phone: MaybeWord = Field(default="", description="As typed: 090-…, +81 90 …, full-width.")
    email: MaybeWord = ""
    locale: Locale = Field(default="", description="BCP 47, e.g. «ja» or «en-GB».")
    time_zone: Zone = Field(default="", description="IANA name, e.g. «Asia/Tokyo».")


class PurchaseIn(Told):
    external_id: ExternalId = Field(description="The shop's order number: the idempotency key.")
    purchased_at: Instant
    items: Annotated[list[Item], Field(min_length=1, max_length=100)]
    customer: Customer | None = None
    expected_delivery_on: Day | None = None
    referral_code: MaybeWord = Field(
        default="",
        description="Of the customer who told this one: the code, or the address of the page. "
        "One nobody has is left out; it never costs the order.",
    )


class MilestoneIn(Told):
    milestone: MilestoneName = Field(
        description="purchased, shipped, delivered, first_used or the shop's own."
    )
    at: Instant | None = Field(default=None, description="When it happened; left out: now.")
    note: Note = ""


class SubscriptionIn(Told):
    """Whether the customer gets a product of this order by itself from now on."""

    subscribed: bool
    sku: MaybeWord = Field(default="", description="Left out: every item of the order.")


class SubscriptionOut(BaseModel):
    external_id: str
    skus: list[str]
    subscribed: bool
    changed: bool


class StockIn(Told):
    """A product is out of stock, or back."""

    sku: Word
    in_stock: bool
    back_on: Day | None = Field(default=None, description="When there is some again, if that is known.")


class StockOut(BaseModel):
    sku: str
    in_stock: bool
    back_on: Day | None
    released: int = Field(description="Reminders that waited for it and are decided anew now.")


class OutOfStockOut(BaseModel):
    sku: str
    since: Instant
    back_on: Day | None


class StockList(BaseModel):
    items: list[OutOfStockOut]


class DeliveryDateIn(Told):
    """When the goods should arrive now."""

    expected_delivery_on: Day


class DeliveryDateOut(BaseModel):
    external_id: str
    expected_delivery_on: Day
    changed: bool


class EndingIn(Told):
    note: Note = ""


class PageQuery(BaseModel):
    """`since` and `cursor` may be combined; the cursor is the `next` of the page before."""

    model_config = ConfigDict(extra="forbid")

    limit: Annotated[int, Field(ge=1, le=500)] = 100
    cursor: Annotated[str, StringConstraints(pattern=CURSOR)] | None = None
    since: Instant | None = None
    channel: Annotated[str, StringConstraints(max_length=100)] | None = Field(
        None, description="The LINE account asked about (@…); the environment's own without it."
    )


class Links(BaseModel):
    id: int
    external_id: str
    claim_code: str = Field(examples=["SN-7K3M-Q2XH"])
    claim_url: str = Field(description="Opens LINE on a phone with the code already typed.")
    landing_url: str = Field(description="For the thank-you page, the mail or the parcel insert.")
    qr_url: str = Field(description="The QR code of claim_url as SVG; .png instead of .svg for mails.")
    referral: Literal["linked", "own"] | None = Field(
        description="linked: by another customer's word, who will be thanked. own: the customer's own code, "
        "which counts for nothing. null: no code that anybody has."
    )


class ItemOut(BaseModel):
    sku: str
    name: str
    category: str
    quantity: int
    unit_price: int | None
    subscription: bool


class CustomerOut(BaseModel):
    name: str
    phone: str = Field(description="E.164, or empty when it could not be read.")
    email: str
    locale: str
    time_zone: str


class MilestoneOut(BaseModel):
    milestone: str
    at: Instant
    note: str


class MilestoneTold(MilestoneOut):
    changed: bool = Field(description="False when it was known already.")


class EndingOut(BaseModel):
    external_id: str
    status: str
    status_at: Instant
    note: str
    changed: bool = Field(description="False when it was known already.")


class PurchaseOut(Links):
    status: str = Field(description="active, cancelled, refunded or returned")
    status_at: Instant | None
    status_note: str
    purchased_at: Instant
    expected_delivery_on: Day | None
    claim_expires_at: Instant
    bound_at: Instant | None = Field(description="When the customer claimed it in LINE.")
    customer: CustomerOut
    items: list[ItemOut]
    milestones: list[MilestoneOut]


class AnswerOut(BaseModel):
    id: int
    contact_id: int
    purchase: str | None = Field(description="The order number.")
    script: str
    step: str
    axis: str = Field(description="result, feeling, … or empty")
    kind: str
    question: str
    value: str
    label: str
    score: int | None
    answered_at: Instant
    redacted_at: Instant | None


class CaseOut(BaseModel):
    id: int
    contact_id: int
    purchase: str | None = Field(description="The order number.")
    reason: str
    level: int
    status: str
    opened_at: Instant
    promise_at: Instant
    first_response_at: Instant | None
    closed_at: Instant | None
    close_reason: str


class AnswerPage(BaseModel):
    items: list[AnswerOut]
    next: str | None = Field(description="The cursor of the next page; null when there is nothing more now.")


class CasePage(BaseModel):
    items: list[CaseOut]
    next: str | None = Field(description="The cursor of the next page; null when there is nothing more now.")


class ProblemDetails(BaseModel):
    """RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[dict[str, Any]] | None = None
