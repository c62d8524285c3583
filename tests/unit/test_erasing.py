"""What of a party follows when somebody in it is forgotten: its event, and what notified people."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.ids import ChannelId, ChapterNumber, EventId, JobId, MessageId, UserId
from bot.jobs.model import Job, JobKind, Outcome, Skipped, SkipReason
from bot.jobs.store import JobStore
from bot.parties.events import EventChange, EventShown, EventStatus, change_of, mark, without_note
from bot.parties.model import Actor, Answer, PartyState
from bot.parties.service.changes import remove_names
from bot.parties.store import PartyStore
from bot.parties.tasks import PartyTask, PartyWork, announced_start, read_occurrence, remove_names_job
from bot.privacy.service import PrivacyService
from bot.storage.database import Database
from tests.unit.parties import LENGTH, START, party_at
from tests.unit.party_desk import GUEST, GUILD, HOST, HOUR, NOW, Desk
from tests.unit.party_desk import START as BEGINS

FORGOTTEN = replace(party_at(), host=None)
OURS = f"We watch this video together: https://youtu.be/x{mark(FORGOTTEN.id)}\nPlease answer."
FORGED = f"Look here: {mark(FORGOTTEN.id)}"


@pytest.mark.parametrize(
    ("described", "left"),
    [
        (f"My note\n\n{OURS}", OURS),
        (f"Another\n{FORGED}\n\n{OURS}\nAdded by people", f"{OURS}\nAdded by people"),
        (OURS, None),
        ("All of it written by people", None),
        (f"For another party {mark(FORGOTTEN.id)}9\n", None),
        ("", None),
        (None, None),
    ],
)
def test_the_note_of_a_forgotten_host_leaves_the_event(described: str | None, left: str | None) -> None:
    """All above the bot's own words; as long as there is a host or a note, everything stays."""
    assert without_note(described, FORGOTTEN) == left
    assert without_note(described, party_at()) is None
    assert without_note(described, replace(FORGOTTEN, note="Kept")) is None


@pytest.mark.parametrize("state", PartyState)
def test_an_event_loses_the_note_with_whatever_else_changes(state: PartyState) -> None:
    """Also with its end, after which Discord lets nobody change it."""
    party = replace(FORGOTTEN, state=state, started_at=START if state is not PartyState.PLANNED else None)
    shown = EventShown(EventStatus.SCHEDULED, START, START + LENGTH, f"My note\n\n{OURS}")
    change = change_of(party, shown, START - HOUR)
    assert change is not None
    assert change.description == OURS
    assert change_of(party, replace(shown, status=EventStatus.OVER), START) is None


def test_nothing_but_the_note_changes_on_an_event_that_is_in_step() -> None:
    """Times and status stay as they are."""
    shown = EventShown(EventStatus.SCHEDULED, START, START + LENGTH, f"My note\n\n{OURS}")
    assert change_of(FORGOTTEN, shown, START - HOUR) == EventChange(description=OURS)


def test_what_was_told_is_known_by_its_name() -> None:
    """Reminders, moves and ends carry the start of which they told."""
    begins = int(START.timestamp())
    assert announced_start(PartyWork(PartyTask.REMINDER, FORGOTTEN.id, (3600, begins, 0))) == START
    assert announced_start(PartyWork(PartyTask.MOVED, FORGOTTEN.id, (begins, 7))) == START
    assert announced_start(PartyWork(PartyTask.CANCELLED, FORGOTTEN.id, (begins, 7))) == START
    assert announced_start(PartyWork(PartyTask.EVENT_GONE, FORGOTTEN.id, (9,))) is None


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    """A guild without parties."""
    async with Database.open(tmp_path / "lectern.db") as database:
        yield Desk(database)


async def reminded(desk: Desk) -> Job:
    """Let a party be planned with a guest, and remind of it; return the job that did so."""
    view = await desk.plan(note="Mine")
    await desk.parties.answer(GUILD, view.party.id, GUEST, Answer.GOING, card_follows=False)
    await desk.work(PartyTask.CARD)
    desk.times.append(BEGINS - HOUR)
    await desk.work(PartyTask.REMINDER)
    desk.postman.carried.clear()
    async with desk.database.transaction() as tx:
        (told,) = [
            record
            for record in await JobStore(tx).posted(JobKind.PARTY, GUILD, view.party.id)
            if ":remind:" in record.occurrence
        ]
    return Job(told.id, told.kind, told.guild, told.subject, told.occurrence, told.due, told.attempts)


async def forget(desk: Desk, *users: UserId) -> None:
    """Forget *users*, each for themselves."""
    privacy = PrivacyService(desk.database, desk.clock, lambda: None)
    for user in users:
        await privacy.forget(user)


async def test_what_notified_people_is_drawn_without_them_once(desk: Desk) -> None:
    """As it was when it went out, whatever became of the party since; once does for all whom it named."""
    told = await reminded(desk)
    organiser = Actor(HOST, organises=True)
    await desk.parties.move(GUILD, read_occurrence(told.occurrence).party, BEGINS + HOUR, organiser)
    await forget(desk, GUEST, HOST)
    await desk.parties.move(GUILD, read_occurrence(told.occurrence).party, BEGINS + 2 * HOUR, organiser)
    desk.times.append(desk.clock() + timedelta(minutes=5))
    assert await desk.work(PartyTask.REMOVE_NAMES) == [desk.postman.outcome]
    assert desk.postman.without_names == [(ChannelId(20), MessageId(50))]
    (post,) = [post for post in desk.postman.carried if post.work.task is PartyTask.REMINDER]
    assert (post.job.id, post.work) == (told.id, read_occurrence(told.occurrence))
    assert post.view.party.starts_at == BEGINS
    assert post.now == BEGINS - HOUR
    assert post.view.guests.replies == ()
    await forget(desk, GUEST)
    desk.times.append(desk.clock() + timedelta(minutes=5))
    assert await desk.work(PartyTask.REMOVE_NAMES) == []


@pytest.mark.parametrize("lost", ["party", "chapter", "job", "message"])
async def test_what_is_lost_meanwhile_names_nobody(desk: Desk, lost: str) -> None:
    """There is nothing to be drawn any more."""
    told = await reminded(desk)
    async with desk.database.transaction() as tx:
        party = await PartyStore(tx).get(read_occurrence(told.occurrence).party)
        assert party is not None
        if lost == "chapter":
            await PartyStore(tx).save(replace(party, chapter=ChapterNumber(99)))
        if lost == "party":
            await PartyStore(tx).delete_guild(GUILD)
        if lost == "message":
            await JobStore(tx).add(remove_names_job(party, JobId(told.id + 1), NOW))
        else:
            await JobStore(tx).add(remove_names_job(party, JobId(99) if lost == "job" else told.id, NOW))
    outcomes: list[Outcome] = await desk.work(PartyTask.REMOVE_NAMES)
    assert outcomes == [Skipped(SkipReason.OVER)]


async def test_a_party_that_is_gone_needs_nothing(desk: Desk) -> None:
    """It may have been forgotten with its guild in the same transaction."""
    view = await desk.plan()
    async with desk.database.transaction() as tx:
        await PartyStore(tx).delete_guild(GUILD)
        before = await JobStore(tx).next_due()
        await remove_names(tx, [view.party], NOW)
        assert await JobStore(tx).next_due() == before


async def test_the_event_follows_only_where_a_note_goes(desk: Desk) -> None:
    """A guest is not named there."""
    view = await desk.plan(note="Mine")
    await desk.parties.answer(GUILD, view.party.id, GUEST, Answer.GOING, card_follows=False)
    async with desk.database.transaction() as tx:
        await PartyStore(tx).save(replace(view.party, event=EventId(9), message=MessageId(50)))
    await desk.work(PartyTask.CARD)
    for user, planned in ((GUEST, False), (HOST, True)):
        desk.times.append(desk.clock() + HOUR)
        await forget(desk, user)
        async with desk.database.transaction() as tx:
            pending = await JobStore(tx).pending(JobKind.PARTY_EVENT, GUILD, view.party.id)
        assert (pending is not None) is planned
