"""Settings: read from the environment and .env, refused in words, and silent about the token."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.settings import EXPECTED, Settings, SettingsError, load_settings, unknown_settings
from bot.shards import Shards
from bot.surroundings import is_anything_set
from tests.unprivileged import unprivileged_user

pytestmark = pytest.mark.usefixtures("no_settings")

TOKEN = "MTIzNDU2.secret.token"  # noqa: S105 - an invented one
API, GATEWAY = "http://127.0.0.1:8080/api/v10", "ws://127.0.0.1:8080"


def test_nothing_needs_to_be_set() -> None:
    """The try-out needs no setting."""
    settings = load_settings()
    assert settings.discord_token is None
    assert settings.database == Path("lectern.db")
    assert settings.captions is None
    assert (settings.log_level, settings.log_format) == ("INFO", "text")


def test_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """.env has the rest; others' variables in it are ignored."""
    Path(".env").write_text(f"DISCORD_TOKEN={TOKEN}\nLECTERN_LOG_LEVEL=DEBUG\nOTHER=1\n", "utf-8")
    monkeypatch.setenv("LECTERN_LOG_LEVEL", "ERROR")
    settings = load_settings()
    assert settings.discord_token is not None
    assert settings.discord_token.get_secret_value() == TOKEN
    assert settings.log_level == "ERROR"


def test_log_level_is_read_in_any_case(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LECTERN_LOG_LEVEL", "warning")
    assert load_settings().log_level == "WARNING"


def test_empty_values_count_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """Containers pass empty variables on."""
    for name in ("DISCORD_TOKEN", "LECTERN_DATABASE", "LECTERN_LOG_LEVEL", "LECTERN_DISCORD_API"):
        monkeypatch.setenv(name, "")
    assert load_settings() == Settings(_env_file=None)


def test_both_addresses_are_taken_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy or test server replaces both of Discord's addresses, or none."""
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
        ("discord_api", "http://127.0.0.1:99999/api"),
        ("discord_api", "http://a..b/api"),
        ("discord_api", "http://user:password@127.0.0.1/api"),
        ("discord_gateway", "ws://[::1"),
        ("discord_gateway", "http://127.0.0.1"),
    ],
)
def test_malformed_value_is_named_with_what_was_expected(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    """With the variable's name and an example."""
    monkeypatch.setenv("DISCORD_TOKEN", TOKEN)
    monkeypatch.setenv(f"LECTERN_{name.upper()}", value)
    with pytest.raises(SettingsError) as refusal:
        load_settings()
    assert f"LECTERN_{name.upper()} must be {EXPECTED[name]}" in str(refusal.value)
    assert TOKEN not in str(refusal.value)


@pytest.mark.parametrize("token", ["two words", "one\nline", "“quoted”", "bell\a"])
def test_a_token_that_no_request_could_carry_is_refused_without_showing_it(
    monkeypatch: pytest.MonkeyPatch, token: str
) -> None:
    """The HTTP library would raise an error with the token in it; spaces around it are removed."""
    monkeypatch.setenv("DISCORD_TOKEN", token)
    with pytest.raises(SettingsError) as refusal:
        load_settings()
    assert str(refusal.value) == f"DISCORD_TOKEN must be {EXPECTED['DISCORD_TOKEN']}"
    monkeypatch.setenv("DISCORD_TOKEN", f" {TOKEN}\n")
    assert load_settings().discord_token is not None


def test_everything_malformed_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LECTERN_LOG_LEVEL", "loud")
    monkeypatch.setenv("LECTERN_LOG_FORMAT", "xml")
    with pytest.raises(SettingsError, match=r"LECTERN_LOG_LEVEL.*; LECTERN_LOG_FORMAT"):
        load_settings()


def test_a_process_has_a_share_of_the_shards(monkeypatch: pytest.MonkeyPatch) -> None:
    """And a heartbeat of its own, as several may run in one folder."""
    monkeypatch.setenv("LECTERN_SHARDS", "4-7/16")
    settings = load_settings()
    assert settings.shards == Shards(4, 7, 16)
    assert settings.heartbeat_file == Path("lectern.db.4-7.pulse")


@pytest.mark.parametrize(
    ("value", "said"),
    [("4", "must be such as 0-3/16 (shards 0 to 3 of 16) or 5/16"), ("4-4/4", "says 4-4/4, but 4 shards are numbered")],
)
def test_shards_that_there_are_not_are_refused(monkeypatch: pytest.MonkeyPatch, value: str, said: str) -> None:
    monkeypatch.setenv("LECTERN_SHARDS", value)
    with pytest.raises(SettingsError) as refused:
        load_settings()
    assert str(refused.value).startswith(f"LECTERN_SHARDS {said}")


def test_token_is_not_shown_by_accident(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither by printing nor by logging the settings."""
    monkeypatch.setenv("DISCORD_TOKEN", TOKEN)
    settings = load_settings()
    assert TOKEN not in f"{settings} {settings!r} {settings.model_dump_json()}"


def test_every_setting_says_what_is_expected() -> None:
    """So that no refusal lacks it."""
    names = {"DISCORD_TOKEN" if name == "discord_token" else name for name in Settings.model_fields}
    assert names == set(EXPECTED)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le-bom", "utf-16-be-bom"])
def test_env_file_of_any_editor_is_read(encoding: str) -> None:
    """Editors on Windows write a byte order mark, its PowerShell UTF-16."""
    text = f"# \N{LATIN SMALL LETTER E WITH ACUTE}\nDISCORD_TOKEN={TOKEN}\n"
    name = encoding.removesuffix("-bom")
    mark = "" if name == encoding else "\N{ZERO WIDTH NO-BREAK SPACE}"
    Path(".env").write_bytes((mark + text).encode(name))
    token = load_settings().discord_token
    assert token is not None
    assert token.get_secret_value() == TOKEN


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (f"DISCORD_TOKEN={TOKEN}\n# caf\xe9\n".encode("latin-1"), "saved as UTF-8, which its line 2 is not"),
        (f"DISCORD_TOKEN={TOKEN}\n".encode("utf-16-le"), "saved as UTF-8; it looks like UTF-16"),
        (f"DISCORD_TOKEN={TOKEN}\n".encode("utf-16-be"), "saved as UTF-8; it looks like UTF-16"),
        (f"DISCORD_TOKEN={TOKEN}\n".encode("utf-16")[:-1], "saved as UTF-8, which its line"),
    ],
)
def test_env_file_that_no_one_can_read_is_refused(content: bytes, said: str) -> None:
    """The sentence says how to save it, and quotes nothing of it."""
    Path(".env").write_bytes(content)
    with pytest.raises(SettingsError, match=f"^.env must be {said}") as refusal:
        load_settings()
    assert TOKEN not in str(refusal.value)


def test_env_file_that_is_a_folder_is_refused() -> None:
    """Docker makes a folder when it mounts a file that is missing."""
    Path(".env").mkdir()
    with pytest.raises(SettingsError, match=r"^.env must be a file, but is a folder"):
        load_settings()


def test_env_file_that_this_user_may_not_read_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """As one that root wrote for the service's user."""
    with unprivileged_user() as folder:
        monkeypatch.chdir(folder)
        Path(".env").touch(0o000)
        with pytest.raises(SettingsError, match=r"^cannot read .env: Permission denied; it must be readable"):
            load_settings()


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("DISCORD_TOKN", "DISCORD_TOKEN"),
        ("DISCORDTOKEN", "DISCORD_TOKEN"),
        ("DISCORD_BOT_TOKEN", "DISCORD_TOKEN"),
        ("LECTERN_DISCORD_TOKEN", "DISCORD_TOKEN"),
        ("LECTERN_TOKEN", "DISCORD_TOKEN"),
        ("LECTERN_LOGLEVEL", "LECTERN_LOG_LEVEL"),
        ("LECTRN_DATABASE", "LECTERN_DATABASE"),
    ],
)
@pytest.mark.parametrize("exported", [True, False])
def test_a_misspelt_setting_is_pointed_out(
    monkeypatch: pytest.MonkeyPatch, name: str, meant: str, *, exported: bool
) -> None:
    """In the environment and in .env; empty ones are ignored."""
    monkeypatch.setenv(meant, "")
    if exported:
        monkeypatch.setenv(name, "1")
    else:
        Path(".env").write_text(f"# ours\nexport {name} = 1\n", "utf-16")
    assert unknown_settings() == (f"{name} is no setting (did you mean {meant}?)",)


def test_settings_of_other_programs_are_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other programs' settings, and another bot's token where ours is set."""
    for name in ("DATABASE_URL", "LOG_LEVEL", "TOKEN", "DISCORD_TOKN"):
        monkeypatch.setenv(name, "1")
    monkeypatch.setenv("DISCORD_TOKEN", TOKEN)
    assert unknown_settings() == ()
    monkeypatch.setenv("LECTERN_THEME", "1")
    assert unknown_settings() == ("LECTERN_THEME is no setting",)


@pytest.mark.parametrize("line", ["DISCORD_TOKEN: abc", "DISCORD_TOKEN abc", "A=1\ndiscord_token: a"])
def test_a_line_without_an_equals_sign_is_pointed_out(line: str) -> None:
    """Some formats write settings without it."""
    Path(".env").write_text(f"LECTERN_LOG_LEVEL=\nLECTERN_DATABASE = here.db\n{line}\n", "utf-8")
    assert "write DISCORD_TOKEN=… in .env" in unknown_settings()


@pytest.mark.parametrize("name", ["TOKEN", "BOT_TOKEN"])
def test_token_by_another_bot_s_name_is_recognised(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Under the names that most other bots use."""
    monkeypatch.setenv(name, "abc")
    assert f"{name} is no setting (did you mean DISCORD_TOKEN?)" in unknown_settings()


@pytest.mark.parametrize("name", ["DISCORD_TOKEN", "LECTERN_LOG_LEVEL", "lectern_captions", "LECTERN_UNKNOWN"])
def test_something_is_set_where_a_variable_is(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Whatever its value, and also if it is no setting: then somebody should be told."""
    assert not is_anything_set()
    monkeypatch.setenv(name, "")
    assert is_anything_set()


@pytest.mark.parametrize("make", [Path.touch, Path.mkdir])
def test_something_is_set_where_there_is_a_file_of_settings(make: Callable[[Path], None]) -> None:
    """A folder that Docker made in its place, too: it is refused with a sentence."""
    assert not is_anything_set()
    make(Path(".env"))
    assert is_anything_set()
