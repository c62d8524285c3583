"""A new database in a real file, and one with something in every table."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.addresses import DatabaseAddress
from bot.storage.database import Database, open_database
from tests.engines import asks_for, empty_address, engine, on_both_engines, postgres
from tests.storage.contents import fill
from tests.storage.samples import GUILD, USER

__all__ = ["engine", "postgres"]
FILES = {"path", "other", "tmp_path", "past_the_stores", "filled_file"}
"""Fixtures of tests that are about SQLite's file."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The path of a database that does not exist yet."""
    return tmp_path / "lectern.db"


pytest_generate_tests = on_both_engines(lambda test: not asks_for(test) & FILES)


@pytest.fixture
def address(engine: str, path: Path, request: pytest.FixtureRequest) -> DatabaseAddress:
    """The address of an empty database of the newest schema."""
    return empty_address(engine, path, request)


@pytest.fixture
async def database(address: DatabaseAddress) -> AsyncIterator[Database]:
    """The database, open and empty."""
    async with open_database(address) as opened:
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
