"""What is done to a database's files while others use it: copied, and written anew without its gaps."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path
from shutil import SameFileError

from bot.storage.connection import OPENING_WAIT_S, run_to_completion

VACUUM_WAIT_S = 1.0


def copy_database(source: Path, target: Path) -> None:
    """Copy what is committed in *source* to *target*, in place of what is there.

    Both get connections of their own, so a writer in *source* neither waits nor is seen half. *target* may
    be neither in use nor *source* itself.
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
    """Copy as above, beside the event loop, and to the end even when cancelled."""
    await run_to_completion(asyncio.to_thread(copy_database, source, target))


def _refuse_to_wait(status: int, _remaining: int, _total: int) -> None:
    """End a copy whose target stays locked; by itself ``backup`` would try for ever."""
    if status in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        error = sqlite3.OperationalError("the target of the backup is in use")
        error.sqlite_errorcode = status
        raise error


def vacuum(path: Path) -> bool:
    """Write the database at *path* anew without its gaps, and empty its log; false while others prevent that.

    So no trace is left of what was deleted. ``secure_delete`` is not enough: where rows move from page to
    page, it leaves copies behind. A connection of its own lets the others read meanwhile; what they write
    waits a moment.
    """
    with closing(sqlite3.connect(path, timeout=VACUUM_WAIT_S, isolation_level=None)) as connection:
        # In memory, since no other folder may be writable.
        connection.execute("PRAGMA temp_store = MEMORY")
        try:
            connection.execute("VACUUM")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
            return False
        (is_busy, _, _) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not is_busy
