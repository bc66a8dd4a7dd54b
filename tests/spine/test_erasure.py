"""One person, exported whole or erased without a trace, and left in peace afterwards."""

from dataclasses import replace

import orjson

from models.case import Case
from models.contact import Contact
from models.outbound import OutboundMessage
from services import erasure, purchases
from tests.spine.scenes import BORIS, at_checkin, staff_writes
from tests.spine.stage import ANNA, Stage
from tests.spine.test_unsend import everywhere

PLANTED = ("佐藤花子", "むらさき色の秘密", "+819011112222", "hanako@example.jp", "お隣に預けました", ANNA)


def a_whole_story(stage: Stage) -> None:
    """Everything that may keep her words: answers, a case, alerts, mails, notes of the shop."""
    stage.staff(line_user_id=BORIS)
    stage.shop = replace(stage.shop, mail_from="sonogo@shop.example.jp")
    stage.inbox.shop_of = lambda _: stage.shop
    hanako = at_checkin(stage)
    with stage.database.begin() as uow:
        row = stage.purchase("A-1", uow.session)
        row.phone, row.email = PLANTED[2], PLANTED[3]
        purchases.tell_milestone(uow.session, stage.shop, row, "wrapped", None, PLANTED[4], stage.clock())
        uow.commit()
    hanako.tap("毎日使っている")
    hanako.say(f"顔がかゆいです。{PLANTED[1]}")
    staff_writes(stage, "佐藤花子様、申し訳ございません。")


def erase(stage: Stage) -> None:
    with stage.database.begin() as uow:
        contact = erasure.find(uow.session, stage.shop.channel_id, "A-1")
        assert contact is not None
        erasure.erase(uow.session, contact, stage.clock())
        uow.commit()


def test_after_erasing_no_word_of_hers_is_left_in_any_table(stage: Stage) -> None:
    a_whole_story(stage)
    assert all(everywhere(stage, words) for words in PLANTED)
    erase(stage)
    assert {words: everywhere(stage, words) for words in PLANTED} == {words: [] for words in PLANTED}
    assert stage.rows(Case)[0].status == "closed"


def test_nothing_is_sent_to_whom_was_erased(stage: Stage) -> None:
    a_whole_story(stage)
    erase(stage)
    sent = len(stage.rows(OutboundMessage))
    stage.milestone("A-1", "first_used")
    stage.travel(days=3)
    stage.travel(days=4)
    assert len(stage.rows(OutboundMessage)) == sent
    assert stage.rows(OutboundMessage, status="pending") == []


def test_who_was_erased_may_begin_anew(stage: Stage) -> None:
    a_whole_story(stage)
    erase(stage)
    stage.line.post(f"/emulator/users/{ANNA}/say", {"text": "こんにちは", "wait": True})
    stage.play()
    assert len(stage.rows(Contact, line_user_id=ANNA)) == 1


def test_the_export_holds_everything_and_no_key(stage: Stage) -> None:
    a_whole_story(stage)
    with stage.database.read() as session:
        contact = erasure.find(session, stage.shop.channel_id, ANNA)
        assert contact is not None
        data = orjson.dumps(erasure.export(session, contact)).decode()
        keys = {m.retry_key for m in stage.rows(OutboundMessage)}
    assert all(words in data for words in PLANTED)
    assert not any(key in data for key in keys)
    assert "replyToken" not in data
    assert "quoteToken" not in data
