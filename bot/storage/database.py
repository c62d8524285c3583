"""The bot's database: a connection for writing and one for reading, each with one transaction at a time."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Self

import aiosqlite

from bot.storage.checks import is_transient
from bot.storage.connection import Reader, atomic, connected, run_to_completion, set_up_writer, write_deadline
from bot.storage.maintenance import vacuum
from bot.storage.migrate import creation_marker, drop_backups, mark_creation, migrate
from bot.storage.rows import Transaction, all_rows


class Database:
    """One SQLite file, in which the bot keeps everything."""

    is_transient = staticmethod(is_transient)

    def __init__(self, writer: aiosqlite.Connection, reader: aiosqlite.Connection, path: Path) -> None:
        self._writer, self._reader = writer, reader
        self._path = path
        self._write_lock, self._read_lock = asyncio.Lock(), asyncio.Lock()

    @classmethod
    @asynccontextmanager
    async def open(cls, path: Path) -> AsyncGenerator[Self]:
        """Connect to the file at *path*, migrate it to the current schema, and close it after the block.

        It is created if it is missing, and backed up beside itself before a migration. Raise NewerSchemaError if a
        later version wrote it, before anything in it is changed, or sqlite3.Error or OSError.
        """
        mark_creation(path)
        async with connected(path) as connection:
            await all_rows(connection, "PRAGMA secure_delete = ON", {})
            await migrate(connection, path)
            creation_marker(path).unlink(missing_ok=True)
            await set_up_writer(connection)
            async with connected(path, Reader) as reader:
                yield cls(connection, reader, path)

    @asynccontextmanager
    async def transaction(self) -> AsyncGenerator[Transaction]:
        """Open the one write transaction, which is committed after the block, or rolled back if that raises.

        Raise sqlite3.OperationalError if another process holds SQLite's lock for 30 seconds.
        """
        until = write_deadline()
        async with self._write_lock, atomic(self._writer, until):
            yield self._writer

    @asynccontextmanager
    async def reading(self) -> AsyncGenerator[Transaction]:
        """Open the one read transaction: it sees the data as of its first statement, and waits for no writer."""
        async with self._read_lock:
            try:
                yield self._reader
            finally:
                await self._reader.rollback()  # queued right behind the block's statements, as in `atomic`

    async def vacuum(self) -> bool:
        """Remove what was deleted from the files, too; false if other connections prevent that for now."""
        return await run_to_completion(asyncio.to_thread(vacuum, self._path))

    async def drop_backups(self, before: datetime) -> None:
        """Delete the backups that migrations made before the instant *before*."""
        await run_to_completion(asyncio.to_thread(drop_backups, self._path, before))
