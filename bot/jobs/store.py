"""The job queue in SQLite: adding, claiming and settling jobs, and reading their history."""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime

from pydantic import TypeAdapter

from bot.ids import ChannelId, ChapterId, GuildId, JobId, UserId
from bot.jobs import model
from bot.jobs.model import Job, JobKind, JobRecord, JobState, NewJob, Outcome, SkipReason
from bot.shards import EVERY_SHARD, ShardSet
from bot.storage.rows import (
    SKIP_LOCKED,
    Parameters,
    Row,
    Store,
    Value,
    all_rows,
    change,
    one_row,
    row_by_id,
    to_instant,
    to_seconds,
)


def of_shards(column: str) -> str:
    """Return the condition that the guild in *column* is of some shards, whose values `shard_parameters` gives."""
    return f"substr(:shards, CAST(({column} >> 22) % :shard_count AS INTEGER) + 1, 1) = '1'"


def shard_parameters(shards: ShardSet) -> dict[str, Value]:
    """Return the parameters of a statement with `of_shards`."""
    return {"shards": shards.marks, "shard_count": shards.count}


VACUUM_EVERY_S = 10
"""At most one vacuum begins in each ten seconds, however much is deleted."""
CLAIMED, RECORDED = TypeAdapter(Job), TypeAdapter(JobRecord)
"""Convert a row, whose columns are named after the fields."""
ADD = """
INSERT INTO job (kind, guild_id, subject, occurrence, due, try_at, state, attempts, chapters)
VALUES (:kind, :guild, :subject, :occurrence, :due, :try_at, 'waiting', 0, :chapters)
ON CONFLICT (occurrence) DO UPDATE
SET state = 'waiting', due = excluded.due, try_at = excluded.try_at, last_error = NULL, actor_id = NULL,
    settled_at = NULL, chapters = excluded.chapters
WHERE job.state = 'skipped'
"""
# A job of another kind is of a later version of the bot, after which this one was started again; it is left alone.
OF_KNOWN_KIND = f"kind IN ({', '.join(repr(kind.value) for kind in JobKind)})"
OF_SHARDS = of_shards("guild_id")
LESS_URGENT = "'post_reminder', 'nudge', 'post_count'"  # kinds that may come in thousands, and wait for all others
# These repeat the conditions of indexes, so that the engines use them.
TO_TRY = f"state IN ('waiting', 'leased') AND kind NOT IN ({LESS_URGENT})"
TO_TRY_LATER = f"state IN ('waiting', 'leased') AND kind IN ({LESS_URGENT})"
OUT_OF_TURN = "(state = 'leased' OR state = 'waiting' AND (attempts > 0 OR try_at > due OR kind = 'forget_guild'))"
OURS = f"{OF_KNOWN_KIND} AND {OF_SHARDS}"
NEXT_DUE = f"""
SELECT
    (SELECT try_at FROM job WHERE {TO_TRY} AND {OURS} ORDER BY try_at LIMIT 1) AS urgent,
    (SELECT try_at FROM job WHERE {TO_TRY_LATER} AND {OURS} ORDER BY try_at LIMIT 1) AS later
"""  # noqa: S608 - the only things put in are the conditions above
SETTLE = """
UPDATE job SET attempts = :attempts, try_at = :try_at, settled_at = :now, rest_until = :rest_until,
    state = CASE WHEN :state = 'held' AND mended = 1 AND :error <> 'asked' THEN 'waiting' ELSE :state END,
    channel_id = coalesce(:channel, channel_id), message_id = :message,
    last_error = CASE WHEN :state = 'held' AND mended = 1 AND :error <> 'asked' THEN NULL ELSE :error END,
    waited = CASE WHEN :state = 'held' THEN 1 ELSE waited END
WHERE id = :id AND state = 'leased' AND attempts = :claimed
"""
SET_TARGET = "UPDATE job SET channel_id = :channel WHERE id = :id"
CANCEL = """
UPDATE job SET state = 'skipped', settled_at = :now,
    actor_id = CASE WHEN last_error = 'set_aside' THEN NULL ELSE CAST(:by AS BIGINT) END,
    last_error = CASE WHEN last_error = 'set_aside' THEN 'changed' ELSE :reason END
WHERE guild_id = :guild AND kind = :kind AND subject = :subject AND attempts = 0
    AND (state IN ('waiting', 'held') OR state = 'skipped' AND last_error = 'set_aside')
"""
REQUEUE = """
UPDATE job SET state = 'waiting', due = :due, try_at = :due, last_error = NULL, settled_at = NULL,
    chapters = :chapters, waited = 0
WHERE occurrence = :occurrence AND state = 'skipped' AND last_error = 'set_aside'
"""
SKIP_JOB = """
INSERT INTO job (kind, guild_id, subject, occurrence, due, try_at, state, attempts, last_error, actor_id)
VALUES (:kind, :guild, :subject, :occurrence, :due, :due, 'skipped', 0, :reason, :by)
ON CONFLICT (occurrence) DO UPDATE
SET due = excluded.due, try_at = excluded.try_at, last_error = excluded.last_error, actor_id = excluded.actor_id,
    settled_at = NULL, chapters = NULL
WHERE job.state = 'skipped' AND job.attempts = 0 AND job.last_error IN ('changed', 'paused', 'replaced')
"""
UNSKIP_JOB = """
DELETE FROM job WHERE guild_id = :guild AND kind = :kind AND subject = :subject AND state = 'skipped'
    AND attempts = 0 AND due > :after
    AND (last_error IN ('wished', 'holiday') OR :even_paused = 1 AND last_error = 'paused')
"""
RETRY = "UPDATE job SET state = 'waiting', try_at = :now, last_error = NULL WHERE id = :id AND state = 'held'"
ASK_AGAIN = "UPDATE job SET state = 'held', last_error = 'asked' WHERE occurrence = :occurrence AND state = 'waiting'"
RECORDS = """
SELECT id, kind, guild_id AS guild, subject, due, state, attempts, channel_id AS channel, message_id AS message,
    last_error AS error, settled_at, actor_id AS actor, chapters, occurrence, waited
FROM job
"""
ABOUT = "WHERE guild_id = :guild AND kind = :kind AND subject = :subject"
OPEN = f"{RECORDS} {ABOUT} AND state IN ('waiting', 'leased', 'held') ORDER BY due, id"
PENDING = f"{OPEN} LIMIT 1"
DUE_FROM = f"{RECORDS} {ABOUT} AND due >= :due ORDER BY due, id"
HISTORY = f"{RECORDS} {ABOUT} ORDER BY due DESC, id DESC LIMIT :limit"
DUE_UNTIL = f"{RECORDS} {ABOUT} AND due <= :until ORDER BY due DESC, id DESC"
POSTED = f"{RECORDS} {ABOUT} AND state = 'done' ORDER BY due, id"
HAS = "SELECT 1 FROM job WHERE occurrence = :occurrence AND state <> 'skipped'"
IS_OVER = "SELECT 1 FROM job WHERE occurrence = :occurrence AND state IN ('done', 'dead')"
POSTED_BETWEEN = f"""
{RECORDS} {ABOUT} AND state = 'done' AND coalesce(settled_at, due) >= :begin AND coalesce(settled_at, due) < :end
ORDER BY due, id
"""
NOTE_CHAPTERS = "UPDATE job SET chapters = :chapters WHERE id = :id"
RECORD = f"{RECORDS} WHERE id = :id"
DELETE_USER = "UPDATE job SET actor_id = NULL WHERE actor_id = :user"
EXPORT_USER = "SELECT guild_id, id AS skipped_post FROM job WHERE actor_id = :user ORDER BY id"
DELETE_GUILD = "DELETE FROM job WHERE guild_id = :guild"
EARLIEST = f"AND try_at <= :now AND {OURS} ORDER BY try_at, id LIMIT 1 {SKIP_LOCKED}"
CLAIM = f"""
UPDATE job SET state = 'leased', attempts = attempts + 1, try_at = :lease_end, mended = 0, rest_until = NULL,
    sent_from = CASE
        WHEN attempts > 0 THEN coalesce(sent_from, due + :discord_offset)
        WHEN due < :watched_since AND coalesce(settled_at, due) < :watched_since THEN due + :discord_offset
        ELSE :discord_now
    END
WHERE id = coalesce(
    (SELECT id FROM job WHERE {TO_TRY} {EARLIEST}), (SELECT id FROM job WHERE {TO_TRY_LATER} {EARLIEST})
)
RETURNING id, kind, guild_id AS guild, subject, occurrence, due, attempts, waited, channel_id AS sent_to, sent_from,
    due < :watched_since AND coalesce(settled_at, due) < :watched_since AS overdue
"""  # noqa: S608 - as above
RETRY_FAILED = f"""
UPDATE job SET try_at = CASE
    WHEN rest_until IS NULL OR rest_until <= :now THEN :now
    WHEN rest_until < :longest_rest THEN rest_until
    ELSE :longest_rest
END
WHERE {OUT_OF_TURN} AND state = 'waiting' AND try_at > :now
    AND (attempts > 0 OR due <= :now AND try_at > :longest_rest) AND {OF_SHARDS}
"""  # noqa: S608 - as above
SHORTEN_LEASES = f"""
UPDATE job SET try_at = :lease_end
WHERE {OUT_OF_TURN} AND state = 'leased' AND try_at > :lease_end AND {OF_SHARDS}
"""  # noqa: S608 - as above
RELEASE = """
UPDATE job SET state = 'waiting', try_at = :now, last_error = NULL
WHERE guild_id = :guild AND state = 'held' AND last_error <> 'asked'
"""
UNBLOCK = "UPDATE job SET mended = 1 WHERE guild_id = :guild AND state = 'leased'"
AWAITING_GUILDS = f"""
SELECT guild_id FROM job WHERE state = 'held' AND last_error <> 'asked' AND {OF_SHARDS}
UNION
SELECT guild_id FROM job
WHERE {OUT_OF_TURN} AND (state = 'leased' OR state = 'waiting' AND kind = 'forget_guild' AND attempts = 0)
    AND {OF_SHARDS}
"""  # noqa: S608 - as above
# Kept are the posts of schedules not replaced, which the closing post sums up, and what was sent about a party that is
# not over and the notice of a job that is not settled, so that neither is sent again.
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
PRUNE_REMINDERS = f"""
DELETE FROM job
WHERE state IN ('done', 'skipped', 'dead') AND due < :before AND coalesce(settled_at, due) < :before
AND kind IN ({LESS_URGENT})
"""  # noqa: S608 - as above


class JobStore(Store):
    """The table ``job``, which keeps due work across restarts; times are stored in UTC epoch seconds.

    Its column ``try_at`` is when the next attempt may begin: when the job is due, after the delay of a failure, or,
    while it is leased, when the lease runs out.
    """

    delete_guild_sql = DELETE_GUILD
    delete_user_sql = DELETE_USER
    export_user_sql = EXPORT_USER

    async def add(self, job: NewJob) -> bool:
        """Add *job*, or let it wait again if its occurrence was skipped; false if the occurrence exists otherwise."""
        return await change(self._connection, ADD, _columns(job)) > 0

    async def has(self, occurrence: str) -> bool:
        """Tell whether there is a job of *occurrence* that `add` would leave as it is."""
        return await one_row(self._connection, HAS, {"occurrence": occurrence}) is not None

    async def plan_vacuum(self, now: datetime) -> None:
        """Add the job that also removes from the files what this transaction deletes: *now*, or within 10 seconds."""
        since_epoch = to_seconds(now)
        begun = since_epoch - since_epoch % VACUUM_EVERY_S
        if not await self.add(model.retention_job(f"deleted:{begun}", now)):
            soon = begun + VACUUM_EVERY_S
            await self.add(model.retention_job(f"deleted:{soon}", to_instant(soon)))

    async def next_due(self, shards: ShardSet = EVERY_SHARD) -> datetime | None:
        """Return when the next attempt at any job of *shards* may begin; None if none is waiting or leased."""
        (row,) = await all_rows(self._connection, NEXT_DUE, shard_parameters(shards))
        known = [at for at in (row["urgent"], row["later"]) if at is not None]
        return to_instant(min(known)) if known else None

    async def claim(
        self,
        now: datetime,
        *,
        shards: ShardSet = EVERY_SHARD,
        watched_since: datetime | None = None,
        discord_now: datetime | None = None,
    ) -> Job | None:
        """Lease the earliest job to be tried by *now*, also one whose lease ran out, and count the attempt; or None.

        Only jobs of guilds of *shards* are claimed; those of the whole installation, of guild 0, are shard 0's.

        Raise GuildBusyError, so that the transaction is rolled back, if its guild is being changed.

        Reminders of posts, of which there may be thousands, come after all others.

        Another process may have sent a job that fell due before *watched_since*; its `Job.sent_from` allows for a
        host's clock that was wrong then. *discord_now* is the time by Discord's clock, by default *now*.
        """
        since_epoch, by_discord = to_seconds(now), to_seconds(discord_now or now)
        parameters: Parameters = {
            "now": since_epoch,
            "lease_end": to_seconds(now + model.LEASE),
            "watched_since": 0 if watched_since is None else to_seconds(watched_since),
            "discord_now": by_discord,
            "discord_offset": by_discord - since_epoch - int(model.LARGEST_CLOCK_ERROR.total_seconds()),
            **shard_parameters(shards),
        }
        row = await one_row(self._connection, CLAIM, parameters)
        if row is None:
            return None
        job = CLAIMED.validate_python(dict(row))
        await self._connection.lock(job.guild)  # whoever is changing the guild may be about to drop the job
        return job

    async def retry_failed(self, now: datetime, shards: ShardSet = EVERY_SHARD) -> None:
        """Let failed jobs of *shards* be tried *now*, except those whose last request Discord may still carry out.

        A lease beyond that of a claim *now* was made before the clock was set back, and is shortened to it.
        """
        longest_rest, of = to_seconds(now + model.CARRIED_OUT_WITHIN), shard_parameters(shards)
        await change(self._connection, RETRY_FAILED, {"now": to_seconds(now), "longest_rest": longest_rest, **of})
        await change(self._connection, SHORTEN_LEASES, {"lease_end": to_seconds(now + model.LEASE), **of})

    async def set_target(self, job: JobId, channel: ChannelId) -> None:
        """Record, before the message is sent, that this attempt at *job* posts in *channel*."""
        await change(self._connection, SET_TARGET, {"id": job, "channel": channel})

    async def settle(self, job: Job, outcome: Outcome, now: datetime) -> bool:
        """Record how the attempt at *job* ended; false if its lease ran out and another attempt has claimed it."""
        return await change(self._connection, SETTLE, _settlement(job, outcome, now)) > 0

    async def cancel(
        self, kind: JobKind, guild: GuildId, subject: int, reason: SkipReason, now: datetime, by: UserId | None = None
    ) -> None:
        """Mark as skipped, for *reason* and by *by*, the open jobs of *kind* about *subject* without an attempt.

        One that was set aside already is skipped as changed.
        """
        about: Parameters = {"kind": kind, "guild": guild, "subject": subject}
        await change(self._connection, CANCEL, {**about, "reason": reason, "now": to_seconds(now), "by": by})

    async def requeue(self, job: NewJob) -> bool:
        """Let the job with *job*'s occurrence wait as if for the first time, with its due time and chapters.

        False if it is not set aside.
        """
        return await change(self._connection, REQUEUE, _columns(job)) > 0

    async def skip(self, job: NewJob, reason: SkipReason, by: UserId | None) -> None:
        """Add *job* as skipped for *reason* by *by*; where its occurrence exists, only in place of a dropped one."""
        await change(self._connection, SKIP_JOB, {**_columns(job), "reason": reason, "by": by})

    async def unskip(
        self, kind: JobKind, guild: GuildId, subject: int, after: datetime, *, even_paused: bool = False
    ) -> None:
        """Delete the jobs of *kind* about *subject* due after *after* that an organiser or a holiday has left out.

        Also those left out by a pause, if *even_paused*; but none with an attempt.
        """
        about: Parameters = {"kind": kind, "guild": guild, "subject": subject}
        await change(self._connection, UNSKIP_JOB, {**about, "after": to_seconds(after), "even_paused": even_paused})

    async def release(self, guild: GuildId, now: datetime) -> bool:
        """Let the held jobs of *guild* be tried again *now*, except those that an organiser decides; false if none.

        A job under way that would be held after this is retried instead: what it met may have been removed meanwhile.
        """
        await change(self._connection, UNBLOCK, {"guild": guild})
        return await change(self._connection, RELEASE, {"guild": guild, "now": to_seconds(now)}) > 0

    async def awaiting_guilds(self, shards: ShardSet = EVERY_SHARD) -> Collection[GuildId]:
        """Return the guilds of *shards* with jobs that are leased, held by something in the way, or to forget it."""
        rows = await all_rows(self._connection, AWAITING_GUILDS, shard_parameters(shards))
        return {GuildId(row["guild_id"]) for row in rows}

    async def retry(self, job: JobId, now: datetime) -> bool:
        """Let the held *job* be tried again *now*; false if it is not held."""
        return await change(self._connection, RETRY, {"id": job, "now": to_seconds(now)}) > 0

    async def ask_again(self, occurrence: str) -> None:
        """Hold the waiting job of *occurrence* until an organiser decides about it, as it was held before."""
        await change(self._connection, ASK_AGAIN, {"occurrence": occurrence})

    async def pending(self, kind: JobKind, guild: GuildId, subject: int) -> JobRecord | None:
        """Return the earliest job of *kind* about *subject* that is waiting, leased or held; None if there is none."""
        return next(iter(await self._records(PENDING, kind=kind, guild=guild, subject=subject)), None)

    async def open(self, kind: JobKind, guild: GuildId, subject: int) -> Sequence[JobRecord]:
        """Return the jobs of *kind* about *subject* that are waiting, leased or held, the earliest first."""
        return await self._records(OPEN, kind=kind, guild=guild, subject=subject)

    async def due_from(self, kind: JobKind, guild: GuildId, subject: int, due: datetime) -> Sequence[JobRecord]:
        """Return the jobs of *kind* about *subject* that are due at *due* or later, whatever their state."""
        return await self._records(DUE_FROM, kind=kind, guild=guild, subject=subject, due=to_seconds(due))

    async def history(self, kind: JobKind, guild: GuildId, subject: int, limit: int) -> Sequence[JobRecord]:
        """Return the latest *limit* jobs of *kind* about *subject*, the newest first."""
        return await self._records(HISTORY, kind=kind, guild=guild, subject=subject, limit=limit)

    async def due_until(self, kind: JobKind, guild: GuildId, subject: int, until: datetime) -> Sequence[JobRecord]:
        """Return the jobs of *kind* about *subject* that are due by *until*, whatever their state, the newest first."""
        return await self._records(DUE_UNTIL, kind=kind, guild=guild, subject=subject, until=to_seconds(until))

    async def is_over(self, occurrence: str) -> bool:
        """Tell whether the job of *occurrence* is done or was refused, so that it never waits again."""
        return await one_row(self._connection, IS_OVER, {"occurrence": occurrence}) is not None

    async def posted(self, kind: JobKind, guild: GuildId, subject: int) -> Sequence[JobRecord]:
        """Return the jobs of *kind* about *subject* that are done, the oldest first."""
        return await self._records(POSTED, kind=kind, guild=guild, subject=subject)

    async def posted_between(
        self, kind: JobKind, guild: GuildId, subject: int, begin: datetime, end: datetime
    ) -> Sequence[JobRecord]:
        """Return the jobs of *kind* about *subject* done from *begin* until before *end*, the oldest first."""
        times = {"begin": to_seconds(begin), "end": to_seconds(end)}
        return await self._records(POSTED_BETWEEN, kind=kind, guild=guild, subject=subject, **times)

    async def _records(self, sql: str, **parameters: str | int) -> Sequence[JobRecord]:
        return [_record(row) for row in await all_rows(self._connection, sql, parameters)]

    async def note_chapters(self, job: JobId, chapters: tuple[ChapterId, ...]) -> None:
        """Record the *chapters* that the post of *job* brought, or would have."""
        await change(self._connection, NOTE_CHAPTERS, {"id": job, "chapters": _joined(chapters)})

    async def record(self, job: JobId) -> JobRecord | None:
        """Return the record of *job*; None if there is none."""
        row = await row_by_id(self._connection, RECORD, job)
        return None if row is None else _record(row)

    async def prune(self, before: datetime, reminders: datetime | None = None) -> None:
        """Delete the jobs that were due and settled before *before*, except those that are still needed.

        Reminders of posts are deleted if that was before *reminders*, where that is given.
        """
        await change(self._connection, PRUNE_JOBS, {"before": to_seconds(before)})
        await change(self._connection, PRUNE_REMINDERS, {"before": to_seconds(reminders or before)})


def _columns(job: NewJob) -> Parameters:
    columns: dict[str, str | int | None] = asdict(job)
    del columns["wait"]
    times = {"due": to_seconds(job.due), "try_at": to_seconds(job.due + job.wait)}
    return columns | times | {"chapters": _joined(job.chapters)}


def _settlement(job: Job, outcome: Outcome, now: datetime) -> Parameters:
    """Return the parameters of SETTLE for *outcome*; an attempt that did not reach Discord is not counted."""
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


def _record(row: Row) -> JobRecord:
    chapters: str | None = row["chapters"]
    numbers = None if chapters is None else chapters.split(",") if chapters else ()
    return RECORDED.validate_python({**dict(row), "chapters": numbers})


def _joined(chapters: tuple[ChapterId, ...] | None) -> str | None:
    """Return *chapters* as stored: numbers separated by commas, "" for none, None if they are not known."""
    return None if chapters is None else ",".join(map(str, chapters))
