"""The commands `backup` and `restore`, which copy the database and put a copy in its place."""

import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from bot.cli_exit import exit_with_error
from bot.health import was_alive
from bot.settings import Settings, load_settings
from bot.storage.errors import NewerSchemaError
from bot.storage.sqlite.backup import BackupError, back_up_database, restore_database

STREAM = Path("-")  # standard output or input
CopyFile = Annotated[Path, typer.Argument(metavar="FILE", help="The copy; - is standard output or input.")]


def backup(file: CopyFile) -> None:
    """Copy the database to FILE, also while the bot runs."""
    database = _file_of(load_settings())
    if file == STREAM:
        _write_out(database)
        return
    with _ends_with("cannot copy the database"):
        back_up_database(database, file)
    typer.echo(f"{database} is copied to {file}.")


def restore(file: CopyFile) -> None:
    """Put the copy in FILE in the database's place, which is kept beside it; the bot must not run."""
    source: Path | BinaryIO = sys.stdin.buffer if file == STREAM else file
    now = datetime.now(UTC)  # noqa: TID251 - the entry point reads the real clock
    settings = load_settings()
    database = _file_of(settings)
    with _ends_with("nothing is restored"):
        kept = restore_database(database, source, alive=was_alive(settings.heartbeat_file, now))
    typer.echo(f"{database} is restored from {'standard input' if file == STREAM else file}.")
    if kept is not None:
        typer.echo(f"What was there is kept as {kept}; delete it when you no longer need it.")


def _file_of(settings: Settings) -> Path:
    """Return the path of the database; exit with a message if it is not SQLite's."""
    if not isinstance(settings.database, Path):
        exit_with_error(f"{settings.database} is copied by pg_dump and restored by pg_restore: see docs/hosting.md")
    return settings.database


def _write_out(database: Path) -> None:
    """Write a copy of *database* to standard output; exit with a message if that is a terminal."""
    if sys.stdout.isatty():
        exit_with_error("a copy is nothing to read: name a file, or redirect it with > FILE (in a container with -T)")
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy.db"
        with _ends_with("cannot copy the database"):
            back_up_database(database, copy)
        with copy.open("rb") as content:
            shutil.copyfileobj(content, sys.stdout.buffer)


@contextmanager
def _ends_with(what: str) -> Iterator[None]:
    """Exit with *what* and the reason, if the block fails."""
    try:
        yield
    except (BackupError, NewerSchemaError, sqlite3.Error, OSError) as error:
        exit_with_error(f"{what}: {error}")
