"""Changes of how many places a party has, and redrawing what was said of its start, where something is amiss."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.ids import ChannelId, GuildId, JobId, MessageId, PartyId
from bot.jobs.model import Delivered, Skipped, SkipReason
from bot.jobs.store import JobStore
from bot.parties.model import Actor, Answer, LiveResult, PlanResult
from bot.parties.store import PartyStore
from bot.parties.tasks import PartyTask, read_occurrence, refresh_job
from bot.storage.database import open_database
from bot.undo.model import UndoResult
from tests.unit.party_harness import GUEST, GUILD, HOST, NEVER, OTHER, START, PartyHarness

ORGANISER, MEMBER = Actor(HOST, organises=True), Actor(GUEST, organises=False)


@pytest.fixture
async def harness(tmp_path: Path) -> AsyncIterator[PartyHarness]:
    """The service and job handler over a new database."""
    async with open_database(tmp_path / "lectern.db") as database:
        yield PartyHarness(database)


@pytest.mark.parametrize("guild", [GUILD, OTHER])
async def test_the_places_of_an_unknown_party_are_not_changed(harness: PartyHarness, guild: GuildId) -> None:
    """Nor those of a party of another server."""
    planned = (await harness.plan()).party.id
    number = NEVER if guild == GUILD else planned
    assert (await harness.parties.set_places(guild, number, 3, ORGANISER)).result is PlanResult.MISSING
    assert await harness.parties.party_of_places(1) is None


async def test_whoever_may_not_change_a_party_changes_its_places_neither_way(harness: PartyHarness) -> None:
    party = (await harness.plan()).party.id
    assert (await harness.parties.set_places(GUILD, party, 3, MEMBER)).result is PlanResult.NOT_YOURS
    change = await harness.parties.set_places(GUILD, party, 3, ORGANISER)
    assert change.undo is not None
    assert (await harness.parties.undo_places(GUILD, change.undo, MEMBER)).result is PlanResult.NOT_YOURS
    assert (await harness.parties.undo_places(OTHER, change.undo, ORGANISER)).result is UndoResult.MISSING
    found = await harness.parties.party_of_places(change.undo)
    assert found is not None
    assert found.places == 3


async def test_a_change_of_a_party_that_is_gone_is_not_taken_back(harness: PartyHarness) -> None:
    party = (await harness.plan()).party.id
    change = await harness.parties.set_places(GUILD, party, 3, ORGANISER)
    assert change.undo is not None
    async with harness.database.transaction() as tx:
        await PartyStore(tx).remove(party)
    assert (await harness.parties.undo_places(GUILD, change.undo, ORGANISER)).result is UndoResult.MISSING


async def test_what_was_said_of_the_start_of_a_party_that_is_gone_stays(harness: PartyHarness) -> None:
    """Neither is there anything to redraw where no message is known."""
    party = (await harness.plan()).party
    async with harness.database.transaction() as tx:
        await JobStore(tx).add(refresh_job(party, JobId(99), harness.clock()))
    assert await harness.work(PartyTask.REFRESH) == [Skipped(SkipReason.OVER)]


async def test_a_reminder_at_the_start_whose_message_is_not_known_is_not_redrawn(harness: PartyHarness) -> None:
    await harness.plan(reminders=(timedelta(),))
    await harness.work(PartyTask.CARD)
    harness.deliverer.outcome = Delivered(None, None)
    harness.times.append(START)
    assert await harness.work(PartyTask.REMINDER) == [Delivered(None, None)]
    harness.deliverer.outcome = Delivered(ChannelId(20), MessageId(50))
    assert (await harness.parties.start(GUILD, PartyId(1), ORGANISER))[0] is LiveResult.DONE
    assert await harness.work(PartyTask.REFRESH) == [Skipped(SkipReason.OVER)]


@pytest.mark.parametrize(("task", "minutes"), [(PartyTask.LATE, 6), (PartyTask.REMINDER, 0)])
async def test_what_is_said_of_the_start_is_redrawn_if_somebody_started_meanwhile(
    harness: PartyHarness, task: PartyTask, minutes: int
) -> None:
    """They started the party while that message was on its way."""
    party = (await harness.plan(reminders=(timedelta(),) if task is PartyTask.REMINDER else ())).party
    await harness.parties.answer(GUILD, party.id, GUEST, Answer.GOING, card_follows=False)
    await harness.work(PartyTask.CARD)
    harness.times.append(START.replace(minute=START.minute + minutes))
    while (job := await harness.claim()) is not None:
        if read_occurrence(job.occurrence).task is task:
            break
    assert job is not None
    outcome = await harness.jobs.deliver(job)
    assert outcome == Delivered(ChannelId(20), MessageId(50))
    assert (await harness.parties.start(GUILD, party.id, ORGANISER))[0] is LiveResult.DONE
    async with harness.database.transaction() as tx:
        assert await JobStore(tx).settle(job, outcome, harness.clock())
        await harness.jobs.on_result(tx, job, outcome)
    assert await harness.work(PartyTask.REFRESH) == [outcome]
