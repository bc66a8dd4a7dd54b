"""Finding a customer: in any spelling, by what they bought or wrote; and never after they were erased."""

import orjson
import pytest
from sqlalchemy import select

from models import search
from models.contact import Contact
from models.database import Database
from models.inbound import store
from models.purchase import Purchase
from models.search import SearchEntry
from services import erasure, purchases, searching
from services.folding import fold, read_query
from services.purchases import NewItem, NewPurchase
from services.redaction import redact
from services.shop import Shop
from tests.conftest import FakeClock
from tests.services.shops import befriend, open_shop

HANAKO = "U" + "a" * 32


@pytest.fixture
def shop(database: Database, clock: FakeClock) -> Shop:
    return open_shop(database, clock())


def buy(
    database: Database, shop: Shop, clock: FakeClock, number: str, contact_id: int | None, **who: str
) -> int:
    order = NewPurchase(number, clock(), (NewItem("SER-30", "しずく美容液"),), **who)
    with database.begin() as uow:
        purchase, _ = purchases.register(uow.session, shop, order, clock())
        purchase.contact_id = contact_id
        uow.commit()
        return purchase.id


def write(database: Database, shop: Shop, clock: FakeClock, text: str, message_id: str = "m1") -> None:
    payload = {"type": "message", "message": {"type": "text", "id": message_id, "text": text}}
    row = {
        "channel_id": shop.channel_id, "webhook_event_id": f"e{message_id}", "line_user_id": HANAKO,
        "type": "message", "message_id": message_id, "occurred_at": clock(), "received_at": clock(),
        "payload": orjson.dumps(payload).decode(), "outcome": "", "attempts": 0,
    }  # fmt: skip
    with database.begin() as uow:
        store(uow.session, [row])
        contact = uow.session.scalars(select(Contact).where(Contact.line_user_id == HANAKO)).one()
        contact.last_inbound_at = clock.advance(seconds=1)
        uow.commit()


def found(database: Database, text: str, *, reach: bool = True) -> list[int]:
    with database.read() as session:
        return sorted(session.scalars(search.contacts_with(session, read_query(text), reach=reach)))


@pytest.mark.parametrize(
    "typed",
    ["山田", "花子", "山田花子", "山田　花子", "花子 山田", "A-100", "a100", "Ａ－１００", "ヤマダ", "やまだ",
     "子", "090-1234-5678", "０９０ー１２３４ー５６７８", "+81 90 1234 5678", "(090)12345678", "5678",
     "HANA@example.jp", "かゆい", "カユイ", "山田 かゆい"],
)  # fmt: skip
def test_a_customer_is_found_in_any_spelling(
    database: Database, clock: FakeClock, shop: Shop, typed: str
) -> None:
    hanako = befriend(database, shop, clock(), HANAKO)
    befriend(database, shop, clock(), "U" + "b" * 32)
    buy(database, shop, clock, "A-100", hanako, customer_name="山田 花子", phone="090-1234-5678",
        email="hana@example.jp")  # fmt: skip
    with database.begin() as uow:
        uow.session.get_one(Contact, hanako).display_name = "ヤマダ🌸"
        uow.commit()
    write(database, shop, clock, "すこしカユイです")
    assert searching.refresh(database, clock) == 3
    assert found(database, typed) == [hanako]


@pytest.mark.parametrize("typed", ["佐藤", "A-200", "090-1234-5679", "山田 乾燥", "花山", "100%", "_"])
def test_what_nobody_is_called_finds_nobody(
    database: Database, clock: FakeClock, shop: Shop, typed: str
) -> None:
    hanako = befriend(database, shop, clock(), HANAKO)
    buy(database, shop, clock, "A-100", hanako, customer_name="山田 花子", phone="090-1234-5678")
    searching.refresh(database, clock)
    assert found(database, typed) == []


def test_who_may_not_see_numbers_cannot_find_by_them_either(
    database: Database, clock: FakeClock, shop: Shop
) -> None:
    hanako = befriend(database, shop, clock(), HANAKO)
    buy(database, shop, clock, "A-100", hanako, customer_name="山田 花子", phone="090-1234-5678",
        email="hana@example.jp")  # fmt: skip
    searching.refresh(database, clock)
    for typed in ("090-1234-5678", "12345678", "hana@"):
        assert found(database, typed, reach=False) == []
        assert found(database, typed) == [hanako]
    assert found(database, "山田", reach=False) == [hanako]


def test_a_new_message_is_found_and_an_unchanged_customer_costs_nothing(
    database: Database, clock: FakeClock, shop: Shop
) -> None:
    hanako = befriend(database, shop, clock(), HANAKO)
    assert searching.refresh(database, clock) == 1
    assert searching.refresh(database, clock) == 0
    write(database, shop, clock, "香りが好きです")
    assert found(database, "香り") == []
    assert searching.refresh(database, clock) == 1
    assert found(database, "香り") == [hanako]
    assert searching.refresh(database, clock) == 0


def test_a_message_taken_back_is_not_found_from_that_commit_on(
    database: Database, clock: FakeClock, shop: Shop
) -> None:
    hanako = befriend(database, shop, clock(), HANAKO)
    write(database, shop, clock, "むらさきの秘密", "m1")
    write(database, shop, clock, "香りが好きです", "m2")
    searching.refresh(database, clock)
    with database.begin() as uow:
        redact(uow.session, uow.session.get_one(Contact, hanako), "m1", clock())
        uow.commit()
    assert found(database, "むらさき") == []
    searching.refresh(database, clock)
    assert (found(database, "むらさき"), found(database, "香り")) == ([], [hanako])


def test_erasing_reaches_the_search_in_the_same_commit_and_for_good(
    database: Database, clock: FakeClock, shop: Shop
) -> None:
    hanako = befriend(database, shop, clock(), HANAKO)
    buy(database, shop, clock, "A-100", hanako, customer_name="山田 花子", phone="090-1234-5678")
    write(database, shop, clock, "むらさきの秘密")
    searching.refresh(database, clock)
    with database.begin() as uow:
        erasure.erase(uow.session, uow.session.get_one(Contact, hanako), clock())
        uow.commit()
    for again in range(2):
        with database.read() as session:
            kept = [row.body + row.reach for row in session.scalars(select(SearchEntry))]
        assert not any(word in text for text in kept for word in ("山田", "5678", "むらさき")), again
        searching.refresh(database, clock)
    assert searching.refresh(database, clock) == 0


def test_a_purchase_nobody_claimed_is_found_among_the_purchases(
    database: Database, clock: FakeClock, shop: Shop
) -> None:
    known = buy(database, shop, clock, "B-7", None, customer_name="山田太郎", phone="03-1234-5678")
    searching.refresh(database, clock)
    with database.read() as session:
        for typed in ("太郎", "b7", "0312345678"):
            terms = read_query(typed)
            assert list(session.scalars(search.purchases_with(session, terms, reach=True))) == [known]
    assert found(database, "太郎") == []


def test_many_customers_are_folded_in_short_batches(database: Database, clock: FakeClock, shop: Shop) -> None:
    for number in range(searching.BATCH + 5):
        befriend(database, shop, clock(), f"U{number:032}")
    assert [searching.refresh(database, clock) for _ in range(3)] == [searching.BATCH, 5, 0]


def test_on_postgresql_the_pairs_of_letters_are_an_index(
    database: Database, clock: FakeClock, shop: Shop
) -> None:
    buy(database, shop, clock, "B-7", None, customer_name="山田太郎")
    searching.refresh(database, clock)
    if database.is_sqlite:
        return
    with database.read() as session:
        grams = session.scalar(select(search.func.sonogo_grams(SearchEntry.body)).limit(1))
        assert {"山田", "田太", "太郎", "b7"} <= set(grams)
        session.execute(search.text("SET enable_seqscan = off"))
        statement = search.purchases_with(session, read_query("山田太"), reach=False)
        compiled = statement.compile(session.get_bind(), compile_kwargs={"literal_binds": True})
        plan = "\n".join(session.scalars(search.text(f"EXPLAIN {compiled}".replace(":", r"\:"))))
    assert "ix_search_entries_body" in plan


def test_folding_twice_changes_nothing() -> None:
    for text in ("ヤマダ　花子", "ＡＢＣー１２３", "コーヒー", "090-1234", "ｶﾞｰﾃﾞﾝ"):
        assert fold(fold(text)) == fold(text)
    assert fold("コーヒー") == "こーひー"
    assert fold("Aー1") == "a1"
    assert read_query("   ") == []


def test_the_newest_feeling_is_kept_beside_the_customer(
    database: Database, clock: FakeClock, shop: Shop
) -> None:
    befriend(database, shop, clock(), HANAKO)
    searching.refresh(database, clock)
    with database.read() as session:
        assert session.scalars(select(Contact)).one().last_feeling is None
        assert session.scalars(select(Purchase)).all() == []
