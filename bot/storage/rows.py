"""Runs single SQL statements; the base class of stores; converts instants to and from stored epoch seconds."""

from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, ClassVar, Protocol, TypeVar

from bot.ids import LARGEST_ID, GuildId, UserId

Value = str | int | float | None
Parameters = Mapping[str, Value]
ExportedRow = Parameters
SKIP_LOCKED = "/* FOR UPDATE SKIP LOCKED */"
"""In a statement: lock the rows found, passing over those that another transaction has locked. SQLite needs neither."""


class Row(Protocol):
    """A row that a statement found; its values by the names of the columns."""

    def __getitem__(self, column: str, /) -> Any:
        """Return the value of *column*."""

    def keys(self) -> Iterable[str]:
        """Return the names of the columns."""


class Transaction(Protocol):
    """An open transaction; services pass it to stores, and only those run SQL in it.

    The SQL is what SQLite and PostgreSQL have in common, with parameters as ``:name``. Truth values are stored and
    given as 1 and 0, instants as epoch seconds.
    """

    async def rows(self, sql: str, parameters: Parameters) -> Sequence[Row]:
        """Run *sql* and return every row."""

    async def change(self, sql: str, parameters: Parameters) -> int:
        """Run *sql* and return how many rows it changed."""

    async def clock_ms(self) -> int:
        """Return the time by the database's clock, which all processes share, in milliseconds since the epoch."""

    async def lock(self, guild: GuildId) -> None:
        """Keep other transactions about *guild* away until this one ends; raise GuildBusyError if one is under way."""


Result = TypeVar("Result")
Work = Callable[[Transaction], Coroutine[Any, Any, Result]]
"""What is done in a transaction, which it is given."""


async def all_rows(tx: Transaction, sql: str, parameters: Parameters) -> Sequence[Row]:
    """Run *sql* and return every row."""
    return await tx.rows(sql, parameters)


async def one_row(tx: Transaction, sql: str, parameters: Parameters) -> Row | None:
    """Run *sql* and return its first row, or None."""
    rows = await all_rows(tx, sql, parameters)
    return rows[0] if rows else None


async def row_by_id(tx: Transaction, sql: str, number: int) -> Row | None:
    """Return the row that *sql* finds by its parameter ``:id``, or None, also if no database can hold *number*."""
    return await one_row(tx, sql, {"id": number}) if number <= LARGEST_ID else None


async def change(tx: Transaction, sql: str, parameters: Parameters) -> int:
    """Run *sql* and return how many rows it changed."""
    return await tx.change(sql, parameters)


def exported(rows: Sequence[Row]) -> list[dict[str, Value]]:
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
