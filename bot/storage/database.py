"""One SQLite connection, and the rule that its transactions never interleave."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Self

import aiosqlite

from bot.storage.migrate import migrate
from bot.storage.transaction import StoreTransaction

PRAGMAS = ("journal_mode = WAL", "foreign_keys = ON", "busy_timeout = 5000", "synchronous = FULL")


class Database:
    """The bot's memory in one SQLite file."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection
        self._lock = asyncio.Lock()

    @classmethod
    @asynccontextmanager
    async def open(cls, path: Path) -> AsyncGenerator[Self]:
        """Connect to *path*, bring its schema up to date, and close it afterwards.

        The file is made when it is missing, and backed up beside itself before a migration.

        Raises:
            NewerSchemaError: A later version of the bot wrote the file.
            sqlite3.Error: The file cannot be opened, or is no database.
        """
        async with aiosqlite.connect(path, isolation_level=None) as connection:
            connection.row_factory = aiosqlite.Row
            for pragma in PRAGMAS:
                await connection.execute(f"PRAGMA {pragma}")
            await migrate(connection, path)
            yield cls(connection)

    @asynccontextmanager
    async def transaction(self) -> AsyncGenerator[StoreTransaction]:
        """Run the block in one transaction that cancellation cannot leave open.

        Statements run in the order they were queued, even when the caller that queued them has
        been cancelled. So BEGIN stands inside the ``try``: whatever was queued, the ROLLBACK is
        queued behind it, and before the lock is free.
        """
        async with self._lock:
            try:
                await self._connection.execute("BEGIN IMMEDIATE")
                yield StoreTransaction(self._connection)
                await self._connection.commit()
            except BaseException:
                await asyncio.shield(self._connection.rollback())
                raise

    async def backup(self, target: Path) -> None:
        """Copy the whole database to *target* while it is in use."""
        async with self._lock, aiosqlite.connect(target) as copy:
            await self._connection.backup(copy)
