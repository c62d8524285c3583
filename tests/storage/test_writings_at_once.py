"""A change that is given as a coroutine: it is carried out as a whole and committed, or leaves nothing."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.storage.database import Database, open_database
from bot.storage.meta import MetaStore
from bot.storage.rows import Transaction, Work
from bot.storage.sqlite.database import SqliteDatabase
from tests.storage.contents import contents
from tests.storage.samples import GUILD


async def value(tx: Transaction) -> str | None:
    """Return the value of "key"."""
    return await MetaStore(tx).get("key")


def setting(new: str) -> Work[str | None]:
    """Return what stores *new* as the value of "key", and returns the one before."""

    async def set_it(tx: Transaction) -> str | None:
        before = await value(tx)
        await MetaStore(tx).set("key", new)
        return before

    return set_it


async def test_it_is_stored_once_it_returns(database: Database) -> None:
    assert await database.write(setting("first"), GUILD) is None
    assert await database.read(value) == "first"
    assert await database.write(setting("second")) == "first"
    assert await database.read(value) == "second"


async def test_another_connection_sees_it_once_it_returns(database: Database, path: Path) -> None:
    await database.write(setting("value"), GUILD)
    assert contents(path)["meta"] == [("key", "value")]


async def test_readings_inside_it_are_part_of_it(database: Database) -> None:
    async def both(tx: Transaction) -> tuple[str | None, str | None]:
        await MetaStore(tx).set("key", "new")
        async with database.reading() as reading:
            return await database.read(value), await value(reading)

    assert await database.write(both, GUILD) == ("new", "new")


async def test_its_error_takes_everything_back_and_the_next_one_works(database: Database) -> None:
    async def fails(tx: Transaction) -> None:
        await MetaStore(tx).set("key", "lost")
        raise LookupError

    with pytest.raises(LookupError):
        await database.write(fails, GUILD)
    assert await database.write(setting("value"), GUILD) is None


async def test_on_sqlite_it_awaits_nothing_but_statements(database: Database) -> None:
    async def waits(tx: Transaction) -> None:
        await MetaStore(tx).set("key", "lost")
        await asyncio.sleep(0)

    if isinstance(database, SqliteDatabase):
        with pytest.raises(RuntimeError, match="nothing but its statements"):
            await database.write(waits)
        assert await database.read(value) is None


async def test_it_does_not_mix_with_a_transaction_that_is_open(database: Database) -> None:
    async with database.transaction(GUILD) as tx:
        await MetaStore(tx).set("key", "first")
        writing = asyncio.ensure_future(database.write(setting("second"), GUILD))
        await asyncio.sleep(0.01)
        assert await value(tx) == "first"
    assert await writing == "first"
    assert await database.read(value) == "second"


async def test_it_waits_for_another_process_and_is_carried_out_once(path: Path) -> None:
    begun = []

    async def counted(tx: Transaction) -> None:
        begun.append(await value(tx))
        await MetaStore(tx).set("key", "value")

    async with open_database(path) as database:
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            writing = asyncio.ensure_future(database.write(counted))
            await asyncio.sleep(0.15)
            assert not writing.done()
            assert await database.read(value) is None
            other.execute("COMMIT")
        await writing
        assert begun == [None]
        assert await database.read(value) == "value"


async def test_waiting_for_another_process_has_an_end(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.storage.sqlite.connection.LONGEST_WAIT_S", 0.01)
    async with open_database(path) as database:
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                await database.write(setting("lost"))
            other.execute("ROLLBACK")
        assert await database.write(setting("value")) is None


async def test_one_that_is_cancelled_while_it_waits_is_not_carried_out(path: Path) -> None:
    async with open_database(path) as database:
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            writing = asyncio.ensure_future(database.write(setting("lost")))
            await asyncio.sleep(0.06)
            writing.cancel()
            await asyncio.wait({writing})
            assert writing.cancelled()
            await database.read(value)
            # An attempt that had begun ends by itself.
            await asyncio.sleep(0.1)
            other.execute("COMMIT")
        assert await database.write(setting("value")) is None
