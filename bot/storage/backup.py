"""Copying the database while it is in use, and restoring a copy."""

import os
import shutil
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import BinaryIO

from bot.storage.maintenance import copy_database
from bot.storage.migrate import NewerSchemaError, schema_of, scripts

ID_GAP = 1_000_000  # ids of anything, more than a bot gives in years
OWNER_ONLY = 0o600  # it says which member watched what


class BackupError(RuntimeError):
    """A copy cannot be kept or put back; the message says why."""


def back_up_database(path: Path, target: Path) -> None:
    """Copy the database at *path*, which may be in use, to *target*, or raise BackupError or NewerSchemaError."""
    if not path.exists():
        message = f"there is no database at {path} (LECTERN_DATABASE)"
        raise BackupError(message)
    if target.exists() and (target.samefile(path) or not _is_copy(target)):
        message = f"{target} is there already and is no copy of Lectern's database; name another file"
        raise BackupError(message)
    new = _new_file(target, "new")
    try:
        copy_database(path, new)
        _require_sound(new, f"the database {path}")
        new.replace(target)
    finally:
        _remove(new)


def restore_database(path: Path, source: Path | BinaryIO, *, alive: bool) -> Path | None:
    """Put the copy in *source* in the place of the database at *path*; return where that one is kept, if any.

    That one may be damaged or missing. Whether the bot gave a sign of life (*alive*) decides where the
    database itself cannot tell if it is in use. Raises what `back_up_database` does.
    """
    new = _new_file(path, "restoring")
    try:
        _copy_in(source, new)
        _require_sound(new, "what was given" if not isinstance(source, Path) else str(source))
        _skip_ids(new)
        kept = _keep_replaced(path, alive=alive) if path.exists() else None
        _chown_like(new, kept or path.parent)
        _remove_logs(path)
        new.replace(path)
    finally:
        _remove(new)
    return kept


def _new_file(path: Path, ending: str) -> Path:
    """Make an empty file beside *path* that only its owner may read."""
    new = path.with_name(f"{path.name}.{ending}")
    _remove(new)
    os.close(os.open(new, os.O_CREAT | os.O_EXCL | os.O_WRONLY, OWNER_ONLY))
    return new


def _copy_in(source: Path | BinaryIO, new: Path) -> None:
    """Write *source* to *new*, with the log that lies beside a database copied as it was."""
    if isinstance(source, Path):
        shutil.copyfile(source, new)
        if _log(source).exists():
            shutil.copyfile(_log(source), _log(new))
    else:
        with new.open("wb") as file:
            shutil.copyfileobj(source, file)


def _require_sound(new: Path, name: str) -> None:
    """Find out that the file at *new* is a sound database of Lectern's, and fold its log into it."""
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
    """Let no id be given again that is on a button made since the copy at *new* was."""
    with closing(sqlite3.connect(new)) as connection:
        connection.execute(
            "INSERT INTO sqlite_sequence (name, seq) SELECT name, 0 FROM sqlite_master WHERE type = 'table' "
            "AND sql LIKE '%AUTOINCREMENT%' AND name NOT IN (SELECT name FROM sqlite_sequence)"
        )
        connection.execute("UPDATE sqlite_sequence SET seq = seq + ?", (ID_GAP,))
        connection.commit()


def _is_copy(target: Path) -> bool:
    """Tell whether the file at *target*, which stays as it is, is a database of Lectern's of any version."""
    try:
        with closing(sqlite3.connect(f"{target.absolute().as_uri()}?immutable=1", uri=True)) as connection:
            return bool(schema_of(connection))
    except sqlite3.DatabaseError:
        return False


def _refuse_in_use(path: Path, *, alive: bool) -> None:
    """Fold the log of the database at *path* into its file, which SQLite does for its only user alone."""
    try:
        with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.DatabaseError as error:
        if alive or error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
            message = f"{path} is in use; stop the bot first"
            raise BackupError(message) from error


def _keep_replaced(path: Path, *, alive: bool) -> Path:
    """Copy the unused database at *path*, and its log if it has one, to a name that is free; return that.

    As they are, before SQLite looks at them: it deletes the log of what it does not take for a database.
    """
    number = 1
    while (kept := path.with_name(f"{path.name}.replaced-{number}")).exists():
        number += 1
    try:
        for part, place in ((path, kept), (_log(path), _log(kept))):
            if part.exists():
                shutil.copy2(part, place)
                _chown_like(place, path)
        _refuse_in_use(path, alive=alive)
    except (OSError, BackupError):
        _remove(kept)
        raise
    return kept


def _chown_like(file: Path, model: Path) -> None:
    """Let *file* belong to whom *model* belongs: the bot's user, where root puts a copy back."""
    with suppress(PermissionError):  # anybody but root owns what they make
        os.chown(file, model.stat().st_uid, model.stat().st_gid)


def _log(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


def _remove_logs(path: Path) -> None:
    for ending in ("wal", "shm", "journal"):
        path.with_name(f"{path.name}-{ending}").unlink(missing_ok=True)


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)
    _remove_logs(path)
