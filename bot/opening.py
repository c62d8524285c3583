"""Opens the database for the bot, and says what a start would do with it, or why it cannot be used."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path

from bot.addresses import DatabaseAddress
from bot.storage.cancellation import run_to_completion
from bot.storage.database import Database, look_at, open_database
from bot.storage.errors import NewerSchemaError, UnavailableDatabaseError, UnusableDatabaseError
from bot.storage.sqlite.checks import is_transient
from bot.unusable import CannotStartError, TemporaryStartError

UNUSABLE = (sqlite3.Error, OSError, NewerSchemaError, UnavailableDatabaseError, UnusableDatabaseError)


@asynccontextmanager
async def usable_database(address: DatabaseAddress) -> AsyncIterator[Database]:
    """Open the database at *address*, made and migrated as needed; CannotStartError if it cannot be used."""
    async with AsyncExitStack() as stack:
        with _cannot_use(address):
            if isinstance(address, Path):
                await run_to_completion(asyncio.to_thread(look_at, address))
            database = await stack.enter_async_context(open_database(address))
        try:
            yield database
        except Exception as error:
            if database.is_transient(error) or isinstance(error, sqlite3.OperationalError):
                raise _refusal(address, error, may_pass=database.is_transient(error)) from error
            raise


def describe_database(address: DatabaseAddress) -> str:
    """Return what a start would do with the database at *address*, changing nothing; CannotStartError as it would."""
    with _cannot_use(address):
        is_new, pending = look_at(address)
    if is_new:
        return f"{address} will be made at the first start"
    return f"{address} will be brought up to date at the next start" if pending else str(address)


@contextmanager
def _cannot_use(address: DatabaseAddress) -> Iterator[None]:
    """Raise what either engine raises about *address* as CannotStartError, as TemporaryStartError if it may pass."""
    try:
        yield
    except UNUSABLE as error:
        may_pass = isinstance(error, UnavailableDatabaseError) or is_transient(error)
        raise _refusal(address, error, may_pass=may_pass) from error


def _refusal(address: DatabaseAddress, error: Exception, *, may_pass: bool) -> CannotStartError:
    message = f"cannot use the database {address} (LECTERN_DATABASE): {' '.join(str(error).split())}"
    return TemporaryStartError(message) if may_pass else CannotStartError(message)
