"""Keeping Discord's scheduled event of each party in step with it, and following what people do to it."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol
from weakref import WeakValueDictionary

from bot.courses.model import Course
from bot.guilds.store import GuildStore
from bot.ids import ChannelId, EventId, GuildId, PartyId
from bot.jobs.model import Dead, Held, Job, JobKind, JobState, NewJob, Outcome, Skipped, SkipReason
from bot.jobs.store import JobStore
from bot.parties.events import EventKept, EventOrder, EventShown, moved_to
from bot.parties.model import Party, PartyState
from bot.parties.service.event_plans import plan_event
from bot.parties.service.planning import rearranged, redraw
from bot.parties.store import PartyStore
from bot.parties.tasks import PartyTask, occurrence_of
from bot.storage.database import Database
from bot.storage.rows import Transaction
from bot.times.clock import Clock


class EventKeeper(Protocol):
    """Makes and changes Discord's events."""

    async def keep(self, order: EventOrder) -> EventKept:
        """Bring the event of the party in step: make it once, change it from then on."""
        ...


class PartyEvents:
    """Handles the jobs that bring a party's event in step with the party."""

    def __init__(self, database: Database, keeper: EventKeeper, course: Course, clock: Clock) -> None:
        self._database = database
        self._keeper = keeper
        self._course = course
        self._clock = clock
        self._busy: WeakValueDictionary[PartyId, asyncio.Lock] = WeakValueDictionary()

    async def deliver(self, job: Job) -> Outcome:
        """Bring the event in step with how the party is now, whatever it was when *job* was planned.

        Two changes of one party at once would make two events of it: one waits for the other, and
        finds what that has made.
        """
        async with self._busy.setdefault(PartyId(job.subject), asyncio.Lock()):
            order = await self._order(job)
            if not isinstance(order, EventOrder):
                return order
            kept = await self._keeper.keep(order)
            await self._remember(order.party, kept)
            return kept.outcome

    async def on_result(self, tx: Transaction, job: Job, outcome: Outcome) -> None:
        """Let the card say that the event cannot be made, or no more say so."""
        if isinstance(outcome, Held) is job.waited:
            return
        party = await PartyStore(tx).get(PartyId(job.subject))
        if party is not None:
            await redraw(tx, party, self._clock())

    async def _order(self, job: Job) -> EventOrder | Outcome:
        async with self._database.reading() as tx:
            party = await PartyStore(tx).get(PartyId(job.subject))
            settings = await GuildStore(tx).get(job.guild)
        if party is None or party.state is PartyState.DRAFT:
            return Skipped(SkipReason.OVER)
        if (chapter := self._course.get(party.chapter)) is None:
            return Dead(f"the course has no chapter {party.chapter}")
        return EventOrder(job, party, chapter, settings.locale, self._clock())

    async def _remember(self, party: Party, kept: EventKept) -> None:
        """Keep the event's number at once, for the next change to find it."""
        if kept.event is None or kept.event == party.event:
            return
        async with self._database.transaction() as tx:
            current = await PartyStore(tx).get(party.id)
            if current is not None:
                await PartyStore(tx).save(replace(current, event=kept.event))


class EventChanges:
    """Lets parties follow what is done to their events; what the bot does to them itself changes nothing."""

    def __init__(self, database: Database, clock: Clock, wake: Callable[[], None]) -> None:
        self._database = database
        self._clock = clock
        self._wake = wake

    async def followed(self) -> Sequence[tuple[GuildId, EventId, ChannelId]]:
        """Return the events of all parties to come, each with its guild and the party's channel."""
        async with self._database.reading() as tx:
            return await PartyStore(tx).events(self._clock())

    async def refresh(self, guild: GuildId) -> None:
        """Bring the events of *guild*'s parties in step: who can view its channels has changed."""
        now = self._clock()
        async with self._database.transaction() as tx:
            for party in await PartyStore(tx).open(guild):
                if party.event is not None:
                    await plan_event(tx, party, now)
        self._wake()

    async def moved(self, guild: GuildId, event: EventId, shown: EventShown, *, tells: bool = True) -> None:
        """Move the party of *event* to when that is now, as its host would; its guests hear of it if *tells*.

        While a change of the party is on its way to Discord, that counts: what is told of the
        event may be the change before it.
        """
        now = self._clock()
        async with self._database.transaction() as tx:
            party = await _party_of(tx, guild, event)
            if party is None or await _is_changing(tx, party):
                return
            to = moved_to(party, shown, now)
            moved = None if to is None else party.moved(to)
            if moved is None:
                return
            await rearranged(tx, moved, PartyTask.MOVED if tells else None, None, now)
        self._wake()

    async def ended(self, guild: GuildId, event: EventId) -> None:
        """Tell the host, once, that *event* was called off or deleted; the party still takes place."""
        now = self._clock()
        async with self._database.transaction() as tx:
            party = await _party_of(tx, guild, event)
            if party is None or party.state is not PartyState.PLANNED:
                return
            occurrence = occurrence_of(party.id, PartyTask.EVENT_GONE, event)
            await JobStore(tx).add(NewJob(JobKind.PARTY, guild, party.id, occurrence, now))
        self._wake()


async def _party_of(tx: Transaction, guild: GuildId, event: EventId) -> Party | None:
    parties = await PartyStore(tx).open(guild)
    return next((party for party in parties if party.event == event), None)


async def _is_changing(tx: Transaction, party: Party) -> bool:
    pending = await JobStore(tx).pending(JobKind.PARTY_EVENT, party.guild, party.id)
    return pending is not None and pending.state is not JobState.HELD
