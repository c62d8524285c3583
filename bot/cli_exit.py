"""How a command ends that cannot do what it should."""

from typing import NoReturn

import typer

UNUSABLE = 2


def stop(sentence: str) -> NoReturn:
    """End with one sentence on standard error, and the exit code for input that cannot be used."""
    typer.echo(f"lectern: {sentence}", err=True)
    raise typer.Exit(UNUSABLE)
