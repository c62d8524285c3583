"""Brings a PostgreSQL database to this version's schema: forward only, in one transaction."""

from importlib.resources import files

from bot.storage.errors import NewerSchemaError, UnusableDatabaseError
from bot.storage.postgres.connection import Connection
from bot.storage.postgres.transaction import LOCK_ALL

OLDEST_SERVER = 140000  # as libpq numbers versions: 14.0
ENCODING = "UTF8"
IS_THERE = "SELECT CASE WHEN to_regclass('schema_version') IS NULL THEN 0 ELSE 1 END AS there"
TABLES = "SELECT count(*) AS number FROM pg_tables WHERE schemaname = current_schema()"


def scripts() -> dict[int, str]:
    """Return the SQL of the migrations in order, by the schema that each brings about; the first one makes all."""
    folder = files("bot.storage.postgres").joinpath("migrations")
    found = sorted((entry.name, entry.read_text("utf-8")) for entry in folder.iterdir() if entry.name.endswith(".sql"))
    return {int(name.partition("_")[0]): script for name, script in found}


async def pending(connection: Connection) -> int:
    """Return how many migrations the database needs.

    Raise NewerSchemaError, or UnusableDatabaseError if it is another program's, or its server does not suit.
    """
    _check_server(connection)
    return len(_after(await _version(connection)))


async def migrate(connection: Connection) -> None:
    """Apply the pending migrations in one transaction, after which no process of an older version can work."""
    if not await pending(connection):
        return
    async with connection.transaction():
        await connection.execute("SET LOCAL lock_timeout = 0")
        await connection.execute(LOCK_ALL)  # only now it is decided what is pending, as two processes may start at once
        for version, script in _after(await _version(connection)).items():
            await connection.execute(script)
            await connection.execute("CREATE TABLE IF NOT EXISTS schema_version (version BIGINT NOT NULL)")
            await connection.execute("DELETE FROM schema_version")
            await connection.execute("INSERT INTO schema_version VALUES (%(version)s)", {"version": version})


async def _version(connection: Connection) -> int:
    """Return the schema of the database, 0 if it is empty; raise as `pending` does."""
    if await _number(connection, IS_THERE):
        return await _number(connection, "SELECT max(version) FROM schema_version")
    if await _number(connection, TABLES):
        message = "it has tables of another program; make an empty database for Lectern, or a schema of its own"
        raise UnusableDatabaseError(message)
    return 0


def _after(version: int) -> dict[int, str]:
    known = scripts()
    if version > max(known):
        raise NewerSchemaError(version, max(known))
    return {number: script for number, script in known.items() if number > version}


async def _number(connection: Connection, sql: str) -> int:
    row = await (await connection.execute(sql)).fetchone()
    return 0 if row is None else int(next(iter(row.values())) or 0)


def _check_server(connection: Connection) -> None:
    info = connection.info
    if info.server_version < OLDEST_SERVER:
        message = f"its server is PostgreSQL {info.server_version // 10_000}; Lectern needs {OLDEST_SERVER // 10_000}"
        raise UnusableDatabaseError(message)
    if (encoding := info.parameter_status("server_encoding")) != ENCODING:
        message = f"its encoding is {encoding}; make it anew with ENCODING '{ENCODING}'"
        raise UnusableDatabaseError(message)
