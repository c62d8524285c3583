"""Bring a database up to the schema this code was written for; forward only, backed up first."""

from importlib.resources import files
from pathlib import Path

import aiosqlite


class NewerSchemaError(RuntimeError):
    """A later version of the bot wrote the database."""

    def __init__(self, found: int, known: int) -> None:
        super().__init__(
            f"the database has schema {found}, this version of Lectern knows up to {known}; "
            "run the newer version, or restore a backup"
        )


def scripts() -> list[str]:
    """Return the migrations in order; the first brings an empty file to schema 1."""
    folder = files("bot.storage").joinpath("migrations")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".sql"))
    return [folder.joinpath(name).read_text("utf-8") for name in names]


async def schema_version(connection: aiosqlite.Connection) -> int:
    """Return how many migrations the database has had."""
    async with connection.execute("PRAGMA user_version") as cursor:
        row = await cursor.fetchone()
    return 0 if row is None else int(row[0])


async def migrate(connection: aiosqlite.Connection, path: Path) -> None:
    """Apply each pending migration in a transaction of its own.

    A migration and the number that records it are one script: ``executescript`` commits
    whatever is open, so the script brings its own BEGIN and COMMIT.

    Raises:
        NewerSchemaError: The database is ahead of this code; nothing was touched.
    """
    pending = scripts()
    version = await schema_version(connection)
    if version > len(pending):
        raise NewerSchemaError(version, len(pending))
    if 0 < version < len(pending):
        await _back_up(connection, path.with_name(f"{path.name}.backup-{version}"))
    for number, script in enumerate(pending[version:], start=version + 1):
        try:
            await connection.executescript(
                f"BEGIN IMMEDIATE;\n{script}\nPRAGMA user_version = {number};\nCOMMIT;"
            )
        except BaseException:
            await connection.rollback()
            raise


async def _back_up(connection: aiosqlite.Connection, target: Path) -> None:
    async with aiosqlite.connect(target) as copy:
        await connection.backup(copy)
