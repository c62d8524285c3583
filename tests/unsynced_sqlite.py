"""Lets SQLite not wait until the disk has what it writes, for tests that lose no power.

Waiting takes longer than the rest of most tests. `tests/storage`, `tests/wire` and `tests/crash` write as the bot does.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bot.storage.sqlite import connection, database

_set_up_writer = connection.set_up_writer


@contextmanager
def patched() -> Iterator[None]:
    """Let every database that is opened in the block write without waiting for the disk."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "set_up_writer", _set_up_unsynced)
        yield


async def _set_up_unsynced(writer: connection.Connection) -> None:
    await _set_up_writer(writer)
    await writer.execute_fetchall("PRAGMA synchronous = OFF")
