"""The commands `database copy`, which moves everything to another database, and `database restored`."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.addresses import DatabaseAddress, parse_address
from bot.cli_exit import exit_with_error
from bot.health import was_alive
from bot.settings import heartbeat_beside, load_settings
from bot.storage.database import look_at, need_psycopg, open_database
from bot.storage.errors import NewerSchemaError, UnavailableDatabaseError, UnusableDatabaseError
from bot.storage.sqlite.tables import SqliteTables
from bot.storage.tables import CopyError, Tables, copy_tables, skip_ids

Source = Annotated[str, typer.Argument(metavar="FROM", help="What the bot has used: a path or an address.")]
Target = Annotated[str, typer.Argument(metavar="TO", help="The one that it will use, which is empty.")]

FAILURES = (CopyError, NewerSchemaError, UnavailableDatabaseError, UnusableDatabaseError, sqlite3.Error, OSError)

database = typer.Typer(name="database", no_args_is_help=True, help="Move the database, or mend one that was restored.")


@database.callback()
def _about() -> None:
    """Move the database, or mend one that was restored."""


@database.command()
def copy(source: Source, target: Target) -> None:
    """Copy everything in FROM to TO, row by row, and compare; the bot must not run. FROM stays as it is.

    If this is interrupted, TO is still empty, and the command can be given again.
    """
    old, new = _address(source), _address(target)
    if isinstance(old, Path) and not old.exists():
        exit_with_error(f"there is no database at {old}")
    with _failures():
        for address in (old, new):
            _refuse_running(address)
            asyncio.run(_bring_up_to_date(address))
        with ExitStack() as stack:
            tables, empty = (stack.enter_context(_tables(address)) for address in (old, new))
            number = copy_tables(tables, empty, lambda table, rows: typer.echo(f"{table:16} {rows:>9,}"))
    typer.echo(f"{number:,} rows are copied and compared. Set LECTERN_DATABASE to {new}")
    typer.echo(f"(and its password, if it has one), and start the bot; {old} is not used any more.")


@database.command()
def restored() -> None:
    """After pg_restore: let new ids begin far beyond those in the copy, which buttons sent since then carry."""
    address = load_settings().database
    if isinstance(address, Path):
        exit_with_error("`lectern restore` does that for a SQLite file by itself")
    with _failures(), _tables(address) as tables:
        skip_ids(tables)
    typer.echo(f"New ids of {address} begin far beyond those in the copy.")


def _address(text: str) -> DatabaseAddress:
    try:
        return parse_address(text)
    except ValueError:
        exit_with_error(f"{text.partition('://')[0]}://… must be like postgresql://name@host/database")


def _refuse_running(address: DatabaseAddress) -> None:
    """Raise CopyError if a bot uses the SQLite file at *address*; that of a server is looked at when it is opened."""
    now = datetime.now(UTC)  # noqa: TID251 - the entry point reads the real clock
    if isinstance(address, Path) and was_alive(heartbeat_beside(address), now):
        message = f"{address} is in use; stop the bot first"
        raise CopyError(message)


async def _bring_up_to_date(address: DatabaseAddress) -> None:
    await asyncio.to_thread(look_at, address)
    async with open_database(address):
        pass


def _tables(address: DatabaseAddress) -> AbstractContextManager[Tables]:
    if isinstance(address, Path):
        return SqliteTables.open(address)
    need_psycopg()
    from bot.storage.postgres.tables import PostgresTables  # noqa: PLC0415 - psycopg need not be installed

    return PostgresTables.open(address)


@contextmanager
def _failures() -> Iterator[None]:
    """Exit with the reason if the block fails."""
    try:
        yield
    except FAILURES as error:
        exit_with_error(f"nothing is copied or changed: {' '.join(str(error).split())}")
