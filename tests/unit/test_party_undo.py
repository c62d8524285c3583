"""Taking back a move or a call-off at awkward moments."""

from dataclasses import replace
from datetime import timedelta

from bot.ids import PartyId, UserId
from bot.jobs.model import Delivered, Held, HoldReason, Job, JobKind, Retry
from bot.jobs.store import JobStore
from bot.parties.events import EventUpdate
from bot.parties.jobs import EventJobs
from bot.parties.model import Actor, Answer, PartyChange, PartyState, PartyUndo, PlanResult
from bot.parties.planning import plan_event
from bot.parties.store import PartyStore
from bot.parties.tasks import PartyTask
from bot.parties.unseen import CHANGES
from bot.undo.model import UNDO_WINDOW, UndoKind, UndoResult
from bot.undo.store import UndoStore
from tests.unit.courses import courses_of
from tests.unit.party_harness import GUILD, HOST, HOUR, NOW, OTHER, START, PartyHarness, every_monday

HOSTED = Actor(HOST, organises=False)
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


async def moved(harness: PartyHarness) -> PartyChange:
    """Plan a party, and let its host move it."""
    view = await harness.plan()
    await harness.work(PartyTask.CARD)
    change = await harness.parties.move(GUILD, view.party.id, START + HOUR, HOSTED)
    assert change.undo is not None
    return change


async def claimed(harness: PartyHarness, part: str) -> Job:
    """Claim jobs that are due up to the first with *part* in its occurrence, and return that."""
    job = await harness.claim()
    while job is not None and part not in job.occurrence:
        job = await harness.claim()
    assert job is not None
    return job


async def undone(harness: PartyHarness, change: PartyChange, by: Actor = HOSTED) -> PartyUndo:
    """Let *by* undo *change*."""
    assert change.undo is not None
    return await harness.parties.undo(GUILD, change.undo, by)


async def test_an_announcement_that_is_being_sent_is_not_taken_back(harness: PartyHarness) -> None:
    """Nor one that may be out, though nobody knows."""
    change = await moved(harness)
    harness.times.append(NOW + UNDO_WINDOW)
    card = await claimed(harness, ":card:")
    job = await claimed(harness, ":moved:")
    async with harness.database.transaction() as tx:
        await JobStore(tx).settle(card, harness.deliverer.outcome, harness.clock())
    assert (await undone(harness, change)).result is UndoResult.UNDER_WAY
    async with harness.database.transaction() as tx:
        await JobStore(tx).settle(job, Retry("no reply"), harness.clock())
    assert (await undone(harness, change)).result is UndoResult.POSTED


async def test_a_change_that_could_not_be_announced_can_be_undone_as_long_as_its_party_is_not_over(
    harness: PartyHarness,
) -> None:
    """What is held never reached Discord."""
    change = await moved(harness)
    later = await harness.parties.move(GUILD, _party(change), START + DAY, HOSTED)
    harness.deliverer.outcome = Held(HoldReason.CANNOT_SEND)
    harness.times.append(NOW + UNDO_WINDOW)
    assert await harness.work(PartyTask.MOVED) == [harness.deliverer.outcome]
    harness.times.append(NOW + HOUR)
    assert (await undone(harness, later)).result is UndoResult.DONE
    assert (await undone(harness, change)).result is UndoResult.DONE
    again = await harness.parties.move(GUILD, _party(change), START + DAY, HOSTED)
    harness.times.append(NOW + 2 * HOUR)
    await harness.work(PartyTask.MOVED)
    harness.times.append(START + 5 * HOUR)
    assert (await undone(harness, again)).result is UndoResult.PAST


async def test_a_change_is_missing_elsewhere_and_once_its_party_is_deleted(harness: PartyHarness) -> None:
    change = await moved(harness)
    assert change.undo is not None
    assert (await harness.parties.undo(OTHER, change.undo, HOSTED)) == PartyUndo(UndoResult.MISSING)
    assert (await harness.parties.changed(change.undo)) is not None
    assert (await undone(harness, change, Actor(UserId(9), organises=False))).result is PlanResult.NOT_YOURS
    async with harness.database.transaction() as tx:
        await PartyStore(tx).remove(_party(change))
    assert (await undone(harness, change)) == PartyUndo(UndoResult.MISSING)
    assert (await harness.parties.changed(change.undo)) is None
    assert (await harness.parties.changed(99)) is None


async def test_what_is_stored_of_a_change_names_nobody(harness: PartyHarness) -> None:
    """But whoever made it, in a column of its own, by which it is deleted with their data."""
    host = UserId(1574484679065600006)
    view = await harness.plan(host=host)
    change = await harness.parties.cancel(GUILD, view.party.id, Actor(host, organises=False), series=False)
    assert change.undo is not None
    async with harness.database.transaction() as tx:
        record = await UndoStore(tx).get(GUILD, UndoKind.PARTY, change.undo)
    assert record is not None
    assert record.user == host
    assert str(host) not in record.content
    assert CHANGES.read(record).before.state is PartyState.PLANNED


async def test_a_series_whose_next_party_was_changed_keeps_both(harness: PartyHarness) -> None:
    """Moved, answered or deleted meanwhile."""
    await every_monday(harness)
    view = await harness.plan(repeats=True)
    change = await harness.parties.cancel(GUILD, view.party.id, HOSTED, series=False)
    assert change.following is not None
    await harness.parties.answer(GUILD, change.following.id, HOST, Answer.MAYBE, card_follows=False)
    assert (await undone(harness, change)).result is UndoResult.CHANGED
    await harness.parties.answer(GUILD, change.following.id, HOST, Answer.GOING, card_follows=False)
    later = change.following.starts_at + HOUR
    theirs = await harness.parties.move(GUILD, change.following.id, later, HOSTED)
    assert (await undone(harness, change)).result is UndoResult.CHANGED
    assert (await undone(harness, theirs)).result is UndoResult.DONE
    assert (await undone(harness, change)).following == change.following.starts_at
    async with harness.database.transaction() as tx:
        assert await PartyStore(tx).get(change.following.id) is None


class NoEvents:
    """Fails the test where an event is updated."""

    async def update_event(self, order: EventUpdate) -> tuple[Delivered, None]:
        """Refuse *order*."""
        raise AssertionError(order)


async def test_an_event_job_under_way_waits_for_the_time_in_which_a_call_off_can_be_undone(
    harness: PartyHarness,
) -> None:
    """It would call the event off, for ever."""
    view = await harness.plan()
    async with harness.database.transaction() as tx:
        await plan_event(tx, view.party, NOW)
    job = await claimed(harness, "event:")
    await harness.parties.cancel(GUILD, view.party.id, HOSTED, series=False)
    events = EventJobs(harness.database, NoEvents(), courses_of(harness.database, harness.clock), harness.clock)
    outcome = await events.deliver(job)
    assert isinstance(outcome, Retry)
    assert outcome.rest == UNDO_WINDOW


async def test_an_update_of_an_event_waits_with_an_earlier_one(harness: PartyHarness) -> None:
    """But no longer than the time for an Undo, wherever the clock was set to."""
    view = await harness.plan()
    party = replace(view.party, starts_at=START + HOUR)
    for now, wait, due in (
        (NOW, UNDO_WINDOW, NOW + UNDO_WINDOW),
        (NOW + 5 * SECOND, timedelta(), NOW + UNDO_WINDOW),
        (NOW + 60 * SECOND, timedelta(), NOW + 60 * SECOND),
        (NOW - DAY, timedelta(), NOW - DAY + UNDO_WINDOW),
    ):
        async with harness.database.transaction() as tx:
            await plan_event(tx, party, now, wait)
            assert [job.due for job in await JobStore(tx).open(JobKind.PARTY_EVENT, GUILD, party.id)] == [due]


def _party(change: PartyChange) -> PartyId:
    assert change.view is not None
    return change.view.party.id
