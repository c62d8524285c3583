"""A group's way through the course: which chapter comes next, and when."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import islice

from bot.core.cadence import Cadence, Slot
from bot.core.ids import ChannelId, ChapterNumber, CourseId, GuildId, RoleId, ScheduleId, UserId

LATE_AFTER = timedelta(minutes=15)


class ScheduleState(StrEnum):
    """Whether a schedule posts."""

    ACTIVE = "active"
    PAUSED = "paused"
    FINISHED = "finished"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class Schedule:
    """A guild's way through a course: where, when, in which order, and how far it is."""

    id: ScheduleId
    guild: GuildId
    channel: ChannelId
    course: CourseId
    cadence: Cadence
    order: tuple[ChapterNumber, ...]
    position: int
    role: RoleId | None
    organiser: UserId | None
    state: ScheduleState = ScheduleState.ACTIVE

    @property
    def chapter(self) -> ChapterNumber | None:
        """The chapter that the next post brings, or nothing at the end."""
        return self.order[self.position] if self.position < len(self.order) else None

    @property
    def latest(self) -> ChapterNumber | None:
        """The chapter the group is at: the one posted last."""
        return self.order[self.position - 1] if self.position else None

    def advanced(self) -> "Schedule":
        """Return the schedule after its next post has gone out."""
        position = self.position + 1
        over = position >= len(self.order) and self.state in {ScheduleState.ACTIVE, ScheduleState.PAUSED}
        return replace(self, position=position, state=ScheduleState.FINISHED if over else self.state)

    def planned(self, after: datetime, limit: int = 3) -> list[tuple[ChapterNumber, Slot]]:
        """Return the next posts, at most *limit*, after the instant *after*."""
        slots = self.cadence.slots_after(after)
        return list(islice(zip(self.order[self.position :], slots, strict=False), limit))


def is_late(due: datetime, now: datetime) -> bool:
    """Tell whether a post due at *due* is so late at *now* that it should say so."""
    return now - due > LATE_AFTER
