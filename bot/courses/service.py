"""Use cases of courses: which there are, which a guild uses, and adding, editing and removing those that it brought."""

from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from enum import Enum, auto
from zlib import crc32

from bot.courses.choice import GuildCourses
from bot.courses.drafts import COURSE_DRAFTS_KEPT, CourseDraft
from bot.courses.model import FIRST_COURSE, MOST_COURSES, MOST_TAUGHT, Course, Taught, course_ref, unknown_course
from bot.courses.revision import CourseEdit, resumed, revised, unkeyed
from bot.courses.store import CourseDraftStore, CourseStore
from bot.ids import ChapterId, CourseId, GuildId, UserId
from bot.storage.database import Database
from bot.storage.rows import Transaction
from bot.text.tokens import fold
from bot.times.clock import Clock


class AddResult(Enum):
    """What came of adding or editing a course."""

    DONE = auto()
    FULL = auto()  # the server has as many as it may bring
    GONE = auto()  # the course to edit is not there any more, or is not the server's


Follow = Callable[[Transaction, CourseEdit], Awaitable[None]]


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
        """Give the lessons of the courses of files the keys that they have; called once, before anything else.

        Only what is not stored as it is in the files is written: others need not wait for a start.
        """
        async with self._database.reading() as tx:
            keyed, unsaved = await self._keyed(tx)
        if unsaved:
            async with self._database.transaction() as tx:
                keyed, unsaved = await self._keyed(tx)  # another process may have stored them
                for course in unsaved:
                    await CourseStore(tx).save(course)
        self._files = keyed

    async def _keyed(self, tx: Transaction) -> tuple[dict[CourseId, Course], Sequence[Course]]:
        """Return the courses of files with the keys that are stored, and which of them are not stored as they are."""
        keyed, unsaved = {}, []
        for key, course in self._files.items():
            stored = await CourseStore(tx).get(key)
            edit = revised(None if stored is None else stored.course, course)
            keyed[key] = edit.after
            if not edit.is_none or (stored is not None and stored.is_removed):
                unsaved.append(edit.after)
        return keyed, unsaved

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
        return await self._database.read(lambda tx: self.load(tx, course))

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
        return await self._database.read(lambda tx: self._of_guild(tx, guild))

    async def _of_guild(self, tx: Transaction, guild: GuildId) -> GuildCourses:
        available = (*self._files.values(), *await CourseStore(tx).of_guild(guild))
        wanted = await CourseStore(tx).chosen(guild)
        chosen = tuple(course for course in available if course.key in wanted)
        return GuildCourses(available, chosen or (self.default,))

    async def choose(self, guild: GuildId, courses: Iterable[CourseId]) -> GuildCourses:
        """Let *courses*, as far as *guild* can use them, be those that it has chosen; return what it uses now.

        If it can use none of them, its choice stays.
        """
        async with self._database.transaction(guild) as tx:
            before = await self._of_guild(tx, guild)
            kept = [course for course in dict.fromkeys(courses) if before.get(course) is not None]
            if not kept:
                return before
            await CourseStore(tx).choose(guild, kept)
            return await self._of_guild(tx, guild)

    async def begin_draft(self, draft: CourseDraft) -> CourseEdit | None:
        """Save *draft* in place of an earlier one of the same person; return what using it would do, as `edit_of`."""
        now = self._clock()
        async with self._database.transaction(draft.guild) as tx:
            await CourseDraftStore(tx).prune(now - COURSE_DRAFTS_KEPT)
            await CourseDraftStore(tx).save(draft, now)
            return await self._edit_of(tx, draft)

    async def draft(self, guild: GuildId, user: UserId) -> CourseDraft | None:
        """Return what *user* has uploaded to *guild* and not used yet."""
        return await self._database.read(lambda tx: CourseDraftStore(tx).get(guild, user))

    async def drop_draft(self, guild: GuildId, user: UserId) -> None:
        """Delete what *user* has uploaded to *guild*."""
        async with self._database.transaction(guild) as tx:
            await CourseDraftStore(tx).drop(guild, user)

    async def use_draft(
        self, guild: GuildId, user: UserId, seen: int, *, beside: Collection[CourseId], follow: Follow
    ) -> tuple[AddResult, CourseEdit | None]:
        """Add the course that *user* has uploaded, or edit another by it, if that is as a card with *seen* showed.

        A new course is chosen as well; one that was removed before comes back as that one, with its marks. If the
        guild has chosen none before, those *beside* it that are in use are chosen, too, and so the default may not be
        any more. *follow* is awaited in the transaction of an edit.
        """
        async with self._database.transaction(guild) as tx:
            draft = await CourseDraftStore(tx).get(guild, user)
            if draft is None or (edit := await self._edit_of(tx, draft)) is None or edit.seen != seen:
                return AddResult.GONE, None
            if draft.edits is None:
                if len(await CourseStore(tx).of_guild(guild)) >= MOST_COURSES:
                    return AddResult.FULL, None
                edit = await self._add(tx, draft, edit, beside)
            else:
                await CourseStore(tx).save(edit.after, guild)
                await follow(tx, edit)
            await CourseDraftStore(tx).drop(guild, user)
        return AddResult.DONE, edit

    async def _add(
        self, tx: Transaction, draft: CourseDraft, edit: CourseEdit, beside: Collection[CourseId]
    ) -> CourseEdit:
        guild = draft.guild
        known = resumed(await CourseStore(tx).removed(guild), edit.after)
        if known is None:
            added = edit.after.model_copy(update={"id": await CourseStore(tx).free_id(guild, self._clock())})
        else:
            added = revised(known.gone(), unkeyed(edit.after)).after
        await CourseStore(tx).save(added, guild, draft.user, self._clock())
        available = {course.key for course in (await self._of_guild(tx, guild)).available} - {added.key}
        chosen = [each for each in await CourseStore(tx).chosen(guild) if each in available]
        await CourseStore(tx).choose(guild, [*dict.fromkeys([*(chosen or beside), added.key])])
        return CourseEdit(None, added)

    async def _edit_of(self, tx: Transaction, draft: CourseDraft) -> CourseEdit | None:
        """Return what using *draft* would do; None if the course that it edits is not there any more."""
        if draft.edits is None:
            return revised(None, unkeyed(draft.course))
        stored = await CourseStore(tx).get(draft.edits)
        if stored is None or stored.guild != draft.guild or stored.is_removed:
            return None
        return revised(stored.course, draft.course)

    async def teach(self, guild: GuildId, key: CourseId, name: str, chapter: ChapterId) -> Course | None:
        """Let *name* be answered with *chapter* of the course *key* of *guild*; None if either is gone, or it is full.

        A name that was taught before is moved.
        """

        def step(course: Course) -> Course | None:
            others = tuple(each for each in course.taught if fold(each.name) != fold(name))
            if course.get(chapter) is None or len(others) >= MOST_TAUGHT:
                return None
            return course.model_copy(update={"taught": (*others, Taught(name=name, chapter=chapter))})

        return await self._change(guild, key, step)

    async def unteach(self, guild: GuildId, key: CourseId, name: int) -> Course | None:
        """Take back what was taught by the *name* with that `name_number`; None if that is not there any more."""

        def step(course: Course) -> Course | None:
            kept = tuple(each for each in course.taught if name_number(each.name) != name)
            return None if kept == course.taught else course.model_copy(update={"taught": kept})

        return await self._change(guild, key, step)

    async def _change(self, guild: GuildId, key: CourseId, step: Callable[[Course], Course | None]) -> Course | None:
        """Save what *step* makes of the course *key* that *guild* brought; return it, None if nothing is changed."""
        async with self._database.transaction(guild) as tx:
            stored = await CourseStore(tx).get(key)
            if stored is None or stored.guild != guild or stored.is_removed:
                return None
            if (changed := step(stored.course)) is not None:
                await CourseStore(tx).save(changed, guild)
            return changed

    async def own(self, guild: GuildId) -> Sequence[Course]:
        """Return the courses that *guild* brought."""
        return await self._database.read(lambda tx: CourseStore(tx).of_guild(guild))

    async def remove(self, guild: GuildId, course: CourseId) -> bool:
        """Remove *course*, which *guild* brought; what is stored about its lessons is kept. False if it is gone."""
        async with self._database.transaction(guild) as tx:
            return await CourseStore(tx).remove(guild, course, self._clock())


def name_number(name: str) -> int:
    """Return the number by which a button means a *name* that was taught."""
    return crc32(fold(name).encode())
