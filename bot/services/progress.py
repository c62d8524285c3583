"""Marking chapters watched, and seeing how far a member and a guild are."""

from collections.abc import Sequence

from bot.core.catalogue import Course
from bot.core.ids import ChapterNumber, GuildId, UserId
from bot.core.ports import Clock, Storage
from bot.core.progress import GuildProgress, MemberProgress
from bot.core.schedule import Schedule


class ProgressService:
    """Keeps track of who watched what."""

    def __init__(self, storage: Storage, course: Course, clock: Clock) -> None:
        self._storage = storage
        self._course = course
        self._clock = clock

    async def mark(self, guild: GuildId, user: UserId, chapter: ChapterNumber) -> bool:
        """Mark *chapter* watched; false when it was marked already."""
        async with self._storage.transaction() as transaction:
            return await transaction.progress.mark(guild, user, self._course.key, chapter, self._clock())

    async def unmark(self, guild: GuildId, user: UserId, chapter: ChapterNumber) -> bool:
        """Take the mark off *chapter*; false when there was none."""
        async with self._storage.transaction() as transaction:
            return await transaction.progress.unmark(guild, user, self._course.key, chapter)

    async def member(self, guild: GuildId, user: UserId) -> MemberProgress:
        """Return how far *user* is in *guild*."""
        async with self._storage.reading() as stores:
            watched = await stores.progress.watched(guild, user, self._course.key)
            together = await stores.progress.watched(guild, user, self._course.key, together=True)
        return MemberProgress(self._course, watched, together)

    async def guild(self, guild: GuildId, schedules: Sequence[Schedule]) -> GuildProgress:
        """Return how far *guild* is, with the places of those of its *schedules* that may be told."""
        async with self._storage.reading() as stores:
            return GuildProgress(
                watchers=await stores.progress.watchers(guild, self._course.key),
                counts=await stores.progress.counts(guild, self._course.key),
                positions=frozenset(each.latest for each in schedules if each.latest is not None),
            )
