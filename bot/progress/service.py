"""Use cases of progress: marking chapters watched, and reading what a member or a guild has watched."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from bot.courses.model import Course
from bot.ids import ChapterId, CourseId, GuildId, UndoId, UserId
from bot.progress.model import Board, Clearness, GroupReport, GuildProgress, Mark, Marking, MarksChange, MemberProgress
from bot.progress.store import BoardStore, ProgressStore
from bot.storage.database import Database
from bot.storage.rows import Transaction, Work
from bot.times.clock import Clock
from bot.undo.model import UndoKind, UndoResult
from bot.undo.records import ChangeRecords
from bot.undo.store import UndoStore

Result = TypeVar("Result")
MOST_PLACES = 20
"""Members whom a board shows."""
OnMarked = Callable[[Transaction, GuildId, CourseId], Awaitable[bool]]
"""What follows a change of marks, in its transaction; it tells whether the job runner is to look at its queue."""
CHANGES = ChangeRecords(UndoKind.OWN_MARKS, MarksChange)


class ProgressService:
    """Marks chapters of a course watched, and reads how far a member or a guild is; *wake* wakes the job runner."""

    def __init__(self, database: Database, clock: Clock, on_marked: OnMarked, wake: Callable[[], None]) -> None:
        self._database = database
        self._clock = clock
        self._on_marked = on_marked
        self._wake = wake

    async def _marked(self, guild: GuildId, course: Course, change: Work[Result]) -> Result:
        """Carry out *change* of marks of *course* in *guild*, let the counts follow, and return what it does."""

        async def both(tx: Transaction) -> tuple[Result, bool]:
            return await change(tx), await self._on_marked(tx, guild, course.key)

        result, queued = await self._database.write(both, guild)
        if queued:
            self._wake()
        return result

    async def mark(
        self, guild: GuildId, user: UserId, course: Course, chapter: ChapterId, read: Callable[[], Awaitable[Result]]
    ) -> tuple[Marking, Result]:
        """Mark *chapter* watched by *user* in *guild*; a mark from before stays as it was.

        Also return what *read* then finds, which awaits only what services read: it is part of the transaction.
        """

        async def marked(tx: Transaction) -> tuple[Marking, Result]:
            return await ProgressStore(tx).mark(guild, user, course.key, chapter, self._clock()), await read()

        return await self._marked(guild, course, marked)

    async def mark_again(
        self, guild: GuildId, user: UserId, course: Course, chapter: ChapterId, mark: Mark, change: int = 0
    ) -> Marking:
        """Give *chapter* the *mark* back that `unmark` took off; if it has been marked again since, that one stays.

        What its member had added to it is read from the *change* with that number, if it is theirs and on record.
        """
        key = guild, user, course.key, chapter

        async def marked(tx: Transaction) -> Marking:
            store = ProgressStore(tx)
            if (found := await store.find(*key)) is not None:
                return Marking(found, found)
            recorded = await _own_change(tx, guild, user, change)
            before = None if isinstance(recorded, UndoResult) else recorded[1].before.get(chapter)
            full = before if before is not None and before.bare == mark else mark
            await store.save(*key, full)
            return Marking(None, full)

        return await self._marked(guild, course, marked)

    async def undo_mark(
        self, guild: GuildId, user: UserId, course: Course, chapter: ChapterId, given: Mark, *, was_alone: bool
    ) -> UndoResult:
        """Take back that *chapter* was *given* a mark: it has none again or, if it *was_alone*, is marked as before."""
        key = guild, user, course.key, chapter

        async def undone(tx: Transaction) -> UndoResult:
            store = ProgressStore(tx)
            found = await store.find(*key)
            bare = None if found is None else found.bare
            if (bare if was_alone else found) != given:  # what was added since is not taken away
                is_undone = bare == (replace(given, together=False) if was_alone else None)
                return UndoResult.ALREADY if is_undone else UndoResult.CHANGED
            await (store.mark_alone if was_alone else store.unmark)(*key)
            return UndoResult.DONE

        return await self._marked(guild, course, undone)

    async def unmark(
        self, guild: GuildId, user: UserId, course: Course, chapter: ChapterId
    ) -> tuple[Mark | None, UndoId | None]:
        """Take the mark off *chapter*, and return it; None if it had none.

        Also return the number of the record that keeps what its member had added to it; None if that was nothing.
        """

        async def unmarked(tx: Transaction) -> tuple[Mark | None, UndoId | None]:
            mark = await ProgressStore(tx).unmark(guild, user, course.key, chapter)
            if mark is None or mark == mark.bare:
                return mark, None
            change = MarksChange(course.key, {chapter: mark}, {chapter: None})
            return mark, await CHANGES.add(tx, guild, user, change, self._clock())

        return await self._marked(guild, course, unmarked)

    async def mark_several(
        self,
        guild: GuildId,
        user: UserId,
        course: Course,
        chapters: Iterable[ChapterId],
        *,
        clarity: int | None = None,
        note: str | None = None,
    ) -> tuple[MarksChange, UndoId | None, MemberProgress]:
        """Mark *chapters* watched, with what is given of *clarity* and *note*; marks from before keep the rest.

        Return what that changed, the number by which it can be undone (None where nothing was changed), and what *user*
        has watched then.
        """
        new = Mark(self._clock().replace(microsecond=0))

        def marked(before: Mark | None) -> Mark:
            kept = before or new
            return replace(kept, clarity=clarity or kept.clarity, note=note or kept.note)

        return await self._change(guild, user, course, chapters, marked)

    async def unmark_several(
        self, guild: GuildId, user: UserId, course: Course, chapters: Iterable[ChapterId]
    ) -> tuple[MarksChange, UndoId | None, MemberProgress]:
        """Take the marks off *chapters*; return as `mark_several` does."""
        return await self._change(guild, user, course, chapters, lambda _: None)

    async def rate(
        self, guild: GuildId, user: UserId, course: Course, chapter: ChapterId, clarity: int
    ) -> MemberProgress:
        """Record how clear *chapter* was to *user*, marking it watched if it is not; return their progress."""
        return await self._amend(guild, user, course, chapter, lambda mark: replace(mark, clarity=clarity))

    async def note(
        self, guild: GuildId, user: UserId, course: Course, chapter: ChapterId, note: str | None
    ) -> MemberProgress:
        """Record the *note* of *user* on *chapter* (None deletes it), as `rate` does."""
        return await self._amend(guild, user, course, chapter, lambda mark: replace(mark, note=note))

    async def undo(self, guild: GuildId, user: UserId, number: int) -> tuple[UndoResult, MarksChange | None]:
        """Take the change *number* of one's own marks back, if none of them was changed since; return it if so."""
        async with self._database.transaction(guild) as tx:
            if isinstance(found := await _own_change(tx, guild, user, number), UndoResult):
                return found, None
            record, change = found
            store = ProgressStore(tx)
            marks = await store.marks(guild, user, change.course)
            if any(marks.get(chapter) != change.after[chapter] for chapter in change.changed):
                return UndoResult.CHANGED, None
            for chapter in change.changed:
                await _put(store, guild, user, change, chapter, change.before[chapter])
            await UndoStore(tx).mark_undone(record, self._clock())
            queued = await self._on_marked(tx, guild, change.course)
        if queued:
            self._wake()
        return UndoResult.DONE, change

    async def member(self, guild: GuildId, user: UserId, course: Course) -> MemberProgress:
        """Return what *user* has watched of *course* in *guild*."""
        marks = await self._database.read(lambda tx: ProgressStore(tx).marks(guild, user, course.key))
        return MemberProgress(course, marks)

    async def guild(self, guild: GuildId, course: Course) -> GuildProgress:
        """Return what *guild* has watched of *course*."""
        return await self._database.read(lambda tx: _guild_progress(tx, guild, course))

    async def marked_since(self, guild: GuildId, course: Course, since: datetime) -> Mapping[datetime, int]:
        """Return how many marks members of *guild* have made since *since*, by about when."""
        return await self._database.read(lambda tx: ProgressStore(tx).marked_since(guild, course.key, since))

    async def report(self, guild: GuildId, course: Course) -> GroupReport:
        """Return what the members of *guild* together have done with *course*."""
        async with self._database.reading() as tx:
            store = ProgressStore(tx)
            said = await store.clarity_counts(guild, course.key)
            return GroupReport(
                course,
                await _guild_progress(tx, guild, course),
                await store.finishers(guild, course.key, course.listed_order),
                {chapter: Clearness.of(counts) for chapter, counts in said.items()},
            )

    async def board(self, guild: GuildId, user: UserId, course: Course, since: datetime) -> Board:
        """Return the board of *guild*, as *user* reads it; *since* begins what counts as lately."""
        async with self._database.reading() as tx:
            board = BoardStore(tx)
            return Board(
                course,
                tuple(await board.places(guild, course.key, course.listed_order, since, MOST_PLACES)),
                await _guild_progress(tx, guild, course),
                await ProgressStore(tx).finishers(guild, course.key, course.listed_order),
                await board.is_on(guild, user),
            )

    async def show_on_board(self, guild: GuildId, user: UserId, *, shown: bool) -> None:
        """Let the board of *guild* show *user*, or not."""
        async with self._database.transaction(guild) as tx:
            await (BoardStore(tx).join(guild, user, self._clock()) if shown else BoardStore(tx).leave(guild, user))

    async def remove_from_board(self, guild: GuildId, users: Iterable[UserId]) -> None:
        """Take *users*, who have left *guild*, off its board."""
        async with self._database.transaction(guild) as tx:
            for user in users:
                await BoardStore(tx).leave(guild, user)

    async def _change(
        self,
        guild: GuildId,
        user: UserId,
        course: Course,
        chapters: Iterable[ChapterId],
        draw: Callable[[Mark | None], Mark | None],
    ) -> tuple[MarksChange, UndoId | None, MemberProgress]:

        async def changed(tx: Transaction) -> tuple[MarksChange, UndoId | None, MemberProgress]:
            store = ProgressStore(tx)
            marks = await store.marks(guild, user, course.key)
            before = {chapter: marks.get(chapter) for chapter in chapters}
            change = MarksChange(course.key, before, {chapter: draw(mark) for chapter, mark in before.items()})
            for chapter in change.changed:
                await _put(store, guild, user, change, chapter, change.after[chapter])
            undo = await CHANGES.add(tx, guild, user, change, self._clock()) if change.changed else None
            after = marks | change.after
            return change, undo, MemberProgress(course, {chapter: mark for chapter, mark in after.items() if mark})

        return await self._marked(guild, course, changed)

    async def _amend(
        self, guild: GuildId, user: UserId, course: Course, chapter: ChapterId, amended: Callable[[Mark], Mark]
    ) -> MemberProgress:

        async def changed(tx: Transaction) -> MemberProgress:
            store = ProgressStore(tx)
            marks = await store.marks(guild, user, course.key)
            new = Mark(self._clock().replace(microsecond=0))
            marks[chapter] = amended(marks.get(chapter, new))
            await store.save(guild, user, course.key, chapter, marks[chapter])
            return MemberProgress(course, marks)

        return await self._marked(guild, course, changed)


async def _guild_progress(tx: Transaction, guild: GuildId, course: Course) -> GuildProgress:
    store = ProgressStore(tx)
    return GuildProgress(await store.watchers(guild, course.key), await store.counts(guild, course.key))


async def _own_change(
    tx: Transaction, guild: GuildId, user: UserId, number: int
) -> tuple[UndoId, MarksChange] | UndoResult:
    """Return the change *number*, if it is one that *user* made in *guild*; MISSING or ALREADY if it is not open."""
    if isinstance(found := await CHANGES.open(tx, guild, number), UndoResult):
        return found
    record, change = found
    return (record.id, change) if record.user == user else UndoResult.MISSING


async def _put(
    store: ProgressStore, guild: GuildId, user: UserId, change: MarksChange, chapter: ChapterId, mark: Mark | None
) -> None:
    """Let *chapter* have the *mark*, None for none."""
    if mark is None:
        await store.unmark(guild, user, change.course, chapter)
    else:
        await store.save(guild, user, change.course, chapter, mark)
