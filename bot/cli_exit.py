"""How a command of the command line ends when it cannot do its work."""

from typing import NoReturn

import typer

EXIT_UNUSABLE = 2  # settings, arguments or files cannot be used: starting again does not help


def exit_with_error(sentence: str) -> NoReturn:
    """Print *sentence* to standard error and end the command by raising typer.Exit with code `EXIT_UNUSABLE`."""
    typer.echo(f"lectern: {sentence}", err=True)
    raise typer.Exit(EXIT_UNUSABLE)
