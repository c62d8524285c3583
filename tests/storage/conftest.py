"""A fresh database in a real file."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.storage.database import Database


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the database is, once it is opened."""
    return tmp_path / "lectern.db"


@pytest.fixture
async def database(path: Path) -> AsyncIterator[Database]:
    """The database, open and empty."""
    async with Database.open(path) as opened:
        yield opened
