"""One fresh loopback Discord per test, which must have been asked nothing that it does not know."""

import logging
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests import cached_commands, cached_course, empty_database
from tests.loopback import BotDatabase, Loopback, Scene, study_server
from tests.loopback.condition import TIMEOUT_S


@pytest.fixture
async def discord_server() -> AsyncIterator[Loopback]:
    """The server; at the end its own answers must have fitted Discord's document, without a gap."""
    async with Loopback() as server:
        yield server
    assert server.own_breaches == []
    assert server.gaps == []


@pytest.fixture
def scene(discord_server: Loopback) -> Scene:
    """A study server on it."""
    return study_server(discord_server.world)


@pytest.fixture
def bot_database(tmp_path: Path) -> Iterator[BotDatabase]:
    """The database of the bot that the test will run, in its working folder; bots share what they read."""
    empty_database.copy_to(tmp_path / "lectern.db")
    with cached_course.patched(), cached_commands.patched():
        yield BotDatabase(tmp_path / "lectern.db")


@pytest.fixture
def retries_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first retry comes at once, also after what nobody knows the outcome of."""
    monkeypatch.setattr("bot.jobs.model.FIRST_RETRY", timedelta())
    for module in ("bot.client.sender", "bot.jobs.runner"):
        monkeypatch.setattr(f"{module}.CARRIED_OUT_WITHIN", timedelta())


@pytest.fixture
def no_acknowledgements(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers come directly, however slow the machine; a crowd is acknowledged all the same."""
    monkeypatch.setattr("bot.client.replies.ACKNOWLEDGE_AFTER_S", TIMEOUT_S)


@pytest.fixture
def valid_requests(discord_server: Loopback) -> Iterator[None]:
    """At the end, everything that the bot sent must have fitted Discord's document."""
    yield
    assert discord_server.breaches == []


@pytest.fixture
def no_errors(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """At the end, nothing may have logged an error; a test that expects one clears it away."""
    yield
    errors = [record for record in caplog.get_records("call") if record.levelno >= logging.ERROR]
    assert [f"{record.name}: {record.getMessage()}" for record in errors] == []
