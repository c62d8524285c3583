"""Settings: read from the environment and .env, refused in words, and silent about the token."""

from pathlib import Path

import pytest

from bot.settings import EXPECTED, LogFormat, LogLevel, Settings, SettingsError, load_settings

pytestmark = pytest.mark.usefixtures("no_settings")

TOKEN = "MTIzNDU2.secret.token"  # noqa: S105 - an invented one
API, GATEWAY = "http://127.0.0.1:8080/api/v10", "ws://127.0.0.1:8080"


def test_nothing_needs_to_be_set() -> None:
    """Without any setting the try-out can run."""
    settings = load_settings()
    assert settings.discord_token is None
    assert settings.database == Path("lectern.db")
    assert (settings.log_level, settings.log_format) == (LogLevel.INFO, LogFormat.TEXT)


def test_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is exported counts; the file fills in the rest, and what it says of others is passed over."""
    Path(".env").write_text(f"DISCORD_TOKEN={TOKEN}\nLECTERN_LOG_LEVEL=DEBUG\nOTHER=1\n", "utf-8")
    monkeypatch.setenv("LECTERN_LOG_LEVEL", "ERROR")
    settings = load_settings()
    assert settings.discord_token is not None
    assert settings.discord_token.get_secret_value() == TOKEN
    assert settings.log_level is LogLevel.ERROR


def test_log_level_is_read_in_any_case(monkeypatch: pytest.MonkeyPatch) -> None:
    """People write info as often as INFO."""
    monkeypatch.setenv("LECTERN_LOG_LEVEL", "warning")
    assert load_settings().log_level is LogLevel.WARNING


def test_empty_values_count_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """Containers pass empty variables on; they mean nothing."""
    for name in ("DISCORD_TOKEN", "LECTERN_DATABASE", "LECTERN_LOG_LEVEL", "LECTERN_DISCORD_API"):
        monkeypatch.setenv(name, "")
    assert load_settings() == Settings(_env_file=None)


def test_both_addresses_are_taken_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy or a test server stands in for both halves of Discord, or for none."""
    monkeypatch.setenv("LECTERN_DISCORD_API", API)
    with pytest.raises(SettingsError, match="must be set together"):
        load_settings()
    monkeypatch.setenv("LECTERN_DISCORD_GATEWAY", GATEWAY)
    assert (load_settings().discord_api, load_settings().discord_gateway) == (API, GATEWAY)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("log_level", "loud"),
        ("log_level", "verbose"),
        ("log_format", "xml"),
        ("discord_api", "discord.com"),
        ("discord_gateway", "http://127.0.0.1"),
    ],
)
def test_malformed_value_is_named_with_what_was_expected(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    """The sentence has the variable's name and a way to write it."""
    monkeypatch.setenv("DISCORD_TOKEN", TOKEN)
    monkeypatch.setenv(f"LECTERN_{name.upper()}", value)
    with pytest.raises(SettingsError) as refusal:
        load_settings()
    assert f"LECTERN_{name.upper()} must be {EXPECTED[name]}" in str(refusal.value)
    assert TOKEN not in str(refusal.value)


@pytest.mark.parametrize("token", ["two words", "one\nline", "“quoted”", "bell\a"])
def test_token_that_no_request_could_carry_is_refused_unseen(
    monkeypatch: pytest.MonkeyPatch, token: str
) -> None:
    """It would end in a traceback of the HTTP library; spaces around a token are forgiven."""
    monkeypatch.setenv("DISCORD_TOKEN", token)
    with pytest.raises(SettingsError) as refusal:
        load_settings()
    assert str(refusal.value) == f"DISCORD_TOKEN must be {EXPECTED['DISCORD_TOKEN']}"
    monkeypatch.setenv("DISCORD_TOKEN", f" {TOKEN}\n")
    assert load_settings().discord_token is not None


def test_everything_malformed_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody has to correct one mistake to hear of the next."""
    monkeypatch.setenv("LECTERN_LOG_LEVEL", "loud")
    monkeypatch.setenv("LECTERN_LOG_FORMAT", "xml")
    with pytest.raises(SettingsError, match=r"LECTERN_LOG_LEVEL.*; LECTERN_LOG_FORMAT"):
        load_settings()


def test_token_is_not_shown_by_accident(monkeypatch: pytest.MonkeyPatch) -> None:
    """Printing or logging the settings does not give it away."""
    monkeypatch.setenv("DISCORD_TOKEN", TOKEN)
    settings = load_settings()
    assert TOKEN not in f"{settings} {settings!r} {settings.model_dump_json()}"


def test_every_setting_says_what_is_expected() -> None:
    """No refusal can lack its second half."""
    names = {"DISCORD_TOKEN" if name == "discord_token" else name for name in Settings.model_fields}
    assert names == set(EXPECTED)
