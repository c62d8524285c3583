"""The health check reports healthy only while the bot can work, and a problem when it cannot or is gone."""

import asyncio
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

import pytest

from bot import health
from bot.health import GRACE, INTERVAL, find_problem, main
from bot.ids import GuildId
from bot.jobs.model import Delivered, Job, JobKind, NewJob, Outcome
from bot.jobs.runner import LONGEST_STANDSTILL, JobRunner
from bot.jobs.store import JobStore
from bot.settings import heartbeat_beside
from bot.storage.database import Database, open_database
from bot.storage.rows import Transaction

START = datetime(2026, 11, 30, 19, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


class FakeBot:
    """A heartbeat whose problem the test sets, with a clock that the test moves."""

    def __init__(self, path: Path) -> None:
        self.path, self.now = path, START
        self.trouble: str | None = "Discord is not connected"
        self.writer = health.HeartbeatWriter(path, lambda: self.now, lambda: self.trouble)

    def live(self, for_: timedelta = INTERVAL) -> None:
        """Let time pass, and write a heartbeat at its end."""
        self.now += for_
        self.writer.write()

    @property
    def problem(self) -> str | None:
        """What the health check finds now."""
        return find_problem(self.path, self.now)


@pytest.fixture
async def fake_bot(tmp_path: Path) -> AsyncIterator[FakeBot]:
    """A bot that has just started; its heartbeat needs an event loop."""
    someone = FakeBot(tmp_path / "lectern.db.pulse")
    someone.writer.write()
    yield someone
    someone.writer.stop()


async def test_a_bot_that_has_not_reached_discord_is_unhealthy(fake_bot: FakeBot) -> None:
    """From its start on; a container has a start period for that."""
    assert fake_bot.problem == "Discord is not connected, since the bot's start"


async def test_a_connected_bot_is_healthy(fake_bot: FakeBot) -> None:
    """Also when nothing changes for hours."""
    fake_bot.trouble = None
    for _ in range(1000):
        fake_bot.live()
        assert fake_bot.problem is None


async def test_a_problem_under_a_minute_is_still_healthy(fake_bot: FakeBot) -> None:
    """Discord asks bots to reconnect every few hours, which takes seconds."""
    fake_bot.trouble = None
    fake_bot.live()
    fake_bot.trouble = "Discord is not connected"
    fake_bot.live(GRACE)
    assert fake_bot.problem is None
    fake_bot.live(SECOND)
    assert fake_bot.problem == "Discord is not connected, since 2026-11-30 19:00:05 UTC"
    fake_bot.trouble = None
    fake_bot.live()
    assert fake_bot.problem is None


async def test_one_problem_after_another_counts_as_one(fake_bot: FakeBot) -> None:
    """What counts is how long there has been any problem."""
    fake_bot.trouble = None
    fake_bot.live()
    for trouble in ("Discord is not connected", "the job runner has ended"):
        fake_bot.trouble = trouble
        fake_bot.live(GRACE * 0.6)
    assert fake_bot.problem == "the job runner has ended, since 2026-11-30 19:00:05 UTC"


async def test_a_bot_that_hangs_or_was_killed_is_unhealthy(fake_bot: FakeBot) -> None:
    """Its last heartbeat becomes old."""
    fake_bot.trouble = None
    fake_bot.live()
    fake_bot.now += GRACE
    assert fake_bot.problem is None
    fake_bot.now += SECOND
    assert fake_bot.problem is not None
    assert fake_bot.problem.startswith("no sign of life since 2026-11-30 19:00:05 UTC")


async def test_a_clock_set_back_does_not_keep_a_dead_bot_healthy(fake_bot: FakeBot) -> None:
    """A heartbeat from the future counts as old."""
    fake_bot.trouble = None
    fake_bot.live()
    fake_bot.now -= timedelta(days=1)
    assert fake_bot.problem is not None


async def test_the_heartbeat_is_written_on_a_change_and_touched_otherwise(fake_bot: FakeBot) -> None:
    """Which spares memory cards."""
    before = fake_bot.path.stat().st_ino
    fake_bot.live()
    assert (fake_bot.path.stat().st_ino, fake_bot.path.stat().st_mtime) == (before, fake_bot.now.timestamp())
    fake_bot.trouble = None
    fake_bot.live()
    assert fake_bot.path.stat().st_ino != before
    assert list(fake_bot.path.parent.iterdir()) == [fake_bot.path]


async def test_a_deleted_heartbeat_comes_back(fake_bot: FakeBot, caplog: pytest.LogCaptureFixture) -> None:
    """The heartbeat that cannot touch the file logs that; the next one writes it."""
    fake_bot.path.unlink()
    fake_bot.live()
    assert "cannot leave a pulse" in caplog.text
    assert fake_bot.problem == f"the bot is not running ({fake_bot.path} is missing)"
    fake_bot.live()
    assert fake_bot.problem == "Discord is not connected, since the bot's start"


def test_a_file_that_is_no_heartbeat_is_unhealthy(tmp_path: Path) -> None:
    """The message names the file."""
    path = tmp_path / "lectern.db.pulse"
    path.write_text("{", "utf-8")
    assert str(find_problem(path, START)).startswith(f"cannot read the pulse in {path}: ")


async def test_heartbeats_go_on_by_themselves_until_the_bot_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then the file is deleted."""
    monkeypatch.setattr(health, "INTERVAL", timedelta(milliseconds=1))
    path, beats, enough = heartbeat_beside(tmp_path / "lectern.db"), 0, asyncio.Event()

    def clock() -> datetime:
        nonlocal beats
        beats += 1
        if beats == 3:
            enough.set()
        return START

    writer = health.HeartbeatWriter(path, clock, lambda: None)
    writer.write()
    assert path == tmp_path / "lectern.db.pulse"
    assert find_problem(path, START) is None
    async with asyncio.timeout(60):
        await enough.wait()
    writer.stop()
    ended_at = beats
    await asyncio.sleep(0.01)
    assert beats == ended_at
    assert find_problem(path, START) == f"the bot is not running ({path} is missing)"


async def test_the_check_looks_where_the_settings_say(fake_bot: FakeBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """It has an exit code for the container and a line for people; bad settings are unhealthy."""
    monkeypatch.chdir(fake_bot.path.parent)
    monkeypatch.setenv("LECTERN_DATABASE", str(fake_bot.path).removesuffix(".pulse"))
    fake_bot.trouble = None
    fake_bot.live()
    out = io.StringIO()
    assert main(fake_bot.now, out) == 0
    assert main(fake_bot.now + timedelta(hours=1), out) == 1
    monkeypatch.setenv("LECTERN_LOG_FORMAT", "xml")
    assert main(fake_bot.now, out) == 1
    well, dead, unusable = out.getvalue().splitlines()
    assert well == "healthy"
    assert dead.startswith("unhealthy: no sign of life since ")
    assert unusable == "unhealthy: LECTERN_LOG_FORMAT must be text or json"


async def test_a_bot_in_trouble_is_alive_while_it_does_not_hang(
    fake_bot: FakeBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So an orchestrator need not restart one that waits for Discord."""
    monkeypatch.chdir(fake_bot.path.parent)
    monkeypatch.setenv("LECTERN_HEARTBEAT", str(fake_bot.path))
    out = io.StringIO()
    assert main(fake_bot.now + GRACE, out, only_alive=True) == 0
    assert main(fake_bot.now + GRACE + SECOND, out, only_alive=True) == 1
    fake_bot.writer.stop()
    assert main(fake_bot.now, out, only_alive=True) == 1
    alive, hanging, ended = out.getvalue().splitlines()
    assert alive == "alive"
    assert hanging.startswith("unhealthy: no sign of life since ")
    assert ended.startswith("unhealthy: the bot is not running")


class FailingDatabase:
    """A database whose transactions begin as a test sets: at once, never, or with an error."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.reading = database.reading
        self.may_go_on = asyncio.Event()
        self.may_go_on.set()
        self.broken = False
        self.is_transient = database.is_transient
        self.claiming = self.transaction

    @asynccontextmanager
    async def transaction(self, guild: GuildId | None = None) -> AsyncIterator[Transaction]:
        """Begin a transaction, if and when the test lets it."""
        await self.may_go_on.wait()
        if self.broken:
            message = "disk I/O error"
            raise OSError(message)
        async with self._database.transaction(guild) as tx:
            yield tx


@pytest.fixture
async def failing_database(tmp_path: Path) -> AsyncIterator[FailingDatabase]:
    """A database that works until the test changes that."""
    async with open_database(tmp_path / "lectern.db") as database:
        yield FailingDatabase(database)


async def asleep(runner: JobRunner) -> None:
    """Wait until the runner has looked at its queue."""
    assert runner._task is not None
    await asyncio.wait({runner._task}, timeout=60)
    assert runner._task.done()


async def test_a_runner_that_sleeps_until_the_next_job_is_healthy(failing_database: FailingDatabase) -> None:
    """Before its start and after its end it is not."""
    runner = JobRunner(cast("Database", failing_database), lambda: START)
    assert runner.problem() == "the job runner has not started"
    runner.start()
    await asleep(runner)
    assert runner.problem() is None
    await runner.close()
    assert runner.problem() is not None


async def test_a_runner_that_waits_for_ever_is_noticed(failing_database: FailingDatabase) -> None:
    """After twice the time that a delivery may take."""
    now = START
    failing_database.may_go_on.clear()
    runner = JobRunner(cast("Database", failing_database), lambda: now)
    runner.start()
    await asyncio.sleep(0)
    now += LONGEST_STANDSTILL
    assert runner.problem() is None
    now += SECOND
    assert runner.problem() == "the job runner stands still"
    failing_database.may_go_on.set()
    await asleep(runner)
    assert runner.problem() is None
    await runner.close()


class HangingHandler:
    """A handler whose delivery lasts until the test ends it."""

    def __init__(self) -> None:
        self.begun, self.may_end = asyncio.Event(), asyncio.Event()

    async def deliver(self, _: Job) -> Outcome:
        """Wait until the test ends it."""
        self.begun.set()
        await self.may_end.wait()
        return Delivered(None, None)

    async def on_result(self, tx: Transaction, _job: Job, _outcome: Outcome) -> None:
        """Do nothing."""


async def test_a_runner_whose_worker_never_ends_is_noticed(failing_database: FailingDatabase) -> None:
    """Deliveries have a time limit; after twice that, something else hangs."""
    now, stuck = START, HangingHandler()
    runner = JobRunner(cast("Database", failing_database), lambda: now)
    runner.handle(JobKind.FORGET_GUILD, stuck)
    async with failing_database.transaction() as tx:
        await JobStore(tx).add(NewJob(JobKind.FORGET_GUILD, GuildId(1), 1, "forget:1:2026-11-30", START))
    runner.start()
    async with asyncio.timeout(60):
        await stuck.begun.wait()
    await asleep(runner)
    assert runner.problem() is None
    now += LONGEST_STANDSTILL + SECOND
    assert runner.problem() == "the job runner stands still"
    stuck.may_end.set()
    await runner.close()


async def test_a_runner_whose_database_fails_is_unhealthy_until_it_works(failing_database: FailingDatabase) -> None:
    """However often the runner tries again."""
    runner = JobRunner(cast("Database", failing_database), lambda: START)
    failing_database.broken = True
    runner.start()
    await asleep(runner)
    assert runner.problem() == "the job runner stumbles, as the log says"
    failing_database.broken = False
    runner.wake()
    await asleep(runner)
    assert runner.problem() is None
    await runner.close()


async def test_a_runner_that_was_ended_from_outside_is_noticed(failing_database: FailingDatabase) -> None:
    """Nothing would start it again."""
    runner = JobRunner(cast("Database", failing_database), lambda: START)
    runner.start()
    assert runner._task is not None
    runner._task.cancel()
    await asleep(runner)
    assert runner.problem() == "the job runner has ended"
    await runner.close()
