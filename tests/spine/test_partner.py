"""パートナー: asked when all is well only, at no cost; a friend's purchase; words that were lent."""

from dataclasses import replace
from typing import Any

from models.case import Case
from models.channel import Channel
from models.consent import Consent
from models.contact import Contact
from models.conversation import Answer, Conversation
from models.outbound import OutboundMessage
from models.partner import Referral, Testimonial
from models.purchase import Purchase
from models.touchpoint import Decision, Touchpoint
from services import erasure, purchases
from services.favours import landing_url
from services.foresight import outlook_of
from services.purchases import NewItem, NewPurchase
from services.shop import PartnerRules
from tests.spine.scenes import at_checkin
from tests.spine.stage import Person, Stage

WROTE = "朝の化粧のりがちがいます"


def check_in(
    stage: Stage, *, wrote: str = "", result: str = "はっきり感じる", face: str = "😊 うれしい"
) -> Person:
    """A check-in answered to its end."""
    stage.staff()
    hanako = at_checkin(stage)
    hanako.tap("毎日使っている")
    hanako.tap(result)
    hanako.tap(face)
    if "わくわく" in hanako.labels():
        hanako.tap("わくわく")
        hanako.received()
        hanako.say(wrote) if wrote else hanako.tap("とばす")
    return hanako


def told(stage: Stage, *, wrote: str = WROTE) -> Person:
    """She has answered what is asked of a partner, and is asked for her words and for friends."""
    hanako = check_in(stage, wrote=wrote)
    hanako.tap("使い方のコツ")
    hanako.tap("お値段")
    hanako.tap("はい、聞いてください")
    hanako.received()
    stage.travel_in_steps(9)
    return hanako


def wants_link(stage: Stage) -> Person:
    hanako = told(stage, wrote="")
    hanako.tap("リンクがほしい")
    return hanako


def a_friend_buys(stage: Stage, code: str, external_id: str = "B-1", **values: Any) -> Purchase:
    order = NewPurchase(
        external_id, stage.clock(), (NewItem("SER-30", "しずく美容液", "cosmetics"),),
        customer_name="友田友子", referral_code=code, **values,
    )  # fmt: skip
    with stage.database.begin() as uow:
        purchase, _ = purchases.register(uow.session, stage.shop, order, stage.clock())
        uow.commit()
    stage.play()
    return purchase


def code_of(stage: Stage) -> str:
    code = stage.contact().referral_code
    assert code is not None
    return code


def why(stage: Stage, key: str) -> list[tuple[str, str]]:
    ids = {row.id for row in stage.rows(Touchpoint, key=key)}
    return [(d.verdict, d.reason) for d in stage.rows(Decision) if d.touchpoint_id in ids]


def test_the_thanks_ride_along_with_the_last_answer_and_cost_nothing(stage: Stage) -> None:
    hanako = check_in(stage)
    before = stage.billed()
    lines = hanako.received()
    assert {line["kind"] for line in lines} == {"reply"}
    assert stage.billed() == before
    said = str(lines)
    assert said.count("ありがとうございます") == 1, "one thank-you"
    assert said.count("佐藤花子様") == 1, "and her name once"
    assert len(lines) == 2, "thanks, and the question in the same breath"
    assert "「うるおい」を楽しみに始められてからの毎日が、きょうの「わくわく」につながった" in said
    assert "使い方のコツ" in hanako.labels()
    assert ("send", "answered_at_once") in why(stage, "partner")


def test_the_check_in_counts_as_answered_and_the_talk_as_delivered(stage: Stage) -> None:
    check_in(stage)
    check, talk = stage.rows(Conversation)[-2:]
    assert (check.script, check.status, check.outcome) == ("cosmetics-checkin", "completed", "happy")
    assert (talk.script, talk.status, talk.purpose) == ("cosmetics-partner", "waiting", "referral")
    (carrier,) = stage.rows(OutboundMessage, conversation_id=talk.id)
    assert (carrier.touchpoint_id, carrier.status) == (talk.touchpoint_id, "sent")


def test_what_helped_and_what_is_hardest_are_kept(stage: Stage) -> None:
    hanako = check_in(stage)
    hanako.tap("使い方のコツ")
    hanako.tap("お値段")
    kept = {a.axis: a.value for a in stage.rows(Answer) if a.axis in ("helped", "hardest")}
    assert kept == {"helped": "howto", "hardest": "price"}


def test_a_label_typed_after_the_questions_time_is_its_answer(stage: Stage) -> None:
    hanako = check_in(stage)
    stage.travel_in_steps(3)
    assert stage.rows(Conversation)[-1].status == "expired"
    hanako.received()
    hanako.say("続けやすさ")
    assert "スタッフが拝見します" not in hanako.heard()
    assert [a.value for a in stage.rows(Answer, axis="helped")] == ["habit"]
    hanako.say("続けやすさ")
    assert len(stage.rows(Answer, axis="helped")) == 1, "once is enough"


def test_a_feeling_typed_after_its_time_is_kept_as_that_feeling(stage: Stage) -> None:
    stage.staff()
    hanako = at_checkin(stage)
    hanako.tap("毎日使っている")
    hanako.tap("まだわからない")
    stage.travel_in_steps(3)
    hanako.received()
    hanako.say("がっかり")
    assert [a.value for a in stage.rows(Answer, axis="feeling")] != []
    assert "申し訳ありません" in hanako.heard()


def test_who_says_yes_is_a_partner_and_may_stop_with_a_word(stage: Stage) -> None:
    hanako = check_in(stage)
    for label in ("使い方のコツ", "お値段", "はい、聞いてください"):
        hanako.tap(label)
    assert stage.contact().partner_since is not None
    hanako.received()
    hanako.say("パートナーをやめる")
    assert "もうお送りしません" in hanako.heard()
    assert stage.contact().partner_since is None
    assert [c.kind for c in stage.rows(Consent)][-2:] == ["partner_on", "partner_off"]


def test_who_stops_being_a_partner_is_asked_no_favour_any_more(stage: Stage) -> None:
    hanako = check_in(stage, wrote=WROTE)
    for label in ("使い方のコツ", "お値段", "はい、聞いてください"):
        hanako.tap(label)
    hanako.say("パートナーをやめる")
    hanako.received()
    stage.travel_in_steps(9)
    assert why(stage, "tell") == [("skip", "no_partner")]
    assert hanako.received() == []
    hanako.say("パートナーをやめる")
    assert "お願いもありません" in hanako.heard()


def test_nothing_is_asked_after_an_unhappy_answer(stage: Stage) -> None:
    check_in(stage, result="感じない", face="😣 がっかり")
    stage.travel_in_steps(12)
    assert not [c for c in stage.rows(Conversation) if c.purpose == "referral"]


def test_nothing_is_asked_while_a_case_is_open_though_the_answers_are_good(stage: Stage) -> None:
    stage.staff()
    hanako = at_checkin(stage)
    hanako.tap("毎日使っている")
    hanako.say("担当者と話す")
    (case,) = stage.rows(Case)
    with stage.database.begin() as uow:
        uow.session.get_one(Case, case.id).status = "answering"
        uow.commit()
    stage.travel_in_steps(3)
    assert not [c for c in stage.rows(Conversation) if c.purpose == "referral"]


def test_a_complaint_in_the_middle_of_a_favour_ends_it(stage: Stage) -> None:
    hanako = check_in(stage)
    hanako.say("じつは肌がかゆくて困っています")
    talk = stage.rows(Conversation)[-1]
    assert (talk.script, talk.status, talk.outcome) == ("cosmetics-partner", "completed", "health")
    stage.travel_in_steps(12)
    assert not [c for c in stage.rows(Conversation) if c.script == "cosmetics-tell"]
    assert ("skip", "condition_not_met") in why(stage, "tell") or ("skip", "case_lately") in why(
        stage, "tell"
    )


def test_a_wish_for_a_human_ends_a_favour_and_it_is_not_asked_again(stage: Stage) -> None:
    hanako = check_in(stage)
    hanako.say("担当者と話す")
    talk = stage.rows(Conversation)[-1]
    assert (talk.script, talk.status) == ("cosmetics-partner", "stopped")


def test_her_words_are_shown_only_as_she_lets_them(stage: Stage) -> None:
    hanako = told(stage)
    heard = hanako.heard()
    assert f"「{WROTE}」" in heard
    assert "掲載のお礼の品や割引はありません" in heard
    assert stage.rows(Testimonial) == []
    hanako.tap("頭文字をつけて、どうぞ")
    (row,) = stage.rows(Testimonial)
    assert (row.words, row.signed, row.gift, row.withdrawn_at) == (WROTE, "佐〇さま", "", None)
    assert "掲載のお礼の品や割引はありません" in row.asked


def test_who_says_no_lends_nothing(stage: Stage) -> None:
    hanako = told(stage)
    hanako.tap("載せないでください")
    assert stage.rows(Testimonial) == []


def test_words_that_were_lent_are_taken_back_by_a_word(stage: Stage) -> None:
    hanako = told(stage)
    hanako.tap("お名前なしで、どうぞ")
    hanako.received()
    hanako.say("掲載をやめて")
    assert "取り下げます" in hanako.heard()
    (row,) = stage.rows(Testimonial)
    assert row.withdrawn_by == "customer"
    assert stage.contact().stopped_at is None  # it is no 配信停止


def test_a_gift_is_told_where_a_favour_is_asked_and_in_the_friends_message(stage: Stage) -> None:
    stage.shop = replace(
        stage.shop, partner=PartnerRules(referral_gift="500円分の券", words_gift="化粧水の小瓶")
    )
    stage.inbox.shop_of = lambda _: stage.shop
    hanako = told(stage)
    assert "お礼に「化粧水の小瓶」をお渡しし" in hanako.heard()
    hanako.tap("お名前なしで、どうぞ")
    assert "お礼に「500円分の券」をお渡しします" in hanako.heard()
    assert stage.rows(Testimonial)[0].gift == "化粧水の小瓶"
    hanako.tap("リンクがほしい")
    assert "%E7%B4%B9%E4%BB%8B%E7%89%B9%E5%85%B8" in str(hanako.received())  # 紹介特典


def test_the_link_names_nobody(stage: Stage) -> None:
    hanako = wants_link(stage)
    sent = str(hanako.received())
    assert "https://line.me/R/share?text=" in sent
    assert landing_url(stage.shop, code_of(stage)).rsplit("/", 1)[1] in sent
    link = sent[sent.index("https://line.me/R/share?text=") :]
    assert "%E8%8A%B1%E5%AD%90" not in link  # 花子


def test_the_referrer_is_thanked_and_never_told_who(stage: Stage) -> None:
    hanako = wants_link(stage)
    friend = a_friend_buys(stage, code_of(stage).upper())
    (row,) = stage.rows(Referral)
    assert (row.purchase_id, row.is_own) == (friend.id, False)
    hanako.received()
    stage.travel_in_steps(5)
    heard = hanako.heard()
    assert "ご紹介ページから、お買い上げがありました" in heard.replace("お送りくださった紹介", "ご紹介")
    assert "友田" not in heard
    assert "B-1" not in heard


def test_the_word_counts_in_the_account_of_whoever_gave_it(stage: Stage) -> None:
    """The order is added to another LINE account, in another zone: the thanks still come as hers do."""
    hanako = wants_link(stage)
    with stage.database.begin() as uow:
        second = Channel(basic_id="@second", time_zone="Asia/Bangkok", created_at=stage.clock())
        uow.session.add(second)
        uow.commit()
    first, stage.shop = stage.shop, replace(stage.shop, channel_id=second.id, zone="Asia/Bangkok")
    a_friend_buys(stage, code_of(stage))
    stage.shop = first
    (thanks,) = stage.rows(Touchpoint, key="friend-thanks", status="planned")
    assert (thanks.channel_id, thanks.contact_id) == (first.channel_id, stage.contact().id)
    assert thanks.planned_at.astimezone(first.tz).hour == 11
    hanako.received()
    stage.travel_in_steps(4)
    assert "お買い上げがありました" in hanako.heard()


def test_a_cancelled_purchase_is_not_thanked_for(stage: Stage) -> None:
    wants_link(stage)
    friend = a_friend_buys(stage, code_of(stage))
    with stage.database.begin() as uow:
        row = uow.session.get_one(Purchase, friend.id)
        purchases.end(uow.session, stage.shop, row, "cancelled", "", stage.clock())
        uow.commit()
    stage.travel_in_steps(5)
    assert ("skip", "friend_cancelled") in why(stage, "friend-thanks")
    assert "send" not in {verdict for verdict, _ in why(stage, "friend-thanks")}


def test_ones_own_purchase_is_nobodys_word(stage: Stage) -> None:
    wants_link(stage)
    with stage.database.begin() as uow:
        stage.purchase("A-1", uow.session).phone = "+819011112222"
        uow.commit()
    a_friend_buys(stage, code_of(stage), phone="090-1111-2222")
    (row,) = stage.rows(Referral)
    assert row.is_own
    assert why(stage, "friend-thanks") == []


def test_a_friends_code_claimed_by_the_referrer_is_not_thanked_for(stage: Stage) -> None:
    wants_link(stage)
    friend = a_friend_buys(stage, code_of(stage))
    with stage.database.begin() as uow:
        uow.session.get_one(Purchase, friend.id).contact_id = stage.contact().id
        uow.commit()
    stage.travel_in_steps(5)
    assert ("skip", "friend_cancelled") in why(stage, "friend-thanks")


def test_each_friend_brings_a_thank_you_of_their_own(stage: Stage) -> None:
    wants_link(stage)
    a_friend_buys(stage, code_of(stage), "B-1")
    a_friend_buys(stage, code_of(stage), "B-2")
    rows = stage.rows(Touchpoint, key="friend-thanks")
    assert [(row.round, row.status) for row in rows if row.contact_id == stage.contact().id] == [
        (0, "planned"),
        (1, "planned"),
    ]
    assert [row.thanks_id for row in stage.rows(Referral)] == [
        row.id for row in rows if row.status == "planned"
    ]


def test_a_code_nobody_has_costs_no_order(stage: Stage) -> None:
    a_friend_buys(stage, "nosuchcode")
    assert stage.rows(Referral) == []
    assert len(stage.rows(Purchase, external_id="B-1")) == 1


def test_words_that_were_unsent_are_shown_no_more(stage: Stage) -> None:
    stage.staff()
    hanako = at_checkin(stage)
    for label in ("毎日使っている", "はっきり感じる", "😊 うれしい", "わくわく"):
        hanako.tap(label)
    message_id = hanako.say(WROTE)
    for label in ("使い方のコツ", "お値段", "いまは遠慮します"):
        hanako.tap(label)
    stage.travel_in_steps(9)
    hanako.tap("お名前なしで、どうぞ")
    hanako.unsend(message_id)
    (row,) = stage.rows(Testimonial)
    assert row.withdrawn_by == "unsent"
    assert WROTE not in row.words + row.asked
    assert "own_words" not in stage.rows(Purchase)[0].facts


def test_erasing_takes_code_words_and_ties(stage: Stage) -> None:
    hanako = told(stage)
    hanako.tap("頭文字をつけて、どうぞ")
    hanako.tap("リンクがほしい")
    code = code_of(stage)
    a_friend_buys(stage, code)
    with stage.database.read() as session:
        contact = erasure.find(session, stage.shop.channel_id, "A-1")
        assert contact is not None
        exported = erasure.export(session, contact)
    assert exported["testimonials"][0]["words"] == WROTE
    assert set(exported["referrals"][0]) == {"id", "linked_at", "is_own"}
    with stage.database.begin() as uow:
        contact = erasure.find(uow.session, stage.shop.channel_id, "A-1")
        assert contact is not None
        erasure.erase(uow.session, contact, stage.clock())
        uow.commit()
    assert stage.rows(Referral) == []
    assert (stage.rows(Testimonial)[0].withdrawn_by, stage.rows(Testimonial)[0].signed) == ("erased", "")
    a_friend_buys(stage, code, "B-2")
    assert stage.rows(Referral) == []


def test_the_why_button_foresees_what_will_be_decided(stage: Stage) -> None:
    wants_link(stage)
    friend = a_friend_buys(stage, code_of(stage))
    (thanks,) = [row for row in stage.rows(Touchpoint, key="friend-thanks") if row.status == "planned"]

    def foreseen() -> tuple[str, str]:
        with stage.database.read() as session:
            contact, bought = session.get_one(Contact, thanks.contact_id), stage.purchase("A-1", session)
            found = outlook_of(session, stage.shop, contact, bought, [thanks], stage.clock())[thanks.id]
            return found.verdict, found.why

    assert foreseen() == ("send", "due")
    with stage.database.begin() as uow:
        purchases.end(
            uow.session, stage.shop, uow.session.get_one(Purchase, friend.id), "refunded", "", stage.clock()
        )
        uow.commit()
    assert foreseen() == ("skip", "friend_cancelled")
