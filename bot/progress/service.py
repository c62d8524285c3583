"""Use cases of progress: marking chapters watched, and reading what a member or a guild has watched."""

from dataclasses import replace

from bot.courses.model import Course
from bot.ids import ChapterId, GuildId, UserId
from bot.progress.model import GuildProgress, Mark, Marking, MemberProgress
from bot.progress.store import ProgressStore
from bot.storage.database import Database
from bot.times.clock import Clock
from bot.undo.model import UndoResult


class ProgressService:
    """Marks chapters of a course watched, and reads how far a member or a guild is."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def mark(self, guild: GuildId, user: UserId, course: Course, chapter: ChapterId) -> Marking:
        """Mark *chapter* watched by *user* in *guild*; a mark from before stays as it was."""
        async with self._database.transaction() as tx:
            return await ProgressStore(tx).mark(guild, user, course.key, chapter, self._clock())

    async def mark_again(self, guild: GuildId, user: UserId, course: Course, chapter: ChapterId, mark: Mark) -> Marking:
        """Give *chapter* the *mark* back that `unmark` took off; if it has been marked again since, that one stays."""
        async with self._database.transaction() as tx:
            store = ProgressStore(tx)
            if (found := await store.find(guild, user, course.key, chapter)) is not None:
                return Marking(found, found)
            return await store.mark(guild, user, course.key, chapter, mark.at, together=mark.together)

    async def undo_mark(
        self, guild: GuildId, user: UserId, course: Course, chapter: ChapterId, given: Mark, *, was_alone: bool
    ) -> UndoResult:
        """Take back that *chapter* was *given* a mark: it has none again or, if it *was_alone*, is marked as before."""
        key = guild, user, course.key, chapter
        async with self._database.transaction() as tx:
            store = ProgressStore(tx)
            found = await store.find(*key)
            if found != given:
                is_undone = found == (replace(given, together=False) if was_alone else None)
                return UndoResult.ALREADY if is_undone else UndoResult.CHANGED
            await (store.mark_alone if was_alone else store.unmark)(*key)
        return UndoResult.DONE

    async def unmark(self, guild: GuildId, user: UserId, course: Course, chapter: ChapterId) -> Mark | None:
        """Take the mark off *chapter*, and return it; None if it had none."""
        async with self._database.transaction() as tx:
            return await ProgressStore(tx).unmark(guild, user, course.key, chapter)

    async def member(self, guild: GuildId, user: UserId, course: Course) -> MemberProgress:
        """Return what *user* has watched of *course* in *guild*."""
        async with self._database.reading() as tx:
            watched = await ProgressStore(tx).watched(guild, user, course.key)
            together = await ProgressStore(tx).watched(guild, user, course.key, together=True)
        return MemberProgress(course, watched, together)

    async def guild(self, guild: GuildId, course: Course, positions: frozenset[ChapterId]) -> GuildProgress:
        """Return what *guild* has watched of *course*; *positions* are where the schedules that they see stand."""
        async with self._database.reading() as tx:
            return GuildProgress(
                watchers=await ProgressStore(tx).watchers(guild, course.key),
                counts=await ProgressStore(tx).counts(guild, course.key),
                positions=positions,
            )
