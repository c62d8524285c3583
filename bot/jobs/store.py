"""The job queue in SQLite: adding, claiming, settling, and reading what became of a job."""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime

import aiosqlite
from pydantic import TypeAdapter

from bot.ids import ChannelId, ChapterNumber, GuildId, JobId, UserId
from bot.jobs import model
from bot.jobs.model import Job, JobKind, JobRecord, JobState, NewJob, Outcome, SkipReason
from bot.storage.rows import Parameters, Store, all_rows, change, one_row, row_by_id, to_instant, to_seconds

VACUUM_EVERY_S = 10
"""However much is deleted, the files are written anew once in so many seconds."""
CLAIMED, RECORDED = TypeAdapter(Job), TypeAdapter(JobRecord)
"""What reads a row whose columns are called as the fields are."""
ADD = """
INSERT INTO job (kind, guild_id, subject, occurrence, due, try_at, state, attempts, chapters)
VALUES (:kind, :guild, :subject, :occurrence, :due, :due, 'waiting', 0, :chapters)
ON CONFLICT (occurrence) DO UPDATE
SET state = 'waiting', due = excluded.due, try_at = excluded.try_at, last_error = NULL, actor_id = NULL,
    settled_at = NULL, chapters = excluded.chapters
WHERE job.state = 'skipped'
"""
NEXT_DUE = "SELECT min(try_at) AS due FROM job WHERE state IN ('waiting', 'leased')"
SETTLE = """
UPDATE job SET attempts = :attempts, try_at = :try_at, settled_at = :now, rest_until = :rest_until,
    state = CASE WHEN :state = 'held' AND mended AND :error <> 'asked' THEN 'waiting' ELSE :state END,
    channel_id = coalesce(:channel, channel_id), message_id = :message,
    last_error = CASE WHEN :state = 'held' AND mended AND :error <> 'asked' THEN NULL ELSE :error END,
    waited = CASE WHEN :state = 'held' THEN 1 ELSE waited END
WHERE id = :id AND state = 'leased' AND attempts = :claimed
"""
SET_TARGET = "UPDATE job SET channel_id = :channel WHERE id = :id"
CANCEL = """
UPDATE job SET state = 'skipped', settled_at = :now,
    actor_id = CASE WHEN last_error = 'set_aside' THEN NULL ELSE :by END,
    last_error = CASE WHEN last_error = 'set_aside' THEN 'changed' ELSE :reason END
WHERE guild_id = :guild AND kind = :kind AND subject = :subject AND attempts = 0
    AND (state IN ('waiting', 'held') OR state = 'skipped' AND last_error = 'set_aside')
"""
REQUEUE = """
UPDATE job SET state = 'waiting', due = :due, try_at = :due, last_error = NULL, settled_at = NULL,
    chapters = :chapters
WHERE occurrence = :occurrence AND state = 'skipped' AND last_error = 'set_aside'
"""
SKIP_JOB = """
INSERT INTO job (kind, guild_id, subject, occurrence, due, try_at, state, attempts, last_error, actor_id)
VALUES (:kind, :guild, :subject, :occurrence, :due, :due, 'skipped', 0, 'wished', :by)
ON CONFLICT (occurrence) DO NOTHING
"""
UNSKIP_JOB = """
DELETE FROM job WHERE guild_id = :guild AND kind = :kind AND subject = :subject AND state = 'skipped'
    AND last_error = 'wished' AND attempts = 0 AND due > :after
"""
RETRY = "UPDATE job SET state = 'waiting', try_at = :now, last_error = NULL WHERE id = :id AND state = 'held'"
RECORDS = """
SELECT id, kind, guild_id AS guild, subject, due, state, attempts, channel_id AS channel, message_id AS message,
    last_error AS error, settled_at, actor_id AS actor, chapters, occurrence
FROM job
"""
ABOUT = "WHERE guild_id = :guild AND kind = :kind AND subject = :subject"
PENDING = f"{RECORDS} {ABOUT} AND state IN ('waiting', 'leased', 'held') ORDER BY due, id LIMIT 1"
HISTORY = f"{RECORDS} {ABOUT} ORDER BY due DESC, id DESC LIMIT :limit"
POSTED = f"{RECORDS} {ABOUT} AND state = 'done' ORDER BY due, id"
NOTE_CHAPTERS = "UPDATE job SET chapters = :chapters WHERE id = :id"
RECORD = f"{RECORDS} WHERE id = :id"
DELETE_USER = "UPDATE job SET actor_id = NULL WHERE actor_id = :user"
EXPORT_USER = "SELECT guild_id, id AS skipped_post FROM job WHERE actor_id = :user ORDER BY id"
DELETE_GUILD = "DELETE FROM job WHERE guild_id = :guild"
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
RETURNING id, kind, guild_id AS guild, subject, occurrence, due, attempts, waited, channel_id AS sent_to, sent_from,
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
UNBLOCK = "UPDATE job SET mended = 1 WHERE guild_id = :guild AND state = 'leased'"
AWAITING_GUILDS = """
SELECT guild_id FROM job WHERE state = 'held' AND last_error <> 'asked'
UNION
SELECT guild_id FROM job
WHERE state IN ('waiting', 'leased') AND (state = 'leased' OR kind = 'forget_guild' AND attempts = 0)
"""
# What a post brought in the season that goes on is told at its end; what is open still, or in trouble, is
# not to be announced or told of once more.
PRUNE_JOBS = """
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


class JobStore(Store):
    """Keeps due work durable across restarts.

    ``try_at`` is when the next attempt may begin: when the job is due, after a failure's delay,
    or, while it is leased, when the lease runs out.
    """

    delete_guild_sql = DELETE_GUILD
    delete_user_sql = DELETE_USER
    export_user_sql = EXPORT_USER

    async def add(self, job: NewJob) -> bool:
        """Put *job* in the queue, once for its occurrence, or again if it was skipped; false if it is there already."""
        return await change(self._connection, ADD, _columns(job)) > 0

    async def plan_vacuum(self, now: datetime) -> None:
        """Let what is deleted in this transaction leave the files too: at once, or soon after others did."""
        since_epoch = to_seconds(now)
        begun = since_epoch - since_epoch % VACUUM_EVERY_S
        if not await self.add(model.retention_job(f"deleted:{begun}", now)):
            soon = begun + VACUUM_EVERY_S
            await self.add(model.retention_job(f"deleted:{soon}", to_instant(soon)))

    async def next_due(self) -> datetime | None:
        """Return when the earliest job is to be tried, or nothing when none is waiting."""
        row = await one_row(self._connection, NEXT_DUE, {})
        return None if row is None or row["due"] is None else to_instant(row["due"])

    async def claim(
        self, now: datetime, *, watched_since: datetime | None = None, discord_now: datetime | None = None
    ) -> Job | None:
        """Lease the earliest job to be tried at *now*, or one whose lease ran out; count the attempt.

        What fell due before *watched_since* may have been sent by another process, so a first attempt at it looks
        back far enough for a host's clock that was set since. *discord_now* is what Discord's clock shows.
        """
        since_epoch, by_discord = to_seconds(now), to_seconds(discord_now or now)
        parameters: Parameters = {
            "now": since_epoch,
            "lease_end": to_seconds(now + model.LEASE),
            "watched_since": 0 if watched_since is None else to_seconds(watched_since),
            "discord_now": by_discord,
            "apart": by_discord - since_epoch - int(model.LARGEST_CLOCK_ERROR.total_seconds()),
        }
        row = await one_row(self._connection, CLAIM, parameters)
        return None if row is None else CLAIMED.validate_python(dict(row))

    async def hurry(self, now: datetime) -> None:
        """Try what waits after a failure at *now*, but nothing that may still be carried out.

        A lease that ends later than one from *now* on was given by a clock that was set back since.
        """
        longest_rest = to_seconds(now + model.CARRIED_OUT_WITHIN)
        await change(self._connection, HURRY, {"now": to_seconds(now), "longest_rest": longest_rest})
        await change(self._connection, SHORTEN_LEASES, {"lease_end": to_seconds(now + model.LEASE)})

    async def set_target(self, job: JobId, channel: ChannelId) -> None:
        """Remember, before it is sent, that this attempt at *job* posts in *channel*."""
        await change(self._connection, SET_TARGET, {"id": job, "channel": channel})

    async def settle(self, job: Job, outcome: Outcome, now: datetime) -> bool:
        """Record how the attempt ended; false when the lease was lost to another attempt meanwhile."""
        return await change(self._connection, SETTLE, _settlement(job, outcome, now)) > 0

    async def cancel(
        self, kind: JobKind, guild: GuildId, subject: int, reason: SkipReason, now: datetime, by: UserId | None = None
    ) -> None:
        """Mark as skipped by *by* the jobs of *kind* about *subject* that no attempt has begun, set aside or not."""
        about: Parameters = {"kind": kind, "guild": guild, "subject": subject}
        await change(self._connection, CANCEL, {**about, "reason": reason, "now": to_seconds(now), "by": by})

    async def requeue(self, job: NewJob) -> bool:
        """Let *job* wait again if it is set aside; false if it is not."""
        return await change(self._connection, REQUEUE, _columns(job)) > 0

    async def skip(self, job: NewJob, by: UserId | None) -> None:
        """Record *job* as skipped by *by*, unless its occurrence is in the queue already."""
        await change(self._connection, SKIP_JOB, {**_columns(job), "by": by})

    async def unskip(self, kind: JobKind, guild: GuildId, subject: int, after: datetime) -> None:
        """Delete the skipped jobs of *kind* about *subject* that were due after the instant *after*."""
        about: Parameters = {"kind": kind, "guild": guild, "subject": subject}
        await change(self._connection, UNSKIP_JOB, {**about, "after": to_seconds(after)})

    async def release(self, guild: GuildId, now: datetime) -> bool:
        """Try the held jobs of *guild* again now, but not what was asked about; false if there are none.

        One that is being tried is not held after this, though it met what was in the way: that may be gone.
        """
        await change(self._connection, UNBLOCK, {"guild": guild})
        return await change(self._connection, RELEASE, {"guild": guild, "now": to_seconds(now)}) > 0

    async def awaiting_guilds(self) -> Collection[GuildId]:
        """Return the guilds whose return changes their jobs: held, being tried, or waiting to forget them."""
        return {GuildId(row["guild_id"]) for row in await all_rows(self._connection, AWAITING_GUILDS, {})}

    async def retry(self, job: JobId, now: datetime) -> bool:
        """Try *job* again now; false when it is not held."""
        return await change(self._connection, RETRY, {"id": job, "now": to_seconds(now)}) > 0

    async def pending(self, kind: JobKind, guild: GuildId, subject: int) -> JobRecord | None:
        """Return the earliest job of *kind* about *subject* that is not over."""
        return next(iter(await self._records(PENDING, kind=kind, guild=guild, subject=subject)), None)

    async def history(self, kind: JobKind, guild: GuildId, subject: int, limit: int) -> Sequence[JobRecord]:
        """Return the latest *limit* jobs of *kind* about *subject*, the newest first."""
        return await self._records(HISTORY, kind=kind, guild=guild, subject=subject, limit=limit)

    async def posted(self, kind: JobKind, guild: GuildId, subject: int) -> Sequence[JobRecord]:
        """Return the jobs of *kind* about *subject* that were done, the oldest first."""
        return await self._records(POSTED, kind=kind, guild=guild, subject=subject)

    async def _records(self, sql: str, **parameters: str | int) -> Sequence[JobRecord]:
        return [_record(row) for row in await all_rows(self._connection, sql, parameters)]

    async def note_chapters(self, job: JobId, chapters: tuple[ChapterNumber, ...]) -> None:
        """Remember what *job* brought, or was to bring."""
        await change(self._connection, NOTE_CHAPTERS, {"id": job, "chapters": _joined(chapters)})

    async def record(self, job: JobId) -> JobRecord | None:
        """Return what is known of *job*."""
        row = await row_by_id(self._connection, RECORD, job)
        return None if row is None else _record(row)

    async def prune(self, before: datetime) -> None:
        """Forget the jobs that were settled before then, but not what still decides something."""
        await change(self._connection, PRUNE_JOBS, {"before": to_seconds(before)})


def _columns(job: NewJob) -> Parameters:
    return {**asdict(job), "due": to_seconds(job.due), "chapters": _joined(job.chapters)}


def _settlement(job: Job, outcome: Outcome, now: datetime) -> Parameters:
    """Return the columns that *outcome* sets; an attempt that did not reach Discord is not counted."""
    columns: dict[str, str | int | None] = dict.fromkeys(("channel", "message", "error", "rest_until"))
    columns |= {"id": job.id, "claimed": job.attempts, "attempts": job.attempts}
    columns |= {"now": to_seconds(now), "try_at": to_seconds(now)}
    match outcome:
        case model.Delivered(channel, message):
            columns |= {"state": JobState.DONE, "channel": channel, "message": message}
        case model.Retry(error, rest):
            try_at = to_seconds(now + max(model.retry_delay(job.attempts), rest))
            columns |= {"state": JobState.WAITING, "error": error, "try_at": try_at}
            columns["rest_until"] = to_seconds(now + rest) if rest else None
        case model.Held(reason):
            columns |= {"state": JobState.HELD, "attempts": job.attempts - 1, "error": reason}
        case model.Dead(error):
            columns |= {"state": JobState.DEAD, "error": error}
        case _:
            columns |= {"state": JobState.SKIPPED, "attempts": job.attempts - 1, "error": outcome.reason}
    return columns


def _record(row: aiosqlite.Row) -> JobRecord:
    chapters: str | None = row["chapters"]
    numbers = None if chapters is None else chapters.split(",") if chapters else ()
    return RECORDED.validate_python({**dict(row), "chapters": numbers})


def _joined(chapters: tuple[ChapterNumber, ...] | None) -> str | None:
    """Return *chapters* as stored: numbers with commas, "" for none, None where they are not known."""
    return None if chapters is None else ",".join(map(str, chapters))
