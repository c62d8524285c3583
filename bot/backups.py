"""The commands that keep a copy of the database and put one back, for a person or a nightly job."""

import shutil
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from bot.app import CannotStartError, back_up, restore
from bot.health import shows_life

STREAM = Path("-")
CopyFile = Annotated[Path, typer.Argument(metavar="FILE", help="The copy; - is standard output or input.")]


def keep_copy(database: Path, file: Path) -> None:
    """Copy *database* to *file*, or to standard output.

    Raises:
        CannotStartError: It cannot be copied there, such as to a terminal.
    """
    if file != STREAM:
        back_up(database, file)
        typer.echo(f"{database} is copied to {file}.")
        return
    if sys.stdout.isatty():
        message = (
            "a copy is nothing to read: name a file, or redirect it with > FILE (in a container with -T)"
        )
        raise CannotStartError(message)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy.db"
        back_up(database, copy)
        with copy.open("rb") as content:
            shutil.copyfileobj(content, sys.stdout.buffer)


def put_back(database: Path, file: Path) -> None:
    """Put the copy in *file*, or on standard input, in the place of *database*.

    Raises:
        CannotStartError: The copy cannot be used, or the bot runs; *database* is as it was.
    """
    source: Path | BinaryIO = sys.stdin.buffer if file == STREAM else file
    now = datetime.now(UTC)  # noqa: TID251 - a program has nobody to inject its clock
    kept = restore(database, source, alive=shows_life(database, now))
    typer.echo(f"{database} is restored from {'standard input' if file == STREAM else file}.")
    if kept is not None:
        typer.echo(f"What was there is kept as {kept}; delete it when you no longer need it.")
