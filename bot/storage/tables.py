"""Copying all tables from one database to another, of whichever engine, row by row."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Protocol

from bot.storage.rows import Value

ID_GAP = 1_000_000  # ids of a table that a restore leaves unused; more than a bot gives in years
Row = tuple[Value, ...]


class CopyError(RuntimeError):
    """The tables cannot be copied; the message says why, and the target is as it was."""


class Tables(Protocol):
    """The tables of a database that is kept locked, in one transaction, which `commit` ends."""

    def columns(self) -> Mapping[str, Sequence[str]]:
        """Return the columns of each table by its name, a table behind those to which its rows refer."""

    def rows(self, table: str, columns: Sequence[str]) -> Iterator[Row]:
        """Yield every row of *table*, in the order of its primary key."""

    def insert(self, table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
        """Add *rows* to *table*."""

    def last_ids(self) -> Mapping[str, int]:
        """Return the last id given in each table that gives ids, also to a row deleted since; 0 for none."""

    def set_last_ids(self, ids: Mapping[str, int]) -> None:
        """Let the next id of each table be the one after that in *ids*."""

    def commit(self) -> None:
        """Make what was added last."""


def copy_tables(source: Tables, target: Tables, tell: Callable[[str, int], None]) -> int:
    """Copy every row of *source* into the empty *target*, compare them, and commit; return their number.

    *tell* is called with each table and its number of rows. Raise CopyError, before anything lasts, if *target* has
    rows, the tables are not the same, or a row has not come through as it was.
    """
    columns = source.columns()
    if {table: set(names) for table, names in columns.items()} != {
        table: set(names) for table, names in target.columns().items()
    }:
        message = "the two have different tables"
        raise CopyError(message)
    for table, names in columns.items():
        if next(target.rows(table, names), None) is not None:
            message = f"the target is not empty: its table {table} has rows"
            raise CopyError(message)
    copied = 0
    for table, names in columns.items():
        target.insert(table, names, source.rows(table, names))
        copied += (number := _compare(table, names, source, target))
        tell(table, number)
    target.set_last_ids(source.last_ids())
    target.commit()
    return copied


def skip_ids(tables: Tables) -> None:
    """Let the next ids begin far beyond those given: since a copy was made, buttons were sent that carry later ones."""
    tables.set_last_ids({table: last + ID_GAP for table, last in tables.last_ids().items()})
    tables.commit()


def _compare(table: str, names: Sequence[str], source: Tables, target: Tables) -> int:
    """Return how many rows *table* has; raise CopyError if they differ, but for NUL, which PostgreSQL cannot hold."""
    number = 0
    for before, after in zip_longest(source.rows(table, names), target.rows(table, names)):
        if before is None or after is None or _comparable(before) != _comparable(after):
            message = f"a row of the table {table} has not come through as it was: {before} became {after}"
            raise CopyError(message)
        number += 1
    return number


def _comparable(row: Row) -> Row:
    return tuple(value.replace("\0", "") if isinstance(value, str) else value for value in row)
