"""Migrates a database to this version's schema: forward only, after a backup."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from importlib.resources import files
from pathlib import Path

from bot.storage.errors import NewerSchemaError
from bot.storage.sqlite.connection import Connection, atomic
from bot.storage.sqlite.maintenance import copy_database_in_thread


def scripts() -> list[str]:
    """Return the SQL of the migrations in order; number n brings schema n - 1 to schema n, 0 being an empty file."""
    folder = files("bot.storage.sqlite").joinpath("migrations")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".sql"))
    return [folder.joinpath(name).read_text("utf-8") for name in names]


async def migrate(connection: Connection, path: Path) -> None:
    """Apply the pending migrations to the database at *path*, and record its new schema, in one transaction.

    It is decided under the write lock what is pending, since two processes may start at once. Statements run one by
    one: ``executescript`` would commit first. Raise NewerSchemaError, sqlite3.Error or OSError.
    """
    known = scripts()
    if not await _pending(connection, known):
        return
    async with atomic(connection):
        pending = await _pending(connection, known)
        version = len(known) - len(pending)
        if pending and version:
            await copy_database_in_thread(path, backup_path(path, version))
        for script in pending:
            for statement in statements(script):
                await connection.execute(statement)
        await connection.execute(f"PRAGMA user_version = {len(known)}")


async def _pending(connection: Connection, known: list[str]) -> list[str]:
    (row,) = await connection.execute_fetchall("PRAGMA user_version")
    version = int(row[0])
    if version > len(known):
        raise NewerSchemaError(version, len(known))
    return known[version:]


def backup_path(path: Path, version: int) -> Path:
    """Return the path of the backup of the database at *path* that is made before a migration from schema *version*."""
    return path.with_name(f"{path.name}.backup-{version}")


def drop_backups(path: Path, before: datetime) -> None:
    """Delete the migrations' backups of the database at *path* whose files were last changed before *before*."""
    for version in range(1, len(scripts()) + 1):
        backup = backup_path(path, version)
        for suffix in ("", "-journal", "-wal", "-shm"):
            file = backup.with_name(backup.name + suffix)
            if file.is_file() and file.stat().st_mtime < before.timestamp():
                file.unlink(missing_ok=True)


def creation_marker(path: Path) -> Path:
    """Return the path of a file that exists while the database at *path* is being created.

    If that start is interrupted, it tells the next one that the database is empty because it is new.
    """
    return path.with_name(f"{path.name}.begun")


def mark_creation(path: Path) -> None:
    """Create the `creation_marker`, if the database at *path* does not exist."""
    if path.parent.is_dir() and not path.exists():
        creation_marker(path).touch()


def statements(script: str) -> Iterator[str]:
    """Yield the SQL statements of *script*, in which each ends at the end of a line."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    if statement.strip():
        yield statement


def schema_of(connection: sqlite3.Connection) -> int:
    """Return the schema version of a database of Lectern; 0 if it lacks a table of that version, so is another's."""
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version < 1:
        return 0
    with closing(sqlite3.connect(":memory:")) as model:
        for script in scripts()[:version]:
            model.executescript(script)
        return version if _tables(model) <= _tables(connection) else 0


def _tables(connection: sqlite3.Connection) -> set[str]:
    """Return the names of the tables of a database."""
    return {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
