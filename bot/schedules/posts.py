"""What is said of a schedule in its channel, ready to be sent: its posts, its start; and what became of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby, takewhile
from operator import attrgetter

from bot.courses.model import Chapter, Course
from bot.ids import ChannelId, ChapterId, CourseId, GuildId, JobId, MessageId, RoleId, UndoId
from bot.jobs.model import Job, JobKind, JobRecord, JobState, SkipReason, is_extra, is_quiet, weekly_occurrence
from bot.schedules.model import PlannedPost, Schedule, ScheduleOverview, ScheduleState
from bot.text.locales import Locale
from bot.undo.model import UNDO_WINDOW

LEFT_OUT = {SkipReason.REQUESTED, SkipReason.HOLIDAY, SkipReason.PAUSED, SkipReason.REPLACED, SkipReason.MISSED}
"""Why a post has not come on its date; for any other reason its date was moved or taken back."""


@dataclass(frozen=True, slots=True)
class SeasonSummary:
    """How many chapters were posted, when the first and the last were, and how many members watched any, or all."""

    chapters: int = 0
    first: datetime | None = None
    last: datetime | None = None
    watchers: int = 0
    finishers: int = 0


def chapters_of(posts: Iterable[JobRecord]) -> list[ChapterId]:
    """Return the chapters that *posts* brought, in their order; those of which none are recorded brought none."""
    return [chapter for post in posts for chapter in post.chapters or ()]


def latest_chapters(schedules: Iterable[Schedule], course: CourseId) -> frozenset[ChapterId]:
    """Return the chapters that those of *schedules* that post *course* posted last, where they have posted."""
    latest = (each.latest_chapter for each in schedules if each.course == course)
    return frozenset(chapter for chapter in latest if chapter is not None)


def season_summary(posted: Sequence[JobRecord], watchers: int, finishers: int) -> SeasonSummary:
    """Return the summary of the season that ends now; *posted* are all posts of its schedule, the oldest first.

    A season begins after the closing post before. A post whose chapters are not on record counts as one chapter.
    """
    season: list[JobRecord] = []
    for post in posted:
        season = [] if post.chapters == () else [*season, post]
    known = set(chapters_of(season))
    unknown = sum(post.chapters is None for post in season)
    times = [post.settled_at or post.due for post in season]
    return SeasonSummary(len(known) + unknown, min(times, default=None), max(times, default=None), watchers, finishers)


@dataclass(frozen=True, slots=True)
class PastSchedule:
    """A schedule that has ended: how it stood, and what its group has done.

    Attributes:
        left: The chapters with which a set-up in its channel goes on, where no other was started there.
        followed: Whether another was started in its channel after it.
        undo: The number by which its end can be taken back, if that is known.
    """

    overview: ScheduleOverview
    summary: SeasonSummary
    left: tuple[ChapterId, ...] = ()
    followed: bool = False
    undo: UndoId | None = None


def has_happened(post: JobRecord, schedule: Schedule, now: datetime) -> bool:
    """Tell whether *post* of *schedule* is history at *now*: its date came, and it is out, left out or in trouble.

    Neither is a date after the schedule's end, nor an extra post that was taken back before anybody could see it.
    """
    if post.due > min(now, schedule.ended_at or now):
        return False
    if post.state is not JobState.SKIPPED:
        return post.state not in {JobState.WAITING, JobState.LEASED} or post.error is not None
    if is_extra(post.occurrence) and post.settled_at is not None and post.settled_at <= post.due + UNDO_WINDOW:
        return False
    return post.error in LEFT_OUT or is_ended_by_stop(post, schedule)


def is_ended_by_stop(post: JobRecord, schedule: Schedule) -> bool:
    """Tell whether the skipped *post* was waiting or being tried when *schedule* was stopped."""
    if schedule.state is not ScheduleState.REPLACED:
        return False
    is_dropped = post.error == SkipReason.REQUESTED and post.settled_at == schedule.ended_at
    return is_dropped or post.error == SkipReason.OVER


def paused_dates(schedule: Schedule, now: datetime) -> list[JobRecord]:
    """Return records of the dates until *now* that a pause which still lasts has kept from a post.

    Without those on record since the latest change: the dates before it may have been others.
    """
    pause = schedule.adjustments.pause
    if schedule.state is not ScheduleState.PAUSED or pause is None:
        return []
    told = JobRecord(
        id=JobId(0),
        kind=JobKind.WEEKLY_POST,
        guild=schedule.guild,
        subject=schedule.id,
        due=now,
        state=JobState.SKIPPED,
        attempts=0,
        channel=None,
        message=None,
        error=SkipReason.PAUSED,
        actor=pause.by,
    )
    slots = takewhile(lambda slot: slot.at <= now, schedule.slots_after(pause.told))
    return [replace(told, due=slot.at, occurrence=weekly_occurrence(schedule.id, slot.day)) for slot in slots]


def with_paused_dates(records: Iterable[JobRecord], paused: Iterable[JobRecord]) -> list[JobRecord]:
    """Return *records* with those of *paused* dates of which none says otherwise, the newest first."""
    by_date = {record.occurrence: record for record in paused}
    rest = [record for record in records if record.occurrence not in by_date or not _is_dropped(record)]
    for record in rest:
        by_date.pop(record.occurrence, None)
    return sorted([*by_date.values(), *rest], key=attrgetter("due"), reverse=True)


def _is_dropped(post: JobRecord) -> bool:
    """Tell whether *post* was skipped for a reason that `JobStore.skip` replaces."""
    reasons = {SkipReason.CHANGED, SkipReason.PAUSED, SkipReason.REPLACED}
    return post.state is JobState.SKIPPED and not post.attempts and post.error in reasons


def _is_paused(post: JobRecord) -> bool:
    return post.state is JobState.SKIPPED and post.error == SkipReason.PAUSED


def history_rows(records: Iterable[JobRecord]) -> list[tuple[JobRecord, ...]]:
    """Return *records* a row each, but for successive dates on which the same person's pause kept posts away."""
    rows = groupby(enumerate(records), lambda each: each[1].actor if _is_paused(each[1]) else (each[0],))
    return [tuple(record for _, record in row) for _, row in rows]


@dataclass(frozen=True, slots=True)
class ScheduleHistory:
    """What became of posts of one schedule: records in *rows* (`history_rows`), the newest first."""

    schedule: Schedule
    rows: tuple[tuple[JobRecord, ...], ...]


@dataclass(frozen=True, slots=True)
class ChannelHistory:
    """What became of the posts of a channel's schedules, the latest first.

    Attributes:
        schedules: Those with posts to tell of; the first one also without any where no other has.
        has_more: Whether an earlier schedule with posts is not among them.
    """

    schedules: tuple[ScheduleHistory, ...]
    has_more: bool = False


@dataclass(frozen=True, slots=True)
class WatchCount:
    """How many members have *watched* a chapter, of all *members* who watch along."""

    watched: int
    members: int


@dataclass(frozen=True, slots=True)
class SchedulePost:
    """The next post of a schedule, ready to be sent; without chapters it is the closing post.

    Attributes:
        locale: The guild's chosen language, or None for the one set for it in Discord.
        following: When the post after this one comes, or None when none does by itself.
        late: Whether it says that it is late.
        summary: What the group has done, for a closing post.
        watched: How many have watched what the post before brought; None if that is not said.
    """

    job: Job
    schedule: Schedule
    course: Course
    chapters: tuple[Chapter, ...]
    locale: Locale | None
    following: datetime | None
    late: bool
    summary: SeasonSummary = field(default_factory=SeasonSummary)
    watched: WatchCount | None = None

    @property
    def role(self) -> RoleId | None:
        """The role that the post pings, if any: neither a quiet nor a closing post does."""
        return None if is_quiet(self.job.occurrence) or not self.chapters else self.schedule.role


@dataclass(frozen=True, slots=True)
class Discussion:
    """A thread to be opened on *message*, a post in *channel*, and the chapters that the post brought."""

    job: Job
    channel: ChannelId
    message: MessageId
    chapters: tuple[Chapter, ...] = ()


@dataclass(frozen=True, slots=True)
class StartAnnouncement:
    """Word in a schedule's channel that it has started, with its *first* post; *locale* is as in `SchedulePost`."""

    job: Job
    schedule: Schedule
    course: Course
    first: PlannedPost
    locale: Locale | None


@dataclass(frozen=True, slots=True)
class PostReminder:
    """Word to one person that a post with *chapters* of *course* is out: *message* in *channel*; in their *locale*."""

    job: Job
    course: Course
    chapters: tuple[Chapter, ...]
    channel: ChannelId
    message: MessageId
    locale: Locale


@dataclass(frozen=True, slots=True)
class PublishedPost:
    """What a post has brought: a *chapter* of *course*, *at* which instant, and the *message* in its *channel*."""

    guild: GuildId
    course: CourseId
    chapter: ChapterId
    at: datetime
    channel: ChannelId
    message: MessageId

    @property
    def url(self) -> str:
        """The address of the message."""
        return message_url(self.guild, self.channel, self.message)


def message_url(guild: GuildId, channel: ChannelId, message: MessageId) -> str:
    """Return the address of *message* in *channel* of *guild*, which Discord opens in place."""
    return f"https://discord.com/channels/{guild}/{channel}/{message}"
