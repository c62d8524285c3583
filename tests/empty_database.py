"""A new database's file, made once for all the tests that begin with one: each gets a copy.

How one is made from nothing is proven where no copy is put (`tests/storage/test_migrate.py`, `tests/crash`).
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.storage.database import Database


def copy_to(path: Path) -> None:
    """Put a database with the newest schema and nothing in it at *path*."""
    path.write_bytes(_content())


@cache
def _content() -> bytes:
    with TemporaryDirectory() as folder, ThreadPoolExecutor(1) as elsewhere:
        path = Path(folder) / "lectern.db"
        # Whoever needs it first may be inside an event loop, which nobody else's may be run in.
        elsewhere.submit(asyncio.run, _made(path)).result()
        return path.read_bytes()


async def _made(path: Path) -> None:
    async with Database.open(path):
        pass
