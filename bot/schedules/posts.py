"""What is said of a schedule in its channel, ready to be sent: its posts, its start; and what a season came to."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.courses.model import Chapter
from bot.ids import ChannelId, ChapterNumber, MessageId, RoleId, UndoId
from bot.jobs.model import Job, JobRecord, is_quiet
from bot.schedules.model import PlannedPost, Schedule, ScheduleOverview
from bot.text.locales import Locale


@dataclass(frozen=True, slots=True)
class SeasonSummary:
    """How many chapters were posted, when the first and the last were, and how many members watched any, or all."""

    chapters: int = 0
    first: datetime | None = None
    last: datetime | None = None
    watchers: int = 0
    finishers: int = 0


def season_summary(posted: Sequence[JobRecord], watchers: int, finishers: int) -> SeasonSummary:
    """Return the summary of the season that ends now; *posted* are all posts of its schedule, the oldest first.

    A season begins after the closing post before. A post whose chapters are not on record counts as one chapter.
    """
    season: list[JobRecord] = []
    for post in posted:
        season = [] if post.chapters == () else [*season, post]
    known = {chapter for post in season for chapter in post.chapters or ()}
    unknown = sum(post.chapters is None for post in season)
    times = [post.settled_at or post.due for post in season]
    return SeasonSummary(len(known) + unknown, min(times, default=None), max(times, default=None), watchers, finishers)


@dataclass(frozen=True, slots=True)
class PastSchedule:
    """A schedule that has ended: how it stood, and what its group has done.

    Attributes:
        followed: Whether another was started in its channel after it.
        undo: The number by which its end can be taken back, if that is known.
    """

    overview: ScheduleOverview
    summary: SeasonSummary
    followed: bool = False
    undo: UndoId | None = None


@dataclass(frozen=True, slots=True)
class SchedulePost:
    """The next post of a schedule, ready to be sent; without chapters it is the closing post.

    Attributes:
        locale: The guild's chosen language, or None for the one set for it in Discord.
        following: When the post after this one comes, or None when none does by itself.
        late: Whether it says that it is late.
        summary: What the group has done, for a closing post.
    """

    job: Job
    schedule: Schedule
    chapters: tuple[Chapter, ...]
    locale: Locale | None
    following: datetime | None
    late: bool
    summary: SeasonSummary = field(default_factory=SeasonSummary)

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
    chapters: tuple[ChapterNumber, ...] = ()


@dataclass(frozen=True, slots=True)
class StartAnnouncement:
    """Word in a schedule's channel that it has started, with its *first* post; *locale* is as in `SchedulePost`."""

    job: Job
    schedule: Schedule
    first: PlannedPost
    locale: Locale | None
