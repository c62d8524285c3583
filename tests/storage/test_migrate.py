"""Migrations from every earlier schema to the newest: wholly or not at all, with a backup of the old database."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.storage.database import open_database
from bot.storage.sqlite import migrate
from bot.storage.sqlite.migrate import backup_path, scripts, statements
from tests.storage.contents import contents, fill
from tests.storage.samples import GUILD, USER

NEWEST = len(scripts())
ADD_A_COLUMN = """
-- A migration with more than one statement, a comment; and a string with a semicolon.
ALTER TABLE meta ADD COLUMN note TEXT NOT NULL DEFAULT 'a; b';
UPDATE meta SET value = value || '!';  -- twice would show
CREATE TRIGGER meta_note AFTER UPDATE ON meta BEGIN
    SELECT 1;
    SELECT 2;
END;
"""
ADD_A_TABLE = "CREATE TABLE another (id INTEGER PRIMARY KEY) STRICT;"
FAILS_HALF_WAY = "CREATE TABLE half (x);\nDELETE FROM watched;\nINSERT INTO nowhere VALUES (1);\n"


def known(monkeypatch: pytest.MonkeyPatch, *more: str, up_to: int = NEWEST) -> None:
    """Make the code know only the first *up_to* migrations, and *more*."""
    all_scripts = [*scripts()[:up_to], *more]
    monkeypatch.setattr(migrate, "scripts", lambda: all_scripts)


async def open_and_close(path: Path) -> None:
    """Open the database at *path*, which migrates it."""
    async with open_database(path):
        pass


def schema(path: Path) -> list[tuple[str, str]]:
    """Return the statements that made the database at *path*, and its schema version."""
    with closing(sqlite3.connect(path)) as connection:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        parts = connection.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()
    return [("version", str(version)), *parts]


def backups(path: Path) -> list[Path]:
    """Return the backups beside *path*."""
    return sorted(path.parent.glob(f"{path.name}.backup-*"))


@pytest.fixture
async def filled(path: Path) -> Path:
    """A closed database of the newest schema with something in every table."""
    async with open_database(path) as database:
        await fill(database, GUILD, USER)
    return path


@pytest.mark.parametrize("version", range(NEWEST + 1))
async def test_every_earlier_schema_leads_to_the_newest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: int
) -> None:
    """A migrated database has the schema of a new one."""
    fresh, old = tmp_path / "fresh.db", tmp_path / "old.db"
    await open_and_close(fresh)
    with monkeypatch.context() as past:
        known(past, up_to=version)
        await open_and_close(old)
    await open_and_close(old)
    assert schema(old) == schema(fresh)


async def test_opening_again_migrates_nothing(filled: Path) -> None:
    """Schema and rows stay, and no backup is made."""
    before = schema(filled), contents(filled)
    await open_and_close(filled)
    assert (schema(filled), contents(filled)) == before
    assert backups(filled) == []


async def test_a_new_file_needs_no_backup(path: Path) -> None:
    await open_and_close(path)
    assert backups(path) == []


async def test_the_old_file_is_kept_beside_the_migrated_one(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Named after its schema version, with all rows, and usable by the version that wrote it."""
    before = schema(filled), contents(filled)
    with monkeypatch.context() as future:
        known(future, ADD_A_COLUMN, ADD_A_TABLE)
        await open_and_close(filled)
    assert backups(filled) == [backup_path(filled, NEWEST)]
    (backup,) = backups(filled)
    assert (schema(backup), contents(backup)) == before
    await open_and_close(backup)
    assert (schema(backup), contents(backup)) == before


async def test_several_migrations_run_in_order(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each statement of each once; the rows stay."""
    watched = contents(filled)["watched"]
    known(monkeypatch, ADD_A_COLUMN, ADD_A_TABLE)
    await open_and_close(filled)
    await open_and_close(filled)
    assert contents(filled)["meta"] == [("commands", "hash!", "a; b")]
    assert contents(filled)["watched"] == watched
    assert contents(filled)["another"] == []
    assert schema(filled)[0] == ("version", str(NEWEST + 2))


@pytest.mark.parametrize("broken", [FAILS_HALF_WAY, "CREATE TABLE half (x);\nCREATE TABLE half", "\n;nonsense"])
async def test_a_failing_migration_is_taken_back_wholly(
    filled: Path, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    """With the migrations before it; the backup stays, too."""
    before = schema(filled), contents(filled)
    with monkeypatch.context() as future:
        known(future, ADD_A_COLUMN, broken)
        with pytest.raises(sqlite3.OperationalError):
            await open_and_close(filled)
    for file in (filled, *backups(filled)):
        assert (schema(file), contents(file)) == before
    assert len(backups(filled)) == 1


async def test_a_corrected_migration_succeeds_after_a_failure(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a new backup."""
    before = schema(filled), contents(filled)
    with monkeypatch.context() as future:
        known(future, FAILS_HALF_WAY)
        with pytest.raises(sqlite3.OperationalError):
            await open_and_close(filled)
    known(monkeypatch, ADD_A_TABLE)
    await open_and_close(filled)
    assert contents(filled)["another"] == []
    (backup,) = backups(filled)
    assert (schema(backup), contents(backup)) == before


async def test_without_a_backup_there_is_no_migration(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the backup cannot be written, the database stays as it is."""
    before = schema(filled), contents(filled)
    backup_path(filled, NEWEST).mkdir()
    known(monkeypatch, ADD_A_COLUMN)
    with pytest.raises(sqlite3.OperationalError, match="unable to open"):
        await open_and_close(filled)
    assert (schema(filled), contents(filled)) == before


async def test_two_processes_that_start_together_migrate_once(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second finds the newest schema, and makes no backup of it."""
    before = schema(filled), contents(filled)
    known(monkeypatch, ADD_A_COLUMN)
    await asyncio.gather(*(open_and_close(filled) for _ in range(4)))
    assert contents(filled)["meta"] == [("commands", "hash!", "a; b")]
    (backup,) = backups(filled)
    assert (schema(backup), contents(backup)) == before


@pytest.mark.parametrize("count", range(0, 120, 4))
async def test_a_cancelled_migration_happens_wholly_or_not_at_all(
    filled: Path, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    """At whatever step; the next start finishes it."""
    before = schema(filled), contents(filled)
    known(monkeypatch, ADD_A_COLUMN, ADD_A_TABLE)
    task = asyncio.ensure_future(open_and_close(filled))
    for _ in range(count):
        await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait({task})
    untouched = (schema(filled), contents(filled)) == before
    assert untouched or contents(filled)["meta"] == [("commands", "hash!", "a; b")]
    await open_and_close(filled)
    assert contents(filled)["meta"] == [("commands", "hash!", "a; b")]
    assert schema(filled)[0] == ("version", str(NEWEST + 2))


def test_a_script_is_split_into_its_statements() -> None:
    """Semicolons in strings, comments and triggers end none; an unfinished statement is the last part."""
    parts = list(statements(ADD_A_COLUMN + "SELECT 'no end'"))
    assert [part.split("\n")[-2 if part.endswith("\n") else -1] for part in parts] == [
        "ALTER TABLE meta ADD COLUMN note TEXT NOT NULL DEFAULT 'a; b';",
        "UPDATE meta SET value = value || '!';  -- twice would show",
        "END;",
        "SELECT 'no end'",
    ]
    assert "".join(parts) == ADD_A_COLUMN + "SELECT 'no end'"


def test_every_migration_says_why() -> None:
    """In its first line."""
    for script in scripts():
        assert script.startswith("-- ")
        assert len(script.splitlines()[0]) > 20
