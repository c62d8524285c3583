"""Running statements in SQLite's one write transaction, or in its read transaction."""

from collections.abc import Sequence

import aiosqlite

from bot.ids import GuildId
from bot.storage.rows import Parameters


class SqliteTransaction:
    """The transaction that is open on *connection*; see `Transaction` in bot/storage/rows.py."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection

    async def rows(self, sql: str, parameters: Parameters) -> Sequence[aiosqlite.Row]:
        """Run *sql* and return every row."""
        return list(await self._connection.execute_fetchall(sql, parameters))

    async def change(self, sql: str, parameters: Parameters) -> int:
        """Run *sql* and return how many rows it changed."""
        async with self._connection.execute(sql, parameters) as cursor:
            return cursor.rowcount

    async def lock(self, _guild: GuildId) -> None:
        """Do nothing: SQLite has one write transaction at a time."""
