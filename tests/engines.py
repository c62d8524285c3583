"""Runs tests of what the database promises on both engines: on SQLite, and on PostgreSQL where it is installed.

A folder of tests takes part by importing `engine`, `postgres` and, as its hook `pytest_generate_tests`, a function
made by `on_both_engines`.
"""

import asyncio
import inspect
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.addresses import DatabaseAddress, PostgresAddress
from bot.storage.database import open_database
from tests import empty_database
from tests.postgres_server import PostgresServer, programs, running_server


def on_both_engines(about: Callable[[pytest.Metafunc], bool]) -> Callable[[pytest.Metafunc], None]:
    """Return a hook that runs the tests that *about* chooses on both engines, and others on SQLite alone.

    Those marked as `sqlite` are about how SQLite does something.
    """

    def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
        if "engine" in metafunc.fixturenames:
            both = about(metafunc) and metafunc.definition.get_closest_marker("sqlite") is None
            both = both and not metafunc.config.getoption("--sqlite-only")
            metafunc.parametrize("engine", ["sqlite", "postgres"] if both else ["sqlite"], indirect=True)

    return pytest_generate_tests


def asks_for(metafunc: pytest.Metafunc) -> set[str]:
    """Return the names of the fixtures that a test asks for itself."""
    return set(inspect.signature(metafunc.function).parameters)


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> str:
    """The engine of the database: sqlite or postgres."""
    return str(request.param)


@pytest.fixture(scope="session")
def postgres() -> Iterator[tuple[PostgresServer, str]]:
    """A server of PostgreSQL, and the name of an empty database of the newest schema to copy; skip without one."""
    if programs() is None:
        pytest.skip("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    with running_server() as server:
        template = server.new_database()
        asyncio.run(_opened_once(template))
        yield server, template.uri.rpartition("/")[2]


def empty_address(engine: str, path: Path, request: pytest.FixtureRequest) -> DatabaseAddress:
    """Return the address of an empty database of the newest schema: the file *path*, or one on the server."""
    if engine == "sqlite":
        empty_database.copy_to(path)
        return path
    server, template = request.getfixturevalue("postgres")
    new: PostgresAddress = server.new_database(template)
    return new


async def _opened_once(address: DatabaseAddress) -> None:
    async with open_database(address):
        pass
