"""The jobs about a party's scheduled event: two at once, and those of a party that has none."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.ids import ChapterId, EventId
from bot.jobs.model import Delivered, Held, HoldReason, Job, Outcome, Skipped, SkipReason
from bot.jobs.store import JobStore
from bot.parties.events import EventUpdate
from bot.parties.jobs import EventJobs
from bot.parties.model import Party, PartyState
from bot.parties.planning import plan_event
from bot.parties.store import PartyStore
from bot.storage.database import Database, open_database
from tests.unit.courses import courses_of
from tests.unit.parties import START, party_at

NOW = START - timedelta(hours=1)


class FakeEvents:
    """Makes scheduled events with ascending ids, and takes a turn of the event loop for each."""

    def __init__(self) -> None:
        self.made = 0

    async def update_event(self, order: EventUpdate) -> tuple[Outcome, EventId | None]:
        """Make an event for a party that has none, and return the party's event."""
        known = order.party.event
        await asyncio.sleep(0)
        if known is None:
            self.made += 1
            known = EventId(self.made)
        return Delivered(None, None), known


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """An empty database."""
    async with open_database(tmp_path / "lectern.db") as database:
        yield database


async def planned(database: Database, party: Party) -> tuple[Party, Job]:
    """Store *party*, and return it with the claimed job about its event."""
    async with database.transaction() as tx:
        added = await PartyStore(tx).add(party)
        await plan_event(tx, added, NOW)
        job = await JobStore(tx).claim(NOW)
    assert job is not None
    return added, job


async def delivered(database: Database, fake_events: FakeEvents, *jobs: Job) -> list[Outcome]:
    """Deliver *jobs* at the same time, and return their outcomes."""
    events = EventJobs(database, fake_events, courses_of(database, lambda: NOW), lambda: NOW)
    return await asyncio.gather(*(events.deliver(job) for job in jobs))


async def test_two_changes_of_one_party_make_one_event(database: Database) -> None:
    """While another party's event is made."""
    fake_events = FakeEvents()
    party, job = await planned(database, party_at())
    _, other = await planned(database, party_at())
    outcomes = await delivered(database, fake_events, job, replace(job, attempts=2), other)
    assert outcomes == [Delivered(None, None)] * 3
    assert fake_events.made == 2
    async with database.transaction() as tx:
        kept = await PartyStore(tx).get(party.id)
    assert kept is not None
    assert kept.event == 1


async def test_drafts_and_forgotten_parties_have_no_event(database: Database) -> None:
    fake_events = FakeEvents()
    draft, job = await planned(database, party_at(state=PartyState.DRAFT))
    assert await delivered(database, fake_events, job) == [Skipped(SkipReason.OVER)]
    async with database.transaction() as tx:
        await PartyStore(tx).delete_guild(draft.guild)
    assert await delivered(database, fake_events, job) == [Skipped(SkipReason.OVER)]
    assert fake_events.made == 0


async def test_an_event_of_a_chapter_that_left_the_course_waits(database: Database) -> None:
    """Until the chapter is back."""
    _, job = await planned(database, replace(party_at(), chapter=ChapterId(99)))
    assert await delivered(database, FakeEvents(), job) == [Held(HoldReason.COURSE_GONE)]
