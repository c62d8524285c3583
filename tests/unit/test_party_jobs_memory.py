"""What the handler of party jobs keeps in memory during a delivery is dropped when that ends, however it ends."""

import asyncio
import gc
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.ids import ChannelId, MessageId, UserId
from bot.jobs.model import LEASE, Delivered, Job, JobKind, JobRecord, Outcome
from bot.jobs.runner import JobRunner
from bot.jobs.store import JobStore
from bot.loading import load_course
from bot.parties.jobs import PartyJobs
from bot.parties.model import AbsentGuests, LiveParty, Party
from bot.parties.store import PartyStore
from bot.parties.tasks import PartyPost, PartyTask, card_job, countdown_job
from bot.storage.database import Database, open_database
from bot.text.locales import Locale
from tests.unit.courses import courses_of
from tests.unit.parties import START, party_at

NOW = datetime(2026, 11, 23, 18, tzinfo=UTC)
COURSE = load_course()
DONE = Delivered(None, None)


class FakeDeliverer:
    """Delivers as the test sets: at once, never, or with an error."""

    def __init__(self) -> None:
        self.delivered = 0
        self.both = asyncio.Event()
        self.end: Callable[[], Awaitable[Outcome]] = self._done
        self.hangs = False

    async def _done(self) -> Outcome:
        return DONE

    async def _deliver(self) -> Outcome:
        self.delivered += 1
        if self.delivered == 2:
            self.both.set()
        if self.hangs:
            await asyncio.Event().wait()
        return await self.end()

    async def post_party(self, _post: PartyPost) -> Outcome:
        """Take a message of before the party."""
        return await self._deliver()

    async def redraw_reminder(self, _post: PartyPost, _channel: ChannelId, _message: MessageId) -> Outcome:
        """Take the reminder at the start that is drawn anew."""
        return await self._deliver()

    async def send_direct_message(self, _post: PartyPost, _user: UserId) -> Outcome:
        """Take a direct message."""
        return await self._deliver()

    async def remove_names(self, _post: PartyPost, _channel: ChannelId, _message: MessageId) -> Outcome:
        """Take a message whose names are to be removed."""
        return await self._deliver()

    async def post_live(self, _job: Job, _task: PartyTask, _live: LiveParty, _locale: Locale | None) -> Outcome:
        """Take a message of a party under way."""
        return await self._deliver()

    async def redraw_start(
        self, _job: Job, _said: PartyTask, _posted: JobRecord, _live: LiveParty, _locale: Locale | None
    ) -> Outcome:
        """Take a message about the start that is drawn anew."""
        return await self._deliver()

    async def find_absent(self, _party: Party, _guests: Sequence[UserId]) -> AbsentGuests:
        """Return no absent guests."""
        return AbsentGuests()

    def in_voice(self, _party: Party) -> Sequence[UserId]:
        """Return nobody: the voice channel is empty."""
        return ()


class RunningJobs:
    """The handler of party jobs with the real runner, and a clock that the test moves."""

    def __init__(self, database: Database) -> None:
        self.database, self.deliverer, self.now, self.lost = database, FakeDeliverer(), NOW, 0
        self.jobs = PartyJobs(database, self.deliverer, courses_of(database, lambda: self.now), lambda: self.now)
        self.runner = JobRunner(database, lambda: self.now)
        self.runner.handle(JobKind.PARTY, self.jobs)

    async def work_comes_up(self) -> None:
        """Plan a card and a countdown that are due, for which the handler keeps what it draws."""
        started = party_at().started(START)
        assert started is not None
        async with self.database.transaction() as tx:
            card = await PartyStore(tx).add(party_at())
            running = await PartyStore(tx).add(started)
            await JobStore(tx).add(card_job(card, NOW))
            await JobStore(tx).add(countdown_job(running, NOW))

    async def begin(self) -> None:
        """Start the runner, and return once both are drawn."""
        self.runner.start()
        await self.deliverer.both.wait()

    async def end(self, *, broken_off: bool = False) -> None:
        """Let the deliveries end, or cancel them if *broken_off*, and close the runner."""
        for task in set(self.runner._working) if broken_off else ():
            task.cancel()
        await self.runner.close()

    async def lose_leases(self) -> Outcome:
        """Deliver so late that another process has claimed both jobs."""
        async with self.database.transaction() as tx:
            while await JobStore(tx).claim(self.now + LEASE) is not None:
                self.lost += 1
        return DONE

    @property
    def remembered(self) -> int:
        """How many drawings the handler keeps."""
        gc.collect()
        return len(self.jobs._drawn)


@pytest.fixture
async def running(tmp_path: Path) -> AsyncIterator[RunningJobs]:
    """The handler with two parties."""
    async with open_database(tmp_path / "lectern.db") as database:
        running = RunningJobs(database)
        await running.work_comes_up()
        yield running


async def test_a_cancelled_delivery_is_dropped_from_memory(running: RunningJobs) -> None:
    """As at the end of the process, or of the time that a delivery may take."""
    running.deliverer.hangs = True
    await running.begin()
    assert running.remembered == 2
    await running.end(broken_off=True)
    assert running.remembered == 0


async def test_a_delivery_that_lost_its_lease_is_dropped_from_memory(running: RunningJobs) -> None:
    """The outcome of such a delivery is not recorded."""
    running.deliverer.end = running.lose_leases
    await running.begin()
    await running.end()
    assert running.lost == 2
    assert running.remembered == 0


async def test_a_failed_delivery_is_dropped_from_memory(running: RunningJobs) -> None:
    """It is tried again later."""

    async def fail() -> Outcome:
        message = "no more"
        raise RuntimeError(message)

    running.deliverer.end = fail
    await running.begin()
    await running.end()
    assert running.remembered == 0
