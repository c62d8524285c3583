"""The database on a PostgreSQL server, which several processes of the bot may share."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext, suppress
from datetime import datetime
from typing import Self, TypeVar
from weakref import WeakValueDictionary

import psycopg
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from bot.addresses import PostgresAddress
from bot.ids import GuildId
from bot.storage.cancellation import run_to_completion
from bot.storage.postgres.checks import plain_errors
from bot.storage.postgres.connection import (
    LONGEST_STATEMENT_S,
    LONGEST_WAIT_S,
    LONGEST_WORK_S,
    Connection,
    connect,
    execute,
    is_transient,
    pool_of,
)
from bot.storage.postgres.listener import Listener
from bot.storage.postgres.migrate import migrate
from bot.storage.postgres.transaction import LOCK_ALL, LOCK_GUILD, PostgresTransaction
from bot.storage.readings import open_reading, shared
from bot.storage.rows import Transaction, Work

Result = TypeVar("Result")

SHORTEST_WAIT_S = 0.1  # for a connection
BEGIN = "BEGIN"
BEGIN_READING = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"


class PostgresDatabase:
    """A PostgreSQL database; see `Database` in bot/storage/database.py.

    Write transactions about one guild are kept apart by an advisory lock, as all are in SQLite; so each sees what the
    one before it has committed, and none has to be repeated for being in another's way.
    """

    is_transient = staticmethod(is_transient)

    def __init__(self, address: PostgresAddress, pool: AsyncConnectionPool[Connection], listener: Listener) -> None:
        self._address, self._pool, self._listener = address, pool, listener
        self._is_unreachable = False
        self._guilds = WeakValueDictionary[GuildId, asyncio.Lock]()

    @classmethod
    @asynccontextmanager
    async def open(cls, address: PostgresAddress) -> AsyncGenerator[Self]:
        """Connect to *address*, migrate to the current schema, and close all connections after the block.

        Raise NewerSchemaError, UnavailableDatabaseError or UnusableDatabaseError.
        """
        with plain_errors():
            connection = await connect(address)
            async with connection:
                await migrate(connection)
        async with pool_of(address) as pool, Listener(address).listening() as listener:
            yield cls(address, pool, listener)

    def transaction(self, guild: GuildId | None = None) -> AbstractAsyncContextManager[PostgresTransaction]:
        """Open a write transaction about *guild*, or about everything.

        Raise psycopg.OperationalError if the server or a connection is not to be had for two seconds, or another
        process works on the guild for as long.
        """
        return self._alone() if guild is None else self._about(guild)

    async def write(self, write: Work[Result], guild: GuildId | None = None) -> Result:
        """Carry *write* out in a transaction about *guild*, or about everything, and commit it."""
        async with self.transaction(guild) as tx:
            with shared(tx):
                return await write(tx)

    @asynccontextmanager
    async def _about(self, guild: GuildId) -> AsyncGenerator[PostgresTransaction]:
        """Open a transaction about *guild*; tasks of this process wait for each other without holding a connection."""
        lock = self._guilds.setdefault(guild, asyncio.Lock())
        async with lock, self._opened(f"{BEGIN}; {LOCK_GUILD.format(guild=int(guild))}") as tx:
            yield tx

    def _alone(self) -> AbstractAsyncContextManager[PostgresTransaction]:
        return self._opened(f"{BEGIN}; SET LOCAL lock_timeout = 0; {LOCK_ALL}", LONGEST_WORK_S)

    def claiming(self) -> AbstractAsyncContextManager[PostgresTransaction]:
        """Open a write transaction that locks what it changes by itself."""
        return self._opened(BEGIN)

    def reading(self) -> AbstractAsyncContextManager[Transaction]:
        """Open a read transaction, which sees the data as of its first statement."""
        tx = open_reading()
        return self._opened(BEGIN_READING) if tx is None else nullcontext(tx)

    async def read(self, read: Work[Result]) -> Result:
        """Return what *read* finds in a read transaction."""
        if (tx := open_reading()) is not None:
            return await read(tx)
        async with self.reading() as tx:
            with shared(tx):
                return await read(tx)

    @asynccontextmanager
    async def _opened(self, begin: str, within: float = LONGEST_STATEMENT_S) -> AsyncGenerator[PostgresTransaction]:
        """Begin by *begin*, and commit; each statement must be answered *within* so many seconds."""
        connection = await self._begun(begin, within)
        try:
            yield PostgresTransaction(connection, within)
            ended = await execute(connection, "COMMIT")
            if ended.statusmessage != "COMMIT":
                message = "the transaction failed before its end, so it was rolled back"
                raise psycopg.OperationalError(message)
        finally:
            await run_to_completion(self._give_back(connection))

    async def _begun(self, begin: str, within: float) -> Connection:
        """Return a connection on which *begin* was run.

        A connection may have been lost while nobody used it, as all are when the server restarts: take another.
        """
        loop = asyncio.get_running_loop()
        # After one has waited in vain, those behind it need not wait as long.
        until = loop.time() + (SHORTEST_WAIT_S if self._is_unreachable else LONGEST_WAIT_S)
        while True:
            try:
                connection = await self._pool.getconn(max(SHORTEST_WAIT_S, until - loop.time()))
            except PoolTimeout:
                self._is_unreachable = True
                raise
            self._is_unreachable = False
            try:
                await execute(connection, begin, within=within)
            except BaseException as error:
                was_lost = isinstance(error, psycopg.OperationalError) and connection.closed
                await run_to_completion(self._give_back(connection))
                if not was_lost or loop.time() >= until:
                    raise
            else:
                return connection

    async def _give_back(self, connection: Connection) -> None:
        """Roll back what is still open on *connection*, and return it to the pool, which replaces a lost one."""
        if not connection.closed and connection.info.transaction_status is not psycopg.pq.TransactionStatus.IDLE:
            with suppress(psycopg.Error):
                await execute(connection, "ROLLBACK")
        await self._pool.putconn(connection)

    def on_new_work(self, wake: Callable[[GuildId | None], None]) -> None:
        """Call *wake* with the guild of which a job waits now, or with None if that may be so of any."""
        self._listener.wake = wake

    async def vacuum(self) -> bool:
        """Let the server free the space of what was deleted."""
        connection = await connect(self._address)
        async with connection:
            await connection.execute("VACUUM")
        return True

    async def drop_backups(self, _before: datetime) -> None:
        """Do nothing: copies are made by pg_dump, by whoever runs the bot."""
