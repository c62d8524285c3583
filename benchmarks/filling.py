"""Fills a database of either engine with very many rows in seconds: servers, their schedules, jobs and marks.

Each server has a schedule with ten jobs and ten marks of five members. Five of the jobs are done, the others to come
within five weeks: a post, what a party needs, and what one person is told. All shards are told of as many servers.
"""

from dataclasses import dataclass

from bot.ids import GuildId, UserId
from bot.jobs.store import of_shards, shard_parameters
from bot.shards import ShardSet
from bot.storage.database import Database
from bot.storage.rows import Parameters, change

ROWS_EACH = 10
"""The jobs of each server, and its marks."""
_DONE = 5  # of the jobs of a server
_MEMBERS = 5  # of a server
_WEEK_S = 604_800
_FIRST = 1_000_000  # the place of the first server's id among all that a shard can be told of
_NUMBERED = """
WITH RECURSIVE numbers (n) AS (
    SELECT CAST(0 AS BIGINT) UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < :count
),
placed AS (SELECT n, n % :guilds AS nth, (:first + n % :guilds) * 4194304 AS guild, n / :guilds AS place FROM numbers)
"""
_GUILDS = "INSERT INTO guild (id, zone_name) SELECT guild, 'Europe/Lisbon' FROM placed"
_SCHEDULES = """
INSERT INTO schedule (guild_id, channel_id, course_id, weekdays, at_minute, zone_name, chapters, position, state)
SELECT guild, guild + 1, 'neural-networks', '0', n * 7 % 1440, 'Europe/Lisbon', '1,2,3,4,5,6,7,8,9', 5, 'active'
FROM placed
"""
_JOBS = """
INSERT INTO job (kind, guild_id, subject, occurrence, due, try_at, state, attempts, channel_id, message_id, settled_at,
    chapters)
SELECT kind, guild, nth + 1, 'weekly:' || (nth + 1) || ':20' || (26 + place) || '-11-30', due, due,
    CASE WHEN due < :now THEN 'done' ELSE 'waiting' END, CASE WHEN due < :now THEN 1 ELSE 0 END,
    CASE WHEN due < :now THEN guild + 1 END, CASE WHEN due < :now THEN guild + 2 + n END,
    CASE WHEN due < :now THEN due + 2 END, CAST(1 + place % 9 AS TEXT)
FROM (
    SELECT n, nth, guild, place, :now + (place - :done) * :week + 1 + nth * 7919 % (:week - 1) AS due,
        CASE place WHEN 6 THEN 'party' WHEN 7 THEN 'party_event' WHEN 8 THEN 'post_reminder' WHEN 9 THEN 'nudge'
        ELSE 'weekly_post' END AS kind
    FROM placed
) AS dated
"""
_MARKS = """
INSERT INTO watched (guild_id, user_id, course_id, chapter, watched_at, together)
SELECT guild, guild + 1 + place % :members, 'neural-networks', 1 + place / :members, :now - n * 7919 % (5 * :week), 0
FROM placed
"""
_FALL_DUE = f"""
UPDATE job SET due = :due, try_at = :due WHERE id IN (
    SELECT id FROM job WHERE state = 'waiting' AND due > :due AND {of_shards("guild_id")} ORDER BY id LIMIT :count
)
"""  # noqa: S608 - the only thing put in is the condition of the stores


@dataclass(frozen=True, slots=True)
class Filled:
    """What was filled in: so many *guilds*."""

    guilds: int

    def guild(self, number: int) -> GuildId:
        """Return the id of a server."""
        return GuildId((_FIRST + number % self.guilds) << 22)

    def member(self, number: int) -> UserId:
        """Return the id of a member of the same server."""
        return UserId(self.guild(number) + 1 + number % _MEMBERS)


async def fill(database: Database, rows: int, now: int) -> Filled:
    """Put so many *rows* into each of the tables of jobs and marks as of *now*, in epoch seconds, and their servers."""
    filled = Filled(rows // ROWS_EACH)
    base: Parameters = {"guilds": filled.guilds, "first": _FIRST, "now": now, "week": _WEEK_S}
    async with database.transaction() as tx:
        for sql in (_GUILDS, _SCHEDULES):
            await change(tx, _NUMBERED + sql, {**base, "count": filled.guilds})
        await change(tx, _NUMBERED + _JOBS, {**base, "count": rows, "done": _DONE})
        await change(tx, _NUMBERED + _MARKS, {**base, "count": rows, "members": _MEMBERS})
    return filled


async def let_fall_due(database: Database, count: int, due: int, shards: ShardSet) -> None:
    """Let so many waiting jobs of servers of *shards* be *due* then, in epoch seconds."""
    async with database.transaction() as tx:
        if await change(tx, _FALL_DUE, {"count": count, "due": due, **shard_parameters(shards)}) < count:
            message = f"there are no {count} jobs that can fall due"
            raise RuntimeError(message)
