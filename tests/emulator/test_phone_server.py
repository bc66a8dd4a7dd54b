"""The phone's own calls: news without repetition, both clocks together, pictures, and who may not ask."""

import json
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
from emulator.people import ChatEntry, User
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


class Shop:
    """A product's doors, as far as the phone can tell: a clock, and moments at which something is due."""

    def __init__(self, platform: Platform) -> None:
        self.platform, self.offset, self.status = platform, 0.0, 200
        self.due: dict[float, str | None] = {}  # offset → whom a message then goes to
        self.done: list[tuple[float, float]] = []  # (our offset, LINE's) when something was done
        self.asked: list[str] = []

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        request = Request(environ)
        path = request.path.removeprefix("/demo/")
        self.asked.append(f"{request.method} {request.full_path}")
        if path == "clock" and request.method == "POST" and self.status == 200:
            self.offset += request.get_json()["advance_seconds"]
        if path == "due":
            for at in sorted(one for one in self.due if one <= self.offset):
                self.done.append((self.offset, self.platform.clock.offset_seconds))
                self.send(self.due.pop(at))
        told: dict[str, Any] = {"now": self.at(self.offset)}
        if path in ("next", "due"):
            ahead = [at for at in self.due if at > self.offset]
            busy = len(ahead) < len(self.due)
            told |= {"next_at": self.at(min(ahead)) if ahead else None, "busy": busy}
        if path.startswith("scripts"):
            told = {"path": path, "given": request.get_json(silent=True), "refused": "errors"}
        status = 409 if path == "scripts/save" else self.status
        return Response(json.dumps(told), status, content_type="application/json")(environ, start_response)

    def at(self, offset: float) -> str:
        real = self.platform.clock.at().timestamp() - self.platform.clock.offset_seconds
        return datetime.fromtimestamp(real + offset, UTC).isoformat()

    def send(self, user_id: str | None) -> None:
        if user_id is not None:
            self.platform.sends += 1
            entry = ChatEntry(0, self.platform.clock.now_ms(), "push", from_user=False)
            self.platform.channel.friendship(user_id).add(entry)


@pytest.fixture
def shop(platform: Platform) -> Iterator[tuple[Shop, str]]:
    product = Shop(platform)
    server = make_server("127.0.0.1", 0, product, threaded=True)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield product, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_both_clocks_move_together(platform: Platform, shop: tuple[Shop, str]) -> None:
    clock, address = shop
    client = create_app(platform, address).test_client()
    told = client.post("/phone/clock", json={"advance_seconds": 3600}).json
    assert told["together"] is True
    assert platform.clock.offset_seconds == pytest.approx(clock.offset, abs=1) == pytest.approx(3600, abs=1)


def test_the_clock_that_is_behind_catches_up(platform: Platform, shop: tuple[Shop, str]) -> None:
    clock, address = shop
    clock.offset = 86_400
    client = create_app(platform, address).test_client()
    assert client.get("/phone/clock").json["together"] is False
    assert client.post("/phone/clock", json={"advance_seconds": 60}).json["together"] is True
    assert platform.clock.offset_seconds == pytest.approx(86_460, abs=3)


def test_if_the_product_will_not_neither_clock_moves(platform: Platform, shop: tuple[Shop, str]) -> None:
    clock, address = shop
    clock.status = 404
    client = create_app(platform, address).test_client()
    answer = client.post("/phone/clock", json={"advance_seconds": 60})
    assert answer.status_code == 502
    assert "CLOCK=travel" in answer.json["error"]
    assert platform.clock.offset_seconds == 0


def test_a_day_stops_at_every_moment_at_which_something_is_due(
    platform: Platform, hanako: User, shop: tuple[Shop, str]
) -> None:
    product, address = shop
    product.due = {3600: hanako.user_id, 7200: None, 100_000: hanako.user_id}
    told = create_app(platform, address).test_client().post("/phone/clock", json={"advance_seconds": 86_400})
    assert told.json["left_seconds"] == 0
    assert [round(ours) for ours, _ in product.done] == [3600, 7200]
    assert all(line >= ours - 1 for ours, line in product.done), "LINE's clock is never behind"
    assert product.offset == pytest.approx(86_400, abs=2)


def test_what_is_due_already_is_done_before_the_clock_moves(
    platform: Platform, hanako: User, shop: tuple[Shop, str]
) -> None:
    product, address = shop
    product.due = {0: hanako.user_id}
    create_app(platform, address).test_client().post("/phone/clock", json={"advance_seconds": 86_400})
    assert [round(ours) for ours, _ in product.done] == [0]


def test_to_the_next_message_jumps_from_due_moment_to_due_moment(
    platform: Platform, hanako: User, shop: tuple[Shop, str]
) -> None:
    product, address = shop
    taro = platform.add_user("太郎")
    product.due = {40 * 3600: None, 90 * 3600: taro.user_id, 200 * 3600: hanako.user_id}
    client = create_app(platform, address).test_client()
    told = client.post("/phone/next", json={"people": [hanako.user_id]}).json
    assert (told["arrived"], told["ended"]) == (True, False)
    assert told["seconds"] == pytest.approx(200 * 3600, abs=2)
    assert len(product.done) == 3
    told = client.post("/phone/next", json={"people": [hanako.user_id]}).json
    assert (told["arrived"], told["ended"]) == (False, True)
    assert product.offset == pytest.approx(200 * 3600, abs=2), "nothing is due: time stands still"


def test_the_next_message_needs_a_product(platform: Platform) -> None:
    answer = create_app(platform).test_client().post("/phone/next", json={"people": []})
    assert answer.status_code == 502
    assert "--product-url" in answer.json["error"]


def test_the_products_doors_are_reached_through_the_page_and_a_refusal_is_an_answer(
    platform: Platform, shop: tuple[Shop, str]
) -> None:
    product, address = shop
    client = create_app(platform, address).test_client()
    opened = client.get("/phone/product/scripts/script/checkin?a=b").json
    assert opened == {
        "ok": True,
        "told": {"path": "scripts/script/checkin", "given": None, "refused": "errors"},
    }
    assert product.asked[-1] == "GET /demo/scripts/script/checkin?a=b"
    saved = client.post("/phone/product/scripts/save", json={"text": "長い"})
    assert (saved.status_code, saved.json["ok"]) == (200, False)
    assert saved.json["told"]["given"] == {"text": "長い"}


@pytest.mark.parametrize(
    "door", ["clock", "due", "scripts/../clock", "scripts/%2e%2e/clock", "", "../health/ready"]
)
def test_no_other_door_is_reached(platform: Platform, shop: tuple[Shop, str], door: str) -> None:
    product, address = shop
    assert create_app(platform, address).test_client().get(f"/phone/product/{door}").status_code == 404
    assert product.asked == []


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Host": "evil.example"}]
)
def test_another_site_reaches_no_door(
    platform: Platform, shop: tuple[Shop, str], headers: dict[str, str]
) -> None:
    product, address = shop
    client = create_app(platform, address).test_client()
    assert client.post("/phone/product/scripts/save", json={}, headers=headers).status_code == 403
    assert client.get("/phone/product/diary", headers=headers).status_code == 403
    assert product.asked == []


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
