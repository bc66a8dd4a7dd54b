"""Who buys what and when, and how their parcels fare: the shop's own system, as Sonogo hears of it."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import select

from models.contact import Contact
from models.conversation import Answer
from models.database import Database
from models.purchase import Purchase
from rehearsal.year import town
from rehearsal.year.agenda import Agenda
from rehearsal.year.phones import Phones
from rehearsal.year.town import Customer, Ware
from services import purchases
from services.shop import Shop

BY_WORD: Final = 0.06  # of first orders, once somebody has asked for a link: so many name their code


class Orders:
    """First orders come over the whole year; who is happy orders again."""

    def __init__(self, database: Database, shop: Shop, agenda: Agenda, phones: Phones) -> None:
        self._database, self._shop, self._agenda, self._phones = database, shop, agenda, phones
        self._zone, self._chance = ZoneInfo(shop.zone), agenda.chance

    def people_come(self) -> None:
        span = (self._agenda.plan.ends - self._agenda.plan.begins).total_seconds()
        for number in range(1, self._agenda.plan.customers + 1):
            manner = town.manner_of(number, self._agenda.plan.seed)
            customer = town.invent(number, self._chance, manner)
            self._phones.give(customer)
            first = self._agenda.plan.begins + timedelta(seconds=span * self._chance.random() ** 0.8)
            ware = town.choose_ware(self._chance)
            self._agenda.later(self._hour_of_shopping(first), partial(self._buy, customer, ware))

    def _hour_of_shopping(self, day: datetime) -> datetime:
        here = day.astimezone(self._zone)
        hour = self._chance.choices(range(6, 24), (1, 2, 3, 4, 5, 5, 6, 5, 4, 4, 4, 5, 6, 8, 10, 10, 8, 4))[0]
        return here.replace(hour=hour, minute=self._chance.randrange(60)).astimezone(day.tzinfo)

    def _buy(self, customer: Customer, ware: Ware) -> None:
        now, chance = self._agenda.now, self._chance
        customer.orders += 1
        told_by = self._told_by() if customer.orders == 1 else ""
        made = town.order(customer, ware, self._agenda.number(), now, chance, told_by)
        with self._database.begin() as uow:
            purchase, _ = purchases.register(uow.session, self._shop, made, now)
            code = purchase.claim_code
            uow.commit()
        if customer.is_friend or chance.random() < 0.72:  # the thank-you page has a QR code
            wait = timedelta(minutes=chance.expovariate(1 / 40))
            self._agenda.later(now + wait, partial(self._phones.claim, customer, code))
        fate = town.parcel(now, chance)
        for name, at in (("shipped", fate.shipped), ("delivered", fate.delivered)):
            if at is not None:
                self._agenda.later(at, partial(self._tell, made.external_id, name))
        if fate.ends is not None:
            self._agenda.later(fate.ends[1], partial(self._end, made.external_id, fate.ends[0]))
        elif fate.delivered is not None:
            empty = town.runs_out(customer, ware, made.items[0].quantity, fate.delivered, chance)
            customer.supplies[ware.sku] = (fate.delivered, empty)
            self._agenda.later(
                empty - timedelta(days=chance.uniform(0, 6)), partial(self._maybe_again, customer, ware)
            )

    def _told_by(self) -> str:
        """The code of somebody who asked for a link: some of those who come first come by a friend's word."""
        if self._chance.random() > BY_WORD:
            return ""
        wanted = select(Contact.referral_code).join(Answer, Answer.contact_id == Contact.id)
        wanted = wanted.where(Answer.axis == "referral", Answer.value == "yes").order_by(Answer.id)
        with self._database.read() as session:
            codes = session.scalars(wanted).all()
        return self._chance.choice(codes) or "" if codes else ""

    def _maybe_again(self, customer: Customer, ware: Ware) -> None:
        """It is nearly used up: whoever is happy buys it again, or something else."""
        happy = customer.happiness.get(ware.sku, 3)
        asked = ware.sku in customer.wishes
        customer.wishes.discard(ware.sku)
        if asked or self._chance.random() < (0.05, 0.08, 0.18, 0.4, 0.62, 0.78)[happy]:
            again = ware if asked or self._chance.random() < 0.85 else town.choose_ware(self._chance)
            self._agenda.later(self._hour_of_shopping(self._agenda.now), partial(self._buy, customer, again))

    def _tell(self, external_id: str, milestone: str) -> None:
        with self._database.begin() as uow:
            purchase = self._purchase(uow.session, external_id)
            if purchase.status == "active":
                purchases.tell_milestone(
                    uow.session, self._shop, purchase, milestone, None, "", self._agenda.now
                )
                uow.commit()

    def _end(self, external_id: str, status: str) -> None:
        with self._database.begin() as uow:
            purchase = self._purchase(uow.session, external_id)
            purchases.end(uow.session, self._shop, purchase, status, "", self._agenda.now)
            uow.commit()

    def _purchase(self, session: Any, external_id: str) -> Purchase:
        mine = (Purchase.channel_id == self._shop.channel_id, Purchase.external_id == external_id)
        return session.scalars(select(Purchase).where(*mine)).one()  # type: ignore[no-any-return]
