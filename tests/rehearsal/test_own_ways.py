"""The recount finds who was not spoken to as asked: another language, beside their hour, in their peace."""

import pytest
from sqlalchemy import select

from models.case import Case
from models.contact import Contact
from models.outbound import OutboundMessage
from models.purchase import Purchase
from tests.rehearsal.planting import DAY, HOUR, a_case, an_event, broken, first, pushed
from tests.rehearsal.small_year import RULES, Lived

pytestmark = pytest.mark.timeout(300)  # whoever comes first lives the months for all
LANGUAGE, OWN_HOUR, PEACE = (
    "ご希望と違う言葉での送信", "ご希望の時間を外れた送信", "お休みの間の送信",
)  # fmt: skip
NIGHT, SILENCE = "おやすみの時間帯の送信", "待っている間の沈黙が上限を超えたこと"


def first_told(lived: Lived) -> OutboundMessage:
    """The first push by itself to somebody who wished for nothing and never had a case."""
    plain = (Contact.language == "", Contact.chosen_language == "", Contact.preferred_hour.is_(None))
    calm = select(Contact.id).where(
        *plain, Contact.paused_at.is_(None), Contact.id.not_in(select(Case.contact_id))
    )
    mine = (OutboundMessage.contact_id.in_(calm), OutboundMessage.touchpoint_id.is_not(None))
    asked = first(lived, pushed(*mine, OutboundMessage.kind == "check_in"))
    return first(lived, pushed(*mine, OutboundMessage.contact_id == asked.contact_id))  # type: ignore[no-any-return]


def test_words_in_another_language_than_they_wished_for(lived: Lived) -> None:
    message = first_told(lived)
    at, someone = message.sent_at, message.contact_id
    with lived.planted(an_event(lived, someone, at - HOUR, "message", "English")):
        assert broken(lived)[LANGUAGE] >= 1
    back = an_event(lived, someone, at - HOUR / 2, "message", "日本語")
    with lived.planted(an_event(lived, someone, at - HOUR, "message", "English"), back):
        assert LANGUAGE not in broken(lived)
    order = first(lived, select(Purchase).where(Purchase.contact_id == someone).order_by(Purchase.bound_at))
    with lived.changed(Purchase, order.id, locale="th"):
        assert broken(lived)[LANGUAGE] >= 1, "their order had told it"


def test_a_push_beside_the_hour_they_asked_for(lived: Lived) -> None:
    asked = first(
        lived,
        pushed(
            OutboundMessage.kind == "check_in", OutboundMessage.contact_id == first_told(lived).contact_id
        ),
    )
    at = asked.sent_at.astimezone(lived.sonogo.shop.tz)
    wish = f"{(at.hour + 1) % 24}時に届けて"
    with lived.planted(an_event(lived, asked.contact_id, asked.sent_at - HOUR, "message", wish)):
        assert broken(lived)[OWN_HOUR] >= 1
    never_mind = an_event(
        lived, asked.contact_id, asked.sent_at - HOUR / 2, "message", "時間はいつでもいいです"
    )
    with lived.planted(an_event(lived, asked.contact_id, asked.sent_at - HOUR, "message", wish), never_mind):
        assert OWN_HOUR not in broken(lived)


def test_at_the_hour_they_asked_for_no_night_is_too_late(lived: Lived) -> None:
    asked = first(
        lived,
        pushed(
            OutboundMessage.kind == "check_in", OutboundMessage.contact_id == first_told(lived).contact_id
        ),
    )
    late = asked.sent_at.astimezone(lived.sonogo.shop.tz).replace(hour=22, minute=10)
    with lived.changed(OutboundMessage, asked.id, sent_at=late):
        assert broken(lived)[NIGHT] == 1
        with lived.planted(an_event(lived, asked.contact_id, late - HOUR, "message", "22時に届けて")):
            assert NIGHT not in broken(lived)


def test_the_night_is_where_they_live(lived: Lived) -> None:
    message = first_told(lived)
    order = first(
        lived, select(Purchase).where(Purchase.contact_id == message.contact_id).order_by(Purchase.bound_at)
    )
    noon = message.sent_at.astimezone(lived.sonogo.shop.tz).replace(hour=14, minute=0)
    with lived.changed(OutboundMessage, message.id, sent_at=noon):
        assert NIGHT not in broken(lived)
        with lived.changed(Purchase, order.id, time_zone="America/Los_Angeles"):
            assert broken(lived)[NIGHT] >= 1


def test_a_push_in_a_week_of_peace(lived: Lived) -> None:
    message = first_told(lived)
    at, someone = message.sent_at, message.contact_id
    with lived.planted(an_event(lived, someone, at - HOUR, "message", "1週間休んで")):
        assert broken(lived)[PEACE] >= 1
    with lived.planted(an_event(lived, someone, at - 8 * DAY, "message", "旅行中なので1週間休んでください")):
        assert PEACE not in broken(lived), "it was over by then"
    case = a_case(lived, someone, at - 2 * HOUR, at + HOUR)
    with lived.planted(case, an_event(lived, someone, at - HOUR, "message", "1週間休んで")):
        assert broken(lived)[PEACE] >= 1, "a case alone is nobody who talks"
    case = a_case(lived, someone, at - 2 * HOUR, at + HOUR)
    case.first_response_at = at - 2 * HOUR
    with lived.planted(case, an_event(lived, someone, at - HOUR, "message", "1週間休んで")):
        assert PEACE not in broken(lived), "said to the human who had their case"


def test_peace_while_waiting_is_no_silence_of_ours(lived: Lived) -> None:
    bound = select(Purchase).where(
        Purchase.bound_at.is_not(None), Purchase.contact_id == first_told(lived).contact_id
    )
    order = first(lived, bound.order_by(Purchase.bound_at))
    begin = order.bound_at - RULES.silence - HOUR
    with lived.changed(Purchase, order.id, bound_at=begin):
        assert broken(lived)[SILENCE] == 1
        with lived.planted(an_event(lived, order.contact_id, begin + HOUR, "message", "1週間休んで")):
            assert SILENCE not in broken(lived)
