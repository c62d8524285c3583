"""SQLite connections, and transactions that are closed even if their task is cancelled."""

import asyncio
import sqlite3
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any, TypeVar, TypeVarTuple

import aiosqlite

from bot.storage.cancellation import run_to_completion

OPENING_WAIT_S = 5.0  # longest wait for another process's lock while the database is opened or copied
LONGEST_WAIT_S = 30.0
"""Longest wait of a write for another process's lock; an acknowledged interaction may be answered for 15 minutes."""
SHORT_WAIT_S = 0.05  # of one attempt, between which a task can be cancelled
BEGIN = "BEGIN IMMEDIATE"

Result = TypeVar("Result")
Given = TypeVarTuple("Given")


class Reader(sqlite3.Connection):
    """A read-only connection, whose first statement after the end of a transaction begins the next one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        super().execute("PRAGMA query_only = ON")

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        """Run *sql* in the open transaction or in a new one, for which no separate call to this thread is needed."""
        if not self.in_transaction:
            super().execute("BEGIN")
        return super().execute(sql, parameters)


class Connection(aiosqlite.Connection):
    """A connection with a thread of its own, which carries out what it is given in that order.

    What a cancelled task has given it is carried out, too.
    """

    async def run(self, function: Callable[[sqlite3.Connection, *Given], Result], *given: *Given) -> Result:
        """Return what *function* does with the connection, all in one turn of the thread."""
        result: Result = await self._execute(function, self._conn, *given)  # type: ignore[no-untyped-call]
        return result

    def roll_back(self) -> None:
        """End the open transaction, if there is one, right behind what was given before, without waiting for it."""
        self._tx.put_nowait((None, self._conn.rollback))


@asynccontextmanager
async def connected(path: Path, kind: type[sqlite3.Connection] = sqlite3.Connection) -> AsyncGenerator[Connection]:
    """Yield a connection to the file at *path*, which is created if it is missing; raise sqlite3.OperationalError."""
    # If opening fails, aiosqlite leaves a thread behind that may log a traceback about a closed event loop. So this
    # raises first, without aiosqlite.
    sqlite3.connect(path).close()
    opening = asyncio.ensure_future(_connect(path, kind))
    try:
        yield await run_to_completion(opening)
    finally:
        await run_to_completion(opening.result().close())


async def _connect(path: Path, kind: type[sqlite3.Connection]) -> Connection:
    opened = partial(sqlite3.connect, path, isolation_level=None, timeout=OPENING_WAIT_S, factory=kind)
    connection = Connection(opened, iter_chunk_size=1)
    await connection
    connection.row_factory = aiosqlite.Row
    return connection


@asynccontextmanager
async def atomic(connection: Connection, until: float = 0.0) -> AsyncGenerator[None]:
    """Run the block in one write transaction: commit at its end, roll back if it raises.

    Raise sqlite3.OperationalError if another process holds the lock *until* then, in seconds of the loop's clock.
    aiosqlite runs statements in the order queued, even of a cancelled task. So BEGIN stands inside the ``try``:
    the ROLLBACK is queued right behind it.
    """
    try:
        await retry_while_locked(partial(connection.execute, BEGIN), until)
        yield
        await connection.commit()
    except BaseException:
        await connection.rollback()
        raise


def write_deadline() -> float:
    """Return until when, in seconds of the loop's clock, a write that begins now waits for other processes."""
    return asyncio.get_running_loop().time() + LONGEST_WAIT_S


async def set_up_writer(connection: Connection) -> None:
    """Set *connection* to WAL mode, foreign keys, full synchronisation and short waits for locks."""
    # If two processes open a new file at once, SQLite refuses WAL mode to one of them without waiting.
    use_write_ahead_log = partial(connection.execute_fetchall, "PRAGMA journal_mode = WAL")
    await retry_while_locked(use_write_ahead_log, asyncio.get_running_loop().time() + OPENING_WAIT_S, SHORT_WAIT_S)
    await connection.execute_fetchall("PRAGMA foreign_keys = ON")
    await connection.execute_fetchall("PRAGMA synchronous = FULL")
    # SQLite's own wait cannot be cancelled, so it is short, and repeated.
    await connection.execute_fetchall(f"PRAGMA busy_timeout = {SHORT_WAIT_S * 1000:.0f}")


async def retry_while_locked(step: Callable[[], Awaitable[Result]], until: float, pause_s: float = 0.0) -> Result:
    """Repeat *step*, with pauses, while another process holds the lock; raise after *until* by the loop's clock.

    Return the result of *step*.
    """
    while True:
        try:
            return await step()
        except sqlite3.OperationalError as error:
            is_busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
            if not is_busy or asyncio.get_running_loop().time() >= until:
                raise
            await asyncio.sleep(pause_s)
