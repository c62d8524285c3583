"""What members and guilds have watched, and what a member should watch next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from bot.courses.model import Chapter, Course
from bot.ids import ChapterId, CourseId, UserId

LONGEST_NOTE = 500
"""Characters of a member's note on a chapter."""
FEWEST_RATINGS = 3
"""Members who must have said how clear a chapter was before organisers see the median, so that it is nobody's own."""
CLARITIES = (1, 2, 3, 4, 5)
"""How clear a chapter was to a member: 1 is not at all, 5 is perfectly."""


@dataclass(frozen=True, slots=True)
class Mark:
    """That a member watched a chapter: when they said so, and whether they watched it at a party.

    Attributes:
        clarity: How clear it was to them, one of `CLARITIES`; None if they have not said.
        note: What they noted about it, for themselves alone; None without one.
    """

    at: datetime
    together: bool = False
    clarity: int | None = None
    note: str | None = None

    @property
    def bare(self) -> "Mark":
        """The mark without what its member has added to it."""
        return Mark(self.at, self.together)


@dataclass(frozen=True, slots=True)
class Marking:
    """What marking a chapter did: the mark that a member had *before*, None if none, and the one *after*."""

    before: Mark | None
    after: Mark

    @property
    def is_none(self) -> bool:
        """Whether it changed nothing."""
        return self.before == self.after


@dataclass(frozen=True, slots=True)
class MarksChange:
    """What a member has changed of their marks of *course*: each chapter's mark before and after, None for none."""

    course: CourseId
    before: dict[ChapterId, Mark | None]
    after: dict[ChapterId, Mark | None]

    @property
    def changed(self) -> tuple[ChapterId, ...]:
        """The chapters whose marks are others than before."""
        return tuple(chapter for chapter, mark in self.before.items() if mark != self.after[chapter])

    @property
    def adds(self) -> bool:
        """Whether a chapter has a mark that had none before."""
        return any(self.before[chapter] is None for chapter in self.changed)


@dataclass(frozen=True, slots=True)
class MemberProgress:
    """What one member has watched in one guild: their *marks* by chapter."""

    course: Course
    marks: Mapping[ChapterId, Mark]

    @property
    def watched(self) -> frozenset[ChapterId]:
        """The chapters that have a mark, also those that the course has no more."""
        return frozenset(self.marks)

    @property
    def together(self) -> frozenset[ChapterId]:
        """Those of them that were watched at a party."""
        return frozenset(chapter for chapter, mark in self.marks.items() if mark.together)

    @property
    def count(self) -> int:
        """How many of the course's chapters are watched."""
        return sum(chapter.key in self.marks for chapter in self.course.chapters)

    @property
    def time_watched(self) -> timedelta:
        """How long the watched chapters are together; those of unknown length count as nothing."""
        known = (each.duration_s or 0 for each in self.course.chapters if each.key in self.marks)
        return timedelta(seconds=sum(known))

    @property
    def is_complete(self) -> bool:
        """Whether every chapter of the course is watched."""
        return self.count == len(self.course.chapters) > 0

    @property
    def upcoming(self) -> Chapter | None:
        """The first chapter not watched, or a prerequisite of it that is not either; None when all are watched."""
        return self.course.next_for(self.watched)


@dataclass(frozen=True, slots=True)
class Audience:
    """How many members have watched a chapter, and the first few who did."""

    count: int
    first: tuple[UserId, ...]


NOBODY = Audience(0, ())


@dataclass(frozen=True, slots=True)
class GuildProgress:
    """How many members of a guild have watched any chapter, and each; *positions* are the visible schedules' latest."""

    watchers: int
    counts: Mapping[ChapterId, int]
    positions: frozenset[ChapterId] = frozenset()

    @property
    def is_any(self) -> bool:
        """Whether there is anything to show: somebody has watched a chapter, or a schedule has posted one."""
        return bool(self.watchers or self.positions)

    def watched_by(self, chapter: ChapterId) -> int:
        """Return how many members have watched *chapter*."""
        return self.counts.get(chapter, 0)


@dataclass(frozen=True, slots=True)
class BoardPlace:
    """A member on the board: how many chapters they have watched, and how many of these *lately*, this week."""

    user: UserId
    watched: int
    lately: int


@dataclass(frozen=True, slots=True)
class Board:
    """A guild's board of a course: the first *places* of those who have said that it may show them.

    Attributes:
        guild: What all members have watched, who are not named.
        finishers: How many of them have watched the whole course.
        is_shown: Whether the reader is among those whom it may show.
    """

    course: Course
    places: tuple[BoardPlace, ...]
    guild: GuildProgress
    finishers: int
    is_shown: bool


@dataclass(frozen=True, slots=True)
class Clearness:
    """How clear a chapter was to those who said so: how many did, and the *median*; None where too few have."""

    ratings: int = 0
    median: float | None = None

    @classmethod
    def of(cls, counts: Mapping[int, int]) -> "Clearness":
        """Return what the *counts* of members by what they said amount to."""
        said = [clarity for clarity, count in sorted(counts.items()) for _ in range(count)]
        return cls(len(said), median(said) if len(said) >= FEWEST_RATINGS else None)


@dataclass(frozen=True, slots=True)
class GroupReport:
    """What organisers see of a course: sums over all members, never who."""

    course: Course
    guild: GuildProgress
    finishers: int
    clearness: Mapping[ChapterId, Clearness]

    def clear(self, chapter: ChapterId) -> Clearness:
        """Return how clear *chapter* was."""
        return self.clearness.get(chapter, Clearness())
