"""Which member watched which chapter, in which guild, as the store keeps it."""

from datetime import timedelta

from bot.ids import ChapterId, CourseId, GuildId, UserId
from bot.progress.model import Mark, Marking
from bot.progress.store import ProgressStore
from bot.storage.database import Database
from tests.storage.samples import CHAPTERS, COURSE, GUILD, LARGEST_ID, NOW, OTHER_COURSE, OTHER_GUILD, OTHER_USER, USER

ONE, TWO, THREE, *_ = CHAPTERS


async def mark(store: ProgressStore, user: UserId, *chapters: ChapterId) -> None:
    """Mark *chapters* as watched, in the tests' guild and course."""
    for chapter in chapters:
        assert await store.mark(GUILD, user, COURSE, chapter, NOW) == Marking(None, Mark(NOW))


async def watched(
    store: ProgressStore, guild: GuildId, user: UserId, course: CourseId, *, together: bool = False
) -> set[ChapterId]:
    """Return the chapters that *user* has marked, or only those watched *together*."""
    return {chapter for chapter, mark in (await store.marks(guild, user, course)).items() if mark.together >= together}


async def test_nobody_has_watched_anything_at_first(database: Database) -> None:
    """There are no chapters, counts or watchers."""
    async with database.transaction() as tx:
        assert await watched(ProgressStore(tx), GUILD, USER, COURSE) == set()
        assert await ProgressStore(tx).counts(GUILD, COURSE) == {}
        assert await ProgressStore(tx).watchers(GUILD, COURSE) == 0


async def test_a_mark_is_remembered_and_taken_off(database: Database) -> None:
    """Both calls say what was there before."""
    async with database.transaction() as tx:
        await mark(ProgressStore(tx), USER, ONE)
        again = await ProgressStore(tx).mark(GUILD, USER, COURSE, ONE, NOW + timedelta(days=1))
        assert again == Marking(Mark(NOW), Mark(NOW))
        assert again.is_none
        assert await watched(ProgressStore(tx), GUILD, USER, COURSE) == {ONE}
        assert await ProgressStore(tx).unmark(GUILD, USER, COURSE, ONE) == Mark(NOW)
        assert await ProgressStore(tx).unmark(GUILD, USER, COURSE, ONE) is None
        assert await watched(ProgressStore(tx), GUILD, USER, COURSE) == set()


async def test_a_second_mark_keeps_the_first_time(database: Database) -> None:
    """So a press on an old post does not change it."""
    async with database.transaction() as tx:
        await mark(ProgressStore(tx), USER, ONE)
        await ProgressStore(tx).mark(GUILD, USER, COURSE, ONE, NOW + timedelta(days=1))
        (row,) = await ProgressStore(tx).export_user(USER)
    assert row["watched_at"] == int(NOW.timestamp())


async def test_chapters_watched_together_are_told_apart(database: Database) -> None:
    """A mark of one's own can become one of a watch party, not the reverse; unmarking deletes both."""
    async with database.transaction() as tx:
        progress = ProgressStore(tx)
        await mark(progress, USER, ONE)
        assert await watched(progress, GUILD, USER, COURSE, together=True) == set()
        joined = await progress.mark(GUILD, USER, COURSE, ONE, NOW + timedelta(days=1), together=True)
        assert joined == Marking(Mark(NOW), Mark(NOW, together=True))
        new = await progress.mark(GUILD, USER, COURSE, TWO, NOW, together=True)
        assert new == Marking(None, Mark(NOW, together=True))
        assert (await progress.mark(GUILD, USER, COURSE, TWO, NOW)).after == Mark(NOW, together=True)
        assert await watched(progress, GUILD, USER, COURSE, together=True) == {ONE, TWO}
        assert await watched(progress, GUILD, OTHER_USER, COURSE, together=True) == set()
        assert await progress.unmark(GUILD, USER, COURSE, ONE) == Mark(NOW, together=True)
        assert await watched(progress, GUILD, USER, COURSE, together=True) == {TWO}


async def test_marks_belong_to_one_member_guild_and_course(database: Database) -> None:
    """The same chapter elsewhere is another mark."""
    places = [
        (GUILD, USER, COURSE),
        (OTHER_GUILD, USER, COURSE),
        (GUILD, OTHER_USER, COURSE),
        (GUILD, USER, OTHER_COURSE),
    ]
    async with database.transaction() as tx:
        for place in places:
            assert await watched(ProgressStore(tx), *place) == set()
            assert (await ProgressStore(tx).mark(*place, ONE, NOW)).before is None
        for place in places:
            assert await ProgressStore(tx).unmark(*place, ONE)
            assert await watched(ProgressStore(tx), *place) == set()


async def test_counts_are_per_chapter_and_watchers_are_counted_once(database: Database) -> None:
    """Two watched the first chapter and one of them the second: two people."""
    async with database.transaction() as tx:
        await mark(ProgressStore(tx), USER, ONE, TWO)
        await mark(ProgressStore(tx), OTHER_USER, ONE)
        await ProgressStore(tx).mark(OTHER_GUILD, UserId(99), COURSE, TWO, NOW)
        await ProgressStore(tx).mark(GUILD, UserId(99), OTHER_COURSE, TWO, NOW)
        assert await ProgressStore(tx).counts(GUILD, COURSE) == {ONE: 2, TWO: 1}
        assert await ProgressStore(tx).watchers(GUILD, COURSE) == 2
        assert await ProgressStore(tx).first_watchers(GUILD, COURSE, ONE, 9) == [USER, OTHER_USER]
        assert await ProgressStore(tx).first_watchers(GUILD, COURSE, ONE, 1) == [USER]
        assert [
            await ProgressStore(tx).finishers(GUILD, COURSE, keys) for keys in ([ONE], [ONE, TWO], [ONE, TWO, THREE])
        ] == [2, 1, 0]


async def test_whoever_takes_every_mark_off_is_no_watcher(database: Database) -> None:
    """A chapter without marks has no count."""
    async with database.transaction() as tx:
        await mark(ProgressStore(tx), USER, ONE)
        await ProgressStore(tx).unmark(GUILD, USER, COURSE, ONE)
        assert await ProgressStore(tx).counts(GUILD, COURSE) == {}
        assert await ProgressStore(tx).watchers(GUILD, COURSE) == 0


async def test_discords_largest_ids_fit(database: Database) -> None:
    guild, user = GuildId(LARGEST_ID), UserId(LARGEST_ID - 1)
    async with database.transaction() as tx:
        await ProgressStore(tx).mark(guild, user, COURSE, ONE, NOW)
        assert await watched(ProgressStore(tx), guild, user, COURSE) == {ONE}
        assert await watched(ProgressStore(tx), guild, UserId(LARGEST_ID), COURSE) == set()


async def test_a_mark_is_found_and_can_become_one_of_watching_alone(database: Database) -> None:
    """A chapter without a mark gets none by that."""
    async with database.transaction() as tx:
        progress = ProgressStore(tx)
        await progress.mark(GUILD, USER, COURSE, ONE, NOW, together=True)
        assert await progress.find(GUILD, USER, COURSE, ONE) == Mark(NOW, together=True)
        for chapter in (ONE, TWO):
            await progress.mark_alone(GUILD, USER, COURSE, chapter)
        assert await progress.find(GUILD, USER, COURSE, ONE) == Mark(NOW)
        assert await progress.find(GUILD, USER, COURSE, TWO) is None
