"""The customer's language in the console: seen beside their name, changed; what a script says elsewhere."""

from html import unescape

from models.contact import Contact
from models.staff import AuditEntry
from tests.console.house import HANAKO, House
from tests.console.test_scripts import live

ONE = "/scripts/script/cosmetics-checkin"


def test_staff_change_the_language_a_customer_is_written_to_in(house: House) -> None:
    house.buys(HANAKO, "山田花子", "A-1")
    house.complains(HANAKO, "返金してください")
    agent = house.browser().enter(house.hire("midori@example.jp", "agent", name="緑"))
    assert 'lang="th">ไทย</span>' not in agent.see("/customers/1")
    answer = agent.post("/customers/1/language", {"language": "th"}, page="/customers/1")
    assert answer.status_code == 302
    assert 'lang="th">ไทย</span>' in agent.see("/customers/1")
    assert 'lang="th">ไทย</span>' in agent.see("/cases/1")
    assert house.rows(Contact)[0].chosen_language == "th"
    entries = [e for e in house.rows(AuditEntry) if e.action == "contact.language_chosen"]
    assert [e.detail for e in entries] == [{"language": "th"}]
    assert agent.post("/customers/1/language", {"language": "xx"}, page="/customers/1").status_code == 400
    agent.post("/customers/1/language", {"language": ""}, page="/customers/1")
    assert house.rows(Contact)[0].chosen_language == ""


def test_a_script_shows_what_it_says_in_each_language_and_can_be_tried_in_it(house: House) -> None:
    marketer = house.browser().enter(house.hire("aoi@example.jp", "marketer", name="葵"))
    page = unescape(marketer.see(ONE))
    for said in ("ほかの言葉", "Have you tried", "您用過了嗎", "ได้ลองใช้หรือยังคะ"):
        assert said in page
    assert page.count("そろっています") == 3
    tried = unescape(marketer.see(f"{ONE}/try?locale=zh-Hant&m=tap:1"))
    assert "到目前為止" in tried
    assert 'name="locale" value="zh-Hant"' in tried


def test_a_change_says_which_languages_it_silences_until_they_are_mended(house: House) -> None:
    marketer = house.browser().enter(house.hire("aoi@example.jp", "marketer", name="葵"))
    house.buys(HANAKO, "山田花子", "A-1")
    with house.database.begin() as uow:
        uow.session.get_one(Contact, house.contact().id).language = "th-TH"
        uow.commit()
    text = live(house, "cosmetics-checkin").text.replace("もう使ってみましたか", "もうお試しでしょうか")
    form = {"text": text, "revision": 0, "then": "stay"}
    assert marketer.post(f"{ONE}/draft", form, page=f"{ONE}/edit").status_code == 302
    page = unescape(marketer.see(f"{ONE}/review"))
    assert "訳が直るまで元の言葉で届くようになる言葉：ไทย（1人）、English（0人）、中文（0人）" in page
