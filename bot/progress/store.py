"""Which chapters members have watched, in SQLite."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime

import aiosqlite

from bot.ids import ChapterId, CourseId, GuildId, UserId
from bot.progress.model import Mark, Marking
from bot.storage.rows import Parameters, Store, all_rows, change, one_row, to_instant, to_seconds

SAVE = """
INSERT INTO watched (guild_id, user_id, course_id, chapter, watched_at, together, clarity, note)
VALUES (:guild, :user, :course, :chapter, :at, :together, :clarity, :note)
ON CONFLICT (guild_id, user_id, course_id, chapter) DO UPDATE
SET watched_at = excluded.watched_at, together = excluded.together, clarity = excluded.clarity, note = excluded.note
"""
FIND = """
SELECT watched_at, together, clarity, note FROM watched
WHERE guild_id = :guild AND user_id = :user AND course_id = :course AND chapter = :chapter
"""
UNMARK = """
DELETE FROM watched
WHERE guild_id = :guild AND user_id = :user AND course_id = :course AND chapter = :chapter
RETURNING watched_at, together, clarity, note
"""
OF_MEMBER = """
SELECT chapter, watched_at, together, clarity, note FROM watched
WHERE guild_id = :guild AND user_id = :user AND course_id = :course
"""
COUNTS = """
SELECT chapter, count(*) AS watchers FROM watched
WHERE guild_id = :guild AND course_id = :course GROUP BY chapter
"""
WATCHERS = """
SELECT count(DISTINCT user_id) AS watchers FROM watched WHERE guild_id = :guild AND course_id = :course
"""
WHO = """
SELECT user_id FROM watched WHERE guild_id = :guild AND course_id = :course AND chapter = :chapter
ORDER BY watched_at, user_id LIMIT :limit
"""
FINISHERS = """
SELECT user_id FROM watched WHERE guild_id = :guild AND course_id = :course AND :keys LIKE '%,' || chapter || ',%'
GROUP BY user_id HAVING count(*) = :chapters
"""
DELETE_GUILD = "DELETE FROM watched WHERE guild_id = :guild"
DELETE_USER = "DELETE FROM watched WHERE user_id = :user"
EXPORT_USER = """
SELECT guild_id, course_id, chapter, watched_at, together, clarity, note FROM watched
WHERE user_id = :user ORDER BY guild_id, course_id, chapter
"""


class ProgressStore(Store):
    """Keeps the marks of watched chapters, one a member, guild and chapter, in the table `watched`."""

    delete_guild_sql = DELETE_GUILD
    delete_user_sql = DELETE_USER
    export_user_sql = EXPORT_USER

    async def mark(
        self,
        guild: GuildId,
        user: UserId,
        course: CourseId,
        chapter: ChapterId,
        now: datetime,
        *,
        together: bool = False,
    ) -> Marking:
        """Record that *user* watched *chapter*, alone or *together* at a party; a mark from before keeps the rest."""
        before = await self.find(guild, user, course, chapter)
        after = replace(
            before or Mark(to_instant(to_seconds(now))), together=together or bool(before and before.together)
        )
        if after != before:
            await self.save(guild, user, course, chapter, after)
        return Marking(before, after)

    async def save(self, guild: GuildId, user: UserId, course: CourseId, chapter: ChapterId, mark: Mark) -> None:
        """Insert the *mark* that *user* gives *chapter*, in place of the one that they gave it before."""
        parameters: Parameters = {"guild": guild, "user": user, "course": course, "chapter": chapter}
        of_mark: Parameters = {**asdict(mark), "at": to_seconds(mark.at)}
        await change(self._connection, SAVE, {**parameters, **of_mark})

    async def unmark(self, guild: GuildId, user: UserId, course: CourseId, chapter: ChapterId) -> Mark | None:
        """Delete the mark that *user* watched *chapter*, and return it; None if there was none."""
        parameters: Parameters = {"guild": guild, "user": user, "course": course, "chapter": chapter}
        return _mark(await one_row(self._connection, UNMARK, parameters))

    async def mark_alone(self, guild: GuildId, user: UserId, course: CourseId, chapter: ChapterId) -> None:
        """Let a mark of *chapter*, if *user* has one, not be one of watching it together any more."""
        if (found := await self.find(guild, user, course, chapter)) is not None:
            await self.save(guild, user, course, chapter, replace(found, together=False))

    async def find(self, guild: GuildId, user: UserId, course: CourseId, chapter: ChapterId) -> Mark | None:
        """Return the mark that *user* watched *chapter*, if any."""
        key: Parameters = {"guild": guild, "user": user, "course": course, "chapter": chapter}
        return _mark(await one_row(self._connection, FIND, key))

    async def marks(self, guild: GuildId, user: UserId, course: CourseId) -> dict[ChapterId, Mark]:
        """Return every mark of *user* by its chapter."""
        parameters: Parameters = {"guild": guild, "user": user, "course": course}
        rows = await all_rows(self._connection, OF_MEMBER, parameters)
        return {ChapterId(row["chapter"]): _read(row) for row in rows}

    async def counts(self, guild: GuildId, course: CourseId) -> Mapping[ChapterId, int]:
        """Return how many members of *guild* have watched each chapter; those that nobody watched are left out."""
        rows = await all_rows(self._connection, COUNTS, {"guild": guild, "course": course})
        return {ChapterId(row["chapter"]): int(row["watchers"]) for row in rows}

    async def watchers(self, guild: GuildId, course: CourseId) -> int:
        """Return how many members of *guild* have watched at least one chapter of *course*."""
        row = await one_row(self._connection, WATCHERS, {"guild": guild, "course": course})
        return 0 if row is None else int(row["watchers"])

    async def first_watchers(
        self, guild: GuildId, course: CourseId, chapter: ChapterId, limit: int
    ) -> Sequence[UserId]:
        """Return at most *limit* members who have watched *chapter*, the earliest first."""
        parameters: Parameters = {"guild": guild, "course": course, "chapter": chapter, "limit": limit}
        return [UserId(row["user_id"]) for row in await all_rows(self._connection, WHO, parameters)]

    async def finishers(self, guild: GuildId, course: CourseId, chapters: Collection[ChapterId]) -> int:
        """Return how many members of *guild* have watched all *chapters* of *course*."""
        keys = f",{','.join(map(str, chapters))},"
        parameters: Parameters = {"guild": guild, "course": course, "chapters": len(chapters), "keys": keys}
        return len(await all_rows(self._connection, FINISHERS, parameters))


def _mark(row: aiosqlite.Row | None) -> Mark | None:
    return None if row is None else _read(row)


def _read(row: aiosqlite.Row) -> Mark:
    return Mark(to_instant(row["watched_at"]), bool(row["together"]), row["clarity"], row["note"])
