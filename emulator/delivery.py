"""Sending webhooks: the exact bytes signed, two seconds to answer, in order per user."""

import base64
import hashlib
import hmac
import queue
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import orjson
import urllib3

from emulator.events import Event

ANSWER_WITHIN = 2.0
LANES = 8


@dataclass(slots=True)
class Delivery:
    """One POST to the bot, before and after."""

    channel_id: str
    url: str
    secret: str
    body: bytes
    events: list[Event]
    lane: str
    wrong_signature: bool = False
    attempt: int = 1
    number: int = 0
    at_ms: int = 0
    status: int | None = None
    reason: str | None = None  # could_not_connect | request_timeout | error_status_code | unclassified
    took_ms: float = 0.0
    done: threading.Event = field(default_factory=threading.Event)

    @property
    def accepted(self) -> bool:
        return self.status is not None and 200 <= self.status < 300

    def as_dict(self) -> dict[str, Any]:
        return {
            "number": self.number,
            "channel_id": self.channel_id,
            "url": self.url,
            "at_ms": self.at_ms,
            "attempt": self.attempt,
            "status": self.status,
            "reason": self.reason,
            "took_ms": round(self.took_ms, 1),
            "done": self.done.is_set(),
            "events": [
                {
                    "type": event.get("type"),
                    "webhookEventId": event.get("webhookEventId"),
                    "isRedelivery": bool((event.get("deliveryContext") or {}).get("isRedelivery")),
                }
                for event in self.events
            ],
        }


def sign(secret: str, body: bytes) -> str:
    return base64.b64encode(hmac.digest(secret.encode(), body, hashlib.sha256)).decode()


def new_delivery(
    channel_id: str, url: str, secret: str, destination: str, events: list[Event], **options: Any
) -> Delivery:
    body = orjson.dumps({"destination": destination, "events": events})
    lane = next((e["source"]["userId"] for e in events if (e.get("source") or {}).get("userId")), "")
    return Delivery(channel_id, url, secret, body, events, lane, **options)


class Sender:
    """A few threads, each with its own queue; a user always goes to the same one."""

    def __init__(
        self,
        now_ms: Callable[[], int],
        before: Callable[[Delivery], None],
        after: Callable[[Delivery], None],
    ) -> None:
        self.log: deque[Delivery] = deque(maxlen=5000)
        self.count = 0
        self._now_ms = now_ms
        self._before = before
        self._after = after
        self._lock = threading.Lock()
        self._http = urllib3.PoolManager(maxsize=LANES * 2, retries=False)
        self._lanes: list[queue.SimpleQueue[Delivery | None]] = []
        self._running = False

    def submit(self, delivery: Delivery) -> Delivery:
        self._start()
        with self._lock:
            self.count += 1
            delivery.number = self.count
            self.log.append(delivery)
        self._lanes[hash(delivery.lane) % LANES].put(delivery)
        return delivery

    def stop(self) -> None:
        for lane in self._lanes:
            lane.put(None)
        self._http.clear()

    def send(self, delivery: Delivery) -> None:
        """POST once, and write down how it went."""
        self._before(delivery)
        delivery.at_ms = self._now_ms()
        started = time.perf_counter()
        signature = sign(
            delivery.secret + "-wrong" if delivery.wrong_signature else delivery.secret, delivery.body
        )
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "LineBotWebhook/2.0",
            "x-line-signature": signature,
        }
        try:
            response = self._http.request(
                "POST",
                delivery.url,
                body=delivery.body,
                headers=headers,
                timeout=urllib3.Timeout(total=ANSWER_WITHIN),
                redirect=False,
            )
        except urllib3.exceptions.ConnectTimeoutError:
            delivery.reason = "could_not_connect"
        except urllib3.exceptions.TimeoutError:
            delivery.reason = "request_timeout"
        except urllib3.exceptions.NewConnectionError:
            delivery.reason = "could_not_connect"
        except urllib3.exceptions.HTTPError:
            delivery.reason = "unclassified"
        else:
            delivery.status = response.status
            delivery.reason = None if delivery.accepted else "error_status_code"
        delivery.took_ms = (time.perf_counter() - started) * 1000

    def _start(self) -> None:
        with self._lock:
            if self._running:
                return
            self._running = True
            self._lanes = [queue.SimpleQueue() for _ in range(LANES)]
            for lane in self._lanes:
                threading.Thread(target=self._work, args=(lane,), daemon=True, name="webhook").start()

    def _work(self, lane: "queue.SimpleQueue[Delivery | None]") -> None:
        while (delivery := lane.get()) is not None:
            try:
                self.send(delivery)
                self._after(delivery)
            finally:
                delivery.done.set()
