"""A reading that is given as a coroutine: it sees one instant, holds those inside it, and leaves nothing open."""

import asyncio
import sqlite3
from contextlib import closing

import pytest

from bot.guilds.model import GuildSettings
from bot.guilds.store import GuildStore
from bot.storage.database import Database
from bot.storage.meta import MetaStore
from bot.storage.rows import Transaction
from bot.storage.sqlite.database import SqliteDatabase
from bot.storage.sqlite.transaction import _first, _rows
from tests.storage.samples import GUILD


async def value(tx: Transaction) -> str | None:
    """Return the value of "key"."""
    return await MetaStore(tx).get("key")


async def write(database: Database, new: str) -> None:
    """Store *new* as the value of "key"."""
    async with database.transaction() as tx:
        await MetaStore(tx).set("key", new)


async def test_it_sees_what_was_written_last(database: Database) -> None:
    assert await database.read(value) is None
    await write(database, "first")
    assert await database.read(value) == "first"
    await write(database, "second")
    assert await database.read(value) == "second"


async def test_readings_inside_it_are_part_of_it(database: Database) -> None:
    await write(database, "first")

    async def both(tx: Transaction) -> tuple[str | None, str | None]:
        return await value(tx), await database.read(value)

    assert await database.read(both) == ("first", "first")
    await write(database, "second")
    assert await database.read(both) == ("second", "second")


async def test_its_error_reaches_the_caller_and_the_next_one_works(database: Database) -> None:
    async def fails(tx: Transaction) -> None:
        await value(tx)
        raise LookupError

    with pytest.raises(LookupError):
        await database.read(fails)
    await write(database, "value")
    assert await database.read(value) == "value"


async def test_it_cannot_write(database: Database) -> None:
    async def save(tx: Transaction) -> None:
        await tx.lock(GUILD)
        await GuildStore(tx).save(GuildSettings(GUILD))

    with pytest.raises(Exception, match=r"read-?only"):
        await database.read(save)
    assert await database.read(lambda tx: GuildStore(tx).known()) == []


async def test_on_sqlite_it_awaits_nothing_but_statements(database: Database) -> None:
    async def waits(tx: Transaction) -> str | None:
        await asyncio.sleep(0)
        return await value(tx)

    if isinstance(database, SqliteDatabase):
        with pytest.raises(RuntimeError, match="nothing but its statements"):
            await database.read(waits)
        assert await database.vacuum()


async def test_a_reading_knows_the_databases_time(database: Database) -> None:
    """As a transaction that writes does; it is the same clock."""
    before = await database.read(lambda tx: tx.clock_ms())
    async with database.transaction() as tx:
        between = await tx.clock_ms()
    assert before <= between <= await database.read(lambda tx: tx.clock_ms())


def test_a_first_statement_that_is_tried_again_begins_no_second_transaction() -> None:
    """SQLite would refuse it."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.execute("BEGIN")
        assert [tuple(row) for row in _first(connection, _rows, "SELECT 1", {})] == [(1,)]
