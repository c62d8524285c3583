"""Who has watched what, what comes next, and how far a guild is."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.courses.model import Chapter, Course
from bot.ids import ChapterNumber, UserId


@dataclass(frozen=True, slots=True)
class MemberProgress:
    """The chapters that one member has watched in one guild, and those of them that they watched at a party."""

    course: Course
    watched: frozenset[ChapterNumber]
    together: frozenset[ChapterNumber] = frozenset()

    @property
    def count(self) -> int:
        """How many of the course's chapters are watched."""
        return sum(chapter.key in self.watched for chapter in self.course.chapters)

    @property
    def upcoming(self) -> Chapter | None:
        """The first chapter of the course not watched yet, or nothing when all are."""
        return self.course.next_for(self.watched)


@dataclass(frozen=True, slots=True)
class Audience:
    """Who has watched a chapter: how many, and some of them."""

    count: int
    first: tuple[UserId, ...]


NOBODY = Audience(0, ())


@dataclass(frozen=True, slots=True)
class GuildProgress:
    """How many members of a guild have watched anything, and each chapter; and what its schedules posted last."""

    watchers: int
    counts: Mapping[ChapterNumber, int]
    positions: frozenset[ChapterNumber]

    def watched_by(self, chapter: ChapterNumber) -> int:
        """Return how many members have watched *chapter*."""
        return self.counts.get(chapter, 0)
