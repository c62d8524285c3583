"""The commands of docs/hosting.md for backups, run as a person pastes them."""

import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

import pytest
from typer.main import get_command

from bot.__main__ import app
from tests import empty_database

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "hosting.md").read_text("utf-8")
COPY = "lectern-2026-11-22.db"

# Stand-ins for a container engine and a service manager: they run the command, or note what they were told.
DOCKER = """#!/bin/sh
shift; told=$1; shift
start=lectern
while :; do
    case $1 in
        --rm | -T) shift ;;
        --entrypoint) start=$2; shift 2 ;;
        *) break ;;
    esac
done
case $told in
    exec) shift; exec "$@" ;;
    run) shift; exec "$start" "$@" ;;
    *) echo "$told" >> told ;;
esac
"""
SYSTEMCTL = '#!/bin/sh\necho "$1" >> told\n'
RUNUSER = '#!/bin/sh\ntest "$1 $2 $3" = "-u lectern --" || exit 9\nshift 3; exec "$@"\n'
LECTERN = f'#!/bin/sh\nexec {sys.executable} -m bot "$@"\n'


def blocks(title: str) -> list[str]:
    """Return the blocks of commands under *title*, in order."""
    section = PAGE.split(f"\n## {title}\n")[1].split("\n## ")[0]
    return [dedent(block) for block in re.findall(r"(?:^    .*\n)+", section, re.MULTILINE)]


@dataclass(frozen=True)
class Server:
    """A machine on which the page is followed, with all its folders in one folder."""

    folder: Path

    @property
    def database(self) -> Path:
        """The bot's database."""
        return self.folder / "lectern.db"

    def paste(self, lines: str) -> None:
        """Run all *lines*, even after one that fails, as a person does who pastes them."""
        lines = re.sub(r"/data/|/var/lib/lectern/", f"{self.folder}/", lines)
        lines = lines.replace("cd /opt/lectern", f"cd {self.folder}").replace(".venv/bin/lectern", "lectern")
        settings = {
            "PATH": f"{self.folder / 'bin'}:{os.defpath}",
            "PYTHONPATH": str(ROOT),
            "LECTERN_DATABASE": str(self.database),
        }
        subprocess.run(["sh", "-c", lines], cwd=self.folder, env=settings, capture_output=True, check=False)  # noqa: S603, S607

    def told(self) -> list[str]:
        """Return the commands to the engine or the service manager, in order."""
        return (self.folder / "told").read_text("utf-8").split()

    def put(self, name: str) -> None:
        """Make a database called *name* that has this name in it."""
        empty_database.copy_to(self.folder / name)
        with closing(sqlite3.connect(self.folder / name)) as connection:
            connection.execute("INSERT INTO meta VALUES ('name', ?)", (name,))
            connection.commit()

    def name(self, file: Path) -> str:
        """Return the name that stands in the database *file*."""
        with closing(sqlite3.connect(file)) as connection:
            return str(connection.execute("SELECT value FROM meta WHERE key = 'name'").fetchone()[0])


@pytest.fixture
def server(tmp_path: Path) -> Server:
    """A machine with a database, and an older copy made before a migration."""
    (tmp_path / "bin").mkdir()
    for name, script in {"docker": DOCKER, "systemctl": SYSTEMCTL, "runuser": RUNUSER, "lectern": LECTERN}.items():
        (tmp_path / "bin" / name).write_text(script, "utf-8")
        (tmp_path / "bin" / name).chmod(0o755)
    server = Server(tmp_path)
    server.put("lectern.db")
    server.put("lectern.db.backup-3")
    return server


BACKUPS = [block for block in blocks("Backup") if " stop" not in block]
RESTORES = [block for block in blocks("Backup") if " stop" in block]


def test_backup_and_restore_are_shown_for_a_container_and_for_a_service() -> None:
    """The tests below run every block that is found."""
    for found in (BACKUPS, RESTORES):
        assert ["docker" in block for block in found] == [True, False]


@pytest.mark.parametrize("block", BACKUPS)
def test_the_backup_lines_make_a_copy_that_only_its_owner_may_read(server: Server, block: str) -> None:
    """The copy is named after the day, and no other file is left."""
    before = set(server.folder.iterdir())
    server.paste(block)
    (copy,) = set(server.folder.iterdir()) - before
    assert re.fullmatch(r"lectern-\d{4}-\d\d-\d\d\.db", copy.name)
    assert server.name(copy) == "lectern.db"
    assert copy.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("block", RESTORES)
def test_the_restore_lines_put_a_copy_back_between_stop_and_start(server: Server, block: str) -> None:
    """The database that was there is kept."""
    server.put(COPY)
    server.paste(block)
    assert server.name(server.database) == COPY
    assert server.name(server.folder / "lectern.db.replaced-1") == "lectern.db"
    assert server.name(server.folder / "lectern.db.backup-3") == "lectern.db.backup-3"
    assert server.told() == ["stop", "start"]


@pytest.mark.parametrize("block", RESTORES)
@pytest.mark.parametrize("content", [None, b"", b"<html>502 Bad Gateway</html>"])
def test_the_restore_lines_lose_nothing_when_the_copy_is_bad(server: Server, block: str, content: bytes | None) -> None:
    """After a wrong name, an empty file or another kind of file the bot starts with the database that it had."""
    if content is not None:
        (server.folder / COPY).write_bytes(content)
    server.paste(block)
    assert server.name(server.database) == "lectern.db"
    assert server.name(server.folder / "lectern.db.backup-3") == "lectern.db.backup-3"
    assert server.told() == ["stop", "start"]


def test_commands_on_the_hosting_page_exist() -> None:
    """All commands of `lectern` and targets of `make` that the page names."""
    commands = set(re.findall(r"^    .*\blectern (?!lectern)([a-z]+)(?: |$)", PAGE, re.MULTILINE))
    known = set(getattr(get_command(app), "commands"))  # noqa: B009 - typer's type does not say it is a group
    assert {"check", "backup", "restore"} <= commands & known
    targets = set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    typed = set(re.findall(r"^    make ([a-z-]+)", PAGE, re.MULTILINE))
    assert "install-server" in typed
    assert typed <= targets


def test_a_servers_installation_is_for_its_user_and_without_the_try_out() -> None:
    """Another user can read it, whatever the umask of whoever installs it."""
    plan = subprocess.run(
        ["make", "--dry-run", "install-server", "VENV=/nonexistent"],  # noqa: S607
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    installing = [line for line in plan.splitlines() if "pip install" in line or "-m venv" in line]
    assert len(installing) == 4
    assert all(line.startswith("umask 022; ") for line in installing)
    assert set(re.findall(r"-r (\S+)", plan)) == {"requirements/build.txt", "requirements/server.txt"}
