"""Whichever way the words are looked for — seldom, common, far down the list — the same people are found."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from console import customer_list, finding, purchase_list, queries
from console.customer_list import Filters
from models import search
from models.contact import Contact
from models.database import Database
from models.purchase import Purchase
from services import purchases, searching
from services.folding import read_query
from services.purchases import NewItem, NewPurchase
from services.shop import Shop
from tests.conftest import FakeClock
from tests.services.shops import befriend, open_shop

PEOPLE = 12
WAYS = {  # rows that are few, those next in the list that are looked at first
    "known at once": (search.SELDOM, finding.NEAR),
    "among those next in the list": (0, (4, 100)),
    "only among everybody": (0, ()),
    "one word known, the other not": (4, (2,)),
}


@pytest.fixture
def shop(database: Database, clock: FakeClock) -> Shop:
    """Customers 1 … 12, heard of in that order: all called 佐藤, each third 花子. Each fourth parcel came
    with another, which nobody claimed."""
    shop = open_shop(database, clock())
    for n in range(1, PEOPLE + 1):
        contact_id = befriend(database, shop, clock(), f"U{n:032}")
        with database.begin() as uow:
            contact = uow.session.get_one(Contact, contact_id)
            contact.last_inbound_at = clock.advance(minutes=1)
            contact.display_name = f"客{n}"
            who = f"佐藤 {'花子' if n % 3 == 0 else '太郎'}"
            for mark in ("A", "B") if n % 4 == 0 else ("A",):
                order = NewPurchase(
                    f"{mark}-{n:04}", clock(), (NewItem("SER-30", "しずく美容液"),), customer_name=who,
                    phone=f"0901000{n:04}",
                )  # fmt: skip
                purchase, _ = purchases.register(uow.session, shop, order, clock())
                purchase.contact_id = contact_id if mark == "A" else None
            uow.commit()
    while searching.refresh(database, clock):
        pass
    return shop


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    seldom, near = WAYS[request.param]
    monkeypatch.setattr(search, "SELDOM", seldom)
    monkeypatch.setattr(finding, "NEAR", near)
    monkeypatch.setattr(customer_list, "PAGE", 3)
    monkeypatch.setattr(queries, "UNBOUND", 2)


def pages(database: Database, clock: FakeClock, filters: Filters) -> list[list[str]]:
    """LINE names, page by page."""
    found, after = [], ""
    with database.read() as session:
        while True:
            seen = search.look(session, read_query(filters.q), reach=True)
            people, after = customer_list.page_of(
                session, filters, seen, reach=True, now=clock(), after=after
            )
            found.append([contact.display_name or "" for contact in people])
            if not after:
                return found


@pytest.mark.usefixtures("way")
def test_the_list_shows_the_same_customers_in_the_same_order(
    database: Database, clock: FakeClock, shop: Shop
) -> None:
    for typed, numbers in (
        ("佐藤", range(12, 0, -1)),
        ("花子", (12, 9, 6, 3)),
        ("佐藤 花子", (12, 9, 6, 3)),
        ("客1 佐藤", (12, 11, 10, 1)),
        ("客3", (3,)),
        ("090-1000-0007", (7,)),
        ("0901000", range(12, 0, -1)),
        ("A-0002", (2,)),
        ("佐藤 山田", ()),
        ("鈴木", ()),
    ):
        names = [f"客{n}" for n in numbers]
        in_pages = [names[at : at + 3] for at in range(0, max(len(names), 1), 3)]
        assert pages(database, clock, Filters(q=typed)) == in_pages, typed


@pytest.mark.usefixtures("way")
def test_other_filters_hold_beside_the_words(database: Database, clock: FakeClock, shop: Shop) -> None:
    with database.begin() as uow:
        for contact in uow.session.query(Contact).where(Contact.display_name.in_(["客3", "客9", "客10"])):
            contact.friend_state = "blocked"
        uow.commit()
    assert pages(database, clock, Filters(q="花子", state="blocked")) == [["客9", "客3"]]
    assert pages(database, clock, Filters(q="佐藤", state="blocked", channel="99")) == [[]]


@pytest.mark.usefixtures("way")
def test_purchases_are_found_alike_claimed_or_not(database: Database, clock: FakeClock, shop: Shop) -> None:
    with database.read() as session:
        for typed, numbers in (
            ("佐藤", ["B-0012", "B-0008"]),
            ("花子", ["B-0012"]),
            ("佐藤 太郎", ["B-0008", "B-0004"]),
            ("B-0004", ["B-0004"]),
            ("客4", []),
            ("-", []),
        ):
            terms = read_query(typed)
            found = search.look(session, terms, reach=True)
            unbound = queries.unbound(session, terms, found, reach=True)
            assert [purchase.external_id for purchase in unbound] == numbers, typed
        for typed, numbers in (
            ("佐藤", ["B-0012", "A-0012", "A-0011", "A-0010"]),
            ("花子", ["B-0012", "A-0012", "A-0009", "A-0006"]),
            ("0901000 0008", ["B-0008", "A-0008"]),
            ("客4", []),
        ):
            seen, _ = purchase_list.page_of(
                session, purchase_list.Filters(q=typed), reach=True, now=clock(), size=4
            )
            assert [purchase.external_id for purchase in seen] == numbers, typed


@pytest.mark.usefixtures("way")
def test_who_may_not_see_numbers_finds_nobody_by_them(
    database: Database, clock: FakeClock, shop: Shop
) -> None:
    terms = read_query("090-1000-0007")
    with database.read() as session:
        found = search.look(session, terms, reach=False)
        people, _ = customer_list.page_of(
            session, Filters(q="090-1000-0007"), found, reach=False, now=clock()
        )
        assert people == []
        assert queries.unbound(session, terms, found, reach=False) == []


def test_what_many_wrote_is_still_seldom_among_purchases(
    database: Database, clock: FakeClock, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "SELDOM", 5)
    with database.read() as session:
        assert search.look(session, read_query("客"), reach=True) == search.Found(None, frozenset())
        assert search.look(session, read_query("佐藤"), reach=True) == search.Found(None, None)
        both = search.look(session, read_query("佐藤 A-0002"), reach=True)
        (second,) = session.query(Purchase).where(Purchase.external_id == "A-0002")
        assert both == search.Found(frozenset({second.contact_id}), frozenset({second.id}))


def test_nobody_is_left_out_whose_words_are_older_than_those_looked_at_first(
    database: Database, clock: FakeClock, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "SELDOM", 0)
    monkeypatch.setattr(finding, "NEAR", (2, 5))
    clock.advance(days=1)
    with database.begin() as uow:
        newest = uow.session.query(Contact).where(Contact.display_name == "客1").one()
        newest.last_inbound_at = clock() - timedelta(days=400)
        uow.commit()
    searching.refresh(database, clock)
    assert pages(database, clock, Filters(q="客1")) == [["客12", "客11", "客10", "客1"]]


@pytest.mark.parametrize(
    ("spelling", "pieces"),
    [
        ("山田花子", ["山田", "田花", "花子"]),
        ("a0077777", ["0077", "0777", "7777", "a0"]),
        ("+8190", ["+8", "8190"]),
        ("12a345", ["12", "2a", "34", "45", "a3"]),
        ("0901234ねこ", ["0901", "1234", "4ね", "9012", "0123", "ねこ"]),
    ],
)
def test_four_digits_in_a_row_stand_for_their_pairs(spelling: str, pieces: list[str]) -> None:
    assert search.grams(spelling) == sorted(pieces)


def test_the_index_holds_every_piece_that_is_asked_for(database: Database) -> None:
    if database.is_sqlite:
        return  # every row is read there
    with database.read() as session:
        for text in ("a0077777", "+819012345678\n09012345678", "山田花子12345", "1234", "子", ""):
            kept = session.scalar(search.func.sonogo_grams(text)) or []
            assert set(search.grams(text)) <= set(kept), text


def statements(database: Database) -> list[str]:
    """What is read from now on."""
    seen: list[str] = []

    def note(*told: Any) -> None:
        if told[2].startswith("SELECT"):  # SQLite's BEGIN comes by the same way
            seen.append(told[2])

    event.listen(database.engine, "before_cursor_execute", note)
    return seen


def test_common_words_are_asked_of_whom_is_left_and_of_purchases_once(
    database: Database, clock: FakeClock, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "SELDOM", 2)
    with database.read() as session:
        seen = statements(database)
        found = search.look(session, read_query("客 佐藤 090 000"), reach=True)
        assert found == search.Found(None, frozenset())
        assert len(seen) == 5, "one for each word, one for all purchases, however many words"
        everybody = [contact.id for contact in session.query(Contact)]
        seen.clear()
        nobody = search.contacts_among(session, everybody, read_query("鈴木 客 佐藤 太郎"), reach=True)
        assert (nobody, len(seen)) == (frozenset(), 2), "after the first nobody is left to be asked about"
        seen.clear()
        assert search.contacts_among(session, everybody, read_query("客"), reach=True) == set(everybody)
        assert len(seen) == 1, "who wrote it need not have bought under it, too"
