"""Keys and values that belong to the installation, such as its id, in SQLite."""

from bot.storage.rows import Store, change, one_row

GET = "SELECT value FROM meta WHERE key = :key"
SET = """
INSERT INTO meta (key, value) VALUES (:key, :value)
ON CONFLICT (key) DO UPDATE SET value = excluded.value
"""


class MetaStore(Store):
    """Keeps what is neither a guild's nor a person's."""

    async def get(self, key: str) -> str | None:
        """Return what is remembered under *key*."""
        row = await one_row(self._connection, GET, {"key": key})
        return None if row is None else str(row["value"])

    async def set(self, key: str, value: str) -> None:
        """Remember *value* under *key*."""
        await change(self._connection, SET, {"key": key, "value": value})
