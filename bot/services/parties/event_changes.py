"""What people do to a party's event in Discord's own list: the party moves along, but is not lost with it."""

from collections.abc import Callable, Sequence

from bot.core.ids import ChannelId, EventId, GuildId
from bot.core.jobs import JobKind, JobState, NewJob
from bot.core.parties.events import EventShown, moved_to
from bot.core.parties.jobs import PartyTask, occurrence_of
from bot.core.parties.party import Party, PartyState
from bot.core.ports import Clock, Storage, Transaction
from bot.services.parties.event_plans import plan_event
from bot.services.parties.planning import rearranged


class EventChanges:
    """Lets parties follow what is done to their events; what the bot does to them itself changes nothing."""

    def __init__(self, storage: Storage, clock: Clock, wake: Callable[[], None]) -> None:
        self._storage = storage
        self._clock = clock
        self._wake = wake

    async def followed(self) -> Sequence[tuple[GuildId, EventId, ChannelId]]:
        """Return the events of all parties to come, each with its guild and the party's channel."""
        async with self._storage.reading() as stores:
            return await stores.parties.events(self._clock())

    async def refresh(self, guild: GuildId) -> None:
        """Bring the events of *guild*'s parties in step: who can view its channels has changed."""
        now = self._clock()
        async with self._storage.transaction() as transaction:
            for party in await transaction.parties.open(guild):
                if party.event is not None:
                    await plan_event(transaction, party, now)
        self._wake()

    async def moved(self, guild: GuildId, event: EventId, shown: EventShown, *, tells: bool = True) -> None:
        """Move the party of *event* to when that is now, as its host would; its guests hear of it if *tells*.

        While a change of the party is on its way to Discord, that counts: what is told of the
        event may be the change before it.
        """
        now = self._clock()
        async with self._storage.transaction() as transaction:
            party = await _party_of(transaction, guild, event)
            if party is None or await _is_changing(transaction, party):
                return
            to = moved_to(party, shown, now)
            moved = None if to is None else party.moved(to)
            if moved is None:
                return
            await rearranged(transaction, moved, PartyTask.MOVED if tells else None, None, now)
        self._wake()

    async def ended(self, guild: GuildId, event: EventId) -> None:
        """Tell the host, once, that *event* was called off or deleted; the party still takes place."""
        now = self._clock()
        async with self._storage.transaction() as transaction:
            party = await _party_of(transaction, guild, event)
            if party is None or party.state is not PartyState.PLANNED:
                return
            occurrence = occurrence_of(party.id, PartyTask.EVENT_GONE, event)
            await transaction.jobs.add(NewJob(JobKind.PARTY, guild, party.id, occurrence, now))
        self._wake()


async def _party_of(transaction: Transaction, guild: GuildId, event: EventId) -> Party | None:
    parties = await transaction.parties.open(guild)
    return next((party for party in parties if party.event == event), None)


async def _is_changing(transaction: Transaction, party: Party) -> bool:
    pending = await transaction.jobs.pending(JobKind.PARTY_EVENT, party.guild, party.id)
    return pending is not None and pending.state is not JobState.HELD
