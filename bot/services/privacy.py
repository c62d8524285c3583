"""What is kept about a person: handing it over, and forgetting it."""

from collections.abc import Callable, Sequence

from bot.core.erasure import ExportedRow
from bot.core.ids import UserId
from bot.core.ports import Clock, Storage
from bot.services.parties.erasing import unname
from bot.services.retention import plan_tidying


class PrivacyService:
    """Gives people their data, and deletes it."""

    def __init__(self, storage: Storage, clock: Clock, wake: Callable[[], None]) -> None:
        self._storage = storage
        self._clock = clock
        self._wake = wake

    async def export(self, user: UserId) -> Sequence[ExportedRow]:
        """Return everything kept about *user*, in every guild."""
        rows: list[ExportedRow] = []
        async with self._storage.reading() as stores:
            for store in stores.erasable:
                rows.extend(await store.export_user(user))
        return rows

    async def forget(self, user: UserId) -> None:
        """Delete everything kept about *user*; the files, and what stands in Discord, follow."""
        now = self._clock()
        async with self._storage.transaction() as transaction:
            parties = await transaction.parties.naming(user)
            for store in transaction.erasable:
                await store.delete_user(user)
            await unname(transaction, parties, now)
            await plan_tidying(transaction, now)
        self._wake()
