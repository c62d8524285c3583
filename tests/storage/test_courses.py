"""Courses come back from the database as they were, keep their keys whatever becomes of files, and stay at home."""

import asyncio
from pathlib import Path

import pytest

from bot.courses.drafts import COURSE_DRAFTS_KEPT, CourseDraft
from bot.courses.model import FIRST_COURSE, MOST_COURSES, MOST_TAUGHT, Course, course_ref
from bot.courses.revision import CourseEdit
from bot.courses.service import AddResult, CourseService, name_number
from bot.courses.store import CourseDraftStore, CourseStore
from bot.ids import ChapterId, CourseId, GuildId, UserId
from bot.storage.database import Database, open_database
from bot.storage.rows import Transaction
from tests.storage.samples import GUILD, LARGEST_ID, NOW, OTHER_GUILD, OTHER_USER, SECOND, USER

OWN = CourseId(f"g{GUILD}-1")
FILE, OTHER_FILE = CourseId("bread"), CourseId("knots")


def course(lessons: str, key: CourseId = OWN) -> Course:
    """Return a course of a lesson for each letter of *lessons*."""
    listed = [
        {"number": number, "title": letter, "address": f"https://lessons.example/{letter}"}
        for number, letter in enumerate(lessons, 1)
    ]
    return Course.model_validate({"id": key, "title": {"en": key}, "chapters": listed})


def service(database: Database, *files: Course) -> CourseService:
    """Return a service that knows *files*, or one of the first course."""
    return CourseService(database, files or (course("ab", FIRST_COURSE),), lambda: NOW)


async def unfollowed(_tx: Transaction, _edit: CourseEdit) -> None:
    """Let no schedule follow an edit."""


async def begin(courses: CourseService, draft: CourseDraft) -> int:
    """Save *draft*; return the number of the card that shows it, 0 if what it edits is not there."""
    found = await courses.begin_draft(draft)
    return 0 if found is None else found.seen


async def add(courses: CourseService, lessons: str, guild: GuildId = GUILD, user: UserId = USER) -> Course:
    """Let *user* bring a course to *guild*."""
    draft = CourseDraft(guild, user, course(lessons, CourseId("new")))
    result, edit = await courses.use_draft(guild, user, await begin(courses, draft), beside=(), follow=unfollowed)
    assert result is AddResult.DONE
    assert edit is not None
    return edit.after


async def edit(courses: CourseService, key: CourseId, lessons: str, guild: GuildId = GUILD) -> AddResult:
    """Let somebody edit the course *key* of *guild*; return what came of it."""
    draft = CourseDraft(guild, USER, course(lessons, key), key)
    return (await courses.use_draft(guild, USER, await begin(courses, draft), beside=(), follow=unfollowed))[0]


def keys(of: Course) -> dict[str, int]:
    """Return the keys of the lessons of *of*, by their titles."""
    return {chapter.title: chapter.key for chapter in of.chapters}


async def test_lessons_of_files_keep_their_keys_from_start_to_start(database: Database) -> None:
    """Also where the file was missing in between, and lessons came, went and came back."""
    first = service(database, course("abc", FILE))
    await first.sync()
    second = service(database, course("xca", FILE))
    await second.sync()
    assert keys(second.default) == {"x": 4, "c": 3, "a": 1}
    await service(database, course("ab", FIRST_COURSE)).sync()
    third = service(database, course("bxc", FILE))
    await third.sync()
    assert keys(third.default) == {"b": 2, "x": 4, "c": 3}
    assert [chapter.title for chapter in third.default.archived] == ["a"]


async def test_a_start_with_the_same_file_changes_nothing(database: Database) -> None:
    courses = service(database, course("abc", FILE))
    await courses.sync()
    before = (await _stored(database), courses.default)
    again = service(database, course("abc", FILE))
    await again.sync()
    assert (await _stored(database), again.default) == before


async def _stored(database: Database) -> object:
    async with database.reading() as tx:
        return await CourseStore(tx).get(FILE)


async def test_two_processes_that_start_at_once_give_the_same_keys(database: Database, path: Path) -> None:
    """As when one replaces the other: whichever is later reads what the first has stored."""
    async with open_database(path) as other:
        one, two = service(database, course("abc", FILE)), service(other, course("cabd", FILE))
        await asyncio.gather(one.sync(), two.sync())
        assert {title: keys(two.default)[title] for title in "abc"} == keys(one.default)


async def test_a_course_whose_file_is_missing_has_nothing_to_post(database: Database) -> None:
    """Its lessons are known by what was last seen of them, and buttons find none."""
    await service(database, course("ab", FIRST_COURSE), course("xy", FILE)).sync()
    courses = service(database, course("ab", FIRST_COURSE))
    await courses.sync()
    missing = await courses.get(FILE)
    assert missing.is_gone
    assert missing.get(1) is None
    assert [missing.chapter(chapter.key).title for chapter in missing.archived] == ["x", "y"]
    by_ref = await courses.by_ref(course_ref(FILE), GUILD)
    assert by_ref is not None
    assert by_ref.is_gone
    assert (await courses.of_guild(GUILD)).get(FILE) is None
    assert (await courses.get(CourseId("never-seen"))).is_gone
    assert (await courses.get(CourseId("never-seen"))).title.en == "never-seen"


async def test_old_buttons_mean_the_first_course_also_without_its_file(database: Database) -> None:
    courses = service(database, course("xy", FILE))
    await courses.sync()
    found = await courses.by_ref(0, GUILD)
    assert found is not None
    assert found.key == FIRST_COURSE
    assert found.is_gone


async def test_a_course_is_found_by_its_number_in_its_server_only(database: Database) -> None:
    courses = service(database)
    own = await add(courses, "abc")
    found = await courses.by_ref(own.ref, GUILD)
    assert found is not None
    assert found == own
    assert await courses.by_ref(own.ref, OTHER_GUILD) is None
    assert await courses.by_ref(own.ref, None) is None
    for ref in (1, own.ref + 1, LARGEST_ID, LARGEST_ID + 1, 10**20 - 1):
        assert await courses.by_ref(ref, GUILD) is None


async def test_a_server_has_five_courses_each_with_an_id_of_its_own(database: Database) -> None:
    """An id is not given twice, though a course was removed; another server has as many."""
    courses, lessons = service(database), "abcdefgh"
    added = [await add(courses, lesson) for lesson in lessons[:MOST_COURSES]]
    first = int(NOW.timestamp())
    assert [each.id for each in added] == [f"g{GUILD}-{first + place}" for place in range(MOST_COURSES)]
    draft = CourseDraft(GUILD, USER, course("z", CourseId("new")))
    seen = await begin(courses, draft)
    assert await courses.use_draft(GUILD, USER, seen, beside=(), follow=unfollowed) == (AddResult.FULL, None)
    assert await courses.draft(GUILD, USER) == draft
    assert await courses.remove(GUILD, added[1].key)
    assert (await add(courses, "z")).id == f"g{GUILD}-{first + MOST_COURSES}"
    assert (await add(courses, "a", OTHER_GUILD)).id == f"g{OTHER_GUILD}-{first}"


async def test_a_course_that_is_brought_again_is_the_one_that_was_removed(database: Database) -> None:
    """If at least half of its lessons are; a fifth is refused then as well."""
    courses = service(database)
    own = await add(courses, "abcd")
    assert await courses.remove(GUILD, own.key)
    again = await add(courses, "bxca")
    assert again.key == own.key
    assert keys(again) == {"b": 2, "x": 5, "c": 3, "a": 1}
    assert [chapter.title for chapter in again.archived] == ["d"]
    assert await courses.remove(GUILD, own.key)
    assert (await add(courses, "apqr")).key != own.key
    assert (await add(courses, "abcd", OTHER_GUILD)).key != own.key


async def test_only_a_servers_own_course_is_edited_or_removed(database: Database) -> None:
    """Not another's, one of a file, one that was removed, or one that never was."""
    courses = service(database)
    own = await add(courses, "abc")
    assert await edit(courses, own.key, "xyz", OTHER_GUILD) is AddResult.GONE
    assert await edit(courses, FIRST_COURSE, "xyz") is AddResult.GONE
    assert await edit(courses, CourseId("never-seen"), "xyz") is AddResult.GONE
    assert not await courses.remove(OTHER_GUILD, own.key)
    assert not await courses.remove(GUILD, FIRST_COURSE)
    assert (await courses.get(own.key)) == own
    assert await courses.remove(GUILD, own.key)
    assert not await courses.remove(GUILD, own.key)
    assert await edit(courses, own.key, "xyz") is AddResult.GONE
    assert (await courses.get(own.key)).is_gone


async def test_an_edit_keeps_whose_a_course_is_and_since_when(database: Database) -> None:
    courses = service(database)
    own = await add(courses, "abc")
    assert await edit(courses, own.key, "cax") is AddResult.DONE
    assert keys(await courses.get(own.key)) == {"c": 3, "a": 1, "x": 4}
    assert list(await courses.own(GUILD)) == [await courses.get(own.key)]
    async with database.reading() as tx:
        (exported,) = await CourseStore(tx).export_user(USER)
    assert exported["added_course"] == own.key


async def test_what_was_shown_is_used_once(database: Database) -> None:
    """Not another upload, not after a cancel, and not by somebody else."""
    courses = service(database)
    first, second = (CourseDraft(GUILD, USER, course(lessons, CourseId("new"))) for lessons in ("abc", "abd"))
    shown_first, shown = await begin(courses, first), await begin(courses, second)
    gone = AddResult.GONE, None
    assert await courses.use_draft(GUILD, USER, shown_first, beside=(), follow=unfollowed) == gone
    assert await courses.use_draft(GUILD, OTHER_USER, shown, beside=(), follow=unfollowed) == gone
    assert await courses.use_draft(OTHER_GUILD, USER, shown, beside=(), follow=unfollowed) == gone
    assert (await courses.use_draft(GUILD, USER, shown, beside=(), follow=unfollowed))[0] is AddResult.DONE
    assert await courses.use_draft(GUILD, USER, shown, beside=(), follow=unfollowed) == gone
    await courses.begin_draft(first)
    await courses.drop_draft(GUILD, USER)
    assert await courses.draft(GUILD, USER) is None
    assert await courses.use_draft(GUILD, USER, shown_first, beside=(), follow=unfollowed) == gone


async def test_an_edit_of_what_was_edited_since_it_was_shown_is_not_made(database: Database) -> None:
    """Two organisers at once do not undo each other's edits unseen."""
    courses = service(database)
    own = await add(courses, "abc")
    shown = await begin(courses, CourseDraft(GUILD, OTHER_USER, course("ab", own.key), own.key))
    assert await edit(courses, own.key, "abd") is AddResult.DONE
    gone = await courses.use_draft(GUILD, OTHER_USER, shown, beside=(), follow=unfollowed)
    assert gone == (AddResult.GONE, None)
    assert keys(await courses.get(own.key)) == {"a": 1, "b": 2, "d": 4}


async def test_a_draft_comes_back_as_it_was(database: Database) -> None:
    draft = CourseDraft(GUILD, USER, course("abc", OWN), OWN)
    async with database.transaction() as tx:
        await CourseDraftStore(tx).save(draft, NOW)
        kept = await CourseDraftStore(tx).get(GUILD, USER)
    assert kept == draft


async def test_drafts_that_nobody_uses_are_deleted(database: Database) -> None:
    later = NOW + COURSE_DRAFTS_KEPT + SECOND
    await service(database).begin_draft(CourseDraft(GUILD, USER, course("abc")))
    await CourseService(database, (course("a", FILE),), lambda: later).begin_draft(
        CourseDraft(OTHER_GUILD, USER, course("abd"))
    )
    assert await service(database).draft(GUILD, USER) is None
    assert await service(database).draft(OTHER_GUILD, USER) is not None


async def test_a_failed_edit_changes_nothing(database: Database) -> None:
    """What schedules make of an edit is in its transaction."""

    async def failing(_tx: Transaction, _edit: CourseEdit) -> None:
        raise LookupError

    courses = service(database)
    own = await add(courses, "abc")
    draft = CourseDraft(GUILD, USER, course("xyz", own.key), own.key)
    seen = await begin(courses, draft)
    with pytest.raises(LookupError):
        await courses.use_draft(GUILD, USER, seen, beside=(), follow=failing)
    assert await courses.get(own.key) == own
    assert await courses.draft(GUILD, USER) == draft


async def test_a_server_uses_what_it_has_chosen_of_what_there_is(database: Database) -> None:
    """Courses of files come first; what was removed, or is another's, is not used."""
    courses = service(database, course("ab", FIRST_COURSE), course("xy", FILE), course("z", OTHER_FILE))
    await courses.sync()
    assert (await courses.of_guild(GUILD)).chosen == (courses.default,)
    own, other = await add(courses, "abc"), await add(courses, "abd", OTHER_GUILD)
    assert [each.key for each in (await courses.of_guild(GUILD)).chosen] == [own.key]
    chosen = await courses.choose(GUILD, [own.key, OTHER_FILE, other.key, CourseId("never-seen"), OTHER_FILE])
    assert [each.key for each in chosen.chosen] == [OTHER_FILE, own.key]
    assert chosen.main.key == OTHER_FILE
    assert (await courses.choose(GUILD, [other.key])).chosen == chosen.chosen
    assert await courses.choose(GUILD, []) == chosen
    assert await courses.remove(GUILD, own.key)
    assert [each.key for each in (await courses.of_guild(GUILD)).chosen] == [OTHER_FILE]
    without = service(database, course("ab", FIRST_COURSE))
    assert (await without.of_guild(GUILD)).chosen == (without.default,)
    assert (await courses.of_guild(None)).chosen == (courses.default,)


async def test_a_course_is_called_by_its_id_or_title(database: Database) -> None:
    """In any case and language, or by a part that no other has."""
    bilingual = course("ab", FILE).model_copy(
        update={"title": course("a").title.model_copy(update={"en": "Baking bread", "pt": "Pão"})}
    )
    knots = course("x", OTHER_FILE).model_copy(
        update={"title": course("a").title.model_copy(update={"en": "Baking knots"})}
    )
    found = await service(database, bilingual, knots).of_guild(GUILD)
    for typed in ("bread", "BAKING BREAD", " pao ", "p\u00e3o", "ing br"):
        assert found.named(typed) == bilingual, typed
    for typed in ("", " ", "baking", "cheese", "\u202e", "%"):
        assert found.named(typed) is None, typed


async def test_nobody_is_kept_once_they_are_forgotten(database: Database) -> None:
    """A course stays without the name of who added it; what they only uploaded goes."""
    courses = service(database)
    own = await add(courses, "abc")
    await courses.begin_draft(CourseDraft(GUILD, USER, course("abd")))
    async with database.transaction() as tx:
        for store in (CourseStore, CourseDraftStore):
            await store(tx).delete_user(USER)
            assert await store(tx).export_user(USER) == []
    assert await courses.get(own.key) == own
    assert await courses.draft(GUILD, USER) is None
    async with database.transaction() as tx:
        for store in (CourseStore, CourseDraftStore):
            await store(tx).delete_guild(GUILD)
    assert list(await courses.own(GUILD)) == []
    assert await courses.by_ref(own.ref, GUILD) is None
    assert (await courses.of_guild(GUILD)).chosen == (courses.default,)


async def test_what_is_taught_moves_goes_and_has_an_end(database: Database) -> None:
    """Only of lessons that there are, and in courses that the server brought."""
    courses = service(database)
    key = (await add(courses, "abc")).key
    taught = await courses.teach(GUILD, key, "Rye", ChapterId(1))
    taught = await courses.teach(GUILD, key, "rye", ChapterId(2))
    assert taught is not None
    assert [(each.name, each.chapter) for each in taught.taught] == [("rye", 2)]
    assert await courses.teach(GUILD, key, "spelt", ChapterId(9)) is None
    assert await courses.teach(OTHER_GUILD, key, "spelt", ChapterId(1)) is None
    for number in range(MOST_TAUGHT - 1):
        assert await courses.teach(GUILD, key, f"word {number}", ChapterId(1)) is not None
    assert await courses.teach(GUILD, key, "one more", ChapterId(1)) is None
    untaught = await courses.unteach(GUILD, key, name_number("RYE"))
    assert untaught is not None
    assert len(untaught.taught) == MOST_TAUGHT - 1
    assert await courses.unteach(GUILD, key, name_number("RYE")) is None
