"""Changes of one kind on record: writing one down, and opening it so that it can be taken back."""

from collections.abc import Callable
from datetime import datetime
from typing import Generic, TypeVar

from pydantic import TypeAdapter

from bot.ids import GuildId, UndoId, UserId
from bot.storage.rows import Transaction
from bot.undo.model import UndoKind, UndoRecord, UndoResult
from bot.undo.store import UndoStore

Content = TypeVar("Content")


class ChangeRecords(Generic[Content]):
    """The changes of *kind*, of which each record holds a *content* as JSON."""

    def __init__(self, kind: UndoKind, content: type[Content]) -> None:
        self._kind = kind
        self._adapter = TypeAdapter(content)

    async def add(self, tx: Transaction, guild: GuildId, by: UserId, content: Content, now: datetime) -> UndoId:
        """Record what *by* changes *now* in *guild*, and return the number by which a button names it."""
        return await UndoStore(tx).add(guild, by, self._kind, self._adapter.dump_json(content).decode(), now)

    async def open(self, tx: Transaction, guild: GuildId, number: int) -> tuple[UndoRecord, Content] | UndoResult:
        """Return the change *number* of *guild* with what it holds; MISSING or ALREADY if it cannot be taken back."""
        record = await UndoStore(tx).get(guild, self._kind, number)
        if record is None:
            return UndoResult.MISSING
        return UndoResult.ALREADY if record.undone_at is not None else (record, self.read(record))

    async def is_overtaken(self, tx: Transaction, record: UndoRecord, is_about: Callable[[Content], bool]) -> bool:
        """Tell whether a later change *is_about* the same as *record*, even one that led back to the same values.

        One that was taken back is as if it had never been.
        """
        return any(is_about(self.read(later)) for later in await UndoStore(tx).later(record))

    def read(self, record: UndoRecord) -> Content:
        """Return what *record* holds."""
        return self._adapter.validate_json(record.content)
