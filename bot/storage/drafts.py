"""Drafts of schedules in SQLite."""

from collections.abc import Sequence
from datetime import datetime

import aiosqlite
from pydantic import TypeAdapter

from bot.core.drafts import Draft
from bot.core.erasure import ExportedRow
from bot.core.ids import GuildId, UserId
from bot.storage.rows import Parameters, all_rows, change, exported, one_row, to_seconds

DRAFT = TypeAdapter(Draft)
GET = "SELECT content FROM draft WHERE guild_id = :guild AND user_id = :user"
SAVE = """
INSERT INTO draft (guild_id, user_id, content, changed_at) VALUES (:guild, :user, :content, :now)
ON CONFLICT (guild_id, user_id) DO UPDATE SET content = excluded.content, changed_at = excluded.changed_at
"""
DROP = "DELETE FROM draft WHERE guild_id = :guild AND user_id = :user"
PRUNE = "DELETE FROM draft WHERE changed_at < :before"
DELETE_GUILD = "DELETE FROM draft WHERE guild_id = :guild"
DELETE_USER = "DELETE FROM draft WHERE user_id = :user"
EXPORT_USER = "SELECT guild_id, content AS schedule_draft FROM draft WHERE user_id = :user ORDER BY guild_id"


class SqliteDraftStore:
    """Keeps the drafts as JSON: nothing ever looks for a part of one."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection

    async def get(self, guild: GuildId, organiser: UserId) -> Draft | None:
        """Return what *organiser* is filling in for *guild*."""
        row = await one_row(self._connection, GET, {"guild": guild, "user": organiser})
        return None if row is None else DRAFT.validate_json(row["content"])

    async def save(self, draft: Draft, now: datetime) -> None:
        """Remember *draft* in place of an earlier one of the same guild and organiser."""
        parameters: Parameters = {
            "guild": draft.guild,
            "user": draft.organiser,
            "content": DRAFT.dump_json(draft).decode(),
            "now": to_seconds(now),
        }
        await change(self._connection, SAVE, parameters)

    async def drop(self, guild: GuildId, organiser: UserId) -> None:
        """Forget what *organiser* is filling in for *guild*."""
        await change(self._connection, DROP, {"guild": guild, "user": organiser})

    async def prune(self, before: datetime) -> None:
        """Forget the drafts that nobody has changed since *before*."""
        await change(self._connection, PRUNE, {"before": to_seconds(before)})

    async def delete_guild(self, guild: GuildId) -> None:
        """Forget everything about *guild*."""
        await change(self._connection, DELETE_GUILD, {"guild": guild})

    async def delete_user(self, user: UserId) -> None:
        """Forget what *user* was filling in, in every guild."""
        await change(self._connection, DELETE_USER, {"user": user})

    async def export_user(self, user: UserId) -> Sequence[ExportedRow]:
        """Return what *user* was filling in, in every guild."""
        return exported(await all_rows(self._connection, EXPORT_USER, {"user": user}))
