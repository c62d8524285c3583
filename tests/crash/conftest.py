"""A loopback Discord and a database that outlive the processes that the tests kill."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests import short_undo
from tests.loopback import BotDatabase, Loopback, Scene, study_server


@pytest.fixture
async def discord_server() -> AsyncIterator[Loopback]:
    """The loopback Discord; at the end all requests must have fitted Discord's API description."""
    async with Loopback() as server:
        yield server
    assert server.breaches == []
    assert server.gaps == []


@pytest.fixture
def scene(discord_server: Loopback) -> Scene:
    """A study server on it."""
    return study_server(discord_server.world)


@pytest.fixture
def bot_database(tmp_path: Path) -> Iterator[BotDatabase]:
    """The bot's database, in its processes' working folder; a bot in the test's own process shows changes soon."""
    with short_undo.patched():
        yield BotDatabase(tmp_path / "lectern.db")
