"""A throw-away PostgreSQL server on loopback, for tests of what the database promises; each test gets a database.

It is started where Debian's packages (or others) have put `initdb`; root runs it as the user `postgres`, since
PostgreSQL refuses root.
"""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import psycopg

from bot.addresses import PostgresAddress

_STARTED_WITHIN_S = 60.0
_LOOK_S = 0.02
_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "60",
    "shared_buffers": "32MB",
    "fsync": "off",  # no test pulls a plug; a killed process loses nothing all the same
    "full_page_writes": "off",
    "autovacuum": "off",
    "log_min_messages": "fatal",
}


@cache
def programs() -> Path | None:
    """Return the folder with PostgreSQL's programs, the newest version's; None if it is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda file: int(file.parts[4]))
    if found:
        return found[-1].parent
    elsewhere = shutil.which("initdb")
    return None if elsewhere is None else Path(elsewhere).parent


class PostgresServer:
    """A cluster in *folder*, listening on *port*."""

    def __init__(self, folder: Path, port: int, *, settings: dict[str, str] | None = None) -> None:
        self.folder, self.port = folder, port
        self._settings = _SETTINGS | (settings or {})
        self._process: subprocess.Popen[bytes] | None = None
        self._user = "postgres" if os.geteuid() == 0 else None

    def make(self) -> None:
        """Make the cluster's files."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if self._user is not None:
            shutil.chown(self.folder, self._user)
        self._run("initdb", "-D", self.folder, "-U", "lectern", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")

    def follow(self, primary: "PostgresServer") -> None:
        """Make the cluster's files as those of a standby of *primary*; start it next."""
        self.folder.mkdir(mode=0o700)
        if self._user is not None:
            shutil.chown(self.folder, self._user)
        source = primary.address("postgres").uri
        self._run("pg_basebackup", "-D", self.folder, "-d", source, "--write-recovery-conf", "--checkpoint=fast")

    def commit_together(self) -> None:
        """From now on commit nothing that a standby has not."""
        self.execute("ALTER SYSTEM SET synchronous_standby_names = '*'")
        self.execute("SELECT pg_reload_conf()")

    def start(self) -> None:
        """Start the server, and wait until it takes connections."""
        options = [part for name, value in self._settings.items() for part in ("-c", f"{name}={value}")]
        command = [_program("postgres"), "-D", str(self.folder), "-p", str(self.port), *options]
        with (self.folder.parent / "postgres.log").open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own command
                command, stdout=log, stderr=log, user=self._user, cwd=self.folder
            )
        until = time.monotonic() + _STARTED_WITHIN_S
        while True:
            try:
                psycopg.connect(self.address("postgres").uri, connect_timeout=2).close()
            except psycopg.OperationalError:
                if time.monotonic() > until:
                    raise
                time.sleep(_LOOK_S)
            else:
                return

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """End the server, by default with all its connections at once; SIGQUIT is like a crash."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(_STARTED_WITHIN_S)
            self._process = None

    def pause(self, *, paused: bool) -> None:
        """Let every process of the server stand still, as in a machine that hangs, or go on."""
        if self._process is None:
            return
        parent = self._process.pid
        children = Path(f"/proc/{parent}/task/{parent}/children").read_text("ascii").split()
        for process in (parent, *map(int, children)):
            os.kill(process, signal.SIGSTOP if paused else signal.SIGCONT)

    def address(self, database: str) -> PostgresAddress:
        """Return the address of *database* on this server."""
        return PostgresAddress(f"postgresql://lectern@127.0.0.1:{self.port}/{database}")

    def new_database(self, template: str = "template0") -> PostgresAddress:
        """Make a database, empty or a copy of *template*, and return its address."""
        name = f"test_{secrets.token_hex(6)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.address(name)

    def execute(self, sql: str) -> None:
        """Run *sql* in the database `postgres`, outside of a transaction."""
        with psycopg.connect(self.address("postgres").uri, autocommit=True) as connection:
            connection.execute(sql.encode())

    def _run(self, program: str, *arguments: str | Path) -> None:
        command = [_program(program), *map(str, arguments)]
        subprocess.run(  # noqa: S603 - as above
            command, check=True, capture_output=True, user=self._user, cwd=self.folder
        )


@contextmanager
def running_standby(primary: PostgresServer) -> Iterator[PostgresServer]:
    """Yield a standby that has all that *primary* commits, in a folder beside its."""
    standby = PostgresServer(primary.folder.with_name("standby"), free_port())
    try:
        standby.follow(primary)
        standby.start()
        primary.commit_together()
        yield standby
    finally:
        standby.stop(signal.SIGQUIT)


@contextmanager
def running_server() -> Iterator[PostgresServer]:
    """Yield a new server, which ends after the block with all its files."""
    folder = Path(tempfile.mkdtemp(prefix="lectern-postgres-"))
    folder.chmod(0o755)
    server = PostgresServer(folder / "data", free_port())
    try:
        server.make()
        server.start()
        yield server
    finally:
        server.stop(signal.SIGQUIT)
        shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    """Return a port of loopback on which nobody listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _program(name: str) -> str:
    folder = programs()
    if folder is None:
        message = "PostgreSQL is not installed"
        raise RuntimeError(message)
    return str(folder / name)
