"""A loopback Discord and a database that outlive the processes that the tests kill."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.addresses import DatabaseAddress
from tests import short_undo
from tests.engines import empty_address, engine, on_both_engines, postgres
from tests.loopback import BotDatabase, Loopback, Scene, study_server
from tests.loopback.process import ADDRESS

__all__ = ["engine", "postgres"]
pytest_generate_tests = on_both_engines(lambda test: "test_migration" not in test.module.__name__)


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
def bot_database(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[BotDatabase]:
    """The bot's database, a file in its processes' working folder or on a server, which does not end with them.

    A bot in the test's own process shows changes soon.
    """
    address: DatabaseAddress = tmp_path / "lectern.db"
    if engine == "postgres":
        address = empty_address(engine, tmp_path / "lectern.db", request)
        (tmp_path / ADDRESS).write_text(str(getattr(address, "uri", "")), "utf-8")
    with short_undo.patched():
        yield BotDatabase(address)
