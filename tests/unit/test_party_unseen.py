"""What others see of a party while its move or call-off can still be taken back, at awkward moments."""

from dataclasses import replace
from datetime import timedelta

from bot.ids import PartyId
from bot.jobs.model import Delivered, Job, JobKind, Outcome, Skipped, SkipReason
from bot.jobs.store import JobStore
from bot.parties.model import Actor, Party, PartyChange, PartyState
from bot.parties.store import PartyStore
from bot.parties.tasks import PartyTask
from bot.parties.unseen import CHANGES, Change, shown
from bot.undo.model import UNDO_WINDOW
from tests.unit.party_harness import GUILD, HOST, HOUR, NOW, START, PartyHarness

HOSTED = Actor(HOST, organises=False)
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


async def claimed(harness: PartyHarness, part: str) -> Job:
    """Claim jobs that are due up to the first with *part* in its occurrence, and return that."""
    job = await harness.claim()
    while job is not None and part not in job.occurrence:
        job = await harness.claim()
    assert job is not None
    return job


async def settle(harness: PartyHarness, job: Job, outcome: Outcome) -> None:
    """Record *outcome* of *job*."""
    async with harness.database.transaction() as tx:
        assert await JobStore(tx).settle(job, outcome, harness.clock())
        await harness.jobs.on_result(tx, job, outcome)


async def due(harness: PartyHarness, party: PartyId, part: str) -> list[timedelta]:
    """Return how long after NOW each open job of *party* with *part* in its occurrence is due."""
    async with harness.database.transaction() as tx:
        jobs = await JobStore(tx).open(JobKind.PARTY, GUILD, party)
    return sorted(job.due - NOW for job in jobs if part in job.occurrence)


async def seen(harness: PartyHarness, party: PartyId) -> Party:
    """Return *party* as everyone sees it now."""
    async with harness.database.transaction() as tx:
        found = await PartyStore(tx).get(party)
        assert found is not None
        return await shown(tx, found, harness.clock())


async def moved(harness: PartyHarness, party: PartyId, to: timedelta = HOUR) -> PartyChange:
    """Let the host move *party* by *to*."""
    return await harness.parties.move(GUILD, party, START + to, HOSTED)


async def test_a_card_that_was_on_its_way_when_its_party_was_moved_is_redrawn_when_that_is_public(
    harness: PartyHarness,
) -> None:
    view = await harness.plan()
    job = await claimed(harness, ":card:")
    outcome = await harness.jobs.deliver(job)
    await moved(harness, view.party.id)
    await settle(harness, job, outcome)
    assert await due(harness, view.party.id, ":card:") == [UNDO_WINDOW]
    assert [post.view.party.starts_at for post in harness.deliverer.delivered] == [START]


async def test_a_live_card_that_was_on_its_way_when_its_party_was_called_off_is_redrawn_when_that_is_public(
    harness: PartyHarness,
) -> None:
    view = await harness.plan()
    harness.times.append(START)
    await harness.parties.start(GUILD, view.party.id, HOSTED)
    harness.times.append(START + timedelta(seconds=30))
    job = await claimed(harness, ":go:")
    outcome = await harness.jobs.deliver(job)
    await harness.parties.cancel(GUILD, view.party.id, HOSTED, series=False)
    await settle(harness, job, outcome)
    assert await due(harness, view.party.id, ":room:") == [harness.clock() + UNDO_WINDOW - NOW]


async def test_a_party_called_off_before_its_card_was_posted_has_none(harness: PartyHarness) -> None:
    """Unless that is undone."""
    view = await harness.plan()
    job = await claimed(harness, ":card:")
    change = await harness.parties.cancel(GUILD, view.party.id, HOSTED, series=False)
    assert await harness.jobs.deliver(job) == Skipped(SkipReason.OVER)
    await settle(harness, job, Skipped(SkipReason.OVER))
    assert change.undo is not None
    await harness.parties.undo(GUILD, change.undo, HOSTED)
    assert [type(outcome) for outcome in await harness.work(PartyTask.CARD)] == [Delivered]


async def test_a_clock_set_back_hides_no_change(harness: PartyHarness) -> None:
    """The window is no longer than it is, whatever the clock says."""
    view = await harness.plan()
    await moved(harness, view.party.id)
    assert (await seen(harness, view.party.id)).starts_at == START
    harness.times.append(NOW - DAY)
    assert (await seen(harness, view.party.id)).starts_at == START + HOUR


async def test_a_party_started_in_the_window_shows_as_it_is(harness: PartyHarness) -> None:
    """Nobody can take the move back then."""
    view = await harness.plan()
    harness.times.append(START)
    await moved(harness, view.party.id, to=timedelta(minutes=5))
    assert (await seen(harness, view.party.id)).starts_at == START
    await harness.parties.start(GUILD, view.party.id, HOSTED)
    started = await seen(harness, view.party.id)
    assert (started.state, started.starts_at) == (PartyState.RUNNING, START + timedelta(minutes=5))


async def test_a_record_from_before_says_how_its_party_was(harness: PartyHarness) -> None:
    """Earlier versions kept nothing of how a party was shown."""
    view = await harness.plan()
    change = await moved(harness, view.party.id)
    assert change.undo is not None
    async with harness.database.transaction() as tx:
        found = await CHANGES.open(tx, GUILD, change.undo)
        assert isinstance(found, tuple)
        kept: Change = replace(found[1], shown=None)
        await CHANGES.add(tx, GUILD, HOST, kept, harness.clock())
    assert (await seen(harness, view.party.id)).starts_at == START
