"""What members see of schedules: the posts to come, and those that are out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.courses.model import Course
from bot.ids import ChapterId, CourseId
from bot.jobs.model import JobRecord
from bot.schedules.model import Schedule, ScheduleState, SeasonDay
from bot.schedules.posts import PublishedPost


@dataclass(frozen=True, slots=True)
class ComingPosts:
    """What is to come of *schedule* at *now*, without anything that an organiser can still take back unseen.

    Attributes:
        waiting: The post whose time has come and that is not out; None where there is none.
        days: All posts after that, with the slots that are left out or on holidays between; () unless it runs.
    """

    schedule: Schedule
    now: datetime
    waiting: JobRecord | None = None
    days: tuple[SeasonDay, ...] = ()

    @property
    def post(self) -> SeasonDay | None:
        """The next post with a date to come, also the closing one; None where there is none."""
        return next((day for day in self.days if day.chapters or day.closing), None)

    @property
    def is_over(self) -> bool:
        """Whether all has been posted, so that nothing comes, not even after a pause."""
        return self.waiting is None and self.post is None and self.schedule.state is not ScheduleState.PAUSED

    @property
    def days_off(self) -> tuple[SeasonDay, ...]:
        """The slots without a post before the next post."""
        return () if self.post is None else self.days[: self.days.index(self.post)]

    @property
    def is_late(self) -> bool:
        """Whether the post that is waiting should have been out for a while, or something is in its way."""
        waiting = self.waiting
        return waiting is not None and (waiting.error is not None or self.schedule.is_late(waiting.due, self.now))


def in_order(coming: Sequence[ComingPosts]) -> list[ComingPosts]:
    """Return *coming* by when the next post is: first what waits, then by date, last what is paused or has ended."""

    def place(each: ComingPosts) -> tuple[int, float]:
        if each.waiting is not None:
            return 0, each.waiting.due.timestamp()
        if each.post is not None:
            return 1, each.post.slot.at.timestamp()
        return (2 if each.schedule.state is ScheduleState.PAUSED else 3), 0

    return sorted(coming, key=place)


def without_names(days: Sequence[SeasonDay]) -> list[SeasonDay]:
    """Return *days* without who has left some out, which is for organisers."""
    return [replace(day, skipped_by=None) for day in days]


@dataclass(frozen=True, slots=True)
class GroupFacts:
    """What a question about the group is answered from.

    Attributes:
        courses: The courses that the question is about.
        posting: The courses of all schedules in *coming* and *published*, by their ids.
        coming: What is to come of the schedules that the question is about.
        published: What they have posted, the earliest first.
        watched: What the reader has marked watched, by course; None where others read the answer, too.
        told: Whether the reader is told of posts by direct message.
        organises: Whether the reader may set schedules up; False where others read the answer, too.
        number: The number of the chapter that is asked for; None where none is.
    """

    courses: tuple[Course, ...]
    posting: Mapping[CourseId, Course]
    coming: Sequence[ComingPosts] = ()
    published: Sequence[PublishedPost] = ()
    watched: Mapping[CourseId, frozenset[ChapterId]] | None = None
    told: bool = False
    organises: bool = False
    number: int | None = None

    def watched_of(self, course: CourseId) -> frozenset[ChapterId]:
        """Return what the reader has marked watched of *course*; nothing where others read, too."""
        return frozenset() if self.watched is None else self.watched.get(course, frozenset())

    @property
    def missed(self) -> list[PublishedPost]:
        """What is out and the reader has not marked watched, the earliest first."""
        return [post for post in self.published if post.chapter not in self.watched_of(post.course)]
