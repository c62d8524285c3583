"""A row of the queue as people read it, and chapters as they are listed in it."""

import aiosqlite

from bot.core.ids import ChannelId, ChapterNumber, GuildId, JobId, MessageId, UserId
from bot.core.jobs import JobKind, JobRecord, JobState
from bot.storage.rows import to_instant


def record_of(row: aiosqlite.Row) -> JobRecord:
    """Return what *row* knows of a job."""
    return JobRecord(
        id=JobId(row["id"]),
        kind=JobKind(row["kind"]),
        guild=GuildId(row["guild_id"]),
        subject=row["subject"],
        due=to_instant(row["due"]),
        state=JobState(row["state"]),
        attempts=row["attempts"],
        channel=None if row["channel_id"] is None else ChannelId(row["channel_id"]),
        message=None if row["message_id"] is None else MessageId(row["message_id"]),
        error=row["last_error"],
        settled_at=None if row["settled_at"] is None else to_instant(row["settled_at"]),
        actor=None if row["actor_id"] is None else UserId(row["actor_id"]),
        chapters=_read(row["chapters"]),
        occurrence=row["occurrence"],
    )


def listed(chapters: tuple[ChapterNumber, ...] | None) -> str | None:
    """Return *chapters* as one text: empty for none, nothing where that says nothing."""
    return None if chapters is None else ",".join(map(str, chapters))


def _read(listed: str | None) -> tuple[ChapterNumber, ...] | None:
    if listed is None:
        return None
    return tuple(ChapterNumber(int(number)) for number in listed.split(",") if number)
