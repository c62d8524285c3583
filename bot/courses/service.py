"""Use cases of courses: which there are, which a guild uses, and adding, editing and removing those that it brought."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from bot.courses.model import FIRST_COURSE, Course, course_ref, unknown_course
from bot.courses.revision import CourseEdit, revised
from bot.courses.store import CourseStore
from bot.ids import CourseId, GuildId, UserId
from bot.storage.database import Database
from bot.storage.rows import Transaction
from bot.text.tokens import fold
from bot.times.clock import Clock

MOST_COURSES = 5
"""Courses that one server may bring."""


class AddResult(Enum):
    """What came of adding or editing a course."""

    DONE = auto()
    FULL = auto()  # the server has as many as it may bring
    GONE = auto()  # the course to edit is not there any more, or is not the server's


@dataclass(frozen=True, slots=True)
class GuildCourses:
    """The courses that a guild can use, those of files first, and those of them that it has *chosen*: at least one."""

    available: tuple[Course, ...]
    chosen: tuple[Course, ...]

    @property
    def main(self) -> Course:
        """The course that is meant where nothing says which: the first that the guild has chosen."""
        return self.chosen[0]

    def get(self, course: CourseId) -> Course | None:
        """Return *course*, None if the guild cannot use it."""
        return next((each for each in self.available if each.key == course), None)

    def named(self, typed: str) -> Course | None:
        """Return the course with the id or the title *typed*, or the only one whose title has that in it; or None."""
        wanted = fold(typed).strip()
        exact = [each for each in self.available if wanted in {each.id, *map(fold, each.title.all())}]
        partly = [each for each in self.available if wanted and any(wanted in fold(name) for name in each.title.all())]
        found = exact or partly
        return found[0] if len(found) == 1 else None


class CourseService:
    """Knows all courses: those of *files*, of which the first is the default, and those that guilds brought."""

    def __init__(self, database: Database, files: Sequence[Course], clock: Clock) -> None:
        self._database = database
        self._files = {course.key: course for course in files}
        self._clock = clock

    @property
    def default(self) -> Course:
        """The course that guilds use that have chosen none."""
        return next(iter(self._files.values()))

    @property
    def files(self) -> tuple[Course, ...]:
        """The courses that come from files, for every guild."""
        return tuple(self._files.values())

    async def sync(self) -> None:
        """Give the lessons of the courses of files the keys that they have; called once, before anything else."""
        async with self._database.transaction() as tx:
            for key, course in self._files.items():
                stored = await CourseStore(tx).get(key)
                edit = revised(None if stored is None else stored.course, course)
                if not edit.is_none or (stored is not None and stored.is_removed):
                    await CourseStore(tx).save(edit.after, self._clock())
                self._files[key] = edit.after

    async def load(self, tx: Transaction, course: CourseId) -> Course:
        """Return *course*; one that was removed, or whose file is missing, has no chapters, only archived ones."""
        if (found := self._files.get(course)) is not None:
            return found
        stored = await CourseStore(tx).get(course)
        if stored is None:
            return unknown_course(course)
        return stored.course.gone() if stored.is_removed or stored.guild is None else stored.course

    async def get(self, course: CourseId) -> Course:
        """Return *course* as `load` does."""
        if (found := self._files.get(course)) is not None:
            return found
        async with self._database.reading() as tx:
            return await self.load(tx, course)

    async def by_ref(self, ref: int, guild: GuildId | None) -> Course | None:
        """Return the course that buttons call *ref*, if *guild* can see it: one of a file, or one that it brought."""
        if ref == course_ref(FIRST_COURSE):
            return await self.get(FIRST_COURSE)
        if (found := next((each for each in self._files.values() if each.ref == ref), None)) is not None:
            return found
        async with self._database.reading() as tx:
            stored = await CourseStore(tx).by_ref(ref, guild)
            return None if stored is None else await self.load(tx, stored.course.key)

    async def of_guild(self, guild: GuildId | None) -> GuildCourses:
        """Return the courses that *guild* can use; outside a guild, None, those of files."""
        if guild is None:
            return GuildCourses(self.files, (self.default,))
        async with self._database.reading() as tx:
            return await self._of_guild(tx, guild)

    async def _of_guild(self, tx: Transaction, guild: GuildId) -> GuildCourses:
        available = (*self._files.values(), *await CourseStore(tx).of_guild(guild))
        wanted = await CourseStore(tx).chosen(guild)
        chosen = tuple(course for course in available if course.key in wanted)
        return GuildCourses(available, chosen or (self.default,))

    async def choose(self, guild: GuildId, courses: Iterable[CourseId]) -> GuildCourses:
        """Let *courses*, as far as *guild* can use them, be those that it has chosen; return what it uses now."""
        async with self._database.transaction() as tx:
            before = await self._of_guild(tx, guild)
            kept = [course for course in dict.fromkeys(courses) if before.get(course) is not None]
            await CourseStore(tx).choose(guild, kept)
            return await self._of_guild(tx, guild)

    async def add(self, guild: GuildId, course: Course, by: UserId) -> tuple[AddResult, Course]:
        """Add *course* to those of *guild*, with an id of its own, and choose it as well, in place of the default."""
        async with self._database.transaction() as tx:
            if len(await CourseStore(tx).of_guild(guild)) >= MOST_COURSES:
                return AddResult.FULL, course
            added = course.model_copy(update={"id": await CourseStore(tx).free_id(guild)})
            await CourseStore(tx).save(added, self._clock(), guild, by)
            chosen = await CourseStore(tx).chosen(guild)
            await CourseStore(tx).choose(guild, [*chosen, added.key])
        return AddResult.DONE, added

    async def preview(self, guild: GuildId, key: CourseId, course: Course) -> CourseEdit | None:
        """Return what making *course* of the course *key* of *guild* would do; None if that is not there any more."""
        async with self._database.reading() as tx:
            return await self._edit(tx, guild, key, course)

    async def edit(
        self, guild: GuildId, key: CourseId, course: Course, also: Callable[[Transaction, CourseEdit], Awaitable[None]]
    ) -> CourseEdit | None:
        """Make *course* of the course *key* of *guild*; None if that is not there any more."""
        async with self._database.transaction() as tx:
            if (edit := await self._edit(tx, guild, key, course)) is not None:
                await CourseStore(tx).save(edit.after, self._clock(), guild)
                await also(tx, edit)
        return edit

    async def _edit(self, tx: Transaction, guild: GuildId, key: CourseId, course: Course) -> CourseEdit | None:
        stored = await CourseStore(tx).get(key)
        if stored is None or stored.guild != guild or stored.is_removed:
            return None
        return revised(stored.course, course)

    async def remove(self, guild: GuildId, course: CourseId) -> bool:
        """Remove *course*, which *guild* brought; what is stored about its lessons is kept. False if it is gone."""
        async with self._database.transaction() as tx:
            return await CourseStore(tx).remove(guild, course, self._clock())
