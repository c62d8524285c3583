"""Copying a database that may be in use, with SQLite's own backup."""

import sqlite3
from contextlib import closing
from pathlib import Path
from shutil import SameFileError

from bot.storage.connection import OPENING_WAIT_S


def copy_database(source: Path, target: Path) -> None:
    """Copy what is committed in *source* to *target*, in place of what is there.

    Both get connections of their own, so a writer in *source* neither waits nor is seen half.

    Raises:
        SameFileError: *target* is *source*.
        sqlite3.Error: One of the files cannot be opened, is no database, or *target* is in use.
    """
    if target.exists() and target.samefile(source):
        raise SameFileError(target)
    existing = f"{source.absolute().as_uri()}?mode=rw"
    with (
        closing(sqlite3.connect(existing, uri=True)) as original,
        closing(sqlite3.connect(target, timeout=OPENING_WAIT_S)) as copy,
    ):
        original.backup(copy, progress=_refuse_to_wait)


def _refuse_to_wait(status: int, _remaining: int, _total: int) -> None:
    """End a copy whose target stays locked; by itself ``backup`` would try for ever."""
    if status in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        error = sqlite3.OperationalError("the target of the backup is in use")
        error.sqlite_errorcode = status
        raise error
