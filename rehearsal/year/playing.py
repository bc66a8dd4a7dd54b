"""The year, moment by moment: orders, parcels, customers, staff, and the product in between.

Moments are ten minutes apart at least.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from sqlalchemy import event, func, select

from delivery.relay import Relay
from models.case import Case
from models.database import Database
from models.timer import Timer
from models.touchpoint import Touchpoint
from rehearsal.year import staffroom
from rehearsal.year.agenda import Agenda, Plan
from rehearsal.year.orders import Orders
from rehearsal.year.phones import Phones
from rehearsal.year.post import Post
from services.counting import count_all
from services.inbox import Inbox
from services.paces import learn_due
from services.searching import refresh
from services.shop import Shop
from services.timers import ring
from services.touchpoints import run_due
from services.watching import watch_promises, watch_undelivered

GRID: Final = timedelta(minutes=10)
_PLANNED: Final = select(func.min(Touchpoint.due_at)).where(Touchpoint.status == "planned")
_RINGS: Final = select(func.min(Timer.due_at)).where(Timer.due_at.is_not(None))
ROUNDS: Final = 60  # of one moment: nobody answers that often in ten minutes


class Year:
    """`play` it; `on_day` hears of each day that is over."""

    def __init__(self, database: Database, shop: Shop, plan: Plan) -> None:
        self.agenda = Agenda(plan)
        clock = self.agenda.clock
        self.post = Post(clock)
        self._database, self._shop = database, shop
        _hurry(database)
        self._inbox = Inbox(database, self._shop_of, clock)
        self._relay = Relay(database, shop.channel_id, self.post, clock)
        self._phones = Phones(database, shop, self.agenda, self.post)
        self._orders = Orders(database, shop, self.agenda, self._phones)
        self._last_case = 0

    def play(self, on_day: Callable[[int], None] = lambda _: None) -> str:
        """Live it; the owner's one-time link."""
        plan, clock = self.agenda.plan, self.agenda.clock
        with self._database.begin() as uow:
            link = staffroom.hire(uow.session, plan.begins)
            uow.commit()
        self._orders.people_come()
        day = clock.now.date()
        while (at := self._next()) < plan.ends:
            clock.now = at
            self.agenda.do_due()
            self._rest()
            if at.date() != day:
                on_day((at.date() - day).days)
                day = at.date()
                self._a_new_day()
        clock.now = plan.ends
        self._look_back()
        return link

    def _next(self) -> datetime:
        """The next moment at which anything is due."""
        with self._database.read() as session:
            planned, rings = session.scalar(_PLANNED), session.scalar(_RINGS)
        plan = self.agenda.plan
        moments = [at for at in (self.agenda.soonest(), planned, rings) if at is not None]
        soonest = max(min(moments, default=plan.ends), self.agenda.now + GRID)
        return plan.begins - ((plan.begins - soonest) // GRID) * GRID

    def _rest(self) -> None:
        """Until nothing more happens in this moment. What is new to the inbox then came by `hand_in`, and no
        timer begins that would ring at once: the first round looks for all, the others for what can be there.
        """
        for number in range(ROUNDS):
            done = self._phones.hand_in()
            if done or number == 0:
                done += self._inbox.drain()
            if number == 0:
                done += ring(self._database, self._shop_of, self.agenda.clock)
            done += run_due(self._database, self._shop_of, self.agenda.clock) + self._relay.run_once()
            while self.post.letters:
                self._phones.read(self.post.letters.popleft())
                done += 1
            if not done:
                break
        watch_promises(self._database, self._shop_of, self.agenda.clock)
        watch_undelivered(self._database, self._shop_of, self.agenda.clock)
        self._new_cases()

    def _look_back(self) -> None:
        """What ticks count by and by, at once."""
        count_all(self._database, self._shop, self.agenda.clock)
        while refresh(self._database, self.agenda.clock):
            pass

    def _shop_of(self, channel_id: int) -> Shop:
        return self._shop

    def _new_cases(self) -> None:
        with self._database.read() as session:
            new = session.execute(select(Case.id, Case.opened_at).where(Case.id > self._last_case)).all()
        for case_id, opened_at in new:
            self._last_case = max(self._last_case, case_id)
            at = staffroom.answers_at(self._shop, opened_at, self.agenda.chance)
            self.agenda.later(at, partial(self._staff_answers, case_id))

    def _a_new_day(self) -> None:
        self.post.forget_tokens()
        learn_due(self._database, self._shop_of, self._shop.channel_id, self.agenda.clock)
        with self._database.begin() as uow:
            staffroom.read_up(uow.session, self.agenda.now)
            uow.commit()

    def _staff_answers(self, case_id: int) -> None:
        with self._database.begin() as uow:
            done = staffroom.answer(uow.session, self._shop, case_id, self.agenda.now, self.agenda.chance)
            uow.commit()
        if done == "replied" and self.agenda.chance.random() < 0.5:
            at = self.agenda.now + timedelta(hours=self.agenda.chance.uniform(1, 3))
            self.agenda.later(self._shop.rules.hours.next_open(at), partial(self._staff_offers, case_id))
        if done != "closed":
            at = self.agenda.now + timedelta(days=self.agenda.chance.uniform(1, 3))
            self.agenda.later(self._shop.rules.hours.next_open(at), partial(self._staff_closes, case_id))

    def _staff_offers(self, case_id: int) -> None:
        with self._database.begin() as uow:
            staffroom.offer(uow.session, self._shop, case_id, self.agenda.now, self.agenda.chance)
            uow.commit()

    def _staff_closes(self, case_id: int) -> None:
        with self._database.begin() as uow:
            staffroom.close(uow.session, self._shop, case_id, self.agenda.now, self.agenda.chance)
            uow.commit()


def _hurry(database: Database) -> None:
    """SQLite: no commit waits for the disk. A power cut loses a rehearsal, nothing else."""
    if database.is_sqlite:
        database.engine.dispose()
        event.listen(
            database.engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=OFF")
        )
