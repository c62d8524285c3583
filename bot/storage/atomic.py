"""One SQLite transaction, which no cancellation can leave open."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import aiosqlite


@asynccontextmanager
async def atomic(connection: aiosqlite.Connection) -> AsyncGenerator[None]:
    """Run the block in one transaction, which happens wholly or not at all.

    Statements run in the order they were queued, even when the caller that queued them has
    been cancelled. So BEGIN stands inside the ``try``: whatever was queued, the ROLLBACK is
    queued behind it before anybody else can queue anything.
    """
    try:
        await connection.execute("BEGIN IMMEDIATE")
        yield
        await connection.commit()
    except BaseException:
        await asyncio.shield(connection.rollback())
        raise
