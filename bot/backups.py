"""The commands that copy the database and put a copy back, for a person or a nightly job."""

import shutil
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from bot.app import CannotStartError, back_up, put_in_place
from bot.health import shows_life
from bot.refusals import stop
from bot.settings import SettingsError, load_settings

STREAM = Path("-")
CopyFile = Annotated[Path, typer.Argument(metavar="FILE", help="The copy; - is standard output or input.")]


def backup(file: CopyFile) -> None:
    """Copy the database to FILE, also while the bot runs."""
    try:
        database = load_settings().database
        if file == STREAM:
            _write_out(database)
        else:
            back_up(database, file)
            typer.echo(f"{database} is copied to {file}.")
    except (SettingsError, CannotStartError) as error:
        stop(str(error))


def restore(file: CopyFile) -> None:
    """Put the copy in FILE in the database's place, which is kept beside it; the bot must not run."""
    source: Path | BinaryIO = sys.stdin.buffer if file == STREAM else file
    now = datetime.now(UTC)  # noqa: TID251 - a program has nobody to inject its clock
    try:
        database = load_settings().database
        kept = put_in_place(database, source, alive=shows_life(database, now))
    except (SettingsError, CannotStartError) as error:
        stop(str(error))
    typer.echo(f"{database} is restored from {'standard input' if file == STREAM else file}.")
    if kept is not None:
        typer.echo(f"What was there is kept as {kept}; delete it when you no longer need it.")


def _write_out(database: Path) -> None:
    """Write a copy of *database* to standard output.

    Raises:
        CannotStartError: There is no sound database, or a terminal to write to.
    """
    if sys.stdout.isatty():
        message = "a copy is nothing to read: name a file, or redirect it with > FILE (in a container with -T)"
        raise CannotStartError(message)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy.db"
        back_up(database, copy)
        with copy.open("rb") as content:
            shutil.copyfileobj(content, sys.stdout.buffer)
