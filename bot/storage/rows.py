"""Runs single SQL statements; the base class of stores; converts instants to and from stored epoch seconds."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import ClassVar

import aiosqlite

from bot.ids import LARGEST_ID, GuildId, UserId

Value = str | int | float | None
Parameters = Mapping[str, Value]
ExportedRow = Parameters
Transaction = aiosqlite.Connection
"""A connection with an open transaction; services pass it to stores, and only those run SQL on it."""


async def all_rows(tx: Transaction, sql: str, parameters: Parameters) -> list[aiosqlite.Row]:
    """Run *sql* and return every row."""
    return list(await tx.execute_fetchall(sql, parameters))


async def one_row(tx: Transaction, sql: str, parameters: Parameters) -> aiosqlite.Row | None:
    """Run *sql* and return its first row, or None."""
    rows = await all_rows(tx, sql, parameters)
    return rows[0] if rows else None


async def row_by_id(tx: Transaction, sql: str, number: int) -> aiosqlite.Row | None:
    """Return the row that *sql* finds by its parameter ``:id``, or None, also if SQLite cannot hold *number*."""
    return await one_row(tx, sql, {"id": number}) if number <= LARGEST_ID else None


async def change(tx: Transaction, sql: str, parameters: Parameters) -> int:
    """Run *sql* and return how many rows it changed."""
    async with tx.execute(sql, parameters) as cursor:
        return cursor.rowcount


def exported(rows: Sequence[aiosqlite.Row]) -> list[dict[str, Value]]:
    """Return *rows* as dictionaries by column name."""
    return [dict(row) for row in rows]


class Store:
    """Base class of a feature's store, which runs its SQL in the transaction *tx*.

    A store with data about guilds sets `delete_guild_sql` (parameter ``:guild``), one with data about people
    `delete_user_sql` and `export_user_sql` (parameter ``:user``), or it overrides the methods.
    """

    delete_guild_sql: ClassVar[str]
    delete_user_sql: ClassVar[str | None] = None
    export_user_sql: ClassVar[str | None] = None

    def __init__(self, tx: Transaction) -> None:
        self._connection = tx

    async def delete_guild(self, guild: GuildId) -> None:
        """Delete every row about *guild*."""
        await change(self._connection, self.delete_guild_sql, {"guild": guild})

    async def delete_user(self, user: UserId) -> None:
        """Delete every row about *user*, or only what names them in it, in every guild."""
        if self.delete_user_sql:
            await change(self._connection, self.delete_user_sql, {"user": user})

    async def export_user(self, user: UserId) -> Sequence[ExportedRow]:
        """Return what the store keeps about *user*, in every guild, for /privacy to hand over."""
        if self.export_user_sql is None:
            return []
        return exported(await all_rows(self._connection, self.export_user_sql, {"user": user}))


def to_seconds(instant: datetime) -> int:
    """Return the aware datetime *instant* in whole Unix epoch seconds, rounded down."""
    return int(instant.timestamp())


def to_instant(seconds: int) -> datetime:
    """Return the Unix epoch *seconds* as an aware datetime in UTC."""
    return datetime.fromtimestamp(seconds, UTC)
