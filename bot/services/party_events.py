"""Keeping Discord's own event of each watch party in step with it, one change after the other."""

import asyncio
from dataclasses import replace
from datetime import datetime
from typing import Protocol
from weakref import WeakValueDictionary

from bot.core.catalogue import Course
from bot.core.ids import PartyId
from bot.core.jobs import Dead, Job, JobKind, Outcome, Skipped, SkipReason
from bot.core.parties import Party, PartyState
from bot.core.party_events import EventKept, EventOrder, event_job
from bot.core.ports import Clock, Storage, Transaction


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
        """Change nothing: the event was remembered as soon as it was made."""

    async def _order(self, job: Job) -> EventOrder | Outcome:
        async with self._storage.transaction() as transaction:
            party = await transaction.parties.get(PartyId(job.subject))
            settings = await transaction.guilds.get(job.guild)
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


async def plan_event(transaction: Transaction, party: Party, now: datetime) -> None:
    """Let the event of *party* follow what has just been changed about it.

    What waits to be done for an earlier change is done along with this one.
    """
    await transaction.jobs.cancel(JobKind.PARTY_EVENT, party.guild, party.id, SkipReason.CHANGED, now)
    await transaction.jobs.add(event_job(party, now))
