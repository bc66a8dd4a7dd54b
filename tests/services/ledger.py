"""A shop's past, row by row: purchases, askings, answers, cases as the product would have left them."""

import itertools
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from conversations.library import load_library
from models.case import Case, CaseEntry
from models.channel import Channel
from models.contact import Contact
from models.conversation import Answer, Conversation
from models.database import Database
from models.outbound import OutboundMessage
from models.purchase import Milestone, Purchase, PurchaseItem
from models.touchpoint import Touchpoint
from services.published import publish, scripts_cache
from services.shop import Rules, Shop

# Tuesday, 19:00 in Tokyo; the first Monday of its week is 2026-09-07.
ASKED = datetime(2026, 9, 8, 10, 0, tzinfo=UTC)
SCRIPT_OF = {"checkin": "cosmetics-checkin", "recovery": "recovery-skin", "howto": "cosmetics-howto",
             "shipped": "cosmetics-shipped"}  # fmt: skip


@dataclass
class Ledger:
    database: Database
    shop: Shop
    numbers: Any = field(default_factory=lambda: itertools.count(1))

    def add(self, *rows: Any) -> Any:
        with self.database.begin() as uow:
            uow.session.add_all(rows)
            uow.commit()
        return rows[0]

    def customer(self, **values: Any) -> Contact:
        number = next(self.numbers)
        known = {"channel_id": self.shop.channel_id, "line_user_id": f"U{number:032}", "created_at": ASKED}
        return self.add(Contact(friend_state="friend", **known, **values))  # type: ignore[no-any-return]

    def purchase(
        self,
        contact: Contact | None,
        sku: str = "SER-30",
        at: datetime = ASKED - timedelta(days=21),
        **more: Any,
    ) -> Purchase:
        number = next(self.numbers)
        row = Purchase(
            channel_id=self.shop.channel_id, external_id=f"A-{number}", purchased_at=at,
            claim_code=f"{number:08}", claim_expires_at=at, contact_id=contact.id if contact else None,
            bound_at=at if contact else None, journey="cosmetics", created_at=at, **more,
        )  # fmt: skip
        self.add(row)
        self.add(PurchaseItem(purchase_id=row.id, sku=sku, name=f"商品 {sku}", category="cosmetics"))
        return row

    def milestone(self, purchase: Purchase, name: str, at: datetime) -> None:
        self.add(Milestone(purchase_id=purchase.id, name=name, at=at, told_at=at))

    def decided(
        self,
        purchase: Purchase,
        key: str = "checkin",
        at: datetime = ASKED,
        status: str = "sent",
        round: int = 0,
    ) -> Touchpoint:
        return self.add(  # type: ignore[no-any-return]
            Touchpoint(
                channel_id=self.shop.channel_id, purchase_id=purchase.id, contact_id=purchase.contact_id,
                journey_version_id=self.shop.journey_versions["cosmetics"], key=key, round=round,
                status=status, decided_at=at, planned_at=at,
            )
        )  # fmt: skip

    def asked(
        self,
        purchase: Purchase,
        *answers: tuple[str, int | None],
        key: str = "checkin",
        at: datetime = ASKED,
        status: str = "completed",
        taken: bool = True,
        billed: int = 1,
        finished_at: datetime | None = None,
        round: int = 0,
        label: str = "",
    ) -> Conversation:
        """One touchpoint sent, with the answers given to it: («result», 5) …"""
        number = next(self.numbers)
        touchpoint = self.decided(purchase, key, at, round=round)
        script = SCRIPT_OF[key]
        common = {"channel_id": self.shop.channel_id, "contact_id": purchase.contact_id}
        about = {"purchase_id": purchase.id, "script_version_id": self.shop.script_versions[script]}
        talk = self.add(
            Conversation(
                token=f"t{number}", touchpoint_id=touchpoint.id, script=script, status=status, started_at=at,
                updated_at=at, finished_at=finished_at or (None if status == "waiting" else at),
                **common, **about,
            )
        )  # fmt: skip
        for count in range(max(billed, 1)):
            self.add(
                OutboundMessage(
                    to="U", conversation_id=talk.id, touchpoint_id=touchpoint.id, turn=1, kind="check_in",
                    created_at=at, messages="[]", retry_key=f"k{number}-{count}", due_at=at, method="push",
                    status="sent" if taken else "discarded", sent_at=at if taken else None,
                    billed=taken and billed > 0, **common,
                )
            )  # fmt: skip
        for turn, (axis, score) in enumerate(answers, 2):
            self.add(
                Answer(
                    conversation_id=talk.id, script=script, step=axis, turn=turn, axis=axis, kind="scale",
                    value=str(score or ""), label=label or str(score or axis), score=score,
                    message_id=f"m{number}-{turn}",
                    answered_at=at + timedelta(hours=turn), **common, **about,
                )
            )  # fmt: skip
        return talk  # type: ignore[no-any-return]

    def case(
        self, purchase: Purchase, opened: datetime, promise: datetime, *, staff: int | None = None,
        answered: datetime | None = None, closed: datetime | None = None, replaced: tuple[str, ...] = (),
        reason: str = "unhappy", close_reason: str = "",
    ) -> Case:  # fmt: skip
        case = self.add(
            Case(
                channel_id=self.shop.channel_id, contact_id=purchase.contact_id, purchase_id=purchase.id,
                reason=reason, opened_at=opened, promise_at=promise, first_response_at=answered,
                closed_at=closed, status="closed" if closed else "open", assignee_id=staff,
                close_reason=close_reason,
            )
        )  # fmt: skip
        for kind in replaced:
            self.add(CaseEntry(case_id=case.id, at=opened, kind=kind))
        if answered is not None:
            self.add(CaseEntry(case_id=case.id, at=answered, kind="reply", staff_id=staff))
        return case  # type: ignore[no-any-return]


def open_ledger(database: Database) -> Ledger:
    """Weekdays 10–18, no holidays; the shipped cosmetics journey."""
    library = load_library()
    scripts_cache.clear()
    with database.begin() as uow:
        channel = Channel(basic_id="@shop", name="花しずく", created_at=ASKED)
        uow.session.add(channel)
        uow.session.flush()
        scripts, journeys = publish(uow.session, library, ASKED)
        uow.commit()
    shop = Shop(
        channel.id, "@shop", "花しずく", "https://x.jp", "Asia/Tokyo", library, Rules(), scripts, journeys
    )
    return Ledger(database, shop)
