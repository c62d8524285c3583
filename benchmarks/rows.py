"""Measures whether what the bot reads and writes all the time takes as long among a million rows as among a hundred.

Jobs are claimed as the job runner does, and progress is read as /progress does, on SQLite and on PostgreSQL. Databases
of all sizes are measured in turn. PostgreSQL's server is a throw-away one that does not wait for the disk.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from types import SimpleNamespace
from typing import cast

from benchmarks.filling import Filled, fill, let_fall_due
from bot.addresses import DatabaseAddress
from bot.app import open_bot
from bot.bot import LecternBot
from bot.interactions import Interaction
from bot.jobs.model import Job
from bot.jobs.store import JobStore
from bot.loading import load_course
from bot.opening import usable_database
from bot.settings import Settings
from bot.shards import ShardSet
from bot.storage.database import Database
from bot.storage.rows import change
from cogs.progress.pictures import read_progress
from tests.postgres_server import programs, running_server

_SIZES = (100, 10_000, 1_000_000)
_ROUNDS, _EACH = 30, 10  # of each measurement, in each database in turn
_DUE = 10  # jobs of our shards, all the time
_CROWD = 10_000  # further jobs that are due
_MINUTE_S, _DAY_S = 60, 86_400
_STEP = 7_919  # servers from one measured to the next
_MILLI = 1_000
_OURS, _OTHERS = ShardSet.of(range(4), 16), ShardSet.of(range(4, 16), 16)
_NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)  # stands still
_COURSE = load_course()
_PUT_BACK = "UPDATE job SET state = 'waiting', try_at = due, attempts = 0 WHERE id = :id"

CLAIM = "claim a due job"
Step = Callable[[], Awaitable[None]]


@dataclass
class Subject:
    """A filled *database* with a *bot* over it that is not connected to Discord."""

    database: Database
    bot: LecternBot
    filled: Filled
    numbers: Iterator[int]
    claimed: Job | None = None

    def steps(self) -> dict[str, Step]:
        """Return what is measured, by its name."""
        return {
            CLAIM: self.claim,
            "when is the next job due": self.look,
            "progress of a member": self.read,
            "retry what failed, at each READY": self.retry,
            "servers with work under way, at each READY": self.await_guilds,
        }

    async def look(self) -> None:
        """Find out when the next job is due."""
        async with self.database.reading() as tx:
            await JobStore(tx).next_due(_OURS)

    async def claim(self) -> None:
        """Claim a job as the job runner does."""
        async with self.database.claiming() as tx:
            self.claimed = await JobStore(tx).claim(_NOW, shards=_OURS, watched_since=_NOW, discord_now=_NOW)
        if self.claimed is None or not _OURS.owns(self.claimed.guild):
            message = "no job of ours was claimed"
            raise RuntimeError(message)

    async def put_back(self) -> None:
        """Let what was claimed, if anything, be due as before."""
        if self.claimed is not None:
            async with self.database.transaction(self.claimed.guild) as tx:
                await change(tx, _PUT_BACK, {"id": self.claimed.id})
        self.claimed = None

    async def read(self) -> None:
        """Read what a member's progress card shows."""
        number = next(self.numbers)
        user = SimpleNamespace(id=self.filled.member(number))
        interaction = cast("Interaction", SimpleNamespace(client=self.bot, user=user))
        guild = self.filled.guild(number)
        progress = await self.bot.read_together(lambda: read_progress(interaction, guild, _COURSE))
        if not progress.member.marks or not progress.coming:
            message = "the member has no progress"
            raise RuntimeError(message)

    async def retry(self) -> None:
        """Let failed jobs be tried again, as whenever a shard is ready."""
        async with self.database.transaction() as tx:
            await JobStore(tx).retry_failed(_NOW, _OURS)

    async def await_guilds(self) -> None:
        """Find the servers with work under way, as whenever a shard is ready."""
        async with self.database.reading() as tx:
            await JobStore(tx).awaiting_guilds(_OURS)


def report() -> None:
    """Print how long each step takes in databases of each size, and then how long claims take among due jobs."""
    with TemporaryDirectory() as folder:
        asyncio.run(_report("SQLite", [Path(folder) / f"{size}.db" for size in _SIZES]))
    if programs() is None:
        print("\nPostgreSQL is not installed, so it was not measured.")
        return
    with running_server() as server:
        asyncio.run(_report("PostgreSQL", [server.new_database() for _ in _SIZES]))


async def _report(engine: str, addresses: Sequence[DatabaseAddress]) -> None:
    sizes = " | ".join(f"{size:,} rows: median (ms) | 99 of 100 within (ms)" for size in _SIZES)
    print(f"| {engine} | {sizes} | ratio of the medians | of 99 of 100 |")
    print("| --- " + "| ---: " * (2 * len(_SIZES) + 2) + "|")
    async with AsyncExitStack() as stack:
        subjects = [await _filled(stack, address, size) for address, size in zip(addresses, _SIZES, strict=True)]
        for name in subjects[0].steps():
            print(f"| {name} | {_cells(await _measured(name, subjects))} |", flush=True)
        largest = subjects[-1]
        print(f"\n| {engine}, {_SIZES[-1]:,} rows | claim a due job: median (ms) | 99 of 100 within (ms) |")
        print("| --- | ---: | ---: |")
        for name, shards in (("of other shards", _OTHERS), ("of these shards", _OURS)):
            await let_fall_due(largest.database, _CROWD, _seconds_ago(_DAY_S), shards)
            (times,) = await _measured(CLAIM, [largest])
            print(f"| {_CROWD:,} more jobs {name} are due | {_spread(times)} |", flush=True)


async def _filled(stack: AsyncExitStack, address: DatabaseAddress, size: int) -> Subject:
    """Open a bot over the database at *address*, and fill that with so many rows."""
    bot = await stack.enter_async_context(open_bot(Settings(database=address), clock=lambda: _NOW))
    database = await stack.enter_async_context(usable_database(address))
    filled = await fill(database, size, _seconds_ago(0))
    await let_fall_due(database, _DUE, _seconds_ago(_MINUTE_S), _OURS)
    if not isinstance(address, Path):
        async with database.transaction() as tx:
            await change(tx, "ANALYZE", {})  # as a server does by itself, after a while
    return Subject(database, bot, filled, count(step=_STEP))


def _seconds_ago(seconds: int) -> int:
    return int(_NOW.timestamp()) - seconds


async def _measured(name: str, subjects: Sequence[Subject]) -> list[list[float]]:
    """Return the seconds that the step takes each time, with each of *subjects*."""
    times: list[list[float]] = [[] for _ in subjects]
    for _ in range(_ROUNDS):
        for subject, taken in zip(subjects, times, strict=True):
            for _ in range(_EACH):
                before = perf_counter()
                await subject.steps()[name]()
                taken.append(perf_counter() - before)
                await subject.put_back()
    return times


def _cells(times: Sequence[Sequence[float]]) -> str:
    smallest, largest = times[0], times[-1]
    ratios = (median(largest) / median(smallest), _slow(largest) / _slow(smallest))
    return " | ".join([*map(_spread, times), *(f"{ratio:.2f}" for ratio in ratios)])


def _spread(times: Sequence[float]) -> str:
    return f"{median(times) * _MILLI:.2f} | {_slow(times) * _MILLI:.2f}"


def _slow(times: Sequence[float]) -> float:
    return sorted(times)[len(times) * 99 // 100]
