"""Which server a button is about that was pressed in a direct message, so in no server.

Direct messages come to the process with shard 0; what their buttons do is the work of the process whose server it is.
"""

from dataclasses import dataclass
from enum import Enum, auto

from bot.ids import LARGEST_ID, GuildId, JobId, PartyId, ScheduleId
from bot.jobs.store import JobStore
from bot.parties.store import PartyStore
from bot.schedules.store import ScheduleStore
from bot.storage.rows import Transaction
from bot.ui.buttons import Action
from bot.undo.model import UndoKind
from bot.undo.store import UndoStore


class Kind(Enum):
    """What a button names, by which its server is known: the server itself, or a row of the database."""

    GUILD = auto()
    PARTY = auto()
    SCHEDULE = auto()
    JOB = auto()
    CHANGE = auto()


FIELDS = {
    "guild": Kind.GUILD,
    "party": Kind.PARTY,
    "schedule": Kind.SCHEDULE,
    "change": Kind.CHANGE,
    "post": Kind.JOB,
    "job": Kind.JOB,
}
"""What the fields of actions are numbers of; of several, the first here counts. A job of 0 is none."""


@dataclass(frozen=True, slots=True)
class Clue:
    """The *number* of what a button names."""

    kind: Kind
    number: int


def clue_of(action: Action) -> Clue | None:
    """Return by what the server is known that *action* is about; None where it is about none, or whoever presses."""
    named = ((kind, getattr(action, field, 0)) for field, kind in FIELDS.items())
    return next((Clue(kind, number) for kind, number in named if number), None)


async def guild_of(tx: Transaction, clue: Clue) -> GuildId | None:
    """Return the server of what *clue* names; None where there is no such thing any more."""
    if clue.kind is Kind.GUILD:
        return GuildId(clue.number) if clue.number <= LARGEST_ID else None
    if clue.kind is Kind.CHANGE:
        for kind in UndoKind:
            if (change := await UndoStore(tx).find(kind, clue.number)) is not None:
                return change.guild
        return None
    if clue.kind is Kind.PARTY:
        party = await PartyStore(tx).get(PartyId(clue.number))
        return None if party is None else party.guild
    if clue.kind is Kind.SCHEDULE:
        schedule = await ScheduleStore(tx).get(ScheduleId(clue.number))
        return None if schedule is None else schedule.guild
    job = await JobStore(tx).record(JobId(clue.number))
    return None if job is None else job.guild
