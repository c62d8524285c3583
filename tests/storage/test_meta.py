"""The bot's own small memory."""

from bot.core.ports import Storage


async def test_nothing_is_remembered_at_first(database: Storage) -> None:
    """An unknown key has no value."""
    async with database.transaction() as stores:
        assert await stores.meta.get("commands") is None


async def test_a_value_is_remembered_under_its_key(database: Storage) -> None:
    """The latest one, and no other key's."""
    async with database.transaction() as stores:
        await stores.meta.set("commands", "first hash")
        await stores.meta.set("other", "")
        await stores.meta.set("commands", "second hash")
    async with database.transaction() as stores:
        assert await stores.meta.get("commands") == "second hash"
        assert await stores.meta.get("other") == ""
