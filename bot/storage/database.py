"""Two SQLite connections, and the rule that the transactions on each never interleave."""

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
    """The bot's memory in one SQLite file."""

    is_transient = staticmethod(is_transient)

    def __init__(self, writer: aiosqlite.Connection, reader: aiosqlite.Connection, path: Path) -> None:
        self._writer, self._reader = writer, reader
        self._path = path
        self._write_lock, self._read_lock = asyncio.Lock(), asyncio.Lock()

    @classmethod
    @asynccontextmanager
    async def open(cls, path: Path) -> AsyncGenerator[Self]:
        """Connect to *path*, bring its schema up to date, and close it afterwards.

        The file is made when it is missing, and backed up beside itself before a migration.
        It is migrated before anything is set, so one that is refused stays untouched.
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
        """Open a transaction, alone; sqlite3.OperationalError where another process has written for half a minute."""
        until = write_deadline()
        async with self._write_lock, atomic(self._writer, until):
            yield self._writer

    @asynccontextmanager
    async def reading(self) -> AsyncGenerator[Transaction]:
        """Open a transaction for reading only, of the instant of its first statement; it waits for no writer."""
        async with self._read_lock:
            try:
                yield self._reader
            finally:
                await self._reader.rollback()  # queued before anybody else can queue anything, as in `atomic`

    async def vacuum(self) -> bool:
        """Leave no trace in the files of what was deleted; false where others using them prevent that."""
        return await run_to_completion(asyncio.to_thread(vacuum, self._path))

    async def drop_backups(self, before: datetime) -> None:
        """Remove the backups that were made before then, each ahead of a migration."""
        await run_to_completion(asyncio.to_thread(drop_backups, self._path, before))
