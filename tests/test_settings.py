"""The operator's mistakes are told in sentences; nothing starts half-configured."""

import os
from datetime import time, timedelta
from pathlib import Path

import pytest

import settings
from conversations.journey import Window
from conversations.opening import Allowance
from settings import SERVING, SettingsError, load

SERVABLE = {
    "LINE_CHANNEL_SECRET": "0123456789abcdef0123456789abcdef",
    "LINE_CHANNEL_ACCESS_TOKEN": "token-of-the-channel",
    "LINE_BASIC_ID": "@shop",
    "SECRET_KEY": "k" * 48,
}


@pytest.fixture(autouse=True)
def _nothing_from_outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for field in settings.Settings.model_fields:
        for name in (field.upper(), f"{field.upper()}_FILE"):
            monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """An environment one can serve from."""
    for name, value in SERVABLE.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def problems() -> tuple[str, ...]:
    with pytest.raises(SettingsError) as refused:
        load()
    return refused.value.problems


def test_four_variables_are_enough_to_serve(given: pytest.MonkeyPatch) -> None:
    loaded = load()
    assert loaded.line_channel_secret.get_secret_value() == SERVABLE["LINE_CHANNEL_SECRET"]
    assert loaded.database_url == "sqlite:///sonogo.db"
    assert loaded.address == "http://localhost:8000"
    assert loaded.is_real_line


def test_everything_missing_is_told_at_once() -> None:
    found = problems()
    assert len(found) == len(SERVING)
    for name, problem in zip(SERVING, found, strict=True):
        assert problem.startswith(f"{name} is missing: ")


def test_a_command_that_serves_nobody_needs_nothing() -> None:
    assert load(required=()).port == 8000


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("PORT", "eighty", "PORT must be a whole number."),
        ("PORT", "70000", "PORT must be 65535 or less."),
        ("LINE_BASIC_ID", "shop", "LINE_BASIC_ID must begin with @, for example @123abcde."),
        ("LINE_API_BASE", "api.line.me", "LINE_API_BASE is not an address such as https://shop.example.jp."),
        ("LINE_API_BASE", "http://x:port", "LINE_API_BASE has a port that is no number from 0 to 65535."),
        (
            "LINE_API_BASE",
            "http://api.line.me",
            "LINE_API_BASE must begin with https:// when it is LINE itself.",
        ),
        (
            "DATABASE_URL",
            "mysql://root:pw@db/x",
            "DATABASE_URL is not an address such as sqlite:///sonogo.db",
        ),
        ("DATABASE_URL", "nonsense", "DATABASE_URL is not an address such as"),
        ("TIME_ZONE", "Tokyo", "TIME_ZONE is not a time zone such as Asia/Tokyo."),
        ("TIME_ZONE", "../etc/passwd", "TIME_ZONE is not a time zone such as Asia/Tokyo."),
        ("CLOCK", "sundial", "CLOCK must be 'system' or 'travel'."),
        ("CLOCK", "travel", "CLOCK=travel is refused while LINE_API_BASE is LINE itself:"),
        ("BUSINESS_HOURS", "always", "BUSINESS_HOURS is not valid: 'always' is not days and hours such as"),
        ("CLOSED_DAYS", "13-45", "CLOSED_DAYS is not valid: '13-45' is not a day such as 12-31"),
        ("QUIET_HOURS", "night", "QUIET_HOURS is not valid: 'night' is not two times such as 20:00-09:00"),
        ("FATIGUE_ASKS", "few", "FATIGUE_ASKS is not valid: 'few' is not a number and a time such as"),
        ("PROMISE_WITHIN", "soon", "PROMISE_WITHIN is not valid: 'soon' is not a duration such as"),
        ("WEB_THREADS", "1", "WEB_THREADS must be 2 or more."),
        ("HOLIDAYS", "XX", "HOLIDAYS must be 'JP', 'TW', 'TH' or 'none'."),
        ("SMTP_URL", "mail.example.jp", "SMTP_URL is not an address such as smtp://user:password@"),
        ("SMTP_URL", "smtp://mail.example.jp", "MAIL_FROM is missing: SMTP_URL is set"),
        ("MAIL_FROM", "shop", "MAIL_FROM is not an address such as shop@example.jp"),
        ("SCRIPTS_DIR", "no/such/folder", "SCRIPTS_DIR 'no/such/folder' is no folder"),
        ("SECRET_KEY", "short", "SECRET_KEY is shorter than 32 characters: make one with"),
        ("LOG_FORMAT", "xml", "LOG_FORMAT must be 'json' or 'console'."),
    ],
)
def test_a_bad_value_is_one_sentence_that_names_it(
    given: pytest.MonkeyPatch, name: str, value: str, sentence: str
) -> None:
    given.setenv(name, value)
    (problem,) = problems()
    assert problem.startswith(sentence)
    assert problem.endswith((".", ")"))
    assert "\n" not in problem


def test_several_bad_values_are_told_together(given: pytest.MonkeyPatch) -> None:
    given.setenv("PORT", "x")
    given.setenv("TIME_ZONE", "x")
    assert [problem.split()[0] for problem in problems()] == ["PORT", "TIME_ZONE"]


@pytest.mark.parametrize("name", ["SECRET_KEY", "DATABASE_URL", "SMTP_URL"])
def test_the_value_of_a_secret_is_never_told(given: pytest.MonkeyPatch, name: str) -> None:
    given.setenv(name, "hunter2")
    assert "hunter2" not in "".join(problems())


def test_secrets_do_not_show_when_settings_are_printed(given: pytest.MonkeyPatch) -> None:
    given.setenv("DATABASE_URL", "postgresql://shop:hunter2@db/sonogo")
    given.setenv("SMTP_URL", "smtp://shop:hunter2@mail.example.jp")
    given.setenv("MAIL_FROM", "Shop <shop@example.jp>")
    shown = repr(load()) + str(load())
    assert "hunter2" not in shown
    assert not any(SERVABLE[name] in shown for name in SERVING if name != "LINE_BASIC_ID")


@pytest.mark.parametrize(
    "host", ["https://api.line.me", "https://API.LINE.ME", "https://api.line.me.", "https://x.line.me:443"]
)
def test_the_clock_never_travels_with_line_itself(given: pytest.MonkeyPatch, host: str) -> None:
    given.setenv("LINE_API_BASE", host)
    given.setenv("CLOCK", "travel")
    assert "CLOCK=travel is refused" in problems()[0]


def test_a_travelling_clock_needs_no_key_of_its_own(given: pytest.MonkeyPatch) -> None:
    given.setenv("LINE_API_BASE", "http://127.0.0.1:8001/")
    given.setenv("CLOCK", "travel")
    given.delenv("SECRET_KEY")
    first, second = load().secret_key.get_secret_value(), load().secret_key.get_secret_value()
    assert len(first) >= 32
    assert first != second


def test_a_secret_may_come_from_a_file(given: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("f" * 40 + "\n")
    given.delenv("SECRET_KEY")
    given.setenv("SECRET_KEY_FILE", str(file))
    assert load().secret_key.get_secret_value() == "f" * 40


def test_an_empty_variable_beside_its_file_does_not_count(given: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("f" * 40)
    given.setenv("SECRET_KEY", "")
    given.setenv("SECRET_KEY_FILE", "key")
    assert load().secret_key.get_secret_value() == "f" * 40


def test_a_file_that_is_not_there_is_told(given: pytest.MonkeyPatch) -> None:
    given.setenv("SMTP_URL_FILE", "nowhere")
    (problem,) = problems()
    assert problem.startswith(
        "SMTP_URL_FILE cannot be read (No such file or directory): check that 'nowhere'"
    )


def test_a_variable_and_its_file_together_are_refused(given: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("f" * 40)
    given.setenv("SECRET_KEY_FILE", "key")
    assert problems() == ("SECRET_KEY and SECRET_KEY_FILE are both set: remove one of them.",)


def test_dot_env_is_read_and_the_environment_wins(given: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("SHOP_NAME=花しずく\nPORT=9000\nPOSTGRES_PASSWORD=not-ours\n", "utf-8")
    given.setenv("PORT", "9001")
    loaded = load()
    assert (loaded.shop_name, loaded.port) == ("花しずく", 9001)


def test_settings_cannot_be_changed(given: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValueError, match="frozen"):
        load().port = 1


def test_hours_days_and_durations_come_typed(given: pytest.MonkeyPatch) -> None:
    given.setenv("BUSINESS_HOURS", "mon-fri 9:00-12:00 13:00-17:30, 土 10:00-24:00")
    given.setenv("QUIET_HOURS", "21:30-08:00")
    given.setenv("PROMISE_WITHIN", "1h 30m")
    given.setenv("FATIGUE_PUSHES", "5 in 2w")
    loaded = load()
    monday, saturday, sunday = (loaded.business_hours[day] for day in (0, 5, 6))
    assert monday == (Window(time(9), time(12)), Window(time(13), time(17, 30)))
    assert saturday == (Window(time(10), time(0)),)
    assert sunday == ()
    assert loaded.quiet_hours == Window(time(21, 30), time(8))
    assert loaded.promise_within == timedelta(minutes=90)
    assert loaded.fatigue_pushes == Allowance(5, timedelta(weeks=2))


def test_the_old_key_still_opens_what_it_signed_and_the_new_one_signs(given: pytest.MonkeyPatch) -> None:
    given.setenv("SECRET_KEY_OLD", "o" * 40)
    assert load().secret_keys == ["o" * 40, "k" * 48]


def test_reading_the_settings_leaves_the_environment_alone(given: pytest.MonkeyPatch) -> None:
    before = dict(os.environ)
    load()
    assert dict(os.environ) == before
