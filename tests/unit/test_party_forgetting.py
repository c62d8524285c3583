"""What follows for a party when a host or guest deletes their data: in its event, and in messages that named them."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.ids import ChannelId, EventId, JobId, MessageId, UserId
from bot.jobs.model import Job, JobKind, Outcome, Skipped, SkipReason
from bot.jobs.store import JobStore
from bot.parties.events import EventChange, EventStatus, EventView, change_of, event_mark, without_note
from bot.parties.model import Actor, Answer, PartyState
from bot.parties.planning import remove_names
from bot.parties.store import PartyStore
from bot.parties.tasks import PartyTask, PartyWork, announced_start, read_occurrence, remove_names_job
from bot.privacy.service import PrivacyService
from bot.storage.database import open_database
from tests.unit.parties import LENGTH, START, party_at
from tests.unit.party_harness import GUEST, GUILD, HOST, HOUR, NOW, PartyHarness
from tests.unit.party_harness import START as BEGINS

FORGOTTEN = replace(party_at(), host=None)
OURS = f"We watch this video together: https://youtu.be/x{event_mark(FORGOTTEN.id)}\nPlease answer."
FORGED = f"Look here: {event_mark(FORGOTTEN.id)}"


@pytest.mark.parametrize(
    ("described", "left"),
    [
        (f"My note\n\n{OURS}", OURS),
        (f"Another\n{FORGED}\n\n{OURS}\nAdded by people", f"{OURS}\nAdded by people"),
        (OURS, None),
        ("All of it written by people", None),
        (f"For another party {event_mark(FORGOTTEN.id)}9\n", None),
        ("", None),
        (None, None),
    ],
)
def test_the_note_of_a_forgotten_host_leaves_the_event(described: str | None, left: str | None) -> None:
    """All text above the bot's own; as long as there is a host or a note, nothing is removed."""
    assert without_note(described, FORGOTTEN) == left
    assert without_note(described, party_at()) is None
    assert without_note(described, replace(FORGOTTEN, note="Kept")) is None


@pytest.mark.parametrize("state", PartyState)
def test_an_event_loses_the_note_with_whatever_else_changes(state: PartyState) -> None:
    """Also when it ends, after which Discord allows no change."""
    party = replace(FORGOTTEN, state=state, started_at=START if state is not PartyState.PLANNED else None)
    shown = EventView(EventStatus.SCHEDULED, START, START + LENGTH, f"My note\n\n{OURS}")
    change = change_of(party, shown, START - HOUR)
    assert change is not None
    assert change.description == OURS
    assert change_of(party, replace(shown, status=EventStatus.OVER), START) is None


def test_nothing_but_the_note_changes_on_an_event_that_is_in_step() -> None:
    """Times and status stay."""
    shown = EventView(EventStatus.SCHEDULED, START, START + LENGTH, f"My note\n\n{OURS}")
    assert change_of(FORGOTTEN, shown, START - HOUR) == EventChange(description=OURS)


def test_the_announced_start_is_read_from_the_occurrence() -> None:
    """That of reminders, moves and ends."""
    begins = int(START.timestamp())
    assert announced_start(PartyWork(PartyTask.REMINDER, FORGOTTEN.id, (3600, begins, 0))) == START
    assert announced_start(PartyWork(PartyTask.MOVED, FORGOTTEN.id, (begins, 7))) == START
    assert announced_start(PartyWork(PartyTask.CANCELLED, FORGOTTEN.id, (begins, 7))) == START
    assert announced_start(PartyWork(PartyTask.EVENT_GONE, FORGOTTEN.id, (9,))) is None


@pytest.fixture
async def harness(tmp_path: Path) -> AsyncIterator[PartyHarness]:
    """A guild without parties."""
    async with open_database(tmp_path / "lectern.db") as database:
        yield PartyHarness(database)


async def reminded(harness: PartyHarness) -> Job:
    """Plan a party with a guest, and send a reminder; return the reminder's job."""
    view = await harness.plan(note="Mine")
    await harness.parties.answer(GUILD, view.party.id, GUEST, Answer.GOING, card_follows=False)
    await harness.work(PartyTask.CARD)
    harness.times.append(BEGINS - HOUR)
    await harness.work(PartyTask.REMINDER)
    harness.deliverer.delivered.clear()
    async with harness.database.transaction() as tx:
        (told,) = [
            record
            for record in await JobStore(tx).posted(JobKind.PARTY, GUILD, view.party.id)
            if ":remind:" in record.occurrence
        ]
    return Job(told.id, told.kind, told.guild, told.subject, told.occurrence, told.due, told.attempts)


async def forget(harness: PartyHarness, *users: UserId) -> None:
    """Delete the data of each of *users*."""
    privacy = PrivacyService(harness.database, harness.clock, lambda: None)
    for user in users:
        await privacy.forget(user)


async def test_names_are_removed_from_an_announcement_once(harness: PartyHarness) -> None:
    """As it was when it was sent; once for all people whom it named."""
    told = await reminded(harness)
    organiser = Actor(HOST, organises=True)
    await harness.parties.move(GUILD, read_occurrence(told.occurrence).party, BEGINS + HOUR, organiser)
    await forget(harness, GUEST, HOST)
    await harness.parties.move(GUILD, read_occurrence(told.occurrence).party, BEGINS + 2 * HOUR, organiser)
    harness.times.append(harness.clock() + timedelta(minutes=5))
    assert await harness.work(PartyTask.REMOVE_NAMES) == [harness.deliverer.outcome]
    assert harness.deliverer.without_names == [(ChannelId(20), MessageId(50))]
    (post,) = [post for post in harness.deliverer.delivered if post.work.task is PartyTask.REMINDER]
    assert (post.job.id, post.work) == (told.id, read_occurrence(told.occurrence))
    assert post.view.party.starts_at == BEGINS
    assert post.now == BEGINS - HOUR
    assert post.view.guests.replies == ()
    await forget(harness, GUEST)
    harness.times.append(harness.clock() + timedelta(minutes=5))
    assert await harness.work(PartyTask.REMOVE_NAMES) == []


@pytest.mark.parametrize("lost", ["party", "job", "message"])
async def test_nothing_is_redrawn_where_the_message_or_its_job_is_gone(harness: PartyHarness, lost: str) -> None:
    told = await reminded(harness)
    async with harness.database.transaction() as tx:
        party = await PartyStore(tx).get(read_occurrence(told.occurrence).party)
        assert party is not None
        if lost == "party":
            await PartyStore(tx).delete_guild(GUILD)
        if lost == "message":
            await JobStore(tx).add(remove_names_job(party, JobId(told.id + 1), NOW))
        else:
            await JobStore(tx).add(remove_names_job(party, JobId(99) if lost == "job" else told.id, NOW))
    outcomes: list[Outcome] = await harness.work(PartyTask.REMOVE_NAMES)
    assert outcomes == [Skipped(SkipReason.OVER)]


async def test_forgetting_passes_over_a_party_that_is_gone(harness: PartyHarness) -> None:
    """It may have been deleted with its guild in the same transaction."""
    view = await harness.plan()
    async with harness.database.transaction() as tx:
        await PartyStore(tx).delete_guild(GUILD)
        before = await JobStore(tx).next_due()
        await remove_names(tx, [view.party], NOW)
        assert await JobStore(tx).next_due() == before


async def test_the_event_is_changed_only_where_a_note_is_removed(harness: PartyHarness) -> None:
    """An event does not name guests."""
    view = await harness.plan(note="Mine")
    await harness.parties.answer(GUILD, view.party.id, GUEST, Answer.GOING, card_follows=False)
    async with harness.database.transaction() as tx:
        await PartyStore(tx).save(replace(view.party, event=EventId(9), message=MessageId(50)))
    await harness.work(PartyTask.CARD)
    for user, planned in ((GUEST, False), (HOST, True)):
        harness.times.append(harness.clock() + HOUR)
        await forget(harness, user)
        async with harness.database.transaction() as tx:
            pending = await JobStore(tx).pending(JobKind.PARTY_EVENT, GUILD, view.party.id)
        assert (pending is not None) is planned
