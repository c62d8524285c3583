"""What PostgreSQL alone can do to the bot: lost connections, a server that restarts or hangs, several processes."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg_pool import PoolTimeout

from bot.addresses import PostgresAddress, parse_address
from bot.ids import GuildId
from bot.jobs.store import JobStore
from bot.storage.database import Database, look_at, open_database
from bot.storage.errors import GuildBusyError, NewerSchemaError, UnavailableDatabaseError, UnusableDatabaseError
from bot.storage.meta import MetaStore
from bot.storage.postgres import connection as connections
from bot.storage.postgres.connection import MOST_CONNECTIONS
from bot.storage.postgres.sql import translated
from bot.storage.rows import all_rows
from tests.postgres_server import PostgresServer, programs, running_server
from tests.storage.samples import GUILD, NOW, new_job
from tests.storage.test_sql import STATEMENTS

OTHER = GuildId(GUILD + 1)
CUTS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'
"""
COLUMNS = """
SELECT table_name, column_name, data_type, is_nullable, column_default FROM information_schema.columns
WHERE table_schema = 'public'
"""
INDEXES = "SELECT indexname FROM pg_indexes WHERE schemaname = 'public'"
TYPES = {"INTEGER": "bigint", "TEXT": "text"}


@pytest.fixture
def empty(postgres: tuple[PostgresServer, str]) -> PostgresAddress:
    """An empty database of the newest schema."""
    server, template = postgres
    return server.new_database(template)


@pytest.fixture
async def shared(empty: PostgresAddress) -> AsyncIterator[tuple[Database, Database]]:
    """One database, opened by two processes."""
    async with open_database(empty) as one, open_database(empty) as other:
        yield one, other


@pytest.fixture(scope="module")
def own_server() -> Iterator[PostgresServer]:
    """A server that tests of this module may stop and start."""
    if programs() is None:
        pytest.skip("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    with running_server() as server:
        yield server


async def write(database: Database, value: str, guild: GuildId | None = GUILD) -> None:
    """Store *value*."""
    async with database.transaction(guild) as tx:
        await MetaStore(tx).set("key", value)


async def read(database: Database) -> str | None:
    """Return what was stored."""
    async with database.reading() as tx:
        return await MetaStore(tx).get("key")


@pytest.mark.parametrize("name", STATEMENTS)
def test_statements_are_understood(postgres: tuple[PostgresServer, str], name: str) -> None:
    server, template = postgres
    with psycopg.connect(server.address(template).uri) as connection:
        names = dict.fromkeys(part.partition(")s")[0] for part in translated(STATEMENTS[name]).split("%(")[1:])
        sql = translated(STATEMENTS[name]).replace("%%", "%")
        for number, each in enumerate(names, 1):
            sql = sql.replace(f"%({each})s", f"${number}")
        prepared = connection.pgconn.prepare(b"", sql.encode())
        assert prepared.status == psycopg.pq.ExecStatus.COMMAND_OK, prepared.error_message


def test_an_address_is_shown_without_its_password() -> None:
    address = parse_address("postgresql://lectern:geheim@db1:5432,db2/lectern?sslpassword=secret")
    assert str(address) == "postgresql://lectern@db1:5432,db2/lectern"
    assert "geheim" not in repr(address)


@pytest.mark.parametrize(
    "text", ["postgresql:", "postgresql://", "postgresql://db", "postgresql+asyncpg://db/x", "Postgres://"]
)
def test_an_address_that_names_no_database_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="PostgreSQL"):
        parse_address(text)


def test_tables_are_those_of_sqlite(postgres: tuple[PostgresServer, str], past_the_stores: sqlite3.Connection) -> None:
    """Each with its columns, which of them may be missing, their defaults, and the indexes."""
    server, template = postgres
    with psycopg.connect(server.address(template).uri) as connection:
        columns = {(table, *rest) for table, *rest in connection.execute(COLUMNS) if table != "schema_version"}
        indexes = {name for (name,) in connection.execute(INDEXES)}
    tables = [name for (name,) in past_the_stores.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    expected = {
        (table, name, TYPES[kind], "NO" if required or is_key else "YES", default)
        for table in tables
        if not table.startswith("sqlite_")
        for _, name, kind, required, default, is_key in past_the_stores.execute(f"PRAGMA table_info({table})")
    }
    assert {(*found[:4], found[4] and found[4].replace("::text", "")) for found in columns} == expected
    named = "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
    assert indexes >= {name for (name,) in past_the_stores.execute(named)}


async def test_two_processes_make_the_tables_once(postgres: tuple[PostgresServer, str]) -> None:
    """Both start at once with an empty database."""
    new = postgres[0].new_database()

    async def start() -> None:
        async with open_database(new) as database:
            await write(database, "value")

    await asyncio.gather(start(), start(), start())
    assert await asyncio.to_thread(look_at, new) == (False, 0)


async def test_what_a_later_version_wrote_is_left_alone(empty: PostgresAddress) -> None:
    with psycopg.connect(empty.uri) as connection:
        connection.execute("UPDATE schema_version SET version = 999")
    with pytest.raises(NewerSchemaError, match="999"):
        async with open_database(empty):
            pass


async def test_another_programs_database_is_refused(postgres: tuple[PostgresServer, str]) -> None:
    foreign = postgres[0].new_database()
    with psycopg.connect(foreign.uri) as connection:
        connection.execute("CREATE TABLE users (id BIGINT)")
    with pytest.raises(UnusableDatabaseError, match="another program"):
        async with open_database(foreign):
            pass
    with pytest.raises(UnusableDatabaseError, match="another program"):
        await asyncio.to_thread(look_at, foreign)


async def test_a_database_of_another_encoding_is_refused(postgres: tuple[PostgresServer, str]) -> None:
    """It could not hold every language."""
    postgres[0].execute("CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
    with pytest.raises(UnusableDatabaseError, match="LATIN1"):
        async with open_database(postgres[0].address("latin")):
            pass


@pytest.mark.parametrize(
    ("uri", "kind"),
    [
        ("postgresql://lectern@127.0.0.1:1/lectern", UnavailableDatabaseError),
        ("postgresql://lectern@127.0.0.1:{port}/missing", UnusableDatabaseError),
        ("postgresql://lectern@127.0.0.1:{port}/x?no_such_option=1", UnusableDatabaseError),
    ],
)
async def test_a_database_that_cannot_be_reached_is_told_from_one_that_is_wrong(
    postgres: tuple[PostgresServer, str], uri: str, kind: type[Exception]
) -> None:
    with pytest.raises(kind):
        async with open_database(PostgresAddress(uri.format(port=postgres[0].port))):
            pass


async def test_lost_connections_are_replaced_before_anything_is_done(shared: tuple[Database, Database]) -> None:
    """All connections of the pool are lost while nobody uses them; the next that asks does not notice."""
    one, other = shared
    await asyncio.gather(*(read(one) for _ in range(MOST_CONNECTIONS)))
    async with other.transaction() as tx:
        await all_rows(tx, CUTS, {})
    for number in range(3):
        await write(one, str(number))
        assert await read(one) == str(number)


async def test_a_connection_lost_within_a_transaction_undoes_it(shared: tuple[Database, Database]) -> None:
    one, other = shared
    await write(one, "before")

    async def write_half() -> None:
        async with one.transaction(GUILD) as tx:
            await MetaStore(tx).set("key", "half")
            async with other.claiming() as elsewhere:
                await all_rows(elsewhere, CUTS, {})
            await MetaStore(tx).set("key", "whole")

    with pytest.raises(psycopg.OperationalError) as lost:
        await write_half()
    assert one.is_transient(lost.value)
    assert await read(one) == "before"
    await write(one, "after")


async def test_a_failed_statement_that_is_passed_over_is_no_commit(shared: tuple[Database, Database]) -> None:
    """PostgreSQL would answer such a COMMIT by rolling back."""
    one, _ = shared

    async def fail_silently() -> None:
        async with one.transaction(GUILD) as tx:
            await MetaStore(tx).set("key", "value")
            with pytest.raises(psycopg.errors.UndefinedTable):
                await all_rows(tx, "SELECT 1 FROM nothing", {})

    with pytest.raises(psycopg.OperationalError, match="rolled back"):
        await fail_silently()
    assert await read(one) is None


async def test_changes_of_one_guild_come_one_after_the_other(shared: tuple[Database, Database]) -> None:
    """Though each reads before it writes, none is lost, in one process and in two."""

    async def add_one(database: Database) -> None:
        async with database.transaction(GUILD) as tx:
            number = int(await MetaStore(tx).get("number") or 0)
            await asyncio.sleep(0)
            await MetaStore(tx).set("number", str(number + 1))

    await asyncio.gather(*(add_one(database) for database in shared for _ in range(40)))
    async with shared[0].reading() as tx:
        assert await MetaStore(tx).get("number") == "80"


async def test_changes_of_other_guilds_do_not_wait(shared: tuple[Database, Database]) -> None:
    one, other = shared
    async with one.transaction(GUILD), other.transaction(OTHER) as tx:
        await MetaStore(tx).set("key", "value")
    assert await read(one) == "value"


async def test_a_change_of_everything_waits_for_the_others(shared: tuple[Database, Database]) -> None:
    one, other = shared
    async with one.transaction(GUILD) as tx:
        whole = asyncio.ensure_future(write(other, "whole", None))
        await asyncio.sleep(0.1)
        assert not whole.done()
        await MetaStore(tx).set("key", "part")
    await whole
    assert await read(one) == "whole"


async def test_a_guild_that_another_process_keeps_is_given_up_in_time(shared: tuple[Database, Database]) -> None:
    """With an error that may pass, so that a member is answered within three seconds."""
    one, other = shared
    async with one.transaction(GUILD):
        with pytest.raises(psycopg.errors.LockNotAvailable) as refused:
            await write(other, "value")
    assert other.is_transient(refused.value)
    assert connections.LONGEST_WAIT_S <= 2
    await write(other, "value")


async def test_each_job_is_claimed_once(shared: tuple[Database, Database]) -> None:
    """By two processes that look at the same time."""
    jobs = [new_job(f"weekly:{number}", guild=GuildId(GUILD + number)) for number in range(40)]
    async with shared[0].transaction() as tx:
        for job in jobs:
            await JobStore(tx).add(job)
    claimed: list[str] = []

    async def work(database: Database) -> None:
        while True:
            try:
                async with database.claiming() as tx:
                    job = await JobStore(tx).claim(NOW)
            except GuildBusyError:
                continue
            if job is None:
                return
            claimed.append(job.occurrence)

    await asyncio.gather(*(work(database) for database in shared for _ in range(3)))
    assert sorted(claimed) == sorted(job.occurrence for job in jobs)


async def test_a_job_is_not_claimed_while_its_guild_is_changed(shared: tuple[Database, Database]) -> None:
    """Whoever changes the guild may have seen that the job waits."""
    one, other = shared
    async with one.transaction(GUILD) as tx:
        await JobStore(tx).add(new_job())
    async with one.transaction(GUILD):
        with pytest.raises(GuildBusyError):
            async with other.claiming() as tx:
                await JobStore(tx).claim(NOW)
    async with other.claiming() as tx:
        job = await JobStore(tx).claim(NOW)
    assert job is not None
    assert job.attempts == 1


async def test_a_full_pool_is_told_of_in_time(empty: PostgresAddress) -> None:
    async with open_database(empty) as database:
        held = [database.transaction(GuildId(number)) for number in range(1, MOST_CONNECTIONS + 1)]
        for each in held:
            await each.__aenter__()
        with pytest.raises(PoolTimeout) as refused:
            await read(database)
        assert database.is_transient(refused.value)
        for each in held:
            await each.__aexit__(None, None, None)
        assert await read(database) is None


async def test_another_process_is_told_of_new_work(shared: tuple[Database, Database]) -> None:
    one, other = shared
    told = asyncio.Queue[GuildId | None]()
    other.on_new_work(told.put_nowait)
    async with one.transaction(GUILD) as tx:
        await JobStore(tx).add(new_job())
    async with asyncio.timeout(20):
        while await told.get() != GUILD:
            pass


async def test_whoever_lost_the_connection_that_listens_looks_by_itself(
    shared: tuple[Database, Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    """And hears again."""
    monkeypatch.setattr("bot.storage.postgres.listener.RECONNECT_AFTER_S", 0.01)
    one, other = shared
    told = asyncio.Queue[GuildId | None]()
    other.on_new_work(told.put_nowait)
    async with one.transaction(GUILD) as tx:
        await all_rows(tx, CUTS, {})
    async with asyncio.timeout(20):
        while await told.get() is not None:
            pass
        async with one.transaction(GUILD) as tx:
            await JobStore(tx).add(new_job())
        while await told.get() != GUILD:
            pass


async def test_text_loses_what_cannot_be_stored(shared: tuple[Database, Database]) -> None:
    """NUL, which SQLite keeps and nobody sees."""
    await write(shared[0], "a\0b 100 % 'x' :y \N{GRINNING FACE}")
    assert await read(shared[1]) == "ab 100 % 'x' :y \N{GRINNING FACE}"


async def test_a_restarted_server_is_used_again(own_server: PostgresServer) -> None:
    """Whatever comes meanwhile is refused in time, as something that may pass."""
    async with open_database(own_server.new_database()) as database:
        await write(database, "before")
        await asyncio.to_thread(own_server.stop)
        for what in (write(database, "lost"), read(database), read(database)):
            async with asyncio.timeout(3):
                with pytest.raises(psycopg.OperationalError) as refused:
                    await what
            assert database.is_transient(refused.value)
        await asyncio.to_thread(own_server.start)
        async with asyncio.timeout(20):
            while True:
                try:
                    await write(database, "after")
                    break
                except psycopg.OperationalError:
                    await asyncio.sleep(0.05)
        assert await read(database) == "after"


async def test_a_server_that_hangs_is_given_up_in_time(own_server: PostgresServer) -> None:
    """Its connections are there, but nobody answers."""
    async with open_database(own_server.new_database()) as database:
        await write(database, "before")
        own_server.pause(paused=True)
        try:
            async with asyncio.timeout(10):
                with pytest.raises(psycopg.OperationalError) as refused:
                    await write(database, "lost")
        finally:
            own_server.pause(paused=False)
        assert database.is_transient(refused.value)
        async with asyncio.timeout(20):
            while True:
                try:
                    assert await read(database) == "before"
                    break
                except psycopg.OperationalError:
                    await asyncio.sleep(0.05)


def test_files_are_not_made_for_an_address(tmp_path: Path) -> None:
    """A path stays a path."""
    assert parse_address(str(tmp_path / "postgresql.db")) == tmp_path / "postgresql.db"
