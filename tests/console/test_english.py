"""Every page in English says nothing in Japanese but what is the shop's own: names, scripts, people's words.

The pages are those of the table of guards, so that a new one is read as soon as it is there.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

import orjson
import pytest
from pydantic import BaseModel

from console.conditions import shown_question
from console.saying import plain_title
from conversations.plan import PlannedAsk
from conversations.starter import starters
from conversations.ways import Ways
from models.case_template import CaseTemplate
from models.due_item import DueItem
from models.inbound import InboundEvent
from models.outbound import OutboundMessage
from services.promising import BY, SORRY
from tests.console.house import HANAKO, TARO, Browser, House
from tests.console.test_browser_every_page import LONG, lived, pages_of
from tests.console.test_guards import MAY

VOID = (
    "input", "meta", "link", "br", "img", "hr", "path", "circle", "rect", "use", "source", "wbr", "col",
    "line",
)  # fmt: skip
JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龠々ー：（）、。「」]+")
SPOKEN_TO_READERS = (
    "aria-label",
    "placeholder",
    "title",
    "alt",
    "data-confirm",
    "data-confirm-yes",
    "value",
    "label",
)
SILENT = ("script", "style", "text")  # the last is a word in a picture
GAP = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{\w+\}|\n", re.S)
PEOPLE = (
    LONG + "様", LONG, LONG[:40], "山田花子様", "佐々木太郎様", "佐藤 花様", "佐藤", "しずく美容液",
    "うるおい美容液", "うるおい", "花しずく", "店長", "頬が", "かゆく", "て赤いです。", "田中", "花",
    "“返金”", "、返金", "よい香りです", "掲載をやめる", "中文",
)  # fmt: skip
MORE = (
    "/scripts/journey/cosmetics", "/scripts/journey/cosmetics/life", "/scripts/script/cosmetics-checkin",
    "/scripts/script/checkin/try?m=tap:1", "/purchases?state=unmoved", "/customers?q=%E8%8A%B1",
)  # fmt: skip
NOT_TRIED = ("/sign-out", "/language", "/me/sessions/end")


class Reader(HTMLParser):
    """What a person sees or hears of a page, piece by piece.

    Left out is what is marked as another language, what a script says in its chat (`talk`), its picture (the
    same stands below it in words) and its file.
    """

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self.open: list[tuple[str, bool]] = []

    @property
    def is_silent(self) -> bool:
        return any(silent for _, silent in self.open)

    def handle_starttag(self, tag: str, attributes: Any) -> None:
        given = dict(attributes)
        is_file = tag in ("pre", "textarea") or "talk" in (given.get("class") or "").split()
        silent = tag in SILENT or is_file or (tag != "html" and "lang" in given)
        if not (silent or self.is_silent):
            self.pieces += [given[name] or "" for name in SPOKEN_TO_READERS if name in given]
        if tag not in VOID:
            self.open.append((tag, silent))

    def handle_endtag(self, tag: str) -> None:
        while tag not in VOID and self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not self.is_silent:
            self.pieces.append(data)


def strings_in(value: Any) -> Iterator[str]:
    """Every text somewhere in a value."""
    if isinstance(value, BaseModel):
        value = value.model_dump(mode="json")
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from strings_in(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from strings_in(one)


def own_words(house: House) -> list[str]:
    """What the shop and its customers wrote; longest first, so that a name inside a sentence goes with it."""
    library = house.shop.library
    scripts = [*library.scripts.values(), *(one for each in starters() for one in each.scripts)]
    journeys = [*library.journeys.values(), *(each.journey for each in starters())]
    said = [*strings_in(scripts), *strings_in(journeys)]
    said += [plain_title(one) for one in scripts]
    for node in (
        node for one in scripts for node in Ways(one).nodes.values() if isinstance(node, PlannedAsk)
    ):
        said += [choice.label for choice in node.choices.values()]
        said.append(shown_question(node.step.ask))
    said += [text for row in house.rows(OutboundMessage) for text in strings_in(orjson.loads(row.messages))]
    said += [text for row in house.rows(InboundEvent) for text in strings_in(orjson.loads(row.payload))]
    said += [*SORRY.values(), *BY.values()]  # what is written to customers, in their language
    for row in house.rows(CaseTemplate):
        said += [row.title, row.text, *strings_in([row.lines, row.actions])]
    pieces = {part.strip() for text in said for part in GAP.split(text) if JAPANESE.search(part)}
    return sorted({*pieces, *PEOPLE}, key=len, reverse=True)


def left_in(page: str, own: list[str]) -> set[str]:
    """The pieces of a page that still say something in Japanese."""
    reader = Reader()
    reader.feed(page)
    found = set()
    for piece in {one.strip() for one in reader.pieces if JAPANESE.search(one)}:
        rest = piece
        for text in own:
            rest = rest.replace(text, " ")
        if JAPANESE.search(rest):
            found.add(" ".join(piece.split())[:160])
    return found


def in_english(house: House, role: str) -> Browser:
    browser = house.browser().enter(house.hire(f"en-{role}@example.jp", role, "Midori"))
    assert browser.post("/language", {"language": "en"}).status_code == 302
    return browser


def busy(house: House) -> None:
    """Of everything something: `lived`, and a case with an agreed refund, a merge, a call, a new promise."""
    lived(house)
    house.buys(TARO, "佐々木太郎", "A-2")
    case = house.complains(TARO, "This is terrible, I want a refund")
    sato = house.browser().enter(house.hire("taro@example.jp", "agent", "Taro"))
    sato.act(case.id, "take")
    until = (case.promise_at + timedelta(hours=2)).astimezone(house.shop.tz)
    sato.act(case.id, "repromise", at="own", own=f"{until:%Y-%m-%dT%H:%M}", text="Sorry")
    sato.act(case.id, "log", way="phone", direction="out", text="called")
    sato.act(case.id, "note", text="note")
    sato.act(case.id, "sort", topic="bottle", priority="1")
    sato.act(
        case.id, "propose", kind="refund", text="We refund it.", line=["x"], quantity=["1"], price=["100"]
    )
    house.deliver()
    house.taps(TARO, "Yes, please" if "Yes, please" in house.said(TARO) else "お願いする")
    assert [item.done_at for item in house.rows(DueItem)] == [None]


@pytest.mark.parametrize("role", ["owner", "agent"])
def test_no_page_says_anything_in_japanese_to_who_reads_english(house: House, role: str) -> None:
    busy(house)
    browser = in_english(house, role)
    own, wrong = own_words(house), {}
    for path in [*pages_of(role), "/today/list", "/cases/2", "/customers/2", "/purchases/2", *MORE]:
        answer = browser.get(path)
        assert answer.status_code in (200, 403), path
        if left := left_in(answer.text, own):
            wrong[path] = sorted(left)
    assert wrong == {}


def test_nobodys_name_carries_an_honorific_of_japanese(house: House) -> None:
    house.buys(HANAKO, "Olivia Brown", "A-1")
    house.buys(TARO, "佐々木太郎", "A-2")
    house.complains(HANAKO)
    house.complains(TARO)
    browser = in_english(house, "owner")
    browser.act(1, "take")
    sent = {
        line
        for row in house.rows(OutboundMessage)
        for text in strings_in(orjson.loads(row.messages))
        for line in text.split("\n")
    }
    paths = ["/", "/customers", "/customers/1", "/customers/1/erase", "/cases/1", "/results/feedback"]
    for path in paths:
        reader = Reader()
        reader.feed(browser.see(path))
        shown = {piece for piece in reader.pieces if piece.partition("\n")[0] not in sent}
        assert {piece for piece in shown if "Brown様" in piece or "太郎様" in piece} == set(), path
    assert "Olivia Brown" in browser.see("/")
    browser.post("/language", {"language": "ja"})
    assert "Olivia Brown様" in browser.see("/"), "in Japanese it stays polite"


def test_what_a_refused_form_says_is_english_too(house: House) -> None:
    busy(house)
    browser = in_english(house, "owner")
    own, wrong = own_words(house), {}
    for path, method in MAY:
        if method == "POST" and "passkey" not in path and path not in NOT_TRIED:
            page = re.sub(r"/[a-z]+$", "", path) if path.startswith("/cases/") else "/me"
            answer = browser.post(path, page=page, follow_redirects=True)
            if answer.mimetype == "text/html" and (left := left_in(answer.text, own)):
                wrong[path] = sorted(left)
    assert wrong == {}


def test_who_is_not_signed_in_reads_english_too(house: House) -> None:
    browser = house.browser()
    browser.post("/language", {"language": "en"}, page="/sign-in")
    for path in ("/sign-in", "/welcome/none", "/sign-in/browser/none", "/nothing"):
        assert left_in(browser.get(path, follow_redirects=True).text, []) == set(), path


def test_the_reading_finds_what_is_said_and_leaves_out_what_is_marked() -> None:
    page = '<p>花子 paid</p><input placeholder="名前"><b lang="ja">日本語</b><script>"見えない"</script>'
    assert left_in(page, ["花子"]) == {"名前"}
