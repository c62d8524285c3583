"""A new database in a real file, and one with something in every table."""

import asyncio
import inspect
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.addresses import DatabaseAddress, PostgresAddress
from bot.storage.database import Database, open_database
from tests import empty_database
from tests.postgres_server import PostgresServer, programs, running_server
from tests.storage.contents import fill
from tests.storage.samples import GUILD, USER

FILES = {"path", "other", "tmp_path", "past_the_stores", "filled_file"}
"""Fixtures of tests that are about SQLite's file."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The path of a database that does not exist yet."""
    return tmp_path / "lectern.db"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run every test of a `database` on both engines, unless it also looks at the file that only SQLite has."""
    if "engine" in metafunc.fixturenames:
        asked = set(inspect.signature(metafunc.function).parameters)
        is_about_sqlite = asked & FILES or metafunc.definition.get_closest_marker("sqlite")
        engines = ["sqlite"] if is_about_sqlite else ["sqlite", "postgres"]
        metafunc.parametrize("engine", engines, indirect=True)


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> str:
    """The engine of the database: sqlite, or postgres where it is installed."""
    return str(request.param)


@pytest.fixture
def address(engine: str, request: pytest.FixtureRequest) -> DatabaseAddress:
    """The address of an empty database of the newest schema."""
    if engine == "postgres":
        server, template = request.getfixturevalue("postgres")
        new: PostgresAddress = server.new_database(template)
        return new
    path: Path = request.getfixturevalue("path")
    empty_database.copy_to(path)
    return path


@pytest.fixture(scope="session")
def postgres() -> Iterator[tuple[PostgresServer, str]]:
    """A server of PostgreSQL, and the name of an empty database of the newest schema to copy; skip without one."""
    if programs() is None:
        pytest.skip("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    with running_server() as server:
        template = server.new_database()
        asyncio.run(_opened_once(template))
        yield server, template.uri.rpartition("/")[2]


async def _opened_once(address: DatabaseAddress) -> None:
    async with open_database(address):
        pass


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
