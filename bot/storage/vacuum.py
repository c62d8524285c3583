"""Leaving no trace in a database's files of what was deleted from it."""

import sqlite3
from contextlib import closing
from pathlib import Path

LONGEST_WAIT_S = 1.0


def tidied(path: Path) -> bool:
    """Write the database at *path* anew without its gaps, and empty its log.

    ``secure_delete`` is not enough: where rows move from page to page, it leaves copies behind. A
    connection of its own lets the others read meanwhile; what they write waits a moment.

    Returns:
        Whether that could be done; not while somebody else writes, or reads what was before.

    Raises:
        sqlite3.Error: The files cannot be written.
    """
    with closing(sqlite3.connect(path, timeout=LONGEST_WAIT_S, isolation_level=None)) as connection:
        # In memory, since no other folder may be writable.
        connection.execute("PRAGMA temp_store = MEMORY")
        try:
            connection.execute("VACUUM")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
            return False
        (is_busy, _, _) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not is_busy
