"""The emulator inside a test: started on a free port, stopped at the end.

with RunningEmulator(webhook_url="http://127.0.0.1:8000/callback") as emulator:
    emulator.base_url, emulator.platform, emulator.post("/emulator/users", {…})
"""

import threading
from types import TracebackType
from typing import Any

import orjson
import urllib3
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from emulator.app import create_app
from emulator.channel import Channel, ChannelConfig
from emulator.people import User
from emulator.state import Platform, PlatformOptions


class _Handler(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"  # keep-alive, as with LINE
    disable_nagle_algorithm = True

    def log(self, type: str, message: str, *args: Any) -> None:
        """Tests have nothing to read here."""


class RunningEmulator:
    """The emulator over HTTP and its state at hand, in one process."""

    def __init__(
        self,
        webhook_url: str | None = None,
        configs: list[ChannelConfig] | None = None,
        options: PlatformOptions | None = None,
        port: int = 0,
        product_url: str | None = None,
    ) -> None:
        chosen = configs or [ChannelConfig(webhook_url=webhook_url)]
        self.platform = Platform(chosen, options)
        self.app = create_app(self.platform, product_url)
        self._port = port
        self._server: BaseWSGIServer | None = None
        self._thread: threading.Thread | None = None
        self._http = urllib3.PoolManager(retries=False, timeout=20)

    @property
    def channel(self) -> Channel:
        return self.platform.channel

    @property
    def access_token(self) -> str:
        return self.channel.tokens.long_lived

    @property
    def base_url(self) -> str:
        if self._server is None:
            raise RuntimeError("the emulator is not running")
        return f"http://127.0.0.1:{self._server.server_port}"

    def start(self) -> "RunningEmulator":
        self._server = make_server("127.0.0.1", self._port, self.app, threaded=True, request_handler=_Handler)
        self._server.daemon_threads = True  # type: ignore[attr-defined]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def reset(self, webhook_url: str | None = None) -> "RunningEmulator":
        """As good as new, and much cheaper than a new one: for one emulator shared by many tests."""
        self.platform.configure(webhook_url)
        self.platform.reset()
        return self

    def stop(self) -> None:
        self.platform.close()
        self._http.clear()
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def __enter__(self) -> "RunningEmulator":
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def add_friend(self, display_name: str = "太郎", **more: Any) -> User:
        """A friend of the account, without any webhook about it."""
        user = self.platform.add_user(display_name, **more)
        self.channel.friendship(user.user_id).status = "friend"
        return user

    def request(self, method: str, path: str, content: Any = None) -> Any:
        """Call the control API; errors are raised with their text."""
        body = None if content is None else orjson.dumps(content)
        headers = {"Content-Type": "application/json"}
        response = self._http.request(method, self.base_url + path, body=body, headers=headers)
        if response.status >= 300:
            raise RuntimeError(f"{method} {path}: {response.status} {response.data.decode()}")
        return orjson.loads(response.data)

    def get(self, path: str) -> Any:
        return self.request("GET", path)

    def post(self, path: str, content: Any = None) -> Any:
        return self.request("POST", path, content or {})

    def act(self, user: User | str, what: str, content: dict[str, Any] | None = None) -> Any:
        """Let a person do something and wait for the webhook: act(user, "say", {"text": "はい"})."""
        user_id = user if isinstance(user, str) else user.user_id
        return self.post(f"/emulator/users/{user_id}/{what}", {"wait": True} | (content or {}))

    def chat(self, user: User | str) -> list[dict[str, Any]]:
        user_id = user if isinstance(user, str) else user.user_id
        lines: list[dict[str, Any]] = self.get(f"/emulator/users/{user_id}/chat")["chat"]
        return lines
