"""Which chapters members have watched, and who shows that on a board, in SQLite."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.ids import ChapterId, CourseId, GuildId, UserId
from bot.progress.model import BoardPlace, Mark, Marking
from bot.storage.rows import Parameters, Row, Store, all_rows, change, one_row, to_instant, to_seconds

STEP_S = 900  # seconds; in every time zone a day begins with such a step
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
MARKED_SINCE = """
SELECT watched_at / :step AS step, count(*) AS marks FROM watched
WHERE guild_id = :guild AND course_id = :course AND watched_at >= :since GROUP BY step
"""
CLARITY_COUNTS = """
SELECT chapter, clarity, count(*) AS members FROM watched
WHERE guild_id = :guild AND course_id = :course AND clarity IS NOT NULL GROUP BY chapter, clarity
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
JOIN = """
INSERT INTO board_member (guild_id, user_id, since) VALUES (:guild, :user, :now) ON CONFLICT DO NOTHING
"""
LEAVE = "DELETE FROM board_member WHERE guild_id = :guild AND user_id = :user"
IS_ON = "SELECT 1 FROM board_member WHERE guild_id = :guild AND user_id = :user"
PLACES = """
SELECT board_member.user_id, count(*) AS watched, sum(CASE WHEN watched_at >= :since THEN 1 ELSE 0 END) AS lately
FROM board_member
JOIN watched ON watched.guild_id = board_member.guild_id AND watched.user_id = board_member.user_id
WHERE board_member.guild_id = :guild AND course_id = :course AND :keys LIKE '%,' || chapter || ',%'
GROUP BY board_member.user_id ORDER BY watched DESC, max(watched_at), board_member.user_id LIMIT :limit
"""
DELETE_BOARD = "DELETE FROM board_member WHERE guild_id = :guild"
LEAVE_ALL = "DELETE FROM board_member WHERE user_id = :user"
EXPORT_BOARD = "SELECT guild_id, since AS on_board_since FROM board_member WHERE user_id = :user ORDER BY guild_id"


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
        at, together, clarity, note = to_seconds(mark.at), mark.together, mark.clarity, mark.note
        of_mark: Parameters = {"at": at, "together": together, "clarity": clarity, "note": note}
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

    async def marked_since(self, guild: GuildId, course: CourseId, since: datetime) -> Mapping[datetime, int]:
        """Return how many marks members of *guild* have made in each `STEP_S` seconds since *since*, by their begin."""
        about: Parameters = {"guild": guild, "course": course, "since": to_seconds(since), "step": STEP_S}
        rows = await all_rows(self._connection, MARKED_SINCE, about)
        return {to_instant(row["step"] * STEP_S): row["marks"] for row in rows}

    async def clarity_counts(self, guild: GuildId, course: CourseId) -> Mapping[ChapterId, Mapping[int, int]]:
        """Return for each chapter how many members have said that it was how clear."""
        counts: dict[ChapterId, dict[int, int]] = {}
        for row in await all_rows(self._connection, CLARITY_COUNTS, {"guild": guild, "course": course}):
            counts.setdefault(ChapterId(row["chapter"]), {})[row["clarity"]] = row["members"]
        return counts

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


class BoardStore(Store):
    """Keeps who has said that the board of a guild may show them, in the table `board_member`."""

    delete_guild_sql = DELETE_BOARD
    delete_user_sql = LEAVE_ALL
    export_user_sql = EXPORT_BOARD

    async def join(self, guild: GuildId, user: UserId, now: datetime) -> None:
        """Let the board of *guild* show *user*, unless it does already."""
        await change(self._connection, JOIN, {"guild": guild, "user": user, "now": to_seconds(now)})

    async def leave(self, guild: GuildId, user: UserId) -> None:
        """Let the board of *guild* not show *user*."""
        await change(self._connection, LEAVE, {"guild": guild, "user": user})

    async def is_on(self, guild: GuildId, user: UserId) -> bool:
        """Tell whether the board of *guild* may show *user*."""
        return await one_row(self._connection, IS_ON, {"guild": guild, "user": user}) is not None

    async def places(
        self, guild: GuildId, course: CourseId, chapters: Collection[ChapterId], since: datetime, limit: int
    ) -> Sequence[BoardPlace]:
        """Return the first *limit* members on the board who have watched any of *chapters*, the most first.

        Of those with as many, whoever was there first is first. *since* begins what counts as lately.
        """
        parameters: Parameters = {
            "guild": guild,
            "course": course,
            "keys": f",{','.join(map(str, chapters))},",
            "since": to_seconds(since),
            "limit": limit,
        }
        rows = await all_rows(self._connection, PLACES, parameters)
        return [BoardPlace(UserId(row["user_id"]), row["watched"], row["lately"]) for row in rows]


def _mark(row: Row | None) -> Mark | None:
    return None if row is None else _read(row)


def _read(row: Row) -> Mark:
    return Mark(to_instant(row["watched_at"]), bool(row["together"]), row["clarity"], row["note"])
