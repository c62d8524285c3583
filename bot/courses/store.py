"""Courses that servers brought, what was last seen of those in files, and which ones a server has chosen, in SQLite."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import count

from bot.courses.drafts import CourseDraft
from bot.courses.model import Course, course_ref
from bot.ids import LARGEST_ID, CourseId, GuildId, UserId
from bot.storage.rows import Parameters, Row, Store, all_rows, change, one_row, to_seconds

CACHED = 64
"""Courses kept in memory besides those in files."""
SAVE = """
INSERT INTO course (course_id, guild_id, organiser_id, ref, content, added_at)
VALUES (:course, :guild, :organiser, :ref, :content, :now)
ON CONFLICT (course_id) DO UPDATE
SET content = excluded.content, removed_at = NULL
"""
GET = "SELECT guild_id, content, removed_at FROM course WHERE course_id = :course"
BY_REF = """
SELECT guild_id, content, removed_at FROM course
WHERE ref = :ref AND (guild_id IS NULL OR guild_id = :guild) ORDER BY guild_id IS NULL DESC, course_id LIMIT 1
"""
OF_GUILD = """
SELECT guild_id, content, removed_at FROM course WHERE guild_id = :guild AND removed_at IS NULL
ORDER BY added_at, course_id
"""
REMOVED = """
SELECT content FROM course WHERE guild_id = :guild AND removed_at IS NOT NULL ORDER BY removed_at DESC, course_id
"""
IDS_OF_GUILD = "SELECT course_id FROM course WHERE guild_id = :guild"
REMOVE = "UPDATE course SET removed_at = :now WHERE course_id = :course AND guild_id = :guild AND removed_at IS NULL"
CHOSEN = "SELECT course_id FROM course_choice WHERE guild_id = :guild ORDER BY course_id"
CLEAR_CHOICE = "DELETE FROM course_choice WHERE guild_id = :guild"
CHOOSE = "INSERT INTO course_choice (guild_id, course_id) VALUES (:guild, :course)"
SAVE_DRAFT = """
INSERT INTO course_draft (guild_id, user_id, course_id, content, changed_at)
VALUES (:guild, :user, :course, :content, :now)
ON CONFLICT (guild_id, user_id) DO UPDATE
SET course_id = excluded.course_id, content = excluded.content, changed_at = excluded.changed_at
"""
GET_DRAFT = "SELECT course_id, content FROM course_draft WHERE guild_id = :guild AND user_id = :user"
DROP_DRAFT = "DELETE FROM course_draft WHERE guild_id = :guild AND user_id = :user"
PRUNE_DRAFTS = "DELETE FROM course_draft WHERE changed_at < :before"
DELETE_DRAFTS_OF_GUILD = "DELETE FROM course_draft WHERE guild_id = :guild"
DELETE_DRAFTS_OF_USER = "DELETE FROM course_draft WHERE user_id = :user"
EXPORT_DRAFTS = """
SELECT guild_id, content AS uploaded_course, changed_at FROM course_draft WHERE user_id = :user ORDER BY guild_id
"""
DELETE_GUILD = "DELETE FROM course WHERE guild_id = :guild"
DELETE_USER = "UPDATE course SET organiser_id = NULL WHERE organiser_id = :user"
EXPORT_USER = """
SELECT guild_id, course_id AS added_course, added_at FROM course WHERE organiser_id = :user ORDER BY course_id
"""


@dataclass(frozen=True, slots=True)
class StoredCourse:
    """A course as it is stored: whose it is (*guild*, None for one of a file), and whether it *is_removed*."""

    guild: GuildId | None
    course: Course
    is_removed: bool


class CourseStore(Store):
    """Keeps courses in the table `course`, and the choices of guilds in `course_choice`."""

    delete_user_sql = DELETE_USER
    export_user_sql = EXPORT_USER

    async def delete_guild(self, guild: GuildId) -> None:
        """Delete the courses that *guild* brought, and its choice."""
        await change(self._connection, DELETE_GUILD, {"guild": guild})
        await change(self._connection, CLEAR_CHOICE, {"guild": guild})

    async def save(
        self, course: Course, guild: GuildId | None = None, by: UserId | None = None, now: datetime | None = None
    ) -> None:
        """Insert *course*, that *by* added to *guild* at *now*, or one of a file; or replace what it was before.

        Whose it is, and since when, stays.
        """
        parameters: Parameters = {
            "course": course.key,
            "guild": guild,
            "organiser": by,
            "ref": course_ref(course.key),
            "content": course.model_dump_json(exclude_defaults=True),
            "now": None if now is None else to_seconds(now),
        }
        await change(self._connection, SAVE, parameters)

    async def get(self, course: CourseId) -> StoredCourse | None:
        """Return *course* as it is stored, removed or not."""
        return _stored(await one_row(self._connection, GET, {"course": course}))

    async def by_ref(self, ref: int, guild: GuildId | None) -> StoredCourse | None:
        """Return the course that buttons call *ref*, if it is one of a file or of *guild*."""
        if ref > LARGEST_ID:
            return None
        return _stored(await one_row(self._connection, BY_REF, {"ref": ref, "guild": guild}))

    async def of_guild(self, guild: GuildId) -> Sequence[Course]:
        """Return the courses that *guild* brought and has not removed, the oldest first."""
        rows = await all_rows(self._connection, OF_GUILD, {"guild": guild})
        return [_parsed(row["content"]) for row in rows]

    async def removed(self, guild: GuildId) -> Sequence[Course]:
        """Return the courses that *guild* brought and has removed, the latest first."""
        rows = await all_rows(self._connection, REMOVED, {"guild": guild})
        return [_parsed(row["content"]) for row in rows]

    async def free_id(self, guild: GuildId, now: datetime) -> CourseId:
        """Return an id for a new course of *guild*, which no course of it has or had.

        It says when the course was added, *now*: a number that counts would be given again after a restored copy of
        the database, where buttons that are out there bear it.
        """
        taken = {row["course_id"] for row in await all_rows(self._connection, IDS_OF_GUILD, {"guild": guild})}
        wished = (CourseId(f"g{guild}-{number}") for number in count(to_seconds(now)))
        return next(each for each in wished if each not in taken)

    async def remove(self, guild: GuildId, course: CourseId, now: datetime) -> bool:
        """Mark *course* of *guild* as removed; false if it is not there any more."""
        parameters: Parameters = {"guild": guild, "course": course, "now": to_seconds(now)}
        return bool(await change(self._connection, REMOVE, parameters))

    async def chosen(self, guild: GuildId) -> Sequence[CourseId]:
        """Return the courses that *guild* has chosen; none if it has chosen nothing."""
        return [CourseId(row["course_id"]) for row in await all_rows(self._connection, CHOSEN, {"guild": guild})]

    async def choose(self, guild: GuildId, courses: Sequence[CourseId]) -> None:
        """Let *courses* be those that *guild* has chosen."""
        await change(self._connection, CLEAR_CHOICE, {"guild": guild})
        for course in courses:
            await change(self._connection, CHOOSE, {"guild": guild, "course": course})


class CourseDraftStore(Store):
    """Keeps what organisers have uploaded in the table `course_draft`, one a guild and person."""

    delete_guild_sql = DELETE_DRAFTS_OF_GUILD
    delete_user_sql = DELETE_DRAFTS_OF_USER
    export_user_sql = EXPORT_DRAFTS

    async def save(self, draft: CourseDraft, now: datetime) -> None:
        """Save *draft* in place of an earlier one of the same guild and person."""
        parameters: Parameters = {
            "guild": draft.guild,
            "user": draft.user,
            "course": draft.edits,
            "content": draft.course.model_dump_json(exclude_defaults=True),
            "now": to_seconds(now),
        }
        await change(self._connection, SAVE_DRAFT, parameters)

    async def get(self, guild: GuildId, user: UserId) -> CourseDraft | None:
        """Return what *user* has uploaded to *guild*, if that is not used yet."""
        row = await one_row(self._connection, GET_DRAFT, {"guild": guild, "user": user})
        return None if row is None else CourseDraft(guild, user, _parsed(row["content"]), row["course_id"])

    async def drop(self, guild: GuildId, user: UserId) -> None:
        """Delete what *user* has uploaded to *guild*."""
        await change(self._connection, DROP_DRAFT, {"guild": guild, "user": user})

    async def prune(self, before: datetime) -> None:
        """Delete what nobody has used since *before*."""
        await change(self._connection, PRUNE_DRAFTS, {"before": to_seconds(before)})


@lru_cache(maxsize=CACHED)
def _parsed(content: str) -> Course:
    """Return the course that *content* describes; cached, since most questions in a server are about the same."""
    return Course.model_validate_json(content)


def _stored(row: Row | None) -> StoredCourse | None:
    if row is None:
        return None
    return StoredCourse(row["guild_id"], _parsed(row["content"]), row["removed_at"] is not None)
