"""The command line: each command stands in a module of its own, which is loaded when the command is named."""

import os
import signal

if os.getpid() == 1:  # in a container: the kernel drops SIGTERM for PID 1 until there is a handler
    # `os._exit`: a SystemExit raised during an import could be swallowed there; nothing is open yet.
    signal.signal(signal.SIGTERM, lambda number, _frame: os._exit(128 + number))

import gc
import importlib
import platform
from collections import UserDict
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.main import get_command, get_group

from bot import __version__
from bot.cli_exit import exit_with_error
from bot.unusable import UnusableError

COMMANDS = {
    "run": "bot.running:run",
    "tryout": "bot.running:tryout",
    "ask": "bot.asking:ask",
    "evaluate": "bot.asking:evaluate_file",
    "check": "bot.checking:check",
    "backup": "bot.backups:backup",
    "restore": "bot.backups:restore",
    "when": "bot.when:when",
    "captions": "bot.captions:captions",
    "course": "bot.course_commands:course",
    "database": "bot.database_commands:database",
}
"""By name, the module of a command, and what it is called there: its function, or the group of its own commands."""


class LoadedWhenNamed(UserDict[str, Any]):
    """Commands by name, given as in `COMMANDS`: each is loaded when it is looked up."""

    def __getitem__(self, name: str) -> Any:
        module, _, called = self.data[name].partition(":")
        try:
            found = getattr(importlib.import_module(module), called)
        except UnusableError as error:  # a data file that is read when a module is loaded
            exit_with_error(str(error))
        gc.freeze()
        gc.enable()
        if isinstance(found, typer.Typer):
            return get_group(found)
        alone = typer.Typer(add_completion=False)
        alone.command(name)(found)
        return get_command(alone)


class Commands(TyperGroup):
    """The commands; an expected failure ends one with a sentence and an exit code, not a traceback."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.commands = LoadedWhenNamed(COMMANDS)

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was named; exit with a message on a wrong setting, data file or database."""
        try:
            return super().invoke(ctx)
        except UnusableError as error:
            exit_with_error(str(error))


app = typer.Typer(
    name="lectern", cls=Commands, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
)


def _show_version(wanted: bool) -> None:  # noqa: FBT001 - as Typer calls it
    if wanted:
        metadata = importlib.import_module("importlib.metadata")
        libraries = f"discord.py {metadata.version('discord.py')}, Python {platform.python_version()}"
        typer.echo(f"lectern {__version__} ({libraries})")
        raise typer.Exit


VersionShown = Annotated[
    bool, typer.Option("--version", help="Print the version.", is_eager=True, callback=_show_version)
]


@app.callback()
def lectern(*, _version: VersionShown = False) -> None:
    """A Discord bot that takes a study group through a video course."""


def main() -> None:
    """Run the command line: the entry point `lectern`."""
    gc.disable()  # what is loaded stays: looking through it again and again takes as long as loading it
    try:
        app()
    finally:
        gc.freeze()  # nor does Python look through all of it at the end


if __name__ == "__main__":
    main()
