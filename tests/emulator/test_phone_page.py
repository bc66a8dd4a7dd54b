"""The phone's page in a real browser: what a customer sees and can do, and trouble pressed by hand."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from emulator.people import User
from emulator.testing import RunningEmulator
from tests.emulator import browsers, showcase
from tests.emulator.conftest import Raw
from tests.emulator.receiver import Receiver

pytestmark = pytest.mark.browser
CLAIM = "https://line.me/R/oaMessage/%40sonogo/?%E8%B3%BC%E5%85%A5%E3%82%B3%E3%83%BC%E3%83%89%3A%20ABC-123"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    yield from browsers.launched()


@pytest.fixture(params=[browsers.PHONE, browsers.DESK], ids=["phone", "desk"])
def page(request: pytest.FixtureRequest, chromium: Any, emulator: RunningEmulator) -> Iterator[Any]:
    with browsers.opened(chromium, request.param) as page:
        yield page


@pytest.fixture
def handset(chromium: Any, emulator: RunningEmulator) -> Iterator[Any]:
    with browsers.opened(chromium, browsers.PHONE) as page:
        yield page


@pytest.fixture
def desk(chromium: Any, emulator: RunningEmulator) -> Iterator[Any]:
    with browsers.opened(chromium, browsers.DESK) as page:
        yield page


@pytest.fixture
def hanako(emulator: RunningEmulator) -> User:
    return emulator.add_friend("花子")


def expect(what: Any) -> Any:
    return browsers.playwright.expect(what)


def view(page: Any, name: str) -> None:
    """What stands beside the chats, or on a narrow screen in their place."""
    tab = page.locator(".tabs").get_by_role("button", name=name)
    if tab.is_visible():
        tab.click()


def quick(*labels: str) -> dict[str, Any]:
    items = [{"type": "action", "action": showcase.postback(label)} for label in labels]
    return {"type": "text", "text": "どうでしたか？", "quickReply": {"items": items}}


def test_every_documented_flex_component_is_drawn(
    page: Any, emulator: RunningEmulator, hanako: User, raw: Raw
) -> None:
    assert raw.push(hanako.user_id, showcase.flex(showcase.EVERYTHING)).status == 200
    page.goto(emulator.base_url)
    bubble = page.locator(".fx-bubble")
    expect(bubble.get_by_text("ヘッダー header")).to_be_visible()
    expect(bubble.locator(".fx-unknown")).to_have_count(0)
    assert bubble.bounding_box()["width"] == pytest.approx(300, abs=1)
    images = bubble.locator("img").all()
    assert len(images) == 7
    primary = bubble.get_by_role("button", name="primary md")
    assert primary.bounding_box()["height"] == 52
    assert bubble.get_by_role("button", name="secondary sm").bounding_box()["height"] == 40
    assert _style(bubble.get_by_text("20px"), "font-size") == "20px"
    assert _style(bubble.get_by_text("xxl", exact=True), "text-align") == "end"
    one, three = (bubble.locator(".fx-text", has_text=f"flex {n}") for n in (1, 3))
    assert three.bounding_box()["width"] == pytest.approx(3 * one.bounding_box()["width"], rel=0.05)
    two_lines = bubble.get_by_text("maxLines 2").bounding_box()["height"]
    assert two_lines == pytest.approx(2 * 14 * 1.4, abs=2)
    hero = bubble.locator(".fx-hero .fx-frame").bounding_box()
    assert hero["width"] / hero["height"] == pytest.approx(20 / 13, abs=0.02)
    assert "linear-gradient" in _style(
        bubble.get_by_text("SALE").locator("xpath=../../.."), "background-image"
    )


def _style(element: Any, name: str) -> str:
    found: str = element.evaluate("(e, name) => getComputedStyle(e).getPropertyValue(name)", name)
    return found


def test_every_other_message_is_drawn_too(
    page: Any, emulator: RunningEmulator, hanako: User, raw: Raw
) -> None:
    for message in showcase.OTHERS:
        assert raw.push(hanako.user_id, message).status == 200
    page.goto(emulator.base_url)
    expect(page.get_by_text("鈴木 from Sonogo")).to_be_visible()
    expect(page.locator(".line.account:not(.typing)")).to_have_count(len(showcase.OTHERS))
    expect(page.locator(".fx-unknown")).to_have_count(0)
    sideways = page.locator(".chat").evaluate("chat => chat.scrollWidth > chat.clientWidth")
    assert not sideways


def test_a_tap_tells_the_bot_which_button_it_was(
    handset: Any, emulator: RunningEmulator, bot: Receiver, hanako: User, raw: Raw
) -> None:
    raw.push(hanako.user_id, *showcase.OTHERS[7:11], showcase.flex(showcase.EVERYTHING))
    handset.goto(emulator.base_url)
    for number, label in enumerate(("secondary sm", "箱", "写真全体", "列2", "絵1", "いいえ"), 1):
        handset.locator(".chat").get_by_role("button", name=label).last.click()
        bot.wait_for(number)
        assert bot.events[-1]["postback"]["data"] == f"d={label}"
    expect(handset.locator(".line.mine")).to_have_count(6)


def test_quick_replies_vanish_when_tapped_or_when_something_newer_comes(
    handset: Any, emulator: RunningEmulator, bot: Receiver, hanako: User, raw: Raw
) -> None:
    raw.push(hanako.user_id, quick("よい", "ふつう"))
    handset.goto(emulator.base_url)
    handset.get_by_role("button", name="ふつう").click()
    expect(handset.locator(".quick")).to_be_hidden()
    bot.wait_for(1)
    assert bot.events[0]["postback"]["data"] == "d=ふつう"
    raw.push(hanako.user_id, quick("もう一度"))
    expect(handset.get_by_role("button", name="もう一度")).to_be_visible()
    raw.push(hanako.user_id, {"type": "text", "text": "スタッフからです"})
    expect(handset.get_by_text("スタッフからです")).to_be_visible()
    expect(handset.locator(".quick")).to_be_hidden()


def test_line_for_pc_has_no_quick_replies_and_no_prefilled_text(
    handset: Any, emulator: RunningEmulator, hanako: User, raw: Raw
) -> None:
    raw.push(
        hanako.user_id,
        quick("よい"),
        {"type": "text", "text": CLAIM} | {"quickReply": quick("はい")["quickReply"]},
    )
    handset.goto(emulator.base_url)
    expect(handset.get_by_role("button", name="はい")).to_be_visible()
    handset.get_by_label("PC版LINEで見る").check()
    expect(handset.locator(".quick")).to_be_hidden()
    handset.locator(".bubble a").click()
    expect(handset.get_by_label("メッセージを入力")).to_have_value("")
    handset.get_by_label("PC版LINEで見る").uncheck()
    expect(handset.get_by_role("button", name="はい")).to_be_visible()
    handset.locator(".bubble a").click()
    expect(handset.get_by_label("メッセージを入力")).to_have_value("購入コード: ABC-123")


def test_what_is_being_typed_stays_while_messages_come_in(
    handset: Any, emulator: RunningEmulator, bot: Receiver, hanako: User, raw: Raw
) -> None:
    handset.goto(emulator.base_url)
    field = handset.get_by_label("メッセージを入力")
    field.click()
    field.press_sequentially("途中まで")
    raw.push(hanako.user_id, {"type": "text", "text": "お届けしました"})
    expect(handset.get_by_text("お届けしました")).to_be_visible()
    expect(field).to_have_value("途中まで")
    expect(field).to_be_focused()
    field.press_sequentially("です")
    field.press("Enter")
    expect(handset.locator(".line.mine .bubble")).to_have_text("途中までです")
    bot.wait_for(1)
    assert bot.events[0]["message"]["text"] == "途中までです"


def test_a_claim_link_fills_in_the_text_of_a_new_customer(
    handset: Any, emulator: RunningEmulator, bot: Receiver
) -> None:
    handset.goto(
        f"{emulator.base_url}/?oaMessage={CLAIM.replace('%', '%25').replace(':', '%3A').replace('?', '%3F')}"
    )
    expect(handset.get_by_label("メッセージを入力")).to_have_value("購入コード: ABC-123")
    assert bot.received == []
    handset.get_by_role("button", name="友だち追加").click()
    handset.get_by_role("button", name="送信", exact=True).click()
    bot.wait_for(2)
    assert [event["type"] for event in bot.events] == ["follow", "message"]


def test_a_person_sends_a_sticker_a_photo_and_takes_one_back(
    handset: Any, emulator: RunningEmulator, bot: Receiver, hanako: User
) -> None:
    handset.goto(emulator.base_url)
    handset.get_by_role("button", name="スタンプ").click()
    handset.get_by_role("button", name="ありがとう").click()
    expect(handset.get_by_role("img", name="ありがとう")).to_be_visible()
    picture = {"name": "p.png", "mimeType": "image/png", "buffer": browsers.plain_png()}
    handset.locator("input[type=file]").set_input_files(picture)
    photo = handset.locator(".mine img.photo")
    expect(photo).to_be_visible()
    bot.wait_for(2)
    expect(photo).to_have_js_property("complete", True)
    expect(photo).to_have_js_property("naturalWidth", 64)
    handset.locator(".line.mine").last.hover()
    handset.get_by_role("button", name="送信取消").last.click()
    expect(photo).to_have_count(0)
    expect(handset.get_by_text("メッセージの送信を取り消しました")).to_be_visible()
    bot.wait_for(3)
    assert bot.events[-1]["type"] == "unsend"


def test_a_date_is_picked_within_its_limits(
    handset: Any, emulator: RunningEmulator, bot: Receiver, hanako: User, raw: Raw
) -> None:
    action = {"type": "datetimepicker", "label": "日を選ぶ", "data": "d", "mode": "date", "min": "2026-01-01"}
    raw.push(hanako.user_id, showcase.template("buttons", text="いつ？", actions=[action]))
    handset.goto(emulator.base_url)
    handset.get_by_role("button", name="日を選ぶ").click()
    dialog = handset.get_by_role("dialog")
    field = dialog.locator("input")
    assert field.get_attribute("min") == "2026-01-01"
    field.fill("2026-12-24")
    dialog.get_by_role("button", name="送信").click()
    bot.wait_for(1)
    assert bot.events[0]["postback"]["params"] == {"date": "2026-12-24"}


def test_blocking_and_coming_back(
    page: Any, emulator: RunningEmulator, bot: Receiver, hanako: User, raw: Raw
) -> None:
    page.goto(emulator.base_url)
    page.get_by_role("button", name="ブロック", exact=True).click()
    expect(page.get_by_label("メッセージを入力")).to_be_disabled()
    raw.push(hanako.user_id, {"type": "text", "text": "届かない"})
    view(page, "LINEの記録")
    expect(page.locator("#log")).to_contain_text("届かず")
    view(page, "トーク")
    page.get_by_role("button", name="ブロック解除").click()
    expect(page.get_by_label("メッセージを入力")).to_be_enabled()
    expect(page.get_by_text("届かない")).to_have_count(0)
    bot.wait_for(2)
    assert bot.events[1]["follow"]["isUnblocked"] is True


def test_the_bot_types_and_what_it_read_is_marked(
    desk: Any, emulator: RunningEmulator, hanako: User, raw: Raw
) -> None:
    emulator.channel.mark_as_read_mode = "manual"
    emulator.act(hanako, "say", {"text": "もしもし"})
    desk.goto(emulator.base_url)
    expect(desk.get_by_text("もしもし")).to_be_visible()
    expect(desk.get_by_text("既読")).to_have_count(0)
    raw("POST", "/v2/bot/chat/loading/start", {"chatId": hanako.user_id, "loadingSeconds": 20})
    expect(desk.get_by_role("img", name="入力中")).to_be_visible()
    token = next(iter(emulator.channel.read_tokens))
    assert raw("POST", "/v2/bot/chat/markAsRead", {"markAsReadToken": token}).status == 200
    expect(desk.get_by_text("既読")).to_be_visible()
    raw.push(hanako.user_id)
    expect(desk.get_by_role("img", name="入力中")).to_have_count(0)


def test_a_rich_menu_is_tapped(handset: Any, emulator: RunningEmulator, bot: Receiver, hanako: User) -> None:
    area = {"bounds": {"x": 1250, "y": 0, "width": 1250, "height": 843}, "action": showcase.postback("右")}
    left = {"bounds": {"x": 0, "y": 0, "width": 1250, "height": 843}, "action": showcase.postback("左")}
    emulator.channel.rich_menus["m1"] = {
        "size": {"width": 2500, "height": 843}, "selected": True, "name": "m",
        "chatBarText": "メニューを開く", "areas": [left, area],
    }  # fmt: skip
    emulator.channel.default_rich_menu = "m1"
    handset.goto(emulator.base_url)
    handset.get_by_role("button", name="右", exact=True).click()
    bot.wait_for(1)
    assert bot.events[0]["postback"]["data"] == "d=右"
    handset.get_by_role("button", name=re.compile("メニューを開く")).click()
    expect(handset.get_by_role("button", name="左", exact=True)).to_be_hidden()


def test_trouble_is_pressed_and_its_outcome_shown(
    page: Any, emulator: RunningEmulator, hanako: User, raw: Raw
) -> None:
    page.goto(emulator.base_url)
    view(page, "障害を起こす")
    page.get_by_role("button", name="受付後に500").click()
    expect(page.locator(".active-faults")).to_contain_text("受付後に500（残り 1）")
    assert raw.push(hanako.user_id).status == 500
    expect(page.locator(".active-faults")).to_contain_text("起こしている障害: なし")
    view(page, "LINEの記録")
    last = page.locator("#log li").last
    expect(last).to_contain_text("受付済み")
    expect(last.locator(".state")).to_have_text("500")


def test_line_is_down_until_it_is_back_and_nothing_is_lost(
    handset: Any, emulator: RunningEmulator, bot: Receiver, hanako: User, raw: Raw
) -> None:
    handset.goto(emulator.base_url)
    view(handset, "障害を起こす")
    down = handset.get_by_role("button", name="LINEを止める")
    down.click()
    expect(down).to_have_attribute("aria-pressed", "true")
    emulator.act(hanako, "say", {"text": "聞こえますか"})
    expect(handset.locator(".active-faults")).to_contain_text("1 件のWebhookが待っています")
    assert bot.received == []
    down.click()
    expect(down).to_have_attribute("aria-pressed", "false")
    bot.wait_for(1)
    assert raw.push(hanako.user_id).status == 200


def test_the_page_speaks_english_too(desk: Any, emulator: RunningEmulator, hanako: User) -> None:
    desk.goto(emulator.base_url)
    desk.get_by_role("button", name="English").click()
    expect(desk.get_by_role("button", name="+1 day")).to_be_visible()
    expect(desk.get_by_label("Type a message")).to_be_visible()
    view(desk, "Make trouble")
    expect(desk.get_by_role("button", name="500 after accepting")).to_be_visible()
    assert desk.locator("html").get_attribute("lang") == "en"


def add(page: Any, name: str) -> None:
    page.get_by_placeholder("お名前").fill(name)
    page.get_by_role("button", name="お客様を追加").click()
    expect(page.get_by_role("heading", name=name)).to_be_visible()


WITH_PRODUCT = (
    """document.addEventListener("readystatechange", () => { document.body.dataset.product = "there"; })"""
)


def test_the_customer_just_added_is_whom_the_next_event_is_for(
    desk: Any, emulator: RunningEmulator, hanako: User
) -> None:
    desk.add_init_script(WITH_PRODUCT)
    desk.route(
        "**/phone/product/**", lambda route: route.fulfill(json={"ok": True, "told": {"products": []}})
    )
    desk.goto(emulator.base_url)
    view(desk, "出来事")
    chosen = desk.get_by_label("どのお客様に").locator("option:checked")
    expect(chosen).to_have_text("花子")
    add(desk, "エミ")
    expect(chosen).to_have_text("エミ")
    desk.get_by_role("button", name="English").click()
    expect(desk.locator("#happenings label.often option:checked")).to_have_text("エミ")


def test_two_phones_and_what_stands_beside_them_have_room_and_a_word_covers_no_name(
    desk: Any, emulator: RunningEmulator, hanako: User
) -> None:
    desk.goto(emulator.base_url)
    expect(desk.locator(".phone")).to_have_count(1)
    add(desk, "エミ")
    phones = desk.locator("#phones")
    room = phones.evaluate("({ scrollWidth, clientWidth }) => [scrollWidth, clientWidth]")
    assert room[0] <= room[1], "the second phone is seen whole"
    desk.evaluate("document.getElementById('toast').textContent = '注文する：できました。'.repeat(9)")
    toast, people = desk.locator("#toast").bounding_box(), desk.locator(".people").bounding_box()
    chats = phones.bounding_box()
    assert toast["y"] > people["y"] + people["height"]
    assert toast["x"] >= chats["x"] + chats["width"], "no chat either"


def test_a_page_opened_narrow_and_then_made_wide_shows_a_panel(
    handset: Any, emulator: RunningEmulator, hanako: User
) -> None:
    handset.goto(emulator.base_url)
    pressed = handset.locator(".tabs button[aria-pressed=true]")
    expect(pressed).to_have_text("トーク")
    handset.set_viewport_size({"width": 1280, "height": 900})
    expect(pressed).to_have_text("日記")
    expect(pressed).to_be_visible()


def test_the_clock_moves_by_a_day(handset: Any, emulator: RunningEmulator, hanako: User) -> None:
    handset.goto(emulator.base_url)
    handset.get_by_role("button", name="+1日").click()
    view(handset, "LINEの記録")
    expect(handset.locator("#log")).to_contain_text("時計 +1日")
    assert emulator.platform.clock.offset_seconds == 86400


def test_everything_is_reached_by_keyboard(
    handset: Any, emulator: RunningEmulator, bot: Receiver, hanako: User, raw: Raw
) -> None:
    raw.push(hanako.user_id, quick("よい"), showcase.flex(showcase.EVERYTHING), quick("はい"))
    handset.goto(emulator.base_url)
    expect(handset.get_by_role("button", name="はい")).to_be_visible()
    reached: list[str] = []
    for _ in range(60):
        handset.keyboard.press("Tab")
        reached.append(
            handset.evaluate("document.activeElement.innerText || document.activeElement.ariaLabel")
        )
        if reached[-1] == "はい":
            break
    assert {"+1日", "日記", "台本", "花子", "ブロック", "secondary sm", "はい"} <= set(reached)
    handset.keyboard.press("Enter")
    bot.wait_for(1)
    assert bot.events[-1]["postback"]["data"] == "d=はい"


def test_no_serious_accessibility_finding(
    page: Any, emulator: RunningEmulator, bot: Receiver, hanako: User, raw: Raw
) -> None:
    raw.push(hanako.user_id, *showcase.OTHERS[:5])
    raw.push(hanako.user_id, *showcase.OTHERS[5:10])
    raw.push(hanako.user_id, *showcase.OTHERS[10:], showcase.flex(showcase.EVERYTHING))
    emulator.act(hanako, "say", {"text": "はい"})
    raw.push(hanako.user_id, quick("よい"))
    page.goto(emulator.base_url)
    expect(page.get_by_role("button", name="よい")).to_be_visible()
    for name in ("トーク", "日記", "出来事", "台本", "障害を起こす", "LINEの記録"):
        view(page, name)
        assert browsers.serious_findings(page) == []
