"""A read transaction waits for no writer, sees one instant, changes nothing and leaves nothing open."""

import asyncio
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.guilds.model import GuildSettings
from bot.guilds.store import GuildStore
from bot.storage.database import Database
from bot.storage.meta import MetaStore
from bot.storage.sqlite import maintenance
from tests.storage.contents import contents, fill
from tests.storage.samples import GUILD, USER
from tests.storage.test_cancellation import cancel_after, steps

ROUNDS = 60
NEVER, FIRST, SECOND = range(3)


@pytest.fixture
def other(path: Path, database: Database) -> Iterator[sqlite3.Connection]:
    """Another program's connection to the database, which does not wait for locks."""
    _ = database
    with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as connection:
        yield connection


async def read(database: Database, key: str = "key") -> str | None:
    """Return the value of *key* in the table `meta`."""
    async with database.reading() as tx:
        return await MetaStore(tx).get(key)


async def write(database: Database, value: str, *keys: str) -> None:
    """Store *value* under each of *keys* in one transaction."""
    async with database.transaction() as tx:
        for key in keys or ("key",):
            await MetaStore(tx).set(key, value)


@pytest.mark.parametrize("lock", ["IMMEDIATE", "EXCLUSIVE"])
async def test_reading_does_not_wait_for_another_programs_lock(
    database: Database, other: sqlite3.Connection, lock: str
) -> None:
    """What the other program has not committed is not seen."""
    await write(database, "before")
    other.execute(f"BEGIN {lock}")
    other.execute("UPDATE meta SET value = 'after'")
    assert await read(database) == "before"
    other.execute("COMMIT")
    assert await read(database) == "after"


async def test_reading_does_not_wait_for_a_transaction_of_this_program(database: Database) -> None:
    """What it writes is seen once it has ended."""
    await write(database, "before")
    async with database.transaction() as tx:
        await MetaStore(tx).set("key", "after")
        assert await read(database) == "before"
    assert await read(database) == "after"


async def test_reading_does_not_wait_for_a_transaction_that_waits_for_another_program(
    database: Database, other: sqlite3.Connection
) -> None:
    """The waiting write goes on once the other program's lock is released."""
    other.execute("BEGIN IMMEDIATE")
    writing = asyncio.ensure_future(write(database, "value"))
    for _ in range(20):
        assert await read(database) is None
    assert not writing.done()
    other.execute("COMMIT")
    await writing
    assert await read(database) == "value"


async def test_a_reading_sees_one_instant(database: Database) -> None:
    """That of its first statement, in every table, whatever is written meanwhile."""
    await write(database, "before")
    async with database.reading() as tx:
        assert await MetaStore(tx).get("key") == "before"
        await write(database, "after")
        await fill(database, GUILD, USER)
        assert await MetaStore(tx).get("key") == "before"
        assert await GuildStore(tx).known() == []
    assert await read(database) == "after"


@pytest.mark.sqlite
async def test_two_readings_do_not_mix(database: Database) -> None:
    """The later of two at once sees what was written since the earlier began."""
    await write(database, "before")
    async with database.reading() as tx:
        assert await MetaStore(tx).get("key") == "before"
        later = asyncio.ensure_future(read(database))
        await steps(3)
        await write(database, "after")
        assert await MetaStore(tx).get("key") == "before"
    assert await later == "after"


async def test_reading_cannot_write(database: Database, path: Path) -> None:
    """SQLite refuses it; later reads and writes work."""
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        async with database.reading() as tx:
            await GuildStore(tx).save(GuildSettings(GUILD))
    assert contents(path)["guild"] == []
    assert await read(database) is None
    await write(database, "value")
    assert await read(database) == "value"


def give_up() -> None:
    """Cancel the current task during its next statement."""
    task = asyncio.current_task()
    assert task is not None
    task.cancel()


@pytest.mark.parametrize("seed", range(3))
async def test_a_cancelled_reading_leaves_nothing_open(database: Database, seed: int) -> None:
    """At whatever step: others read consistently, and later ones the newest."""
    choose = random.Random(seed)  # noqa: S311 - the same tests each time, not secrets

    async def look(gives_up_at: int) -> None:
        async with database.reading() as tx:
            if gives_up_at == FIRST:
                give_up()
            first = await MetaStore(tx).get("first")
            await steps(choose.randint(0, 3))
            if gives_up_at == SECOND:
                give_up()
            assert await MetaStore(tx).get("second") == first

    for number in range(ROUNDS):
        ends = [choose.choice((FIRST, SECOND)), NEVER, NEVER, NEVER]
        readers = [asyncio.ensure_future(look(end)) for end in ends]
        writer = asyncio.ensure_future(write(database, str(number), "first", "second"))
        await cancel_after(readers[1], int(2 ** choose.uniform(0, 7)))  # it may have ended by then
        ended = await asyncio.gather(*readers, writer, return_exceptions=True)
        kinds = [type(each) for each in ended]
        assert kinds[0] is asyncio.CancelledError
        assert kinds[1] in {type(None), asyncio.CancelledError}
        assert kinds[2:] == [type(None)] * 3
        assert await read(database, "second") == str(number)
    assert await database.vacuum()


async def test_a_write_that_waits_can_be_cancelled(database: Database, other: sqlite3.Connection) -> None:
    """Those after it have their turn."""
    other.execute("BEGIN IMMEDIATE")
    writing = asyncio.ensure_future(write(database, "cancelled"))
    await read(database)
    writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing
    other.execute("COMMIT")
    assert await read(database) is None
    await write(database, "value")
    assert await read(database) == "value"


async def test_a_write_waits_from_when_it_was_asked_for(
    database: Database, other: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Many writes that wait for another program's lock give up together, not one after the other."""
    monkeypatch.setattr("bot.storage.sqlite.connection.LONGEST_WAIT_S", 0.0)
    async with database.transaction():
        waiting = asyncio.ensure_future(write(database, "value"))
        await steps(1)
        monkeypatch.undo()
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        await waiting


@pytest.mark.sqlite
async def test_vacuum_is_put_off_by_a_read_transaction(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """The idle connection for reading does not put it off."""
    monkeypatch.setattr(maintenance, "VACUUM_WAIT_S", 0.01)
    await fill(database, GUILD, USER)
    async with database.reading() as tx:
        assert await GuildStore(tx).known() == [GUILD]
        assert not await database.vacuum()
    assert await database.vacuum()
