"""What the pages say: whom to help next, the conversation, why something came; and what they never say."""

import re
from html.parser import HTMLParser

import pytest

from models.contact import Contact
from models.purchase import Purchase
from services import searching
from services.touchpoints import run_due
from tests.console.house import HANAKO, TARO, Browser, House


class Tags(HTMLParser):
    """Reads a page as a browser does and notes what would run."""

    def __init__(self) -> None:
        super().__init__()
        self.suspicious: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag in ("img", "iframe", "object", "style") or (tag == "script" and "src" not in values):
            self.suspicious.append(tag)
        self.suspicious += [name for name in values if name.startswith("on") or name == "style"]


EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


@pytest.fixture
def visitor(house: House) -> Browser:
    return house.browser().enter(house.hire("sato@example.jp", name="佐藤"))


def test_an_empty_day_is_a_good_day(visitor: Browser) -> None:
    assert "対応が必要なお客様は、いません" in visitor.see("/")
    assert "まだお客様がいません" in visitor.see("/customers")


def test_the_list_shows_health_first_then_the_earliest_promise(house: House, visitor: Browser) -> None:
    house.buys(HANAKO, "山田花子", "A-1")
    house.buys(TARO, "佐々木太郎", "A-2")
    house.complains(HANAKO)
    house.clock.advance(minutes=30)
    house.complains(TARO, "顔が赤くなって、かゆいです")
    page = visitor.see("/")
    assert page.index("佐々木太郎様") < page.index("山田花子様", page.index("group today"))
    assert "お体・お肌の不調" in page
    assert "次は 佐々木太郎様" in page


def test_cases_move_from_today_to_overdue_to_waiting_and_back(house: House, visitor: Browser) -> None:
    house.buys(HANAKO, "山田花子", "A-1")
    case = house.complains()
    assert 'class="group today"' in visitor.see("/")
    house.clock.advance(hours=6)
    visitor = house.browser().enter(house.rows(type(house.hire("tanaka@example.jp")))[0])
    page = visitor.see("/")
    assert 'class="group overdue"' in page
    assert "超過" in page
    visitor.act(case.id, "reply", text="お待たせしました。")
    assert 'class="group waiting"' in visitor.see("/")
    house.says(HANAKO, "はい、どうしたらいいですか")
    assert 'class="group answered"' in visitor.see("/")


def test_an_unchanged_list_costs_a_304_and_news_a_200(house: House, visitor: Browser) -> None:
    house.buys(HANAKO, "山田花子", "A-1")
    house.complains()
    first = visitor.get("/today/list")
    tag = first.headers["ETag"]
    assert f'data-etag="{tag.strip(chr(34))}"' in visitor.see("/")
    house.clock.advance(minutes=5)
    again = visitor.get("/today/list", headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["X-Now"] == str(int(house.clock().timestamp() * 1000))
    house.buys(TARO, "佐々木太郎", "A-2")
    house.complains(TARO)
    news = visitor.get("/today/list", headers={"If-None-Match": tag})
    assert news.status_code == 200
    assert "佐々木太郎様" in news.text


def test_an_open_case_notices_news(house: House, visitor: Browser) -> None:
    house.buys(HANAKO, "山田花子", "A-1")
    case = house.complains()
    tag = visitor.get(f"/cases/{case.id}/pulse").headers["ETag"]
    assert visitor.get(f"/cases/{case.id}/pulse", headers={"If-None-Match": tag}).status_code == 304
    house.says(HANAKO, "もしもし")
    news = visitor.get(f"/cases/{case.id}/pulse", headers={"If-None-Match": tag})
    assert news.status_code == 200
    assert 'data-pulse="' in news.text


def test_a_case_shows_the_whole_conversation_with_the_words_marked(house: House, visitor: Browser) -> None:
    house.buys(HANAKO, "山田花子", "A-1")
    house.taps(HANAKO, "うるおい")
    house.clock.advance(minutes=5)
    house.event(HANAKO, type="message", message={"type": "sticker", "keywords": ["sad"]})
    house.event(HANAKO, type="message", message={"type": "image"})
    case = house.complains(HANAKO, "顔が赤くなって、かゆいです")
    house.clock.advance(minutes=5)
    visitor.act(case.id, "reply", text="すぐに使用をおやめください。")
    visitor.act(case.id, "note", text="写真あり")
    visitor.act(case.id, "propose", kind="refund", text="全額ご返金します。")
    page = visitor.see(f"/cases/{case.id}")
    shown = "うるおい 〔スタンプ〕 〔写真〕 <mark> この対応のきっかけ すぐに使用をおやめください。 写真あり"
    shown += " 提案：ご返金 送信待ち はじめまして（化粧品） お約束を守れました しずく美容液 A-1"
    assert [words for words in shown.split() if words not in page] == []


def test_a_message_taken_back_is_shown_as_taken_back_everywhere(house: House, visitor: Browser) -> None:
    contact = house.buys(HANAKO, "山田花子", "A-1")
    case = house.complains()
    message_id = house.says(HANAKO, "秘密の電話番号は090-1234-5678")
    house.event(HANAKO, type="unsend", unsend={"messageId": message_id})
    for path in (f"/cases/{case.id}", f"/customers/{contact.id}", "/", "/customers"):
        assert "090-1234-5678" not in visitor.see(path)
    assert "取り消されたメッセージ" in visitor.see(f"/cases/{case.id}")


def test_the_price_of_a_reply_is_said_before_it_is_sent(house: House, visitor: Browser) -> None:
    house.buys(HANAKO, "山田花子", "A-1")
    case = house.complains()
    visitor.act(case.id, "reply", text="どうされましたか。")
    house.clock.advance(minutes=2)
    house.says(HANAKO, "もしもし")
    assert "いま送れば無料です" in visitor.see(f"/cases/{case.id}")
    house.clock.advance(minutes=2)
    page = visitor.see(f"/cases/{case.id}")
    assert "いま送れば無料です" not in page
    assert "1通として数えられます" in page


def test_a_customers_page_tells_why_each_message_came_or_did_not(house: House, visitor: Browser) -> None:
    contact = house.buys(HANAKO, "山田花子", "A-1")
    run_due(house.database, lambda _: house.shop, house.clock)
    page = visitor.see(f"/customers/{contact.id}")
    assert "なぜ届いた／届いていない" in page
    assert "その後、いかがですか（化粧品・14日目）" in page
    assert "「お届け」がわかると予定が決まります" in page


@pytest.mark.parametrize(
    ("words", "found"),
    [("山田", True), ("花子", True), ("山田 花子", True), ("A-1", True), ("a-1", True), ("はなちゃん", True),
     ("佐々木", False), ("%", False), ("_", False), ("' OR 1=1 --", False)],
)  # fmt: skip
def test_search_finds_by_name_line_name_and_order_number(
    house: House, visitor: Browser, words: str, found: bool
) -> None:
    contact = house.buys(HANAKO, "山田　花子", "A-1")
    with house.database.begin() as uow:
        uow.session.get_one(Contact, contact.id).display_name = "はなちゃん"
        uow.commit()
    searching.refresh(house.database, house.clock)
    page = visitor.get("/customers", query_string={"q": words}).text
    assert (f"/customers/{contact.id}" in page) is found


def test_what_customers_write_is_never_code(house: House, visitor: Browser) -> None:
    contact = house.buys(HANAKO, EVIL, "A-1", product=EVIL)
    with house.database.begin() as uow:
        uow.session.get_one(Contact, contact.id).display_name = EVIL
        uow.commit()
    case = house.complains(HANAKO, f"かゆい {EVIL} 返金してください")
    visitor.act(case.id, "reply", text=EVIL)
    visitor.act(case.id, "note", text=EVIL)
    visitor.act(case.id, "propose", kind="free", text=EVIL)
    today = visitor.see("/")
    visitor.act(case.id, "close", reason="other", text=EVIL)
    refused = visitor.post(f"/cases/{case.id}/reply", {"text": EVIL, "seen": 0}, page="/me")
    assert refused.status_code == 409
    searched = visitor.get("/customers", query_string={"q": EVIL}).text
    pages = [visitor.see(path) for path in (f"/cases/{case.id}", "/customers", f"/customers/{contact.id}")]
    for page in [today, *pages, refused.text, searched]:
        tags = Tags()
        tags.feed(page)
        assert "alert(1)" in page
        assert tags.suspicious == []


def test_pages_need_nothing_from_elsewhere(house: House, visitor: Browser) -> None:
    house.buys(HANAKO, "山田花子", "A-1")
    case = house.complains()
    for path in ("/", f"/cases/{case.id}", "/customers", "/me"):
        page = visitor.see(path)
        assert not re.search(r'(?:src|href|action)="(?:https?:)?//', page), path
        assert "<style" not in page
        assert " style=" not in page
        assert re.search(r'<script(?!( type="module")? src="/console/static/)', page) is None


def test_english_is_one_click_away_and_stays(house: House, visitor: Browser) -> None:
    house.buys(HANAKO, "山田花子", "A-1")
    case = house.complains()
    answer = visitor.post(
        "/language", {"language": "en"}, headers={"Referer": "http://localhost/console/customers"}
    )
    assert answer.location == "/console/customers"
    assert "Answer today" in visitor.see("/")
    page = visitor.see(f"/cases/{case.id}")
    assert "Reply to" in page
    assert 'lang="en"' in page
    elsewhere = visitor.post("/language", {"language": "xx"}, headers={"Referer": "https://evil.example/x"})
    assert elsewhere.location == "/console/"
    assert "今日の対応" in visitor.see("/")


def test_times_are_the_shops(house: House, visitor: Browser) -> None:
    house.buys(HANAKO, "山田花子", "A-1")
    house.complains()
    assert "今日 15:00" in visitor.see("/")  # noon in Tokyo and three business hours


def test_unclaimed_purchases_are_found_by_their_number(house: House, visitor: Browser) -> None:
    house.buys(HANAKO, "山田花子", "A-1")
    with house.database.begin() as uow:
        row = uow.session.query(Purchase).one()
        row.contact_id = None
        uow.commit()
    searching.refresh(house.database, house.clock)
    page = visitor.get("/customers", query_string={"q": "A-1"}).text
    assert "まだLINEとつながっていない購入" in page


@pytest.mark.parametrize(
    "path", ["/cases/99", "/cases/0", "/customers/99", "/cases/x", "/x", "/cases/9/pulse", f"/cases/{9**30}"]
)
def test_what_is_not_there_is_404(visitor: Browser, path: str) -> None:
    assert visitor.get(path).status_code == 404
