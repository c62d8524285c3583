"""At a start the bot's list of servers is brought up to date: only what has changed is written, in small batches."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from bot.courses.service import CourseService
from bot.guilds.service import BATCH, GuildService
from bot.guilds.store import GuildStore
from bot.ids import GuildId
from bot.jobs.model import Held, HoldReason, JobKind, NewJob
from bot.jobs.store import JobStore
from bot.privacy.jobs import Retention
from bot.storage.database import Database, open_database
from bot.storage.rows import Parameters, Row, Transaction
from tests import cached_course

NOW = datetime(2026, 11, 30, 18, tzinfo=UTC)
SERVERS = [GuildId(number) for number in range(1, 8)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The database's path."""
    return tmp_path / "lectern.db"


@pytest.fixture
async def database(path: Path) -> AsyncIterator[Database]:
    """A database without servers."""
    async with open_database(path) as database:
        yield database


@pytest.fixture
def guilds(database: Database, monkeypatch: pytest.MonkeyPatch) -> GuildService:
    """The service, with batches of three servers."""
    monkeypatch.setattr("bot.guilds.service.BATCH", 3)
    return GuildService(database, lambda: NOW, lambda: None)


class KilledError(Exception):
    """Stands for the end of the process."""


class CountedDatabase:
    """Counts the *statements* of each transaction of a database; after *most* transactions the process ends."""

    def __init__(self, database: Database, most: int = 99) -> None:
        self._database, self.most = database, most
        self.statements: list[int] = []

    def service(self) -> GuildService:
        """Return the service on this database."""
        return GuildService(cast("Database", self), lambda: NOW, lambda: None)

    def reading(self) -> AbstractAsyncContextManager[Transaction]:
        """Open a read transaction."""
        return self._counted(self._database.reading())

    def transaction(self, guild: GuildId | None = None) -> AbstractAsyncContextManager[Transaction]:
        """Open a write transaction."""
        return self._counted(self._database.transaction(guild))

    @asynccontextmanager
    async def _counted(self, opened: AbstractAsyncContextManager[Transaction]) -> AsyncIterator[Transaction]:
        if len(self.statements) == self.most:
            raise KilledError
        self.statements.append(0)
        async with opened as tx:
            yield cast("Transaction", CountedTransaction(tx, self.statements))


class CountedTransaction:
    """Counts the statements of a transaction in the last of *statements*."""

    def __init__(self, tx: Transaction, statements: list[int]) -> None:
        self._tx, self._statements = tx, statements

    async def rows(self, sql: str, parameters: Parameters) -> Sequence[Row]:
        """Run *sql* and return every row."""
        self._statements[-1] += 1
        return await self._tx.rows(sql, parameters)

    async def change(self, sql: str, parameters: Parameters) -> int:
        """Run *sql* and return how many rows it changed."""
        self._statements[-1] += 1
        return await self._tx.change(sql, parameters)


async def reconcile(guilds: GuildService, present: Collection[GuildId]) -> None:
    """Bring the list up to date; no server comes or goes meanwhile."""
    await guilds.reconcile(present, lambda guild: guild in present)


async def known(database: Database) -> list[GuildId]:
    """Return the servers that the database has as having the bot."""
    async with database.transaction() as tx:
        return list(await GuildStore(tx).known())


async def hold(database: Database, guild: GuildId) -> None:
    """Let a post of a server be held."""
    async with database.transaction() as tx:
        await JobStore(tx).add(NewJob(JobKind.WEEKLY_POST, guild, 1, f"weekly:{guild}", NOW))
        job = await JobStore(tx).claim(NOW)
        assert job is not None
        await JobStore(tx).settle(job, Held(HoldReason.GUILD_GONE), NOW)


def queue(path: Path) -> list[tuple[Any, ...]]:
    """Return each job's server and state, the oldest first."""
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.execute("SELECT guild_id, state FROM job ORDER BY id"))


async def test_servers_come_go_and_return(database: Database, guilds: GuildService, path: Path) -> None:
    """Those that left get a job that deletes their data, which is cancelled if they return."""
    await reconcile(guilds, SERVERS)
    assert await known(database) == SERVERS
    await reconcile(guilds, SERVERS[:2])
    assert await known(database) == SERVERS[:2]
    assert queue(path) == [(guild, "waiting") for guild in SERVERS[2:]]
    await reconcile(guilds, SERVERS[:3])
    assert await known(database) == SERVERS[:3]
    assert [state for _, state in queue(path)] == ["skipped", *["waiting"] * 4]


async def test_nothing_is_written_where_nothing_has_changed(
    database: Database, guilds: GuildService, path: Path
) -> None:
    """Except that held posts are tried again."""
    await reconcile(guilds, SERVERS)
    with closing(sqlite3.connect(path)) as watcher:
        (before,) = watcher.execute("PRAGMA data_version")
        await reconcile(guilds, SERVERS)
        assert list(watcher.execute("PRAGMA data_version")) == [before]
    await hold(database, SERVERS[4])
    await reconcile(guilds, SERVERS)
    assert queue(path) == [(SERVERS[4], "waiting")]


@pytest.mark.parametrize("present", [SERVERS, []])
async def test_others_can_write_while_many_servers_are_reconciled(
    database: Database, guilds: GuildService, present: list[GuildId]
) -> None:
    """Each waits for one batch, not for all servers."""
    await reconcile(guilds, [server for server in SERVERS if server not in present])
    seen: set[int] = set()
    async with asyncio.TaskGroup() as group:
        reconciling = group.create_task(reconcile(guilds, present))
        while not reconciling.done():
            seen.add(len(await known(database)))
    assert seen.intersection(range(1, len(SERVERS)))
    assert await known(database) == present


async def test_a_start_among_unchanged_servers_reads_twice_and_writes_nothing(database: Database) -> None:
    """However many they are; so does one after which one more has come, but for that one."""
    counted = CountedDatabase(database)
    guilds, many = counted.service(), [GuildId(number) for number in range(1, 1_001)]
    await reconcile(guilds, many)
    assert counted.statements == [2, *[1] * (len(many) // BATCH)]
    counted.statements.clear()
    await reconcile(guilds, many)
    assert counted.statements == [2]
    await reconcile(guilds, [*many, GuildId(5_000)])
    assert counted.statements == [2, 2, 1]


async def test_nothing_else_is_written_at_a_start_on_a_day_that_had_one(database: Database) -> None:
    """A write about everything would let all others wait, on PostgreSQL those of every process."""
    counted = CountedDatabase(database)
    as_database = cast("Database", counted)

    async def start() -> Sequence[int]:
        counted.statements.clear()
        await CourseService(as_database, [cached_course.course()], lambda: NOW).sync()
        await Retention(as_database, lambda: NOW).plan()
        return list(counted.statements)

    assert await start() == [1, 2, 2, 1]  # what is stored, and writing it: of the course, then of the daily deletion
    assert await start() == [1, 2, 2]  # the second plans the next day's
    assert await start() == [1, 2]


async def test_a_start_that_is_cut_off_is_simply_done_again(database: Database) -> None:
    """What the first one wrote is not written again."""
    counted = CountedDatabase(database, most=4)
    guilds, many = counted.service(), [GuildId(number) for number in range(1, 1_001)]
    with pytest.raises(KilledError):
        await reconcile(guilds, many)
    assert len(await known(database)) == 3 * BATCH
    counted.most, counted.statements = 99, []
    await reconcile(guilds, many)
    assert counted.statements == [2, *[1] * (len(many) // BATCH - 3)]
    assert await known(database) == many


async def test_servers_that_come_or_go_during_reconciling_are_noted_as_they_are(
    database: Database, guilds: GuildService, path: Path
) -> None:
    """As they are when their batch is written."""
    await guilds.reconcile(SERVERS, lambda guild: guild != SERVERS[6])
    assert await known(database) == SERVERS[:6]
    await guilds.reconcile([], lambda _: True)
    assert await known(database) == SERVERS[:6]
    assert queue(path) == [(SERVERS[6], "waiting")]


async def test_leaving_twice_counts_once(database: Database, guilds: GuildService, path: Path) -> None:
    """A second report of its leaving does not put its deletion off."""
    now = NOW
    later = GuildService(database, lambda: now, lambda: None)
    await guilds.update_membership(SERVERS[0], lambda _: True)
    for day in range(3):
        now = NOW + timedelta(days=day)
        await later.update_membership(SERVERS[0], lambda _: False)
    assert len(queue(path)) == 1
