"""A transaction is carried out wholly or not at all, and no two of them mix."""

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from bot.guilds.model import GuildSettings
from bot.guilds.store import GuildStore
from bot.jobs.model import Delivered, JobState
from bot.jobs.store import JobStore
from bot.progress.store import ProgressStore
from bot.schedules.store import ScheduleStore
from bot.storage.cancellation import run_to_completion
from bot.storage.database import Database, open_database
from bot.storage.meta import MetaStore
from bot.text.locales import Locale
from tests.storage.contents import contents, fill
from tests.storage.samples import CHANNEL, GUILD, NOW, USER, WEEKLY, claimed, new_job, new_schedule


class MadeUpError(Exception):
    """An error that a test raises inside a transaction."""


async def test_a_finished_transaction_is_stored(database: Database, path: Path) -> None:
    """Another connection sees it."""
    async with database.transaction() as tx:
        await MetaStore(tx).set("key", "value")
    assert contents(path)["meta"] == [("key", "value")]


async def test_other_processes_see_a_transaction_only_after_its_end(database: Database, path: Path) -> None:
    async with database.transaction() as tx:
        await MetaStore(tx).set("key", "value")
        assert contents(path)["meta"] == []


async def test_an_exception_takes_everything_back(database: Database, path: Path) -> None:
    """In every table; the exception reaches the caller."""

    async def change_everything() -> None:
        async with database.transaction() as tx:
            await GuildStore(tx).save(GuildSettings(GUILD, Locale.ENGLISH))
            await ScheduleStore(tx).add(new_schedule())
            await JobStore(tx).add(new_job("another"))
            await ProgressStore(tx).delete_user(USER)
            await MetaStore(tx).set("commands", "another")
            raise MadeUpError

    await fill(database, GUILD, USER)
    before = contents(path)
    with pytest.raises(MadeUpError):
        await change_everything()
    assert contents(path) == before


async def test_a_refused_statement_takes_everything_back(database: Database, path: Path) -> None:
    """What came before a statement that the schema refuses is undone."""

    async def store_a_season_without_chapters() -> None:
        async with database.transaction() as tx:
            await MetaStore(tx).set("key", "value")
            await ScheduleStore(tx).add(replace(new_schedule(), order=()))

    with pytest.raises(sqlite3.IntegrityError, match="chapters"):
        await store_a_season_without_chapters()
    assert contents(path)["meta"] == []


async def test_after_a_failure_the_next_transaction_works(database: Database, path: Path) -> None:
    with pytest.raises(MadeUpError):
        async with database.transaction():
            raise MadeUpError
    async with database.transaction() as tx:
        await MetaStore(tx).set("key", "value")
    assert contents(path)["meta"] == [("key", "value")]


async def test_transactions_of_interleaving_coroutines_do_not_mix(database: Database, path: Path) -> None:
    """Of two at once, the one that fails undoes its own work only."""
    entered = asyncio.Event()

    async def fails() -> None:
        async with database.transaction() as tx:
            await MetaStore(tx).set("failing", "before")
            entered.set()
            for _ in range(20):
                await asyncio.sleep(0)
            await MetaStore(tx).set("failing", "after")
            raise MadeUpError

    async def succeeds() -> None:
        await entered.wait()
        async with database.transaction() as tx:
            assert await MetaStore(tx).get("failing") is None
            await MetaStore(tx).set("succeeding", "yes")

    results = await asyncio.gather(fails(), succeeds(), return_exceptions=True)
    assert [type(result) for result in results] == [MadeUpError, type(None)]
    assert contents(path)["meta"] == [("succeeding", "yes")]


async def test_reading_and_writing_back_loses_nothing(database: Database) -> None:
    """Twenty coroutines each add one to what they read; the result is twenty."""

    async def add_one() -> None:
        async with database.transaction() as tx:
            count = int(await MetaStore(tx).get("count") or 0)
            await asyncio.sleep(0)
            await MetaStore(tx).set("count", str(count + 1))

    await asyncio.gather(*(add_one() for _ in range(20)))
    async with database.transaction() as tx:
        assert await MetaStore(tx).get("count") == "20"


async def test_transactions_of_two_processes_take_turns(path: Path) -> None:
    """A second connection waits for the first one's transaction, and then sees its changes."""

    async def add_one(database: Database) -> None:
        async with database.transaction() as tx:
            count = int(await MetaStore(tx).get("count") or 0)
            await asyncio.sleep(0.001)
            await MetaStore(tx).set("count", str(count + 1))

    async with open_database(path) as one, open_database(path) as other:
        await asyncio.gather(*(add_one(database) for database in (one, other) * 5))
        async with one.transaction() as tx:
            assert await MetaStore(tx).get("count") == "10"


async def test_a_database_that_stays_locked_is_an_error(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a time limit; the next transaction works."""
    monkeypatch.setattr("bot.storage.sqlite.connection.LONGEST_WAIT_S", 0.01)
    async with open_database(path) as database:
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                async with database.transaction() as tx:
                    await MetaStore(tx).get("key")
            other.execute("ROLLBACK")
        async with database.transaction() as tx:
            await MetaStore(tx).set("key", "value")


async def test_settling_and_planning_happen_together(database: Database) -> None:
    """A settled job, its schedule's step and the next job are one change (the outbox pattern)."""
    async with database.transaction() as tx:
        schedule = await ScheduleStore(tx).add(new_schedule())
        await JobStore(tx).add(new_job(subject=schedule.id))
    job = await claimed(database)

    async def settle_but_fail() -> None:
        async with database.transaction() as tx:
            assert await JobStore(tx).settle(job, Delivered(CHANNEL, None), NOW)
            await ScheduleStore(tx).save(schedule.advanced())
            await JobStore(tx).add(new_job("next", subject=schedule.id))
            raise MadeUpError

    with pytest.raises(MadeUpError):
        await settle_but_fail()
    async with database.transaction() as tx:
        assert await ScheduleStore(tx).get(schedule.id) == schedule
        pending = await JobStore(tx).pending(WEEKLY, GUILD, schedule.id)
    assert pending is not None
    assert (pending.id, pending.state) == (job.id, JobState.LEASED)


async def test_work_is_finished_through_any_number_of_cancellations() -> None:
    """Then the caller is cancelled; an error of the work is the cause."""
    steps: list[str] = []

    async def work() -> None:
        for step in "abc":
            await asyncio.sleep(0)
            steps.append(step)
        raise MadeUpError

    task = asyncio.ensure_future(run_to_completion(work()))
    for _ in range(3):
        await asyncio.sleep(0)
        task.cancel()
    with pytest.raises(asyncio.CancelledError) as caught:
        await task
    assert steps == ["a", "b", "c"]
    assert isinstance(caught.value.__cause__, MadeUpError)


async def test_new_work_of_other_processes_is_asked_for_on_either_engine(database: Database) -> None:
    """SQLite tells of none, and the runner looks by itself."""
    told = list[object]()
    database.on_new_work(told.append)
    async with database.transaction() as tx:
        await MetaStore(tx).set("key", "value")
    assert [guild for guild in told if guild is not None] == []
