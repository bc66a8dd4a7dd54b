"""People and what an account may do about them: profile, buttons, content, links, menus, marks."""

from typing import Any

import pytest
from linebot.v3.messaging import (
    ApiException,
    CreateRichMenuAliasRequest,
    MarkMessagesAsReadByTokenRequest,
    MessagingApi,
    MessagingApiBlob,
    PostbackAction,
    RichMenuArea,
    RichMenuBounds,
    RichMenuBulkLinkRequest,
    RichMenuRequest,
    RichMenuSize,
    ShowLoadingAnimationRequest,
)

from emulator.people import User
from emulator.testing import RunningEmulator
from tests.emulator.conftest import Raw, text
from tests.emulator.receiver import Receiver


def refused(status: int, call: Any, *arguments: Any) -> None:
    with pytest.raises(ApiException) as error:
        call(*arguments)
    assert error.value.status == status


# --- profile and followers ----------------------------------------------------------------------


def test_a_profile_is_shown_of_friends_and_of_those_who_wrote(
    emulator: RunningEmulator, api: MessagingApi
) -> None:
    hanako = emulator.add_friend("花子", language="ja", picture_url="https://example.com/h.png")
    shown = api.get_profile(hanako.user_id)
    assert (shown.display_name, shown.language, shown.status_message) == ("花子", "ja", None)
    stranger = emulator.platform.add_user("通りすがり")
    refused(404, api.get_profile, stranger.user_id)
    emulator.act(stranger, "say", {"text": "質問"})
    assert api.get_profile(stranger.user_id).display_name == "通りすがり"
    emulator.act(hanako, "block")
    refused(404, api.get_profile, hanako.user_id)
    refused(400, api.get_profile, "nobody")


def test_followers_are_listed_in_pages_and_only_for_verified_accounts(
    emulator: RunningEmulator, api: MessagingApi
) -> None:
    friends = [emulator.add_friend(str(n)) for n in range(5)]
    refused(403, api.get_followers)
    emulator.channel.verified = True
    emulator.act(friends[1], "block")
    first = api.get_followers(limit=3)
    assert first.user_ids == [friends[0].user_id, friends[2].user_id]
    assert api.get_followers(limit=3, start=first.next).user_ids == [f.user_id for f in friends[3:]]
    emulator.post("/emulator/clock", {"advance_seconds": 86401})
    refused(400, api.get_followers, first.next)


# --- buttons ------------------------------------------------------------------------------------


def quick_replies(*labels: str) -> dict[str, Any]:
    actions = [{"type": "message", "label": label, "text": label} for label in labels]
    return {"quickReply": {"items": [{"type": "action", "action": action} for action in actions]}}


def flex(*actions: dict[str, Any]) -> dict[str, Any]:
    buttons = [{"type": "button", "action": action} for action in actions]
    body = {"type": "box", "layout": "vertical", "contents": buttons}
    return {"type": "flex", "altText": "…", "contents": {"type": "bubble", "body": body}}


def labels(emulator: RunningEmulator, user: User) -> list[str]:
    return [b["label"] for b in emulator.get(f"/emulator/users/{user.user_id}/buttons")["buttons"]]


def test_a_customer_finds_a_button_by_its_label(emulator: RunningEmulator, raw: Raw, bot: Receiver) -> None:
    hanako = emulator.add_friend("花子")
    daily = {"type": "postback", "label": "毎日使っている", "data": "use=daily", "displayText": "毎日です"}
    assert raw.push(hanako.user_id, flex(daily)).status == 200
    emulator.act(hanako, "tap", {"label": "毎日使っている"})
    assert bot.events[-1]["postback"] == {"data": "use=daily"}
    last = emulator.chat(hanako)[-1]
    assert (last["from"], last["kind"], last["message"]["text"]) == ("user", "postback", "毎日です")


def test_the_newest_button_of_that_label_is_tapped(
    emulator: RunningEmulator, raw: Raw, bot: Receiver
) -> None:
    hanako = emulator.add_friend()
    for day in (3, 14):
        raw.push(hanako.user_id, flex({"type": "postback", "label": "はい", "data": f"day={day}"}))
    emulator.act(hanako, "tap", {"label": "はい"})
    old = emulator.chat(hanako)[0]["message_id"]
    emulator.act(hanako, "tap", {"message_id": old, "index": 0})
    assert [e["postback"]["data"] for e in bot.events] == ["day=14", "day=3"]


def test_quick_replies_vanish_when_tapped_or_when_anything_newer_is_said(
    emulator: RunningEmulator, raw: Raw, bot: Receiver
) -> None:
    hanako = emulator.add_friend()
    raw.push(hanako.user_id, text() | quick_replies("はい", "いいえ"))
    assert labels(emulator, hanako) == ["はい", "いいえ"]
    emulator.act(hanako, "tap", {"label": "はい"})
    assert bot.events[-1]["message"]["text"] == "はい"
    assert labels(emulator, hanako) == []
    raw.push(hanako.user_id, text() | quick_replies("もっと"))
    raw.push(hanako.user_id, text("担当の者です"))
    assert labels(emulator, hanako) == []
    with pytest.raises(RuntimeError, match="sees no such button"):
        emulator.act(hanako, "tap", {"label": "もっと"})


def test_a_silent_postback_in_a_quick_reply_hides_it_too(emulator: RunningEmulator, raw: Raw) -> None:
    hanako = emulator.add_friend()
    action = {"type": "postback", "label": "はい", "data": "yes"}
    raw.push(hanako.user_id, text() | {"quickReply": {"items": [{"type": "action", "action": action}]}})
    emulator.act(hanako, "tap", {"label": "はい"})
    assert labels(emulator, hanako) == []


def test_only_the_last_messages_quick_replies_show(emulator: RunningEmulator, raw: Raw) -> None:
    hanako = emulator.add_friend()
    raw.push(hanako.user_id, text() | quick_replies("隠れる"), text() | quick_replies("見える"))
    assert labels(emulator, hanako) == ["見える"]


def test_a_date_is_picked_with_params(emulator: RunningEmulator, raw: Raw, bot: Receiver) -> None:
    hanako = emulator.add_friend()
    picker = {"type": "datetimepicker", "label": "日を選ぶ", "data": "when", "mode": "date"}
    raw.push(hanako.user_id, flex(picker, picker | {"label": "今日", "initial": "2026-11-22"}))
    emulator.act(hanako, "tap", {"label": "日を選ぶ", "params": {"date": "2026-12-01"}})
    emulator.act(hanako, "tap", {"label": "今日"})
    assert [e["postback"]["params"] for e in bot.events] == [{"date": "2026-12-01"}, {"date": "2026-11-22"}]
    with pytest.raises(RuntimeError, match="must choose"):
        emulator.act(hanako, "tap", {"label": "日を選ぶ"})


def test_a_link_is_left_to_the_client(emulator: RunningEmulator, raw: Raw, bot: Receiver) -> None:
    hanako = emulator.add_friend()
    raw.push(hanako.user_id, flex({"type": "uri", "label": "開く", "uri": "https://example.com/p/1"}))
    assert emulator.act(hanako, "tap", {"label": "開く"})["open"] == "https://example.com/p/1"
    assert bot.received == []


def test_buttons_of_templates_and_tappable_boxes_are_seen(emulator: RunningEmulator, raw: Raw) -> None:
    hanako = emulator.add_friend()
    yes, no = ({"type": "message", "label": word, "text": word} for word in ("はい", "いいえ"))
    confirm = {"type": "confirm", "text": "いいですか", "actions": [yes, no]}
    box = {
        "type": "box",
        "layout": "vertical",
        "action": {"type": "postback", "data": "box"},
        "contents": [{"type": "text", "text": "肌荒れ"}],
    }
    bubble = {"type": "bubble", "body": {"type": "box", "layout": "vertical", "contents": [box]}}
    raw.push(
        hanako.user_id,
        {"type": "template", "altText": "…", "template": confirm},
        {"type": "flex", "altText": "…", "contents": bubble},
    )
    assert labels(emulator, hanako) == ["肌荒れ", "はい", "いいえ"]


def test_what_a_person_cannot_do_is_refused(emulator: RunningEmulator) -> None:
    hanako = emulator.add_friend()
    for what, content, why in (
        ("follow", {}, "friend already"),
        ("unsend", {"message_id": "1"}, "did not send"),
        ("say", {"type": "hologram"}, "no message of type"),
    ):
        with pytest.raises(RuntimeError, match=why):
            emulator.act(hanako, what, content)
    emulator.act(hanako, "block")
    with pytest.raises(RuntimeError, match="blocked"):
        emulator.act(hanako, "say", {"text": "聞こえる？"})
    with pytest.raises(RuntimeError, match="404"):
        emulator.act("U" + "1" * 32, "say", {"text": "誰？"})


# --- content ------------------------------------------------------------------------------------


def test_pictures_are_there_until_they_are_unsent(
    emulator: RunningEmulator, blob: MessagingApiBlob, bot: Receiver
) -> None:
    hanako = emulator.add_friend()
    picture = {"type": "image", "data_base64": "aGVsbG8=", "contentType": "image/png"}
    sent = emulator.act(hanako, "say", picture)
    assert bytes(blob.get_message_content(sent["message_id"])) == b"hello"
    assert blob.get_message_content_preview(sent["message_id"])
    emulator.act(hanako, "unsend", {"message_id": sent["message_id"]})
    assert bot.events[-1]["unsend"] == {"messageId": sent["message_id"]}
    refused(410, blob.get_message_content, sent["message_id"])
    assert emulator.chat(hanako)[0]["message"] == {"id": sent["message_id"], "type": "image"}
    refused(404, blob.get_message_content, "123456789012345678")


def test_a_video_takes_its_time(emulator: RunningEmulator, raw: Raw, blob: MessagingApiBlob) -> None:
    hanako = emulator.add_friend()
    sent = emulator.act(hanako, "say", {"type": "video", "readyAfterSeconds": 30})["message_id"]
    assert raw("GET", f"/v2/bot/message/{sent}/content").status == 202
    assert blob.get_message_content_transcoding_by_message_id(sent).status == "processing"
    emulator.post("/emulator/clock", {"advance_seconds": 31})
    assert raw("GET", f"/v2/bot/message/{sent}/content").status == 200
    assert blob.get_message_content_transcoding_by_message_id(sent).status == "succeeded"


# --- loading, read marks, linking ---------------------------------------------------------------


def test_loading_shows_until_a_message_or_its_end(
    emulator: RunningEmulator, api: MessagingApi, raw: Raw
) -> None:
    hanako = emulator.add_friend()

    def loading() -> bool:
        return bool(emulator.get(f"/emulator/users/{hanako.user_id}")["loading"])

    api.show_loading_animation(ShowLoadingAnimationRequest(chatId=hanako.user_id, loadingSeconds=10))
    assert loading()
    raw.push(hanako.user_id)
    assert not loading()
    wrong = raw("POST", "/v2/bot/chat/loading/start", {"chatId": "C" + "0" * 32, "loadingSeconds": 61})
    assert wrong.content["message"] == "The request body has 3 error(s)"
    assert [d["property"] for d in wrong.content["details"]] == ["chatId", "loadingSeconds", "loadingSeconds"]


def test_messages_are_marked_as_read_with_their_own_token(
    emulator: RunningEmulator, api: MessagingApi, raw: Raw, bot: Receiver
) -> None:
    hanako = emulator.add_friend()
    emulator.act(hanako, "say", {"text": "読んだ？"})
    event = bot.events[0]
    token = event["message"]["markAsReadToken"]
    api.mark_messages_as_read_by_token(MarkMessagesAsReadByTokenRequest(markAsReadToken=token))
    assert emulator.get(f"/emulator/users/{hanako.user_id}")["read_up_to_ms"] == event["timestamp"]
    wrong = raw("POST", "/v2/bot/chat/markAsRead", {"markAsReadToken": "x"})
    assert wrong.content["message"].startswith("Invalid markAsReadToken.")


def test_a_link_token_links_once_and_for_ten_minutes(
    emulator: RunningEmulator, api: MessagingApi, raw: Raw, bot: Receiver
) -> None:
    hanako = emulator.add_friend()
    first, second = (api.issue_link_token(hanako.user_id).link_token for _ in range(2))
    page = f"/dialog/bot/accountLink?linkToken={first}&nonce=bm9uY2UtMTIzNDU2"
    assert raw("GET", page, token=None).status == 200
    assert raw("GET", page, token=None).status == 400
    bot.wait_for(1)
    assert bot.events[0]["link"] == {"result": "ok", "nonce": "bm9uY2UtMTIzNDU2"}
    assert bot.events[0]["replyToken"]
    emulator.post("/emulator/clock", {"advance_seconds": 601})
    with pytest.raises(RuntimeError, match="used or expired"):
        emulator.act(hanako, "account_link", {"link_token": second, "nonce": "bm9uY2UtMTIzNDU2"})


def test_a_failed_link_names_nobody(emulator: RunningEmulator, api: MessagingApi, bot: Receiver) -> None:
    hanako = emulator.add_friend()
    token = api.issue_link_token(hanako.user_id).link_token
    content = {"link_token": token, "nonce": "bm9uY2UtMTIzNDU2", "result": "failed"}
    emulator.act(hanako, "account_link", content)
    assert bot.events[0]["link"]["result"] == "failed"
    assert not {"source", "replyToken"} & set(bot.events[0])


# --- rich menus ---------------------------------------------------------------------------------


def a_menu() -> RichMenuRequest:
    area = RichMenuArea(
        bounds=RichMenuBounds(x=0, y=0, width=2500, height=1686),
        action=PostbackAction(data="menu=usage", label="使い方"),
    )
    size = RichMenuSize(width=2500, height=1686)
    return RichMenuRequest(size=size, selected=True, name="主", chatBarText="メニュー", areas=[area])


def test_a_rich_menu_is_made_pictured_linked_and_tapped(
    emulator: RunningEmulator, api: MessagingApi, blob: MessagingApiBlob, bot: Receiver
) -> None:
    hanako, taro = emulator.add_friend(), emulator.add_friend()
    menu = api.create_rich_menu(a_menu()).rich_menu_id
    blob.set_rich_menu_image(menu, b"\x89PNG", _headers={"Content-Type": "image/png"})
    assert bytes(blob.get_rich_menu_image(menu)) == b"\x89PNG"
    assert api.get_rich_menu(menu).name == "主"
    assert [m.rich_menu_id for m in api.get_rich_menu_list().richmenus] == [menu]
    api.link_rich_menu_id_to_user(hanako.user_id, menu)
    assert api.get_rich_menu_id_of_user(hanako.user_id).rich_menu_id == menu
    emulator.act(hanako, "tap", {"label": "使い方"})
    assert bot.events[0]["postback"] == {"data": "menu=usage"}
    api.link_rich_menu_id_to_users(RichMenuBulkLinkRequest(richMenuId=menu, userIds=[taro.user_id]))
    api.unlink_rich_menu_id_from_user(hanako.user_id)
    refused(404, api.get_rich_menu_id_of_user, hanako.user_id)
    api.create_rich_menu_alias(CreateRichMenuAliasRequest(richMenuAliasId="main", richMenuId=menu))
    assert api.get_rich_menu_alias("main").rich_menu_id == menu
    assert len(api.get_rich_menu_alias_list().aliases) == 1
    api.set_default_rich_menu(menu)
    assert api.get_default_rich_menu_id().rich_menu_id == menu
    api.cancel_default_rich_menu()
    refused(404, api.get_default_rich_menu_id)
    api.delete_rich_menu(menu)
    refused(404, api.get_rich_menu, menu)
    refused(404, api.get_rich_menu_id_of_user, taro.user_id)


def test_linking_a_menu_to_somebody_who_left_does_nothing(
    emulator: RunningEmulator, api: MessagingApi
) -> None:
    gone = emulator.add_friend()
    emulator.act(gone, "block")
    menu = api.create_rich_menu(a_menu()).rich_menu_id
    api.link_rich_menu_id_to_user(gone.user_id, menu)
    refused(404, api.get_rich_menu_id_of_user, gone.user_id)
