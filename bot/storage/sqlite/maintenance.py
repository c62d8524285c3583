"""Copying a database and vacuuming it while other connections use it."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path
from shutil import SameFileError

from bot.storage.cancellation import run_to_completion
from bot.storage.sqlite.connection import OPENING_WAIT_S

VACUUM_WAIT_S = 1.0  # longest wait for another connection's lock


def copy_database(source: Path, target: Path) -> None:
    """Copy the committed content of the database *source* to *target*, replacing what is there.

    A transaction open in *source* neither waits nor is copied. Raise SameFileError if both are one file,
    sqlite3.OperationalError if *source* is missing or *target* is in use, or another sqlite3.Error.
    """
    if target.exists() and target.samefile(source):
        raise SameFileError(target)
    existing = f"{source.absolute().as_uri()}?mode=rw"
    with (
        closing(sqlite3.connect(existing, uri=True)) as original,
        closing(sqlite3.connect(target, timeout=OPENING_WAIT_S)) as copy,
    ):
        original.backup(copy, progress=_refuse_to_wait)


async def copy_database_in_thread(source: Path, target: Path) -> None:
    """Run `copy_database` in a thread; if cancelled, finish it before raising CancelledError."""
    await run_to_completion(asyncio.to_thread(copy_database, source, target))


def _refuse_to_wait(status: int, _remaining: int, _total: int) -> None:
    """Raise sqlite3.OperationalError if the target is locked; ``Connection.backup``, which calls this, would go on."""
    if status in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        error = sqlite3.OperationalError("the target of the backup is in use")
        error.sqlite_errorcode = status
        raise error


def vacuum(path: Path) -> bool:
    """Rewrite the database at *path* without what was deleted, and empty its write-ahead log.

    Return False if other connections prevent one of these. ``secure_delete`` is not enough: when rows move between
    pages, it leaves copies. Other connections can read meanwhile; their writes wait.
    """
    with closing(sqlite3.connect(path, timeout=VACUUM_WAIT_S, isolation_level=None)) as connection:
        # Temporary data in memory, since the folder for temporary files may not be writable.
        connection.execute("PRAGMA temp_store = MEMORY")
        try:
            connection.execute("VACUUM")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
            return False
        (is_busy, _, _) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not is_busy
