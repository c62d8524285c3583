"""A copy of the whole database, made while the bot uses it."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path
from shutil import SameFileError

import pytest

from bot.progress.store import ProgressStore
from bot.storage.database import Database, open_database
from bot.storage.meta import MetaStore
from bot.storage.sqlite import maintenance
from bot.storage.sqlite.maintenance import copy_database, copy_database_in_thread
from tests.storage.contents import contents, fill
from tests.storage.samples import COURSE, GUILD, OTHER_GUILD, USER


@pytest.fixture
async def filled(database: Database) -> Database:
    """A database with something in every table."""
    await fill(database, GUILD, USER)
    return database


@pytest.mark.parametrize("name", ["copy.db", "with space & ?query#part%20.db"])
@pytest.mark.usefixtures("filled")
async def test_a_backup_is_a_database_of_its_own(path: Path, name: str) -> None:
    """It has every row, and the bot can use it in the original's place."""
    target = path.with_name(name)
    await copy_database_in_thread(path, target)
    assert contents(target) == contents(path)
    async with open_database(target) as copy, copy.transaction() as tx:
        assert len(await ProgressStore(tx).marks(GUILD, USER, COURSE)) == 1


async def test_an_earlier_backup_is_replaced(filled: Database, path: Path) -> None:
    """So the same path can be used every night."""
    target = path.with_name("copy.db")
    await copy_database_in_thread(path, target)
    await fill(filled, OTHER_GUILD, USER)
    await copy_database_in_thread(path, target)
    assert contents(target) == contents(path)


async def test_a_backup_has_no_part_of_an_open_transaction(filled: Database, path: Path) -> None:
    """It neither waits for the transaction nor disturbs it."""
    target = path.with_name("copy.db")
    async with filled.transaction() as tx:
        await MetaStore(tx).set("unfinished", "yes")
        await copy_database_in_thread(path, target)
    assert ("unfinished", "yes") not in contents(target)["meta"]
    assert ("unfinished", "yes") in contents(path)["meta"]


@pytest.mark.usefixtures("filled")
async def test_a_cancelled_backup_is_finished_first(path: Path) -> None:
    """No thread goes on writing after the cancellation."""
    target = path.with_name("copy.db")
    task = asyncio.ensure_future(copy_database_in_thread(path, target))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait({task})
    assert task.cancelled()
    assert contents(target) == contents(path)


@pytest.mark.usefixtures("filled")
async def test_a_database_is_not_its_own_backup(path: Path) -> None:
    """Whatever path is given for it."""
    link = path.with_name("link.db")
    link.symlink_to(path)
    before = contents(path)
    for target in (path, path.parent / "." / path.name, link):
        with pytest.raises(SameFileError):
            await copy_database_in_thread(path, target)
    assert contents(path) == before


@pytest.mark.usefixtures("filled")
async def test_a_file_that_is_no_database_is_not_overwritten(path: Path) -> None:
    """A wrong path costs no other file."""
    target = path.with_name("thesis.txt")
    target.write_text("Years of work.\n" * 100, "utf-8")
    with pytest.raises(sqlite3.DatabaseError):
        await copy_database_in_thread(path, target)
    assert target.read_text("utf-8") == "Years of work.\n" * 100


@pytest.mark.usefixtures("filled")
async def test_a_backup_into_a_missing_folder_is_refused(path: Path) -> None:
    """With SQLite's error."""
    with pytest.raises(sqlite3.OperationalError, match="unable to open"):
        await copy_database_in_thread(path, path.parent / "missing" / "copy.db")


def test_a_target_that_is_in_use_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite by itself would wait without end."""
    monkeypatch.setattr(maintenance, "OPENING_WAIT_S", 0.01)
    source, target = tmp_path / "source.db", tmp_path / "target.db"
    with closing(sqlite3.connect(source)) as connection:
        connection.execute("CREATE TABLE content (x)")
    with closing(sqlite3.connect(target, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(sqlite3.OperationalError, match="in use"):
            copy_database(source, target)


def test_a_missing_source_is_an_error_and_not_made(tmp_path: Path) -> None:
    """SQLite by itself would make an empty database, and copy that."""
    with pytest.raises(sqlite3.OperationalError, match="unable to open"):
        copy_database(tmp_path / "missing.db", tmp_path / "copy.db")
    assert list(tmp_path.iterdir()) == []
