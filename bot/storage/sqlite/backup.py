"""Copying the database while it is in use, and restoring a copy."""

import os
import shutil
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import BinaryIO

from bot.storage.errors import NewerSchemaError
from bot.storage.sqlite.maintenance import copy_database
from bot.storage.sqlite.migrate import schema_of, scripts
from bot.storage.tables import ID_GAP

OWNER_ONLY = 0o600  # file mode: a copy says which member watched what


class BackupError(RuntimeError):
    """A backup cannot be made or restored; the message says why."""


def back_up_database(path: Path, target: Path) -> None:
    """Copy the database at *path*, which may be in use, to *target*, which may hold an older copy.

    Raise BackupError, NewerSchemaError, OSError or sqlite3.Error, and leave *target* unchanged then.
    """
    if not path.exists():
        message = f"there is no database at {path} (LECTERN_DATABASE)"
        raise BackupError(message)
    if target.exists() and (target.samefile(path) or not _is_copy(target)):
        message = f"{target} is there already and is no copy of Lectern's database; name another file"
        raise BackupError(message)
    new = _new_file(target, "new")
    try:
        copy_database(path, new)
        _check_copy(new, f"the database {path}")
        new.replace(target)
    finally:
        _remove(new)


def restore_database(path: Path, source: Path | BinaryIO, *, alive: bool) -> Path | None:
    """Replace the database at *path*, which may be damaged or missing, with the copy in *source*.

    Return the path to which the replaced database was copied, None if there was none. Raise BackupError if *source* is
    no sound copy, or if the database is in use: of a damaged one SQLite cannot tell, so *alive* does, which is whether
    the bot's heartbeat is recent. Raise NewerSchemaError, OSError or sqlite3.Error as well.
    """
    new = _new_file(path, "restoring")
    try:
        _copy_in(source, new)
        _check_copy(new, "what was given" if not isinstance(source, Path) else str(source))
        _skip_ids(new)
        kept = _keep_replaced(path, alive=alive) if path.exists() else None
        _chown_like(new, kept or path.parent)
        _remove_logs(path)
        new.replace(path)
    finally:
        _remove(new)
    return kept


def _new_file(path: Path, ending: str) -> Path:
    """Create an empty file named *path* with *ending*, which only its owner may read, and return its path."""
    new = path.with_name(f"{path.name}.{ending}")
    _remove(new)
    os.close(os.open(new, os.O_CREAT | os.O_EXCL | os.O_WRONLY, OWNER_ONLY))
    return new


def _copy_in(source: Path | BinaryIO, new: Path) -> None:
    """Write *source* to *new*; if it has a write-ahead log, as a database copied by hand may, copy that as well."""
    if isinstance(source, Path):
        shutil.copyfile(source, new)
        if _wal(source).exists():
            shutil.copyfile(_wal(source), _wal(new))
    else:
        with new.open("wb") as file:
            shutil.copyfileobj(source, file)


def _check_copy(new: Path, name: str) -> None:
    """Merge the log of *new* into it; raise BackupError, which calls it *name*, or NewerSchemaError if unusable."""
    fault = None if new.stat().st_size else "is empty"
    try:
        with closing(sqlite3.connect(new, isolation_level=None)) as connection:
            version = schema_of(connection)
            if not version:
                fault = fault or "is no database of Lectern's"
            elif version > len(scripts()):
                raise NewerSchemaError(version, len(scripts()))
            elif (finding := connection.execute("PRAGMA integrity_check").fetchone()[0]) != "ok":
                fault = f"is damaged: {finding}"
            connection.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.DatabaseError as error:
        fault = f"is no database, or a damaged one: {error}"
    if fault is not None:
        message = f"{name} {fault}"
        raise BackupError(message)
    with new.open("rb+") as file:
        os.fsync(file.fileno())


def _skip_ids(new: Path) -> None:
    """Increase the next ids of all tables in *new*: buttons sent since that copy was made carry ids after its last."""
    with closing(sqlite3.connect(new)) as connection:
        connection.execute(
            "INSERT INTO sqlite_sequence (name, seq) SELECT name, 0 FROM sqlite_master WHERE type = 'table' "
            "AND sql LIKE '%AUTOINCREMENT%' AND name NOT IN (SELECT name FROM sqlite_sequence)"
        )
        connection.execute("UPDATE sqlite_sequence SET seq = seq + ?", (ID_GAP,))
        connection.commit()


def _is_copy(target: Path) -> bool:
    """Tell whether the file at *target* is a database of Lectern, of any version; it is only read."""
    try:
        with closing(sqlite3.connect(f"{target.absolute().as_uri()}?immutable=1", uri=True)) as connection:
            return bool(schema_of(connection))
    except sqlite3.DatabaseError:
        return False


def _refuse_in_use(path: Path, *, alive: bool) -> None:
    """Raise BackupError if the database at *path* is in use, when SQLite cannot end WAL mode; else merge its log."""
    try:
        with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.DatabaseError as error:
        if alive or error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
            message = f"{path} is in use; stop the bot first"
            raise BackupError(message) from error


def _keep_replaced(path: Path, *, alive: bool) -> Path:
    """Copy the database at *path* and its write-ahead log, if any, to a free name, and return that; raise BackupError.

    This comes before SQLite opens the file: it deletes the log of a file that it does not recognise as a database.
    """
    number = 1
    while (kept := path.with_name(f"{path.name}.replaced-{number}")).exists():
        number += 1
    try:
        for part, place in ((path, kept), (_wal(path), _wal(kept))):
            if part.exists():
                shutil.copy2(part, place)
                _chown_like(place, path)
        _refuse_in_use(path, alive=alive)
    except (OSError, BackupError):
        _remove(kept)
        raise
    return kept


def _chown_like(file: Path, model: Path) -> None:
    """Give *file* the owner of *model*, who is the bot's user where root restores a backup."""
    with suppress(PermissionError):  # only root may change owners, and only root needs to
        os.chown(file, model.stat().st_uid, model.stat().st_gid)


def _wal(path: Path) -> Path:
    """Return the path of SQLite's write-ahead log beside the database at *path*."""
    return path.with_name(f"{path.name}-wal")


def _remove_logs(path: Path) -> None:
    for ending in ("wal", "shm", "journal"):
        path.with_name(f"{path.name}-{ending}").unlink(missing_ok=True)


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)
    _remove_logs(path)
