"""The recount finds what must not happen: each fault, planted among months without one, is noticed as one.

And what only looks like a fault is none: counting must not cry wolf, or nobody reads it.
"""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models.case import Case
from models.contact import Contact
from models.conversation import Answer, Conversation
from models.outbound import OutboundMessage
from models.purchase import Purchase
from models.touchpoint import Touchpoint
from tests.rehearsal.planting import DAY, HOUR, a_case, an_event, broken, first, pushed, sent
from tests.rehearsal.small_year import ENDS, RULES, Lived

pytestmark = pytest.mark.timeout(300)  # whoever comes first lives the months for all
CASES, NIGHT, BUDGET = "対応中の方への質問", "おやすみの時間帯の送信", "お一人への質問が多すぎたこと"
SILENCE, BLOCK = "待っている間の沈黙が上限を超えたこと", "ブロックされたあとの送信"
FAVOUR = "よくないお答えや対応のあとのお願い"
WORDS, UNHEARD, OFFER = "お体・お肌のことば", "そのうち、人に届かなかったもの", "そのあとのおすすめ"


def test_an_ask_while_a_case_was_open(lived: Lived) -> None:
    touchpoint, _ = first(lived, sent("check_in"))
    at = touchpoint.decided_at
    with lived.planted(a_case(lived, touchpoint.contact_id, at - HOUR, at + HOUR)):
        assert broken(lived)[CASES] == 1
    with lived.planted(a_case(lived, touchpoint.contact_id, at - 2 * HOUR, at - HOUR)):
        assert CASES not in broken(lived)


def test_news_in_a_case_is_no_ask(lived: Lived) -> None:
    with lived.sonogo.database.read() as session:
        asks = select(OutboundMessage.id).where(OutboundMessage.touchpoint_id == Touchpoint.id)
        delivered = sent("milestone").where(Touchpoint.key == "delivered", asks.exists())
        touchpoint, _ = session.execute(delivered).first()  # type: ignore[misc]
    at = touchpoint.decided_at
    with lived.planted(a_case(lived, touchpoint.contact_id, at - HOUR, at + HOUR)):
        assert CASES not in broken(lived)


@pytest.mark.parametrize(
    ("hour", "minute", "night"), [(20, 0, 1), (23, 30, 1), (8, 59, 1), (9, 0, 0), (19, 59, 0)]
)
def test_a_push_at_night(lived: Lived, hour: int, minute: int, night: int) -> None:
    message = first(lived, pushed(OutboundMessage.touchpoint_id.is_not(None)))
    at = message.sent_at.astimezone(lived.sonogo.shop.tz).replace(hour=hour, minute=minute, second=0)
    with lived.changed(OutboundMessage, message.id, sent_at=at):
        assert broken(lived).get(NIGHT, 0) == night


@pytest.mark.parametrize(("gap", "over"), [(RULES.asks_within - HOUR, 1), (RULES.asks_within, 0)])
def test_two_asks_where_one_was_allowed(lived: Lived, gap: timedelta, over: int) -> None:
    checkin, _ = first(lived, sent("check_in"))
    mine = sent("how_to").where(Touchpoint.contact_id == checkin.contact_id)
    howto, _ = first(lived, mine)
    with lived.changed(Touchpoint, howto.id, decided_at=checkin.decided_at - gap):
        assert broken(lived).get(BUDGET, 0) == over


def test_a_silence_while_waiting_and_the_block_that_ends_it(lived: Lived) -> None:
    bound = select(Purchase).where(Purchase.bound_at.is_not(None)).order_by(Purchase.bound_at)
    order = first(lived, bound)
    begin = order.bound_at - RULES.silence - HOUR
    with lived.changed(Purchase, order.id, bound_at=begin):
        assert broken(lived)[SILENCE] == 1
        with lived.planted(an_event(lived, order.contact_id, begin + DAY, "unfollow")):
            assert SILENCE not in broken(lived), "who blocked us chose the silence"
        with lived.planted(an_event(lived, order.contact_id, begin - DAY, "unfollow")):
            assert broken(lived)[SILENCE] == 1, "a block of before is none of this wait"
    with lived.changed(Purchase, order.id, bound_at=order.bound_at - DAY):
        assert SILENCE not in broken(lived)


def test_a_push_after_a_block(lived: Lived) -> None:
    message = first(lived, pushed(OutboundMessage.touchpoint_id.is_not(None)))
    blocked = an_event(lived, message.contact_id, message.sent_at - HOUR, "unfollow")
    with lived.planted(blocked):
        assert broken(lived)[BLOCK] >= 1
    back = an_event(lived, message.contact_id, message.sent_at - HOUR / 2, "follow")
    with lived.planted(an_event(lived, message.contact_id, message.sent_at - HOUR, "unfollow"), back):
        assert BLOCK not in broken(lived)


def asked_a_favour(lived: Lived) -> tuple[Touchpoint, Conversation]:
    joined = select(Touchpoint, Conversation).join(Conversation, Conversation.touchpoint_id == Touchpoint.id)
    favour = (Touchpoint.status == "sent", Touchpoint.key == "partner")
    return first(lived, joined.where(*favour).order_by(Touchpoint.id))  # type: ignore[no-any-return]


@pytest.mark.parametrize(("score", "wrong"), [(1, True), (2, True), (3, False)])
def test_a_favour_after_a_bad_answer(lived: Lived, score: int, wrong: bool) -> None:
    touchpoint, talk = asked_a_favour(lived)
    bad = Answer(
        channel_id=talk.channel_id, contact_id=talk.contact_id, purchase_id=talk.purchase_id,
        conversation_id=talk.id, script_version_id=talk.script_version_id, script=talk.script,
        step="result", turn=99, axis="result", kind="scale", value="some", label="少し", score=score,
        answered_at=touchpoint.decided_at,
    )  # fmt: skip
    with lived.planted(bad):
        assert (FAVOUR in broken(lived)) is wrong


@pytest.mark.parametrize(
    ("ago", "reason", "wrong"), [(59, "unhappy", 1), (61, "unhappy", 0), (59, "undelivered", 0)]
)
def test_a_favour_after_trouble(lived: Lived, ago: int, reason: str, wrong: int) -> None:
    touchpoint, talk = asked_a_favour(lived)
    closed = touchpoint.decided_at - timedelta(days=ago)
    with lived.planted(a_case(lived, talk.contact_id, closed - HOUR, closed, reason)):
        assert broken(lived).get(FAVOUR, 0) == wrong


def nobody_in_trouble(lived: Lived) -> int:
    """Somebody who never had a case."""
    calm = select(Contact.id).where(Contact.id.not_in(select(Case.contact_id)), Contact.id > 1)
    return int(first(lived, calm.order_by(Contact.id)))


@pytest.mark.parametrize("words", ["赤くなってかゆいです", "皮膚科に行きました", "腫れて、痛いです"])
def test_a_word_about_ones_health_that_no_human_heard(lived: Lived, words: str) -> None:
    someone, at = nobody_in_trouble(lived), ENDS - 2 * DAY
    before = lived.lines()[WORDS].recount
    with lived.planted(an_event(lived, someone, at, "message", words)):
        assert lived.lines()[WORDS].recount == (before or 0) + 1
        assert broken(lived) == {UNHEARD: 1}
        with lived.planted(a_case(lived, someone, at, at + HOUR, "health")):
            assert broken(lived) == {}
        with lived.planted(a_case(lived, someone, at, at + HOUR, "unhappy")):
            assert broken(lived) == {UNHEARD: 1}, "a case, but of another kind: marketing goes on after it"
        with lived.planted(a_case(lived, someone, at + 2 * HOUR, at + 3 * HOUR, "health")):
            assert broken(lived) == {UNHEARD: 1}, "it came too late to be about this"
        with lived.planted(a_case(lived, someone, at - 2 * DAY, at - DAY, "health")):
            assert broken(lived) == {UNHEARD: 1}, "that one was closed already"


def test_a_health_case_nobody_answered_counts_once_its_promise_is_over(lived: Lived) -> None:
    someone, at = nobody_in_trouble(lived), ENDS - 2 * DAY
    waiting = Case(
        channel_id=lived.sonogo.shop.channel_id, contact_id=someone, reason="health", status="open",
        opened_at=at, promise_at=ENDS - HOUR,
    )  # fmt: skip
    with lived.planted(an_event(lived, someone, at, "message", "かゆいです"), waiting):
        assert broken(lived) == {UNHEARD: 1}
        with lived.changed(Case, waiting.id, promise_at=ENDS + HOUR):
            assert broken(lived) == {}
        with lived.changed(Case, waiting.id, first_response_at=at + HOUR):
            assert broken(lived) == {}


def test_the_tap_that_tells_of_skin_trouble_is_such_a_word(lived: Lived) -> None:
    _, talk = first(lived, sent("check_in"))
    tapped = Answer(
        channel_id=talk.channel_id, contact_id=nobody_in_trouble(lived), purchase_id=talk.purchase_id,
        conversation_id=talk.id, script_version_id=talk.script_version_id, script=talk.script,
        step="feeling/face", turn=99, axis="feeling", kind="choice", value="skin-trouble",
        label="お肌に異常がある", answered_at=ENDS - DAY,
    )  # fmt: skip
    with lived.planted(tapped):
        assert broken(lived) == {UNHEARD: 1}


@pytest.mark.parametrize(("closed_after", "wrong"), [(2 * HOUR, 1), (HOUR / 2, 0)])
def test_an_offer_after_a_word_about_ones_health(lived: Lived, closed_after: timedelta, wrong: int) -> None:
    offer = first(lived, pushed(OutboundMessage.kind == "replenishment"))
    at = offer.sent_at - HOUR
    word = an_event(lived, offer.contact_id, at, "message", "かゆくなりました")
    with lived.planted(word, a_case(lived, offer.contact_id, at, at + closed_after, "health")):
        assert broken(lived).get(OFFER, 0) == wrong


def test_a_favour_that_rides_along_is_an_offer_too(lived: Lived) -> None:
    touchpoint, talk = asked_a_favour(lived)
    assert touchpoint.reason == "answered_at_once"
    at = touchpoint.decided_at - HOUR
    word = an_event(lived, talk.contact_id, at, "message", "湿疹が出ました")
    with lived.planted(word, a_case(lived, talk.contact_id, at, at + 2 * HOUR, "health")):
        assert broken(lived)[OFFER] == 1
