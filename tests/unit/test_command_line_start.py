"""Starting from the command line: `run`, `tryout`, and how they end when they cannot."""

import re
from contextlib import nullcontext
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Self

import aiohttp
import discord
import pytest

from bot.app import CannotStartError
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
    """The sentence names the variable and what it should be, and not the token."""
    monkeypatch.setenv("DISCORD_TOKEN", TOKEN)
    monkeypatch.setenv(name, value)
    assert expected in refused_in_a_sentence(lectern("run"))


class FailingBot:
    """As much of a bot as `run` needs: it connects, and fails when it starts."""

    vitals = SimpleNamespace(trouble=lambda: None)

    def __init__(self, error: Exception) -> None:
        self._error = error

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        return

    async def start(self, _token: str) -> None:
        """Fail as Discord or the network would make it."""
        raise self._error


@dataclass
class _Answer:
    """An answer of Discord's that is no success."""

    status: int = 500
    reason: str = "Internal Server Error"


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (discord.LoginFailure("Improper token"), "does not accept DISCORD_TOKEN"),
        (discord.HTTPException(_Answer(), "no"), "cannot reach Discord: "),
        (
            discord.Forbidden(_Answer(403, "Forbidden"), "Missing Access"),
            "refuses what Lectern asks of it: 403",
        ),
        (aiohttp.ClientConnectionError("refused"), "cannot reach Discord: refused"),
        (OSError("no network"), "cannot reach Discord: no network"),
        (CannotStartError("the course is broken"), "the course is broken"),
    ],
)
def test_run_ends_in_one_sentence_when_discord_cannot_be_used(
    monkeypatch: pytest.MonkeyPatch, error: Exception, expected: str
) -> None:
    """Whatever stops the start is said in a sentence, without a traceback and without the token."""
    monkeypatch.setenv("DISCORD_TOKEN", TOKEN)
    monkeypatch.setattr("bot.__main__.configure_logging", lambda *_: None)
    monkeypatch.setattr("bot.__main__.open_bot", lambda _settings, **_: nullcontext(FailingBot(error)))
    assert expected in refused_in_a_sentence(lectern("run"))


@pytest.mark.parametrize("command", [("run",), ("tryout", "--port", "8123", "--no-browser")])
def test_without_a_token_the_try_out_starts(
    monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    """`run` says why; `tryout` passes its options on."""
    started: list[tuple[int | None, bool]] = []

    def main(port: int | None, *, open_browser: bool) -> None:
        started.append((port, open_browser))

    monkeypatch.setattr("tryout.server.main", main)
    result = lectern(*command)
    assert result.exit_code == 0
    assert started == [(None, True) if command == ("run",) else (8123, False)]
    assert ("No DISCORD_TOKEN is set" in result.stdout) is (command == ("run",))


def test_installation_without_the_try_out_asks_for_a_token(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server's installation has no simulated Discord."""
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    sentence = refused_in_a_sentence(lectern("run"))
    assert "set DISCORD_TOKEN" in sentence
    assert "not in this installation; `make run` in a clone starts it" in sentence


@pytest.mark.parametrize(
    "arguments", [("tryout", "--port", "0"), ("tryout", "--port", "70000"), ("dance",), ("ask",)]
)
def test_wrong_usage_is_explained(arguments: tuple[str, ...]) -> None:
    """Unknown commands, missing arguments and impossible ports show how it is used."""
    result = lectern(*arguments)
    assert result.exit_code == 2
    assert "Usage:" in result.output


def test_version_names_what_a_report_of_a_fault_needs() -> None:
    """Lectern's own, discord.py's and Python's."""
    said = lectern("--version")
    assert said.exit_code == 0
    assert re.fullmatch(r"lectern \d+\.\d+\.\d+ \(discord\.py 2\.\S+, Python 3\.\S+\)\n", said.stdout)


def test_help_lists_every_command() -> None:
    """Nothing has to be known by heart."""
    for arguments in ((), ("--help",)):
        shown = lectern(*arguments).output
        assert all(
            command in shown for command in ("run", "tryout", "ask", "evaluate", "check", "backup", "restore")
        )
