"""Starting with `lectern run` and `lectern tryout`, and how they end when they cannot start."""

import re
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Self

import aiohttp
import discord
import pytest

from bot.client.internals import UnsupportedDiscordPyError
from bot.unusable import CannotStartError
from tests.unit.command_line import TOKEN, lectern, refused_in_a_sentence

pytestmark = pytest.mark.usefixtures("no_settings")


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("LECTERN_LOG_FORMAT", "xml", "LECTERN_LOG_FORMAT must be text or json"),
        ("LECTERN_DISCORD_API", "ftp://x", "LECTERN_DISCORD_API must be an address such as"),
        ("LECTERN_DISCORD_API", "http://127.0.0.1:1/api", "LECTERN_DISCORD_GATEWAY must be set together"),
    ],
)
def test_run_refuses_bad_settings_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, expected: str
) -> None:
    """It names the variable and what it should be, without the token."""
    monkeypatch.setenv("DISCORD_TOKEN", TOKEN)
    monkeypatch.setenv(name, value)
    assert expected in refused_in_a_sentence(lectern("run"))


class FailingBot:
    """As much of a bot as `run` needs; its start fails with an error."""

    services = SimpleNamespace(
        answers=SimpleNamespace(warm_up=lambda _courses: None), courses=SimpleNamespace(files=())
    )

    def __init__(self, error: Exception) -> None:
        self._error = error

    def add_listener(self, *_: object) -> None:
        """Hear of nothing."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        return

    def problem(self) -> None:
        """Have none."""

    async def start(self, _token: str) -> None:
        """Raise the error of Discord or the network."""
        raise self._error


@dataclass
class _Answer:
    """An HTTP response of Discord's that is no success."""

    status: int = 500
    reason: str = "Internal Server Error"
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (discord.LoginFailure("Improper token"), "does not accept DISCORD_TOKEN"),
        (
            discord.HTTPException(_Answer(401, "Unauthorized"), {"code": 0, "message": "401: Unauthorized"}),
            "does not accept DISCORD_TOKEN",
        ),
        (discord.PrivilegedIntentsRequired(None), "does not let this application use the intents"),
        (
            discord.Forbidden(_Answer(403, "Forbidden"), {"code": 50001, "message": "Missing Access"}),
            "refuses what Lectern asks of it: 403",
        ),
        (aiohttp.InvalidURL("http://"), "LECTERN_DISCORD_GATEWAY is no address: http://"),
        (UnsupportedDiscordPyError("Route.BASE"), "has no Route.BASE; install the version Lectern pins"),
        (CannotStartError("the course is broken"), "the course is broken"),
    ],
)
def test_run_ends_in_one_sentence_for_failures_that_a_person_must_mend(
    monkeypatch: pytest.MonkeyPatch, error: Exception, expected: str
) -> None:
    """Without a traceback and without the token."""
    monkeypatch.setenv("DISCORD_TOKEN", TOKEN)
    monkeypatch.setattr("bot.running.configure_logging", lambda *_: None)
    monkeypatch.setattr("bot.serving.open_bot", lambda _settings, **_: nullcontext(FailingBot(error)))
    assert expected in refused_in_a_sentence(lectern("run"))


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int | None, bool]]:
    """The options of each start of the try-out."""
    starts: list[tuple[int | None, bool]] = []

    def main(port: int | None, *, open_browser: bool) -> None:
        starts.append((port, open_browser))

    monkeypatch.setattr("tryout.run.main", main)
    return starts


@pytest.mark.parametrize("command", [("run", "--or-tryout"), ("tryout", "--port", "8123", "--no-browser")])
def test_the_try_out_starts_when_it_is_asked_for(
    started: list[tuple[int | None, bool]], command: tuple[str, ...]
) -> None:
    """`run` says why it is the try-out; `tryout` passes its options on."""
    result = lectern(*command)
    assert result.exit_code == 0
    assert started == [(None, True) if command[0] == "run" else (8123, False)]
    assert ("No DISCORD_TOKEN is set" in result.stdout) is (command[0] == "run")


def test_somebody_at_a_terminal_gets_the_try_out(
    started: list[tuple[int | None, bool]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a remark on a misspelt setting; `tests/wire` does it with a real terminal."""
    monkeypatch.setattr("bot.running._at_a_terminal", lambda: True)
    monkeypatch.setenv("DISCORD_TOKN", TOKEN)
    result = lectern("run")
    assert (result.exit_code, started) == (0, [(None, True)])
    assert result.stdout.startswith("DISCORD_TOKN is no setting (did you mean DISCORD_TOKEN?)\n")
    assert TOKEN not in result.output


@pytest.mark.parametrize("token", ["DISCORD_TOKEN", "DISCORD_TOKN", "LECTERN_DISCORD_TOKEN"])
def test_service_whose_token_is_missing_ends(
    started: list[tuple[int | None, bool]], monkeypatch: pytest.MonkeyPatch, token: str
) -> None:
    """Without a terminal nobody would see the try-out; the sentence names the setting."""
    monkeypatch.setenv(token, "" if token == "DISCORD_TOKEN" else TOKEN)  # noqa: S105 - a variable's name
    sentence = refused_in_a_sentence(lectern("run"))
    assert sentence.startswith("lectern: set DISCORD_TOKEN; ")
    assert (f"{token} is no setting" in sentence) is (token != "DISCORD_TOKEN")  # noqa: S105 - as above
    assert started == []


def test_unknown_setting_of_a_bot_that_serves_is_a_warning(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The bot starts without it."""
    monkeypatch.setenv("DISCORD_TOKEN", TOKEN)
    monkeypatch.setenv("LECTERN_LOGLEVEL", "DEBUG")
    monkeypatch.setattr("bot.running.configure_logging", lambda *_: None)
    failing = FailingBot(discord.LoginFailure())
    monkeypatch.setattr("bot.serving.open_bot", lambda _settings, **_: nullcontext(failing))
    refused_in_a_sentence(lectern("run"))
    assert "LECTERN_LOGLEVEL is no setting (did you mean LECTERN_LOG_LEVEL?)" in caplog.messages


def test_installation_without_the_try_out_asks_for_a_token(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server's installation has no SimCord."""
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    sentence = refused_in_a_sentence(lectern("run"))
    assert "set DISCORD_TOKEN" in sentence
    assert "not in this installation, `make run` in a clone starts it" in sentence


@pytest.mark.parametrize("arguments", [("tryout", "--port", "0"), ("tryout", "--port", "70000"), ("dance",), ("ask",)])
def test_wrong_usage_is_explained(arguments: tuple[str, ...]) -> None:
    """Of unknown commands, missing arguments and impossible ports."""
    result = lectern(*arguments)
    assert result.exit_code == 2
    assert "Usage:" in result.output


def test_version_names_what_a_report_of_a_fault_needs() -> None:
    """The versions of Lectern, discord.py and Python."""
    said = lectern("--version")
    assert said.exit_code == 0
    assert re.fullmatch(r"lectern \d+\.\d+\.\d+ \(discord\.py 2\.\S+, Python 3\.\S+\)\n", said.stdout)


def test_help_lists_every_command() -> None:
    for arguments in ((), ("--help",)):
        shown = lectern(*arguments).output
        assert all(command in shown for command in ("run", "tryout", "ask", "evaluate", "check", "backup", "restore"))
