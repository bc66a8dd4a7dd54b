"""友だち追加 and 購入の紐付け: two states, in any order, with any spelling, and never a rude word."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from conversations.codes import ALPHABET
from conversations.replies import make_code, show_code
from models.case import Case
from models.contact import Contact
from models.conversation import Conversation
from models.outbound import OutboundMessage
from models.purchase import Purchase
from services import purchases
from tests.spine.scenes import BORIS, befriended, delivered_two_weeks_ago
from tests.spine.stage import Stage

WRONG = [make_code("QQQQQQ" + letter) for letter in ALPHABET[:6]]


@pytest.mark.parametrize(
    "spelling",
    [
        lambda code: f"こんにちは！購入コード：{code}です、よろしくお願いします",
        lambda code: code.lower().replace("-", " "),
        lambda code: "".join(chr(ord(c) + 0xFEE0) if c.isascii() else c for c in code).replace("－", "ー"),
        lambda code: f"はじめまして\n{code}\n肌が弱いです",
        lambda code: code.removeprefix("SN-"),
    ],
)
def test_a_code_is_found_in_any_spelling(stage: Stage, spelling: object) -> None:
    purchase = stage.buy()
    hanako = stage.person()
    hanako.follow()
    hanako.heard()
    hanako.say(spelling(show_code(purchase.claim_code)))  # type: ignore[operator]
    assert "佐藤花子様" in hanako.heard()
    assert stage.rows(Purchase)[0].contact_id == stage.contact().id


def test_the_code_may_come_before_the_friendship(stage: Stage) -> None:
    purchase = stage.buy()
    hanako = stage.person()
    hanako.say(show_code(purchase.claim_code))
    assert "佐藤花子様" in hanako.heard()
    hanako.follow()
    assert hanako.heard() == "", "she was greeted already"
    assert [c.script for c in stage.rows(Conversation)] == ["cosmetics-welcome"]


def test_nobody_is_met_for_the_first_time_twice(stage: Stage) -> None:
    purchase = stage.buy()
    hanako = stage.person()
    hanako.follow()
    hanako.say(show_code(purchase.claim_code))
    assert hanako.heard().count("はじめまして") == 1


def test_an_expired_code_is_said_to_be_expired(stage: Stage) -> None:
    purchase = stage.buy()
    hanako = stage.person()
    hanako.follow()
    hanako.received()
    stage.clock.advance(days=181)
    hanako.say(show_code(purchase.claim_code))
    assert "期限" in hanako.heard()
    assert stage.rows(Purchase)[0].contact_id is None


def test_a_code_of_somebody_else_and_ones_own_again(stage: Stage) -> None:
    hanako = befriended(stage, tap="")
    code = show_code(stage.rows(Purchase)[0].claim_code)
    boris = stage.person("ボリス", BORIS)
    boris.say(code)
    assert "別の方" in boris.heard()
    hanako.say(code)
    assert "もう確認できています" in hanako.heard()
    assert stage.rows(Purchase)[0].contact_id == stage.contact().id


def typo_of(code: str, which: int = 0) -> str:
    """Its last character is another one: the check character does not agree."""
    return code[:-1] + [char for char in ALPHABET if char != code[-1]][which]


def test_a_typo_is_told_from_a_code_nobody_has(stage: Stage) -> None:
    hanako = stage.person()
    hanako.follow()
    hanako.received()
    hanako.say(show_code(WRONG[0]))
    assert "見つかりませんでした" in hanako.heard()
    hanako.say(show_code(typo_of(WRONG[0])))
    assert "一文字" in hanako.heard()


def test_typos_lock_nothing_and_the_second_one_hears_of_the_order_number(stage: Stage) -> None:
    purchase = stage.buy()
    hanako = stage.person()
    hanako.follow()
    hanako.received()
    for attempt in range(7):
        hanako.say(show_code(typo_of(purchase.claim_code, attempt)))
        heard = hanako.heard()
        assert ("ご注文番号とお電話番号の下4けた" in heard) == (attempt > 0), heard
    hanako.say(show_code(purchase.claim_code))
    assert "佐藤花子様" in hanako.heard()


def test_guessing_is_throttled_and_released_after_an_hour(stage: Stage) -> None:
    purchase = stage.buy()
    hanako = stage.person()
    hanako.follow()
    for code in WRONG[:5]:
        hanako.say(show_code(code))
    hanako.received()
    hanako.say(show_code(purchase.claim_code))
    heard = hanako.heard()
    until = stage.contact().claim_missed_at + timedelta(hours=1)
    assert f"本日{until.astimezone(ZoneInfo('Asia/Tokyo')):%H:%M}まで少しお時間をいただいています" in heard
    assert "ご注文番号とお電話番号の下4けた" in heard
    assert stage.rows(Purchase)[0].contact_id is None
    stage.travel(minutes=61)
    hanako.say(show_code(purchase.claim_code))
    assert "佐藤花子様" in hanako.heard()


def test_whoever_guesses_on_rests_longer_each_time_up_to_a_day(stage: Stage) -> None:
    stage.buy("A-1001", phone=PHONE)
    guesser = stage.person()
    guesser.follow()
    for number in range(5):
        guesser.say(f"A-1001 {number:04}")
    rests = []
    for number in range(5, 13):
        waited = 0
        while stage.contact().claim_misses == number:
            stage.travel(minutes=30, seconds=1)
            waited += 30
            guesser.say(f"A-1001 {number:04}")
        rests.append(waited // 60)
    assert rests == [1, 2, 4, 8, 16, 24, 24, 24]
    stage.travel(days=1, seconds=1)
    guesser.say("A-1001 5678")
    assert stage.rows(Purchase)[0].contact_id == stage.contact().id, (
        "who holds the right one waits a day at most"
    )
    assert stage.contact().claim_misses == 0


def test_slips_are_forgotten_after_a_week(stage: Stage) -> None:
    purchase = stage.buy()
    hanako = stage.person()
    hanako.follow()
    for code in WRONG[:4]:
        hanako.say(show_code(code))
    stage.travel(days=7, seconds=1)
    hanako.say(show_code(WRONG[4]))
    assert stage.contact().claim_misses == 1
    hanako.say(show_code(purchase.claim_code))
    assert "佐藤花子様" in hanako.heard()


def test_a_thousand_guesses_in_one_text_are_not_looked_up(stage: Stage) -> None:
    purchase = stage.buy()
    stage.person().say(" ".join(map(show_code, [*WRONG, purchase.claim_code])))
    assert stage.rows(Purchase)[0].contact_id is None


def test_guesses_beside_ones_own_code_are_counted(stage: Stage) -> None:
    purchase = stage.buy()
    hanako = stage.person()
    hanako.follow()
    hanako.say(show_code(purchase.claim_code))
    for code in WRONG[:5]:
        hanako.say(f"{show_code(purchase.claim_code)} {show_code(code)}")
    assert stage.contact().claim_misses == 5
    hanako.received()
    hanako.say(show_code(purchase.claim_code))
    assert "少しお時間をいただいています" in hanako.heard()


def test_a_second_purchase_is_confirmed_without_a_second_welcome(stage: Stage) -> None:
    hanako = befriended(stage)
    second = stage.buy("A-2")
    hanako.say(show_code(second.claim_code))
    heard = hanako.heard()
    assert "お買い上げを確認できました" in heard
    assert "はじめまして" not in heard
    assert [c.script for c in stage.rows(Conversation)] == ["cosmetics-welcome"]
    assert {p.contact_id for p in stage.rows(Purchase)} == {stage.contact().id}


def test_two_codes_in_one_text_bind_both(stage: Stage) -> None:
    first, second = stage.buy("A-1"), stage.buy("A-2")
    hanako = stage.person()
    hanako.say(f"{show_code(first.claim_code)} と {show_code(second.claim_code)} です")
    assert {p.contact_id for p in stage.rows(Purchase)} == {stage.contact().id}


def test_a_follow_without_a_purchase_is_greeted_and_asked_for_the_code(stage: Stage) -> None:
    hanako = stage.person()
    hanako.follow()
    assert "購入コード" in hanako.heard()
    assert stage.contact().friend_state == "friend"


def test_a_cancelled_order_is_not_promised_a_parcel(stage: Stage) -> None:
    purchase = stage.buy()
    with stage.database.begin() as uow:
        purchases.end(
            uow.session, stage.shop, stage.purchase("A-1", uow.session), "cancelled", "", stage.clock()
        )
        uow.commit()
    hanako = stage.person()
    hanako.say(show_code(purchase.claim_code))
    heard = hanako.heard()
    assert "取り消し" in heard
    assert "お届け" not in heard


def test_a_block_pauses_everything_and_lifting_it_resumes(stage: Stage) -> None:
    hanako = befriended(stage)
    hanako.block()
    delivered_two_weeks_ago(stage)
    sent = len(stage.rows(OutboundMessage))
    stage.travel(hours=7)
    assert len(stage.rows(OutboundMessage)) == sent
    hanako.follow()
    heard = hanako.heard()
    assert "おかえりなさい" in heard
    assert "はじめまして" not in heard
    assert "もう使ってみましたか" in heard, "what waited for her comes"


def test_after_a_long_block_the_check_in_still_comes(stage: Stage) -> None:
    hanako = befriended(stage)
    hanako.block()
    delivered_two_weeks_ago(stage)
    for _ in range(14):
        stage.travel(days=1)
    hanako.follow()
    stage.travel(hours=18)
    assert "もう使ってみましたか" in hanako.heard()


def test_who_stopped_is_not_promised_news_on_coming_back(stage: Stage) -> None:
    hanako = befriended(stage)
    hanako.say("配信停止")
    hanako.block()
    hanako.received()
    hanako.follow()
    heard = hanako.heard()
    assert "止めたまま" in heard
    assert "続きから" not in heard


def test_two_people_claim_one_code_at_the_same_moment(stage: Stage) -> None:
    import threading

    purchase = stage.buy()
    people = [stage.person(user_id="U" + letter * 32) for letter in "abcd"]
    for person in people:
        stage.line.post(
            f"/emulator/users/{person.user_id}/say", {"text": show_code(purchase.claim_code), "wait": True}
        )
    from services.inbox import Inbox

    workers = [Inbox(stage.database, stage.shop_of, stage.clock, limit=1) for _ in people]
    threads = [threading.Thread(target=lambda w=w: [w.drain() for _ in range(6)]) for w in workers]  # type: ignore[misc]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    stage.play()
    winner = stage.rows(Purchase)[0].contact_id
    heard = {c.id: p.heard() for p in people for c in stage.rows(Contact, line_user_id=p.user_id)}
    assert "佐藤花子様" in heard.pop(winner)
    assert all("別の方" in text for text in heard.values())
    assert len(stage.rows(Conversation)) == 1


PHONE = "+819012345678"


@pytest.mark.parametrize(
    "words",
    [
        "A-1001 5678",
        "ａ－１００１　５６７８",
        "注文番号はa-1001、電話の下4けたは5678です。よろしくお願いします",
        "5678\nA-1001",
    ],
)
def test_order_number_and_last_four_digits_find_the_purchase_too(stage: Stage, words: str) -> None:
    stage.buy("A-1001", phone=PHONE)
    hanako = stage.person()
    hanako.follow()
    assert "ご注文番号とお電話番号の下4けた" in hanako.heard(), "she is told of it at once"
    hanako.say(words)
    assert "佐藤花子様" in hanako.heard()
    assert stage.rows(Purchase)[0].contact_id == stage.contact().id


def test_an_order_number_alone_is_asked_for_the_digits(stage: Stage) -> None:
    stage.buy("A-1001", phone=PHONE)
    hanako = stage.person()
    hanako.follow()
    hanako.received()
    said = []
    for number in ("注文番号はA-1001です", "注文番号はA-9999です", "A-1001", "A-9999"):
        hanako.say(number)
        said.append(hanako.heard())
    assert "下4けた" in said[0]
    assert set(said) == {said[0]}, "asked whether there is such an order or not"
    assert stage.contact().claim_misses == 0, "nothing was looked for, so nothing was guessed"
    assert stage.rows(Purchase)[0].contact_id is None


def test_wrong_digits_are_no_proof_whoever_has_no_telephone_hears_the_same_and_guessing_ends(
    stage: Stage,
) -> None:
    stage.buy("A-1001", phone=PHONE)
    stage.buy("A-1002")
    hanako = stage.person()
    hanako.follow()
    hanako.received()
    said = []
    for guess in ("A-1001 0000", "A-1002 0000", "A-1001 1234 4321", "A-9999 9999", "A-1001 8888"):
        hanako.say(guess)
        said.append(hanako.heard())
    assert len(set(said)) == 1, "no answer tells which half was right, nor whether there is such an order"
    hanako.say("A-1001 5678")
    assert "少しお時間" in hanako.heard(), "after five misses not even the right one"
    assert {p.contact_id for p in stage.rows(Purchase)} == {None}
    stage.travel(hours=2)
    hanako.say("A-1001 5678")
    assert stage.rows(Purchase)[0].contact_id == stage.contact().id


def test_whoever_writes_of_an_order_is_read_by_a_human(stage: Stage) -> None:
    stage.buy("A-1001", phone=PHONE)
    hanako = stage.person()
    hanako.follow()
    hanako.received()
    hanako.say("注文番号A-1001の箱の大きさを、あらかじめ教えていただけますか")
    assert "担当者におつなぎしますね" in hanako.heard()
    assert [case.reason for case in stage.rows(Case)] == ["question"]


@pytest.mark.parametrize("number", ["A-1001", "A-9999"])  # there is one, and there is none
@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("{} 0000", "確かめられませんでした"),
        ("注文番号は{}、電話の下4けたは0000です。よろしくお願いします", "確かめられませんでした"),
        ("{}のことを、0000という商品といっしょに一度だけ見かけたように思います", "スタッフが拝見します"),
    ],
)
def test_guessing_tells_nothing_of_which_orders_there_are(
    stage: Stage, number: str, words: str, answer: str
) -> None:
    stage.buy("A-1001", phone=PHONE)
    hanako = stage.person()
    hanako.follow()
    hanako.received()
    for misses in range(1, 6):
        hanako.say(words.format(number))
        assert stage.contact().claim_misses == misses
        heard = hanako.heard()
        assert answer in heard or misses > 1
    hanako.say(f"{number} 0000")
    assert "少しお時間" in hanako.heard(), "it rests from the sixth on, also where none was ever right"
    assert stage.contact().claim_misses == 5
    hanako.say(f"{number}の5678さんに、先日こちらの商品をいただいたと聞きました")
    hanako.heard()
    assert stage.rows(Purchase)[0].contact_id is None, "nor is a right pair among other words looked for"
    assert stage.contact().unread


def test_a_wrong_pair_within_a_talk_is_an_answer_and_counts_all_the_same(stage: Stage) -> None:
    befriended(stage, "A-1", tap="")
    stage.buy("A-1001", phone=PHONE)
    hanako = stage.person()
    for words in ("2 1500", "A-1001 0000", "A-9999 0000"):
        hanako.received()
        hanako.say(words)
        assert "確かめられませんでした" not in hanako.heard()
    assert stage.contact().claim_misses == 3
    hanako.say("A-1001 5678")
    assert {p.contact_id for p in stage.rows(Purchase)} == {stage.contact().id}


def test_ones_own_order_is_no_guess(stage: Stage) -> None:
    hanako = befriended(stage, "A-1001")
    stage.buy("A-1002", phone=PHONE)
    for words in ("A-1001 0000", "注文番号A-1001の件です"):
        hanako.say(words)
    assert stage.contact().claim_misses == 0
    hanako.say("A-1001 A-1002 0000")
    assert stage.contact().claim_misses == 1, "what stands beside it is one"


def test_an_order_number_that_is_four_digits_is_not_its_own_proof(stage: Stage) -> None:
    stage.buy("5678", phone=PHONE)
    hanako = stage.person()
    hanako.follow()
    hanako.say("5678")
    assert stage.rows(Purchase)[0].contact_id is None
    hanako.say("注文5678 電話5678")
    assert stage.rows(Purchase)[0].contact_id is None, "told twice it would be no secret"


def test_somebody_elses_order_is_not_told_from_the_wrong_one(stage: Stage) -> None:
    befriended(stage, "A-1001")
    boris = stage.person(user_id=BORIS)
    boris.follow()
    boris.received()
    boris.say("A-1001 0000")
    assert "確かめられませんでした" in boris.heard()
