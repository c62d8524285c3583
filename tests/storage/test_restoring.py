"""Copying the database and restoring a copy: what may be restored, and that a refusal changes nothing."""

import io
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from stat import S_IMODE

import pytest

from bot.jobs.model import JobKind
from bot.jobs.store import JobStore
from bot.storage.database import Database, open_database
from bot.storage.errors import NewerSchemaError
from bot.storage.meta import MetaStore
from bot.storage.sqlite.backup import BackupError, back_up_database, restore_database
from bot.storage.sqlite.migrate import scripts
from bot.storage.tables import ID_GAP
from tests import empty_database
from tests.storage.contents import contents
from tests.storage.samples import add, new_job


@pytest.fixture
def copy(tmp_path: Path, filled_file: Path) -> Path:
    """A copy of a filled database."""
    return shutil.copyfile(filled_file, tmp_path / "copy.db")


@pytest.fixture
def present(path: Path) -> Path:
    """The database that is there before: empty, with the newest schema."""
    empty_database.copy_to(path)
    return path


def mark(path: Path, value: str) -> None:
    """Write *value* into the database at *path*, past the stores."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("INSERT INTO meta VALUES ('mark', ?)", (value,))
        connection.commit()


def folder(path: Path) -> dict[str, bytes]:
    """Return the content of all files beside *path*."""
    return {file.name: file.read_bytes() for file in path.parent.iterdir()}


def test_a_copy_is_one_private_file_with_every_row(filled_file: Path, tmp_path: Path) -> None:
    """Only its owner may read it, since it has personal data."""
    target = tmp_path / "copy.db"
    back_up_database(filled_file, target)
    assert list(folder(target)) == ["copy.db"]
    assert contents(target) == contents(filled_file)
    assert S_IMODE(target.stat().st_mode) == 0o600


async def test_a_copy_is_made_while_the_bot_runs(database: Database, path: Path) -> None:
    """With the last commit; it replaces an earlier copy."""
    target = path.with_name("copy.db")
    for value in ("one", "two"):
        async with database.transaction() as tx:
            await MetaStore(tx).set("mark", value)
        back_up_database(path, target)
        assert contents(target)["meta"] == [("mark", value)]


@pytest.mark.parametrize("content", [b"", b"Years of work.\n" * 100])
def test_another_kind_of_file_is_not_overwritten_by_a_copy(filled_file: Path, tmp_path: Path, content: bytes) -> None:
    """A wrong path costs no other file."""
    target = tmp_path / "thesis.txt"
    target.write_bytes(content)
    with pytest.raises(BackupError, match=r"thesis\.txt is there already and is no copy"):
        back_up_database(filled_file, target)
    assert folder(target) == {"thesis.txt": content}


def test_the_database_is_not_its_own_copy(present: Path) -> None:
    """Whatever path is given for it."""
    link = present.with_name("link.db")
    link.symlink_to(present)
    for target in (present, link):
        with pytest.raises(BackupError, match="name another file"):
            back_up_database(present, target)


def test_a_database_that_is_missing_is_not_made(tmp_path: Path) -> None:
    """SQLite by itself would make an empty one, and copy that."""
    with pytest.raises(BackupError, match="there is no database at"):
        back_up_database(tmp_path / "lectern.db", tmp_path / "copy.db")
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_database_does_not_replace_an_earlier_copy(present: Path, copy: Path) -> None:
    """So a nightly backup does not overwrite yesterday's good one."""
    before = copy.read_bytes()
    present.write_bytes(before[:4096] + b"\xff" * 4096 + before[8192:])
    with pytest.raises(BackupError, match="damaged"):
        back_up_database(present, copy)
    assert folder(copy) == {"lectern.db": present.read_bytes(), "copy.db": before}


def test_a_copy_takes_the_place_of_the_database_which_is_kept(present: Path, copy: Path) -> None:
    """Each replaced database has a name of its own; the copy stays where it is."""
    wanted = contents(copy)
    for number in (1, 2):
        mark(present, str(number))
        kept = restore_database(present, copy, alive=False)
        assert kept == present.with_name(f"lectern.db.replaced-{number}")
        assert ("mark", str(number)) in contents(kept)["meta"]
        assert contents(present) == wanted
        assert S_IMODE(present.stat().st_mode) == 0o600
    assert sorted(folder(present)) == ["copy.db", "lectern.db", "lectern.db.replaced-1", "lectern.db.replaced-2"]


def test_a_copy_can_come_through_a_pipe_to_where_nothing_is(path: Path, copy: Path) -> None:
    """As into a container's new volume, where the log of a deleted database may be left."""
    path.with_name("lectern.db-wal").write_bytes(b"old")
    assert restore_database(path, io.BytesIO(copy.read_bytes()), alive=False) is None
    assert contents(path) == contents(copy)
    assert sorted(folder(path)) == ["copy.db", "lectern.db"]


@pytest.mark.parametrize("filled", [False, True])
async def test_no_id_is_given_again_after_a_restore(path: Path, copy: Path, *, filled: bool) -> None:
    """Buttons of messages made after the copy carry ids that must not get another meaning."""
    if not filled:
        empty_database.copy_to(copy)
    restore_database(path, copy, alive=False)
    async with open_database(path) as database:
        await add(database, new_job("weekly:99:2027-01-01", subject=99))
        async with database.transaction() as tx:
            job = await JobStore(tx).pending(JobKind.WEEKLY_POST, new_job().guild, 99)
    assert job is not None
    assert job.id > ID_GAP


@pytest.mark.parametrize("version", range(1, len(scripts()) + 1))
async def test_a_copy_of_every_earlier_version_can_be_put_back(path: Path, version: int) -> None:
    """The next start migrates it."""
    old = path.with_name("old.db")
    with closing(sqlite3.connect(old)) as connection:
        for script in scripts()[:version]:
            connection.executescript(script)
        connection.execute(f"PRAGMA user_version = {version}")
    restore_database(path, old, alive=False)
    async with open_database(path) as database, database.transaction() as tx:
        assert await MetaStore(tx).get("mark") is None


def test_the_log_beside_a_plain_copy_counts(present: Path, tmp_path: Path) -> None:
    """`cp` of a database in use gives two files, and some rows are in the second only."""
    original, copied = tmp_path / "original.db", tmp_path / "copied.db"
    empty_database.copy_to(original)
    with closing(sqlite3.connect(original)) as open_still:
        open_still.execute("INSERT INTO meta VALUES ('mark', 'in the log')")
        open_still.commit()
        for ending in ("", "-wal"):
            shutil.copyfile(f"{original}{ending}", f"{copied}{ending}")
    restore_database(present, copied, alive=False)
    assert contents(present)["meta"] == [("mark", "in the log")]
    assert not present.with_name("lectern.db-wal").exists()


def damaged(content: bytes) -> bytes:
    """Return the database *content* with a page overwritten."""
    return content[:4096] + b"\xff" * 4096 + content[8192:]


@pytest.mark.parametrize("piped", [True, False])
@pytest.mark.parametrize(
    ("spoilt", "why"),
    [
        (lambda _: b"", "is empty"),
        (lambda _: b"<html>502 Bad Gateway</html>" * 50, "is no database, or a damaged one"),
        (lambda content: content[: len(content) // 2], "damaged"),
        (damaged, "damaged"),
    ],
)
def test_an_unsound_copy_is_refused_and_changes_nothing(
    present: Path, copy: Path, spoilt: object, why: str, *, piped: bool
) -> None:
    """Neither the database nor older copies nor the refused file."""
    assert callable(spoilt)
    content = spoilt(copy.read_bytes())
    copy.write_bytes(content)
    present.with_name("lectern.db.backup-3").write_bytes(b"older")
    before = folder(present)
    with pytest.raises(BackupError, match=why):
        restore_database(present, io.BytesIO(content) if piped else copy, alive=False)
    assert folder(present) == before


def test_a_damaged_index_is_found(present: Path, copy: Path) -> None:
    """An index that contradicts its table would give wrong results for months."""
    with closing(sqlite3.connect(copy)) as connection:
        connection.executescript(
            "PRAGMA writable_schema = ON; DELETE FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        )
    with pytest.raises(BackupError, match=r"copy\.db is damaged"):
        restore_database(present, copy, alive=False)


@pytest.mark.parametrize("version", [0, 3, len(scripts())])
def test_another_programs_database_is_refused(present: Path, tmp_path: Path, version: int) -> None:
    """Whatever schema version it has."""
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as connection:
        connection.executescript(f"CREATE TABLE track (x); PRAGMA user_version = {version}")
    with pytest.raises(BackupError, match=r"other\.db is no database of Lectern's"):
        restore_database(present, other, alive=False)


def test_a_later_versions_copy_is_refused(present: Path, copy: Path) -> None:
    """The error names its schema version."""
    with closing(sqlite3.connect(copy)) as connection:
        connection.execute("PRAGMA user_version = 999")
    before = folder(present)
    with pytest.raises(NewerSchemaError, match="999"):
        restore_database(present, copy, alive=False)
    assert folder(present) == before


def test_a_file_that_is_missing_is_an_error(present: Path) -> None:
    """The operating system's."""
    before = folder(present)
    with pytest.raises(FileNotFoundError):
        restore_database(present, present.with_name("missing.db"), alive=False)
    assert folder(present) == before


async def test_nothing_is_restored_while_the_bot_runs(database: Database, path: Path, copy: Path) -> None:
    """Its lock on the database tells that it runs, without a heartbeat."""
    async with database.transaction() as tx:
        await MetaStore(tx).set("mark", "running")
    with pytest.raises(BackupError, match="is in use; stop the bot first"):
        restore_database(path, copy, alive=False)
    assert ("mark", "running") in contents(path)["meta"]
    assert not list(path.parent.glob("*.re*"))


def test_a_damaged_database_is_replaced_and_kept_with_its_log(path: Path, copy: Path) -> None:
    """For whoever wants to look into it."""
    path.write_bytes(b"rubbish" * 1000)
    path.with_name("lectern.db-wal").write_bytes(b"log")
    kept = restore_database(path, copy, alive=False)
    assert kept is not None
    assert kept.read_bytes() == b"rubbish" * 1000
    assert kept.with_name(f"{kept.name}-wal").read_bytes() == b"log"
    assert contents(path) == contents(copy)


def test_a_damaged_database_of_a_running_bot_is_not_replaced(path: Path, copy: Path) -> None:
    """Its lock cannot be read, so the heartbeat decides."""
    path.write_bytes(b"rubbish" * 1000)
    with pytest.raises(BackupError, match="is in use"):
        restore_database(path, copy, alive=True)
    assert path.read_bytes() == b"rubbish" * 1000


def test_a_full_disk_during_a_restore_loses_nothing(present: Path, copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The half copy is deleted."""

    def full(_source: Path, target: Path) -> None:
        target.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    before = folder(present)
    monkeypatch.setattr(shutil, "copy2", full)
    with pytest.raises(OSError, match="No space left"):
        restore_database(present, copy, alive=False)
    assert folder(present) == before


def test_files_restored_by_root_belong_to_the_bots_user(
    present: Path, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The new file and the kept one get the old file's owner."""
    given: list[tuple[str, int, int]] = []

    def chown(file: Path, user: int, group: int) -> None:
        given.append((file.name, user, group))
        raise PermissionError

    monkeypatch.setattr(os, "chown", chown)
    restore_database(present, copy, alive=False)
    owner = (os.getuid(), os.getgid())
    assert given == [("lectern.db.replaced-1", *owner), ("lectern.db.restoring", *owner)]
