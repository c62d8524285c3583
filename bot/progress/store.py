"""Which chapters members have watched, in SQLite."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

import aiosqlite

from bot.ids import ChapterId, CourseId, GuildId, UserId
from bot.progress.model import Mark, Marking
from bot.storage.rows import Parameters, Store, all_rows, change, one_row, to_instant, to_seconds

MARK = """
INSERT INTO watched (guild_id, user_id, course_id, chapter, watched_at, together)
VALUES (:guild, :user, :course, :chapter, :now, :together)
"""
MARK_TOGETHER = """
UPDATE watched SET together = 1
WHERE guild_id = :guild AND user_id = :user AND course_id = :course AND chapter = :chapter
"""
MARK_ALONE = """
UPDATE watched SET together = 0
WHERE guild_id = :guild AND user_id = :user AND course_id = :course AND chapter = :chapter
"""
FIND = """
SELECT watched_at, together FROM watched
WHERE guild_id = :guild AND user_id = :user AND course_id = :course AND chapter = :chapter
"""
UNMARK = """
DELETE FROM watched
WHERE guild_id = :guild AND user_id = :user AND course_id = :course AND chapter = :chapter
RETURNING watched_at, together
"""
WATCHED = """
SELECT chapter FROM watched
WHERE guild_id = :guild AND user_id = :user AND course_id = :course AND together >= :together
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
SELECT guild_id, course_id, chapter, watched_at, together FROM watched
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
        """Record that *user* watched *chapter*, alone or *together* at a party; a mark from before keeps its time."""
        key: Parameters = {"guild": guild, "user": user, "course": course, "chapter": chapter}
        before = await self.find(guild, user, course, chapter)
        if before is None:
            await change(self._connection, MARK, {**key, "now": to_seconds(now), "together": together})
            return Marking(None, Mark(to_instant(to_seconds(now)), together))
        if together and not before.together:
            await change(self._connection, MARK_TOGETHER, key)
        return Marking(before, replace(before, together=before.together or together))

    async def unmark(self, guild: GuildId, user: UserId, course: CourseId, chapter: ChapterId) -> Mark | None:
        """Delete the mark that *user* watched *chapter*, and return it; None if there was none."""
        parameters: Parameters = {"guild": guild, "user": user, "course": course, "chapter": chapter}
        return _mark(await one_row(self._connection, UNMARK, parameters))

    async def mark_alone(self, guild: GuildId, user: UserId, course: CourseId, chapter: ChapterId) -> None:
        """Let a mark of *chapter*, if *user* has one, not be one of watching it together any more."""
        key: Parameters = {"guild": guild, "user": user, "course": course, "chapter": chapter}
        await change(self._connection, MARK_ALONE, key)

    async def find(self, guild: GuildId, user: UserId, course: CourseId, chapter: ChapterId) -> Mark | None:
        """Return the mark that *user* watched *chapter*, if any."""
        key: Parameters = {"guild": guild, "user": user, "course": course, "chapter": chapter}
        return _mark(await one_row(self._connection, FIND, key))

    async def watched(
        self, guild: GuildId, user: UserId, course: CourseId, *, together: bool = False
    ) -> frozenset[ChapterId]:
        """Return the chapters that *user* has watched, or only those watched *together* at a party."""
        parameters: Parameters = {"guild": guild, "user": user, "course": course, "together": together}
        rows = await all_rows(self._connection, WATCHED, parameters)
        return frozenset(ChapterId(row["chapter"]) for row in rows)

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
    return None if row is None else Mark(to_instant(row["watched_at"]), bool(row["together"]))
