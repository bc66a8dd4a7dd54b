"""Facts are worked out when a text names them, and are the same for whoever reads all of them."""

from collections.abc import Callable

import pytest

from conversations.engine import advance
from conversations.events import Fact, Started
from conversations.expressions import compile_expression
from conversations.library import load_library
from conversations.locales import LOCALES, Locale
from conversations.plan import plan_of
from conversations.scope import Scope
from conversations.state import State
from conversations.templates import compile_template
from models.contact import Contact
from models.database import Database
from services.desk import Desk
from services.facts import LazyFacts
from services.purchases import NewItem, NewPurchase, register
from tests.conftest import FakeClock
from tests.services.shops import befriend, open_shop


def told(name: str, value: Fact, asked: list[str]) -> Callable[[], dict[str, Fact]]:
    def work_out() -> dict[str, Fact]:
        asked.append(name)
        return {name: value}

    return work_out


def test_what_nobody_reads_is_not_worked_out_and_what_is_read_only_once() -> None:
    asked: list[str] = []
    facts = LazyFacts(
        {"name": "佐藤様"},
        {("staff",): told("staff", "山田", asked), ("promise",): told("promise", "11:00", asked)},
    )
    assert (facts["name"], facts["staff"], facts.get("staff"), facts.get("nobody")) == (
        "佐藤様", "山田", "山田", None,
    )  # fmt: skip
    assert asked == ["staff"]
    assert dict(facts) == {"name": "佐藤様", "staff": "山田", "promise": "11:00"}
    assert asked == ["staff", "promise"]


def test_what_there_is_not_is_not_there_and_hides_nothing() -> None:
    facts = LazyFacts({"expected_on": "as the shop wrote it"}, {("expected_on", "overdue"): dict})
    assert facts["expected_on"] == "as the shop wrote it"
    assert "overdue" not in facts
    assert len(facts) == 1


def test_a_fact_that_breaks_is_no_fact_that_is_not_there() -> None:
    def breaks() -> dict[str, Fact]:
        return {"parcel": {}["sku"]}

    facts = LazyFacts({}, {("parcel",): breaks})
    with pytest.raises(RuntimeError, match="parcel"):
        facts.get("parcel")
    with pytest.raises(RuntimeError, match="parcel"):
        compile_template("{{ parcel }}").render(facts)
    with pytest.raises(RuntimeError, match="parcel"):
        compile_template("{{ parcel | default('on its way') }}").render(facts)


def test_a_turn_asks_only_for_what_its_sentences_name(clock: FakeClock) -> None:
    asked: list[str] = []
    known = {"name": "佐藤様", "shop": "花しずく", "product": "しずく美容液", "locale": "ja"}
    unread = {(name,): told(name, "…", asked) for name in ("staff", "promise", "opening_hours", "parcel")}
    script = load_library().scripts["checkin"]
    advance(script, State(), Started(clock(), LazyFacts(known, unread)))
    assert asked == []


@pytest.mark.parametrize(
    ("condition", "read"),
    [
        ("facts.parcel == 'here'", ["parcel"]),
        ("has(facts.parcel) && scores.result > 2", ["parcel"]),
        ("facts['parcel'] == 'here'", ["parcel", "staff"]),  # which one cannot be told beforehand: all
        ("scores.result > 2", []),
    ],
)
def test_a_condition_asks_only_for_what_it_names(condition: str, read: list[str]) -> None:
    asked: list[str] = []
    names = ("parcel", "staff")
    facts = LazyFacts({}, {(name,): told(name, "here", asked) for name in names})
    expression = compile_expression(condition)
    scope = {"facts": expression.chosen(facts), "scores": {"result": 3}}
    assert expression.holds(scope)
    assert sorted(asked) == read


@pytest.mark.parametrize(
    ("sentence", "said", "read"),
    [
        ("{{ staff }}です。", "山田です。", ["staff"]),
        ("{% if facts.parcel == 'here' %}{{ staff | upper }}{% endif %}", "山田", ["parcel", "staff"]),
        ("{% if facts.parcel is defined %}お届け済み{% endif %}", "お届け済み", ["parcel"]),
        ("{{ facts['parcel'] | upper }}", "HERE", ["parcel", "promise", "staff"]),
        ("{% if later is defined %}いつか{% endif %}", "", []),
    ],
)
def test_a_sentence_asks_only_for_what_it_names(sentence: str, said: str, read: list[str]) -> None:
    asked: list[str] = []
    values = {"staff": "山田", "parcel": "here", "promise": "11:00"}
    facts = LazyFacts({}, {(name,): told(name, value, asked) for name, value in values.items()})
    scope = Scope(plan_of(load_library().scripts["checkin"]), facts, {})
    assert compile_template(sentence).render(scope) == said
    assert sorted(asked) == read


def test_what_goes_wrong_in_reading_a_fact_is_not_taken_for_a_missing_word() -> None:
    def lost() -> dict[str, Fact]:
        raise ConnectionError("the database is gone")

    scope = Scope(plan_of(load_library().scripts["checkin"]), LazyFacts({}, {("staff",): lost}), {})
    for sentence in ("{{ staff }}です。", "{{ staff | upper }}です。", "{{ facts.staff | upper }}です。"):
        with pytest.raises(ConnectionError):
            compile_template(sentence).render(scope)


@pytest.mark.parametrize("locale", LOCALES)
def test_each_fact_read_alone_is_what_it_is_among_all(
    database: Database, clock: FakeClock, locale: Locale
) -> None:
    shop = open_shop(database, clock())
    contact_id = befriend(database, shop, clock())
    with database.begin() as uow:
        item = NewItem("SER-30", "しずく美容液", "cosmetics")
        order = NewPurchase(
            "A-1", clock(), (item,), customer_name="佐藤花子", expected_delivery_on=clock().date()
        )
        purchase, _ = register(uow.session, shop, order, clock())
        purchase.contact_id, purchase.facts = contact_id, {"expectation": "うるおい"}
        contact = uow.session.get_one(Contact, contact_id)
        contact.referral_code = "abc"
        uow.session.flush()
        desk = Desk(uow.session, shop, [contact], clock())
        whole = dict(desk.facts(contact, purchase, locale))
        alone = {name: desk.facts(contact, purchase, locale)[name] for name in whole}
        assert alone == whole
        assert {
            "expectation",
            "expected_on",
            "parcel",
            "share_link",
            "staff",
            "promise",
            "locale",
        } <= whole.keys()
        assert len(dict(desk.facts(contact, None, locale))) < len(whole)
