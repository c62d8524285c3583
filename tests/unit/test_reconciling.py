"""At a start the bot's list of servers is brought up to date: only what has changed is written, in small batches."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Collection
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.guilds.service import GuildService
from bot.guilds.store import GuildStore
from bot.ids import GuildId
from bot.jobs.model import Held, HoldReason, JobKind, NewJob
from bot.jobs.store import JobStore
from bot.storage.database import Database, open_database

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
