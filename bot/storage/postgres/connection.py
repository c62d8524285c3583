"""Connections to PostgreSQL: a pool of them, how Python's values are sent, and which of its errors may pass."""

import asyncio
import os
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from typing import Any

import psycopg
from psycopg import errors
from psycopg.abc import Buffer
from psycopg.conninfo import make_conninfo
from psycopg.rows import DictRow, dict_row
from psycopg.types.numeric import Int8Dumper
from psycopg.types.string import StrDumper
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from bot.addresses import PostgresAddress
from bot.storage.rows import Parameters

Connection = psycopg.AsyncConnection[DictRow]

MOST_CONNECTIONS = 8  # of one process: four answers at a time, and jobs
LONGEST_WAIT_S = 2.0
"""Longest wait for a connection and for a lock: with it, an answer still comes within Discord's three seconds."""
LONGEST_STATEMENT_S = 2.5
"""Without an answer for so long, a connection is given up: the server hangs, or the network is gone."""
LONGEST_WORK_S = 120.0
"""Likewise for a statement about all guilds, such as deleting what has become old."""
LONGEST_IDLE_S = 30
"""In a transaction, after which the server ends it: the process hangs, or its machine is gone."""
CONNECT_TIMEOUT_S = 3  # libpq takes whole seconds, at least 2
OPTIONS = {
    "application_name": "lectern",
    "client_encoding": "UTF8",
    "connect_timeout": str(CONNECT_TIMEOUT_S),
    "keepalives_idle": "5",
    "keepalives_interval": "2",
    "keepalives_count": "2",
    "tcp_user_timeout": "5000",  # milliseconds
}
SESSION = f"""
SET lock_timeout = '{LONGEST_WAIT_S:g}s';
SET idle_in_transaction_session_timeout = '{LONGEST_IDLE_S}s';
SET max_parallel_workers_per_gather = 0;
SET TimeZone = 'UTC'
"""
"""Without parallel workers: a statement here reads few rows, and to start workers alone takes ten times as long."""
TRANSIENT = (
    psycopg.OperationalError,  # a lost connection, a server that starts or stops, too many clients, a full disk
    errors.DeadlockDetected,
    errors.SerializationFailure,
    errors.LockNotAvailable,
    errors.QueryCanceled,
    errors.ReadOnlySqlTransaction,  # a server that has become a standby
    PoolTimeout,
)
PERMANENT = ("password authentication failed", "no password supplied", "does not exist", "no pg_hba.conf entry")
"""What a server says where a person must mend something; libpq gives no code of why it refused a connection."""


class _Int8Dumper(Int8Dumper):
    """Sends every whole number with 64 bits, so that a statement is prepared once, and truth values as 1 and 0."""

    def dump(self, obj: Any) -> Buffer | None:
        return super().dump(int(obj))


class _TextDumper(StrDumper):
    """Sends text without NUL, which PostgreSQL cannot store and nobody can see."""

    def dump(self, obj: str) -> Buffer | None:
        return super().dump(obj.replace("\0", ""))


def is_transient(error: Exception) -> bool:
    """Tell whether *error* may pass without a person: a server that restarts, a lost connection, a lock."""
    return isinstance(error, TRANSIENT) and not any(reason in str(error) for reason in PERMANENT)


async def connect(address: PostgresAddress) -> Connection:
    """Return a new connection that begins and ends transactions by its statements only; raise psycopg.Error."""
    connection = await psycopg.AsyncConnection.connect(
        make_conninfo(address.uri, **_options(address)), autocommit=True, row_factory=dict_row
    )
    try:
        await _set_up(connection)
    except BaseException:
        await connection.close()
        raise
    return connection


@asynccontextmanager
async def pool_of(address: PostgresAddress) -> AsyncGenerator[AsyncConnectionPool[Connection]]:
    """Yield a pool of such connections, which are opened when they are needed."""
    pool = AsyncConnectionPool(
        make_conninfo(address.uri, **_options(address)),
        connection_class=psycopg.AsyncConnection[DictRow],
        kwargs={"autocommit": True, "row_factory": dict_row},
        min_size=1,
        max_size=MOST_CONNECTIONS,
        timeout=LONGEST_WAIT_S,
        reconnect_timeout=1.0,
        configure=_set_up,
        open=False,
    )
    async with pool:
        yield pool


async def execute(
    connection: Connection, sql: str, parameters: Parameters | None = None, within: float = LONGEST_STATEMENT_S
) -> psycopg.AsyncCursor[DictRow]:
    """Run *sql* on *connection*; raise psycopg.OperationalError if there is no answer *within* so many seconds.

    psycopg itself would wait for ever, and for the server's consent when its task is cancelled.
    """
    limit = asyncio.get_running_loop().call_later(within, _cut, connection)
    try:
        return await connection.execute(sql.encode(), parameters)
    finally:
        limit.cancel()


def _cut(connection: Connection) -> None:
    """End *connection* at once, so that whoever waits for the server's answer is told that there will be none."""
    with suppress(psycopg.Error, OSError), socket.socket(fileno=os.dup(connection.fileno())) as end:
        end.shutdown(socket.SHUT_RDWR)


def _options(address: PostgresAddress) -> dict[str, str]:
    """Return `OPTIONS` without those that *address* sets itself."""
    return {name: value for name, value in OPTIONS.items() if f"{name}=" not in address.uri}


async def _set_up(connection: Connection) -> None:
    adapters = connection.adapters
    adapters.register_dumper(int, _Int8Dumper)
    adapters.register_dumper(bool, _Int8Dumper)
    adapters.register_dumper(str, _TextDumper)
    await connection.execute(SESSION)
