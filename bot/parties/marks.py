"""Marking a party's chapter watched: for one person, for everyone who checked in, and taking the latter back."""

from dataclasses import dataclass

from bot.ids import PartyId, UndoId, UserId
from bot.parties.model import LiveParty
from bot.progress.model import Mark, Marking
from bot.progress.store import ProgressStore
from bot.storage.rows import Transaction
from bot.undo.model import UndoKind, UndoResult
from bot.undo.records import ChangeRecords
from bot.undo.store import UndoStore


@dataclass(frozen=True, slots=True)
class GroupMarks:
    """Whom a host marked at *party*: those *new* to the chapter, and those who had marked it as watched *alone*."""

    party: PartyId
    new: tuple[UserId, ...]
    alone: tuple[UserId, ...]


CHANGES = ChangeRecords(UndoKind.MARKS, GroupMarks)


async def mark(tx: Transaction, live: LiveParty, user: UserId, *, together: bool) -> Marking:
    """Mark the chapter of *live* watched by *user*, perhaps *together*; return what that changed."""
    party = live.party
    return await ProgressStore(tx).mark(party.guild, user, party.course, party.chapter, live.now, together=together)


async def mark_everyone(tx: Transaction, live: LiveParty, by: UserId) -> UndoId | None:
    """Mark the chapter watched together by all who checked in; return the number to undo it by, None if all had it."""
    markings = {user: await mark(tx, live, user, together=True) for user in live.checked_in}
    changed = {user: marking.before for user, marking in markings.items() if not marking.is_none}
    if not changed:
        return None
    new = tuple(user for user, before in changed.items() if before is None)
    alone = tuple(user for user, before in changed.items() if before is not None)
    party = live.party
    return await CHANGES.add(tx, party.guild, by, GroupMarks(party.id, new, alone), live.now)


async def unmark_everyone(tx: Transaction, live: LiveParty, number: int) -> UndoResult:
    """Take the marks of change *number* at *live* back; whoever has unmarked the chapter since stays as they are."""
    party, store = live.party, ProgressStore(tx)
    if isinstance(found := await CHANGES.open(tx, party.guild, number), UndoResult):
        return found
    record, marks = found
    if marks.party != party.id:
        return UndoResult.MISSING
    for user in marks.new:
        key = party.guild, user, party.course, party.chapter
        if await store.find(*key) == Mark(record.made_at, together=True):
            await store.unmark(*key)
    for user in marks.alone:
        await store.mark_alone(party.guild, user, party.course, party.chapter)
    await UndoStore(tx).mark_undone(record.id, live.now)
    return UndoResult.DONE
