"""What is deleted when it has become old, and what of that age still decides something."""

from datetime import datetime

import aiosqlite

from bot.storage.rows import change, to_seconds

# What a post brought in the season that goes on is told at its end; what is open still, or in trouble, is
# not to be announced or told of once more.
JOBS = """
DELETE FROM job
WHERE state IN ('done', 'skipped', 'dead') AND due < :before AND coalesce(settled_at, due) < :before
AND NOT (kind = 'weekly_post' AND state = 'done' AND EXISTS (
    SELECT 1 FROM schedule WHERE schedule.id = job.subject AND schedule.state <> 'replaced'
))
AND NOT (kind IN ('party', 'party_event') AND EXISTS (
    SELECT 1 FROM party WHERE party.id = job.subject AND party.state IN ('planned', 'running', 'paused')
))
AND NOT (kind = 'notice' AND EXISTS (
    SELECT 1 FROM job AS post WHERE post.id = job.subject AND post.state IN ('waiting', 'leased', 'held')
))
"""
ENDED = "DELETE FROM party WHERE state IN ('over', 'cancelled') AND starts_at < :before"
# Long before its day, maybe: the news of that says when.
CALLED_OFF = """
DELETE FROM party WHERE state = 'cancelled' AND id IN (
    SELECT subject FROM job
    WHERE state IN ('done', 'skipped', 'dead') AND due < :before AND kind = 'party'
    AND occurrence LIKE 'party:%:cancelled:%'
)
"""
SEEN = """
DELETE FROM party_presence WHERE said = 0 AND since <= :before AND EXISTS (
    SELECT 1 FROM party WHERE party.id = party_presence.party_id AND party.state IN ('over', 'cancelled')
)
"""
DRAFTS = "DELETE FROM party WHERE state = 'draft' AND coalesce(drafted_at, starts_at) < :before"


async def prune_jobs(connection: aiosqlite.Connection, before: datetime) -> None:
    """Delete the jobs that were settled before then, but not what still decides something."""
    await change(connection, JOBS, {"before": to_seconds(before)})


async def prune_parties(
    connection: aiosqlite.Connection, *, ended: datetime, seen: datetime, drafted: datetime
) -> None:
    """Delete what is older: parties that *ended*, who was only *seen* at one, and what was *drafted*."""
    steps = ((ENDED, ended), (CALLED_OFF, ended), (SEEN, seen), (DRAFTS, drafted))
    for statement, before in steps:
        await change(connection, statement, {"before": to_seconds(before)})
