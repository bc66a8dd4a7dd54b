"""A channel with people, an outbox and a relay, on a real database, before a fake LINE."""

import uuid
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from delivery.relay import Relay
from models.channel import Channel
from models.contact import Contact
from models.database import Database
from models.outbound import OutboundMessage
from tests.conftest import FakeClock
from tests.delivery.fake_line import FakeLine


class World:
    def __init__(self, database: Database, clock: FakeClock, basic_id: str = "@shop") -> None:
        self.database, self.clock = database, clock
        self.line = FakeLine(clock)
        with database.begin() as uow:
            channel = Channel(basic_id=basic_id, created_at=clock(), quota_limit=1000)
            uow.session.add(channel)
            uow.commit()
            self.channel_id = channel.id
        self.relay = self.new_relay()

    def new_relay(self, **options: Any) -> Relay:
        return Relay(self.database, self.channel_id, self.line, self.clock, **{"in_flight": 8, **options})

    def message(
        self, to: str, text: str, *, reply: bool = False, kind: str = "check_in", **values: Any
    ) -> OutboundMessage:
        token = self.line.issue_token(to) if reply else None
        return OutboundMessage(
            channel_id=self.channel_id,
            to=to,
            kind=kind,
            messages=f'[{{"type":"text","text":"{text}"}}]',
            retry_key=str(uuid.uuid4()),
            reply_token=token,
            reply_until=self.clock() + timedelta(seconds=50) if token else None,
            due_at=self.clock(),
            created_at=self.clock(),
            **values,
        )

    def queue(self, to: str, text: str, **values: Any) -> int:
        with self.database.begin() as uow:
            row = self.message(to, text, **values)
            uow.session.add(row)
            uow.commit()
            return row.id

    def befriend(self, user_id: str) -> int:
        with self.database.begin() as uow:
            contact = Contact(
                channel_id=self.channel_id,
                line_user_id=user_id,
                friend_state="friend",
                created_at=self.clock(),
            )
            uow.session.add(contact)
            uow.commit()
            return contact.id

    def row(self, row_id: int) -> OutboundMessage:
        with self.database.read() as session:
            return session.get_one(OutboundMessage, row_id)

    def channel(self) -> Channel:
        with self.database.read() as session:
            return session.get_one(Channel, self.channel_id)

    def statuses(self) -> list[str]:
        with self.database.read() as session:
            rows = session.execute(select(OutboundMessage.status).order_by(OutboundMessage.id))
            return [status for (status,) in rows]

    def relay_until_still(self, **by: float) -> None:
        """Run, let time pass, run again, until nothing moves any more."""
        for _ in range(40):
            if not self.relay.run_once():
                self.clock.advance(**(by or {"seconds": 30}))
                if not self.relay.run_once():
                    return
