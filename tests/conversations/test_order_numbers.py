"""Which words of a text may be an order number, and whether anything else is said."""

import pytest

from conversations.order_numbers import LONG, read


@pytest.mark.parametrize(
    "text",
    [
        "A-1001 5678", "ａ－１００１　５６７８", "5678\nA-1001", "A-1001 5678 佐藤花子です",
        "ご注文番号は A-1001、お電話番号の下4けたは 5678 です。よろしくお願いいたします",
        "My order number is A-1001 and the last four digits of my phone: 5678",
        "訂單編號 A-1001 電話末四碼 5678", "หมายเลขคำสั่งซื้อ A-1001 เบอร์โทร 4 ตัวท้าย 5678 ค่ะ",
    ],
)  # fmt: skip
def test_nothing_but_an_order_number_and_four_digits(text: str) -> None:
    numbers = read(text)
    assert numbers.is_pair
    assert numbers.is_bare
    assert numbers.digits_beside("A-1001") == ["5678"]
    assert "A-1001" in numbers.spellings()
    assert numbers.longest >= LONG


@pytest.mark.parametrize(
    ("text", "pair", "bare", "names"),
    [
        ("A-1001", False, True, False),
        ("注文番号はA-1001です", False, True, True),
        ("หมายเลขคำสั่งซื้อ A-1001", False, True, True),
        ("注文番号A-1001の箱の大きさを、あらかじめ教えていただけますか", False, False, True),
        ("my order A-1001 arrived broken, what now?", False, False, True),
        ("5678", False, True, False),
        ("5678 5678", False, True, False),  # not its own proof
        ("2個で1500円", True, True, False),
        ("うるおいました", False, False, False),
        ("", False, True, False),
    ],
)
def test_what_else_there_is(text: str, pair: bool, bare: bool, names: bool) -> None:
    numbers = read(text)
    assert (numbers.is_pair, numbers.is_bare, numbers.names_order) == (pair, bare, names)


def test_a_price_beside_a_count_is_no_long_order_number() -> None:
    assert read("2個で1500円").longest == 1
    assert read("1500").longest == 4


def test_ones_own_numbers_are_left_out() -> None:
    numbers = read("a-1001 A-1002 5678", known=["A-1001"])
    assert numbers.words == ("A-1002", "5678")
    assert not read("A-1001 5678", known=["A-1001"]).is_pair


def test_many_guesses_in_one_text_are_cut_short() -> None:
    assert len(read(" ".join(f"A-{n}" for n in range(99))).words) == 6
