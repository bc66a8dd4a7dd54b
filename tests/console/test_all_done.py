"""「全部できました」, written by a customer of the shop: the rows of it, on a database."""

from models.conversation import Answer
from tests.console.house import HANAKO, House


def test_all_that_is_left_of_a_list_is_one_answer_and_every_entry_is_kept(house: House) -> None:
    house.buys(HANAKO, "山田花子", "A-1")
    house.says(HANAKO, "1")
    house.taps(HANAKO, "うるおい")
    house.says(HANAKO, "全部できました")
    (kept,) = house.rows(Answer, axis="preparation")
    assert kept.value == "place,hour,photo"
    assert kept.label.startswith("洗面台に置き場所をつくる、お手入れの時間を決める、")
    (bought,) = house.purchases()
    assert {"ready_place", "ready_hour", "ready_photo"} <= bought.facts.keys()
