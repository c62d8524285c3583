"""What tells this installation from every other: the name under which calendars know its entries."""

from uuid import uuid4

from bot.core.ports import Storage

KEY = "installation"


async def installation_id(storage: Storage) -> str:
    """Return the id that was drawn when the database was first used, 32 hexadecimal digits.

    It goes into the UIDs of calendar files: parties and schedules are numbered from one in every
    database, and a calendar takes two entries with one UID for the same.
    """
    async with storage.reading() as stores:
        drawn = await stores.meta.get(KEY)
    return drawn or await _draw(storage)


async def _draw(storage: Storage) -> str:
    """Draw the id, unless another process has done so meanwhile."""
    async with storage.transaction() as transaction:
        known = await transaction.meta.get(KEY)
        if known is None:
            known = uuid4().hex
            await transaction.meta.set(KEY, known)
        return known
