"""What a person typed, and what we may take it for. Wrong is worse than None."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.codes import ALPHABET
from conversations.replies import (
    Option,
    command,
    find_codes,
    fold,
    is_closing,
    is_well_formed,
    make_code,
    pick,
    read_date,
    read_number,
    show_code,
)

USED = [
    Option("daily", "毎日使っている", ("毎日",)),
    Option("some", "何度か使った", ("使った", "使いました")),
    Option("not_yet", "まだ", ("まだ使っていない",)),
    Option("missing", "届いていない"),
]
FACES = [
    Option("happy", "😊 うれしい"),
    Option("fine", "🙂 まあまあ"),
    Option("plain", "😐 ふつう"),
    Option("uneasy", "🙁 もやもや"),
    Option("sad", "😣 がっかり"),
]
YES_NO = [Option("yes", "はい"), Option("no", "いいえ"), Option("pleased", "満足")]


@pytest.mark.parametrize(
    "text",
    ["1", "１", "一", "①", "1番", "１番です", "➊", "1️⃣", " 1。", "No.1", "毎日使っている", "毎日使っています"],
)
def test_the_first_choice_can_be_typed_in_many_ways(text: str) -> None:
    assert pick(text, USED) == "daily"


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("まだ使っていません", "not_yet"),
        ("まだです", "not_yet"),
        ("何度か使った😊", "some"),
        ("はい、使いました", "some"),
        ("四", "missing"),
        ("2番目でお願いします", "some"),
    ],
)
def test_a_sentence_with_one_clear_meaning_is_read(text: str, choice: str) -> None:
    assert pick(text, USED) == choice


@pytest.mark.parametrize(
    "text",
    [
        "-5",
        "-1",
        "−1",
        "5",
        "0",
        "1.5",
        "10",
        "届いていないとどうなりますか？",
        "使ったけど届いていない",
        "",
        "　",
        "🌸",
        "使っていない",
    ],
)
def test_what_is_not_clear_is_not_guessed(text: str) -> None:
    assert pick(text, USED) is None


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("うれしいです", "happy"),
        ("ウレシイ", "happy"),
        ("😊", "happy"),
        ("😣がっかり", "sad"),
        ("３", "plain"),
        ("ちょっともやもやしています", "uneasy"),
        ("うれしいけど不安", None),
        ("がっかりしていない", None),
        ("うれしい、でもがっかり", None),
        ("がっかりではありません", None),
    ],
)
def test_faces_are_read_by_word_emoji_and_number_but_never_through_a_negation(
    text: str, choice: str | None
) -> None:
    assert pick(text, FACES) == choice


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("はい", "yes"),
        ("はい！", "yes"),
        ("いいえ、まだです", "no"),
        ("はいけい", None),
        ("不満足", None),
        ("大満足です", "pleased"),
    ],
)
def test_short_labels_must_stand_alone(text: str, choice: str | None) -> None:
    assert pick(text, YES_NO) == choice


def test_a_numeric_label_wins_over_its_place() -> None:
    options = [Option("none", "0"), Option("one", "1"), Option("more", "2")]
    assert [pick(text, options) for text in ("0", "１", "2")] == ["none", "one", "more"]


@given(st.text(max_size=60))
def test_no_text_breaks_the_readers(text: str) -> None:
    pick(text, USED), read_number(text), read_date(text, date(2026, 11, 22))
    command(text), is_closing(text), find_codes(text)
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("-5", -5),
        ("５", 5),
        ("3回くらい", 3),
        ("１，０００円", 1000),
        ("三", 3),
        ("十二", 12),
        ("二十回", 20),
        ("マイナス2", -2),
        ("1.5", 1.5),
        ("3〜4", None),
        ("なし", None),
        ("A-5", None),
        ("2か3", None),
    ],
)
def test_one_number_is_read_and_two_are_none(text: str, number: float | None) -> None:
    assert read_number(text) == number


TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026/11/3", (2026, 11, 3)),
        ("２０２６－１１－０３", (2026, 11, 3)),
        ("11月3日", (2026, 11, 3)),
        ("11/3に届きました", (2026, 11, 3)),
        ("きのう", (2026, 11, 21)),
        ("昨日から", (2026, 11, 21)),
        ("一昨日", (2026, 11, 20)),
        ("今日", (2026, 11, 22)),
        ("明日", (2026, 11, 23)),
        ("22日", (2026, 11, 22)),
        ("3日", (2026, 11, 3)),
        ("3日前", (2026, 11, 19)),
        ("一週間前", (2026, 11, 15)),
        ("12/31", (2026, 12, 31)),
        ("1/2", (2027, 1, 2)),
        ("令和8年11月3日", (2026, 11, 3)),
        ("十一月三日", (2026, 11, 3)),
        ("先週の水曜", (2026, 11, 11)),
        ("20261103", (2026, 11, 3)),
    ],
)
def test_days_are_read_as_people_write_them(text: str, day: tuple[int, int, int]) -> None:
    assert read_date(text, TODAY) == date(*day)


@pytest.mark.parametrize("text", ["2/30", "3日間", "わからない", "12", "13月1日", ""])
def test_what_is_no_day_is_none(text: str) -> None:
    assert read_date(text, TODAY) is None


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("掲載をやめる", "withdraw"),
        ("掲載をやめてください", "withdraw"),
        ("お言葉の掲載を取り消してください", "withdraw"),
        ("パートナーをやめたいです", "withdraw"),
        ("withdraw my words", "withdraw"),
        ("停止刊登", "withdraw"),
        ("หยุดเผยแพร่", "withdraw"),
        ("配信停止", "stop"),
        ("停止", "stop"),
        ("ストップ", "stop"),
        ("もう送らないで", "stop"),
        ("ＳＴＯＰ", "stop"),
        ("配信を停止してください", "stop"),
        ("もう送らないでください。", "stop"),
        ("通知いらない", "stop"),
        ("LINEの配信を止めてください", "stop"),
        ("再開", "resume"),
        ("配信再開お願いします", "resume"),
        ("担当者と話す", "human"),
        ("オペレーター", "human"),
        ("担当者と話したいです！", "human"),
        ("オペレーターにつないでください", "human"),
        ("人と話したい", "human"),
        ("担当者と話せますか？", "human"),
    ],
)
def test_wishes_that_work_at_any_time(text: str, wish: str) -> None:
    assert command(text) == wish


@pytest.mark.parametrize(
    "text",
    [
        "停止しないで",
        "停止しないでください",
        "停止ボタンはどこ",
        "使うのを停止しました",
        "担当者は誰",
        "担当者さんありがとう",
        "スタッフの対応が悪い",
        "もういいです",
        "人",
        "再開はいつですか？",
        "停止しましたか？",
        "",
    ],
)
def test_a_sentence_about_stopping_is_not_a_stop(text: str) -> None:
    assert command(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "ありがとうございました",
        "了解です",
        "はい",
        "👍",
        "🙏🏻",
        "わかりました！ありがとうございます😊",
        "OK",
        "ありがとう♪",
        "了解しました。よろしくお願いします。",
        "助かりました",
    ],
)
def test_a_polite_end_restarts_no_clock(text: str) -> None:
    assert is_closing(text)


@pytest.mark.parametrize(
    "text", ["ありがとう、でもまだ痒い", "はい、使いました", "届きましたか？", "返金して", "", "はいけい"]
)
def test_a_message_that_wants_something_is_no_polite_end(text: str) -> None:
    assert not is_closing(text)


seven = st.text(alphabet=ALPHABET, min_size=7, max_size=7)


@given(seven)
def test_a_code_is_found_however_it_is_typed(chars: str) -> None:
    code = make_code(chars)
    wide = "".join(chr(ord(char) + 0xFEE0) for char in code)
    a, b = code[:4], code[4:]
    for text in (
        show_code(code),
        f"購入コードは{show_code(code)}です",
        f"ｓｎ－{wide[:4].lower()}ー{wide[4:]}",
        f"SN {a} {b}",
        f"sn{code.lower()}",
        f"SN–{a}—{b}お願いします",
        f"SN{a}−{b}",
        " ".join("SN" + code),
    ):
        assert find_codes(text) == (code,), text
    if any(char.isalpha() for char in code):
        assert find_codes(code) == (code,)
        assert find_codes(f"{a}-{b}") == (code,)


@given(seven, st.integers(0, 7), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_noticed(chars: str, place: int, other: str) -> None:
    code = make_code(chars)
    typo = code[:place] + other + code[place + 1 :]
    assert is_well_formed(typo) == (typo == code)


@given(seven, st.integers(0, 6))
def test_swapped_neighbours_are_noticed_but_for_the_first_and_last_of_the_alphabet(
    chars: str, place: int
) -> None:
    code = make_code(chars)
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    if swapped != code and {code[place], code[place + 1]} != {ALPHABET[0], ALPHABET[-1]}:
        assert not is_well_formed(swapped)


def test_a_typo_with_the_prefix_is_found_and_known_to_be_a_typo() -> None:
    assert find_codes("SN-OKLI-0000") == ("OKLI0000",)
    assert not is_well_formed("OKLI0000")


@pytest.mark.parametrize(
    "text",
    [
        "注文番号 20261122",
        "ORD-23456789",
        "A234-5678-9999",
        "090-2345-6789",
        "snowboards",
        "arigatou",
        "order AB23-4567",
        "#1045",
        "sneakers please",
    ],
)
def test_order_and_phone_numbers_and_words_are_no_codes(text: str) -> None:
    assert find_codes(text) == ()


def test_random_order_numbers_are_taken_for_codes_less_than_once_in_twenty() -> None:
    numbers = [f"{a}{n:07d}" for n in range(2345678, 2345678 + 7 * 4000, 7) for a in "AK"]
    assert sum(bool(find_codes(number)) for number in numbers) / len(numbers) < 0.05
