"""Checks a database before the bot opens it, without changing anything in it."""

import errno
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryFile

from bot.storage.errors import NewerSchemaError, UnusableDatabaseError
from bot.storage.sqlite.connection import OPENING_WAIT_S
from bot.storage.sqlite.migrate import creation_marker, schema_of, scripts

PAGE = 4096  # bytes
HEADER = 20  # bytes of SQLite's file header that are read
IN_WAL_MODE = b"\x02\x02"  # bytes 18 and 19 of the header, if the database is in WAL mode
TEMPORARY_CODES = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_PROTOCOL,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
}
DAMAGE_CODES = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
TEMPORARY_ERRNOS = {errno.ENOSPC, errno.EDQUOT, errno.EIO}


def is_transient(error: Exception) -> bool:
    """Tell whether *error* may pass without a person: a lock, a full disk, an input or output error."""
    if isinstance(error, sqlite3.Error):
        return _code(error) in TEMPORARY_CODES
    return isinstance(error, OSError) and error.errno in TEMPORARY_ERRNOS


def examine(path: Path) -> int:
    """Return how many migrations the database at *path* needs, which is all of them if it does not exist.

    Raise NewerSchemaError, UnusableDatabaseError, OSError or sqlite3.Error if it, or its folder, cannot be read
    and written, or if it is damaged or no database of Lectern.
    """
    path = Path(os.path.realpath(path))
    _try_folder(path.parent)
    if not path.exists():
        return len(scripts())
    _refuse_empty_file(path)
    _refuse_foreign_log(path)
    with closing(_connect(path, "mode=rw")) as connection:
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        if version > len(scripts()):
            raise NewerSchemaError(version, len(scripts()))
        if (damage := _damage(connection)) is not None:
            message = f"it is damaged ({damage}); restore a backup"
            raise UnusableDatabaseError(message)
        if not schema_of(connection) and connection.execute("SELECT 1 FROM sqlite_master").fetchone():
            message = "it is another program's database, or lacks a table of Lectern's; name another file"
            raise UnusableDatabaseError(message)
        connection.execute("BEGIN IMMEDIATE")  # tries a write, which is rolled back
        connection.execute(f"PRAGMA user_version = {version}")
        connection.rollback()
    return len(scripts()) - version


def _try_folder(folder: Path) -> None:
    """Write a temporary file in *folder*, where the write-ahead log and the heartbeat file will be, or raise."""
    if not folder.is_dir():
        message = f"there is no folder {folder}"
        raise UnusableDatabaseError(message)
    try:
        with TemporaryFile(dir=folder) as file:
            file.write(bytes(PAGE))
    except PermissionError as error:
        message = f"this user cannot write in the folder {folder}"
        raise UnusableDatabaseError(message) from error


def _header(path: Path) -> bytes:
    """Return the first bytes of the database; open it "r+b", since SQLite would accept a read-only file silently."""
    try:
        with path.open("r+b") as file:
            return file.read(HEADER)
    except IsADirectoryError as error:
        message = "it is a folder; name a file"
        raise UnusableDatabaseError(message) from error
    except PermissionError as error:
        message = "this user may not read and write it; give it to the user that Lectern runs as"
        raise UnusableDatabaseError(message) from error


def _refuse_empty_file(path: Path) -> None:
    """Refuse an empty file, which a failed restore leaves; SQLite would begin a new database in it.

    One with a `creation_marker` beside it is accepted: a start is creating the database, or was interrupted.
    """
    begun = creation_marker(path).exists()  # checked first: it is removed only when the file has content
    if not begun and not _header(path):
        message = "it is empty; put a backup in its place, or delete it to begin anew"
        raise UnusableDatabaseError(message)


def _refuse_foreign_log(path: Path) -> None:
    """Refuse a write-ahead log that belongs to another database, before SQLite applies it to this one.

    SQLite does not notice. It is foreign if the database is not in WAL mode, or damaged only when read with the log.
    """
    log = path.with_name(f"{path.name}-wal")
    if not log.exists() or log.stat().st_size == 0:
        return
    if _header(path)[18:] != IN_WAL_MODE or (not _sound(path, "mode=ro") and _sound(path, "immutable=1")):
        message = (
            f"{log.name} does not belong to it, as after a restore over an old log; "
            f"move {log.name} and {path.name}-shm away"
        )
        raise UnusableDatabaseError(message)


def _sound(path: Path, parameters: str) -> bool:
    try:
        with closing(_connect(path, parameters)) as connection:
            return _damage(connection) is None
    except sqlite3.DatabaseError as error:
        if _code(error) not in DAMAGE_CODES:
            raise
        return False


def _damage(connection: sqlite3.Connection) -> str | None:
    """Return the first error that SQLite's integrity check finds, on one line, or None."""
    (found,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    return None if found == "ok" else " ".join(found.split())


def _connect(path: Path, parameters: str) -> sqlite3.Connection:
    address = f"{path.as_uri()}?{parameters}"
    return sqlite3.connect(address, uri=True, isolation_level=None, timeout=OPENING_WAIT_S)


def _code(error: sqlite3.Error) -> int | None:
    """Return SQLite's primary result code; None for an error that Python's sqlite3 raised itself."""
    code = getattr(error, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF
