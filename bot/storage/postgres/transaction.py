"""Running statements in a transaction that is open on a connection to PostgreSQL."""

from collections.abc import Sequence

from psycopg.rows import DictRow

from bot.ids import GuildId
from bot.storage.errors import GuildBusyError
from bot.storage.postgres.connection import LONGEST_STATEMENT_S, Connection, execute
from bot.storage.postgres.sql import translated
from bot.storage.rows import Parameters

# Keys of advisory locks are ids of guilds; 0, which is none, stands for all of them.
LOCK_ALL = "SELECT pg_advisory_xact_lock(0)"
LOCK_GUILD = "SELECT pg_advisory_xact_lock_shared(0), pg_advisory_xact_lock({guild})"
CLOCK = "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT) AS now"
TRY_LOCK = "SELECT pg_try_advisory_xact_lock_shared(0) AND pg_try_advisory_xact_lock(%(guild)s) AS locked"


class PostgresTransaction:
    """The transaction that is open on *connection*; see `Transaction` in bot/storage/rows.py.

    The server must answer each statement *within* so many seconds.
    """

    def __init__(self, connection: Connection, within: float = LONGEST_STATEMENT_S) -> None:
        self._connection, self._within = connection, within

    async def rows(self, sql: str, parameters: Parameters) -> Sequence[DictRow]:
        """Run *sql* and return every row."""
        cursor = await execute(self._connection, translated(sql), parameters, self._within)
        return await cursor.fetchall()

    async def change(self, sql: str, parameters: Parameters) -> int:
        """Run *sql* and return how many rows it changed."""
        return (await execute(self._connection, translated(sql), parameters, self._within)).rowcount

    async def clock_ms(self) -> int:
        """Return the server's time."""
        (row,) = await self.rows(CLOCK, {})
        return int(row["now"])

    async def lock(self, guild: GuildId) -> None:
        """Lock *guild* without waiting; raise GuildBusyError if another transaction has it."""
        cursor = await execute(self._connection, TRY_LOCK, {"guild": guild})
        row = await cursor.fetchone()
        if row is None or not row["locked"]:
            raise GuildBusyError
