"""What is kept about a person: handing it over, and forgetting it."""

from collections.abc import Sequence

from bot.core.erasure import ExportedRow
from bot.core.ids import UserId
from bot.core.ports import Storage


class PrivacyService:
    """Gives people their data, and deletes it."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    async def export(self, user: UserId) -> Sequence[ExportedRow]:
        """Return everything kept about *user*, in every guild."""
        rows: list[ExportedRow] = []
        async with self._storage.transaction() as transaction:
            for store in transaction.erasable:
                rows.extend(await store.export_user(user))
        return rows

    async def forget(self, user: UserId) -> None:
        """Delete everything kept about *user*, in every guild."""
        async with self._storage.transaction() as transaction:
            for store in transaction.erasable:
                await store.delete_user(user)
