"""The posts of a schedule and the threads on them, before they are drawn, and what a group has done in a season."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.courses.model import Chapter
from bot.ids import ChannelId, ChapterNumber, MessageId, RoleId
from bot.jobs.model import Job, JobRecord, is_quiet
from bot.schedules.model import Schedule
from bot.text.locales import Locale


@dataclass(frozen=True, slots=True)
class SeasonSummary:
    """How many chapters were posted, from when to when, and how many members have watched any, or all."""

    chapters: int
    first: datetime | None
    last: datetime | None
    watchers: int = 0
    finishers: int = 0


def season_summary(posted: Sequence[JobRecord], watchers: int, finishers: int) -> SeasonSummary:
    """Return how far a group came in the season that ends now; *posted* are all posts ever, the oldest first.

    A post whose chapters are not on record counts as one chapter.
    """
    season: list[JobRecord] = []
    for post in posted:
        season = [] if post.chapters == () else [*season, post]
    known = {chapter for post in season for chapter in post.chapters or ()}
    unknown = sum(post.chapters is None for post in season)
    times = [post.settled_at or post.due for post in season]
    return SeasonSummary(len(known) + unknown, min(times, default=None), max(times, default=None), watchers, finishers)


NOTHING_POSTED = SeasonSummary(0, None, None)


@dataclass(frozen=True, slots=True)
class SchedulePost:
    """The next post of a schedule, ready to be sent; without chapters it closes the season.

    Attributes:
        locale: The guild's chosen language, or nothing when it follows Discord's.
        following: When the post after this one comes, or nothing when none does by itself.
        summary: What the group has done, in a closing post.
    """

    job: Job
    schedule: Schedule
    chapters: tuple[Chapter, ...]
    locale: Locale | None
    following: datetime | None
    late: bool
    summary: SeasonSummary = NOTHING_POSTED

    @property
    def role(self) -> RoleId | None:
        """The role that the post pings, if any."""
        return None if is_quiet(self.job.occurrence) or not self.chapters else self.schedule.role


@dataclass(frozen=True, slots=True)
class Discussion:
    """A thread to be opened on a post that is out, and the chapters that it brought."""

    job: Job
    channel: ChannelId
    message: MessageId
    chapters: tuple[ChapterNumber, ...] = ()
