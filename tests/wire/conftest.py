"""A new loopback Discord for each test, which must know every route that it was asked for."""

import logging
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.addresses import PostgresAddress
from tests import cached_commands, cached_course, short_undo
from tests.engines import empty_address, engine, on_both_engines, postgres
from tests.loopback import BotDatabase, Loopback, Scene, study_server
from tests.loopback.condition import TIMEOUT_S
from tests.loopback.process import ADDRESS

__all__ = ["engine", "postgres"]
PROMISES = {
    "test_clocks_apart",
    "test_commands",
    "test_direct_presses",
    "test_discussions",
    "test_held_posts",
    "test_many_posts",
    "test_outages",
    "test_party_crowd",
    "test_party_event_changes",
    "test_party_messages",
    "test_post_failures",
    "test_post_reminders",
    "test_posts",
    "test_posts_asked_for",
    "test_slow_servers",
}
"""Modules whose tests are of what the database has a part in."""
pytest_generate_tests = on_both_engines(lambda test: test.module.__name__.rpartition(".")[2] in PROMISES)


@pytest.fixture
async def discord_server() -> AsyncIterator[Loopback]:
    """The loopback Discord; at the end its own replies must have fitted Discord's API description."""
    async with Loopback() as server:
        yield server
    assert server.own_breaches == []
    assert server.gaps == []


@pytest.fixture
def scene(discord_server: Loopback) -> Scene:
    """A study server on it."""
    return study_server(discord_server.world)


@pytest.fixture
def undo_window() -> timedelta:
    """How long a change stays unseen: a second of real time; where Undo is pressed, a module needs the whole window."""
    return short_undo.SHORT


@pytest.fixture
def bot_database(
    engine: str, tmp_path: Path, undo_window: timedelta, request: pytest.FixtureRequest
) -> Iterator[BotDatabase]:
    """The database of the bot under test; all bots share one course and one set of commands, and show changes soon."""
    address = empty_address(engine, tmp_path / "lectern.db", request)
    if isinstance(address, PostgresAddress):
        (tmp_path / ADDRESS).write_text(address.uri, "utf-8")
    with cached_course.patched(), cached_commands.patched(), short_undo.patched(undo_window):
        yield BotDatabase(address)


@pytest.fixture
def retries_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first retry comes at once, even after an attempt without a known outcome."""
    monkeypatch.setattr("bot.jobs.model.FIRST_RETRY", timedelta())
    for module in ("bot.client.sender", "bot.jobs.runner"):
        monkeypatch.setattr(f"{module}.CARRIED_OUT_WITHIN", timedelta())


@pytest.fixture
def no_acknowledgements(monkeypatch: pytest.MonkeyPatch) -> None:
    """Interactions are answered without an acknowledgement, however slow the machine is."""
    monkeypatch.setattr("bot.client.replies.ACKNOWLEDGE_AFTER_S", TIMEOUT_S)


@pytest.fixture
def valid_requests(discord_server: Loopback) -> Iterator[None]:
    """At the end, every request of the bot must have fitted Discord's API description."""
    yield
    assert discord_server.breaches == []


@pytest.fixture
def no_errors(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """At the end, no error may have been logged; a test that expects one clears the log."""
    yield
    errors = [record for record in caplog.get_records("call") if record.levelno >= logging.ERROR]
    assert [f"{record.name}: {record.getMessage()}" for record in errors] == []
