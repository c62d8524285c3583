"""Taking up what is due in the queue, and trying it earlier than was planned."""

from collections.abc import Collection
from datetime import datetime

import aiosqlite

from bot.core.ids import ChannelId, GuildId, JobId
from bot.core.jobs import CARRIED_OUT_WITHIN, CLOCKS_APART, LEASE, Job, JobKind
from bot.storage.rows import Parameters, all_rows, change, one_row, to_instant, to_seconds

CLAIM = """
UPDATE job SET state = 'leased', attempts = attempts + 1, try_at = :lease_end, mended = 0, rest_until = NULL,
    sent_from = CASE
        WHEN attempts > 0 THEN coalesce(sent_from, due + :apart)
        WHEN due < :watched_since AND coalesce(settled_at, due) < :watched_since THEN due + :apart
        ELSE :discord_now
    END
WHERE id = (
    SELECT id FROM job WHERE state IN ('waiting', 'leased') AND try_at <= :now ORDER BY try_at, id LIMIT 1
)
RETURNING id, kind, guild_id, subject, occurrence, due, attempts, waited, channel_id, sent_from,
    due < :watched_since AND coalesce(settled_at, due) < :watched_since AS overdue
"""
HURRY = """
UPDATE job SET try_at = CASE
    WHEN rest_until IS NULL OR rest_until <= :now THEN :now
    WHEN rest_until < :longest_rest THEN rest_until
    ELSE :longest_rest
END
WHERE state IN ('waiting', 'leased') AND state = 'waiting' AND try_at > :now
    AND (attempts > 0 OR due <= :now AND try_at > :longest_rest)
"""
SHORTEN_LEASES = """
UPDATE job SET try_at = :lease_end
WHERE state IN ('waiting', 'leased') AND state = 'leased' AND try_at > :lease_end
"""

RELEASE = """
UPDATE job SET state = 'waiting', try_at = :now, last_error = NULL
WHERE guild_id = :guild AND state = 'held' AND last_error <> 'asked'
"""
MEND = "UPDATE job SET mended = 1 WHERE guild_id = :guild AND state = 'leased'"
AWAITING_GUILDS = """
SELECT guild_id FROM job WHERE state = 'held' AND last_error <> 'asked'
UNION
SELECT guild_id FROM job
WHERE state IN ('waiting', 'leased') AND (state = 'leased' OR kind = 'forget_guild' AND attempts = 0)
"""


async def claim_job(
    connection: aiosqlite.Connection, now: datetime, watched_since: datetime | None, discord_now: datetime
) -> Job | None:
    """Lease the earliest job to be tried at *now*, and count the attempt.

    A first attempt at what fell due before *watched_since* looks back far enough for a host's clock
    that was set since.
    """
    parameters: Parameters = {
        "now": to_seconds(now),
        "lease_end": to_seconds(now + LEASE),
        "watched_since": 0 if watched_since is None else to_seconds(watched_since),
        "discord_now": to_seconds(discord_now),
        "apart": to_seconds(discord_now) - to_seconds(now) - int(CLOCKS_APART.total_seconds()),
    }
    row = await one_row(connection, CLAIM, parameters)
    if row is None:
        return None
    return Job(
        id=JobId(row["id"]),
        kind=JobKind(row["kind"]),
        guild=GuildId(row["guild_id"]),
        subject=row["subject"],
        occurrence=row["occurrence"],
        due=to_instant(row["due"]),
        attempts=row["attempts"],
        waited=bool(row["waited"]),
        sent_to=None if row["channel_id"] is None else ChannelId(row["channel_id"]),
        sent_from=to_instant(row["sent_from"]),
        overdue=bool(row["overdue"]),
    )


async def hurry_jobs(connection: aiosqlite.Connection, now: datetime) -> None:
    """Try at *now* what waits after a failure, and shorten leases that are longer than one from *now* on."""
    longest_rest = to_seconds(now + CARRIED_OUT_WITHIN)
    await change(connection, HURRY, {"now": to_seconds(now), "longest_rest": longest_rest})
    await change(connection, SHORTEN_LEASES, {"lease_end": to_seconds(now + LEASE)})


async def release_jobs(connection: aiosqlite.Connection, guild: GuildId, now: datetime) -> bool:
    """Try the held jobs of *guild* at *now*, and what is being tried once more; false if none was held."""
    await change(connection, MEND, {"guild": guild})
    return await change(connection, RELEASE, {"guild": guild, "now": to_seconds(now)}) > 0


async def awaiting_guilds(connection: aiosqlite.Connection) -> Collection[GuildId]:
    """Return the guilds that have something to release, or a deletion to call off."""
    return {GuildId(row["guild_id"]) for row in await all_rows(connection, AWAITING_GUILDS, {})}
