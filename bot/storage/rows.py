"""Running one statement, what every store can do, and instants as the UTC epoch seconds they are stored as."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import ClassVar

import aiosqlite

from bot.ids import LARGEST_ID, GuildId, UserId

Value = str | int | float | None
Parameters = Mapping[str, Value]
ExportedRow = Parameters
Transaction = aiosqlite.Connection
"""A connection with one transaction open; services hand it to their stores, which alone run SQL on it."""


async def all_rows(tx: Transaction, sql: str, parameters: Parameters) -> list[aiosqlite.Row]:
    """Run *sql* and return every row."""
    return list(await tx.execute_fetchall(sql, parameters))


async def one_row(tx: Transaction, sql: str, parameters: Parameters) -> aiosqlite.Row | None:
    """Run *sql* to its end and return its first row, if any."""
    rows = await all_rows(tx, sql, parameters)
    return rows[0] if rows else None


async def row_by_id(tx: Transaction, sql: str, number: int) -> aiosqlite.Row | None:
    """Return the row that *sql* finds by the id *number*; SQLite holds none for a number beyond its own."""
    return await one_row(tx, sql, {"id": number}) if number <= LARGEST_ID else None


async def change(tx: Transaction, sql: str, parameters: Parameters) -> int:
    """Run *sql* and return how many rows it changed."""
    async with tx.execute(sql, parameters) as cursor:
        return cursor.rowcount


def exported(rows: Sequence[aiosqlite.Row]) -> list[dict[str, Value]]:
    """Return *rows* with their columns' names."""
    return [dict(row) for row in rows]


class Store:
    """A feature's statements, run in one transaction.

    One that keeps anything about guilds names the statement that deletes it; one that keeps anything about
    people those that delete and export it, or has methods of its own for that.
    """

    delete_guild_sql: ClassVar[str]
    delete_user_sql: ClassVar[str | None] = None
    export_user_sql: ClassVar[str | None] = None

    def __init__(self, tx: Transaction) -> None:
        self._connection = tx

    async def delete_guild(self, guild: GuildId) -> None:
        """Forget everything about *guild*."""
        await change(self._connection, self.delete_guild_sql, {"guild": guild})

    async def delete_user(self, user: UserId) -> None:
        """Forget everything about *user*, in every guild."""
        if self.delete_user_sql:
            await change(self._connection, self.delete_user_sql, {"user": user})

    async def export_user(self, user: UserId) -> Sequence[ExportedRow]:
        """Return every row about *user*, in every guild."""
        if self.export_user_sql is None:
            return []
        return exported(await all_rows(self._connection, self.export_user_sql, {"user": user}))


def to_seconds(instant: datetime) -> int:
    """Return *instant* as whole UTC epoch seconds."""
    return int(instant.timestamp())


def to_instant(seconds: int) -> datetime:
    """Return the UTC instant stored as *seconds*."""
    return datetime.fromtimestamp(seconds, UTC)
