"""A new database in a real file, and one with something in every table."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.storage.database import Database, open_database
from tests import empty_database
from tests.storage.contents import fill
from tests.storage.samples import GUILD, USER


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The path of a database that does not exist yet."""
    return tmp_path / "lectern.db"


@pytest.fixture
async def database(path: Path) -> AsyncIterator[Database]:
    """The database, open and empty."""
    empty_database.copy_to(path)
    async with open_database(path) as opened:
        yield opened


@pytest.fixture(scope="package")
def filled_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed database with something in every table; all tests share it, so none may change it."""
    path = tmp_path_factory.mktemp("filled") / "lectern.db"

    async def fill_it() -> None:
        async with open_database(path) as database:
            await fill(database, GUILD, USER)

    asyncio.run(fill_it())
    return path


@pytest.fixture
def past_the_stores(filled_file: Path) -> Iterator[sqlite3.Connection]:
    """A connection to a filled database, without the bot's code; its changes are rolled back."""
    with closing(sqlite3.connect(filled_file, isolation_level=None)) as connection:
        connection.execute("BEGIN")
        yield connection
        connection.execute("ROLLBACK")
