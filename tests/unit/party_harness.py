"""The service and jobs of watch parties with a real database, a test's clock, and a fake that takes the messages."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta

from bot.ids import ChannelId, ChapterId, GuildId, MessageId, PartyId, UserId
from bot.jobs.model import Delivered, Job, JobRecord, Outcome, Skipped, SkipReason
from bot.jobs.store import JobStore
from bot.loading import load_course
from bot.parties.jobs import PartyJobs
from bot.parties.model import AbsentGuests, Actor, LiveParty, Party, PartyView, PlanResult
from bot.parties.service import PartyService, PlanAnswer
from bot.parties.tasks import PartyPost, PartyTask, read_occurrence
from bot.schedules.drafts import Draft
from bot.schedules.service import ScheduleService
from bot.storage.database import Database
from bot.text.locales import Locale
from tests.unit.courses import courses_of

COURSE = load_course()
GUILD, OTHER = GuildId(7), GuildId(8)
HOST, GUEST = UserId(1), UserId(2)
NOW = datetime(2026, 11, 23, 18, tzinfo=UTC)
START = NOW + timedelta(days=5)
HOUR = timedelta(hours=1)
NEVER = PartyId(99)


class FakeDeliverer:
    """Keeps the messages, sends none, and returns the outcome that a test has set."""

    def __init__(self) -> None:
        self.delivered: list[PartyPost] = []
        self.written_to: list[UserId] = []
        self.without_names: list[tuple[ChannelId, MessageId]] = []
        self.outcome: Outcome = Delivered(ChannelId(20), MessageId(50))
        self.absent = AbsentGuests()

    async def post_party(self, post: PartyPost) -> Outcome:
        """Take *post*."""
        self.delivered.append(post)
        return self.outcome

    async def post_live(self, _job: Job, _task: PartyTask, _live: LiveParty, _locale: Locale | None) -> Outcome:
        """Take a message of a party under way."""
        return self.outcome

    async def redraw_start(
        self, _job: Job, _said: PartyTask, _posted: JobRecord, _live: LiveParty, _locale: Locale | None
    ) -> Outcome:
        """Take a message about the start that is drawn anew."""
        return self.outcome

    async def redraw_reminder(self, _post: PartyPost, _channel: ChannelId, _message: MessageId) -> Outcome:
        """Take the reminder at the start that is drawn anew."""
        return self.outcome

    async def send_direct_message(self, post: PartyPost, user: UserId) -> Outcome:
        """Take a direct message to *user*."""
        self.delivered.append(post)
        self.written_to.append(user)
        return self.outcome

    async def remove_names(self, post: PartyPost, channel: ChannelId, message: MessageId) -> Outcome:
        """Take a message whose names are to be removed."""
        self.delivered.append(post)
        self.without_names.append((channel, message))
        return self.outcome

    async def find_absent(self, _party: Party, _guests: Sequence[UserId]) -> AbsentGuests:
        """Return the absent guests that a test has set."""
        return self.absent

    def in_voice(self, _party: Party) -> Sequence[UserId]:
        """Return nobody: the voice channel is empty."""
        return ()


@dataclass
class PartyHarness:
    """The service and the job handler over one database and one clock."""

    database: Database
    times: list[datetime] = field(default_factory=lambda: [NOW])
    deliverer: FakeDeliverer = field(default_factory=FakeDeliverer)

    def __post_init__(self) -> None:
        """Make service and handler."""
        self.parties = PartyService(self.database, courses_of(self.database, self.clock), self.clock, lambda: None)
        self.jobs = PartyJobs(self.database, self.deliverer, courses_of(self.database, self.clock), self.clock)

    def clock(self) -> datetime:
        """Return the time that the test has set."""
        return self.times[-1]

    async def plan(self, **wanted: object) -> PartyView:
        """Let an organiser plan a party and confirm it."""
        repeats = bool(wanted.pop("repeats", False))
        _, draft = await self.parties.draft(request(**wanted), repeats=repeats, organises=True)
        assert draft is not None
        change, view = await self.confirm(draft.party, organises=True)
        assert change is PlanResult.DONE
        assert view is not None
        return view

    async def confirm(self, party: Party, *, organises: bool = False) -> PlanAnswer:
        """Let the host confirm *party*."""
        assert party.host is not None
        return await self.parties.confirm(GUILD, party.id, Actor(party.host, organises=organises))

    async def work(self, task: PartyTask) -> list[Outcome]:
        """Deliver what is due now, and return the outcomes of the jobs of *task*."""
        outcomes = []
        while (job := await self.claim()) is not None:
            outcome = await self.jobs.deliver(job) if _is_mine(job) else Skipped(SkipReason.OVER)
            async with self.database.transaction() as tx:
                if await JobStore(tx).settle(job, outcome, self.clock()) and _is_mine(job):
                    await self.jobs.on_result(tx, job, outcome)
            if _is_mine(job) and read_occurrence(job.occurrence).task is task:
                outcomes.append(outcome)
        return outcomes

    async def claim(self) -> Job | None:
        """Claim the next job that is due."""
        async with self.database.transaction() as tx:
            return await JobStore(tx).claim(self.clock())


def _is_mine(job: Job) -> bool:
    mine = {task for task in PartyTask if task not in {PartyTask.END, PartyTask.LATE}}
    return job.occurrence.startswith("party:") and read_occurrence(job.occurrence).task in mine


def request(**wanted: object) -> Party:
    """Return a host's request for a party, with these fields changed."""
    chapter = ChapterId(5)
    asked = Party(
        id=PartyId(0),
        guild=GUILD,
        course=COURSE.key,
        chapter=chapter,
        length=COURSE.chapter(chapter).duration,
        host=HOST,
        channel=ChannelId(20),
        starts_at=START,
        zone_name="Europe/Lisbon",
        reminders=(HOUR,),
    )
    return replace(asked, **wanted)  # type: ignore[arg-type] # the tests name fields of the party


async def every_monday(harness: PartyHarness) -> None:
    """Give the guild a schedule on Mondays."""
    schedules = ScheduleService(
        harness.database, courses_of(harness.database, harness.clock), harness.clock, lambda: None
    )
    await schedules.set_up(Draft(GUILD, HOST, ChannelId(20), frozenset({0}), time(19), "Europe/Lisbon"))
