"""What members and guilds have watched, and what a member should watch next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.courses.model import Chapter, Course
from bot.ids import ChapterId, UserId


@dataclass(frozen=True, slots=True)
class Mark:
    """That a member watched a chapter: when they said so, and whether they watched it at a party."""

    at: datetime
    together: bool = False


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
class MemberProgress:
    """The chapters that one member has watched in one guild; *together* are those of them watched at a party."""

    course: Course
    watched: frozenset[ChapterId]
    together: frozenset[ChapterId] = frozenset()

    @property
    def count(self) -> int:
        """How many of the course's chapters are watched."""
        return sum(chapter.key in self.watched for chapter in self.course.chapters)

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
    """How many members of a guild have watched any chapter, and each; *positions* are the schedules' latest ones."""

    watchers: int
    counts: Mapping[ChapterId, int]
    positions: frozenset[ChapterId]

    @property
    def is_any(self) -> bool:
        """Whether there is anything to show: somebody has watched a chapter, or a schedule has posted one."""
        return bool(self.watchers or self.positions)

    def watched_by(self, chapter: ChapterId) -> int:
        """Return how many members have watched *chapter*."""
        return self.counts.get(chapter, 0)
