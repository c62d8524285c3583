"""The tables of a PostgreSQL database, to be copied as a whole."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import psycopg
from psycopg import sql

from bot.addresses import PostgresAddress
from bot.storage.postgres.checks import plain_errors
from bot.storage.postgres.transaction import LOCK_ALL
from bot.storage.tables import CopyError, Row

OWN = ["schema_version"]
"""Tables that are no data of the bot's."""
BATCH = 1_000  # rows fetched at a time
COLUMNS = """
SELECT table_name, column_name FROM information_schema.columns
WHERE table_schema = current_schema() AND table_name <> ALL (%s) ORDER BY table_name, ordinal_position
"""
KEY = """
SELECT attname FROM pg_index, unnest(indkey) WITH ORDINALITY AS key (number, place), pg_attribute
WHERE indrelid = to_regclass(%s) AND indisprimary AND attrelid = indrelid AND attnum = key.number ORDER BY place
"""
GIVES_IDS = """
SELECT table_name, pg_get_serial_sequence(quote_ident(table_name), 'id') FROM information_schema.columns
WHERE table_schema = current_schema() AND is_identity = 'YES' ORDER BY table_name
"""
OTHERS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name = 'lectern'
"""


class PostgresTables:
    """The tables on *connection*; see `Tables` in bot/storage/tables.py."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection

    @classmethod
    @contextmanager
    def open(cls, address: PostgresAddress) -> Iterator["PostgresTables"]:
        """Lock the database at *address*, and roll back what was not committed; raise CopyError if a bot uses it."""
        with plain_errors(), psycopg.connect(address.uri) as connection:
            if connection.execute(OTHERS).fetchall() != [(0,)]:
                message = f"{address} is in use; stop the bot first"
                raise CopyError(message)
            connection.execute(LOCK_ALL)
            yield cls(connection)
            connection.rollback()

    def columns(self) -> Mapping[str, Sequence[str]]:
        """Return the columns of each table; the names of those that refer to others come later in the alphabet."""
        found: dict[str, list[str]] = {}
        for table, column in self._connection.execute(COLUMNS, [OWN]).fetchall():
            found.setdefault(table, []).append(column)
        return found

    def rows(self, table: str, columns: Sequence[str]) -> Iterator[Row]:
        """Yield every row, in the order of the primary key."""
        key = [name for (name,) in self._connection.execute(KEY, [table]).fetchall()]
        with self._connection.cursor(name="rows") as cursor:
            cursor.itersize = BATCH
            query = sql.SQL("SELECT {} FROM {} ORDER BY {}")
            yield from cursor.execute(query.format(_names(columns), sql.Identifier(table), _names(key)))

    def insert(self, table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
        """Add *rows*."""
        query = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), _names(columns))
        with self._connection.cursor() as cursor, cursor.copy(query) as copy:
            for row in rows:
                copy.write_row([value.replace("\0", "") if isinstance(value, str) else value for value in row])

    def last_ids(self) -> Mapping[str, int]:
        """Return the last id given in each table."""
        found = {}
        for table, sequence in self._connection.execute(GIVES_IDS).fetchall():
            query = f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {sequence}"  # noqa: S608 - a name that PostgreSQL has quoted
            ((found[table],),) = self._connection.execute(query.encode()).fetchall()
        return found

    def set_last_ids(self, ids: Mapping[str, int]) -> None:
        """Let the next ids follow *ids*."""
        for table, sequence in self._connection.execute(GIVES_IDS).fetchall():
            last = ids.get(table, 0)
            self._connection.execute("SELECT setval(%s, %s, %s)", [sequence, max(1, last), last > 0])

    def commit(self) -> None:
        """End the transaction."""
        self._connection.commit()


def _names(names: Sequence[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, names))
