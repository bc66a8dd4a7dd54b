"""One Messaging API channel: its secrets, its settings and everything that is counted per channel."""

from dataclasses import dataclass, field
from typing import Any

from emulator.access_tokens import AccessTokens
from emulator.buckets import Buckets
from emulator.content import Content
from emulator.people import Friendship
from emulator.quota import Quota
from emulator.reply_tokens import ReplyTokens
from emulator.retry_keys import RetryKeys


@dataclass(slots=True)
class ChannelConfig:
    """What is given on the command line. The defaults are for the demo; none of them is a secret."""

    channel_id: str = "1234567890"
    secret: str = "8c570fa6dd201bb328f1c1eac23a96d8"  # noqa: S105 - of LINE's own example
    access_token: str = "emulator-channel-access-token"  # noqa: S105 - for the demo
    basic_id: str = "@sonogo"
    bot_user_id: str = "U8e742f61d673b39c7fff3cecb7536ef0"
    display_name: str = "Sonogo"
    webhook_url: str | None = None
    provider: str = "default"


@dataclass(slots=True)
class Channel:
    config: ChannelConfig
    tokens: AccessTokens
    secret: str = ""
    webhook_url: str | None = None
    webhook_active: bool = True
    mode: str = "active"  # standby: another module holds the chat; events carry no reply token
    verified: bool = False  # verified and premium accounts only may list their followers
    chat_mode: str = "bot"
    mark_as_read_mode: str = "auto"
    friendships: dict[str, Friendship] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    quota: Quota = field(default_factory=Quota)
    buckets: Buckets = field(default_factory=Buckets)
    retry_keys: RetryKeys = field(default_factory=RetryKeys)
    reply_tokens: ReplyTokens = field(default_factory=ReplyTokens)
    read_tokens: dict[str, tuple[str, int]] = field(default_factory=dict)
    link_tokens: dict[str, tuple[str, float]] = field(default_factory=dict)
    contents: dict[str, Content] = field(default_factory=dict)
    narrowcasts: dict[str, dict[str, Any]] = field(default_factory=dict)
    units: dict[str, dict[str, None]] = field(default_factory=dict)
    follower_pages: dict[str, tuple[int, float]] = field(default_factory=dict)
    rich_menus: dict[str, dict[str, Any]] = field(default_factory=dict)
    rich_menu_images: dict[str, tuple[bytes, str]] = field(default_factory=dict)
    rich_menu_aliases: dict[str, str] = field(default_factory=dict)
    default_rich_menu: str | None = None

    @property
    def channel_id(self) -> str:
        return self.config.channel_id

    def friendship(self, user_id: str) -> Friendship:
        """How this user stands to the account; a stranger when they never met."""
        known = self.friendships.get(user_id)
        if known is None:
            known = self.friendships[user_id] = Friendship(user_id)
            self.order.append(user_id)
        return known


def new_channel(config: ChannelConfig) -> Channel:
    return Channel(config, AccessTokens(config.access_token), config.secret, config.webhook_url)
