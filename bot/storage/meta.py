"""Keys and values that belong to the whole installation, in SQLite."""

from bot.storage.rows import Store, change, one_row

GET = "SELECT value FROM meta WHERE key = :key"
SET = """
INSERT INTO meta (key, value) VALUES (:key, :value)
ON CONFLICT (key) DO UPDATE SET value = excluded.value
"""


class MetaStore(Store):
    """Keeps texts by key that are about neither a guild nor a person, such as the hash of the commands synced last."""

    async def get(self, key: str) -> str | None:
        """Return the value of *key*, or None."""
        row = await one_row(self._connection, GET, {"key": key})
        return None if row is None else str(row["value"])

    async def set(self, key: str, value: str) -> None:
        """Store *value* under *key*, replacing an older one."""
        await change(self._connection, SET, {"key": key, "value": value})
