"""The checks of a database before it is opened, none of which changes a file."""

import asyncio
import errno
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.storage.database import open_database
from bot.storage.errors import NewerSchemaError, UnusableDatabaseError
from bot.storage.meta import MetaStore
from bot.storage.sqlite.checks import examine, is_transient
from bot.storage.sqlite.migrate import scripts
from tests import empty_database
from tests.unprivileged import unprivileged_user

FILL = """
WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 2000)
REPLACE INTO meta (key, value) SELECT 'key ' || (x * :step % 2003), hex(randomblob(40)) FROM n
"""


def files(path: Path) -> dict[str, bytes]:
    """Return the content of every file beside *path*, without SQLite's shared-memory index."""
    return {file.name: file.read_bytes() for file in path.parent.iterdir() if not file.name.endswith("-shm")}


def refused(path: Path) -> str:
    """Return why the database at *path* is refused; no file may change."""
    before = files(path)
    with pytest.raises(UnusableDatabaseError) as refusal:
        examine(path)
    assert files(path) == before
    return str(refusal.value)


@pytest.fixture
def crashed(path: Path) -> Path:
    """A database whose bot was killed: its last writes are in the log alone."""
    living = path.with_name("living.db")
    empty_database.copy_to(living)
    with closing(sqlite3.connect(living, isolation_level=None)) as connection:
        connection.execute(FILL, {"step": 7919})
        connection.execute("PRAGMA wal_checkpoint")
        connection.execute("UPDATE meta SET value = 'changed' WHERE key > 'key 9'")
        for ending in ("", "-wal"):
            shutil.copy(f"{living}{ending}", f"{path}{ending}")
    living.unlink()
    return path


def test_a_missing_database_is_no_fault(path: Path) -> None:
    """In a folder that can be written to; the check itself makes nothing."""
    assert examine(path) == len(scripts())
    assert files(path) == {}


def test_a_sound_database_is_left_as_it_is(filled_file: Path, path: Path) -> None:
    """With all migrations, or with some still to run."""
    shutil.copy(filled_file, path)
    before = files(path)
    assert examine(path) == 0
    assert files(path) == before
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 1")
    assert examine(path) == len(scripts()) - 1


async def test_a_database_in_use_is_sound(path: Path) -> None:
    """While the bot is running, with a log that has not been written back."""
    async with open_database(path) as database, database.transaction() as tx:
        await MetaStore(tx).set("opened", "yes")
        await asyncio.to_thread(look_at_one_in_use, path)


def look_at_one_in_use(path: Path) -> None:
    """Check a database whose bot is inside a transaction."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.storage.sqlite.checks.OPENING_WAIT_S", 0.01)
        with pytest.raises(sqlite3.OperationalError, match="locked") as refusal:
            examine(path)
    assert is_transient(refusal.value)


def test_a_lock_of_another_program_may_pass(crashed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is reported as a fault that may pass, also where the log has to be read."""
    monkeypatch.setattr("bot.storage.sqlite.checks.OPENING_WAIT_S", 0.01)
    with closing(sqlite3.connect(crashed, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("INSERT INTO meta VALUES ('mine', 'alone')")
        with pytest.raises(sqlite3.OperationalError, match="locked") as refusal:
            examine(crashed)
    assert is_transient(refusal.value)


def test_a_database_after_a_crash_is_sound(crashed: Path) -> None:
    """A log that belongs to its file is kept, with what is in it."""
    assert examine(crashed) == 0
    with closing(sqlite3.connect(crashed)) as connection:
        assert connection.execute("SELECT count(*) FROM meta").fetchone() == (2000,)


def test_an_empty_file_is_refused(path: Path) -> None:
    """SQLite would make a new database of a restore that failed."""
    path.touch()
    assert refused(path) == "it is empty; put a backup in its place, or delete it to begin anew"


def test_an_empty_file_of_an_unfinished_first_start_is_accepted(path: Path) -> None:
    """A start that was killed while it made the database leaves a mark, and the next one goes on."""
    path.touch()
    path.with_name("lectern.db.begun").touch()
    assert examine(path) == len(scripts())


def test_a_missing_folder_and_a_folder_instead_of_a_file_are_refused(tmp_path: Path) -> None:
    """With different messages."""
    with pytest.raises(UnusableDatabaseError, match="it is a folder; name a file"):
        examine(tmp_path)
    with pytest.raises(UnusableDatabaseError, match=f"there is no folder {tmp_path}/missing"):
        examine(tmp_path / "missing" / "lectern.db")


def test_a_later_version_s_database_is_refused(filled_file: Path, path: Path) -> None:
    shutil.copy(filled_file, path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")
    before = files(path)
    with pytest.raises(NewerSchemaError):
        examine(path)
    assert files(path) == before


def test_a_damaged_database_is_refused(crashed: Path) -> None:
    """An overwritten page in the middle is found before the bot reads it."""
    with closing(sqlite3.connect(crashed)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = bytearray(crashed.read_bytes())
    content[8 * 4096 : 10 * 4096] = b"\xff" * 2 * 4096
    crashed.write_bytes(content)
    assert refused(crashed).startswith("it is damaged (")


@pytest.mark.parametrize(
    "content", [b"no database " * 500, b"SQLite format 3\0", b"SQLite format 3\0\x10\0\2\2" + b"\xff" * 4096]
)
def test_a_file_that_is_no_database_is_refused(path: Path, content: bytes) -> None:
    """With SQLite's error, also beside a log."""
    path.write_bytes(content)
    for log in (b"", b"old log"):
        path.with_name("lectern.db-wal").write_bytes(log)
        with pytest.raises((sqlite3.DatabaseError, UnusableDatabaseError)) as refusal:
            examine(path)
        assert not is_transient(refusal.value)
        assert path.read_bytes() == content


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    """A file that somebody restores: another state of the database."""
    path = tmp_path / "backup.db"
    empty_database.copy_to(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(FILL, {"step": 2})
    return path


@pytest.mark.parametrize("keeps_a_log", [True, False])
def test_a_copy_restored_over_an_old_log_is_refused(crashed: Path, backup: Path, *, keeps_a_log: bool) -> None:
    """SQLite would mix the log into the copy."""
    if not keeps_a_log:  # as VACUUM INTO makes it
        with closing(sqlite3.connect(backup)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")
    shutil.copy(backup, crashed)
    assert refused(crashed) == (
        "lectern.db-wal does not belong to it, as after a restore over an old log; "
        "move lectern.db-wal and lectern.db-shm away"
    )
    crashed.with_name("lectern.db-wal").unlink()
    crashed.with_name("lectern.db-shm").unlink(missing_ok=True)
    assert examine(crashed) == 0


@pytest.mark.parametrize("mode", [0o444, 0o000])
def test_a_file_that_this_user_may_not_write_is_refused(mode: int) -> None:
    """As after a restore by root; SQLite would open it, and fail at the first write."""
    with unprivileged_user() as folder:
        path = folder / "lectern.db"
        empty_database.copy_to(path)
        path.chmod(mode)
        with pytest.raises(UnusableDatabaseError, match="this user may not read and write it; give it to"):
            examine(path)
        assert list(folder.iterdir()) == [path]


def test_a_folder_that_this_user_cannot_write_in_is_refused() -> None:
    """A log and, before a migration, a backup are made there."""
    with unprivileged_user() as folder:
        empty_database.copy_to(folder / "lectern.db")
        folder.chmod(0o555)
        for name in ("lectern.db", "missing.db"):
            assert refused(folder / name) == f"this user cannot write in the folder {folder}"


@pytest.mark.parametrize(
    ("error", "passes"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), True),
        (OSError(errno.EROFS, "Read-only file system"), False),
        (sqlite3.OperationalError("raised by Python itself"), False),
        (ValueError(), False),
    ],
)
def test_which_errors_may_pass(error: Exception, *, passes: bool) -> None:
    """A full disk may pass, a read-only disk may not."""
    assert is_transient(error) is passes


@pytest.mark.parametrize("version", [0, 3, len(scripts())])
def test_another_programs_database_is_refused(path: Path, version: int) -> None:
    """Whatever schema version it has; nothing is written into it."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("CREATE TABLE users (name TEXT)")
        connection.execute(f"PRAGMA user_version = {version}")
    assert "another program's database" in refused(path)
