"""Changes that can be taken back, in SQLite."""

from collections.abc import Sequence
from datetime import datetime

from pydantic import TypeAdapter

from bot.ids import GuildId, UndoId, UserId
from bot.storage.rows import Parameters, Store, all_rows, change, one_row, row_by_id, to_seconds
from bot.undo.model import UndoKind, UndoRecord

RECORD = TypeAdapter(UndoRecord)
ADD = """
INSERT INTO undo (guild_id, user_id, kind, content, made_at) VALUES (:guild, :user, :kind, :content, :now) RETURNING id
"""
GET = """
SELECT id, guild_id AS guild, user_id AS user, kind, content, made_at, undone_at FROM undo WHERE id = :id
"""
LATEST = """
SELECT id, guild_id AS guild, user_id AS user, kind, content, made_at, undone_at FROM undo
WHERE guild_id = :guild AND kind = :kind AND undone_at IS NULL ORDER BY id DESC LIMIT 1
"""
LATER = """
SELECT id, guild_id AS guild, user_id AS user, kind, content, made_at, undone_at FROM undo
WHERE guild_id = :guild AND kind = :kind AND id > :id AND undone_at IS NULL ORDER BY id
"""
SINCE = """
SELECT id, guild_id AS guild, user_id AS user, kind, content, made_at, undone_at FROM undo
WHERE guild_id = :guild AND kind = :kind AND made_at >= :since AND undone_at IS NULL ORDER BY id DESC
"""
MARK_UNDONE = "UPDATE undo SET undone_at = :now WHERE id = :id"
PRUNE = "DELETE FROM undo WHERE made_at < :before"
DELETE_GUILD = "DELETE FROM undo WHERE guild_id = :guild"
# What is on record may name others than who made the change. A number that only contains an id is deleted as well:
# one button less does no harm.
DELETE_USER = "DELETE FROM undo WHERE user_id = :user OR content LIKE '%' || :user || '%'"
EXPORT_USER = """
SELECT guild_id, id AS change_made, kind, made_at, CASE WHEN kind = 'own_marks' THEN content END AS own_marks
FROM undo WHERE user_id = :user ORDER BY id
"""


class UndoStore(Store):
    """Keeps changes that can be taken back in the table `undo`."""

    delete_guild_sql = DELETE_GUILD
    delete_user_sql = DELETE_USER
    export_user_sql = EXPORT_USER

    async def add(self, guild: GuildId, user: UserId, kind: UndoKind, content: str, now: datetime) -> UndoId:
        """Insert a change that *user* makes *now*, and return the number by which a button names it."""
        parameters: Parameters = {
            "guild": guild,
            "user": user,
            "kind": kind,
            "content": content,
            "now": to_seconds(now),
        }
        (row,) = await all_rows(self._connection, ADD, parameters)
        return UndoId(row["id"])

    async def get(self, guild: GuildId, kind: UndoKind, number: int) -> UndoRecord | None:
        """Return the change *number* if it is one of *kind* in *guild*, or None."""
        record = await self.find(kind, number)
        return record if record is not None and record.guild == guild else None

    async def find(self, kind: UndoKind, number: int) -> UndoRecord | None:
        """Return the change *number*, of whichever guild, if it is one of *kind*, or None."""
        row = await row_by_id(self._connection, GET, number)
        record = None if row is None else RECORD.validate_python(dict(row))
        return record if record is not None and record.kind == kind else None

    async def latest(self, guild: GuildId, kind: UndoKind) -> UndoRecord | None:
        """Return the latest change of *kind* in *guild* that was not taken back, or None."""
        row = await one_row(self._connection, LATEST, {"guild": guild, "kind": kind})
        return None if row is None else RECORD.validate_python(dict(row))

    async def later(self, record: UndoRecord) -> Sequence[UndoRecord]:
        """Return the changes of the same kind in the same guild since *record* that were not taken back."""
        about: Parameters = {"guild": record.guild, "kind": record.kind, "id": record.id}
        return [RECORD.validate_python(dict(row)) for row in await all_rows(self._connection, LATER, about)]

    async def since(self, guild: GuildId, kind: UndoKind, then: datetime) -> Sequence[UndoRecord]:
        """Return the changes of *kind* made in *guild* since *then* that were not taken back, the latest first."""
        about: Parameters = {"guild": guild, "kind": kind, "since": to_seconds(then)}
        return [RECORD.validate_python(dict(row)) for row in await all_rows(self._connection, SINCE, about)]

    async def mark_undone(self, number: UndoId, now: datetime) -> None:
        """Record that the change *number* was taken back *now*."""
        await change(self._connection, MARK_UNDONE, {"id": number, "now": to_seconds(now)})

    async def prune(self, before: datetime) -> None:
        """Delete the changes made before *before*."""
        await change(self._connection, PRUNE, {"before": to_seconds(before)})
