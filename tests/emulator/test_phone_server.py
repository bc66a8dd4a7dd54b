"""The phone's own calls: news without repetition, both clocks together, pictures, and who may not ask."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from werkzeug.serving import make_server
from werkzeug.test import TestResponse
from werkzeug.wrappers import Request, Response

from emulator import actions
from emulator.app import create_app
from emulator.content import plain_png
from emulator.people import User
from emulator.state import Platform
from emulator.testing import RunningEmulator
from tests.emulator.conftest import Raw


@pytest.fixture
def platform() -> Iterator[Platform]:
    made = Platform()
    yield made
    made.close()


@pytest.fixture
def hanako(platform: Platform) -> User:
    user = platform.add_user("花子")
    platform.channel.friendship(user.user_id).status = "friend"
    return user


def say(platform: Platform, user: User, words: str) -> str:
    return actions.say(platform, platform.channel, user, {"text": words})[0]


def test_the_page_allows_itself_only_and_pictures(platform: Platform) -> None:
    answer = create_app(platform).test_client().get("/")
    assert answer.status_code == 200
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'self'; img-src 'self' data: https: blob:")
    assert "unsafe" not in policy
    assert "http://" not in answer.text.replace("http://www.w3.org", "")


def test_no_file_of_the_page_names_another_host(platform: Platform) -> None:
    app = create_app(platform)
    folder = app.blueprints["phone"].static_folder
    assert folder is not None
    for name in ("app.js", "chat.js", "flex.js", "page.css", "chat.css", "flex.css"):
        text = app.test_client().get(f"/phone/static/{name}").text
        assert "//cdn" not in text
        assert "@import" not in text


def test_news_are_told_once(platform: Platform, hanako: User) -> None:
    client = create_app(platform).test_client()
    say(platform, hanako, "一つ目")
    first = client.get(f"/phone/news?people={hanako.user_id}:-1").json
    assert [line["message"]["text"] for line in first["phones"][0]["lines"]] == ["一つ目"]
    path = f"/phone/news?people={hanako.user_id}:0"
    second = client.get(path)
    assert second.json["phones"][0]["lines"] == []
    again = client.get(path, headers={"If-None-Match": second.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    say(platform, hanako, "二つ目")
    assert client.get(path, headers={"If-None-Match": second.headers["ETag"]}).status_code == 200


def test_old_lines_are_marked_when_they_are_taken_back(platform: Platform, hanako: User) -> None:
    client = create_app(platform).test_client()
    actions.unsend(platform, platform.channel, hanako, say(platform, hanako, "秘密"))
    told = client.get(f"/phone/news?people={hanako.user_id}:-1")
    assert told.json["phones"][0]["unsent"] == [0]
    assert "秘密" not in told.get_data(as_text=True)


def test_a_reset_is_noticed(platform: Platform) -> None:
    client = create_app(platform).test_client()
    before = client.get("/phone/news").json["generation"]
    platform.reset()
    assert client.get("/phone/news").json["generation"] != before


def test_a_sent_picture_is_shown_and_anything_else_only_saved(platform: Platform, hanako: User) -> None:
    client = create_app(platform).test_client()

    def sent(content_type: str) -> TestResponse:
        content = {"type": "image", "data": plain_png(), "contentType": content_type}
        message_id, _ = actions.say(platform, platform.channel, hanako, content)
        return client.get(f"/phone/content/{message_id}")

    assert sent("image/png").content_type == "image/png"
    odd = sent("image/svg+xml")
    assert odd.content_type == "application/octet-stream"
    assert odd.headers["Content-Disposition"] == "attachment"
    assert odd.headers["X-Content-Type-Options"] == "nosniff"
    assert client.get("/phone/content/1").status_code == 404


def test_another_sites_form_does_not_move_the_clock(platform: Platform) -> None:
    client = create_app(platform).test_client()
    refused = client.post("/phone/clock", data='{"advance_seconds": 60}', content_type="text/plain")
    assert refused.status_code == 415
    assert platform.clock.offset_seconds == 0


class ShopClock:
    """A product's /demo/clock, as far as the phone can tell."""

    def __init__(self, platform: Platform) -> None:
        self.platform, self.offset, self.status = platform, 0.0, 200

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        request = Request(environ)
        if request.method == "POST" and self.status == 200:
            self.offset += request.get_json()["advance_seconds"]
        now = self.platform.clock.at().timestamp() - self.platform.clock.offset_seconds + self.offset
        body = f'{{"now": "{datetime.fromtimestamp(now, UTC).isoformat()}"}}'
        return Response(body, self.status, content_type="application/json")(environ, start_response)


@pytest.fixture
def shop(platform: Platform) -> Iterator[tuple[ShopClock, str]]:
    clock = ShopClock(platform)
    server = make_server("127.0.0.1", 0, clock, threaded=True)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield clock, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_both_clocks_move_together(platform: Platform, shop: tuple[ShopClock, str]) -> None:
    clock, address = shop
    client = create_app(platform, address).test_client()
    told = client.post("/phone/clock", json={"advance_seconds": 3600}).json
    assert told["together"] is True
    assert platform.clock.offset_seconds == clock.offset == 3600


def test_the_clock_that_is_behind_catches_up(platform: Platform, shop: tuple[ShopClock, str]) -> None:
    clock, address = shop
    clock.offset = 86_400
    client = create_app(platform, address).test_client()
    assert client.get("/phone/clock").json["together"] is False
    assert client.post("/phone/clock", json={"advance_seconds": 60}).json["together"] is True
    assert platform.clock.offset_seconds == pytest.approx(86_460, abs=3)


def test_if_the_product_will_not_neither_clock_moves(platform: Platform, shop: tuple[ShopClock, str]) -> None:
    clock, address = shop
    clock.status = 404
    client = create_app(platform, address).test_client()
    answer = client.post("/phone/clock", json={"advance_seconds": 60})
    assert answer.status_code == 502
    assert "CLOCK=travel" in answer.json["error"]
    assert platform.clock.offset_seconds == 0


def test_to_the_next_message_stops_when_one_was_sent(emulator: RunningEmulator, raw: Raw) -> None:
    hanako = emulator.add_friend()
    told = emulator.post("/phone/next", {"hours": 3})
    assert (told["arrived"], told["hours"]) == (False, 3)
    assert emulator.platform.clock.offset_seconds == 3 * 3600
    sends = emulator.platform.sends
    raw.push(hanako.user_id)
    assert emulator.platform.sends == sends + 1


@pytest.mark.parametrize("hours", [0, 25, -1])
def test_the_next_message_is_looked_for_within_a_day_at_a_time(platform: Platform, hours: int) -> None:
    answer = create_app(platform).test_client().post("/phone/next", json={"hours": hours})
    assert answer.status_code == 400


def test_moves_of_the_clock_without_anything_between_them_are_one_line(platform: Platform) -> None:
    client = create_app(platform).test_client()
    for _ in range(3):
        client.post("/phone/clock", json={"advance_seconds": 3600})
    (line,) = client.get("/phone/news").json["journal"]
    assert (line["seconds"], line["first"], line["number"]) == (3 * 3600, 1, 3)
    platform.journal.note("note")
    client.post("/emulator/clock", json={"advance_seconds": 60})
    assert [line["kind"] for line in client.get("/phone/news").json["journal"]] == ["clock", "note", "clock"]


def test_the_journal_tells_what_came_of_a_request(emulator: RunningEmulator, raw: Raw) -> None:
    hanako = emulator.add_friend()
    emulator.post("/emulator/faults", {"kind": "error_after", "times": 1, "endpoint": "push"})
    raw.push(hanako.user_id)
    raw.push("U" + "0" * 32)
    fault, first, second = emulator.get("/phone/news")["journal"]
    assert (fault["kind"], fault["name"]) == ("fault", "error_after")
    assert (first["status"], first["accepted"], first["billed"], first["fault"]) == (
        500,
        True,
        1,
        "error_after",
    )
    assert first["to"] == [hanako.user_id]
    assert (second["status"], second["error"]) == (400, "Failed to send messages")


def test_an_accepted_request_can_be_met_with_silence(emulator: RunningEmulator, raw: Raw) -> None:
    hanako = emulator.add_friend()
    emulator.post("/emulator/faults", {"kind": "hang_after", "times": 1, "delay_ms": 50})
    with pytest.raises(Exception, match=r"Connection|reset|aborted"):
        raw.push(hanako.user_id)
    assert len(emulator.chat(hanako)) == 1
    line = emulator.get("/phone/news")["journal"][-1]
    assert (line["status"], line["accepted"]) == (0, True)


def test_a_button_is_found_by_its_place_and_number(emulator: RunningEmulator, raw: Raw) -> None:
    hanako = emulator.add_friend()
    choices = [{"type": "postback", "label": label, "data": label} for label in ("はい", "いいえ")]
    quick = [{"type": "action", "action": {"type": "postback", "label": "速", "data": "速"}}]
    made = {"type": "template", "altText": "?", "quickReply": {"items": quick}}
    made["template"] = {"type": "confirm", "text": "?", "actions": choices}
    raw.push(hanako.user_id, made)
    message_id = emulator.chat(hanako)[0]["message_id"]
    for place, index, label in (("template", 1, "いいえ"), ("quickReply", 0, "速")):
        asked = {"message_id": message_id, "place": place, "index": index}
        assert emulator.act(hanako, "tap", asked)["button"]["label"] == label
