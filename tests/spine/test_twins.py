"""Two orders of one product, delivered together: everything is said once."""

import pytest

from conversations.replies import show_code
from models.purchase import Purchase
from models.touchpoint import Decision, Touchpoint
from tests.spine.scenes import befriended
from tests.spine.stage import Person, Stage


def bought_again(stage: Stage, hanako: Person, product: str = "しずく美容液") -> None:
    """A second order, bound to the same person."""
    hanako.say(show_code(stage.buy("A-2", product=product).claim_code))
    hanako.received()


def twins(stage: Stage) -> list[str]:
    keys = {row.id: row.key for row in stage.rows(Touchpoint)}
    return [keys[d.touchpoint_id] for d in stage.rows(Decision) if d.reason == "twin"]


@pytest.fixture
def hanako(stage: Stage) -> Person:
    return befriended(stage)


def test_both_in_one_parcel_are_announced_asked_about_and_explained_once(
    stage: Stage, hanako: Person
) -> None:
    bought_again(stage, hanako)
    stage.milestone("A-1", "delivered")
    stage.milestone("A-2", "delivered")
    assert hanako.heard().count("お手もとに届くころです") == 1
    stage.travel_in_steps(20)
    heard = hanako.heard()
    assert heard.count("まずこれだけ") == 1
    assert heard.count("しばらくたちましたね") == 1, "a reminder is no second question"
    assert twins(stage) == ["delivered", "howto", "checkin"]
    assert {p.status for p in stage.rows(Purchase)} == {"active"}


def test_another_product_has_its_own_words(stage: Stage, hanako: Person) -> None:
    bought_again(stage, hanako, "しずく化粧水")
    stage.milestone("A-1", "delivered")
    stage.milestone("A-2", "delivered")
    heard = hanako.heard()
    assert "しずく美容液がお手もとに" in heard
    assert "しずく化粧水がお手もとに" in heard
    assert twins(stage) == []


def test_a_parcel_of_another_day_is_news_again(stage: Stage, hanako: Person) -> None:
    bought_again(stage, hanako)
    stage.milestone("A-1", "delivered")
    stage.travel_in_steps(1)
    stage.milestone("A-2", "delivered")
    assert hanako.heard().count("お手もとに届くころです") == 2
