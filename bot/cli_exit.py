"""How a command ends that cannot do what it should."""

from typing import NoReturn

import typer

EXIT_UNUSABLE = 2


def exit_with_error(sentence: str) -> NoReturn:
    """End with one sentence on standard error, and the exit code for input that cannot be used."""
    typer.echo(f"lectern: {sentence}", err=True)
    raise typer.Exit(EXIT_UNUSABLE)
