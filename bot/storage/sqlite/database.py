"""The database in a SQLite file: a connection that writes and two that read, with one transaction at a time each."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Self, TypeVar

from bot.ids import GuildId
from bot.storage.cancellation import run_to_completion
from bot.storage.readings import open_reading
from bot.storage.rows import Transaction, Work
from bot.storage.sqlite.checks import is_transient
from bot.storage.sqlite.connection import (
    Connection,
    Reader,
    connected,
    retry_while_locked,
    set_up_writer,
    write_deadline,
)
from bot.storage.sqlite.maintenance import vacuum
from bot.storage.sqlite.migrate import creation_marker, drop_backups, mark_creation, migrate
from bot.storage.sqlite.transaction import SqliteTransaction, read_at_once, write_at_once

Result = TypeVar("Result")


class SqliteDatabase:
    """One SQLite file, in which the bot keeps everything; see `Database` in bot/storage/database.py."""

    is_transient = staticmethod(is_transient)

    def __init__(self, writer: Connection, reader: Connection, direct: Connection, path: Path) -> None:
        self._writer, self._reader, self._direct = writer, reader, direct
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
            await connection.execute_fetchall("PRAGMA secure_delete = ON")
            await migrate(connection, path)
            creation_marker(path).unlink(missing_ok=True)
            await set_up_writer(connection)
            async with connected(path, Reader) as reader, connected(path, Reader) as direct:
                yield cls(connection, reader, direct, path)

    @asynccontextmanager
    async def transaction(self, _guild: GuildId | None = None) -> AsyncGenerator[SqliteTransaction]:
        """Open the one write transaction, which is committed after the block, or rolled back if that raises.

        Raise sqlite3.OperationalError if another process holds SQLite's lock for 30 seconds.
        """
        tx = SqliteTransaction(self._writer, write_deadline())
        async with self._write_lock:
            try:
                yield tx
                if tx.has_begun:
                    await self._writer.commit()
            except BaseException:
                await self._writer.rollback()  # queued right behind the block's statements, even of a cancelled task
                raise

    async def write(self, write: Work[Result], _guild: GuildId | None = None) -> Result:
        """Carry *write* out in the one write transaction, and commit it: all in one turn of a thread."""
        until = write_deadline()
        async with self._write_lock:
            return await retry_while_locked(partial(self._writer.run, write_at_once, write), until)

    def claiming(self) -> AbstractAsyncContextManager[SqliteTransaction]:
        """Open the one write transaction."""
        return self.transaction()

    @asynccontextmanager
    async def reading(self) -> AsyncGenerator[Transaction]:
        """Open the one read transaction: it sees the data as of its first statement, and waits for no writer."""
        if (tx := open_reading()) is not None:
            yield tx
            return
        async with self._read_lock:
            try:
                yield SqliteTransaction(self._reader)
            finally:
                self._reader.roll_back()

    async def read(self, read: Work[Result]) -> Result:
        """Return what *read* finds in a read transaction: all in one turn of a thread."""
        if (tx := open_reading()) is not None:
            return await read(tx)
        return await self._direct.run(read_at_once, read)

    def on_new_work(self, wake: Callable[[GuildId | None], None]) -> None:
        """Do nothing: SQLite does not tell what other processes change; the job runner looks by itself."""

    async def vacuum(self) -> bool:
        """Remove what was deleted from the files, too; false if other connections prevent that for now."""
        await self._reader.run(bool)  # until the last reading has ended, too: that is not waited for
        return await run_to_completion(asyncio.to_thread(vacuum, self._path))

    async def drop_backups(self, before: datetime) -> None:
        """Delete the backups that migrations made before the instant *before*."""
        await run_to_completion(asyncio.to_thread(drop_backups, self._path, before))
