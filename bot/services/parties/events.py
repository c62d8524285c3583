"""Keeping Discord's own event of each watch party in step with it, one change after the other."""

import asyncio
from dataclasses import replace
from typing import Protocol
from weakref import WeakValueDictionary

from bot.core.catalogue import Course
from bot.core.ids import PartyId
from bot.core.jobs import Dead, Held, Job, Outcome, Skipped, SkipReason
from bot.core.parties.events import EventKept, EventOrder
from bot.core.parties.party import Party, PartyState
from bot.core.ports import Clock, Storage, Transaction
from bot.services.parties.planning import redraw


class EventKeeper(Protocol):
    """Makes and changes Discord's events."""

    async def keep(self, order: EventOrder) -> EventKept:
        """Bring the event of the party in step: make it once, change it from then on."""
        ...


class PartyEvents:
    """Handles the jobs that bring a party's event in step with the party."""

    def __init__(self, storage: Storage, keeper: EventKeeper, course: Course, clock: Clock) -> None:
        self._storage = storage
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

    async def settled(self, transaction: Transaction, job: Job, outcome: Outcome) -> None:
        """Let the card say that the event cannot be made, or no more say so."""
        if isinstance(outcome, Held) is job.waited:
            return
        party = await transaction.parties.get(PartyId(job.subject))
        if party is not None:
            await redraw(transaction, party, self._clock())

    async def _order(self, job: Job) -> EventOrder | Outcome:
        async with self._storage.reading() as stores:
            party = await stores.parties.get(PartyId(job.subject))
            settings = await stores.guilds.get(job.guild)
        if party is None or party.state is PartyState.DRAFT:
            return Skipped(SkipReason.OVER)
        if (chapter := self._course.get(party.chapter)) is None:
            return Dead(f"the course has no chapter {party.chapter}")
        return EventOrder(job, party, chapter, settings.locale, self._clock())

    async def _remember(self, party: Party, kept: EventKept) -> None:
        """Keep the event's number at once, for the next change to find it."""
        if kept.event is None or kept.event == party.event:
            return
        async with self._storage.transaction() as transaction:
            current = await transaction.parties.get(party.id)
            if current is not None:
                await transaction.parties.save(replace(current, event=kept.event))
