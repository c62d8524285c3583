"""The table of the bot's own values by key."""

from bot.storage.database import Database
from bot.storage.meta import MetaStore


async def test_nothing_is_remembered_at_first(database: Database) -> None:
    """An unknown key has no value."""
    async with database.transaction() as tx:
        assert await MetaStore(tx).get("commands") is None


async def test_a_value_is_remembered_under_its_key(database: Database) -> None:
    """The latest one, and no other key's."""
    async with database.transaction() as tx:
        await MetaStore(tx).set("commands", "first hash")
        await MetaStore(tx).set("other", "")
        await MetaStore(tx).set("commands", "second hash")
    async with database.transaction() as tx:
        assert await MetaStore(tx).get("commands") == "second hash"
        assert await MetaStore(tx).get("other") == ""
