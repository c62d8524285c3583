"""One SQLite connection, and the rule that its transactions never interleave."""

import asyncio
import sqlite3
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Self

import aiosqlite

from bot.storage.connection import LONGEST_WAIT_S, atomic, connected, to_its_end
from bot.storage.copying import copy_database
from bot.storage.examining import may_pass
from bot.storage.migrate import drop_backups, mark_beginning, mark_of_beginning, migrate
from bot.storage.rows import all_rows
from bot.storage.tidying import tidied
from bot.storage.transaction import StoreTransaction

SHORT_WAIT_S = 0.05


class Database:
    """The bot's memory in one SQLite file."""

    may_pass = staticmethod(may_pass)

    def __init__(self, connection: aiosqlite.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path
        self._lock = asyncio.Lock()

    @classmethod
    @asynccontextmanager
    async def open(cls, path: Path) -> AsyncGenerator[Self]:
        """Connect to *path*, bring its schema up to date, and close it afterwards.

        The file is made when it is missing, and backed up beside itself before a migration.
        It is migrated before anything is set, so one that is refused stays untouched.

        Raises:
            NewerSchemaError: A later version of the bot wrote the file.
            OSError: Its folder cannot be written to.
            sqlite3.Error: The file cannot be opened, or is no database.
        """
        mark_beginning(path)
        async with connected(path) as connection:
            connection.row_factory = aiosqlite.Row
            await all_rows(connection, "PRAGMA secure_delete = ON", {})
            await migrate(connection, path)
            mark_of_beginning(path).unlink(missing_ok=True)
            await _write_ahead(connection)
            await all_rows(connection, "PRAGMA foreign_keys = ON", {})
            await all_rows(connection, "PRAGMA synchronous = FULL", {})
            yield cls(connection, path)

    @asynccontextmanager
    async def transaction(self) -> AsyncGenerator[StoreTransaction]:
        """Open the stores for one change that happens wholly or not at all, alone."""
        async with self._lock, atomic(self._connection):
            yield StoreTransaction(self._connection)

    async def tidy(self) -> bool:
        """Leave no trace in the files of what was deleted; false where others using them prevent that.

        Raises:
            sqlite3.Error: The files cannot be written.
        """
        return await to_its_end(asyncio.to_thread(tidied, self._path))

    async def drop_copies(self, before: datetime) -> None:
        """Remove the backups that were made before then, each ahead of a migration.

        Raises:
            OSError: One cannot be removed.
        """
        await to_its_end(asyncio.to_thread(drop_backups, self._path, before))

    async def backup(self, target: Path) -> None:
        """Copy the whole database to *target* while it is in use.

        Raises:
            SameFileError: *target* is the database itself.
            sqlite3.Error: *target* cannot be opened, is no database, or is in use.
        """
        await to_its_end(asyncio.to_thread(copy_database, self._path, target))


async def _write_ahead(connection: aiosqlite.Connection) -> None:
    """Let readers and the writer work side by side, by SQLite's write-ahead log.

    Where two processes open a new file at once, SQLite refuses one of them this step without
    the wait that it grants everywhere else.
    """
    loop = asyncio.get_running_loop()
    deadline = loop.time() + LONGEST_WAIT_S
    while True:
        try:
            await all_rows(connection, "PRAGMA journal_mode = WAL", {})
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or loop.time() >= deadline:
                raise
            await asyncio.sleep(SHORT_WAIT_S)
        else:
            return
