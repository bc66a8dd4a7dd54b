"""The list of health reports: each by its own name and purchase, as few statements for many as for few."""

from bench.console import counted
from tests.console.house import HANAKO, TARO, House

THIRD = "U" + "c" * 32
PEOPLE = ((HANAKO, "山田花子", "A-1"), (TARO, "鈴木太郎", "A-2"), (THIRD, "高橋美咲", "A-3"))


def falls_ill(house: House, user_id: str, name: str, number: str) -> None:
    house.buys(user_id, name, number, product=f"美容液 {number}")
    house.says(user_id, "顔が赤く腫れてかゆいです")


def test_each_report_has_its_customer_and_what_they_bought_however_many_there_are(house: House) -> None:
    browser = house.browser().enter(house.hire("s@example.jp"))
    taken = []
    for person in PEOPLE:
        falls_ill(house, *person)
        browser.see("/health")
        with counted(house.database) as listed:
            page = browser.see("/health")
        with counted(house.database) as exported:
            lines = browser.see("/health.csv").splitlines()[1:]
        taken.append((len(listed), len(exported)))
        seen = [person for person in PEOPLE if person[1] in page]
        assert len(lines) == len(taken) == len(seen)
        for _, name, number in seen:
            (line,) = [line for line in lines if name in line]
            assert f",{number},美容液 {number}（SER-30）," in line
    assert len(set(taken)) == 1
