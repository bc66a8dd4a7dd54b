"""From events to deliveries: what to send together, how often, and again when it failed.

Redelivery is off by default, as on LINE. A redelivered body is the same but for isRedelivery.
"""

import random
import threading
from dataclasses import dataclass
from typing import Any

from emulator.channel import Channel
from emulator.clock import Clock
from emulator.delivery import Delivery, Sender, new_delivery
from emulator.events import Event


@dataclass(slots=True)
class WebhookSettings:
    redelivery: bool = False
    redelivery_times: int = 3
    redelivery_wait_ms: int = 500
    copies: int = 1  # 2: every webhook arrives twice, with the same ids
    copy_probability: float = 1.0
    unknown_properties: bool = False
    holding: bool = False
    seed: int = 0


@dataclass(slots=True)
class Held:
    channel: Channel
    event: Event


class Webhooks:
    """Decides what is sent when; the Sender does the sending."""

    def __init__(self, clock: Clock, channels: dict[str, Channel], *, redelivery: bool = False) -> None:
        self.settings = WebhookSettings(redelivery=redelivery)
        self.held: list[Held] = []
        self._clock = clock
        self._channels = channels
        self._random = random.Random(0)  # noqa: S311 - chance for tests, not for secrets
        self._timers: set[threading.Timer] = set()
        self._timing = threading.Lock()
        self.sender = Sender(clock.now_ms, self._before, self._after)

    def configure(self, changes: dict[str, Any]) -> None:
        for name, value in changes.items():
            if name not in WebhookSettings.__dataclass_fields__:
                raise ValueError(f"no webhook setting {name!r}")
            setattr(self.settings, name, value)
        if "seed" in changes:
            self._random.seed(changes["seed"])

    def emit(self, channel: Channel, events: list[Event], **options: Any) -> list[Delivery]:
        """Send events in one POST, or keep them while the settings say hold."""
        if self.settings.unknown_properties:
            events = [event | {"newProperty": {"since": "tomorrow"}} for event in events]
        if self.settings.holding:
            self.held += [Held(channel, event) for event in events]
            return []
        if channel.webhook_url is None or not channel.webhook_active:
            return []
        return self._post(channel, events, self._copies(), options)

    def release(self, order: str = "as_is", batch: int = 1, copies: int = 1) -> list[Delivery]:
        """Send what was held: `batch` events to a POST (0: all in one), each POST `copies` times."""
        self.settings.holding = False
        held, self.held = self.held, []
        if order == "reversed":
            held.reverse()
        elif order == "shuffled":
            self._random.shuffle(held)
        sent: list[Delivery] = []
        for channel_id in dict.fromkeys(h.channel.channel_id for h in held):
            channel = self._channels[channel_id]
            events = [h.event for h in held if h.channel is channel]
            size = batch or len(events)
            for start in range(0, len(events), size):
                sent += self._post(channel, events[start : start + size], copies, {})
        return sent

    def redeliver(self, delivery: Delivery) -> Delivery:
        """The same again, with isRedelivery true."""
        events = [event | {"deliveryContext": {"isRedelivery": True}} for event in delivery.events]
        channel = self._channels[delivery.channel_id]
        again = new_delivery(
            channel.channel_id,
            delivery.url,
            channel.secret,
            channel.config.bot_user_id,
            events,
            attempt=delivery.attempt + 1,
        )
        return self.sender.submit(again)

    def stop(self) -> None:
        with self._timing:
            for timer in self._timers:
                timer.cancel()
            self._timers.clear()
        self.sender.stop()

    def _post(
        self, channel: Channel, events: list[Event], copies: int, options: dict[str, Any]
    ) -> list[Delivery]:
        truncated = options.pop("truncated", False)
        sent = []
        for _ in range(copies):
            delivery = new_delivery(
                channel.channel_id,
                channel.webhook_url or "",
                channel.secret,
                channel.config.bot_user_id,
                events,
                **options,
            )
            if truncated:
                delivery.body = delivery.body[: len(delivery.body) // 2]
            sent.append(self.sender.submit(delivery))
        return sent

    def _copies(self) -> int:
        if self.settings.copies > 1 and self._random.random() < self.settings.copy_probability:
            return self.settings.copies
        return 1

    def _before(self, delivery: Delivery) -> None:
        """The minute of a reply token begins with each delivery."""
        channel = self._channels[delivery.channel_id]
        now = self._clock.now()
        for event in delivery.events:
            if token := event.get("replyToken"):
                channel.reply_tokens.delivered(token, now)

    def _after(self, delivery: Delivery) -> None:
        settings = self.settings
        if delivery.accepted or not settings.redelivery or delivery.attempt > settings.redelivery_times:
            return
        timer = threading.Timer(settings.redelivery_wait_ms / 1000, self._redeliver_later, (delivery,))
        timer.daemon = True
        with self._timing:
            self._timers.add(timer)
        timer.start()

    def _redeliver_later(self, delivery: Delivery) -> None:
        with self._timing:  # this very thread is the timer that rang
            self._timers.discard(threading.current_thread())
        self.redeliver(delivery)
