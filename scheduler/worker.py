"""A worker: what runs without being asked. Any number of them may work on one database.

turns   events as they come in              woken by every intake
relays  messages as they are written        one per LINE account; handed over by turns, woken by ticks
ticks   what time makes due                 APScheduler
"""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from delivery import mail, quota_tick, webhooks
from delivery.profiles import Profiles
from line.account import LineAccount
from line.client import LineClient
from models import contact as contacts
from models.database import Database
from models.operation import beat
from models.wake import Bell, Wake
from scheduler.accounts import Accounts
from scheduler.loops import Loop
from scheduler.ticks import Tick, make_scheduler
from services.counting import count_due
from services.desk import Desk
from services.inbox import Inbox
from services.paces import learn_due
from services.retention import sweep_due
from services.searching import refresh
from services.shop import Clock, ShopOf
from services.timers import ring
from services.touchpoints import run_due
from services.turns import speak_theirs
from services.watching import watch_promises, watch_undelivered

HEARTBEAT: Final = 5.0
BREATH: Final = 0.005  # seconds between small batches of turns: a batch of one costs ten turns
HOLD: Final = 0.03  # seconds a batch of turns may take on SQLite: no webhook can be stored meanwhile


class Worker:
    """`start` it after a fork, `stop` it to finish what runs. `pace` below 1 looks more often (demos)."""

    def __init__(
        self,
        database: Database,
        shop_of: ShopOf,
        clock: Clock,
        *,
        served: Callable[[], list[int]],
        line_of: Callable[[int], LineClient],
        account_of: Callable[[int], LineAccount],
        smtp: mail.Smtp | None = None,
        open_secret: webhooks.OpenSecret | None = None,
        webhooks_anywhere: bool = False,
        bell: Bell | None = None,
        senders: int = 128,
        pace: float = 1.0,
    ) -> None:
        self._database, self._shop_of, self._clock = database, shop_of, clock
        self._served, self._line_of = served, line_of
        self._accounts = Accounts(database, served, line_of, clock, senders=senders)
        hold = HOLD if database.is_sqlite else None
        inbox = Inbox(database, shop_of, clock, hold=hold, take_along=self._accounts.take_along)
        self._turns = Loop("turns", inbox.drain, Wake(database, bell), breath=BREATH)
        profiles = Profiles(database, account_of, clock, self._speak_theirs)
        results, paces = partial(count_due, database, shop_of), partial(learn_due, database, shop_of)
        ticks = [
            Tick("due", 2 * pace, self._do_due),
            Tick("promises", 20 * pace, partial(watch_promises, database, shop_of, clock)),
            Tick("undelivered", 10 * pace, partial(watch_undelivered, database, shop_of, clock)),
            Tick("search", pace, partial(refresh, database, clock), again=False),
            Tick("results", 5 * pace, self._each(partial(results, clock=clock)), again=False),
            Tick("paces", 600 * pace, self._each(partial(paces, clock=clock)), again=False),
            Tick("profiles", 1, self._each(profiles.fetch), again=False),
            Tick("quota", 60, self._each(self._refresh_quota), again=False),
            Tick("retention", 30 * pace, partial(sweep_due, database, self._zone, clock)),
            Tick("accounts", pace, self._accounts.adjust, again=False),
            Tick("heartbeat", HEARTBEAT, self._beat, again=False),
        ]
        if open_secret is not None:
            hooks = partial(webhooks.deliver_due, database, open_secret, clock, anywhere=webhooks_anywhere)
            ticks.append(Tick("webhooks", 2 * pace, hooks))
        if smtp is not None:
            ticks.append(Tick("mail", 5, partial(mail.send_due, database, smtp, clock)))
        self._scheduler = make_scheduler(ticks)

    def start(self) -> None:
        self._accounts.adjust()
        self._turns.start()
        self._beat()
        self._scheduler.start()

    def stop(self) -> None:
        """Finish what runs; claim nothing more. What is left is in the database."""
        self._scheduler.shutdown(wait=True)
        self._turns.stop()
        self._accounts.stop()

    def _do_due(self) -> int:
        """Timers first: after a standstill, what timed out long ago must not keep the next waiting."""
        done = ring(self._database, self._shop_of, self._clock)
        done = done or run_due(self._database, self._shop_of, self._clock)
        if done:
            self._accounts.wake()
        return done

    def _zone(self) -> ZoneInfo:
        """The shop's own: night is when its people sleep."""
        return self._shop_of(self._served()[0]).tz

    def _each(self, step: Callable[[int], int]) -> Callable[[], int]:
        """For every account that is served now."""
        return lambda: sum(step(channel_id) for channel_id in self._served())

    def _speak_theirs(self, session: Session, contact_id: int) -> None:
        """A new friend's language, soon enough for the first talk: most send their code at once."""
        contact = contacts.lock(session, contact_id)
        desk = Desk(session, self._shop_of(contact.channel_id), [contact], self._clock())
        speak_theirs(desk, contact)
        desk.flush()

    def _refresh_quota(self, channel_id: int) -> int:
        quota_tick.refresh(self._database, channel_id, self._line_of(channel_id), self._clock)
        return 0

    def _beat(self) -> int:
        """A sign of life of every part that really lives, in real time."""
        alive = {"scheduler": True, "turns": self._turns.is_running, "relay": self._accounts.is_alive()}
        with self._database.begin() as uow:
            for part, lives in alive.items():
                if lives:
                    beat(uow.session, part, datetime.now(UTC))
            uow.commit()
        return 0
