"""A human talks: the bot is silent, loses nothing, and gets the conversation back."""

from models.case import Case, CaseEntry, Proposal
from models.conversation import Answer, Conversation
from models.outbound import OutboundMessage
from models.staff import Staff
from services import casework, proposals
from tests.spine.scenes import at_checkin, befriended, staff_closes, staff_writes
from tests.spine.stage import Person, Stage


def talking(stage: Stage) -> Person:
    stage.staff()
    hanako = at_checkin(stage)
    hanako.say("担当者と話す")
    staff_writes(stage, "鈴木です。どうされましたか。")
    hanako.received()
    return hanako


def offered(stage: Stage, hanako: Person) -> None:
    with stage.database.begin() as uow:
        staff = uow.session.get_one(Staff, stage.rows(Staff)[0].id)
        row = uow.session.get_one(Case, stage.rows(Case)[-1].id)
        made = proposals.propose(
            uow.session, stage.shop, row, staff, "refund", "ご返金いたします。", stage.clock()
        )
        assert not isinstance(made, casework.Refusal)
        uow.commit()
    stage.play()
    hanako.received()


def test_the_bot_is_silent_and_what_is_written_is_shown(stage: Stage) -> None:
    hanako = talking(stage)
    hanako.say("ポンプが固いです")
    hanako.send("sticker", packageId="446", stickerId="1988")
    hanako.tap("毎日使っている")
    assert hanako.heard() == ""
    assert stage.contact().unread
    assert [a.step for a in stage.rows(Answer)] == ["expectation"]


def test_buttons_of_an_older_talk_stay_silent_too(stage: Stage) -> None:
    hanako = talking(stage)
    hanako.tap("うるおい")
    assert hanako.heard() == ""


def test_a_health_word_between_two_people_still_alarms_and_says_nothing(stage: Stage) -> None:
    hanako = talking(stage)
    hanako.say("実は顔がかゆくて腫れています")
    assert hanako.heard() == ""
    assert stage.rows(Case)[0].reason == "health"
    assert stage.rows(CaseEntry)[-1].kind == "joined"


def test_when_the_case_closes_the_bot_asks_its_question_again_and_listens(stage: Stage) -> None:
    hanako = talking(stage)
    staff_closes(stage)
    assert "もう使ってみましたか" in hanako.heard()
    hanako.tap("毎日使っている")
    assert "うるおい" in hanako.heard()
    assert stage.contact().talk == "bot"


def test_a_thank_you_after_closing_opens_nothing(stage: Stage) -> None:
    stage.staff()
    hanako = befriended(stage)
    hanako.say("担当者と話す")
    staff_writes(stage, "ご案内しました。")
    staff_closes(stage)
    hanako.received()
    sent = len(stage.rows(OutboundMessage))
    hanako.say("ありがとうございました")
    assert (hanako.heard(), len(stage.rows(OutboundMessage))) == ("", sent)
    assert [c.status for c in stage.rows(Case)] == ["closed"]
    assert not stage.contact().unread


def test_a_proposal_is_accepted_once(stage: Stage) -> None:
    hanako = talking(stage)
    offered(stage, hanako)
    hanako.tap("お願いする")
    assert "ご返金" in hanako.heard()
    hanako.tap("お願いする")
    assert "すでに承っています" in hanako.heard()
    assert [e.kind for e in stage.rows(CaseEntry)].count("accepted") == 1


def test_another_way_is_asked_for_and_the_case_goes_on(stage: Stage) -> None:
    hanako = talking(stage)
    offered(stage, hanako)
    hanako.tap(next(label for label in hanako.labels() if "ほか" in label))
    assert "ほかの方法" in hanako.heard()
    assert (stage.rows(Proposal)[0].status, stage.rows(Case)[0].status) == ("discussed", "answering")


def test_words_of_the_customer_get_one_word_from_us_and_a_human(stage: Stage) -> None:
    hanako = befriended(stage)
    hanako.say("次の新商品の話を見ました")
    assert "拝見します" in hanako.heard(), "never silence, also right after the greeting"
    hanako.say("楽しみにしています")
    assert hanako.heard() == "", "not at every line"
    stage.travel(hours=13)
    hanako.say("きのうのお知らせの話です")
    assert "拝見します" in hanako.heard()


def test_a_photo_out_of_the_blue_is_answered_and_shown(stage: Stage) -> None:
    hanako = befriended(stage)
    hanako.send("image")
    assert "拝見します" in hanako.heard()
    assert stage.contact().unread
    assert len(stage.rows(Conversation)) == 1


def test_a_case_closed_at_night_has_its_open_question_asked_in_the_morning(stage: Stage) -> None:
    stage.staff()
    hanako = at_checkin(stage)
    hanako.tap("毎日使っている")
    hanako.say("担当者と話す")
    staff_writes(stage, "拝見しています。")
    stage.travel(hours=5)  # 19:00 → midnight
    hanako.heard()
    staff_closes(stage)
    stage.play()
    assert hanako.heard() == ""
    stage.travel(hours=10)
    assert "変化" in hanako.heard()
