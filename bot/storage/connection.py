"""SQLite connections and their transactions, none of which a cancellation leaves half open."""

import asyncio
import sqlite3
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import aiosqlite

OPENING_WAIT_S = 5.0
LONGEST_WAIT_S = 30.0
"""So long a write waits for another process while the bot runs: Discord lets an answer take minutes."""
SHORT_WAIT_S = 0.05

Result = TypeVar("Result")


class Reader(sqlite3.Connection):
    """A connection that only reads: its first statement after a transaction's end begins the next one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        super().execute("PRAGMA query_only = ON")

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        """Run *sql* in the open transaction, or in a new one, whose beginning takes no turn of its own."""
        if not self.in_transaction:
            super().execute("BEGIN")
        return super().execute(sql, parameters)


@asynccontextmanager
async def connected(
    path: Path, kind: type[sqlite3.Connection] = sqlite3.Connection
) -> AsyncGenerator[aiosqlite.Connection]:
    """Connect to the file at *path*, which is made when it is missing, and close it afterwards."""
    # Where opening fails, aiosqlite leaves a thread behind that reports to a loop which may be
    # closed by then, with a traceback. So it is tried without it first.
    sqlite3.connect(path).close()
    opening = asyncio.ensure_future(_connect(path, kind))
    try:
        yield await run_to_completion(opening)
    finally:
        await run_to_completion(opening.result().close())


async def _connect(path: Path, kind: type[sqlite3.Connection]) -> aiosqlite.Connection:
    connection = await aiosqlite.connect(path, isolation_level=None, timeout=OPENING_WAIT_S, factory=kind)
    connection.row_factory = aiosqlite.Row
    return connection


@asynccontextmanager
async def atomic(connection: aiosqlite.Connection, until: float = 0.0) -> AsyncGenerator[None]:
    """Run the block in one transaction, which happens wholly or not at all.

    Statements run in the order they were queued, even when the caller that queued them has been cancelled.
    So BEGIN stands inside the ``try``: the ROLLBACK is queued behind it before anybody else can queue anything.
    Another process's lock is waited for *until* then, by the loop's clock.
    """
    try:
        await _retry_while_locked(partial(connection.execute, "BEGIN IMMEDIATE"), until)
        yield
        await connection.commit()
    except BaseException:
        await connection.rollback()
        raise


def write_deadline() -> float:
    """Return until when, by the loop's clock, a write that is asked for now waits for other processes."""
    return asyncio.get_running_loop().time() + LONGEST_WAIT_S


async def set_up_writer(connection: aiosqlite.Connection) -> None:
    """Let *connection* write safely while others read."""
    # Where two processes open a new file at once, SQLite refuses one of them this step without a wait.
    use_write_ahead_log = partial(connection.execute_fetchall, "PRAGMA journal_mode = WAL")
    await _retry_while_locked(use_write_ahead_log, asyncio.get_running_loop().time() + OPENING_WAIT_S, SHORT_WAIT_S)
    await connection.execute_fetchall("PRAGMA foreign_keys = ON")
    await connection.execute_fetchall("PRAGMA synchronous = FULL")
    # From now on each wait is a short one, so that whoever waits can be cancelled.
    await connection.execute_fetchall(f"PRAGMA busy_timeout = {SHORT_WAIT_S * 1000:.0f}")


async def _retry_while_locked(step: Callable[[], Awaitable[object]], until: float, pause_s: float = 0.0) -> None:
    """Do *step* as soon as no other process has the lock: try until then, by the loop's clock, every *pause_s*."""
    while True:
        try:
            await step()
        except sqlite3.OperationalError as error:
            is_busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
            if not is_busy or asyncio.get_running_loop().time() >= until:
                raise
            await asyncio.sleep(pause_s)
        else:
            return


async def run_to_completion(work: Awaitable[Result]) -> Result:
    """Return the result of *work*, which is finished first when the caller is cancelled meanwhile."""
    task = asyncio.ensure_future(work)
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait({task})
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled is None:
        return task.result()
    raise cancelled from task.exception()
