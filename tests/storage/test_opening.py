"""What may be opened as a database, what is refused, and how the connection is set up."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.storage.database import Database, open_database
from bot.storage.errors import NewerSchemaError
from bot.storage.meta import MetaStore
from bot.storage.sqlite.migrate import scripts
from tests.storage.contents import contents


async def open_and_close(path: Path) -> None:
    """Open the database at *path*, and write a value into it."""
    async with open_database(path) as database, database.transaction() as tx:
        await MetaStore(tx).set("opened", "yes")


def execute(path: Path, *statements: str) -> list[object]:
    """Run *statements* past the stores, and return the first column of the last one's result."""
    rows: list[object] = []
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            rows = [value for (value, *_) in connection.execute(statement).fetchall()]
    return rows


def write(path: Path, content: bytes) -> None:
    """Write *content* to the file *path*."""
    path.write_bytes(content)


def read(path: Path) -> bytes:
    """Return what is in the file."""
    return path.read_bytes()


def beside(path: Path) -> list[str]:
    """Return the names of all files in the folder of *path*."""
    return sorted(entry.name for entry in path.parent.iterdir())


@pytest.mark.parametrize("name", ["lectern.db", "with space & ?query#part%20.db", "ação.db"])
async def test_a_missing_file_is_made(tmp_path: Path, name: str) -> None:
    """Under any name, with the newest schema."""
    await open_and_close(tmp_path / name)
    assert contents(tmp_path / name)["meta"] == [("opened", "yes")]
    assert execute(tmp_path / name, "PRAGMA user_version") == [len(scripts())]


async def test_an_empty_file_is_filled(path: Path) -> None:
    """A container's new volume may have one."""
    write(path, b"")
    await open_and_close(path)
    assert contents(path)["meta"] == [("opened", "yes")]


async def test_closing_leaves_one_file(path: Path) -> None:
    """The log is written back, so that the one file can be moved."""
    await open_and_close(path)
    assert beside(path) == [path.name]


@pytest.mark.sqlite
async def test_the_connection_is_set_up_for_safety(database: Database) -> None:
    """A write-ahead log that is synced to the disk, and foreign keys that are checked."""
    async with database.transaction() as tx:
        connection = MetaStore(tx)._connection
        found = {}
        for pragma in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout"):
            found[pragma] = [next(iter(dict(row).values())) for row in await connection.rows(f"PRAGMA {pragma}", {})]
    assert found == {"journal_mode": ["wal"], "synchronous": [2], "foreign_keys": [1], "busy_timeout": [50]}


@pytest.mark.parametrize("content", [b"This is not a database at all.\n" * 100, b"\0" * 4096, b"SQLite format 3\0"])
async def test_a_file_that_is_no_database_is_refused_and_kept(path: Path, content: bytes) -> None:
    """With SQLite's error, unchanged."""
    write(path, content)
    with pytest.raises(sqlite3.DatabaseError):
        await open_and_close(path)
    assert read(path) == content


async def test_a_folder_is_refused(tmp_path: Path) -> None:
    """So is a path through a folder that is missing."""
    for path in (tmp_path, tmp_path / "missing" / "lectern.db"):
        with pytest.raises(sqlite3.OperationalError, match="unable to open"):
            await open_and_close(path)
    assert beside(tmp_path / "any") == []


async def test_a_database_of_a_later_version_is_refused_untouched(path: Path) -> None:
    """The error says what to do; neither schema nor journal mode is changed, and no backup made."""
    execute(path, "CREATE TABLE of_the_future (x)", "PRAGMA user_version = 99")
    before = read(path)
    with pytest.raises(NewerSchemaError, match=rf"schema 99, .* up to {len(scripts())};"):
        await open_and_close(path)
    assert read(path) == before
    assert beside(path) == [path.name]


async def test_several_processes_may_open_a_new_file_at_once(tmp_path: Path) -> None:
    """One makes the schema while the others wait."""
    for number in range(5):
        path = tmp_path / f"{number}.db"
        await asyncio.gather(*(open_and_close(path) for _ in range(4)))
        assert contents(path)["meta"] == [("opened", "yes")]


async def test_a_lock_held_while_opening_is_waited_for(path: Path) -> None:
    """SQLite by itself would not wait to switch to the write-ahead log."""
    await open_and_close(path)
    execute(path, "PRAGMA journal_mode = DELETE")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        asyncio.get_running_loop().call_later(0.15, other.execute, "COMMIT")
        await open_and_close(path)
    assert execute(path, "PRAGMA journal_mode") == ["wal"]


async def test_a_lock_that_stays_is_an_error(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a time limit."""
    await open_and_close(path)
    execute(path, "PRAGMA journal_mode = DELETE")
    monkeypatch.setattr("bot.storage.sqlite.connection.OPENING_WAIT_S", 0.1)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            await open_and_close(path)
