"""The bot's database as services see it, on either engine, and opening it.

An engine is imported only where it is used: psycopg is not needed for SQLite, nor need it be installed.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol, TypeVar

from bot.addresses import DatabaseAddress
from bot.ids import GuildId
from bot.storage.errors import UnusableDatabaseError
from bot.storage.rows import Transaction, Work

Result = TypeVar("Result")


class Database(Protocol):
    """Everything the bot keeps, in a SQLite file or on a PostgreSQL server."""

    def transaction(self, guild: GuildId | None = None) -> AbstractAsyncContextManager[Transaction]:
        """Open a write transaction, which is committed after the block, or rolled back if that raises.

        It changes only what belongs to *guild*, if one is named: transactions about other guilds may run meanwhile,
        and none about the same. Without one, no other runs meanwhile. (SQLite has one at a time in any case.)
        Raise an error that `is_transient` knows if the database cannot be written for a while.
        """

    async def write(self, write: Work[Result], guild: GuildId | None = None) -> Result:
        """Carry *write* out in a write transaction as `transaction` opens, and return what it does once committed.

        It awaits nothing but its statements: so SQLite carries it out, and commits it, in one turn of a thread. Where
        the caller is cancelled meanwhile, all of it may be done. A reading inside *write* is part of it.
        """

    def claiming(self) -> AbstractAsyncContextManager[Transaction]:
        """Open a write transaction that changes only what it locks by itself, as claims of jobs do."""

    def reading(self) -> AbstractAsyncContextManager[Transaction]:
        """Open a read transaction: it sees the data as of its first statement, and waits for no writer.

        Inside a `read` it is that one.
        """

    async def read(self, read: Work[Result]) -> Result:
        """Return what *read* finds in a read transaction as `reading` opens.

        It awaits nothing but its statements: so SQLite carries it out in one turn of a thread. A reading inside *read*
        is part of this one.
        """

    def is_transient(self, error: Exception) -> bool:
        """Tell whether *error* may pass without a person."""

    def on_new_work(self, wake: Callable[[GuildId | None], None]) -> None:
        """Call *wake* from now on when a process has queued or released a job, with its guild; None if unknown.

        Where the engine does not tell, the job runner finds out by looking.
        """

    async def vacuum(self) -> bool:
        """Remove what was deleted from the files, too; false if other connections prevent that for now."""

    async def drop_backups(self, before: datetime) -> None:
        """Delete the backups that migrations made before the instant *before*."""


@asynccontextmanager
async def open_database(address: DatabaseAddress) -> AsyncGenerator[Database]:
    """Connect to the database at *address*, migrate it to the current schema, and close it after the block.

    Raise what the engine raises if that fails.
    """
    if isinstance(address, Path):
        from bot.storage.sqlite.database import SqliteDatabase

        async with SqliteDatabase.open(address) as database:
            yield database
    else:
        need_psycopg()
        from bot.storage.postgres.database import PostgresDatabase

        async with PostgresDatabase.open(address) as database:
            yield database


def look_at(address: DatabaseAddress) -> tuple[bool, int]:
    """Return whether there is nothing at *address* yet, and how many migrations the database there needs.

    Nothing is changed; raise what `open_database` would.
    """
    if isinstance(address, Path):
        from bot.storage.sqlite.checks import examine

        return not address.exists(), examine(address)
    need_psycopg()
    from bot.storage.postgres.checks import examine_server

    return asyncio.run(examine_server(address))


def need_psycopg() -> None:
    """Raise UnusableDatabaseError if what speaks to PostgreSQL is not installed."""
    if find_spec("psycopg_pool") is None:
        message = "PostgreSQL needs the packages psycopg and psycopg-pool: install lectern[postgres]"
        raise UnusableDatabaseError(message)
