"""An empty database of the newest schema, made once a process; each test gets a copy of the file.

`tests/storage/test_migrate.py` and `tests/crash` make theirs without this cache.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.storage.database import open_database


def copy_to(path: Path) -> None:
    """Write an empty database of the newest schema to *path*."""
    path.write_bytes(_content())


@cache
def _content() -> bytes:
    with TemporaryDirectory() as folder, ThreadPoolExecutor(1) as elsewhere:
        path = Path(folder) / "lectern.db"
        # In a thread of its own, since the caller may be inside an event loop, in which no other can be run.
        elsewhere.submit(asyncio.run, _made(path)).result()
        return path.read_bytes()


async def _made(path: Path) -> None:
    async with open_database(path):
        pass
