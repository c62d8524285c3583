"""A simulated watch party: a clock, the real database and services, and a channel that keeps the messages."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from bot.ids import ChannelId, GuildId, MessageId, PartyId, UserId
from bot.jobs.model import Delivered, Job, JobKind, JobRecord, Outcome
from bot.jobs.store import JobStore
from bot.loading import load_course
from bot.parties.jobs import LIVE_TASKS, PartyJobs
from bot.parties.model import AbsentGuests, Answer, LiveParty, Party
from bot.parties.planning import publish
from bot.parties.service import PartyService
from bot.parties.store import PartyStore
from bot.parties.tasks import PartyPost, PartyTask, read_occurrence
from bot.storage.database import Database, open_database
from bot.text.locales import Locale
from tests.property.clock_fractions import between_seconds
from tests.unit.courses import courses_of
from tests.unit.parties import START, party_at

COURSE = load_course()
GUILD, CHANNEL = GuildId(10), ChannelId(20)
HOST, GUEST = UserId(30), UserId(31)
TASKS = LIVE_TASKS | {PartyTask.END}


@dataclass
class PartySimulation:
    """A party, the messages about it with their times, and the clock."""

    database: Database
    party: PartyId
    now: datetime
    said: list[tuple[PartyTask, Party, datetime]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.service = PartyService(
            self.database, courses_of(self.database, lambda: self.now), lambda: self.now, lambda: None
        )
        self._jobs = PartyJobs(self.database, self, courses_of(self.database, lambda: self.now), lambda: self.now)

    async def post_live(self, _job: Job, task: PartyTask, live: LiveParty, _locale: Locale | None) -> Outcome:
        """Keep a message of a party under way."""
        self.said.append((task, live.party, self.now))
        return Delivered(CHANNEL, MessageId(len(self.said)))

    async def redraw_start(
        self, _job: Job, _said: PartyTask, _posted: JobRecord, _live: LiveParty, _locale: Locale | None
    ) -> Outcome:
        """Take a message about the start that is drawn anew."""
        return Delivered(None, None)

    async def post_party(self, _post: PartyPost) -> Outcome:
        """Take a message of before the party, without keeping it."""
        return Delivered(None, None)

    async def redraw_reminder(self, _post: PartyPost, _channel: ChannelId, _message: MessageId) -> Outcome:
        """Take the reminder at the start that is drawn anew."""
        return Delivered(None, None)

    async def send_direct_message(self, _post: PartyPost, _user: UserId) -> Outcome:
        """Take a direct message; nobody has opted in to any."""
        return Delivered(None, None)

    async def remove_names(self, _post: PartyPost, _channel: ChannelId, _message: MessageId) -> Outcome:
        """Take a change of a message; nobody deletes their data."""
        return Delivered(None, None)

    def in_voice(self, _party: Party) -> Sequence[UserId]:
        """Return nobody: the voice channel is empty."""
        return ()

    async def find_absent(self, _party: Party, _guests: Sequence[UserId]) -> AbsentGuests:
        """Return no absent guests."""
        return AbsentGuests()

    async def work(self) -> None:
        """Deliver all that is due."""
        while True:
            async with self.database.transaction() as tx:
                job = await JobStore(tx).claim(self.now)
            if job is None:
                return
            known = job.kind is JobKind.PARTY and read_occurrence(job.occurrence).task in TASKS
            outcome = await self._jobs.deliver(job) if known else Delivered(None, None)
            async with self.database.transaction() as tx:
                if await JobStore(tx).settle(job, outcome, self.now) and known:
                    await self._jobs.on_result(tx, job, outcome)

    async def wait(self, time: timedelta) -> None:
        """Let *time* pass while the bot is running."""
        end = self.now + time
        while True:
            await self.work()
            async with self.database.transaction() as tx:
                due = await JobStore(tx).next_due()
            if due is None or between_seconds(due) > end:
                break
            self.now = max(self.now, between_seconds(due))
        self.now = end

    async def state(self) -> Party:
        """Return the party as the database has it."""
        async with self.database.transaction() as tx:
            found = await PartyStore(tx).get(self.party)
        assert found is not None
        return found


@asynccontextmanager
async def simulated_party(path: Path) -> AsyncIterator[PartySimulation]:
    """Plan a party with one guest; it is half an hour before its time."""
    now = between_seconds(START - timedelta(minutes=30))
    async with open_database(path) as database:
        async with database.transaction() as tx:
            party = await PartyStore(tx).add(replace(party_at(), host=HOST))
            await PartyStore(tx).answer(party, GUEST, Answer.GOING, now)
            await publish(tx, party, now)
        yield PartySimulation(database, party.id, now)
