"""Everything is copied from one engine to the other and back, compared row by row, or nothing is."""

import asyncio
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from random import Random

import psycopg
import pytest
from typer.testing import CliRunner, Result

from bot.__main__ import app
from bot.addresses import PostgresAddress
from bot.ids import UserId
from bot.jobs.store import JobStore
from bot.settings import heartbeat_beside
from bot.storage.database import open_database
from bot.storage.postgres.tables import PostgresTables
from bot.storage.sqlite.tables import SqliteTables
from bot.storage.tables import ID_GAP, CopyError, Row, copy_tables
from tests.postgres_server import PostgresServer
from tests.storage.contents import contents
from tests.storage.samples import GUILD, NOW, new_job

MANY = 30_000
DEATHS = 5


@pytest.fixture
def source(filled_file: Path, tmp_path: Path) -> Path:
    """A SQLite file with something in every table, which no bot uses."""
    path = tmp_path / "old.db"
    shutil.copy(filled_file, path)
    return path


@pytest.fixture
def target(postgres: tuple[PostgresServer, str]) -> PostgresAddress:
    """An empty database without tables."""
    return postgres[0].new_database()


def run(*arguments: object) -> Result:
    """Run `lectern database copy`."""
    return CliRunner().invoke(app, ["database", "copy", *(getattr(each, "uri", str(each)) for each in arguments)])


def rows_of(address: PostgresAddress) -> int:
    """Return how many jobs and marks there are."""
    with psycopg.connect(address.uri) as connection:
        ((number,),) = connection.execute(
            "SELECT (SELECT count(*) FROM job) + (SELECT count(*) FROM watched)"
        ).fetchall()
    return int(number)


def test_everything_comes_through_there_and_back(source: Path, target: PostgresAddress, tmp_path: Path) -> None:
    """With texts in every alphabet; the old database stays as it is."""
    with closing(sqlite3.connect(source)) as connection:
        connection.execute("UPDATE watched SET note = 'Ação, 学习, \N{GRINNING FACE}, a\tb\\c'")
        connection.commit()
    before = contents(source)
    there = run(source, target)
    assert there.exit_code == 0, there.output
    assert f"Set LECTERN_DATABASE to {target}" in there.output
    back = run(target, tmp_path / "new.db")
    assert back.exit_code == 0, back.output
    assert contents(tmp_path / "new.db") == contents(source) == before
    assert sum(map(len, before.values())) > len(before)


async def test_ids_go_on_where_they_were(source: Path, target: PostgresAddress) -> None:
    """Also after rows with later ids were deleted, whose buttons are still out there."""
    async with open_database(source) as database, database.transaction() as tx:
        await JobStore(tx).add(new_job("deleted"))
    with closing(sqlite3.connect(source)) as connection:
        ((last,),) = connection.execute("SELECT id FROM job WHERE occurrence = 'deleted'").fetchall()
        connection.execute("DELETE FROM job WHERE id = ?", (last,))
        connection.commit()
    assert (await asyncio.to_thread(run, source, target)).exit_code == 0
    async with open_database(target) as database, database.transaction() as tx:
        await JobStore(tx).add(new_job("next", due=NOW))
        claimed = [await JobStore(tx).claim(NOW) for _ in range(3)]
    assert last + 1 in {job.id for job in claimed if job is not None}


def test_a_target_with_rows_is_refused(source: Path, target: PostgresAddress) -> None:
    assert run(source, target).exit_code == 0
    before = rows_of(target)
    refused = run(source, target)
    assert refused.exit_code == 2
    assert "the target is not empty: its table" in refused.output
    assert rows_of(target) == before


def test_a_database_in_use_is_refused(source: Path, target: PostgresAddress) -> None:
    """On either side."""
    heartbeat_beside(source).touch()
    assert "is in use; stop the bot first" in run(source, target).output
    heartbeat_beside(source).unlink()
    assert run(source, target).exit_code == 0
    with psycopg.connect(target.uri, application_name="lectern"):
        refused = run(target, source.with_name("new.db"))
    assert refused.exit_code == 2
    assert "is in use; stop the bot first" in refused.output


@pytest.mark.parametrize(
    ("source_name", "target_name", "said"),
    [
        ("missing.db", "new.db", "there is no database at"),
        ("postgresql://nowhere", "new.db", "must be like postgresql://name@host/database"),
        ("postgresql://lectern@127.0.0.1:1/lectern", "new.db", "nothing is copied or changed"),
    ],
)
def test_what_cannot_be_copied_is_said(tmp_path: Path, source_name: str, target_name: str, said: str) -> None:
    """In a sentence, with an exit code."""
    name = source_name if "://" in source_name else str(tmp_path / source_name)
    refused = run(name, tmp_path / target_name)
    assert refused.exit_code == 2
    assert said in " ".join(refused.output.split())


def test_a_row_that_came_through_otherwise_undoes_all(source: Path, tmp_path: Path) -> None:
    new = tmp_path / "new.db"
    shutil.copy(source, new)
    with closing(sqlite3.connect(new)) as connection:
        for table in contents(new):
            connection.execute(f"DELETE FROM {table}")  # noqa: S608 - names from the schema
        connection.commit()

    class Careless(SqliteTables):
        def rows(self, table: str, columns: Sequence[str]) -> Iterator[Row]:
            """Leave out the notes."""
            for row in super().rows(table, columns):
                yield tuple(None if value == "again" else value for value in row)

    with SqliteTables.open(source) as old, Careless.open(new) as tables, pytest.raises(CopyError, match="watched"):
        copy_tables(old, Careless(tables._connection), tell=lambda *_: None)
    assert not any(contents(new).values())


def test_a_copy_that_is_killed_leaves_nothing_and_can_be_made_again(source: Path, target: PostgresAddress) -> None:
    """At random moments."""
    with closing(sqlite3.connect(source)) as connection:
        connection.executemany(
            "INSERT INTO watched (guild_id, user_id, course_id, chapter, watched_at) VALUES (?, ?, 'c', 1, 0)",
            ((GUILD, UserId(10_000 + number)) for number in range(MANY)),
        )
        connection.commit()
    assert run(source, target).exit_code == 0
    with psycopg.connect(target.uri) as connection:
        expected = rows_of(target)
        connection.execute("TRUNCATE " + ", ".join(f'"{table}"' for table in contents(source)))
    command = [sys.executable, "-m", "bot", "database", "copy", str(source), target.uri]
    chance = Random(7)  # noqa: S311 - chosen once
    for _ in range(DEATHS):
        with subprocess.Popen(command, stdout=subprocess.PIPE, env={"PATH": os.defpath}) as copying:  # noqa: S603 - our own
            assert copying.stdout is not None
            copying.stdout.readline()  # the first table is copied
            try:
                copying.wait(chance.uniform(0, 0.3))
            except subprocess.TimeoutExpired:
                copying.send_signal(signal.SIGKILL)
        assert rows_of(target) in {0, expected}
        if rows_of(target):
            break
    else:
        assert run(source, target).exit_code == 0
    assert rows_of(target) == expected


def test_a_database_restored_by_pg_restore_gives_ids_far_beyond(
    source: Path, target: PostgresAddress, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(source, target).exit_code == 0
    with PostgresTables.open(target) as tables:
        before = tables.last_ids()
    monkeypatch.setenv("LECTERN_DATABASE", target.uri)
    done = CliRunner().invoke(app, ["database", "restored"])
    assert done.exit_code == 0, done.output
    with PostgresTables.open(target) as tables:
        assert tables.last_ids() == {table: last + ID_GAP for table, last in before.items()}
    monkeypatch.setenv("LECTERN_DATABASE", str(source))
    assert CliRunner().invoke(app, ["database", "restored"]).exit_code == 2
