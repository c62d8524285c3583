"""A simulated study group: a clock, a Discord that fails, and the real services over a real database."""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import AsyncExitStack, closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import Enum, auto
from pathlib import Path

from discord.utils import time_snowflake

from bot.guilds.service import GuildService
from bot.ids import ChannelId, ChapterId, GuildId, JobId, MessageId, ScheduleId, UserId
from bot.jobs.model import (
    REPLACES_REGULAR_WITHIN,
    Dead,
    Delivered,
    Held,
    HoldReason,
    Job,
    JobKind,
    JobRecord,
    JobState,
    Outcome,
    Retry,
    is_extra,
)
from bot.jobs.runner import Handler
from bot.jobs.store import JobStore
from bot.loading import load_course
from bot.notices.jobs import Notices
from bot.notices.model import Notice
from bot.schedules.changes import ScheduleChanges
from bot.schedules.counts import PostCounts
from bot.schedules.holidays import HolidayService
from bot.schedules.jobs import StartAnnouncements, WeeklyPosts
from bot.schedules.model import ASK, LATE_AFTER, Ending, Schedule, ScheduleOverview, ScheduleState
from bot.schedules.posts import SchedulePost, StartAnnouncement
from bot.schedules.service import ScheduleService
from bot.schedules.store import ScheduleStore
from bot.storage.database import open_database
from bot.storage.rows import Transaction
from bot.undo.model import UNDO_WINDOW
from tests.property.clock_fractions import between_seconds
from tests.property.simulation_records import Attempt, Entry, Message
from tests.unit.courses import courses_of

COURSE = load_course()
GUILD, CHANNEL, OTHER_CHANNEL, ORGANISER = GuildId(10), ChannelId(20), ChannelId(21), UserId(30)
BEGINNING = datetime(2026, 9, 1, 12, tzinfo=UTC)
OPEN = {JobState.WAITING, JobState.LEASED, JobState.HELD}


class DiscordReply(Enum):
    """What Discord answers to an attempt.

    Attributes:
        TAKES_IT: It makes the message.
        LOSES_THE_REPLY: It makes the message, but the bot is not told.
        FAILS: It fails for the moment.
        FORBIDS: The bot lacks a permission, so that the post is held.
        REFUSES: It finds the message malformed, so that the job is dead.
    """

    TAKES_IT = auto()
    LOSES_THE_REPLY = auto()
    FAILS = auto()
    FORBIDS = auto()
    REFUSES = auto()


OUTCOMES: dict[DiscordReply, Outcome] = {
    DiscordReply.LOSES_THE_REPLY: Retry("no answer"),
    DiscordReply.FAILS: Retry("503"),
    DiscordReply.FORBIDS: Held(HoldReason.CANNOT_SEND),
    DiscordReply.REFUSES: Dead("50035"),
}


@dataclass
class FakeDiscord:
    """Keeps the posts, and finds one that is there already, as the real delivery does by the nonce.

    Attributes:
        replies: The answers to the next attempts; after them it takes everything.
        told: The jobs of which a notice was sent.
        announced: The schedules whose start was announced.
    """

    group: "SimulatedGroup"
    messages: list[Message] = field(default_factory=list)
    replies: list[DiscordReply] = field(default_factory=list)
    told: list[JobId] = field(default_factory=list)
    announced: list[int] = field(default_factory=list)

    async def post(self, post: SchedulePost) -> Outcome:
        """Answer an attempt at a post, or at a closing post, by the next of `replies`."""
        return self._receive(post, tuple(chapter.key for chapter in post.chapters))

    async def find(self, _job: Job, _channel: ChannelId) -> None:
        """Find nothing."""

    def _receive(self, post: SchedulePost, chapters: tuple[ChapterId, ...]) -> Outcome:
        reply = self.replies.pop(0) if self.replies else DiscordReply.TAKES_IT
        if any(message.occurrence == post.job.occurrence for message in self.messages):
            assert post.job.attempts > 1, "a first attempt at what is posted already"
            return OUTCOMES[reply] if reply in {DiscordReply.FAILS, DiscordReply.FORBIDS} else self._found(post)
        if reply in {DiscordReply.TAKES_IT, DiscordReply.LOSES_THE_REPLY}:
            self._take(post, chapters)
        return OUTCOMES[reply] if reply in OUTCOMES else self._found(post)

    def _found(self, post: SchedulePost) -> Outcome:
        """Return the delivery of the message that *post* has become; its id has the time."""
        (at,) = [each.at for each in self.messages if each.occurrence == post.job.occurrence]
        return Delivered(CHANNEL, MessageId(time_snowflake(at)))

    async def announce(self, start: StartAnnouncement) -> Outcome:
        """Answer an attempt at announcing a start, which must not have been taken back, by the next of `replies`."""
        reply = self.replies.pop(0) if self.replies else DiscordReply.TAKES_IT
        job, now = start.job, self.group.now
        assert now >= job.due + UNDO_WINDOW, "announced too early"
        assert start.first.slot.at > now, "announced after its first post"
        assert not any(message.schedule == start.schedule.id for message in self.messages), "announced after a post"
        assert self.group.followed[start.schedule.channel].id == start.schedule.id, "announced after its end"
        assert job.attempts > 1 or job.subject not in self.announced, "announced twice"
        if reply in {DiscordReply.TAKES_IT, DiscordReply.LOSES_THE_REPLY} and job.subject not in self.announced:
            self.announced.append(job.subject)
        return OUTCOMES.get(reply, Delivered(CHANNEL, MessageId(time_snowflake(now))))

    async def tell(self, notice: Notice) -> Outcome:
        """Take a notice of a post in trouble, which must be the first of it."""
        assert notice.post.id not in self.told, "told twice"
        assert notice.post.state in {JobState.HELD, JobState.DEAD}, "told of what is mended"
        self.told.append(notice.post.id)
        return Delivered(CHANNEL, MessageId(1))

    async def redraw(self, _: Job, post: SchedulePost, channel: ChannelId, message: MessageId) -> Outcome:
        """Draw anew a post that was made before, whose next date must be ahead of it."""
        occurrences = [each.occurrence for each in self.messages if each.schedule == post.schedule.id]
        assert post.job.occurrence in occurrences, "drew what was never posted"
        assert post.following is None or post.following >= post.job.due or post.late, "comes before what came"
        return Delivered(channel, message)

    def _take(self, post: SchedulePost, chapters: tuple[ChapterId, ...]) -> None:
        schedule = ScheduleId(post.job.subject)
        message = Message(schedule, post.job.occurrence, chapters, self.group.now, post.job.attempts, post.job.due)
        self.group.about_to_see(message, post)
        self.messages.append(message)


class SimulatedGroup:
    """The group's schedules as the services see them, with checks of what must always be true.

    Attributes:
        under_way: Attempts that have not been recorded.
        requests: How many posts were asked for, by schedule and time.
        coming: The position of each schedule's next chapter, as the test counts it.
        followed: The schedule of each channel when it was last looked at.
        taken_up: How many posts that were set aside came to be planned again.
        aside: The posts set aside for one that was asked for.
        skipped: Schedule, first day and last day of skips, and when they were asked for.
        moved: The chapters of each moved post, by schedule and day of the slot, while nobody has asked for others.
        unseen_until: The time before which a post that was asked for can be taken back unseen, by occurrence.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.now = BEGINNING
        self.discord = FakeDiscord(self)
        self.under_way: list[Attempt] = []
        self.requests = Counter[tuple[ScheduleId, datetime]]()
        self.coming: dict[ScheduleId, int] = {}
        self.followed: dict[ChannelId, Schedule] = {}
        self.taken_up = 0
        self.aside: dict[ScheduleId, JobRecord] = {}
        self.skipped: list[tuple[ScheduleId, date, date, datetime]] = []
        self.moved: dict[tuple[ScheduleId, date], tuple[ChapterId, ...]] = {}
        self.kept = 0  # moved posts that brought their chapters
        self.unseen_until: dict[str, datetime] = {}
        self._open = AsyncExitStack()

    @property
    def now(self) -> datetime:
        """The time by the group's clock, which stands between two whole seconds, to whichever it is set."""
        return self._now

    @now.setter
    def now(self, instant: datetime) -> None:
        self._now = between_seconds(instant)

    async def start(self) -> None:
        """Open the database and make the services anew, as a process does that starts."""
        self.database = database = await self._open.enter_async_context(open_database(self.path))

        def clock() -> datetime:
            return self.now

        def wake() -> None:
            pass

        self.schedules = ScheduleService(database, courses_of(database, clock), clock, wake)
        self.holidays = HolidayService(database, clock, wake)
        self.changes = ScheduleChanges(database, clock, wake)
        self.guilds = GuildService(database, clock, wake)
        self.handlers: dict[JobKind, Handler] = {
            JobKind.WEEKLY_POST: WeeklyPosts(database, self.discord, courses_of(database, clock), clock),
            JobKind.SCHEDULE_START: StartAnnouncements(
                database, self.discord.announce, courses_of(database, clock), clock
            ),
            JobKind.POST_COUNT: PostCounts(database, self.discord.redraw, courses_of(database, clock), clock),
            JobKind.NOTICE: Notices(database, self.discord.tell, courses_of(database, clock), clock),
        }

    async def stop(self) -> None:
        """Close the database; attempts under way are lost, as when a process dies."""
        self.under_way.clear()
        await self._open.aclose()

    async def claim(self) -> bool:
        """Claim a job that is due; tell whether there was one."""
        async with self.database.transaction() as tx:
            job = await JobStore(tx).claim(self.now)
        self.under_way += [] if job is None else [Attempt(job)]
        return job is not None

    async def deliver(self) -> None:
        """Deliver the oldest attempt that has no outcome yet."""
        for attempt in self.under_way:
            if attempt.outcome is None:
                await self.look()
                attempt.outcome = await self.handlers[attempt.job.kind].deliver(attempt.job)
                return

    async def settle(self) -> None:
        """Record the outcome of the oldest attempt that has one."""
        attempt = next((each for each in self.under_way if each.outcome is not None), None)
        if attempt is None or attempt.outcome is None:
            return
        self.under_way.remove(attempt)
        async with self.database.transaction() as tx:
            if await JobStore(tx).settle(attempt.job, attempt.outcome, self.now):
                await self.handlers[attempt.job.kind].on_result(tx, attempt.job, attempt.outcome)
                await self._check_aside(tx, attempt.job, attempt.outcome)

    async def _check_aside(self, tx: Transaction, job: Job, outcome: Outcome) -> None:
        """Check that the post set aside for *job* is planned again once *job* is over and did not replace it."""
        if not is_extra(job.occurrence) or isinstance(outcome, Retry | Held):
            return
        aside = self.aside.pop(ScheduleId(job.subject), None)
        schedule = await ScheduleStore(tx).get(ScheduleId(job.subject))
        if aside is None or self.now < aside.due or not schedule or schedule.state is not ScheduleState.ACTIVE:
            return
        made = [each.at for each in self.discord.messages if each.occurrence == job.occurrence]
        if not any(aside.due <= at <= job.due + REPLACES_REGULAR_WITHIN for at in made):
            coming = await JobStore(tx).pending(JobKind.WEEKLY_POST, GUILD, job.subject)
            assert coming, "a post is lost"
            assert (coming.id, coming.due) == (aside.id, aside.due), "a post is lost"
            self.taken_up += 1

    async def work(self) -> None:
        """Deliver and record all that is due now."""
        while self.under_way or await self.claim():
            await self.deliver()
            await self.settle()
        running = {overview.schedule.id for overview in (await self.look()).values()}
        # A post that was under way when its schedule was stopped may be held as well; nobody waits for it.
        held = {each.id for each in self.entries() if each.state is JobState.HELD and each.schedule in running}
        assert held <= set(self.discord.told), "held, and nobody was told"

    async def live(self, until: datetime) -> None:
        """Let time pass up to *until* with the bot running."""
        await self.work()
        until = between_seconds(until)
        while True:
            async with self.database.transaction() as tx:
                due = await JobStore(tx).next_due()
            if due is None or due > until:
                break
            self.now = max(self.now, due)
            await self.work()
        self.now = until

    async def look(self) -> dict[ChannelId, ScheduleOverview]:
        """Return the overview of each channel's schedule, as an organiser gets it."""
        overviews = await self.schedules.overviews(GUILD)
        self.followed = {each.schedule.channel: each.schedule for each in overviews}
        assert len(self.followed) == len(overviews), "two schedules in one channel"
        return {each.schedule.channel: each for each in overviews}

    async def which(self, channel: ChannelId) -> ScheduleId:
        """Return the id of *channel*'s schedule, or one that nothing has."""
        overview = (await self.look()).get(channel)
        return overview.schedule.id if overview else ScheduleId(404)

    def entries(self) -> Iterator[Entry]:
        """Yield the jobs of all posts, read past the stores."""
        with closing(sqlite3.connect(self.path)) as connection:
            rows = connection.execute(
                "SELECT id, subject, occurrence, state, attempts, due FROM job WHERE kind = 'weekly_post'"
            ).fetchall()
        for number, subject, occurrence, state, attempts, due in rows:
            at = datetime.fromtimestamp(due, UTC)
            yield Entry(JobId(number), ScheduleId(subject), occurrence, JobState(state), attempts, at)

    def about_to_see(self, message: Message, post: SchedulePost) -> None:
        """Check that *message* may be posted now, before it is."""
        schedule, job = self.followed.get(post.schedule.channel), post.job
        assert schedule is not None, "posted where no schedule is"
        assert schedule.id == message.schedule, "posted for a schedule that is over"
        begun, extra = job.attempts > 1, is_extra(job.occurrence)
        assert schedule.state is not ScheduleState.FINISHED, "posted after the end"
        assert schedule.state is ScheduleState.ACTIVE or begun or extra, "posted while paused"
        grace = max(schedule.grace, LATE_AFTER)
        assert begun or job.waited or self.now - job.due <= grace, "posted too late"
        asked = schedule.grace != ASK or self.now - job.due <= LATE_AFTER
        assert begun or job.waited or asked, "posted without a word"
        assert self.unseen_until.get(job.occurrence, job.due) <= self.now, "posted too early"
        assert message.occurrence not in {each.occurrence for each in self.discord.messages}, "posted twice"
        position = self.coming[schedule.id]
        assert message.chapters == schedule.order[position : position + schedule.per_post], "out of order"
        again = not message.chapters and schedule.ending is not Ending.STOP
        self.coming[schedule.id] = 0 if again else position + len(message.chapters)
        if not extra:
            self._check_day(message, job)
        together = [m for m in self.discord.messages if (m.schedule, m.at) == (schedule.id, self.now)]
        late = sum(is_extra(each.occurrence) and each.at - each.due > REPLACES_REGULAR_WITHIN for each in together)
        assert len(together) <= self.requests[schedule.id, self.now] + late, "two posts at once"

    def _check_day(self, message: Message, job: Job) -> None:
        day = date.fromisoformat(message.occurrence.rpartition(":")[2])
        # A closing post gives its slot to chapters that were refused or missed since.
        if own := self.moved.pop((message.schedule, day), ()):
            assert message.chapters == own, "a moved post brings other chapters than its own"
            self.kept += 1
        for schedule, first, last, wished_at in self.skipped:
            concerned = schedule == message.schedule and job.due > wished_at and message.attempt == 1
            assert not (concerned and first <= day <= last), "posted on a day left out"


def whole_seconds(days: float) -> timedelta:
    """Return *days*, a fraction, as a timedelta of whole seconds."""
    return timedelta(seconds=round(days * 86400))
