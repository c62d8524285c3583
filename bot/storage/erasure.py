"""What every store can do about a guild or a person: forget them, and hand over what it keeps."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from bot.ids import GuildId, UserId
from bot.storage.rows import Transaction

ExportedRow = Mapping[str, str | int | float | None]


class Erasable(Protocol):
    """A store that can forget."""

    def __init__(self, tx: Transaction, /) -> None: ...

    async def delete_guild(self, guild: GuildId) -> None:
        """Forget everything about *guild*."""
        ...

    async def delete_user(self, user: UserId) -> None:
        """Forget everything about *user*, in every guild."""
        ...

    async def export_user(self, user: UserId) -> Sequence[ExportedRow]:
        """Return every row about *user*, in every guild."""
        ...
