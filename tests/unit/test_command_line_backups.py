"""`lectern backup` and `lectern restore`: what they print, and what they refuse."""

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.__main__ import app
from bot.settings import heartbeat_beside
from tests import empty_database
from tests.unit.command_line import lectern, refused_in_a_sentence

pytestmark = pytest.mark.usefixtures("no_settings")


@pytest.fixture
def database() -> Path:
    """The database at the default path, in the current folder."""
    path = Path("lectern.db")
    empty_database.copy_to(path)
    return path


def marks(path: Path) -> list[str]:
    """Return the values in the database at *path* that the tests wrote."""
    with closing(sqlite3.connect(path)) as connection:
        return [value for (value,) in connection.execute("SELECT value FROM meta")]


@contextmanager
def marked(path: Path, value: str) -> Iterator[None]:
    """Write *value* into the database at *path*, and keep it open as a running bot does."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("INSERT INTO meta VALUES (?1, ?1)", (value,))
        connection.commit()
        yield


def test_backup_and_restore_say_what_they_did(database: Path) -> None:
    """A backup while the bot runs, and a restore after its end; both name the files."""
    with marked(database, "then"):
        done = lectern("backup", "copy.db")
        assert (done.exit_code, done.output) == (0, "lectern.db is copied to copy.db.\n")
        assert "stop the bot first" in refused_in_a_sentence(lectern("restore", "copy.db"))
    with marked(database, "since"):
        pass
    done = lectern("restore", "copy.db")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "lectern.db is restored from copy.db.",
        "What was there is kept as lectern.db.replaced-1; delete it when you no longer need it.",
    ]
    assert marks(database) == ["then"]
    assert marks(Path("lectern.db.replaced-1")) == ["then", "since"]


def test_backup_and_restore_work_through_pipes(database: Path) -> None:
    """As with a container; standard output has the copy and nothing else."""
    with marked(database, "then"):
        copy = lectern("backup", "-").stdout_bytes
    database.unlink()
    done = CliRunner().invoke(app, ["restore", "-"], input=copy)
    assert done.output == "lectern.db is restored from standard input.\n"
    assert marks(database) == ["then"]


def test_a_copy_is_not_written_on_a_terminal(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal, which a container's command may have, would garble it."""
    assert database.exists()
    monkeypatch.setattr("typer.testing._NamedTextIOWrapper.isatty", lambda _: True, raising=False)
    assert "redirect it with > FILE" in refused_in_a_sentence(lectern("backup", "-"))


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("backup", "nowhere/copy.db"), "No such file or directory: 'nowhere/copy.db.new'"),
        (("backup", "notes.txt"), "notes.txt is there already and is no copy of Lectern's database"),
        (("restore", "missing.db"), "No such file or directory: 'missing.db'"),
        (("restore", "notes.txt"), "notes.txt is no database"),
        (("restore", "-"), "what was given is empty"),
    ],
)
def test_refused_backups_and_restores_are_explained_and_change_nothing(
    database: Path, arguments: tuple[str, str], expected: str
) -> None:
    """In one sentence."""
    Path("notes.txt").write_text("Buy milk.\n" * 100, "utf-8")
    before = {path.name: path.read_bytes() for path in database.absolute().parent.iterdir()}
    assert expected in refused_in_a_sentence(lectern(*arguments))
    assert {path.name: path.read_bytes() for path in database.absolute().parent.iterdir()} == before


def test_without_a_database_there_is_nothing_to_copy() -> None:
    """The sentence names the setting of its path."""
    assert "there is no database at lectern.db (LECTERN_DATABASE)" in refused_in_a_sentence(
        lectern("backup", "copy.db")
    )


def test_a_damaged_database_is_not_replaced_while_a_heartbeat_is_fresh(database: Path) -> None:
    """Nothing else tells that the bot is running."""
    lectern("backup", "copy.db")
    database.write_bytes(b"rubbish" * 1000)
    now = time.time()  # noqa: TID251 - the machine's clock, as the command asks it
    heartbeat_beside(database).touch()
    os.utime(heartbeat_beside(database), (now, now))  # under faketime, files are still stamped with the real time
    assert "lectern.db is in use; stop the bot first" in refused_in_a_sentence(lectern("restore", "copy.db"))
    heartbeat_beside(database).unlink()
    assert lectern("restore", "copy.db").exit_code == 0


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_bad_settings_are_refused_in_a_sentence(monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    monkeypatch.setenv("LECTERN_LOG_FORMAT", "xml")
    assert "LECTERN_LOG_FORMAT must be" in refused_in_a_sentence(lectern(command, "copy.db"))
