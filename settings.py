"""What the operator decides: one frozen object, read from the environment and `.env`, typed, or refused.

Every variable may also come from a file: DATABASE_URL_FILE=/run/secrets/database_url. An empty value counts
as not set. Whatever is wrong is said in one sentence that names the variable and what to do; values of
secrets never appear in it. README's table and .env.example agree with this file (tests/test_docs.py).
"""

import os
import secrets
from collections.abc import Collection, Iterable
from datetime import timedelta
from email.utils import parseaddr
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dotenv import dotenv_values
from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from conversations.durations import Wait
from conversations.journey import Window
from conversations.opening import (
    Allowance,
    ClosedSpan,
    WeekOfWindows,
    read_allowance,
    read_business_hours,
    read_closed_days,
    read_quiet_hours,
)

# What a command that serves customers cannot do without; `migrate` or `check` need none of it.
SERVING: Final = ("LINE_CHANNEL_SECRET", "LINE_CHANNEL_ACCESS_TOKEN", "LINE_BASIC_ID", "SECRET_KEY")
_WHERE: Final = {
    "LINE_CHANNEL_SECRET": "copy it from your channel's «Basic settings» in the LINE Developers console",
    "LINE_CHANNEL_ACCESS_TOKEN": "issue one in your channel's «Messaging API» in the LINE Developers console",
    "LINE_BASIC_ID": "it begins with @ and stands in «Messaging API» in the LINE Developers console",
    "SECRET_KEY": 'make one with: python -c "import secrets; print(secrets.token_urlsafe(48))"',
}


class SettingsError(Exception):
    """The settings do not allow to start. `problems` holds one sentence each; str() is all of them."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


def _url(value: str, schemes: Collection[str], example: str) -> SplitResult:
    parts = urlsplit(value)
    if parts.scheme not in schemes or not parts.hostname:
        raise ValueError(f"is not an address such as {example}")
    try:
        _ = parts.port
    except ValueError:
        raise ValueError("has a port that is no number from 0 to 65535") from None
    return parts


def _web_address(value: str) -> str:
    parts = _url(value, ("http", "https"), "https://shop.example.jp")
    if parts.query or parts.fragment or parts.username:
        raise ValueError("must be a plain address: no ?, # or user name in it")
    return value.rstrip("/")


def _database_url(value: str) -> str:
    try:
        backend = make_url(value).get_backend_name()
    except ArgumentError:
        backend = ""
    if backend not in ("sqlite", "postgresql", "postgres"):
        raise ValueError("is not an address such as sqlite:///sonogo.db or postgresql://user@host/sonogo")
    return value


def _smtp_url(value: SecretStr) -> SecretStr:
    if value.get_secret_value():
        _url(value.get_secret_value(), ("smtp", "smtps"), "smtp://user:password@mail.example.jp:587")
    return value


def _basic_id(value: str) -> str:
    if value and not (value.startswith("@") and len(value) > 1):
        raise ValueError("must begin with @, for example @123abcde")
    return value


def _mail_from(value: str) -> str:
    if value and "@" not in parseaddr(value)[1]:
        raise ValueError("is not an address such as shop@example.jp or Shop <shop@example.jp>")
    return value


def _secret_key(value: SecretStr) -> SecretStr:
    if 0 < len(value.get_secret_value()) < 32:
        raise ValueError(f"is shorter than 32 characters: {_WHERE['SECRET_KEY']}")
    return value


def _zone(value: Any) -> Any:
    if isinstance(value, str):
        try:
            return ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError("is not a time zone such as Asia/Tokyo") from None
    return value


def _read(reader: Any) -> BeforeValidator:
    return BeforeValidator(lambda value: reader(value) if isinstance(value, str) else value)


WebAddress = Annotated[str, AfterValidator(_web_address)]


class Settings(BaseSettings):
    """One field per variable; the variable is the field's name in capitals."""

    model_config = SettingsConfigDict(
        frozen=True, extra="ignore", env_ignore_empty=True, hide_input_in_errors=True, validate_default=True
    )

    # LINE
    line_channel_secret: SecretStr = SecretStr("")
    line_channel_secret_old: SecretStr = SecretStr("")
    line_channel_access_token: SecretStr = SecretStr("")
    line_basic_id: Annotated[str, AfterValidator(_basic_id)] = ""
    line_api_base: WebAddress = "https://api.line.me"
    # This installation
    database_url: Annotated[str, AfterValidator(_database_url)] = Field("sqlite:///sonogo.db", repr=False)
    secret_key: Annotated[SecretStr, AfterValidator(_secret_key)] = SecretStr("")
    secret_key_old: Annotated[SecretStr, AfterValidator(_secret_key)] = SecretStr("")
    public_url: WebAddress | None = None
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = 8000
    trusted_proxies: Annotated[int, Field(ge=0, le=5)] = 0
    scripts_dir: Path | None = None
    clock: Literal["system", "travel"] = "system"
    # The shop
    shop_name: Annotated[str, Field(min_length=1, max_length=40)] = "当店"
    time_zone: Annotated[ZoneInfo, BeforeValidator(_zone)] = ZoneInfo("Asia/Tokyo")
    holidays: Literal["JP", "TW", "TH", "none"] = "JP"
    business_hours: Annotated[WeekOfWindows, NoDecode, _read(read_business_hours)] = read_business_hours(
        "mon-fri 10:00-18:00"
    )
    closed_days: Annotated[tuple[ClosedSpan, ...], NoDecode, _read(read_closed_days)] = read_closed_days(
        "12-29..01-03"
    )
    promise_within: Wait = timedelta(hours=3)
    help_line: Annotated[str, Field(max_length=200)] = ""
    quiet_hours: Annotated[Window, NoDecode, _read(read_quiet_hours)] = read_quiet_hours("20:00-09:00")
    fatigue_asks: Annotated[Allowance, NoDecode, _read(read_allowance)] = read_allowance("1 in 3d")
    fatigue_pushes: Annotated[Allowance, NoDecode, _read(read_allowance)] = read_allowance("3 in 7d")
    claim_days: Annotated[int, Field(ge=1, le=3650)] = 180
    erase_by_two: bool = False
    rest_on_holidays: bool = False
    # Mail to staff
    smtp_url: Annotated[SecretStr, AfterValidator(_smtp_url)] = SecretStr("")
    mail_from: Annotated[str, AfterValidator(_mail_from)] = ""
    # Events out
    webhooks_to: Literal["public", "anywhere"] = "public"
    # Running
    web_threads: Annotated[int, Field(ge=2, le=256)] = 32
    senders: Annotated[int, Field(ge=1, le=512)] = 128
    api_rate: Annotated[int, Field(ge=1, le=100_000)] = 600
    heartbeat_seconds: Annotated[int, Field(ge=5, le=3600)] = 60
    backlog_seconds: Annotated[int, Field(ge=5, le=86_400)] = 300
    metrics_token: SecretStr = SecretStr("")
    log_format: Literal["json", "console"] = "json"
    log_level: Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], _read(str.upper)] = "INFO"

    @property
    def address(self) -> str:
        """Where people reach us: PUBLIC_URL, or this machine."""
        return self.public_url or f"http://localhost:{self.port}"

    @property
    def secret_keys(self) -> list[str]:
        """For signing: the old key first, the one that signs last (itsdangerous' order)."""
        keys = (self.secret_key_old, self.secret_key)
        return [key.get_secret_value() for key in keys if key.get_secret_value()]

    @property
    def is_real_line(self) -> bool:
        host = (urlsplit(self.line_api_base).hostname or "").rstrip(".")
        return host == "line.me" or host.endswith(".line.me")

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.clock == "travel" and self.is_real_line:
            raise ValueError(
                "CLOCK=travel is refused while LINE_API_BASE is LINE itself:"
                " point LINE_API_BASE to the emulator, or set CLOCK=system."
            )
        if self.is_real_line and not self.line_api_base.startswith("https://"):
            raise ValueError("LINE_API_BASE must begin with https:// when it is LINE itself.")
        if self.smtp_url.get_secret_value() and not self.mail_from:
            raise ValueError("MAIL_FROM is missing: SMTP_URL is set, so say whose address the mails carry.")
        if self.scripts_dir is not None and not self.scripts_dir.is_dir():
            raise ValueError(
                f"SCRIPTS_DIR {str(self.scripts_dir)!r} is no folder: make it or unset SCRIPTS_DIR."
            )
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings, env_settings, dotenv_settings)


def load(required: Collection[str] = SERVING, *, env_file: str | Path | None = ".env") -> Settings:
    """The settings, with at least the `required` variables. Raises SettingsError only."""
    problems: list[str] = []
    from_files = _from_files(env_file, problems)
    try:
        settings = Settings(_env_file=env_file, _env_file_encoding="utf-8", **from_files)
    except ValidationError as error:
        raise SettingsError([*problems, *_sentences(error)]) from None
    if settings.clock == "travel" and not settings.secret_key.get_secret_value():
        # Demos and tests need no key of their own; it lives as long as this process.
        settings = settings.model_copy(update={"secret_key": SecretStr(secrets.token_urlsafe(48))})
    problems += [f"{name} is missing: {_WHERE[name]}." for name in required if not _has(settings, name)]
    if problems:
        raise SettingsError(problems)
    return settings


def _has(settings: Settings, name: str) -> bool:
    value = getattr(settings, name.lower())
    return bool(value.get_secret_value() if isinstance(value, SecretStr) else value)


def _from_files(env_file: str | Path | None, problems: list[str]) -> dict[str, Any]:
    """NAME_FILE=path for any variable that is not itself set."""
    environment = {k.upper(): v for k, v in os.environ.items()}
    in_file = dotenv_values(env_file, encoding="utf-8") if env_file else {}
    known = {k.upper(): v for k, v in in_file.items() if v} | {k: v for k, v in environment.items() if v}
    found: dict[str, Any] = {}
    for field in Settings.model_fields:
        name = field.upper()
        path = known.get(f"{name}_FILE")
        if not path:
            continue
        if name in known:
            problems.append(f"{name} and {name}_FILE are both set: remove one of them.")
            continue
        try:
            found[field] = Path(path).read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "not UTF-8 text"
            problems.append(
                f"{name}_FILE cannot be read ({reason}): check that {path!r} exists and is readable."
            )
    return found


def _sentences(error: ValidationError) -> list[str]:
    """pydantic's errors in the operator's words, without the values."""
    found = []
    for one in error.errors(include_url=False, include_input=False):
        name = str(one["loc"][0]).upper() if one["loc"] else ""
        reason = _reason(one["type"], one.get("ctx", {})) or str(one["msg"]).removeprefix("Value error, ")
        if not name:
            found.append(reason)
            continue
        if not reason.startswith(("is ", "has ", "must ")):
            reason = f"is not valid: {reason.removeprefix('duration: ')}"
        found.append(f"{name} {reason}.")
    return found


def _reason(kind: str, context: dict[str, Any]) -> str:
    """The commonest of pydantic's refusals, said as what to do."""
    match kind:
        case "int_parsing":
            return "must be a whole number"
        case "literal_error":
            return f"must be {context['expected']}"
        case "greater_than_equal":
            return f"must be {context['ge']} or more"
        case "less_than_equal":
            return f"must be {context['le']} or less"
        case _:
            return ""
