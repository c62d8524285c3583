"""The bot's database as a test writes and reads it, on either engine, whether or not a bot is using it."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

import psycopg
from discord.utils import utcnow
from psycopg.rows import DictRow, dict_row

from bot.addresses import DatabaseAddress
from bot.ids import ChannelId, ChapterId, CourseId, GuildId, RoleId, ScheduleId, TagId
from bot.jobs.model import JobKind, NewJob, weekly_occurrence
from bot.jobs.store import JobStore
from bot.schedules.model import Schedule
from bot.schedules.store import ScheduleStore
from bot.storage.database import open_database
from bot.storage.postgres.sql import translated
from bot.times.slots import Cadence
from tests.loopback.condition import TIMEOUT_S
from tests.loopback.people import Role
from tests.loopback.places import Channel

COURSE = CourseId("neural-networks")
CHAPTERS = tuple(ChapterId(number) for number in range(1, 10))
MINUTE = timedelta(minutes=1)
WEEK = timedelta(weeks=1)
_LOOK_S = 0.01


class Executor(Protocol):
    """What runs a statement in the lock."""

    def execute(self, sql: str, parameters: Mapping[str, Any] = ..., /) -> object:
        """Run *sql*."""


class BotDatabase:
    """Plans posts before a bot starts, reads what became of them, and ends waits in the database."""

    def __init__(self, address: DatabaseAddress) -> None:
        self.address = address

    @property
    def path(self) -> Path:
        """The file of a SQLite database."""
        assert isinstance(self.address, Path)
        return self.address

    async def plan(
        self,
        *channels: Channel,
        due: datetime,
        role: Role | None = None,
        first: int = 1,
        discussion: bool = False,
        tag: int | None = None,
    ) -> list[int]:
        """Give each channel's server a weekly schedule whose next post is due at *due*, a whole minute.

        Returns:
            The ids of the jobs, in the order of the channels.
        """
        async with open_database(self.address) as database, database.transaction() as tx:
            for channel in channels:
                draft = replace(
                    _schedule(channel, due, role, first), discussion=discussion, tag=None if tag is None else TagId(tag)
                )
                schedule = await ScheduleStore(tx).add(draft)
                await JobStore(tx).add(_job(schedule, due))
        asked = "SELECT id FROM job WHERE kind = 'weekly_post' ORDER BY id DESC LIMIT :count"
        newest = self._rows(asked, count=len(channels))
        return [row["id"] for row in reversed(newest)]

    def job(self, number: int) -> Mapping[str, Any]:
        """The row of a job."""
        (row,) = self._rows("SELECT * FROM job WHERE id = :id", id=number)
        return row

    def jobs(self, state: str) -> list[Mapping[str, Any]]:
        """The rows of all jobs in *state*, oldest first, without the daily job of retention."""
        asked = "SELECT * FROM job WHERE state = :state AND kind <> 'retention' ORDER BY id"
        return self._rows(asked, state=state)

    def schedule(self, channel: Channel) -> Mapping[str, Any]:
        """The latest schedule that posts in a channel."""
        asked = "SELECT * FROM schedule WHERE channel_id = :channel ORDER BY id DESC LIMIT 1"
        (row,) = self._rows(asked, channel=channel.id)
        return row

    def value(self, sql: str, **parameters: Any) -> Any:
        """The only column of the only row that *sql* finds."""
        (row,) = self._rows(sql, **parameters)
        return next(iter(row.values()))

    async def change(self, sql: str, **parameters: Any) -> None:
        """Execute *sql* past the bot."""
        async with self.locked() as connection:
            connection.execute(sql, parameters)

    async def expire_waits(self) -> None:
        """Let every lease, and every wait before another attempt, be over."""
        await self.change("UPDATE job SET try_at = due WHERE state IN ('leased', 'waiting') AND attempts > 0")

    async def make_due(self, occurrence: str) -> None:
        """Let the jobs whose occurrence is LIKE *occurrence* be due now."""
        asked = "UPDATE job SET due = :now, try_at = :now WHERE occurrence LIKE :occurrence"
        await self.change(asked, now=int(utcnow().timestamp()), occurrence=occurrence)

    @asynccontextmanager
    async def locked(self) -> AsyncIterator[Executor]:
        """Hold the database's write lock, and commit what the block wrote itself.

        It is taken without blocking: a bot in this process may hold the lock, and needs the event loop to release it.
        """
        with self._connected(wait_s=0.0) as connection:
            if isinstance(connection, sqlite3.Connection):
                file = connection
                await self.until(lambda: _begun(file), "the lock")
                yield file
            else:
                server = connection
                await self.until(lambda: _begun_on_server(server), "the lock")
                yield _Translating(server)
            connection.execute("COMMIT")

    async def until(self, fact: Callable[[], bool], what: str, within: float = TIMEOUT_S) -> None:
        """Return as soon as *fact*, read from the file, is true; it is polled, since a file tells of no changes.

        Raises:
            AssertionError: *what* did not happen within so many seconds.
        """
        deadline = asyncio.get_running_loop().time() + within
        while not fact():
            if asyncio.get_running_loop().time() > deadline:
                message = f"Not seen in the database within {within:g} s: {what}; jobs: {self._all()}"
                raise AssertionError(message)
            await asyncio.sleep(_LOOK_S)

    async def settled(self, *numbers: int, state: str = "done", within: float = TIMEOUT_S) -> None:
        """Wait until these jobs are in *state*."""
        wanted = set(numbers)
        await self.until(lambda: wanted <= {row["id"] for row in self.jobs(state)}, f"jobs {wanted} {state}", within)

    def _all(self) -> list[tuple[Any, ...]]:
        return [tuple(row.values()) for row in self._rows("SELECT * FROM job ORDER BY id LIMIT 20")]

    def _rows(self, sql: str, **parameters: Any) -> list[Mapping[str, Any]]:
        with self._connected() as connection:
            if isinstance(connection, sqlite3.Connection):
                return [dict(row) for row in connection.execute(sql, parameters)]
            return list(connection.execute(translated(sql).encode(), parameters))

    @contextmanager
    def _connected(self, wait_s: float = 5.0) -> Iterator[sqlite3.Connection | psycopg.Connection[DictRow]]:
        if isinstance(self.address, Path):
            with closing(sqlite3.connect(self.address, timeout=wait_s, isolation_level=None)) as file:
                file.row_factory = sqlite3.Row
                yield file
        else:
            with psycopg.connect(self.address.uri, autocommit=True, row_factory=dict_row) as connection:
                yield connection


class _Translating:
    """Runs statements that are written as the stores' are on PostgreSQL."""

    def __init__(self, connection: psycopg.Connection[DictRow]) -> None:
        self._connection = connection

    def execute(self, sql: str, parameters: Mapping[str, Any] | None = None) -> object:
        """Run *sql*."""
        return self._connection.execute(translated(sql).encode(), parameters or {})


def _begun_on_server(connection: psycopg.Connection[DictRow]) -> bool:
    connection.execute("BEGIN")
    (locked,) = connection.execute("SELECT pg_try_advisory_xact_lock(0) AS locked")
    if not locked["locked"]:
        connection.execute("ROLLBACK")
    return bool(locked["locked"])


def _begun(connection: sqlite3.Connection) -> bool:
    try:
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
            raise
        return False
    return True


def minutes_ago(minutes: int) -> datetime:
    """Return the whole minute so many minutes ago, since slots have no seconds."""
    return utcnow().replace(second=0, microsecond=0) - minutes * MINUTE


def _schedule(channel: Channel, due: datetime, role: Role | None, first: int) -> Schedule:
    return Schedule(
        id=ScheduleId(0),
        guild=GuildId(channel.guild_id or 0),
        channel=ChannelId(channel.id),
        course=COURSE,
        cadence=Cadence(frozenset({due.weekday()}), due.time(), "UTC"),
        order=CHAPTERS,
        position=CHAPTERS.index(ChapterId(first)),
        role=None if role is None else RoleId(role.id),
        organiser=None,
    )


def _job(schedule: Schedule, due: datetime) -> NewJob:
    occurrence = weekly_occurrence(schedule.id, due.date())
    return NewJob(JobKind.WEEKLY_POST, schedule.guild, schedule.id, occurrence, due)
