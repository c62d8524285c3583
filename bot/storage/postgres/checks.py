"""Checks a PostgreSQL database before the bot opens it, without changing anything in it."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from bot.addresses import PostgresAddress
from bot.storage.errors import UnavailableDatabaseError, UnusableDatabaseError
from bot.storage.postgres.connection import connect, is_transient
from bot.storage.postgres.migrate import pending, scripts


@contextmanager
def plain_errors() -> Iterator[None]:
    """Raise psycopg's errors as UnavailableDatabaseError where they may pass by themselves, else as unusable."""
    try:
        yield
    except psycopg.Error as error:
        kind = UnavailableDatabaseError if is_transient(error) else UnusableDatabaseError
        raise kind(str(error)) from error


async def examine_server(address: PostgresAddress) -> tuple[bool, int]:
    """Return whether the database at *address* is empty, and how many migrations it needs.

    Raise NewerSchemaError, UnavailableDatabaseError or UnusableDatabaseError if it cannot be used.
    """
    with plain_errors():
        connection = await connect(address)
        async with connection:
            needed = await pending(connection)
    return needed == len(scripts()), needed
