"""Moves and call-offs that can still be taken back unseen: what is kept of them, and what others see until then."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.ids import GuildId, PartyId
from bot.jobs.model import NewJob
from bot.parties.model import Actor, Party, PartyState, Repeat
from bot.parties.store import PartyStore
from bot.storage.rows import Transaction
from bot.undo.model import UNDO_WINDOW, UndoKind
from bot.undo.records import ChangeRecords
from bot.undo.store import UndoStore


@dataclass(frozen=True, slots=True)
class Standing:
    """What a move or a call-off alters of a party."""

    starts_at: datetime
    state: PartyState
    repeat: Repeat | None

    @classmethod
    def of(cls, party: Party) -> "Standing":
        """Return how *party* stands."""
        return cls(party.starts_at, party.state, party.repeat)

    def applied(self, party: Party) -> Party:
        """Return *party* standing so; what became of its messages and its event stays."""
        return replace(party, starts_at=self.starts_at, state=self.state, repeat=self.repeat)


@dataclass(frozen=True, slots=True)
class Change:
    """What is stored of a change, as JSON; it names nobody.

    Attributes:
        announcement: The occurrence of the job that announces it.
        public_at: When the first job that makes it public is due.
        jobs: The jobs about the party that were open before.
        following: The next party of the series, planned in its place, and its start.
        shown: How everyone saw the party when the change was made, which an earlier change may have altered unseen;
            None in older records, for as it was before.
    """

    party: PartyId
    before: Standing
    after: Standing
    announcement: str
    public_at: datetime
    jobs: tuple[NewJob, ...]
    following: tuple[PartyId, datetime] | None
    shown: Standing | None = None


CHANGES = ChangeRecords(UndoKind.PARTY, Change)


@dataclass(frozen=True, slots=True)
class Unseen:
    """The *changes* of a guild's parties that are not public yet, the latest first."""

    changes: Sequence[Change]

    def shown(self, party: Party) -> Party:
        """Return *party* as everyone sees it: as before, while the change that left it as it is is not public."""
        change = self._of(party)
        return party if change is None else (change.shown or change.before).applied(party)

    def public_at(self, party: Party) -> datetime | None:
        """Return when everyone is to see *party* as it is; None if that is so already."""
        change = self._of(party)
        return None if change is None else change.public_at

    def hides(self, party: PartyId) -> bool:
        """Tell whether *party* takes the place of one whose call-off is not public."""
        return any(change.following is not None and change.following[0] == party for change in self.changes)

    def _of(self, party: Party) -> Change | None:
        latest = next((change for change in self.changes if change.party == party.id), None)
        return latest if latest is not None and latest.after == Standing.of(party) else None


async def unseen_changes(tx: Transaction, guild: GuildId, now: datetime) -> Unseen:
    """Return the changes of parties of *guild* that are not public at *now*, and were not taken back."""
    records = await UndoStore(tx).since(guild, UndoKind.PARTY, now - UNDO_WINDOW)
    changes = [CHANGES.read(record) for record in records]
    return Unseen([change for change in changes if now < change.public_at <= now + UNDO_WINDOW])


async def shown(tx: Transaction, party: Party, now: datetime) -> Party:
    """Return *party* as everyone sees it at *now*."""
    return (await unseen_changes(tx, party.guild, now)).shown(party)


async def known(tx: Transaction, party: Party, by: Actor, now: datetime) -> Party | None:
    """Return *party* as it is where *by* may change it, else as shown; None while they are not to know of it."""
    if by.may_change(party):
        return party
    changes = await unseen_changes(tx, party.guild, now)
    return None if changes.hides(party.id) else changes.shown(party)


async def visible(tx: Transaction, guild: GuildId, by: Actor | None, now: datetime) -> Sequence[Party]:
    """Return the open parties of *guild*, the earliest first: as they are where *by* may change them, else as shown.

    A *by* of None is everyone.
    """
    changes, store = await unseen_changes(tx, guild, now), PartyStore(tx)
    found = {party.id: party for party in await store.open(guild)}
    for number in {change.party for change in changes.changes} - found.keys():
        if (called_off := await store.get(number)) is not None:
            found[number] = called_off
    theirs = [party for party in found.values() if by is not None and by.may_change(party)]
    others = [party for party in found.values() if party not in theirs and not changes.hides(party.id)]
    seen = [*theirs, *map(changes.shown, others)]
    return sorted((party for party in seen if party.is_open), key=lambda party: (party.starts_at, party.id))
