"""The tables of a SQLite file, to be copied as a whole."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from bot.storage.sqlite.connection import OPENING_WAIT_S
from bot.storage.tables import Row

NAMES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
GIVES_IDS = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%AUTOINCREMENT%'"


class SqliteTables:
    """The tables on *connection*; see `Tables` in bot/storage/tables.py."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @classmethod
    @contextmanager
    def open(cls, path: Path) -> Iterator["SqliteTables"]:
        """Lock the database at *path*, and roll back what was not committed; raise sqlite3.Error."""
        address = f"{path.absolute().as_uri()}?mode=rw"
        with closing(sqlite3.connect(address, uri=True, isolation_level=None, timeout=OPENING_WAIT_S)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield cls(connection)
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")

    def columns(self) -> Mapping[str, Sequence[str]]:
        """Return the columns of each table; the names of those that refer to others come later in the alphabet."""
        names = [name for (name,) in self._connection.execute(NAMES).fetchall()]
        return {name: [column for _, column, *_ in self._described(name)] for name in names}

    def rows(self, table: str, columns: Sequence[str]) -> Iterator[Row]:
        """Yield every row, in the order of the primary key."""
        keys = sorted((place, name) for _, name, _, _, _, place in self._described(table) if place)
        order = ", ".join(name for _, name in keys)
        yield from self._connection.execute(f"SELECT {', '.join(columns)} FROM {table} ORDER BY {order}")  # noqa: S608 - names of the schema

    def insert(self, table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
        """Add *rows*."""
        places = ", ".join("?" * len(columns))
        self._connection.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})", rows)  # noqa: S608 - as above

    def last_ids(self) -> Mapping[str, int]:
        """Return the last id given in each table."""
        given = dict(self._connection.execute("SELECT name, seq FROM sqlite_sequence").fetchall())
        return {name: given.get(name, 0) for (name,) in self._connection.execute(GIVES_IDS).fetchall()}

    def set_last_ids(self, ids: Mapping[str, int]) -> None:
        """Let the next ids follow *ids*."""
        self._connection.execute("DELETE FROM sqlite_sequence")
        self._connection.executemany("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", ids.items())

    def commit(self) -> None:
        """End the transaction."""
        self._connection.execute("COMMIT")

    def _described(self, table: str) -> list[tuple[int, str, str, int, str | None, int]]:
        return self._connection.execute(f"PRAGMA table_info({table})").fetchall()
