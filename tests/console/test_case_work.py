"""Working on a case in the browser: nothing typed is lost, nobody answers twice, ids open nothing."""

from models.case import Case, CaseEntry
from models.outbound import OutboundMessage
from models.staff import Staff
from models.touchpoint import Touchpoint
from tests.console.house import HANAKO, TARO, House


def answers(house: House) -> list[OutboundMessage]:
    return [row for row in house.rows(OutboundMessage) if row.author.startswith("staff:")]


def test_the_whole_work_on_a_case(house: House) -> None:
    house.hire("sato@example.jp", name="佐藤")
    house.buys(HANAKO, "山田花子", "A-1")
    case = house.complains()
    browser = house.browser("sato@example.jp")
    assert "二度と買いません" in browser.see("/")
    assert browser.act(case.id, "take").status_code == 302
    house.clock.advance(minutes=3)
    answer = browser.act(case.id, "reply", text="このたびは申し訳ございません。")
    assert answer.location == f"/console/cases/{case.id}#latest"
    assert "返信しました" in browser.see(f"/cases/{case.id}")
    browser.act(case.id, "note", text="返金の方向で")
    browser.act(case.id, "propose", kind="refund", text="全額ご返金いたします。")
    house.deliver()
    house.taps(HANAKO, "お願いする")
    page = browser.see(f"/cases/{case.id}")
    assert "承諾されました" in page
    assert "お客様が提案を承諾しました" in page
    browser.act(case.id, "close", reason="refunded", text="振込済み")
    page = browser.see(f"/cases/{case.id}")
    assert "この対応は終わっています" in page
    assert "textarea" not in page
    assert "対応が必要なお客様は、いません" in browser.see("/")
    assert house.rows(Touchpoint, key="recovery")[0].status == "planned"


def test_who_comes_second_is_told_and_keeps_what_was_typed(house: House) -> None:
    sato, tanaka = house.hire("sato@example.jp", name="佐藤"), house.hire("tanaka@example.jp", name="田中")
    house.buys(HANAKO, "山田花子", "A-1")
    case = house.complains()
    first, second = house.browser().enter(sato), house.browser().enter(tanaka)
    seen = second.seen(case.id)
    first.act(case.id, "reply", text="佐藤がお答えします。")
    refused = second.act(case.id, "reply", seen=seen, text="田中が\n時間をかけて書いた返事")
    assert refused.status_code == 409
    assert "佐藤さんが12:00に先に返信しました" in refused.text
    assert "田中が\n時間をかけて書いた返事</textarea>" in refused.text
    assert f'name="seen" value="{house.rows(CaseEntry)[-1].id}"' in refused.text
    assert len(answers(house)) == 1
    proposed = second.act(case.id, "propose", seen=seen, kind="refund", text="返金の提案")
    assert proposed.status_code == 409
    assert "返金の提案</textarea>" in proposed.text
    assert second.act(case.id, "reply", text="読んだうえで続けます。").status_code == 302
    assert len(answers(house)) == 2


def test_a_form_sent_twice_answers_once(house: House) -> None:
    browser = house.browser().enter(house.hire("sato@example.jp"))
    house.buys(HANAKO, "山田花子", "A-1")
    case = house.complains()
    seen = browser.seen(case.id)
    for _ in range(2):
        assert browser.act(case.id, "reply", seen=seen, text="一度だけ").status_code == 302
    assert len(answers(house)) == 1


def test_a_form_without_the_entry_it_saw_counts_as_having_seen_nothing(house: House) -> None:
    sato, tanaka = house.hire("sato@example.jp"), house.hire("tanaka@example.jp")
    house.buys(HANAKO, "山田花子", "A-1")
    case = house.complains()
    house.browser().enter(sato).act(case.id, "reply", text="先に")
    browser = house.browser().enter(tanaka)
    for seen in ("", "x", "-1"):
        form = {"text": "あとから", "seen": seen}
        assert browser.post(f"/cases/{case.id}/reply", form).status_code == 409
    assert len(answers(house)) == 1


def test_a_session_that_ended_leads_back_to_the_case(house: House) -> None:
    staff = house.hire("sato@example.jp")
    house.buys(HANAKO, "山田花子", "A-1")
    case = house.complains()
    browser = house.browser().enter(staff)
    house.clock.advance(hours=5)
    form = {"text": "x", "back": f"/console/cases/{case.id}"}
    answer = browser.client.post(f"/console/cases/{case.id}/reply", data=form)
    assert answer.location == f"/console/sign-in?next=/console/cases/{case.id}"


def test_ids_of_other_cases_and_people_open_nothing(house: House) -> None:
    browser = house.browser().enter(house.hire("sato@example.jp"))
    viewer = house.hire("viewer@example.jp", "viewer")
    house.buys(HANAKO, "山田花子", "A-1")
    house.buys(TARO, "佐々木太郎", "A-2")
    case, other = house.complains(HANAKO), house.complains(TARO)
    for what in ("reply", "note", "propose", "take", "assign", "close"):
        form = {"text": "x", "kind": "refund", "reason": "solved", "staff": 1}
        assert browser.post(f"/cases/999/{what}", form).status_code == 404
    for staff in (viewer.id, 999, -1, "x"):
        assert browser.act(case.id, "assign", staff=staff).status_code == 409
    browser.act(case.id, "reply", text="花子様だけに")
    assert "花子様だけに" not in browser.see(f"/cases/{other.id}")
    assert "花子様だけに" not in house.said(TARO)
    assert house.rows(Case, id=other.id)[0].status == "open"


def test_a_viewer_reads_and_has_no_buttons(house: House) -> None:
    browser = house.browser().enter(house.hire("v@example.jp", "viewer"))
    house.buys(HANAKO, "山田花子", "A-1")
    case = house.complains()
    page = browser.see(f"/cases/{case.id}")
    assert "二度と買いません" in page
    assert "閲覧のみの権限です" in page
    assert "textarea" not in page
    assert "自分が対応する" not in page


def test_colleagues_without_a_name_are_shown_by_their_address(house: House) -> None:
    staff = house.hire("sato@example.jp")
    with house.database.begin() as uow:
        uow.session.get_one(Staff, staff.id).name = ""
        uow.commit()
    browser = house.browser().enter(staff)
    house.buys(HANAKO, "山田花子", "A-1")
    case = house.complains()
    browser.act(case.id, "take")
    assert "sato@example.jp" in browser.see(f"/cases/{case.id}")
