"""The whole platform: channels, people, one lock, one clock. Everything lives in memory."""

import threading
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from emulator.channel import Channel, ChannelConfig, new_channel
from emulator.clock import Clock
from emulator.faults import Faults
from emulator.ids import QuoteTokens, new_token, new_user_id
from emulator.journal import Journal
from emulator.people import User
from emulator.sent import Sent
from emulator.webhooks import Webhooks

KEPT_SENDS = 200_000


@dataclass(frozen=True, slots=True)
class PlatformOptions:
    """How strict the platform is. Benches turn the checks off, demos and tests keep them."""

    validate: bool = True
    rate_limits: bool = True
    kept_sends: int = KEPT_SENDS
    redelivery: bool = False
    starts_at: datetime | None = None  # when it is there as it begins; None: now


class Platform:
    """State guarded by `lock`. Endpoints check outside of it and change things inside."""

    def __init__(
        self, configs: Iterable[ChannelConfig] | None = None, options: PlatformOptions | None = None
    ) -> None:
        self.options = options or PlatformOptions()
        self.clock = Clock(self.options.starts_at)
        self.lock = threading.RLock()
        self.faults = Faults()
        self.journal = Journal(self.clock.now_ms)
        self.generation = new_token(8)  # another one after each reset, so that a page knows
        self.quote_tokens = QuoteTokens()
        self.users: dict[str, User] = {}
        self.sent: deque[Sent] = deque(maxlen=self.options.kept_sends)
        self.sends = 0  # how many were ever accepted, also those no longer kept
        self._configs = list(configs or [ChannelConfig()])
        self.channels: dict[str, Channel] = {}
        self._by_token: dict[str, Channel] = {}
        self.webhooks = Webhooks(self.clock, self.channels, redelivery=self.options.redelivery)
        self._open_channels()

    @property
    def channel(self) -> Channel:
        """The first channel, the one meant when none is named."""
        return next(iter(self.channels.values()))

    def channel_of(self, token: str) -> Channel | None:
        """Which channel a living access token belongs to."""
        known = self._by_token.get(token)
        now = self.clock.now()
        if known is not None and known.tokens.alive(token, now):
            return known
        for channel in self.channels.values():
            if channel.tokens.alive(token, now):
                self._by_token[token] = channel
                return channel
        return None

    def add_user(self, display_name: str, user_id: str | None = None, **more: Any) -> User:
        with self.lock:
            user = User(user_id or new_user_id(), display_name, **more)
            self.users[user.user_id] = user
            return user

    def user_in(self, channel: Channel, user_id: str) -> User | None:
        """A user known in the channel's provider; user ids mean nothing outside of it."""
        user = self.users.get(user_id)
        return user if user and user.provider == channel.config.provider else None

    def configure(self, webhook_url: str | None) -> None:
        """Where the first channel's events go after the next reset."""
        self._configs[0] = replace(self._configs[0], webhook_url=webhook_url)

    def reset(self) -> None:
        """Back to the beginning: no people, no sends, no faults, real time."""
        with self.lock:
            self.webhooks.stop()
            self.users.clear()
            self.sent.clear()
            self.faults.clear()
            self.journal.clear()
            self.generation = new_token(8)
            self.clock.reset()
            self.channels.clear()
            self._by_token.clear()
            self.webhooks = Webhooks(self.clock, self.channels, redelivery=self.options.redelivery)
            self._open_channels()

    def close(self) -> None:
        self.webhooks.stop()

    def _open_channels(self) -> None:
        for config in self._configs:
            channel = self.channels[config.channel_id] = new_channel(config)
            channel.buckets.scale = 1.0 if self.options.rate_limits else 0.0
