"""What the process remembers of a party while something is said about it: nothing once that has ended."""

import asyncio
import gc
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.app import load_course
from bot.ids import ChannelId, MessageId, UserId
from bot.jobs.model import LEASE, Delivered, Job, JobKind, Outcome
from bot.jobs.runner import JobRunner
from bot.jobs.store import JobStore
from bot.parties.jobs import PartyJobs
from bot.parties.model import AbsentGuests, LiveParty, Party
from bot.parties.store import PartyStore
from bot.parties.tasks import PartyPost, PartyTask, card_job, countdown_job
from bot.storage.database import Database
from bot.text.locales import Locale
from tests.unit.parties import START, party_at

NOW = datetime(2026, 11, 23, 18, tzinfo=UTC)
COURSE = load_course()
DONE = Delivered(None, None)


class FakeDeliverer:
    """Delivers posts as the test wants: to nobody, never to an end, or into an error."""

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
        """Take what is said before a party."""
        return await self._deliver()

    async def send_direct_message(self, _post: PartyPost, _user: UserId) -> Outcome:
        """Take what is said to one person."""
        return await self._deliver()

    async def remove_names(self, _post: PartyPost, _channel: ChannelId, _message: MessageId) -> Outcome:
        """Take what was said without its names."""
        return await self._deliver()

    async def post_live(self, _job: Job, _task: PartyTask, _live: LiveParty, _locale: Locale | None) -> Outcome:
        """Take what is said while it runs."""
        return await self._deliver()

    async def find_absent(self, _party: Party, _guests: Sequence[UserId]) -> AbsentGuests:
        """Everybody is there."""
        return AbsentGuests()

    def in_voice(self, _party: Party) -> Sequence[UserId]:
        """Return nobody."""
        return ()


class RunningJobs:
    """The handler of parties behind the real runner, over a clock that the test moves."""

    def __init__(self, database: Database) -> None:
        self.database, self.deliverer, self.now, self.lost = database, FakeDeliverer(), NOW, 0
        self.jobs = PartyJobs(database, self.deliverer, COURSE, lambda: self.now)
        self.runner = JobRunner(database, lambda: self.now)
        self.runner.handle(JobKind.PARTY, self.jobs)

    async def work_comes_up(self) -> None:
        """Let a card and a countdown fall due, of which the handler draws something."""
        started = party_at().started(START)
        assert started is not None
        async with self.database.transaction() as tx:
            card = await PartyStore(tx).add(party_at())
            running = await PartyStore(tx).add(started)
            await JobStore(tx).add(card_job(card, NOW))
            await JobStore(tx).add(countdown_job(running, NOW))

    async def begin(self) -> None:
        """Begin all that is due, and return once both are drawn."""
        self.runner.start()
        await self.deliverer.both.wait()

    async def end(self, *, broken_off: bool = False) -> None:
        """Let the deliveries under way end, or be cancelled, and the runner with them."""
        for task in set(self.runner._working) if broken_off else ():
            task.cancel()
        await self.runner.close()

    async def lose_leases(self) -> Outcome:
        """Deliver, but so late that others have claimed the work meanwhile."""
        async with self.database.transaction() as tx:
            while await JobStore(tx).claim(self.now + LEASE) is not None:
                self.lost += 1
        return DONE

    @property
    def remembered(self) -> int:
        """How much the handler keeps of what it has drawn."""
        gc.collect()
        return len(self.jobs._drawn)


@pytest.fixture
async def running(tmp_path: Path) -> AsyncIterator[RunningJobs]:
    """Two parties about which something is to be said."""
    async with Database.open(tmp_path / "lectern.db") as database:
        running = RunningJobs(database)
        await running.work_comes_up()
        yield running


async def test_a_cancelled_delivery_is_not_remembered(running: RunningJobs) -> None:
    """What was drawn lives as long as the delivery, which the process or its patience may end."""
    running.deliverer.hangs = True
    await running.begin()
    assert running.remembered == 2
    await running.end(broken_off=True)
    assert running.remembered == 0


async def test_a_lost_lease_is_not_remembered(running: RunningJobs) -> None:
    """Another attempt has begun meanwhile, so that how this one ended is not recorded."""
    running.deliverer.end = running.lose_leases
    await running.begin()
    await running.end()
    assert running.lost == 2
    assert running.remembered == 0


async def test_a_failed_delivery_is_not_remembered(running: RunningJobs) -> None:
    """Which is tried again later."""

    async def fail() -> Outcome:
        message = "no more"
        raise RuntimeError(message)

    running.deliverer.end = fail
    await running.begin()
    await running.end()
    assert running.remembered == 0
