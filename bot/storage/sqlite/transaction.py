"""Running statements in SQLite's one write transaction, or in a read transaction."""

import sqlite3
from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

from bot.ids import GuildId
from bot.storage.readings import shared
from bot.storage.rows import Parameters, Work
from bot.storage.sqlite.connection import BEGIN, Connection, retry_while_locked

Result = TypeVar("Result")
Statement = Callable[[sqlite3.Connection, str, Parameters], Result]


CLOCK = "SELECT CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) AS now"


class SqliteTransaction:
    """A transaction on *connection*, which its first statement begins; see `Transaction` in bot/storage/rows.py.

    One that writes waits *until* then for the lock of another process, in seconds of the loop's clock; one that only
    reads has no such end.
    """

    def __init__(self, connection: Connection, until: float | None = None) -> None:
        self._connection = connection
        self._until = until
        self.has_begun = False
        """Whether a statement was carried out."""

    async def rows(self, sql: str, parameters: Parameters) -> Sequence[sqlite3.Row]:
        """Run *sql* and return every row."""
        return await self._run(_rows, sql, parameters)

    async def change(self, sql: str, parameters: Parameters) -> int:
        """Run *sql* and return how many rows it changed."""
        return await self._run(_change, sql, parameters)

    async def clock_ms(self) -> int:
        """Return the time of this machine, on which all processes are that use the file."""
        return _clock_ms(await self.rows(CLOCK, {}))

    async def lock(self, _guild: GuildId) -> None:
        """Do nothing: SQLite has one write transaction at a time."""

    async def _run(self, statement: Statement[Result], sql: str, parameters: Parameters) -> Result:
        if self.has_begun or self._until is None:
            return await self._connection.run(statement, sql, parameters)
        first = partial(self._connection.run, _first, statement, sql, parameters)
        result = await retry_while_locked(first, self._until)
        self.has_begun = True
        return result


class _Direct:
    """The transaction of a connection as whoever is in its thread uses it: without waiting."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    async def rows(self, sql: str, parameters: Parameters) -> Sequence[sqlite3.Row]:
        return _rows(self._connection, sql, parameters)

    async def change(self, sql: str, parameters: Parameters) -> int:
        return _change(self._connection, sql, parameters)

    async def clock_ms(self) -> int:
        return _clock_ms(await self.rows(CLOCK, {}))

    async def lock(self, _guild: GuildId) -> None:
        pass


def read_at_once(connection: sqlite3.Connection, read: Work[Result]) -> Result:
    """Return what *read* finds in a read transaction of its own; it awaits nothing but statements."""
    try:
        return _finished(connection, read)
    finally:
        connection.rollback()


def write_at_once(connection: sqlite3.Connection, write: Work[Result]) -> Result:
    """Carry *write* out in a write transaction of its own, and commit it; it awaits nothing but statements.

    Only the beginning, before any of *write*, can find that another process holds the lock.
    """
    connection.execute(BEGIN)
    try:
        result = _finished(connection, write)
        connection.commit()
        return result
    finally:
        connection.rollback()  # of what was not committed


def _finished(connection: sqlite3.Connection, work: Work[Result]) -> Result:
    tx = _Direct(connection)
    steps = work(tx)
    try:
        with shared(tx):
            steps.send(None)
    except StopIteration as end:
        result: Result = end.value
        return result
    steps.close()
    message = "what is carried out at once may await nothing but its statements"
    raise RuntimeError(message)


def _first(connection: sqlite3.Connection, statement: Statement[Result], sql: str, parameters: Parameters) -> Result:
    if not connection.in_transaction:
        connection.execute(BEGIN)
    return statement(connection, sql, parameters)


def _rows(connection: sqlite3.Connection, sql: str, parameters: Parameters) -> Sequence[sqlite3.Row]:
    return connection.execute(sql, parameters).fetchall()


def _change(connection: sqlite3.Connection, sql: str, parameters: Parameters) -> int:
    return connection.execute(sql, parameters).rowcount


def _clock_ms(rows: Sequence[sqlite3.Row]) -> int:
    (row,) = rows
    return int(row["now"])
