"""One SQLite connection and its transactions, none of which a cancellation leaves half open."""

import asyncio
import sqlite3
from collections.abc import AsyncGenerator, Awaitable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

import aiosqlite

LONGEST_WAIT_S = 5.0

Result = TypeVar("Result")


@asynccontextmanager
async def connected(path: Path) -> AsyncGenerator[aiosqlite.Connection]:
    """Connect to the file at *path*, which is made when it is missing, and close it afterwards.

    Raises:
        sqlite3.Error: The file cannot be opened.
    """
    # Where opening fails, aiosqlite leaves a thread behind that reports to a loop which may be
    # closed by then, with a traceback. So it is tried without it first.
    sqlite3.connect(path).close()
    opening = asyncio.ensure_future(_connect(path))
    try:
        yield await to_its_end(opening)
    finally:
        await to_its_end(opening.result().close())


async def _connect(path: Path) -> aiosqlite.Connection:
    return await aiosqlite.connect(path, isolation_level=None, timeout=LONGEST_WAIT_S)


@asynccontextmanager
async def atomic(connection: aiosqlite.Connection) -> AsyncGenerator[None]:
    """Run the block in one transaction, which happens wholly or not at all.

    Statements run in the order they were queued, even when the caller that queued them has
    been cancelled. So BEGIN stands inside the ``try``: whatever was queued, the ROLLBACK is
    queued behind it at once, before anybody else can queue anything.
    """
    try:
        await connection.execute("BEGIN IMMEDIATE")
        yield
        await connection.commit()
    except BaseException:
        await connection.rollback()
        raise


async def to_its_end(work: Awaitable[Result]) -> Result:
    """Return the result of *work*, which is finished first when the caller is cancelled meanwhile.

    Raises:
        CancelledError: The caller was cancelled; *work* is done.
    """
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
